"""Tasks and their results, one or listed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from models.queries.among import among
from models.tables import ClockStop, Result, StageEntry, Task


def task_by_code(code: str, *, lock: bool = False) -> Select[Task]:
    """The task of that code; `lock` holds it until the transaction ends."""
    query = select(Task).where(Task.code == code)
    return query.with_for_update() if lock else query


def result_of(task_id: int) -> Select[Result]:
    """The result row of a task."""
    return select(Result).where(Result.task_id == task_id)


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


def digests_by_source(keys: Sequence[str]) -> Select[str, str]:
    """The keys of these under which a task was imported, each with the digest of what was said then."""
    return select(Task.source_key, Task.source_hash).where(_came_in(keys))


def _came_in(keys: Sequence[str]) -> ColumnElement[bool]:
    """Tasks imported under one of these keys; their index holds imported ones alone, and is asked so."""
    return and_(among(Task.source_key, keys), Task.source_key != "")


def results_of(tasks: Sequence[int]) -> Select[Result]:
    """The result rows of these tasks."""
    return select(Result).where(among(Result.task_id, tasks))


def tasks_to_complete(keys: Sequence[str], codes: Sequence[str]) -> Select[Task]:
    """The tasks imported under those keys, or bearing those codes, in the order in which they are locked."""
    # Two lists of numbers, each by its own index: for an "or" of both PostgreSQL reads the whole table.
    numbers = union_all(select(Task.id).where(_came_in(keys)), select(Task.id).where(among(Task.code, codes)))
    return select(Task).where(Task.id.in_(numbers)).order_by(Task.id)


def titles(provinces: Sequence[str] = ()) -> Select[str, str, str]:
    """The code, title and province of every task, for finding the same task under another title.

    With provinces, of their tasks alone.
    """
    query = select(Task.code, Task.title, Task.province).order_by(Task.id)
    return query.where(among(Task.province, provinces)) if provinces else query


_SCHEDULED = frozenset({"clear_when", "contract_ends_on"})
"""Dates that are set beforehand; all others say what has happened."""

_HAPPENED = tuple(
    column
    for table in (Task.__table__, Result.__table__)
    for column in table.columns
    if isinstance(column.type, Date) and column.name not in _SCHEDULED
)


def stays() -> Select[str, str, str, StageEntry, date | None]:
    """Where every living task stands: its stay on the main line, else the oldest one beside it.

    The last column is the day of the latest fact on record, by which the stay of a task from a list is
    dated: when it was entered there, nobody has written down.
    """
    return (
        select(Task.code, Task.title, Task.province, StageEntry, func.greatest(*_HAPPENED))
        .join(StageEntry, StageEntry.task_id == Task.id)
        .outerjoin(Result, Result.task_id == Task.id)
        .where(StageEntry.left_on.is_(None))
        .ext(distinct_on(StageEntry.task_id))
        .order_by(StageEntry.task_id, StageEntry.beside, StageEntry.id)
    )


def stops_of_stays() -> Select[ClockStop]:
    """The times in which the clock stood still, of all stays that go on."""
    return (
        select(ClockStop)
        .join(StageEntry, StageEntry.id == ClockStop.entry_id)
        .where(StageEntry.left_on.is_(None))
    )
