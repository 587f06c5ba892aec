"""A person's delegations: what they lend and are lent, and to whom they may lend."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions.delegations import Lent
from models.language import Role
from models.permissions import PERSONAL, Actor
from models.queries.colleagues import colleagues_of, delegations_of


@dataclass(frozen=True)
class Lending:
    """What a person lends and is lent; the colleagues (handle, function) and roles that they may choose."""

    given: tuple[Lent, ...]
    taken: tuple[Lent, ...]
    colleagues: tuple[tuple[str, str], ...]
    roles: tuple[Role, ...]


def lending(session: Session, actor: Actor) -> Lending:
    """The delegations of that person."""
    found = tuple(
        Lent(
            row.id,
            lender.handle,
            lender.title,
            taker.handle,
            taker.title,
            tuple(Role(role) for role in row.roles),
            row.valid_from,
            row.valid_to,
            row.document,
            row.revoked_on,
        )
        for row, lender, taker in session.execute(delegations_of(actor.id))
    )
    colleagues = session.scalars(colleagues_of(actor.organisation_id, actor.id))
    lent = {loan.role for loan in actor.loans}
    own = sorted(actor.roles - lent - PERSONAL, key=list(Role).index)
    return Lending(
        tuple(each for each in found if each.giver == actor.handle),
        tuple(each for each in found if each.taker == actor.handle),
        tuple((row.handle, row.title) for row in colleagues),
        tuple(own),
    )
