"""Facts of the papers that somebody asks for: the shares of a result's revenue, and its certificate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.catalogue.asked import OUTSTANDING, REVENUE_SHARE
from documents.facts import bases
from documents.facts.acceptance import grade_label
from documents.facts.base import (
    HOST,
    Award,
    Builder,
    Facts,
    Need,
    Occasion,
    PaperFacts,
    PartyFacts,
    Text,
)
from documents.facts.ownership import whole
from documents.facts.reading import common, party_of, reference, referring
from models.sharing import Entitled, Ledger, Settled, settle, totals

_NO_LEDGER = Need(
    "Chưa có số liệu các kỳ: lập biểu mẫu doanh thu, chi phí trước khi ban hành bảng phân chia.",
    lambda o: isinstance(o.asked, Ledger),
)
_NO_AWARD = Need(
    "Chưa có quyết định, biên bản bình chọn kết quả tiêu biểu: nêu năm và văn bản làm căn cứ.",
    lambda o: isinstance(o.asked, Award) and bool(o.asked.document.strip()),
)
_RECOGNISED = Need(
    "Kết quả chưa được công nhận: chỉ kết quả đã công nhận mới được chứng nhận tiêu biểu.",
    lambda o: o.dossier.result.recognised_on is not None,
)
_CASES = {
    "owner": "Chủ sở hữu tự khai thác, bán hoặc chuyển nhượng",
    "use-right": "Bên được giao quyền sử dụng khai thác",
    "licence": "Chuyển quyền sử dụng (li-xăng)",
    "capital": "Góp vốn bằng giá trị kết quả",
}


class EntitledLine(Facts):
    """What a party gets, was paid and is still owed, in dong; None is not known."""

    who: Text
    amount: Decimal | None
    paid: Decimal
    owed: Decimal | None
    why: Text | None
    source: Text | None


class PeriodLine(Facts):
    """A period of the ledger, in dong; `profit` is negative for a loss."""

    label: Text
    begins: date
    ends: date
    revenue: Decimal | None
    costs: Decimal | None
    taxes: Decimal | None
    profit: Decimal | None
    known: bool
    lines: tuple[EntitledLine, ...]
    because: Text


class RevenueShareFacts(PaperFacts):
    """Bảng phân chia doanh thu, lợi ích theo kỳ."""

    party_b: PartyFacts
    contract: Text | None
    agreement: Text | None
    case: Text
    basis: Text
    """By which text the profit is shared, or why it cannot be."""
    basis_source: Text
    notes: tuple[Text, ...]
    state_unknown: bool
    """Whether the State's part of the funding would have to be known."""
    periods: tuple[PeriodLine, ...]
    totals: tuple[EntitledLine, ...]
    revenue: Decimal | None
    costs: Decimal | None
    taxes: Decimal | None
    profit: Decimal | None


class OutstandingFacts(PaperFacts):
    """Giấy chứng nhận kết quả khoa học và công nghệ tiêu biểu."""

    year: int
    document: Text
    merit: Text | None
    grade: Text | None
    accepted_on: date | None
    recognition: Text | None
    recognised_on: date | None


def _revenue(occasion: Occasion) -> RevenueShareFacts:
    task, ledger = occasion.dossier, occasion.asked
    assert isinstance(ledger, Ledger)  # noqa: S101 - asked for before, said to the type checker
    settled = settle(ledger)
    shares = settled[0].shares
    return RevenueShareFacts(
        **common(
            REVENUE_SHARE,
            occasion,
            subject="Từ chuyển giao, khai thác kết quả nhiệm vụ khoa học và công nghệ, "
            f"kỳ {settled[0].period.begins:%d/%m/%Y} - {settled[-1].period.ends:%d/%m/%Y}",
            grounds=(
                *bases.cited(*bases.transfer_law(task, occasion.on)),
                *referring(
                    occasion,
                    "rights-decision",
                    "rights-decision-r1",
                    "rights-notice",
                    "transfer-contract",
                    "benefit-agreement",
                ),
            ),
        ),
        party_b=party_of(task.recipient, "Người đại diện theo pháp luật", task.recipient_note or None),
        contract=reference(occasion, "transfer-contract"),
        agreement=reference(occasion, "benefit-agreement"),
        case=_CASES[ledger.case.value],
        basis=shares.because,
        basis_source=shares.source,
        notes=tuple(dict.fromkeys(note for each in settled for note in each.shares.notes)),
        state_unknown=ledger.state_share is None and not all(each.known for each in settled),
        periods=tuple(_period(each) for each in settled),
        totals=tuple(_line(each) for each in totals(settled)),
        revenue=_sum([each.period.revenue for each in settled]),
        costs=_sum([each.period.costs for each in settled]),
        taxes=_sum([each.period.taxes for each in settled]),
        profit=_sum([each.period.profit for each in settled]),
    )


def _period(settled: Settled) -> PeriodLine:
    period = settled.period
    return PeriodLine(
        label=period.label,
        begins=period.begins,
        ends=period.ends,
        revenue=whole(period.revenue),
        costs=whole(period.costs),
        taxes=whole(period.taxes),
        profit=whole(period.profit),
        known=settled.known,
        lines=tuple(_line(each) for each in settled.lines),
        because=settled.shares.because,
    )


def _line(entitled: Entitled) -> EntitledLine:
    return EntitledLine(
        who=entitled.who,
        amount=whole(entitled.amount),
        paid=entitled.paid.quantize(Decimal(1)),
        owed=whole(entitled.owed),
        why=entitled.why or None,
        source=entitled.source or None,
    )


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return whole(sum(known, Decimal(0))) if len(known) == len(amounts) else None


def _outstanding(occasion: Occasion) -> OutstandingFacts:
    task, award = occasion.dossier, occasion.asked
    assert isinstance(award, Award)  # noqa: S101 - asked for before, said to the type checker
    return OutstandingFacts(
        **common(OUTSTANDING, occasion, subject=f"Kết quả khoa học và công nghệ tiêu biểu năm {award.year}"),
        year=award.year,
        document=award.document.strip(),
        merit=award.merit.strip() or None,
        grade=grade_label(occasion),
        accepted_on=task.result.accepted_on,
        recognition=reference(occasion, "recognition-decision"),
        recognised_on=task.result.recognised_on,
    )


ASKED_FACTS: dict[str, Builder] = {
    REVENUE_SHARE: Builder(_revenue, (HOST, _NO_LEDGER)),
    OUTSTANDING: Builder(_outstanding, (HOST, _RECOGNISED, _NO_AWARD)),
}
