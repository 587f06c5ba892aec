"""Every SELECT, named. Each takes what it needs and returns a statement; nothing here opens a session."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from models.tables import (
    Audit,
    Ballot,
    ClockStop,
    ClosetCase,
    Council,
    Decision,
    Document,
    Organisation,
    Person,
    Promise,
    RemedyTaken,
    Result,
    Seat,
    StageEntry,
    Submission,
    Task,
    Window,
)


def task_by_code(code: str, *, lock: bool = False) -> Select[Task]:
    """The task of that code; `lock` holds it until the transaction ends."""
    query = select(Task).where(Task.code == code)
    return query.with_for_update() if lock else query


def result_of(task_id: int) -> Select[Result]:
    """The result row of a task."""
    return select(Result).where(Result.task_id == task_id)


def organisations(ids: Sequence[int]) -> Select[Organisation]:
    """The organisations of those numbers."""
    return select(Organisation).where(Organisation.id.in_(ids))


def organisation_named(folded: str, province: str) -> Select[Organisation]:
    """The organisation of that folded name in that province, else the one that belongs to no province."""
    return (
        select(Organisation)
        .where(Organisation.folded == folded, Organisation.province.in_([province, ""]))
        .order_by(Organisation.province.desc())
        .limit(1)
    )


def person_by_handle(handle: str, *, lock: bool = False) -> Select[Person]:
    """The account of that handle."""
    query = select(Person).where(Person.handle == handle)
    return query.with_for_update() if lock else query


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


def documents_of(task_id: int) -> Select[Document]:
    """All documents issued for the task, in order."""
    return select(Document).where(Document.task_id == task_id).order_by(Document.id)


def documents_at(entry_id: int, moment: str) -> Select[Document]:
    """The documents issued at one moment of an entry."""
    return (
        select(Document).where(Document.entry_id == entry_id, Document.moment == moment).order_by(Document.id)
    )


def documents_with_hash(sha256: str) -> Select[Document, str]:
    """The documents on record under that hash, with their tasks' codes."""
    return (
        select(Document, Task.code).join(Task, Task.id == Document.task_id).where(Document.sha256 == sha256)
    )


def submissions_with_hash(sha256: str) -> Select[Submission, str]:
    """The submitted papers on record under that hash, with their tasks' codes."""
    return (
        select(Submission, Task.code)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(Submission.sha256 == sha256)
    )


def papers_with_hash_prefix(prefix: str) -> Select[str, str, str]:
    """The hashes on record that begin so, with media type and file name; each hash once."""
    issued = select(
        Document.sha256, literal("application/pdf"), func.concat(Document.file_notation, ".pdf")
    ).where(Document.sha256.startswith(prefix))
    handed_in = select(Submission.sha256, Submission.media_type, Submission.file_name).where(
        Submission.sha256.startswith(prefix)
    )
    both = union_all(issued, handed_in).subquery()
    sha256, media_type, name = both.c
    return select(sha256, func.min(media_type), func.min(name)).group_by(sha256).order_by(sha256).limit(5)


def documents_unstored() -> Select[int]:
    """The documents that have a number and no bytes in the archive yet."""
    return select(Document.id).where(Document.sha256.is_(None)).order_by(Document.id)


def ordinal_of(task_id: int) -> Select[int]:
    """How many documents the file of the task holds."""
    return select(func.count()).select_from(Document).where(Document.task_id == task_id)


def task_list(
    *,
    province: str = "",
    stage: str = "",
    search: str = "",
    limit: int = 500,
) -> Select[Task, str, date, date | None]:
    """Tasks with the stage where each stands, its entry date and due date; `search` is folded text."""
    here = aliased(StageEntry)
    query = (
        select(Task, here.stage, here.entered_on, here.due_on)
        .outerjoin(here, and_(here.task_id == Task.id, here.left_on.is_(None), here.beside.is_(False)))
        .order_by(Task.code)
        .limit(limit)
    )
    if province:
        query = query.where(Task.province == province)
    if stage:
        query = query.where(here.stage == stage)
    if search:
        query = query.where(or_(Task.folded.contains(search), func.lower(Task.code).contains(search)))
    return query


def stage_counts() -> Select[str, int]:
    """How many tasks stand in each stage of the main line."""
    return (
        select(StageEntry.stage, func.count())
        .where(StageEntry.left_on.is_(None), StageEntry.beside.is_(False))
        .group_by(StageEntry.stage)
    )


def task_total() -> Select[int]:
    """How many tasks there are."""
    return select(func.count()).select_from(Task)


def live_codes() -> Select[str]:
    """The codes of the tasks whose life has not ended."""
    alive = exists().where(StageEntry.task_id == Task.id, StageEntry.left_on.is_(None))
    return select(Task.code).where(alive).order_by(Task.code)


