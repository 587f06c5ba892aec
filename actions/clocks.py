"""What a clock that ran ahead has left behind: stamps and one-time codes of moments still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from actions import people, wiring
from models import queries

LEEWAY: Final = timedelta(minutes=2)
"""What the clocks of several machines, and a code of the next half minute, may be apart."""


@dataclass(frozen=True)
class Ahead:
    """The latest stamp of the journal still to come, and accounts whose codes are refused until theirs."""

    stamp: datetime | None
    accounts: int


def ahead() -> Ahead:
    """Look for what our clock says is still to come."""
    until = wiring.now() + LEEWAY
    with wiring.unit_of_work() as session:
        stamp, accounts = session.execute(queries.stamps_ahead(until, people.step_at(until))).one()
    return Ahead(stamp, accounts)
