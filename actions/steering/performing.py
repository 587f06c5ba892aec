"""Quantity, quality and progress of work: for who did it, for whoever leads them, and for auditors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import deeds
from models.deeds import GRANTS, Deed
from models.errors import NotFound
from models.language import Role, Verdict
from models.lifecycle import STAGES
from models.permissions import Actor
from models.queries import steering as queries
from models.steering.performance import (
    DecisionRow,
    Performance,
    Period,
    Record,
    WorkRow,
    decision_record,
    measure,
    work_record,
)
from models.tables import Person

_LEADING = {Role.DOST_HEAD.value, Role.DOST_DIRECTOR.value, Role.PPC_CHAIR.value}
"""Functions for which the decree has three more parts, which are not in these records."""
_DOING = {role.value for role in GRANTS[Deed.WORK_ITEM_DO].roles}


@dataclass(frozen=True)
class OfficerLine:
    """An account with what its records say. `leads`: three parts more belong to such a function."""

    handle: str
    title: str
    organisation_id: int
    unit: str
    leads: bool
    performance: Performance


@dataclass(frozen=True)
class UnitLine:
    """A unit of an organisation with what the records of all its accounts say; without a name, the rest."""

    unit: str
    people: int
    performance: Performance


@dataclass(frozen=True)
class Performances:
    """What the records of a period say of those whom the reader may see."""

    period: Period
    on: date
    officers: tuple[OfficerLine, ...]
    units: tuple[UnitLine, ...]


def performances(session: Session, actor: Actor, period: Period, on: date) -> Performances:
    """Whom the actor may see: oneself; a head's unit; a director's organisation; all, to an auditor.

    Raises:
        NotPermitted: the actor may see none.
    """
    deeds.require(actor, Deed.KPI_SEE)
    people = _seen(session, actor)
    records = _records(session, [person.id for person in people], period, on)
    officers = tuple(_line(person, records[person.id]) for person in people)
    return Performances(period, on, officers, _units(officers))


def performance_of(session: Session, handle: str, actor: Actor, period: Period, on: date) -> OfficerLine:
    """One account with its records; that of somebody else's unit is not told from one that is not there.

    Raises:
        NotFound: there is none that the actor may see.
        NotPermitted: the actor may see none.
    """
    deeds.require(actor, Deed.KPI_SEE)
    person = next((each for each in _seen(session, actor) if each.handle == handle), None)
    if person is None:
        raise NotFound(f"Không có tài khoản «{handle}» trong số những người bạn được xem.")
    return _line(person, _records(session, (person.id,), period, on)[person.id])


def _seen(session: Session, actor: Actor) -> Sequence[Person]:
    own = session.get(Person, actor.id)
    if own is None:
        return ()
    if Role.AUDITOR in actor.roles:
        found = session.scalars(queries.officers(None, None))
    elif Role.DOST_DIRECTOR in actor.roles:
        found = session.scalars(queries.officers(actor.organisation_id, None))
    elif Role.DOST_HEAD in actor.roles:
        found = session.scalars(queries.officers(actor.organisation_id, own.unit))
    else:
        return (own,)
    return [each for each in found if each.id == own.id or _DOING & set(each.roles)]


def _line(person: Person, records: list[Record]) -> OfficerLine:
    return OfficerLine(
        handle=person.handle,
        title=person.title,
        organisation_id=person.organisation_id,
        unit=person.unit,
        leads=bool(_LEADING & set(person.roles)),
        performance=measure(records),
    )


def _units(officers: Sequence[OfficerLine]) -> tuple[UnitLine, ...]:
    """The units of those who are seen, each organisation's apart."""
    together: dict[tuple[int, str], list[OfficerLine]] = defaultdict(list)
    for each in officers:
        together[each.organisation_id, each.unit].append(each)
    return tuple(
        UnitLine(unit, len(lines), measure(record for line in lines for record in line.performance.records))
        for (_, unit), lines in together.items()
    )


def _records(
    session: Session, people: Collection[int], period: Period, on: date
) -> defaultdict[int, list[Record]]:
    found: defaultdict[int, list[Record]] = defaultdict(list)
    for row in session.scalars(queries.work_measured(people, period.begins, period.ends)):
        if row.officer_id is None or row.due_on is None:
            continue
        given = WorkRow(
            row.id, row.code, row.what, row.due_on, row.done_on, row.quality, row.awaits_central_since
        )
        if (record := work_record(given, period, on)) is not None:
            found[row.officer_id].append(record)
    decided = queries.decisions_measured(
        people, period.begins, period.counted_until(on), Verdict.SUPPLEMENT.value
    )
    for person, code, title, stage, gate, day, due_on, again in session.execute(decided):
        row_ = DecisionRow(code, _gate(stage, gate), title, day, due_on, bool(again))
        found[person].append(decision_record(row_))
    return found


def _gate(stage: str, gate: str) -> str:
    """What a gate is called; its code, where its version of the lifecycle is gone."""
    known = STAGES.get(stage)
    return known.gate(gate).vi if known is not None and known.has_gate(gate) else gate
