"""What a report of a period counts: stays on a day, what happened between two days, sums that moved."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import Integer, Select, case, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from models.queries.money import STANDS
from models.tables import (
    AdvisoryAction,
    AdvisorySession,
    Agreement,
    AgreementItem,
    ClockStop,
    Document,
    Filing,
    Movement,
    Publication,
    Result,
    StageEntry,
    Task,
    WorkFile,
)


def standing(names: Collection[str], day: date) -> Select[str, str, date | None, int, bool]:
    """Where each living task stood at the end of a day: code, stage, due day, days its clock stood, stopped.

    A stay beside the main line counts only where there is none on it.
    """
    own = ClockStop.entry_id == StageEntry.id
    until = func.coalesce(case((ClockStop.until <= day, ClockStop.until)), day)
    stood = (
        select(func.coalesce(func.sum(until - ClockStop.since), 0))
        .where(own, ClockStop.since <= day)
        .correlate(StageEntry)
        .scalar_subquery()
    )
    stopped = exists().where(
        own, ClockStop.since <= day, or_(ClockStop.until.is_(None), ClockStop.until > day)
    )
    return (
        select(Task.code, StageEntry.stage, StageEntry.due_on, cast(stood, Integer), stopped)
        .join(Task, Task.id == StageEntry.task_id)
        .where(
            Task.province.in_(names),
            StageEntry.entered_on <= day,
            or_(StageEntry.left_on.is_(None), StageEntry.left_on > day),
        )
        .ext(distinct_on(StageEntry.task_id))
        .order_by(StageEntry.task_id, StageEntry.beside, StageEntry.id)
    )


def first_known(names: Collection[str]) -> Select[date | None]:
    """The first day of which stays are on record; earlier standings are not known."""
    return (
        select(func.min(StageEntry.entered_on))
        .join(Task, Task.id == StageEntry.task_id)
        .where(Task.province.in_(names))
    )


_DAYS = (
    Task.ordered_on,
    Task.approved_on,
    Task.contract_signed_on,
    Result.accepted_on,
    Result.recognised_on,
    Result.transferred_on,
    Result.application_report_on,
)


def happened(
    names: Collection[str], first: date, last: date
) -> Select[
    str, str, date | None, date | None, date | None, date | None, date | None, date | None, date | None
]:
    """The tasks of which something happened between two days: code, title, and the days of their life.

    Ordered, approved, contract signed, accepted, recognised, transferred, reported to be in use.
    """
    return (
        select(Task.code, Task.title, *_DAYS)
        .outerjoin(Result, Result.task_id == Task.id)
        .where(Task.province.in_(names), or_(*(day.between(first, last) for day in _DAYS)))
        .order_by(Task.code)
    )


def moved(names: Collection[str], first: date, last: date) -> Select[str, str, str, date, Decimal]:
    """The sums that moved between two days: task, kind, source, day, đồng; those taken back left out."""
    return (
        select(Task.code, Movement.kind, Movement.source, Movement.on, func.sum(Movement.amount_vnd))
        .join(Task, Task.id == Movement.task_id)
        .where(STANDS, Task.province.in_(names), Movement.on.between(first, last))
        .group_by(Task.code, Movement.kind, Movement.source, Movement.on)
        .order_by(Movement.on, Task.code)
    )


def filed(names: Collection[str], first: date, last: date) -> Select[str, str, date, date | None]:
    """Applications filed or granted between two days: their number, kind, and both days."""
    return (
        select(Filing.number, Filing.kind, Filing.filed_on, Filing.granted_on)
        .join(Task, Task.id == Filing.task_id)
        .where(
            Task.province.in_(names),
            or_(Filing.filed_on.between(first, last), Filing.granted_on.between(first, last)),
        )
        .order_by(Filing.filed_on, Filing.id)
    )


def announced(names: Collection[str], first: date, last: date) -> Select[str, date | None]:
    """The publications between two days: of which task, on which day."""
    return (
        select(Task.code, Publication.published_on)
        .join(Task, Task.id == Publication.task_id)
        .where(
            Task.province.in_(names),
            Publication.cancelled_on.is_(None),
            Publication.published_on.between(first, last),
        )
        .order_by(Publication.published_on, Publication.id)
    )


def agreed(names: Collection[str]) -> Select[str, date | None, date | None, date | None, int, int]:
    """The agreements that were signed: code, signed, running until, ended, tasks foreseen, tasks ordered."""
    foreseen = func.count(AgreementItem.id)
    return (
        select(
            Agreement.code,
            Agreement.signed_on,
            Agreement.ends_on,
            Agreement.ended_on,
            foreseen,
            func.count(AgreementItem.task_id),
        )
        .outerjoin(AgreementItem, AgreementItem.agreement_id == Agreement.id)
        .where(Agreement.province.in_(names), Agreement.signed_on.is_not(None))
        .group_by(Agreement.id)
        .order_by(Agreement.code)
    )


def asked_for(names: Collection[str], since: date) -> Select[AdvisoryAction, date, str | None]:
    """What advisory councils asked for and was not done before a day: with the session's month, the task."""
    return (
        select(AdvisoryAction, AdvisorySession.month, Task.code)
        .join(AdvisorySession, AdvisorySession.id == AdvisoryAction.session_id)
        .outerjoin(Task, Task.id == AdvisoryAction.task_id)
        .where(
            AdvisorySession.province.in_(names),
            or_(AdvisoryAction.done_on.is_(None), AdvisoryAction.done_on >= since),
        )
        .order_by(AdvisoryAction.due_on, AdvisoryAction.id)
    )


def reports_issued(names: Collection[str], kind: str) -> Select[Document]:
    """The papers in files of work of one kind, the latest first."""
    return (
        select(Document)
        .join(WorkFile, WorkFile.id == Document.file_id)
        .where(WorkFile.province.in_(names), WorkFile.kind == kind)
        .order_by(Document.id.desc())
    )
