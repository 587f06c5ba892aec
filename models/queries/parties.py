"""Organisations and accounts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.queries.among import among
from models.tables import Delegation, Organisation, Person


def organisation_named(folded: str, province: str) -> Select[Organisation]:
    """The organisation of that folded name in that province, else the one that belongs to no province."""
    return (
        select(Organisation)
        .where(Organisation.folded == folded, Organisation.province.in_([province, ""]))
        .order_by(Organisation.province.desc())
        .limit(1)
    )


def person_by_handle(handle: str, *, lock: bool = False) -> Select[Person]:
    """The account of that handle."""
    query = select(Person).where(Person.handle == handle)
    return query.with_for_update() if lock else query


def people() -> Select[Person, Organisation]:
    """All accounts with their organisations."""
    return (
        select(Person, Organisation)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .order_by(Person.handle)
    )


def people_by_handles(handles: Sequence[str]) -> Select[Person]:
    """The accounts of those handles, held until the transaction ends, in one order for everybody."""
    return select(Person).where(among(Person.handle, handles)).order_by(Person.id).with_for_update()


def holders(role: str) -> Select[Person]:
    """The active accounts that hold a role of their own."""
    return select(Person).where(Person.roles.contains([role]), Person.active).order_by(Person.id)


def _lent_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a delegation holds on that day; one that was revoked ends with the day before."""
    return and_(
        Delegation.valid_from <= day,
        Delegation.valid_to >= day,
        or_(Delegation.revoked_on.is_(None), Delegation.revoked_on > day),
    )


def loans_to(person_id: int, day: date) -> Select[Delegation, Person]:
    """What is lent to a person on that day, with who lends it; whose account is shut lends nothing."""
    return (
        select(Delegation, Person)
        .join(Person, Person.id == Delegation.from_id)
        .where(Delegation.to_id == person_id, Person.active, _lent_on(day))
        .order_by(Delegation.id)
    )


def loans_told(person_id: InstrumentedAttribute[int], day: ColumnElement[date]) -> Select[Any]:
    """The same as one JSON array, of whoever a statement is about: roles, lender, function, their roles."""
    lender = aliased(Person)
    row = func.json_build_array(Delegation.roles, lender.id, lender.title, lender.roles, type_=JSON)
    return (
        select(func.json_agg(aggregate_order_by(row, Delegation.id.asc()), type_=JSON))
        .join(lender, lender.id == Delegation.from_id)
        .where(Delegation.to_id == person_id, lender.active, _lent_on(day))
    )


def loans_of(role: str, day: date) -> Select[Delegation, Person]:
    """Who is lent that role on that day, with the account that it is lent to."""
    return (
        select(Delegation, Person)
        .join(Person, Person.id == Delegation.to_id)
        .where(Delegation.roles.contains([role]), Person.active, _lent_on(day))
        .order_by(Delegation.id)
    )


def loans_beside(from_id: int, to_id: int, first: date, last: date) -> Select[Delegation]:
    """The delegations by the one or to the other that hold on a day between the two."""
    ends = or_(Delegation.revoked_on.is_(None), Delegation.revoked_on > first)
    return (
        select(Delegation)
        .where(or_(Delegation.from_id == from_id, Delegation.to_id == to_id))
        .where(Delegation.valid_from <= last, Delegation.valid_to >= first, ends)
        .order_by(Delegation.id)
    )


def delegation(number: int) -> Select[Delegation, Person]:
    """The delegation of that number, held until the transaction ends, with who lends."""
    return (
        select(Delegation, Person)
        .join(Person, Person.id == Delegation.from_id)
        .where(Delegation.id == number)
        .with_for_update(of=Delegation)
    )


def delegations() -> Select[Delegation, Person, Person]:
    """All delegations with who lends and to whom, the latest first."""
    lender, taker = aliased(Person), aliased(Person)
    return (
        select(Delegation, lender, taker)
        .join(lender, lender.id == Delegation.from_id)
        .join(taker, taker.id == Delegation.to_id)
        .order_by(Delegation.valid_from.desc(), Delegation.id.desc())
    )
