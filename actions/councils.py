"""Forming a council, recording attendance and recusal, casting ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import audit, decisions, dossiers, outbox, people, stages
from models import councils, law, queries
from models.dossier import Entry, Grade, Position, Seat
from models.errors import NotPermitted, Refused
from models.language import Council, Gate, Moment, Role, Verdict
from models.law import BallotKind, CouncilScheme
from models.permissions import Actor, role_for
from models.tables import Ballot
from models.tables import Council as CouncilRow
from models.tables import Seat as SeatRow


@dataclass(frozen=True)
class Vote:
    """What a member writes on the ballot: the one of the three that the scheme asks for."""

    agree: bool | None = None
    score: Decimal | None = None
    grade: Grade | None = None
    comment: str = ""


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
) -> None:
    """Form the council of the awaited gate: (handle, position) for each member.

    Members who act for the host, or who come from the organisation that applied, are refused.

    Raises:
        NotPermitted: the actor is not the department's head or director.
        Refused: with every reason why the council may not be formed so.
    """
    task = dossiers.load(session, code, lock=True)
    _, entry, gate = decisions.awaited(task, gate_code)
    if role_for(actor, task, (Role.DOST_DIRECTOR, Role.DOST_HEAD)) is None:
        raise NotPermitted(
            f"Hội đồng do Sở Khoa học và Công nghệ thành lập; {actor.title} không có thẩm quyền."
        )
    scheme = scheme_of(gate, on, task.province)
    persons = [(people.find(session, handle), position) for handle, position in members]
    seats = tuple(Seat(person.id, person.title, "", position) for person, position in persons)
    reasons = list(councils.formation_obstacles(scheme, seats))
    reasons.extend(
        f"{person.title} thuộc tổ chức chủ trì nên không được tham gia hội đồng."
        for person, _ in persons
        if task.host is not None and person.organisation_id == task.host.id
    )
    if not _may_form_anew(entry, gate, task.province):
        reasons.append(
            "Hội đồng đã được thành lập; chỉ thành lập lại khi không đủ người họp, "
            "hoặc sau khi hồ sơ bị trả lại."
        )
    if reasons:
        raise Refused.because(reasons)
    council = CouncilRow(entry_id=entry.id, gate=gate.code, formed_on=on, meets_on=meets_on)
    session.add(council)
    session.flush()
    session.add_all(
        SeatRow(council_id=council.id, person_id=person.id, position=position.value)
        for person, position in persons
    )
    audit.record(
        session,
        "task:council:formed",
        f"Thành lập {scheme.vi.lower()} gồm {len(seats)} thành viên.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"gate": gate.code, "entry": entry.id},
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


def _may_form_anew(entry: Entry, gate: Gate, province: str) -> bool:
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


_STATES = {"present": "có mặt", "absent": "vắng mặt", "recused": "rút lui do xung đột lợi ích"}


def attend(
    session: Session, code: str, gate_code: str, attendance: Mapping[str, str], actor: Actor, *, on: date
) -> None:
    """Record who is present, absent or recused: a handle to `present`, `absent` or `recused`.

    Raises:
        Refused: for a handle without a seat, or a word that is none of the three.
    """
    task = dossiers.load(session, code, lock=True)
    _, entry, gate = decisions.awaited(task, gate_code)
    if role_for(actor, task, (Role.DOST_OFFICER, Role.DOST_HEAD, Role.COUNCIL), entry) is None:
        raise NotPermitted(f"{actor.title} không được ghi thành phần tham dự.")
    council = session.scalars(queries.council_at(entry.id, gate.code)).one_or_none()
    reasons = []
    for handle, state in attendance.items():
        person = people.find(session, handle)
        row = session.scalar(queries.seat(council.id, person.id)) if council else None
        if row is None:
            reasons.append(f"{person.title} không có ghế trong hội đồng này.")
        elif state not in _STATES:
            reasons.append(f"«{state}» không phải là có mặt (present), vắng (absent) hay rút lui (recused).")
        else:
            row.present = state != "absent"
            row.recused = state == "recused"
    if reasons:
        raise Refused.because(reasons)
    said = ", ".join(
        f"{people.find(session, handle).title} {_STATES[state]}" for handle, state in attendance.items()
    )
    audit.record(
        session,
        "task:council:attended",
        f"Thành phần tham dự: {said}.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"gate": gate.code},
    )
    stages.touch(session, task.id)


def vote(session: Session, code: str, gate_code: str, ballot: Vote, actor: Actor, *, on: date) -> None:
    """Cast the actor's ballot; once cast it stands.

    Raises:
        NotPermitted: the actor has no seat here.
        Refused: absent, recused, already voted, or the ballot is not what the scheme asks for.
    """
    task = dossiers.load(session, code, lock=True)
    _, entry, gate = decisions.awaited(task, gate_code)
    scheme = scheme_of(gate)
    council = session.scalars(queries.council_at(entry.id, gate.code)).one_or_none()
    seat = session.scalar(queries.seat(council.id, actor.id)) if council else None
    if council is None or seat is None:
        raise NotPermitted(f"{actor.title} không có ghế trong hội đồng này.")
    reasons = [*_seat_reasons(seat), *_ballot_reasons(scheme, ballot)]
    if council.meets_on is not None and on < council.meets_on:
        reasons.append(f"Hội đồng họp ngày {council.meets_on:%d/%m/%Y}; chưa đến ngày bỏ phiếu.")
    if session.scalar(queries.ballot(council.id, actor.id)) is not None:
        reasons.append("Thành viên đã bỏ phiếu; phiếu đã bỏ không thay đổi được.")
    if reasons:
        raise Refused.because(reasons)
    session.add(
        Ballot(
            council_id=council.id,
            person_id=actor.id,
            on=on,
            agree=ballot.agree,
            score=ballot.score,
            grade=ballot.grade.value if ballot.grade else None,
            comment=ballot.comment,
        )
    )
    audit.record(
        session,
        "task:council:voted",
        "Một thành viên hội đồng đã bỏ phiếu.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"gate": gate.code},
    )
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=on, code=code)


def _seat_reasons(seat: SeatRow) -> list[str]:
    if not seat.present:
        return ["Thành viên vắng mặt không bỏ phiếu tại phiên họp."]
    return ["Thành viên đã rút lui do xung đột lợi ích nên không bỏ phiếu."] if seat.recused else []


_HIGHEST_SCORE = 100


def _ballot_reasons(scheme: CouncilScheme, ballot: Vote) -> list[str]:
    """Why the ballot is not the one that the scheme asks for."""
    match scheme.ballot:
        case BallotKind.AGREE if ballot.agree is None:
            return ["Phiếu phải ghi đồng ý hoặc không đồng ý."]
        case BallotKind.SCORE if ballot.score is None or not 0 <= ballot.score <= _HIGHEST_SCORE:
            return ["Phiếu phải ghi điểm từ 0 đến 100."]
        case BallotKind.GRADE if ballot.grade not in {Grade.EXCELLENT, Grade.PASS, Grade.FAIL}:
            return ["Phiếu phải xếp loại Xuất sắc, Đạt hoặc Không đạt."]
    return []
