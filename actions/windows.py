"""Which Prefect run shows a subject: kept beside the facts, never the truth about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import wiring
from models import queries
from models.tables import Window

Subjects: TypeAlias = Sequence[str]
"""Whom windows show: `task:CODE` or `case:CODE`."""


class Rank(Enum):
    """Which windows people need first."""

    LIVING = "living"
    """Of tasks whose life has not ended."""
    CASES = "cases"
    """Of open closet cases."""
    ENDED = "ended"
    """Of tasks whose life has ended."""
    OTHERS = "others"
    """That were drawn and whose subject is none of these: of cases that are closed."""


@dataclass(frozen=True)
class Shown:
    """A window on record: the run, the version of the subject that was drawn into it, and on which day."""

    subject: str
    run_id: UUID
    version: int
    drawn_on: date


@contextmanager
def held(subject: str) -> Iterator[Session]:
    """One transaction in which nobody else draws the subject: two engines take turns, the later sees more."""
    with wiring.unit_of_work() as session:
        session.execute(
            text("select pg_advisory_xact_lock(hashtextextended(:subject, 0))"), {"subject": subject}
        )
        yield session


def recall(session: Session, subject: str) -> UUID | None:
    """The run that showed the subject last; None when it has never been drawn."""
    row = session.scalar(queries.window_of(subject))
    return None if row is None else row.run_id


def remember(session: Session, subject: str, run_id: UUID, version: int, on: date) -> None:
    """Keep in which run the subject was drawn."""
    drawn = {"run_id": run_id, "version": version, "drawn_on": on, "drawn_at": wiring.now()}
    statement = insert(Window).values(subject=subject, **drawn)
    session.execute(statement.on_conflict_do_update(index_elements=[Window.subject], set_=drawn))


def known() -> tuple[Shown, ...]:
    """All windows on record."""
    with wiring.unit_of_work() as session:
        return tuple(
            Shown(row.subject, row.run_id, row.version, row.drawn_on)
            for row in session.scalars(queries.windows())
        )


def ranked(drawn: Iterable[str] = ()) -> dict[Rank, Subjects]:
    """Every subject that a window must show, in the order of its weight; `drawn` are known to have one."""
    with wiring.unit_of_work() as session:
        living = [f"task:{code}" for code in session.scalars(queries.live_codes())]
        cases = [f"case:{code}" for code in session.scalars(queries.case_codes())]
        every = [f"task:{code}" for code in session.scalars(queries.all_codes())]
    alive = set(living)
    ended = [subject for subject in every if subject not in alive]
    known = {*living, *cases, *ended}
    others = [subject for subject in drawn if subject not in known]
    return {Rank.LIVING: living, Rank.CASES: cases, Rank.ENDED: ended, Rank.OTHERS: others}


def wanted() -> Subjects:
    """Every subject that a window must show: the living tasks first, then the open cases, then the ended."""
    return [subject for subjects in ranked().values() for subject in subjects]
