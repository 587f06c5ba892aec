"""Concluding the selection of a call: who is supported with how much, by the panel's scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import panels, work_files
from actions.panels.concluding import cited
from actions.support.calls import call_of, note
from documents.facts.panels import SUPPORT_DECISION, Concluded, GrantLine, SupportDecisionFacts, head
from models import grants, provinces, queries
from models.deeds import Deed, require
from models.errors import BadInput, Refused
from models.grants import Grant, Scored
from models.language import Verdict
from models.panels import Judgement, means
from models.permissions import Actor
from models.queries import support as asked
from models.support import dong
from models.tables import Document, Organisation, Proposal, SupportCall, WorkFile


@dataclass(frozen=True)
class Selected:
    """What a conclusion brought about: papers' numbers (empty where none was written), how many, how much."""

    minutes: str
    decision: str
    supported: int
    judged: int
    total_vnd: Decimal


def conclude(session: Session, code: str, actor: Actor, *, on: date, order: Sequence[int] = ()) -> Selected:
    """Put the selection of a call on record: grants in the order of the scores, until the money is spent.

    Args:
        session: the transaction.
        code: the call.
        actor: the department's head or director.
        on: the day.
        order: numbers of proposals of the same score, as the panel put them, where money does not reach all.

    Raises:
        NotFound: no such call.
        NotPermitted: the actor does not conclude panels.
        Refused: it is open still, votes are missing, or a tie is not settled: every reason.
    """
    require(actor, Deed.PANEL_FORM)
    file, call = call_of(session, code, lock=True)
    here = panels.bench(session, code)
    if call.concluded_on is not None:
        raise Refused(f"{code} đã có kết quả xét chọn ngày {call.concluded_on:%d/%m/%Y}.")
    rows = {row.id: (row, own) for row, own in session.execute(asked.proposals(call.id))}
    if not here.candidates:
        return _nobody(session, file, call, rows, here.too_early, actor, on)
    here, judgements = panels.settled(session, code, actor, on)
    if strange := [each for each in order if each not in {one.candidate.number for one in judgements}]:
        raise BadInput(f"Thứ tự có số không thuộc đợt này: {', '.join(map(str, strange))}.")
    shared = grants.grants(call.budget_vnd, _scored(judgements, rows), tuple(order))
    if shared.ties:
        raise Refused.because(shared.ties)
    _decide(rows, shared.grants, on)
    call.concluded_on = on
    given = [each for each in shared.grants if each.granted_vnd > 0]
    total = sum((each.granted_vnd for each in given), Decimal(0))
    said = f"Đề nghị hỗ trợ {len(given)} trên {len(judgements)} đề xuất, tổng số {dong(total)}"
    minutes = panels.close(
        session, here, judgements, [_concluded(each) for each in shared.grants], said, actor, on=on
    )
    decision = ""
    if given:
        lines = _lines(given, rows, means(judgements))
        decision = _decision(session, file, lines, shared.left_vnd, minutes, actor, on).number_text
    return Selected(minutes.number_text, decision, len(given), len(judgements), total)


def _scored(
    judgements: Sequence[Judgement], rows: Mapping[int, tuple[Proposal, Organisation]]
) -> tuple[Scored, ...]:
    scores = means(judgements)
    return tuple(
        Scored(
            each.candidate.number,
            each.candidate.title,
            rows[each.candidate.number][0].asked_vnd,
            scores.get(each.candidate.number, Decimal(0)),
            each.outcome.verdict is Verdict.APPROVE,
        )
        for each in judgements
    )


def _decide(rows: Mapping[int, tuple[Proposal, Organisation]], made: Sequence[Grant], on: date) -> None:
    """Note of every proposal that stands what became of it; the ineligible ones get nothing."""
    given = {each.number: each.granted_vnd for each in made}
    for row, _ in rows.values():
        if row.withdrawn_on is None:
            row.decided_on, row.granted_vnd = on, given.get(row.id, Decimal(0))


def _nobody(
    session: Session,
    file: WorkFile,
    call: SupportCall,
    rows: Mapping[int, tuple[Proposal, Organisation]],
    too_early: Sequence[str],
    actor: Actor,
    on: date,
) -> Selected:
    """End a call under which no proposal is eligible: there is nothing for a panel to judge."""
    if too_early:
        raise Refused.because(too_early)
    _decide(rows, (), on)
    call.concluded_on = on
    note(
        session,
        file,
        "call",
        "concluded",
        f"{actor.title} kết thúc đợt {file.code}: không có đề xuất nào đủ điều kiện.",
        actor,
        on,
    )
    return Selected("", "", 0, 0, Decimal(0))


def _concluded(grant: Grant) -> Concluded:
    if grant.granted_vnd > 0:
        return Concluded(grant.number, f"Xếp thứ {grant.rank}; hỗ trợ {dong(grant.granted_vnd)}")
    return Concluded(grant.number, f"Xếp thứ {grant.rank}; không hỗ trợ: {grant.because}")


def _lines(
    given: Sequence[Grant],
    rows: Mapping[int, tuple[Proposal, Organisation]],
    scores: Mapping[int, Decimal],
) -> tuple[GrantLine, ...]:
    found = []
    for each in given:
        row, own = rows[each.number]
        found.append(
            GrantLine(
                rank=each.rank,
                organisation=own.name,
                title=row.title,
                mean=scores[each.number],
                asked=row.asked_vnd.quantize(Decimal(1)),
                own=row.own_vnd.quantize(Decimal(1)),
                granted=each.granted_vnd.quantize(Decimal(1)),
            )
        )
    return tuple(found)


def _decision(
    session: Session,
    file: WorkFile,
    lines: tuple[GrantLine, ...],
    left: Decimal | None,
    minutes: Document,
    actor: Actor,
    on: date,
) -> Document:
    notice = next(
        (row for row in session.scalars(queries.documents_of_file(file.id)) if row.moment == "published"),
        None,
    )
    return work_files.write(
        session,
        file,
        SUPPORT_DECISION,
        "concluded",
        lambda number: SupportDecisionFacts(
            **head(
                SUPPORT_DECISION,
                provinces.successor(file.province, on),
                number,
                on,
                "Về việc phê duyệt danh sách đề xuất đổi mới sáng tạo được hỗ trợ kinh phí",
                articles="Điều 3",
            ),
            call=file.code,
            title=file.title,
            minutes=cited(minutes),
            notice=cited(notice) if notice is not None else None,
            grants=lines,
            total=sum((each.granted for each in lines), Decimal(0)),
            left=None if left is None else left.quantize(Decimal(1)),
        ),
        actor,
        on=on,
    )
