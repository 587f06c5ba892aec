"""Forms that are typed and not sent yet: kept for their writer alone, taken up again, forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import wiring
from models.errors import Refused
from models.permissions import Actor
from models.queries import orders as asked
from models.tables import FormDraft

MOST: Final = 50
"""Drafts of one form that a person may keep."""
LARGEST: Final = 300_000
"""Bytes of a draft as JSON."""


@dataclass(frozen=True)
class Draft:
    """A draft of a form: `subject` tells several of one form apart, `values` is what was typed."""

    form: str
    subject: str
    values: Mapping[str, Any]
    saved_at: datetime


def keep(session: Session, actor: Actor, form: str, subject: str, values: Mapping[str, Any]) -> Draft:
    """Keep what was typed, in place of what was kept before; the draft is held until the transaction ends.

    Raises:
        Refused: it is too large, or there are too many drafts of that form.
    """
    if len(json.dumps(values).encode()) > LARGEST:
        raise Refused(f"Bản nháp quá lớn: nhiều nhất {LARGEST // 1000} KB.")
    if take(session, actor, form, subject) is None and len(listed(session, actor, form)) >= MOST:
        raise Refused(f"Đã có {MOST} bản nháp; hãy gửi hoặc xóa bớt trước khi lập thêm.")
    now = wiring.now()
    statement = insert(FormDraft).values(
        person_id=actor.id, form=form, subject=subject, values=dict(values), saved_at=now
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[FormDraft.person_id, FormDraft.form, FormDraft.subject],
            set_={"values": statement.excluded["values"], "saved_at": now},
        )
    )
    return Draft(form, subject, values, now)


def begin(session: Session, actor: Actor, form: str, subject: str, values: Mapping[str, Any]) -> Draft:
    """The actor's draft, held until the transaction ends; begun with these values where there is none.

    Of two who begin it at the same moment, the second waits and finds what the first made of it.
    """
    statement = insert(FormDraft).values(
        person_id=actor.id, form=form, subject=subject, values=dict(values), saved_at=wiring.now()
    )
    session.execute(
        statement.on_conflict_do_nothing(
            index_elements=[FormDraft.person_id, FormDraft.form, FormDraft.subject]
        )
    )
    row = session.scalars(asked.draft(actor.id, form, subject).execution_options(populate_existing=True))
    return _draft(row.one())


def take(session: Session, actor: Actor, form: str, subject: str) -> Draft | None:
    """The actor's own draft, held until the transaction ends; None where there is none of theirs."""
    row = session.scalar(asked.draft(actor.id, form, subject).execution_options(populate_existing=True))
    return _draft(row) if row is not None else None


def listed(session: Session, actor: Actor, form: str) -> tuple[Draft, ...]:
    """The actor's drafts of a form, the latest first."""
    rows = session.scalars(asked.drafts(actor.id, form).execution_options(populate_existing=True))
    return tuple(_draft(row) for row in rows)


def forget(session: Session, actor: Actor, form: str, subject: str) -> None:
    """Throw the actor's draft away; harmless when there is none."""
    row = session.scalar(asked.draft(actor.id, form, subject))
    if row is not None:
        session.delete(row)
        session.flush()


def _draft(row: FormDraft) -> Draft:
    return Draft(row.form, row.subject, row.values, row.saved_at)
