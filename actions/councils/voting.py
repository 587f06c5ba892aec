"""Ballots: cast at the session, or sent in writing by a member who will be absent.

Nothing that is written down outside the ballot itself says how somebody voted: of a secret council only
counts are ever shown, and those once all ballots are in, for a count that grows ballot by ballot would tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, outbox, stages
from actions.councils.forming import scheme_of
from actions.councils.sitting import Place, place
from models import ballots, queries
from models.dossier import Grade
from models.errors import NotPermitted, Refused
from models.law import BallotKind, CouncilScheme
from models.permissions import Actor
from models.tables import Ballot, Seat

_HIGHEST_SCORE: Final = 100
_LONGEST_COMMENT: Final = 5000


@dataclass(frozen=True)
class Vote:
    """What a member writes on the ballot: answers by criterion, or the total of a sheet filled in on paper.

    `marks` are the answers by the codes of `models.ballots.questions`; agree, score or grade is computed of
    them. A total that is stated beside them is refused.
    """

    agree: bool | None = None
    score: Decimal | None = None
    grade: Grade | None = None
    comment: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)


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
    whole, faults = _computed(scheme, here, ballot)
    reasons = [*_seat_reasons(seat), *reasons, *faults]
    if session.scalar(queries.ballot(here.council.id, actor.id)) is not None:
        reasons.append("Thành viên đã bỏ phiếu; phiếu đã bỏ không thay đổi được.")
    if reasons:
        raise Refused.because(reasons)
    session.add(
        Ballot(
            council_id=here.council.id,
            person_id=actor.id,
            on=on,
            agree=whole.agree,
            score=whole.score,
            grade=whole.grade.value if whole.grade else None,
            comment=whole.comment,
            written=written,
            marks=dict(whole.marks),
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


def _computed(scheme: CouncilScheme, here: Place, ballot: Vote) -> tuple[Vote, list[str]]:
    """The ballot with its total, and what is wrong with it."""
    if len(ballot.comment) > _LONGEST_COMMENT:
        return ballot, [f"Nhận xét dài {len(ballot.comment)} ký tự; nhiều nhất là {_LONGEST_COMMENT}."]
    if not ballot.marks:
        return ballot, _ballot_reasons(scheme, ballot)
    if (ballot.agree, ballot.score, ballot.grade) != (None, None, None):
        return ballot, ["Kết quả của phiếu được tính từ các tiêu chí, không ghi riêng."]
    found = ballots.total(scheme, here.task.products, ballot.marks)
    marks = {code: answer for code, answer in ballot.marks.items() if answer}
    whole = replace(ballot, agree=found.agree, score=found.score, grade=found.grade, marks=marks)
    return whole, list(found.reasons)


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
