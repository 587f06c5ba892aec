"""Forming a panel, and noting who attends its session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, people
from actions.panels.bench import Bench, bench
from models import councils
from models.deeds import Deed, require
from models.dossier import Position, Seat
from models.errors import Refused
from models.language import Role
from models.permissions import Actor
from models.tables import Panel, PanelSeat

STATES: Final = {"present": "có mặt", "absent": "vắng mặt"}
"""What may be noted of a member."""


def form(
    session: Session,
    code: str,
    members: Sequence[tuple[str, Position]],
    actor: Actor,
    *,
    on: date,
    meets_on: date | None = None,
    secret: bool = True,
) -> None:
    """Form the panel of a file: (handle, position) for each member; once more only before anybody voted.

    Whether its ballots are secret is settled here and never changed.

    Raises:
        NotFound: no such file, or no such account.
        NotPermitted: the actor forms no panels.
        Refused: with every reason why the panel may not be formed so.
    """
    require(actor, Deed.PANEL_FORM)
    here = bench(session, code, lock=True)
    persons = [(people.find(session, handle), position) for handle, position in members]
    seats = tuple(Seat(person.id, person.title, "", position) for person, position in persons)
    reasons = list(councils.formation_obstacles(here.scheme, seats))
    reasons += [
        f"{person.title} không có vai {Role.COUNCIL.vi.lower()} nên không bỏ phiếu được."
        for person, _ in persons
        if Role.COUNCIL not in person.roles
    ]
    if meets_on is not None and meets_on < on:
        reasons.append(f"Ngày họp {meets_on:%d/%m/%Y} đã qua; hãy chọn ngày khác.")
    if here.panel is not None and (here.panel.ballots or here.row is None or here.row.concluded_on):
        reasons.append("Hội đồng đã bỏ phiếu nên không thành lập lại được.")
    if reasons:
        raise Refused.because(reasons)
    row = Panel(file_id=here.file.id, scheme=here.scheme.code, formed_on=on, meets_on=meets_on, secret=secret)
    session.add(row)
    session.flush()
    session.add_all(
        PanelSeat(panel_id=row.id, person_id=person.id, position=position.value)
        for person, position in persons
    )
    _note(
        session,
        here,
        "formed",
        f"{actor.title} thành lập {here.scheme.vi.lower()} của {code}, gồm {len(seats)} thành viên, "
        f"bỏ phiếu {'kín' if secret else 'công khai'}.",
        actor,
        on,
    )


def attend(session: Session, code: str, attendance: Mapping[str, str], actor: Actor, *, on: date) -> None:
    """Note who is present or absent: a handle to `present` or `absent`.

    Raises:
        NotPermitted: the actor forms no panels.
        Refused: somebody has no seat, the word is neither, or who is to be absent has voted in the room.
    """
    require(actor, Deed.PANEL_FORM)
    here = at_work(session, code)
    members = {each.handle: each for each in (here.panel.members if here.panel else ())}
    voted = {each.person for each in (here.panel.ballots if here.panel else ()) if not each.written}
    reasons, said, rows = [], [], []
    for handle, state in attendance.items():
        member = members.get(handle)
        if member is None:
            reasons.append(f"«{handle}» không có ghế trong hội đồng này.")
        elif state not in STATES:
            reasons.append(f"«{state}» không phải là có mặt (present) hay vắng (absent).")
        elif state == "absent" and member.person in voted:
            reasons.append(f"{member.title} đã bỏ phiếu tại phiên họp nên không ghi vắng được.")
        else:
            rows.append((member.person, state == "present"))
            said.append(f"{member.title} {STATES[state]}")
    if reasons:
        raise Refused.because(reasons)
    for person_id, present in rows:
        seat_row(session, here, person_id).present = present
    _note(session, here, "attended", f"Thành phần tham dự {code}: {', '.join(said)}.", actor, on)


def at_work(session: Session, code: str) -> Bench:
    """The panel of a file that has not concluded, its file held until the transaction ends.

    Raises:
        Refused: it is not formed yet, or has concluded.
    """
    here = bench(session, code, lock=True)
    if here.row is None:
        raise Refused(f"{here.scheme.vi} của {code} chưa được thành lập.")
    if here.row.concluded_on is not None:
        raise Refused(f"{here.scheme.vi} của {code} đã kết luận ngày {here.row.concluded_on:%d/%m/%Y}.")
    return here


def seat_row(session: Session, here: Bench, person_id: int) -> PanelSeat:
    """A member's seat on record."""
    panel_id = here.row.id if here.row else 0
    return session.get_one(PanelSeat, {"panel_id": panel_id, "person_id": person_id})


def _note(session: Session, here: Bench, act: str, sentence: str, actor: Actor, on: date) -> None:
    audit.record(
        session,
        f"file:panel:{act}",
        sentence,
        on=on,
        person_id=actor.id,
        facts={"file": here.file.id, "code": here.file.code},
    )
