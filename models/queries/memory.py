"""What the system remembers of itself: journal, outbox, windows."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, Select, Text, column, exists, func, or_, select
from sqlalchemy.orm import aliased

from models.tables import Audit, Person, Promise, Window

_LATELY = 10_000
"""Entries of the journal at which the doctor looks."""


def journal_of(task_id: int) -> Select[Audit]:
    """The audit entries of a task, in order."""
    return select(Audit).where(Audit.task_id == task_id).order_by(Audit.id)


def last_audit() -> Select[int, str]:
    """The number and hash of the last link of the audit chain."""
    head = func.journal_head().table_valued(column("id", BigInteger), column("hash", Text))
    return select(head.c.id, head.c.hash)


def audit_chain() -> Select[Audit]:
    """The whole chain, in order."""
    return select(Audit).order_by(Audit.id)


def next_promise(
    now: datetime, latest: datetime, *, failed: bool, without: Collection[str] = (), overlooked: datetime
) -> Select[Promise]:
    """The next row of the outbox that nobody works on, in order within each subject.

    Args:
        now: the present moment.
        latest: no failed row waits longer than until then: one that says so was written by a wrong clock.
        failed: among those that failed before and may be tried again, or else among those that are new.
        without: kinds that rest.
        overlooked: who failed and might have been tried again since then takes its place among the new.
    """
    is_due = or_(Promise.not_before <= now, Promise.not_before > latest)
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
            is_due if failed else or_(Promise.not_before.is_(None), Promise.not_before <= overlooked),
            ~blocked,
            *((Promise.kind.not_in(without),) if without else ()),
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


def redrawings_after(promise: Promise) -> Select[Promise]:
    """The redrawings of the same subject that wait behind a promise."""
    return select(Promise).where(
        Promise.subject == promise.subject,
        Promise.kind == "redraw",
        Promise.id > promise.id,
        Promise.done_at.is_(None),
        Promise.parked.is_(False),
    )


def stage_promises() -> Select[Promise]:
    """The decisions and entries whose papers are promised and not issued yet, in their order."""
    return (
        select(Promise)
        .where(Promise.kind == "stage", Promise.done_at.is_(None), Promise.parked.is_(False))
        .order_by(Promise.id)
    )


def promises_waiting() -> Select[int, int]:
    """How many promises are not kept yet, and how many of them are parked with an error."""
    return select(func.count(), func.count().filter(Promise.parked)).where(Promise.done_at.is_(None))


def promises_by_kind() -> Select[str, int, datetime, str]:
    """What waits and is not parked, by kind: how many, since when the first, and an error if there is one."""
    return (
        select(Promise.kind, func.count(), func.min(Promise.created_at), func.max(Promise.error))
        .where(Promise.done_at.is_(None), Promise.parked.is_(False))
        .group_by(Promise.kind)
        .order_by(func.min(Promise.created_at))
    )


def stamps_ahead(of: datetime, step: int) -> Select[datetime | None, int]:
    """The latest stamp of the journal's last entries, if it is later than that, and accounts of a later step.

    These are the accounts whose last one-time code belongs to a time step after that one.
    """
    lately = select(Audit.at).order_by(Audit.id.desc()).limit(_LATELY).subquery()
    latest = select(func.max(lately.c.at)).where(lately.c.at > of).scalar_subquery()
    accounts = select(func.count()).select_from(Person).where(Person.last_step > step).scalar_subquery()
    return select(latest, accounts)


def parked_promises() -> Select[Promise]:
    """The promises that failed too often, with their errors."""
    return select(Promise).where(Promise.parked, Promise.done_at.is_(None)).order_by(Promise.id)


def window_of(subject: str) -> Select[Window]:
    """Which run shows the subject."""
    return select(Window).where(Window.subject == subject)


def windows() -> Select[Window]:
    """All windows on record."""
    return select(Window).order_by(Window.subject)
