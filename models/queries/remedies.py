"""Remedies: those taken, those not done yet, and what settles them."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from models.tables import (
    AdvisoryItem,
    AdvisorySession,
    ClosetCase,
    Organisation,
    Person,
    RemedyTaken,
    Task,
)


def remedies_undone(task_id: int) -> Select[RemedyTaken, ClosetCase]:
    """The remedies of a task that are not done, with their cases."""
    return (
        select(RemedyTaken, ClosetCase)
        .join(ClosetCase, ClosetCase.id == RemedyTaken.case_id)
        .where(ClosetCase.task_id == task_id, RemedyTaken.done_on.is_(None))
        .order_by(RemedyTaken.id)
    )


def remedies_taken(
    code: str = "", *, overdue_on: date | None = None
) -> Select[RemedyTaken, str, str, str, str, str | None]:
    """The remedies taken, the most urgent first: with the task, who chose each, and whom it names."""
    named = aliased(Organisation)
    query = (
        select(RemedyTaken, Task.code, Task.title, Task.province, Person.title, named.name)
        .join(ClosetCase, ClosetCase.id == RemedyTaken.case_id)
        .join(Task, Task.id == ClosetCase.task_id)
        .join(Person, Person.id == RemedyTaken.person_id)
        .outerjoin(named, named.id == RemedyTaken.organisation_id)
        .order_by(RemedyTaken.done_on.is_not(None), RemedyTaken.due_on, RemedyTaken.id)
    )
    if code:
        query = query.where(Task.code == code)
    if overdue_on is not None:
        query = query.where(RemedyTaken.done_on.is_(None), RemedyTaken.due_on < overdue_on)
    return query


def council_concluded_on(task_id: int) -> Select[date | None]:
    """The day of the latest session of an advisory council that concluded on the result."""
    return (
        select(AdvisorySession.held_on)
        .join(AdvisoryItem, AdvisoryItem.session_id == AdvisorySession.id)
        .where(
            AdvisoryItem.task_id == task_id,
            AdvisoryItem.conclusion != "",
            AdvisorySession.held_on.is_not(None),
        )
        .order_by(AdvisorySession.held_on.desc())
        .limit(1)
    )


def organisations_named(folded: str) -> Select[Organisation]:
    """The organisations of that folded name, in whatever province."""
    return select(Organisation).where(Organisation.folded == folded).order_by(Organisation.id)


def stuck_with(organisation_id: int) -> Select[str]:
    """The codes of tasks of which the organisation is a party and whose results lie in the closet."""
    return (
        select(Task.code)
        .join(ClosetCase, ClosetCase.task_id == Task.id)
        .where(
            ClosetCase.closed_on.is_(None),
            or_(
                Task.host_id == organisation_id,
                Task.orderer_id == organisation_id,
                Task.recipient_id == organisation_id,
                Task.co_owner_id == organisation_id,
            ),
        )
        .order_by(Task.code)
    )
