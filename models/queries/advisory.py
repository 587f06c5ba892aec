"""The advisory council: its sessions, what waits for them, what they asked for."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from models.queries.among import among
from models.tables import (
    AdvisoryAction,
    AdvisoryItem,
    AdvisorySession,
    Audit,
    ClosetCase,
    Document,
    RemedyTaken,
    Task,
)


def advisory_session(province: str, month: date, *, lock: bool = False) -> Select[AdvisorySession]:
    """A province's session of a month; `lock` holds it until the transaction ends."""
    query = select(AdvisorySession).where(
        AdvisorySession.province == province, AdvisorySession.month == month
    )
    return query.with_for_update() if lock else query


def advisory_sessions(provinces: Collection[str]) -> Select[AdvisorySession]:
    """The sessions of provinces that are one council's today, the oldest first."""
    return (
        select(AdvisorySession)
        .where(AdvisorySession.province.in_(provinces))
        .order_by(AdvisorySession.month, AdvisorySession.id)
    )


def advisory_items(session_id: int) -> Select[AdvisoryItem, str, str]:
    """What stands on the agenda of a session, with the codes and titles of the tasks."""
    return (
        select(AdvisoryItem, Task.code, Task.title)
        .join(Task, Task.id == AdvisoryItem.task_id)
        .where(AdvisoryItem.session_id == session_id)
        .order_by(AdvisoryItem.id)
    )


def stuck_in(provinces: Collection[str]) -> Select[ClosetCase, str, date | None]:
    """The open cases of provinces, with the task's code and the day a session last concluded on it."""
    last_dealt = (
        select(func.max(AdvisorySession.held_on))
        .join(AdvisoryItem, AdvisoryItem.session_id == AdvisorySession.id)
        .where(AdvisoryItem.task_id == ClosetCase.task_id, AdvisoryItem.conclusion != "")
        .scalar_subquery()
    )
    return (
        select(ClosetCase, Task.code, last_dealt)
        .join(Task, Task.id == ClosetCase.task_id)
        .where(ClosetCase.closed_on.is_(None), Task.province.in_(provinces))
        .order_by(Task.code)
    )


def provinces_with_cases() -> Select[str]:
    """The provinces, by the names that their tasks bear, in which a result lies in the closet."""
    return (
        select(Task.province)
        .join(ClosetCase, ClosetCase.task_id == Task.id)
        .where(ClosetCase.closed_on.is_(None))
        .distinct()
        .order_by(Task.province)
    )


def called_before(provinces: Collection[str], month: date) -> Select[AdvisoryItem, str]:
    """The calls up to a month on which no session has concluded, the oldest first, with the tasks' codes."""
    called_to, later, answering = AdvisorySession, aliased(AdvisorySession), aliased(AdvisoryItem)
    answered = exists().where(
        answering.task_id == AdvisoryItem.task_id,
        answering.conclusion != "",
        later.id == answering.session_id,
        later.month >= called_to.month,
    )
    return (
        select(AdvisoryItem, Task.code)
        .join(called_to, called_to.id == AdvisoryItem.session_id)
        .join(Task, Task.id == AdvisoryItem.task_id)
        .where(
            called_to.province.in_(provinces),
            called_to.month <= month,
            AdvisoryItem.reason == "called",
            ~answered,
        )
        .order_by(called_to.month, AdvisoryItem.id)
    )


def overdue_remedies(provinces: Collection[str], on: date) -> Select[RemedyTaken, str]:
    """The remedies of open cases whose day has passed without their being done, with the tasks' codes."""
    return (
        select(RemedyTaken, Task.code)
        .join(ClosetCase, ClosetCase.id == RemedyTaken.case_id)
        .join(Task, Task.id == ClosetCase.task_id)
        .where(
            ClosetCase.closed_on.is_(None),
            Task.province.in_(provinces),
            RemedyTaken.done_on.is_(None),
            RemedyTaken.due_on < on,
        )
        .order_by(RemedyTaken.due_on, RemedyTaken.id)
    )


def advisory_actions(
    provinces: Collection[str] | None = None,
    *,
    number: int | None = None,
    session_id: int | None = None,
    undone: bool = False,
    due_before: date | None = None,
) -> Select[AdvisoryAction, AdvisorySession, str | None]:
    """What sessions asked for, the most urgent first, with the session and the task's code, if it has one."""
    query = (
        select(AdvisoryAction, AdvisorySession, Task.code)
        .join(AdvisorySession, AdvisorySession.id == AdvisoryAction.session_id)
        .outerjoin(Task, Task.id == AdvisoryAction.task_id)
        .order_by(AdvisoryAction.due_on, AdvisoryAction.id)
    )
    if provinces is not None:
        query = query.where(AdvisorySession.province.in_(provinces))
    if number is not None:
        query = query.where(AdvisoryAction.id == number)
    if session_id is not None:
        query = query.where(AdvisoryAction.session_id == session_id)
    if undone:
        query = query.where(AdvisoryAction.done_on.is_(None))
    if due_before is not None:
        query = query.where(AdvisoryAction.due_on < due_before)
    return query


def advisory_action(number: int, *, lock: bool = False) -> Select[AdvisoryAction]:
    """One action of a session; `lock` holds it until the transaction ends."""
    query = select(AdvisoryAction).where(AdvisoryAction.id == number)
    return query.with_for_update() if lock else query


def last_escalations(task_ids: Collection[int]) -> Select[int | None, date]:
    """The day on which the case of each task was last escalated."""
    return (
        select(Audit.task_id, func.max(Audit.on))
        .where(Audit.tag == "case:closet:escalated", among(Audit.task_id, task_ids))
        .group_by(Audit.task_id)
    )


def documents_of_session(session_id: int) -> Select[Document]:
    """The papers of a session, in order."""
    return select(Document).where(Document.session_id == session_id).order_by(Document.id)


def last_minutes(paper: str) -> Select[Document, AdvisorySession, int]:
    """The paper of that kind that was issued last, its session, and how many actions that asked for."""
    asked_for = (
        select(func.count())
        .where(AdvisoryAction.session_id == AdvisorySession.id)
        .correlate(AdvisorySession)
        .scalar_subquery()
    )
    return (
        select(Document, AdvisorySession, asked_for)
        .join(AdvisorySession, AdvisorySession.id == Document.session_id)
        .where(Document.paper == paper)
        .order_by(Document.issued_on.desc(), Document.id.desc())
        .limit(1)
    )


def tasks_held(codes: Collection[str], *, to_change: bool = False) -> Select[int]:
    """Hold tasks, in the order in which everybody locks them: for rows to name them, or to be changed."""
    query = select(Task.id).where(among(Task.code, codes)).order_by(Task.id)
    return query.with_for_update() if to_change else query.with_for_update(read=True, key_share=True)
