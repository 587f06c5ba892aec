"""The sample plans and the published figures, for the demonstration: boards that are not empty."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions.steering.keeping import keep_figures
from actions.steering.taking_in import TakenIn, take_in
from models import samples
from models.steering.published import PUBLISHED


def take_samples(session: Session, on: date) -> TakenIn:
    """Take the sample plans in, and put on record what provinces published; twice changes nothing."""
    for figures in PUBLISHED:
        if figures.as_of <= on:
            keep_figures(session, figures, None, on=on)
    return take_in(session, samples.path("plans.csv"), None, on=on)
