"""What the tables hold about one person, and erasing it: walked from `models.personal`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Delete, Select, Update, delete, func, or_, select, update

from models.personal import HELD, Fate, Held
from models.tables import Base, Knock, Person, Webhook


def told(held: Held, person_id: int) -> Select[Any]:
    """What a person is given of a table on request, oldest first where the table says when."""
    own = Base.metadata.tables[held.table]
    when = next((own.c[name] for name in ("at", "on", "made_at", "created_at") if name in own.c), None)
    asked = select(*(own.c[name] for name in held.told)).where(
        or_(*(own.c[name] == person_id for name in held.whose))
    )
    return asked if when is None else asked.order_by(when)


def gone(person_id: int) -> list[Delete]:
    """Delete the rows of a person that nothing points at."""
    return [
        delete(Base.metadata.tables[held.table]).where(
            or_(*(Base.metadata.tables[held.table].c[name] == person_id for name in held.whose))
        )
        for held in HELD
        if held.fate is Fate.GONE and held.whose
    ]


def knocks_gone(key: str) -> Delete:
    """Forget how often something was asked for under a key."""
    return delete(Knock).where(Knock.key == key)


def blanked(person_id: int, handle: str) -> Update:
    """Leave of an account the function held, and a handle that tells nothing."""
    return (
        update(Person)
        .where(Person.id == person_id)
        .values(
            handle=handle,
            email="",
            unit="",
            totp_secret="",
            password="",
            sso_subject="",
            declined=[],
            active=False,
            failures=0,
            password_failures=0,
            shut_until=None,
        )
    )


def people_of_address(address: str) -> Select[Person]:
    """The accounts whose letters go, or went, to that address, those that are shut among them; held."""
    return select(Person).where(func.lower(Person.email) == address.lower()).with_for_update()


def webhooks_of_person(person_id: int) -> Select[Webhook]:
    """The webhooks that a person registered and that have not ended; held."""
    return select(Webhook).where(Webhook.person_id == person_id, Webhook.ended_at.is_(None)).with_for_update()
