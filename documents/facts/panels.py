"""Facts of the papers of panels and what follows: calls, grants, the list of a year, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from documents.catalogue.steering import STEERING
from documents.catalogue.words import Issuer, To
from documents.facts.base import Facts, HeadFacts, Letterhead, Signature, Text
from models.dossier import Position
from models.language import Confidence, Role, Source
from models.panels import Judgement, Panel, remarks

CALL_NOTICE = "support-call-notice"
SUPPORT_DECISION = "support-decision"
HONOURS_LIST = "honours-list"
HONOUR_CERTIFICATE = "honour-certificate"
PANEL_MINUTES = "panel-minutes"

_LAW_2025 = Source("Luật Khoa học, công nghệ và đổi mới sáng tạo số 93/2025/QH15", Confidence.SECONDARY)
_DECREE_268 = Source("Nghị định số 268/2025/NĐ-CP của Chính phủ", Confidence.SECONDARY)
_SMALL_LAW = Source("Luật Hỗ trợ doanh nghiệp nhỏ và vừa", Confidence.GENERAL)
_LOCAL = Source("Luật Tổ chức chính quyền địa phương", Confidence.GENERAL)
_PRAISE = Source("Luật Thi đua, khen thưởng", Confidence.GENERAL)


class CallNoticeFacts(HeadFacts):
    """Thông báo mời đề xuất đổi mới sáng tạo; money in dong, the State's greatest share in percent."""

    call: Text
    title: Text
    opens_on: date
    closes_on: date
    budget: Decimal | None
    ceiling: Decimal | None
    share_percent: Decimal | None
    conditions: tuple[Text, ...]
    criteria: tuple[Text, ...]
    pass_mark: Text
    source: Text | None


class GrantLine(Facts):
    """One proposal of the decision: what it asked, what it gets, in dong."""

    rank: int
    organisation: Text
    title: Text
    mean: Decimal
    asked: Decimal
    own: Decimal
    granted: Decimal


class SupportDecisionFacts(HeadFacts):
    """Quyết định phê duyệt danh sách hỗ trợ."""

    call: Text
    title: Text
    minutes: Text
    notice: Text | None
    grants: tuple[GrantLine, ...]
    total: Decimal
    left: Decimal | None


class HonouredResult(Facts):
    """A result of the year's list."""

    code: Text
    title: Text
    host: Text
    agree: int
    cast: int
    merit: Text


class HonouredPerson(Facts):
    """A person of the year's list, by function: the name is written by hand."""

    position: Text
    organisation: Text
    agree: int
    cast: int
    merit: Text


class HonoursListFacts(HeadFacts):
    """Danh sách kết quả, cá nhân tiêu biểu năm."""

    year: int
    minutes: Text
    results: tuple[HonouredResult, ...]
    people: tuple[HonouredPerson, ...]


class HonourCertificateFacts(HeadFacts):
    """Giấy chứng nhận cá nhân tiêu biểu: position and organisation; a dotted line for the name."""

    year: int
    position: Text
    organisation: Text
    merit: Text
    document: Text


class MemberLine(Facts):
    """A member as the minutes list them: no name."""

    position: Text
    title: Text
    organisation: Text
    attendance: Text


class CandidateLine(Facts):
    """What the panel said of one candidate."""

    title: Text
    code: Text | None
    recused: int
    cast: int
    agree: int | None
    disagree: int | None
    mean: Decimal | None
    sentence: Text
    approved: bool
    concluded: Text
    remarks: tuple[Text, ...]


class PanelMinutesFacts(HeadFacts):
    """Biên bản họp hội đồng xét chọn."""

    council: Text
    met_on: date
    formed_on: date
    members: tuple[MemberLine, ...]
    present: int
    written: int
    secret: bool
    scored: bool
    candidates: tuple[CandidateLine, ...]
    conclusion: Text
    source: Text
    sitting: tuple[int, ...]
    """The accounts that hold the seats of those who sign, in their order."""


PANEL_FACTS: dict[str, type[HeadFacts]] = {
    CALL_NOTICE: CallNoticeFacts,
    SUPPORT_DECISION: SupportDecisionFacts,
    HONOURS_LIST: HonoursListFacts,
    HONOUR_CERTIFICATE: HonourCertificateFacts,
    PANEL_MINUTES: PanelMinutesFacts,
}
"""The model of each paper's facts."""

_SIGNERS = {
    Role.DOST_DIRECTOR: Signature(position="Giám đốc"),
    Role.PPC_CHAIR: Signature(authority="TM. Ủy ban nhân dân", position="Chủ tịch"),
    Position.SECRETARY: Signature(position="Thư ký"),
    Position.CHAIR: Signature(authority="TM. Hội đồng", position="Chủ tịch hội đồng"),
}
_BASES = {
    CALL_NOTICE: (_LAW_2025, _DECREE_268, _SMALL_LAW),
    SUPPORT_DECISION: (_LOCAL, _LAW_2025, _DECREE_268),
    HONOURS_LIST: (_PRAISE, _LAW_2025),
}