def all_codes() -> Select[str]:
    """The codes of all tasks."""
    return select(Task.code).order_by(Task.code)


def closet_candidates() -> Select[str]:
    """The codes of tasks that may be in the closet: a result that was accepted, refused or left unused.

    The sweep only narrows; each is judged again by `closet.find`.
    """
    open_case = exists().where(ClosetCase.task_id == Task.id, ClosetCase.closed_on.is_(None))
    waiting = or_(
        Result.accepted_on.is_not(None),
        Result.grade.is_not(None),
        Result.registered_on.is_not(None),
        Result.recognised_on.is_not(None),
        Result.in_use.is_(False),
    )
    return (
        select(Task.code)
        .join(Result, Result.task_id == Task.id)
        .where(or_(waiting, open_case))
        .order_by(Task.code)
    )


def open_case(task_id: int) -> Select[ClosetCase]:
    """The case of a task that is in the closet now."""
    return select(ClosetCase).where(ClosetCase.task_id == task_id, ClosetCase.closed_on.is_(None))


def last_case(task_id: int) -> Select[ClosetCase]:
    """The latest case of a task, open or closed."""
    return select(ClosetCase).where(ClosetCase.task_id == task_id).order_by(ClosetCase.id.desc()).limit(1)


def case_codes() -> Select[str]:
    """The codes of the tasks that have an open case."""
    return (
        select(Task.code)
        .join(ClosetCase, ClosetCase.task_id == Task.id)
        .where(ClosetCase.closed_on.is_(None))
        .order_by(Task.code)
    )


def remedies_of(case_id: int) -> Select[RemedyTaken, str]:
    """The remedies taken in a case, with the function of the person who chose each."""
    return (
        select(RemedyTaken, Person.title)
        .join(Person, Person.id == RemedyTaken.person_id)
        .where(RemedyTaken.case_id == case_id)
        .order_by(RemedyTaken.id)
    )


def journal_of(task_id: int) -> Select[Audit]:
    """The audit entries of a task, in order."""
    return select(Audit).where(Audit.task_id == task_id).order_by(Audit.id)


def last_audit() -> Select[int, str]:
    """The number and hash of the last link of the audit chain."""
    return select(Audit.id, Audit.hash).order_by(Audit.id.desc()).limit(1)


def audit_chain() -> Select[Audit]:
    """The whole chain, in order."""
    return select(Audit).order_by(Audit.id)


def next_promise(now: object) -> Select[Promise]:
    """The next row of the outbox that nobody works on, in order within each subject."""
    earlier = aliased(Promise)
    blocked = exists().where(
        earlier.subject == Promise.subject,
        earlier.id < Promise.id,
        earlier.done_at.is_(None),
        earlier.parked.is_(False),
    )
    return (
        select(Promise)
        .where(
            Promise.done_at.is_(None),
            Promise.parked.is_(False),
            or_(Promise.not_before.is_(None), Promise.not_before <= now),
            ~blocked,
        )
        .order_by(Promise.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def later_promise(promise: Promise) -> Select[int]:
    """The next promise for the same subject, if one waits: it draws the subject's window as well."""
    return (
        select(Promise.id)
        .where(
            Promise.subject == promise.subject,
            Promise.id > promise.id,
            Promise.done_at.is_(None),
            Promise.parked.is_(False),
        )
        .limit(1)
    )


def promises_waiting() -> Select[int, int]:
    """How many promises are not kept yet, and how many of them are parked with an error."""
    return select(func.count(), func.count().filter(Promise.parked)).where(Promise.done_at.is_(None))


def parked_promises() -> Select[Promise]:
    """The promises that failed too often, with their errors."""
    return select(Promise).where(Promise.parked, Promise.done_at.is_(None)).order_by(Promise.id)


def window_of(subject: str) -> Select[Window]:
    """Which run shows the subject."""
    return select(Window).where(Window.subject == subject)


def windows() -> Select[Window]:
    """All windows on record."""
    return select(Window).order_by(Window.subject)


def tasks_by_source(keys: Sequence[str]) -> Select[Task]:
    """The tasks imported under those keys."""
    return select(Task).where(Task.source_key.in_(keys))


def tasks_to_complete(keys: Sequence[str], codes: Sequence[str]) -> Select[Task]:
    """The tasks imported under those keys, or bearing those codes, in the order in which they are locked."""
    return select(Task).where(or_(Task.source_key.in_(keys), Task.code.in_(codes))).order_by(Task.id)


def titles() -> Select[str, str, str]:
    """The code, title and province of every task, for finding the same task under another title."""
    return select(Task.code, Task.title, Task.province).order_by(Task.id)


def people() -> Select[Person, Organisation]:
    """All accounts with their organisations."""
    return (
        select(Person, Organisation)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .order_by(Person.handle)
    )
