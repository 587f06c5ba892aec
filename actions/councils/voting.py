"""Ballots: cast at the session, or sent in writing by a member who will be absent.

Nothing that is written down outside the ballot itself says how somebody voted: of a secret council only
counts are ever shown, and those once all ballots are in, for a count that grows ballot by ballot would tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, outbox, stages
from actions.councils.forming import scheme_of
from actions.councils.sitting import Place, place
from models import ballots, queries
from models.errors import NotPermitted, Refused
from models.law import CouncilScheme
from models.permissions import Actor
from models.tables import Ballot, Seat

_LONGEST_COMMENT: Final = 5000


@dataclass(frozen=True)
class Vote:
    """What a member writes on the ballot: answers by the codes of `models.ballots.questions`, and a remark.

    Agreement, score or grade is computed of the answers; nobody states it.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


def vote(session: Session, code: str, gate_code: str, ballot: Vote, actor: Actor, *, on: date) -> None:
    """Cast the actor's ballot at the session; once cast it stands.

    Raises:
        NotPermitted: the actor has no seat here.
        Refused: absent, recused, without a statement on conflicts of interest, already voted, too early, or
            the ballot is not what the scheme asks for; with every reason.
    """
    here = place(session, code, gate_code)
    seat = here.own_seat(session, actor)
    reasons = ["Thành viên vắng mặt không bỏ phiếu tại phiên họp."] if not seat.present else []
    meets_on = here.council.meets_on if here.council else None
    if meets_on is not None and on < meets_on:
        reasons.append(f"Hội đồng họp ngày {meets_on:%d/%m/%Y}; chưa đến ngày bỏ phiếu.")
    _cast(session, here, seat, ballot, actor, on, reasons, written=False)


def write_vote(session: Session, code: str, gate_code: str, ballot: Vote, actor: Actor, *, on: date) -> None:
    """Send the actor's ballot in writing, before the session closes; the member is noted as absent.

    Whether it counts as a ballot, or is only read out, the scheme says (`counts_written`).

    Raises:
        NotPermitted: the actor has no seat here.
        Refused: as `vote`, but for absence and the day.
    """
    here = place(session, code, gate_code)
    seat = here.own_seat(session, actor)
    _cast(session, here, seat, ballot, actor, on, [], written=True)
    seat.present = False


def _cast(
    session: Session,
    here: Place,
    seat: Seat,
    ballot: Vote,
    actor: Actor,
    on: date,
    reasons: list[str],
    *,
    written: bool,
) -> None:
    if here.council is None:  # a seat is on a council
        raise NotPermitted(f"{actor.title} không có ghế trong hội đồng này.")
    scheme = scheme_of(here.gate, here.council.formed_on, here.task.province)
    found = _computed(scheme, here, ballot)
    reasons = [*_seat_reasons(seat), *reasons, *found.reasons]
    if session.scalar(queries.ballot(here.council.id, actor.id)) is not None:
        reasons.append("Thành viên đã bỏ phiếu; phiếu đã bỏ không thay đổi được.")
    if reasons:
        raise Refused.because(reasons)
    session.add(
        Ballot(
            council_id=here.council.id,
            person_id=actor.id,
            on=on,
            agree=found.agree,
            score=found.score,
            grade=found.grade.value if found.grade else None,
            comment=ballot.comment,
            written=written,
            marks={code: answer for code, answer in ballot.marks.items() if answer},
        )
    )
    audit.record(
        session,
        "task:council:voted",
        "Một thành viên hội đồng đã gửi phiếu bằng văn bản."
        if written
        else "Một thành viên hội đồng đã bỏ phiếu.",
        on=on,
        task_id=here.task.id,
        person_id=actor.id,
        facts={"gate": here.gate.code},
    )
    stages.touch(session, here.task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{here.task.code}", on=on, code=here.task.code)


def _seat_reasons(seat: Seat) -> list[str]:
    if seat.recused:
        return ["Thành viên đã rút lui do xung đột lợi ích nên không bỏ phiếu."]
    if seat.stated_on is None:
        return ["Thành viên chưa cam kết về xung đột lợi ích; hãy cam kết trước khi bỏ phiếu."]
    return []


def _computed(scheme: CouncilScheme, here: Place, ballot: Vote) -> ballots.Total:
    """What the answers add up to, or what is wrong with the ballot."""
    if len(ballot.comment) > _LONGEST_COMMENT:
        said = f"Nhận xét dài {len(ballot.comment)} ký tự; nhiều nhất là {_LONGEST_COMMENT}."
        return ballots.Total(reasons=(said,))
    if not any(ballot.marks.values()):
        asked = ballots.questions(scheme, here.task.products)
        criteria = "; ".join(f"{each.vi} ({each.code})" for each in asked if each.required)
        said = f"Phiếu ghi theo từng tiêu chí, kết quả được tính từ đó. Các tiêu chí: {criteria}."
        return ballots.Total(reasons=(said,))
    return ballots.total(scheme, here.task.products, ballot.marks)
