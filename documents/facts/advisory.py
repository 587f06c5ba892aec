"""Facts of the advisory council's papers: the agenda with its material, and the minutes.

Nobody is named: those present are counted by their function. What the law allows is told with its
confidence, as the judgement of rights tells it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from documents.catalogue import Issuer, To
from documents.catalogue.advisory import ADVISORY, AGENDA, CLOSET_REPORT, MINUTES
from documents.facts.base import Facts, HeadFacts, Letterhead, Signature, Text
from models.dossier import Position
from models.language import Role

COUNCIL = "Hội đồng tư vấn chuyển giao kết quả khoa học và công nghệ"
"""The council's name (tham khảo: provinces name theirs by their own decisions)."""
_COUNCIL_SHORT = "Hội đồng tư vấn chuyển giao kết quả"
"""The name in the letterhead's narrow column."""


class AgendaLine(Facts):
    """A result on the agenda: why it is there, and all that the council needs to conclude on it."""

    code: Text
    title: Text
    host: Text | None
    reason: Text
    why: tuple[Text, ...]
    cause: Text | None
    days: int | None
    acting: Text | None
    """Who must act now, by the ladder."""
    responsible: Text | None
    """The body that answers for the cause."""
    law: Text
    next_step: Text | None


class SixClears(Facts):
    """An action: who does what by when, with which result, who answers for it, by what authority."""

    task: Text | None
    who: Text
    what: Text
    due_on: date
    result: Text
    responsible: Text
    authority: Text
    days_overdue: int | None = None
    origin: Text | None = None
    """Which session or remedy asked for it."""


class CountLine(Facts):
    """How many results are on the agenda for one reason."""

    label: Text
    count: int


class PresentLine(Facts):
    """How many of a function were present."""

    function: Text
    number: int


class ConclusionLine(Facts):
    """What the council concluded on a result."""

    code: Text
    title: Text
    conclusion: Text


class LeftLine(Facts):
    """A result that the council did not come to: it goes to the next session."""

    code: Text
    title: Text


class AdvisoryFacts(HeadFacts):
    """What every paper of a session shows."""

    council: Text
    month: Text
    venue: Text


class AdvisoryAgendaFacts(AdvisoryFacts):
    """Chương trình, tài liệu họp hội đồng tư vấn."""

    meets_on: date
    reckoned_on: date
    counts: tuple[CountLine, ...]
    items: tuple[AgendaLine, ...]
    overdue: tuple[SixClears, ...]
    replaces: Text | None
    """The agenda of this session that was issued before, and that this one replaces."""


class AdvisoryMinutesFacts(AdvisoryFacts):
    """Biên bản họp hội đồng tư vấn."""

    held_on: date
    agenda: Text
    present: tuple[PresentLine, ...]
    conclusions: tuple[ConclusionLine, ...]
    left: tuple[LeftLine, ...]
    actions: tuple[SixClears, ...]
    conclusion: Text | None


class CaseLine(Facts):
    """A result in the closet, with who must act on it now and on what; money in dong."""

    code: Text
    title: Text
    cause: Text
    days: int | None
    acting: Text
    what: Text
    due_on: date | None
    days_late: int | None
    """For how long the chosen remedy is past its day."""
    responsible: Text
    value: Decimal | None
    value_kind: Text


class ActingLine(Facts):
    """How many results wait for one actor, for how long the longest, and how many remedies are late."""

    who: Text
    count: int
    longest: int | None
    late: int


class CauseLine(Facts):
    """How many results a cause holds up, now and a month ago; one result may have several causes."""

    label: Text
    count: int
    before: int


class MonthLine(Facts):
    """What came into the closet in a month and what left it, and what lay there at its end."""

    until: date
    came: int
    left: int
    lying: int


class ClosetReportFacts(AdvisoryFacts):
    """Báo cáo kết quả còn trong ngăn tủ."""

    reckoned_on: date
    lying: int
    before_on: date
    before: int
    came: int
    left: int
    late: int
    valued: Decimal
    budgeted: Decimal
    """The budgets of the results that have no valuation."""
    unvalued: int
    by_acting: tuple[ActingLine, ...]
    by_cause: tuple[CauseLine, ...]
    by_age: tuple[CountLine, ...]
    months: tuple[MonthLine, ...]
    cases: tuple[CaseLine, ...]
    replaces: Text | None
    """The report of this session that was issued before, and that this one replaces."""


ADVISORY_FACTS: dict[str, type[HeadFacts]] = {
    AGENDA: AdvisoryAgendaFacts,
    MINUTES: AdvisoryMinutesFacts,
    CLOSET_REPORT: ClosetReportFacts,
}
"""The model of each paper's facts."""

_POSITIONS = {
    Role.DOST_DIRECTOR: "Giám đốc",
    Position.SECRETARY: "Thư ký hội đồng",
    Position.CHAIR: "Chủ tịch hội đồng",
}


def head(paper: str, letterhead: Letterhead, number: int, on: date, month: date) -> dict[str, Any]:
    """The facts that all papers of a session have: their head, their foot, and of which session they are."""
    entry = ADVISORY[paper]
    of_dost = entry.issuer is Issuer.DOST
    called = f"{month:%m/%Y}"
    recipients = {
        To.PPC_LEADERS: f"Chủ tịch, các Phó Chủ tịch UBND {letterhead.unit} (để báo cáo)",
        To.COUNCIL: "Các thành viên hội đồng",
        To.DOST: "Sở Khoa học và Công nghệ",
        To.ADDRESSEE: "Như trên",
    }
    return {
        "code": paper,
        "type_name": entry.title,
        "superior": letterhead.ppc if of_dost else letterhead.dost,
        "issuer": "Sở Khoa học và Công nghệ" if of_dost else _COUNCIL_SHORT,
        "place": letterhead.place,
        "number": number,
        "symbol": entry.register.symbol,
        "issued_on": on,
        "subject": f"Họp {COUNCIL} {letterhead.unit} {letterhead.province} tháng {called}",
        "authority": "",
        "bases": (),
        "recipients": (*(recipients[to] for to in entry.recipients), "Các cơ quan, đơn vị có liên quan"),
        "filing_unit": letterhead.science_unit if of_dost else None,
        "signers": tuple(Signature(position=_POSITIONS[signer]) for signer in entry.signers),
        "ppc": letterhead.ppc,
        "dost": letterhead.dost,
        "unit": letterhead.unit,
        "council": COUNCIL,
        "month": called,
        "venue": letterhead.dost,
    }
