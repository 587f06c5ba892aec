"""Letters to people: who gets any, and what went out already."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Executable, Select, select
from sqlalchemy.dialects.postgresql import insert

from models.tables import Person, Sent


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
