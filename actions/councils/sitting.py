"""What is noted before the ballots: who is there, and who has a conflict of interest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, decisions, dossiers, outbox, people, stages
from models import queries
from models.deeds import Deed, require
from models.dossier import Dossier, Entry, Position
from models.errors import NotPermitted, Refused
from models.language import Gate, Role
from models.permissions import Actor
from models.tables import Council, Seat

STATES: Final = {"present": "có mặt", "absent": "vắng mặt", "recused": "rút lui do xung đột lợi ích"}
"""What may be noted of a member."""
LONGEST_CONFLICT: Final = 1000
"""Characters of a statement: it stands in the minutes."""

KEEPERS: Final = frozenset({Position.SECRETARY, Position.CHAIR, Position.VICE_CHAIR})
"""The seats whose holders note who attends, beside the department."""


@dataclass(frozen=True)
class Place:
    """A council that is at work: its task, stay and gate, and the row on record (None: not formed yet)."""

    task: Dossier
    entry: Entry
    gate: Gate
    council: Council | None

    def seat(self, session: Session, person_id: int) -> Seat | None:
        """A person's seat, held until the transaction ends; None where the person has none."""
        if self.council is None:
            return None
        return session.scalar(queries.seat(self.council.id, person_id))

    def own_seat(self, session: Session, actor: Actor) -> Seat:
        """The actor's seat.

        Raises:
            NotPermitted: the actor has none.
        """
        found = self.seat(session, actor.id)
        if found is None:
            raise NotPermitted(f"{actor.title} không có ghế trong hội đồng này.")
        return found


def place(session: Session, code: str, gate_code: str) -> Place:
    """The council of the awaited gate, its task held until the transaction ends.

    Raises:
        NotFound: no such task.
        Refused: the gate is not awaited.
    """
    task = dossiers.load(session, code, lock=True)
    _, entry, gate = decisions.awaited(task, gate_code)
    return Place(task, entry, gate, session.scalars(queries.council_at(entry.id, gate.code)).one_or_none())


def attend(
    session: Session, code: str, gate_code: str, attendance: Mapping[str, str], actor: Actor, *, on: date
) -> None:
    """Record who is present, absent or recused: a handle to `present`, `absent` or `recused`.

    Raises:
        NotPermitted: the actor neither works for the department nor keeps the council's minutes or chairs it.
        Refused: for a handle without a seat, a word that is none of the three, or a member who is to be
            present and has stated a conflict of interest.
    """
    here = place(session, code, gate_code)
    _check_keeps_attendance(session, here, actor)
    reasons, said = [], []
    for handle, state in attendance.items():
        person = people.find(session, handle)
        row = here.seat(session, person.id)
        if row is None:
            reasons.append(f"{person.title} không có ghế trong hội đồng này.")
        elif state not in STATES:
            reasons.append(f"«{state}» không phải là có mặt (present), vắng (absent) hay rút lui (recused).")
        elif row.conflict and state == "present":
            reasons.append(f"{person.title} đã nêu xung đột lợi ích nên không tham gia phiên họp.")
        else:
            row.present = state != "absent"
            row.recused = state == "recused" or bool(row.conflict)
            said.append(f"{person.title} {STATES[state]}")
    if reasons:
        raise Refused.because(reasons)
    _note(session, here, "attended", f"Thành phần tham dự: {', '.join(said)}.", actor, on)


def _check_keeps_attendance(session: Session, here: Place, actor: Actor) -> None:
    role = require(actor, Deed.COUNCIL_ATTEND, here.task, here.entry)
    if role is not Role.COUNCIL:
        return
    if here.own_seat(session, actor).position not in KEEPERS:
        raise NotPermitted(
            f"{actor.title} không được ghi thành phần tham dự; việc này do thư ký, chủ tịch, phó chủ tịch "
            "hội đồng hoặc Sở Khoa học và Công nghệ làm."
        )


def state_conflict(
    session: Session, code: str, gate_code: str, actor: Actor, *, on: date, conflict: str = ""
) -> None:
    """State, as a member, that there is no conflict of interest, or which one: that recuses the member.

    A member who stated that there is none may state one later, as long as the council has not concluded; a
    conflict once stated stands. The same statement made twice changes nothing.

    Args:
        session: the transaction.
        code: the task.
        gate_code: the council's gate.
        actor: the member.
        on: the day.
        conflict: what the conflict is; blank: there is none.

    Raises:
        NotPermitted: the actor has no seat here.
        Refused: a conflict was stated before, or the statement is too long.
    """
    here = place(session, code, gate_code)
    seat = here.own_seat(session, actor)
    said = " ".join(conflict.split())
    if len(said) > LONGEST_CONFLICT:
        raise Refused(f"Nội dung xung đột lợi ích dài {len(said)} ký tự; nhiều nhất là {LONGEST_CONFLICT}.")
    if seat.conflict and said != seat.conflict:
        raise Refused("Thành viên đã nêu xung đột lợi ích; nội dung đã nêu không rút lại được.")
    if seat.stated_on is not None and said == seat.conflict:
        return
    seat.stated_on, seat.conflict = on, said
    seat.recused = seat.recused or bool(said)
    position = Position(seat.position).label
    sentence = (
        f"{actor.title} ({position}) nêu xung đột lợi ích và không tham gia: {said}."
        if said
        else f"{actor.title} ({position}) cam kết không có xung đột lợi ích."
    )
    _note(session, here, "stated", sentence, actor, on)


def _note(session: Session, here: Place, act: str, sentence: str, actor: Actor, on: date) -> None:
    audit.record(
        session,
        f"task:council:{act}",
        sentence,
        on=on,
        task_id=here.task.id,
        person_id=actor.id,
        facts={"gate": here.gate.code},
    )
    stages.touch(session, here.task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{here.task.code}", on=on, code=here.task.code)
