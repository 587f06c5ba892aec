"""Councils in lists: those at work, those that have concluded, and the stays that wait for one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.queries.among import among
from models.tables import Ballot, Council, Decision, Organisation, Person, Seat, StageEntry, Task

_Column = InstrumentedAttribute[Any] | ColumnElement[Any]
_CONCLUSIONS = ("approve", "reject")


def _concluded(entry_id: _Column, gate: _Column) -> ColumnElement[bool]:
    """Whether the council's conclusion at the gate is on record."""
    return exists().where(
        Decision.entry_id == entry_id, Decision.gate == gate, Decision.verdict.in_(_CONCLUSIONS)
    )


def _members(*conditions: _Column) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Seat)
        .where(Seat.council_id == Council.id, *conditions)
        .scalar_subquery()
    )


def councils_listed(
    *, person_id: int | None, at_work: bool, skip: int, limit: int
) -> Select[Council, str, str, str, int, int, int, bool]:
    """The last council of each gate, with code, title and province of its task.

    Then how many members it has, how many of them are present and not recused, how many ballots are in, and
    whether the person has voted. `person_id` narrows to the councils on which that person sits.
    """
    later = aliased(Council)
    is_last = ~exists().where(
        later.entry_id == Council.entry_id, later.gate == Council.gate, later.id > Council.id
    )
    going_on = and_(StageEntry.left_on.is_(None), ~_concluded(Council.entry_id, Council.gate))
    cast = select(func.count()).select_from(Ballot).where(Ballot.council_id == Council.id).scalar_subquery()
    has_voted = exists().where(Ballot.council_id == Council.id, Ballot.person_id == (person_id or 0))
    query = (
        select(
            Council,
            Task.code,
            Task.title,
            Task.province,
            _members(),
            _members(Seat.present, ~Seat.recused),
            cast,
            has_voted,
        )
        .join(StageEntry, StageEntry.id == Council.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(is_last, going_on if at_work else ~going_on)
        .offset(skip)
        .limit(limit)
    )
    if person_id is not None:
        query = query.where(exists().where(Seat.council_id == Council.id, Seat.person_id == person_id))
    if at_work:
        return query.order_by(Council.meets_on.asc().nulls_last(), Council.id)
    return query.order_by(Council.id.desc())


def stays_without_council(
    gates: Mapping[tuple[str, str], str], *, skip: int, limit: int
) -> Select[str, str, str, str, str, date | None]:
    """Code, title and province of the tasks that wait for a council to be formed: version, stage, due date.

    `gates` names the council's gate of each version's stage that has one.
    """
    waits = or_(
        *(
            and_(
                Task.lifecycle == version,
                StageEntry.stage == stage,
                ~exists().where(Council.entry_id == StageEntry.id, Council.gate == gate),
                ~exists().where(
                    Decision.entry_id == StageEntry.id,
                    Decision.gate == gate,
                    Decision.verdict.in_(_CONCLUSIONS),
                ),
            )
            for (version, stage), gate in gates.items()
        )
    )
    return (
        select(Task.code, Task.title, Task.province, Task.lifecycle, StageEntry.stage, StageEntry.due_on)
        .join(Task, Task.id == StageEntry.task_id)
        .where(StageEntry.left_on.is_(None), waits)
        .order_by(StageEntry.due_on.asc().nulls_last(), StageEntry.id)
        .offset(skip)
        .limit(limit)
    )


def handles_of(person_ids: Sequence[int]) -> Select[int, str]:
    """The handles of these accounts."""
    return select(Person.id, Person.handle).where(among(Person.id, person_ids))


def possible_members(role: str, limit: int) -> Select[str, str, str, int]:
    """Handle, function, organisation and its number of the active accounts that may hold a seat."""
    return (
        select(Person.handle, Person.title, Organisation.name, Organisation.id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.roles.contains([role]), Person.active)
        .order_by(Organisation.name, Person.title, Person.handle)
        .limit(limit)
    )
