"""The work on a task: stays, papers handed in, decisions, councils."""

from collections.abc import Sequence

from sqlalchemy import Select, and_, select

from models.tables import (
    Ballot,
    ClockStop,
    Council,
    Decision,
    Organisation,
    Person,
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


def decisions_of(task_id: int) -> Select[Decision, str]:
    """All decisions on the task, with the function of the person who made each."""
    return (
        select(Decision, Person.title)
        .join(StageEntry, StageEntry.id == Decision.entry_id)
        .join(Person, Person.id == Decision.person_id)
        .where(StageEntry.task_id == task_id)
        .order_by(Decision.id)
    )


def councils_of(task_id: int) -> Select[Council]:
    """All councils formed for the task."""
    return (
        select(Council)
        .join(StageEntry, StageEntry.id == Council.entry_id)
        .where(StageEntry.task_id == task_id)
        .order_by(Council.id)
    )


def council_at(entry_id: int, gate: str) -> Select[Council]:
    """The council last formed for a gate."""
    return (
        select(Council)
        .where(Council.entry_id == entry_id, Council.gate == gate)
        .order_by(Council.id.desc())
        .limit(1)
    )


def seats_of(council_ids: Sequence[int]) -> Select[Seat, str, str]:
    """The seats of councils, with each member's function and organisation."""
    return (
        select(Seat, Person.title, Organisation.name)
        .join(Person, Person.id == Seat.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Seat.council_id.in_(council_ids))
        .order_by(Seat.council_id, Seat.person_id)
    )


def seat(council_id: int, person_id: int) -> Select[Seat]:
    """One person's seat on a council."""
    return select(Seat).where(Seat.council_id == council_id, Seat.person_id == person_id)


def ballots_of(council_ids: Sequence[int]) -> Select[Ballot, str]:
    """The ballots of councils, with each voter's position."""
    return (
        select(Ballot, Seat.position)
        .join(Seat, and_(Seat.council_id == Ballot.council_id, Seat.person_id == Ballot.person_id))
        .where(Ballot.council_id.in_(council_ids))
        .order_by(Ballot.council_id, Ballot.person_id)
    )


def ballot(council_id: int, person_id: int) -> Select[Ballot]:
    """One person's ballot."""
    return select(Ballot).where(Ballot.council_id == council_id, Ballot.person_id == person_id)


def stops_of(task_id: int) -> Select[ClockStop]:
    """All times in which a clock of the task stood still."""
    return (
        select(ClockStop)
        .join(StageEntry, StageEntry.id == ClockStop.entry_id)
        .where(StageEntry.task_id == task_id)
        .order_by(ClockStop.id)
    )


def open_stop(entry_id: int) -> Select[ClockStop]:
    """The clock stop of an entry that has not ended."""
    return select(ClockStop).where(ClockStop.entry_id == entry_id, ClockStop.until.is_(None))
