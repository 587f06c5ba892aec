"""Writing and checking the audit chain."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from actions import wiring
from models import queries
from models.history import GENESIS, Link, check_tag, first_break, hash_of
from models.tables import Audit

_CHAIN = 20261123
"""The advisory lock that lets one transaction at a time add to the chain."""


def record(
    session: Session,
    tag: str,
    sentence: str,
    *,
    on: date,
    task_id: int | None = None,
    person_id: int | None = None,
    facts: dict[str, Any] | None = None,
) -> int:
    """Add an entry to the chain, in the caller's transaction; returns its number."""
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _CHAIN})
    last = session.execute(queries.last_audit()).first()
    number, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    at = wiring.now()
    link = Link(
        number=number,
        at=at.isoformat(),
        on=on,
        tag=check_tag(tag),
        task=task_id,
        person=person_id,
        text=sentence,
        facts=facts or {},
        previous=previous,
    )
    session.add(
        Audit(
            id=number,
            at=at,
            on=on,
            tag=tag,
            task_id=task_id,
            person_id=person_id,
            text=sentence,
            facts=facts or {},
            previous=previous,
            hash=hash_of(link),
        )
    )
    session.flush()
    return number


def verify(session: Session) -> int | None:
    """The number of the first broken entry of the chain; None when it is whole."""
    with closing(session.scalars(queries.audit_chain().execution_options(yield_per=1000))) as rows:
        return first_break((_link(row), row.hash) for row in rows)


def _link(row: Audit) -> Link:
    return Link(
        number=row.id,
        at=row.at.astimezone(wiring.ZONE).isoformat(),
        on=row.on,
        tag=row.tag,
        task=row.task_id,
        person=row.person_id,
        text=row.text,
        facts=row.facts,
        previous=row.previous,
    )
