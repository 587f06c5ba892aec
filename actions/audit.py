"""Writing and checking the audit chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions import straight, wiring
from actions.operation import trail
from models import queries
from models.history import Break, Link, body_of, check_tag, examine
from models.queries import hot
from models.tables import Audit

CHAIN = 20261123
"""The advisory lock that lets one transaction at a time add to the chain."""


@dataclass(frozen=True)
class Note:
    """What an entry of the chain says; its number and its hash come with its place."""

    tag: str
    sentence: str
    on: date
    task_id: int | None = None
    person_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


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
    note = Note(tag, sentence, on, task_id, person_id, facts or {})
    asked = [(hot.TAKE_CHAIN, CHAIN), *adding((note,)), (hot.LAST_OF_CHAIN,)]
    *_, ((number,),) = straight.together(session, asked)
    return int(number)


def adding(notes: Sequence[Note]) -> list[straight.Ask]:
    """What adds entries to the chain, once the transaction has taken it; nothing where there are none.

    The hashes are made where the chain is: nothing travels to and fro while it is held. Each entry carries
    the trail of the request that brought it about.
    """
    if not notes:
        return []
    at = wiring.now().isoformat()
    bodies = [_body(note, at) for note in notes]
    if len(bodies) > hot.NOTES_ONE_BY_ONE:
        return [(hot.ADD_MANY_TO_CHAIN, straight.as_array(bodies))]
    return [(hot.ADD_TO_CHAIN, body) for body in bodies]


def _body(note: Note, at: str) -> str:
    place_open = Link(
        number=0,
        at=at,
        on=note.on,
        tag=check_tag(note.tag),
        task=note.task_id,
        person=note.person_id,
        text=note.sentence,
        facts=trail.marked(note.facts),
        previous="",
    )
    return body_of(place_open)


def verify(session: Session) -> int | None:
    """The number of the first broken entry of the chain; None when it is whole."""
    found = examined(session)
    return None if found is None else found.number


def examined(session: Session) -> Break | None:
    """The first break of the chain and its kind; None when it is whole."""
    with closing(session.scalars(queries.audit_chain().execution_options(yield_per=1000))) as rows:
        return examine((_link(row), row.hash) for row in rows)


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
