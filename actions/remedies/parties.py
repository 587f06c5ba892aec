"""Whom a remedy names: an organisation by its name, known already or new."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import dossiers, people
from models import provinces, queries
from models.dossier import Dossier, Party
from models.language import PartyKind
from models.listing.organisations import kind_of
from models.listing.text import clean, fold
from models.tables import Organisation

_KINDS = {
    "state": PartyKind.STATE_BODY,
    "enterprise": PartyKind.ENTERPRISE,
    "cooperative": PartyKind.COOPERATIVE,
    "household": PartyKind.INDIVIDUAL,
}
"""What the law sees in a name's first words; a university or a centre may be public or private."""


def named(session: Session, task: Dossier, name: str, on: date, *, alive: bool) -> Party | None:
    """The organisation of that name, made when it is not on record; None when nobody is named.

    A namesake in the task's province comes first, then in the province that answers for it today, then one
    that belongs to no province, then the only one there is. With `alive`, the heir of a dissolved body.
    """
    if not clean(name):
        return None
    row = _on_record(session, task, name, on)
    if row is None:
        kind = _KINDS.get(kind_of(name) or "", PartyKind.UNKNOWN)
        row = people.ensure_organisation(session, name, kind, province=provinces.successor(task.province, on))
        session.flush()
    seen = {row.id}
    while alive and row.dissolved_on is not None and row.dissolved_on <= on and row.successor_id is not None:
        if row.successor_id in seen:
            break
        row = session.get_one(Organisation, row.successor_id)
        seen.add(row.id)
    heir = session.get(Organisation, row.successor_id) if row.successor_id is not None else None
    return dossiers.party(row, heir.name if heir is not None else None)


def _on_record(session: Session, task: Dossier, name: str, on: date) -> Organisation | None:
    found = session.scalars(queries.organisations_named(fold(name))).all()
    by_province = {row.province: row for row in found}
    for province in (task.province, provinces.successor(task.province, on), ""):
        if province in by_province:
            return by_province[province]
    return found[0] if len(found) == 1 else None
