"""Changes of process: which tasks live by a version, what was moved, and what bears another code since."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Select, Update, and_, case, exists, func, select, update

from models.tables import Audit, Council, Decision, ProcessChange, ProcessMove, StageEntry, Submission, Task

_LIVES = exists().where(StageEntry.task_id == Task.id, StageEntry.left_on.is_(None))


def codes_living_by(version: str, *, after: str, limit: int) -> Select[str]:
    """The codes of the tasks in flight that live by the version, those after that code."""
    return (
        select(Task.code)
        .where(Task.lifecycle == version, Task.code > after, _LIVES)
        .order_by(Task.code)
        .limit(limit)
    )


def tasks_by_version() -> Select[str, int, int]:
    """Each version that tasks have: how many of them are in flight, how many ended."""
    in_flight = func.count().filter(_LIVES)
    return select(Task.lifecycle, in_flight, func.count() - in_flight).group_by(Task.lifecycle)


def stays_by_stage(version: str) -> Select[str, int]:
    """Where the tasks in flight of a version stand, and how many."""
    return (
        select(StageEntry.stage, func.count())
        .join(Task, Task.id == StageEntry.task_id)
        .where(Task.lifecycle == version, StageEntry.left_on.is_(None))
        .group_by(StageEntry.stage)
    )


def changed_since(codes: Sequence[str], entry: int) -> Select[str]:
    """Which of the tasks something was done on after that entry of the audit chain."""
    return (
        select(Task.code)
        .join(Audit, and_(Audit.task_id == Task.id, Audit.id > entry))
        .where(Task.code.in_(codes))
        .distinct()
    )


def changes() -> Select[ProcessChange, int, int]:
    """All changes, the latest first: how many tasks each moved, and how many of them went back."""
    undone = func.count(ProcessMove.task_id).filter(ProcessMove.undone)
    return (
        select(ProcessChange, func.count(ProcessMove.task_id), undone)
        .outerjoin(ProcessMove, ProcessMove.change_id == ProcessChange.id)
        .group_by(ProcessChange.id)
        .order_by(ProcessChange.id.desc())
    )


def change(number: int) -> Select[ProcessChange]:
    """The change of that number."""
    return select(ProcessChange).where(ProcessChange.id == number)


def moves_after(number: int, *, after: int, limit: int) -> Select[ProcessMove, str]:
    """The moves of a change that were not undone, each with its task's code, those after that task."""
    return (
        select(ProcessMove, Task.code)
        .join(Task, Task.id == ProcessMove.task_id)
        .where(ProcessMove.change_id == number, ProcessMove.undone.is_(False), ProcessMove.task_id > after)
        .order_by(ProcessMove.task_id)
        .limit(limit)
    )


def move_of(number: int, task_id: int) -> Select[ProcessMove]:
    """What a change noted of one task."""
    return select(ProcessMove).where(ProcessMove.change_id == number, ProcessMove.task_id == task_id)


def recoded(entry_ids: Sequence[int], codes: Mapping[str, str]) -> tuple[Update, ...]:
    """Let gates and papers of these stays bear their other codes, all of them at once."""
    return tuple(
        update(table)
        .where(table.entry_id.in_(entry_ids), column.in_(codes))
        .values({column: case(dict(codes), value=column)})
        for table, column in (
            (Decision, Decision.gate),
            (Council, Council.gate),
            (Submission, Submission.paper),
        )
    )
