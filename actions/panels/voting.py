"""Conflicts of interest and ballots on a panel, candidate by candidate.

Nothing that is written down outside the ballot itself says how somebody voted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from actions import audit
from actions.panels.bench import Bench, is_early
from actions.panels.forming import at_work, seat_row
from models import ballots, panels
from models.deeds import Deed, require
from models.errors import Refused
from models.law import BallotKind
from models.panels import Candidate, Member
from models.permissions import Actor
from models.tables import PanelBallot

_HIGHEST: Final = 100
_LONGEST: Final = 2000
"""Characters of a remark or a stated conflict: they stand in the minutes."""


@dataclass(frozen=True)
class Vote:
    """What a member writes on one candidate: agree or not, or answers by criterion that add up to a score."""

    agree: bool | None = None
    score: Decimal | None = None
    comment: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)


def state_conflict(
    session: Session, code: str, candidate: int, conflict: str, actor: Actor, *, on: date
) -> None:
    """State, as a member, a conflict of interest with a candidate: it withholds the member's vote on it.

    That there is none is stated by voting. A conflict once stated stands.

    Raises:
        NotFound: the panel does not judge that candidate.
        NotPermitted: the actor has no seat here.
        Refused: nothing was stated, it is too long, or a ballot on this candidate is in.
    """
    require(actor, Deed.PANEL_VOTE)
    here = at_work(session, code)
    member, one = here.seat_of(actor), here.candidate(candidate)
    said = " ".join(conflict.split())
    reasons = []
    if not said:
        reasons.append("Chưa nêu xung đột lợi ích là gì.")
    if len(said) > _LONGEST:
        reasons.append(f"Nội dung dài {len(said)} ký tự; nhiều nhất là {_LONGEST}.")
    if here.panel is not None and here.panel.ballot(candidate, actor.id) is not None:
        reasons.append(f"Đã có phiếu hoặc xung đột lợi ích của thành viên với «{one.title}».")
    if reasons:
        raise Refused.because(reasons)
    session.add(_row(here, candidate, actor, on, recused=True, conflict=said, marks={}))
    _note(
        session,
        here,
        "stated",
        f"{actor.title} ({member.position.label}) nêu xung đột lợi ích với «{one.title}», không bỏ phiếu: "
        f"{said}.",
        actor,
        on,
    )


def vote(
    session: Session,
    code: str,
    votes: Mapping[int, Vote],
    actor: Actor,
    *,
    on: date,
    written: bool = False,
) -> None:
    """Cast the actor's ballots on some candidates; once cast they stand.

    Args:
        session: the transaction.
        code: the panel's file.
        votes: by the candidates' numbers.
        actor: the member.
        on: the day.
        written: sent by a member who will be absent, and is noted as such.

    Raises:
        NotFound: the panel does not judge one of these candidates.
        NotPermitted: the actor has no seat here.
        Refused: with every reason of every ballot; nothing is cast then.
    """
    require(actor, Deed.PANEL_VOTE)
    here = at_work(session, code)
    member = here.seat_of(actor)
    reasons = _of_the_way(here, member, on, written=written)
    if not votes:
        reasons.append("Chưa có phiếu nào: hãy ghi phiếu cho ít nhất một trường hợp.")
    whole = {}
    for number, given in votes.items():
        one = here.candidate(number)
        whole[number], faults = _computed(here, given)
        reasons += [f"«{one.title}»: {fault}" for fault in (*_of_the_case(here, one, member), *faults)]
    if reasons:
        raise Refused.because(reasons)
    session.add_all(
        _row(
            here,
            number,
            actor,
            on,
            agree=each.agree,
            score=each.score,
            comment=each.comment,
            written=written,
            marks=dict(each.marks),
        )
        for number, each in whole.items()
    )
    if written:
        seat_row(session, here, actor.id).present = False
    _note(
        session,
        here,
        "voted",
        f"Một thành viên hội đồng của {code} {'gửi phiếu bằng văn bản' if written else 'bỏ phiếu'} "
        f"cho {len(whole)} trường hợp.",
        actor,
        on,
    )


def _of_the_way(here: Bench, member: Member, on: date, *, written: bool) -> list[str]:
    """Why the member may not vote in this way now."""
    cast = [each for each in (here.panel.ballots if here.panel else ()) if each.person == member.person]
    if written:
        spoken = any(not each.written and not each.recused for each in cast)
        late = ["Thành viên đã bỏ phiếu tại phiên họp; các phiếu còn lại cũng bỏ tại phiên họp."]
        return [*here.too_early, *(late if spoken else [])]
    reasons = list(is_early(here, on))
    if not member.present:
        reasons.append("Thành viên vắng mặt không bỏ phiếu tại phiên họp; hãy gửi phiếu bằng văn bản.")
    return reasons


def _of_the_case(here: Bench, candidate: Candidate, member: Member) -> tuple[str, ...]:
    """Why the member may not vote on this candidate."""
    if here.panel is None:
        return ()
    conflict = panels.conflict_of(here.panel, candidate, member)
    if conflict:
        return (f"Không bỏ phiếu được do xung đột lợi ích: {conflict}",)
    if here.panel.ballot(candidate.number, member.person) is not None:
        return ("Thành viên đã bỏ phiếu; phiếu đã bỏ không thay đổi được.",)
    return ()


def _computed(here: Bench, given: Vote) -> tuple[Vote, tuple[str, ...]]:
    """The ballot with its total, and what is wrong with it."""
    if len(given.comment) > _LONGEST:
        return given, (f"Nhận xét dài {len(given.comment)} ký tự; nhiều nhất là {_LONGEST}.",)
    if here.scheme.ballot is BallotKind.AGREE:
        return given, ("Phiếu phải ghi đồng ý hoặc không đồng ý.",) if given.agree is None else ()
    if not given.marks:
        fits = given.score is not None and 0 <= given.score <= _HIGHEST
        return given, () if fits else ("Phiếu phải ghi điểm từ 0 đến 100.",)
    if given.score is not None:
        return given, ("Điểm của phiếu được tính từ các tiêu chí, không ghi riêng.",)
    found = ballots.total(here.scheme, (), given.marks)
    return replace(given, score=found.score), found.reasons


def _row(here: Bench, candidate: int, actor: Actor, on: date, **more: object) -> PanelBallot:
    return PanelBallot(
        panel_id=here.row.id if here.row else 0, candidate=candidate, person_id=actor.id, on=on, **more
    )


def _note(session: Session, here: Bench, act: str, sentence: str, actor: Actor, on: date) -> None:
    audit.record(
        session,
        f"file:panel:{act}",
        sentence,
        on=on,
        person_id=actor.id,
        facts={"file": here.file.id, "code": here.file.code},
    )
