"""Forming the council of a gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, decisions, dossiers, outbox, people, stages
from models import councils, law
from models.deeds import Deed, require
from models.dossier import Entry, Position, Seat
from models.errors import Refused
from models.language import Council, Gate, Moment, Verdict
from models.law import CouncilScheme
from models.permissions import Actor
from models.tables import Council as CouncilRow
from models.tables import Seat as SeatRow


def scheme_of(gate: Gate, formed_on: date = date.max, province: str = "") -> CouncilScheme:
    """The scheme by which the council of this gate votes: the one in force on the day it was formed.

    Raises:
        Refused: when no council decides at the gate.
    """
    if not isinstance(gate.approval, Council):
        raise Refused(f"«{gate.vi}» không do hội đồng quyết định.")
    return law.scheme(gate.approval.scheme, formed_on, province)


def form(
    session: Session,
    code: str,
    gate_code: str,
    members: Sequence[tuple[str, Position]],
    actor: Actor,
    *,
    on: date,
    meets_on: date | None = None,
    secret: bool = True,
) -> None:
    """Form the council of the awaited gate: (handle, position) for each member.

    Members who act for the host, or who come from the organisation that applied, are refused. Whether its
    ballots are secret is settled here and never changed: nobody votes openly who was promised secrecy.

    Raises:
        NotPermitted: the actor is not the department's head or director.
        Refused: with every reason why the council may not be formed so.
    """
    task = dossiers.load(session, code, lock=True)
    _, entry, gate = decisions.awaited(task, gate_code)
    require(actor, Deed.COUNCIL_FORM, task, entry)
    scheme = scheme_of(gate, on, task.province)
    persons = [(people.find(session, handle), position) for handle, position in members]
    seats = tuple(Seat(person.id, person.title, "", position) for person, position in persons)
    reasons = list(councils.formation_obstacles(scheme, seats))
    reasons.extend(
        f"{person.title} thuộc tổ chức chủ trì nên không được tham gia hội đồng."
        for person, _ in persons
        if task.host is not None and person.organisation_id == task.host.id
    )
    if meets_on is not None and meets_on < on:
        reasons.append(f"Ngày họp {meets_on:%d/%m/%Y} đã qua; hãy chọn ngày khác.")
    if not may_form(entry, gate, task.province):
        reasons.append(
            "Hội đồng đã được thành lập; chỉ thành lập lại khi không đủ người họp, "
            "hoặc sau khi hồ sơ bị trả lại."
        )
    if reasons:
        raise Refused.because(reasons)
    council = CouncilRow(entry_id=entry.id, gate=gate.code, formed_on=on, meets_on=meets_on, secret=secret)
    session.add(council)
    session.flush()
    session.add_all(
        SeatRow(council_id=council.id, person_id=person.id, position=position.value)
        for person, position in persons
    )
    audit.record(
        session,
        "task:council:formed",
        f"Thành lập {scheme.vi.lower()} gồm {len(seats)} thành viên, "
        f"bỏ phiếu {'kín' if secret else 'công khai'}.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"gate": gate.code, "entry": entry.id, "secret": secret},
    )
    outbox.promise(
        session,
        outbox.Kind.STAGE,
        f"task:{code}",
        on=on,
        code=code,
        entry=entry.id,
        moment=_forming_moment(entry, gate),
    )
    stages.touch(session, task.id)


def may_form(entry: Entry, gate: Gate, province: str) -> bool:
    """Whether a council may be formed: there is none, it can hold no session, or the file went back since."""
    sitting = entry.sitting(gate.code)
    if sitting is None or councils.presence_obstacles(scheme_of(gate, sitting.formed_on, province), sitting):
        return True
    return any(
        made.gate == gate.code and made.verdict is Verdict.SUPPLEMENT and made.on >= sitting.formed_on
        for made in entry.decisions
    )


def _forming_moment(entry: Entry, gate: Gate) -> str:
    """The moment under which the decision on the council is issued: once for each council."""
    number = sum(sitting.gate == gate.code for sitting in entry.sittings) + 1
    return Moment.COUNCIL_FORMED.value if number == 1 else f"{Moment.COUNCIL_FORMED}#{number}"
