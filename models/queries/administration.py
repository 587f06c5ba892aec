"""Organisations and accounts as administrators look for them: filtered, paged, counted in SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Exists, Select, Update, case, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from models.tables import Organisation, Person, StageEntry, Task

PARTIES = (Task.orderer_id, Task.host_id, Task.recipient_id, Task.co_owner_id)
"""The columns of a task that name an organisation."""


def organisation_page(
    *, folded: str, kind: str, only_dissolved: bool, limit: int, offset: int
) -> Select[Organisation, str | None, int]:
    """Organisations by name, each with its successor's name and how many accounts it has."""
    heir = aliased(Organisation)
    accounts = (
        select(func.count())
        .where(Person.organisation_id == Organisation.id, Person.active)
        .correlate(Organisation)
        .scalar_subquery()
    )
    query = select(Organisation, heir.name, accounts).outerjoin(heir, heir.id == Organisation.successor_id)
    if folded:
        query = query.where(
            or_(
                Organisation.folded.contains(folded, autoescape=True),
                func.lower(Organisation.e_id) == folded,
            )
        )
    if kind:
        query = query.where(Organisation.kind == kind)
    if only_dissolved:
        query = query.where(Organisation.dissolved_on.is_not(None))
    return query.order_by(Organisation.folded, Organisation.id).limit(limit).offset(offset)


def organisation_held(number: int) -> Select[Organisation]:
    """The organisation of that number, held until the transaction ends."""
    return select(Organisation).where(Organisation.id == number).with_for_update(key_share=True)


def namesakes(folded: str, province: str, but: int = 0) -> Select[int]:
    """Whether another organisation of that province has that name already."""
    return select(Organisation.id).where(
        Organisation.folded == folded, Organisation.province == province, Organisation.id != but
    )


def heirs_of(number: int) -> Select[int]:
    """The organisation itself and all to whom it passed on, one after the other."""
    line = (
        select(Organisation.id, Organisation.successor_id)
        .where(Organisation.id == number)
        .cte(recursive=True)
    )
    line = line.union(
        select(Organisation.id, Organisation.successor_id).where(Organisation.id == line.c.successor_id)
    )
    return select(line.c.id)


def _is_party(number: int) -> ColumnElement[bool]:
    return or_(*(column == number for column in PARTIES))


def _is_live() -> Exists:
    return exists().where(StageEntry.task_id == Task.id, StageEntry.left_on.is_(None))


def tasks_of_party(number: int, *, limit: int) -> Select[str, str]:
    """The tasks of an organisation whose life has not ended: code and title."""
    return select(Task.code, Task.title).where(_is_party(number), _is_live()).order_by(Task.code).limit(limit)


def hold_living(number: int) -> Select[int]:
    """The tasks of an organisation whose life has not ended, held: always in the same order."""
    return select(Task.id).where(_is_party(number), _is_live()).order_by(Task.id).with_for_update(of=Task)


def task_counts(number: int) -> Select[int, int]:
    """How many tasks name the organisation, and how many of them live."""
    return select(func.count(), func.count().filter(_is_live())).select_from(Task).where(_is_party(number))


def hand_over(number: int, heir: int) -> Update:
    """Let the heir stand in the organisation's place in each task that lives; gives the tasks' rows."""
    return (
        update(Task)
        .where(_is_party(number), _is_live())
        .values(
            {column: case((column == number, heir), else_=column) for column in PARTIES}
            | {Task.version: Task.version + 1}
        )
        .returning(Task.id, Task.code)
        .execution_options(synchronize_session=False)
    )


def people_page(
    *, text: str, role: str, organisation: int, only_shut: bool, limit: int, offset: int
) -> Select[Person, str]:
    """Accounts by handle, each with its organisation's name; `text` is folded."""
    query = select(Person, Organisation.name).join(Organisation, Organisation.id == Person.organisation_id)
    if text:
        query = query.where(
            or_(
                func.lower(Person.handle).contains(text, autoescape=True),
                func.lower(Person.email).contains(text, autoescape=True),
                Organisation.folded.contains(text, autoescape=True),
            )
        )
    if role:
        query = query.where(Person.roles.contains([role]))
    if organisation:
        query = query.where(Person.organisation_id == organisation)
    if only_shut:
        query = query.where(Person.active.is_(False))
    return query.order_by(Person.handle).limit(limit).offset(offset)


def active_admins(but: int) -> Select[int]:
    """How many other accounts keep the system."""
    return (
        select(func.count())
        .select_from(Person)
        .where(Person.roles.contains(["admin"]), Person.active, Person.id != but)
    )


def linked_with(subject: str, but: int) -> Select[str]:
    """The account that is linked already with that subject of the province's sign-in."""
    return select(Person.handle).where(Person.sso_subject == subject, Person.id != but)
