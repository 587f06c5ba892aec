"""What the monitor asks of the tables each time it looks: few rows, all found by an index."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, TextClause, cast, exists, func, or_, select, text
from sqlalchemy.orm import aliased

from models.tables import (
    Audit,
    AuditHead,
    ClockStop,
    ClosetCase,
    ClosetRound,
    Document,
    Promise,
    StageEntry,
)


def waiting_by_kind() -> Select[str, int, int, Any]:
    """Of each kind of promise: how many wait, how many of them are parked, when the oldest was made."""
    return (
        select(
            Promise.kind,
            func.count().filter(~Promise.parked),
            func.count().filter(Promise.parked),
            func.min(Promise.created_at).filter(~Promise.parked),
        )
        .where(Promise.done_at.is_(None))
        .group_by(Promise.kind)
    )


def overdue(on: date) -> Select[int]:
    """How many open stays are past their due day, moved by the days for which the clock stood still."""
    stay = aliased(StageEntry)
    stopped = (
        select(func.sum(ClockStop.until - ClockStop.since))
        .where(ClockStop.entry_id == stay.id, ClockStop.until.is_not(None))
        .correlate(stay)
        .scalar_subquery()
    )
    moved = cast(stay.due_on + cast(func.coalesce(stopped, 0), Integer), Date)
    still = exists().where(ClockStop.entry_id == stay.id, ClockStop.until.is_(None)).correlate(stay)
    ever = exists().where(ClockStop.entry_id == stay.id).correlate(stay)
    return (
        select(func.count())
        .select_from(stay)
        .where(stay.left_on.is_(None), stay.due_on < on, ~still, or_(~ever, moved < on))
    )


def lying() -> Select[int]:
    """How many results lie in the closet."""
    return select(func.count()).select_from(ClosetCase).where(ClosetCase.closed_on.is_(None))


def unstored() -> Select[int, Any]:
    """How many papers have a number and no bytes yet, and since when the oldest of them."""
    return select(func.count(), func.min(Document.created_at)).where(Document.sha256.is_(None))


def last_round() -> Select[date]:
    """The day of the closet's last round."""
    return select(ClosetRound.on)


def last_seal() -> Select[Any]:
    """When the journal was sealed last."""
    return select(AuditHead.sealed_at).order_by(AuditHead.on.desc()).limit(1)


def schema_version() -> TextClause:
    """The revision of the schema that the tables have."""
    return text("select version_num from alembic_version")


def has_schema() -> TextClause:
    """Whether the tables were ever made."""
    return text("select to_regclass('alembic_version') is not null")


def entries_on_trail(number: str, since: datetime) -> Select[Audit]:
    """The entries of the journal that a request brought about, written then or later.

    The moment counts in which they were written: the day that an entry is about may lie years back.
    """
    return select(Audit).where(Audit.at >= since, Audit.facts["trail"].astext == number).order_by(Audit.id)


def promises_on_trail(number: str, since: datetime) -> Select[Promise]:
    """The promises that a request brought about, made then or later."""
    return (
        select(Promise)
        .where(Promise.created_at >= since, Promise.facts["trail"].astext == number)
        .order_by(Promise.id)
    )


def hold(number: int) -> TextClause:
    """Hold the lock of that number for as long as the connection lives; others may hold it as well."""
    return text("select pg_advisory_lock_shared(:number)").bindparams(number=number)


def held() -> TextClause:
    """The numbers of all such locks that are held in this database."""
    return text(
        "select (classid::bigint << 32) | objid::bigint from pg_locks "
        "where locktype = 'advisory' and objsubid = 1 and granted "
        "and database = (select oid from pg_database where datname = current_database())"
    )
