"""What may be published, page by page. Here it is narrowed; `models.publishing` judges each row again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
    union_all,
)

from models.publishing import FAIL
from models.tables import Audit, Need, Organisation, Result, Task


def _free(on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Task.state_reserves.is_(False),
        or_(Task.call_published_on <= on, Task.source_url != ""),
        Result.accepted_on <= on,
        Result.grade.is_distinct_from(FAIL),
    )


def _changed() -> ColumnElement[datetime]:
    """When a task last changed, or became free: its last entry in the journal, and its own dates."""
    journal = select(func.max(Audit.at)).where(Audit.task_id == Task.id).correlate(Task).scalar_subquery()
    moment = DateTime(timezone=True)
    return func.greatest(
        Task.created_at, journal, cast(Result.accepted_on, moment), cast(Task.call_published_on, moment)
    )


def tasks_told(
    on: date,
    *,
    after: int = 0,
    limit: int,
    open_results: bool = False,
    province: str = "",
    code: str = "",
    since: datetime | None = None,
    before: datetime | None = None,
) -> Select[Task, Result, Organisation | None, datetime]:
    """Accepted and published tasks by number, those after that one; with the host, and when they changed.

    `open_results` leaves those alone that wait for somebody to use them; `since` and `before` are bounds of
    the moment of the last change, the first included.
    """
    changed = _changed()
    query = (
        select(Task, Result, Organisation, changed)
        .join(Result, Result.task_id == Task.id)
        .outerjoin(Organisation, Organisation.id == Task.host_id)
        .where(*_free(on), Task.id > after)
        .order_by(Task.id)
        .limit(limit)
    )
    if open_results:
        query = query.where(
            Result.rights_decided_on <= on,
            or_(Result.transferred_on.is_(None), Result.transferred_on > on),
            or_(Result.not_transferable_on.is_(None), Result.not_transferable_on > on),
        )
    if province:
        query = query.where(Task.province == province)
    if code:
        query = query.where(Task.code == code)
    if since is not None:
        query = query.where(changed >= since)
    if before is not None:
        query = query.where(changed < before)
    return query


def provinces_told(on: date) -> Select[str]:
    """The provinces of accepted and published tasks."""
    return (
        select(Task.province)
        .join(Result, Result.task_id == Task.id)
        .where(*_free(on))
        .distinct()
        .order_by(Task.province)
    )


def first_told(on: date) -> Select[datetime | None]:
    """The earliest moment at which a task that is told now had last changed."""
    return select(func.min(_changed())).join(Result, Result.task_id == Task.id).where(*_free(on))


def needs_told(on: date, *, after: int = 0, limit: int) -> Select[Need, Organisation]:
    """Open needs and offers by number, those after that one."""
    return (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.registered_on <= on, or_(Need.closed_on.is_(None), Need.closed_on > on), Need.id > after)
        .order_by(Need.id)
        .limit(limit)
    )


def figures_told(on: date) -> Select[str, int, int, int, int]:
    """Tasks ordered, accepted and transferred, by province and year; counts alone."""
    parts = []
    for place, day in enumerate((Task.ordered_on, Result.accepted_on, Result.transferred_on)):
        marks = [literal(int(place == at)).label(name) for at, name in enumerate(("o", "a", "t"))]
        parts.append(
            select(Task.province, cast(extract("year", day), Integer).label("year"), *marks)
            .join(Result, Result.task_id == Task.id)
            .where(day <= on)
        )
    every = union_all(*parts).subquery()
    return (
        select(every.c.province, every.c.year, func.sum(every.c.o), func.sum(every.c.a), func.sum(every.c.t))
        .group_by(every.c.province, every.c.year)
        .order_by(every.c.province, every.c.year)
    )


def state() -> Select[int, datetime]:
    """The number and the moment of the last entry of the journal: nothing changes without one."""
    return select(Audit.id, Audit.at).order_by(Audit.id.desc()).limit(1)
