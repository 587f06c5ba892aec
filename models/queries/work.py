"""The work on a task: stays, papers handed in, decisions, councils."""

from sqlalchemy import Select, select

from models.tables import (
    Ballot,
    ClockStop,
    Council,
    Seat,
    StageEntry,
    Submission,
)


def entries_of(task_id: int) -> Select[StageEntry]:
    """All stays of the task, in the order in which they began."""
    return select(StageEntry).where(StageEntry.task_id == task_id).order_by(StageEntry.id)


def submissions_of(task_id: int) -> Select[Submission]:
    """All papers handed in for the task."""
    return (
        select(Submission)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .where(StageEntry.task_id == task_id)
        .order_by(Submission.id)
    )


def council_at(entry_id: int, gate: str) -> Select[Council]:
    """The council last formed for a gate."""
    return (
        select(Council)
        .where(Council.entry_id == entry_id, Council.gate == gate)
        .order_by(Council.id.desc())
        .limit(1)
    )


def seat(council_id: int, person_id: int) -> Select[Seat]:
    """One person's seat on a council."""
    return select(Seat).where(Seat.council_id == council_id, Seat.person_id == person_id)


def ballot(council_id: int, person_id: int) -> Select[Ballot]:
    """One person's ballot."""
    return select(Ballot).where(Ballot.council_id == council_id, Ballot.person_id == person_id)


def open_stop(entry_id: int) -> Select[ClockStop]:
    """The clock stop of an entry that has not ended."""
    return select(ClockStop).where(ClockStop.entry_id == entry_id, ClockStop.until.is_(None))
