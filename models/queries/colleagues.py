"""The people of an organisation."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from models.tables import Delegation, Person


def colleagues_of(organisation_id: int, person_id: int) -> Select[Person]:
    """The active accounts of an organisation but for one's own, by function."""
    return (
        select(Person)
        .where(Person.organisation_id == organisation_id, Person.id != person_id, Person.active)
        .order_by(Person.title, Person.id)
    )


def delegations_of(person_id: int) -> Select[Delegation, Person, Person]:
    """What a person lends and is lent, with who lends and to whom, the latest first."""
    lender, taker = aliased(Person), aliased(Person)
    return (
        select(Delegation, lender, taker)
        .join(lender, lender.id == Delegation.from_id)
        .join(taker, taker.id == Delegation.to_id)
        .where(or_(Delegation.from_id == person_id, Delegation.to_id == person_id))
        .order_by(Delegation.valid_from.desc(), Delegation.id.desc())
    )
