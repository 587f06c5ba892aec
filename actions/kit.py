"""The kit in the database: a task at any stage, under any regime, in one line, among the cast of rehearsals.

    code = task_at(session, "TRANSFER", regime=Regime.R2_ND70, province="Đồng Nai")

What the task has lived is that of `models.kit`: its stays, decisions, councils and ballots are written as
they would be; of its papers none, for nobody has the bytes. The stage where it stands is empty, and can be
worked in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import audit, orders, outbox, people, rehearsal
from models import kit, progress, queries
from models.dossier import CouncilSitting, Dossier, Entry, Position
from models.dossier import Result as ResultFacts
from models.language import Council as OfCouncil
from models.language import Regime, Role
from models.lifecycle import VERSION
from models.listing.text import fold
from models.tables import Ballot, Council, Decision, Person, Result, Seat, StageEntry, Task

_PARTIES: Final = {"orderer_id": "orderer", "host_id": "host", "recipient_id": "enterprise"}
"""Who of the cast has which part in the task."""
_NOT_TAKEN: Final = {"id", "code", "version", "lifecycle", *_PARTIES, "co_owner_id"}


def task_at(
    session: Session,
    stage: str,
    *,
    regime: Regime = Regime.R4_LAW93,
    province: str = "Đồng Nai",
    version: str = VERSION,
    **facts: Any,  # noqa: ANN401 - the fields of a dossier, or of its result
) -> str:
    """Write down a task that stands in that stage; returns its code.

    Raises:
        NotFound: no life under that regime comes there; with where it stopped and at what.
    """
    life = kit.task_at(stage, regime=regime, province=province, version=version, **facts)
    if session.scalar(queries.person_by_handle(rehearsal.CAST[-1].handle)) is None:
        rehearsal.seat_cast(session)
        session.flush()
    first = life.entries[0].entered_on
    task = _task(session, life)
    session.add(task)
    session.flush()
    session.add(
        Result(
            task_id=task.id,
            **{each.name: _plain(getattr(life.result, each.name)) for each in fields(ResultFacts)},
        )
    )
    cast = _Cast(session)
    for entry in life.entries:
        _stay(session, life, task.id, entry, cast)
    session.flush()
    where = ", ".join(f"«{progress.stage_of(life, entry).vi}»" for entry in life.open_entries)
    audit.record(
        session,
        "task:order:opened",
        f"Nhiệm vụ mẫu được đặt ở {where} {rehearsal.MARK}.",
        on=first,
        task_id=task.id,
    )
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=first, code=task.code)
    return task.code


def _task(session: Session, life: Dossier) -> Task:
    columns = {each.name for each in Task.__table__.columns}
    same = {each.name for each in fields(Dossier)} & columns - _NOT_TAKEN
    known = {name: _plain(getattr(life, name)) for name in same}
    clears = {f"clear_{each.name}": getattr(life.clears, each.name) for each in fields(life.clears)}
    parties = {
        column: people.ensure_organisation(session, *rehearsal.HOUSES[house]).id
        for column, house in _PARTIES.items()
    }
    return Task(
        code=orders.next_code(session, life.province, life.entries[0].entered_on.year),
        folded=fold(life.title),
        lifecycle=life.lifecycle,
        **known,
        **clears,
        **parties,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a fact of any kind
    """A fact as its column keeps it."""
    return sorted(each.value for each in value) if isinstance(value, frozenset) else value


class _Cast:
    """Who of the cast acts in a role, and who sits on the councils."""

    def __init__(self, session: Session) -> None:
        handles = [part.handle for part in rehearsal.CAST]
        rows = {row.handle: row for row in session.scalars(queries.people_by_handles(handles))}
        self.by_role: dict[Role, Person] = {}
        for part in rehearsal.CAST:
            for role in part.roles:
                self.by_role.setdefault(role, rows[part.handle])
        self.seats = [(rows[handle], position) for handle, position in rehearsal.SEATS]

    def seated(self, position: Position, taken: int) -> Person:
        """The member in that place, the first of several that was not taken yet."""
        return [person for person, here in self.seats if here is position][taken]


def _stay(session: Session, life: Dossier, task_id: int, entry: Entry, cast: _Cast) -> None:
    stage = progress.stage_of(life, entry)
    row = StageEntry(
        task_id=task_id,
        stage=entry.stage,
        beside=stage.beside,
        entered_on=entry.entered_on,
        left_on=entry.left_on,
        due_on=entry.due_on,
        rule_version=entry.rule_version,
        exit=entry.exit,
    )
    session.add(row)
    session.flush()
    for sitting in entry.sittings:
        _council(session, row.id, sitting, cast)
    for made in entry.decisions:
        by_council = isinstance(stage.gate(made.gate).approval, OfCouncil)
        person = cast.seats[0][0] if by_council else cast.by_role[made.role]
        session.add(
            Decision(
                entry_id=row.id,
                gate=made.gate,
                round=made.round,
                person_id=person.id,
                role=made.role.value,
                verdict=made.verdict.value,
                on=made.on,
                missing=[],
                channel="rehearsal",
            )
        )


def _council(session: Session, entry_id: int, sitting: CouncilSitting, cast: _Cast) -> None:
    row = Council(
        entry_id=entry_id, gate=sitting.gate, formed_on=sitting.formed_on, meets_on=sitting.meets_on
    )
    session.add(row)
    session.flush()
    members = dict(_members(sitting, cast))
    for seat in sitting.seats:
        session.add(
            Seat(
                council_id=row.id,
                person_id=members[seat.person].id,
                position=seat.position.value,
                stated_on=seat.stated_on,
            )
        )
    session.flush()
    for cast_vote in sitting.ballots:
        session.add(
            Ballot(
                council_id=row.id,
                person_id=members[cast_vote.person].id,
                on=cast_vote.on,
                agree=cast_vote.agree,
                score=cast_vote.score,
                grade=cast_vote.grade,
                marks={},
            )
        )


def _members(sitting: CouncilSitting, cast: _Cast) -> Iterator[tuple[int, Person]]:
    """The account of each seat of the kit."""
    taken: dict[Position, int] = {}
    for seat in sitting.seats:
        place = taken.get(seat.position, 0)
        taken[seat.position] = place + 1
        yield seat.person, cast.seated(seat.position, place)