def head(
    paper: str, province: str, number: int, on: date, subject: str, *, articles: str = "", council: str = ""
) -> dict[str, Any]:
    """What each of these papers shows at its head and foot.

    Args:
        paper: its code.
        province: whose bodies issue it.
        number: of the register; 0 for a draft.
        on: its day.
        subject: the trích yếu.
        articles: of a decision, whom "Như Điều ..." speaks to.
        council: the panel that issues it.
    """
    entry, letterhead = STEERING[paper], Letterhead.of(province)
    issuers = {
        Issuer.PPC: (None, letterhead.ppc),
        Issuer.DOST: (letterhead.ppc, "Sở Khoa học và Công nghệ"),
        Issuer.COUNCIL: (letterhead.dost, council),
    }
    superior, issuer = issuers[entry.issuer]
    recipients = {
        To.PPC: letterhead.ppc,
        To.DOST: letterhead.dost,
        To.FINANCE: "Sở Tài chính",
        To.TREASURY: "Kho bạc Nhà nước",
        To.COUNCIL: "Các thành viên hội đồng",
        To.APPLICANTS: "Các tổ chức đề xuất",
        To.PORTAL: f"Cổng thông tin điện tử {letterhead.unit}",
        To.ADDRESSEE: f"Như {articles}" if articles else "Tổ chức, cá nhân có tên",
    }
    return {
        "code": paper,
        "type_name": entry.title,
        "superior": superior,
        "issuer": issuer,
        "place": letterhead.place,
        "number": number,
        "symbol": entry.register.symbol,
        "issued_on": on,
        "subject": subject,
        "authority": f"Chủ tịch {letterhead.ppc}" if paper == SUPPORT_DECISION else "",
        "bases": tuple(f"Căn cứ {each}" for each in _BASES.get(paper, ())),
        "recipients": tuple(recipients[to] for to in entry.recipients),
        "filing_unit": letterhead.science_unit if entry.issuer is not Issuer.COUNCIL else None,
        "signers": tuple(_SIGNERS[each] for each in entry.signers),
        "ppc": letterhead.ppc,
        "dost": letterhead.dost,
        "unit": letterhead.unit,
    }


@dataclass(frozen=True)
class Concluded:
    """What becomes of a candidate, in words, beside what the votes say."""

    number: int
    said: str


def minutes(
    panel: Panel,
    judgements: Sequence[Judgement],
    concluded: Sequence[Concluded],
    *,
    province: str,
    subject: str,
    conclusion: str,
    number: int,
    on: date,
) -> PanelMinutesFacts:
    """The minutes of a panel that has concluded: of a secret one counts alone, in the candidates' order."""
    said = {each.number: each.said for each in concluded}
    signing = [Position.SECRETARY, Position.CHAIR]
    holders = {member.position: member.person for member in panel.members}
    return PanelMinutesFacts(
        **head(PANEL_MINUTES, province, number, on, subject, council=_short(panel.scheme.vi)),
        council=panel.scheme.vi,
        met_on=panel.meets_on or on,
        formed_on=panel.formed_on,
        members=tuple(
            MemberLine(
                position=member.position.label,
                title=member.title,
                organisation=member.organisation,
                attendance="Có mặt" if member.present else "Vắng mặt",
            )
            for member in panel.members
        ),
        present=sum(member.present for member in panel.members),
        written=len({each.person for each in panel.ballots if each.written}),
        secret=panel.secret,
        scored=any(each.outcome.mean_score is not None for each in judgements),
        candidates=tuple(_candidate(each, said.get(each.candidate.number, "")) for each in judgements),
        conclusion=conclusion,
        source=panel.scheme.source.citation,
        sitting=tuple(holders[position] for position in signing),
    )


def _candidate(judgement: Judgement, said: str) -> CandidateLine:
    outcome = judgement.outcome
    scored = outcome.mean_score is not None
    return CandidateLine(
        title=judgement.candidate.title,
        code=judgement.candidate.code or None,
        recused=outcome.recused,
        cast=outcome.cast,
        agree=None if scored else outcome.agree,
        disagree=None if scored else outcome.disagree,
        mean=outcome.mean_score,
        sentence=outcome.sentence_vi,
        approved=outcome.verdict is not None and outcome.verdict.value == "approve",
        concluded=said,
        remarks=remarks(judgement),
    )


def _short(council: str) -> str:
    """The name in the letterhead's narrow column."""
    return council.partition(",")[0]
