"""Organisations and accounts."""

from sqlalchemy import Select, select

from models.tables import Organisation, Person


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
