"""The audit chain as it is searched: the latest first, a page at a time, by number and never by counting."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select

from models.tables import Audit, Person, Task


def entries(
    *,
    words: str = "",
    task: str = "",
    person: str = "",
    tag: str = "",
    first: date | None = None,
    last: date | None = None,
    before: int | None = None,
    after: int = 0,
    limit: int = 51,
) -> Select[Audit, str | None, str | None, str | None]:
    """Entries with the code of their task, and the handle and the function of who acted.

    Args:
        words: text that the entry's sentence has.
        task: a task's code.
        person: an account's handle.
        tag: how the tag begins (`task:`, `person:session`) .
        first: the earliest day of business.
        last: the latest.
        before: only entries with a smaller number.
        after: only entries with a greater number.
        limit: how many.
    """
    query = (
        select(Audit, Task.code, Person.handle, Person.title)
        .outerjoin(Task, Task.id == Audit.task_id)
        .outerjoin(Person, Person.id == Audit.person_id)
        .order_by(Audit.id.desc())
        .limit(limit)
    )
    if words:
        query = query.where(func.lower(Audit.text).contains(words.lower(), autoescape=True))
    if task:
        query = query.where(Audit.task_id == select(Task.id).where(Task.code == task).scalar_subquery())
    if person:
        acted = select(Person.id).where(Person.handle == person).scalar_subquery()
        query = query.where(Audit.person_id == acted)
    if tag:
        query = query.where(Audit.tag.startswith(tag, autoescape=True))
    if first is not None:
        query = query.where(Audit.on >= first)
    if last is not None:
        query = query.where(Audit.on <= last)
    if after:
        query = query.where(Audit.id > after)
    return query if before is None else query.where(Audit.id < before)
