"""The status page's figures: where the tasks are, what lies in the closet, what the engine has to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import outbox
from actions.boards.figures import ClosetFigures, ClosetRow, closet_figures
from actions.boards.places import Places, places
from models import queries


@dataclass(frozen=True)
class StatusBoard:
    """What the status page shows. `tasks` counts the ended ones as well."""

    tasks: int
    places: Places
    figures: ClosetFigures
    waiting: int
    parked: int

    @property
    def closet(self) -> tuple[ClosetRow, ...]:
        """The results in the closet, the gravest and longest first."""
        return self.figures.rows


def status_board(session: Session, on: date) -> StatusBoard:
    """Tasks by stage in the order of life, the closet, and how much work the engine still has."""
    pending, parked = outbox.waiting()
    return StatusBoard(
        tasks=session.scalar(queries.task_total()) or 0,
        places=places(session, on),
        figures=closet_figures(session, on, months=0),
        waiting=pending,
        parked=parked,
    )
