"""Letters to people: who gets any, and what went out already."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Executable, Select, exists, or_, select
from sqlalchemy.dialects.postgresql import insert

from models.tables import Person, Promise, Sent


def readers(kind: str) -> Select[Person]:
    """The active accounts that have an address and did not decline letters of that kind."""
    return (
        select(Person)
        .where(Person.active, Person.email != "", ~Person.declined.contains([kind]))
        .order_by(Person.id)
    )


def reader(person_id: int, kind: str) -> Select[Person]:
    """That account, if it gets letters of that kind."""
    return readers(kind).where(Person.id == person_id)


def is_promised(subject: str, person_id: int, key: str) -> Select[bool]:
    """Whether a letter waits to go out (its promise bears that subject), or went out already."""
    waits = exists().where(Promise.subject == subject, Promise.done_at.is_(None))
    went_out = exists().where(Sent.person_id == person_id, Sent.key == key)
    return select(or_(waits, went_out))


def note_sent(person_id: int, key: str, kind: str, subject: str, on: date) -> Executable:
    """Note that a letter goes out; gives its number, or nothing when it went out before.

    Another transaction that sends the same letter at this moment is waited for.
    """
    return (
        insert(Sent)
        .values(person_id=person_id, key=key, kind=kind, subject=subject, on=on)
        .on_conflict_do_nothing(index_elements=[Sent.person_id, Sent.key])
        .returning(Sent.id)
    )
