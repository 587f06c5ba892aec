"""The ledger of a result: what came in, period by period, who is entitled to what of it, what was paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from models import law
from models.errors import BadInput
from models.language import Regime
from models.sharing.formulas import basis_of, share
from models.sharing.words import Basis, Line, ProfitCase, Shares

_BY_STATE_SHARE = frozenset({Basis.R4, Basis.A73_7})


@dataclass(frozen=True)
class Payment:
    """What was paid to one party out of a period's profit."""

    to: str
    amount: Decimal
    on: date | None = None
    voucher: str = ""


@dataclass(frozen=True)
class Period:
    """What came in and went out between two days, in whole đồng; None is not known."""

    begins: date
    ends: date
    revenue: Decimal | None = None
    costs: Decimal | None = None
    taxes: Decimal | None = None
    intermediary: Decimal | None = None
    """The fee agreed for this period; None where there is none, or its contract is silent."""
    payments: tuple[Payment, ...] = ()

    @property
    def profit(self) -> Decimal | None:
        """The after-tax profit, negative for a loss; None while one of the three is not known."""
        if self.revenue is None or self.costs is None or self.taxes is None:
            return None
        return self.revenue - self.costs - self.taxes

    @property
    def label(self) -> str:
        """The period in words."""
        return f"{self.begins:%d/%m/%Y} - {self.ends:%d/%m/%Y}"


@dataclass(frozen=True)
class Ledger:
    """The periods of one result, and how its profit is shared."""

    approved_on: date | None
    case: ProfitCase
    periods: tuple[Period, ...]
    state_share: Decimal | None = None
    """The State's part of the funding; None is not known."""
    broker_silent: bool = False
    author: Fraction | None = None
    value: Decimal | None = None
    granted_on: date | None = None
    province: str = ""


@dataclass(frozen=True)
class Entitled:
    """What a party gets of a period: None where it cannot be told yet; `owed` is what is left to pay."""

    who: str
    amount: Decimal | None
    paid: Decimal
    why: str = ""
    source: str = ""

    @property
    def owed(self) -> Decimal | None:
        """What is still to be paid; negative when too much was."""
        return None if self.amount is None else self.amount - self.paid


@dataclass(frozen=True)
class Settled:
    """A period with who gets what of it; no lines where the law is not known well enough."""

    period: Period
    lines: tuple[Entitled, ...]
    shares: Shares
    known: bool = True
    """Whether the amounts could be reckoned."""


def settle(ledger: Ledger) -> tuple[Settled, ...]:
    """Share each period's profit by the rules of its last day.

    A loss shares nothing out. Where the profit, or under Law 93/2025 the State's part of the funding, is not
    known, who shares is told, and how much is left open.

    Raises:
        BadInput: a period or a payment makes no sense: every reason at once.
        Refused: an agreement breaks a floor or a ceiling.
    """
    reasons = tuple(dict.fromkeys(_flaws(ledger)))
    if reasons:
        raise BadInput(*reasons)
    settled = tuple(_settle(ledger, period) for period in ledger.periods)
    strangers = tuple(dict.fromkeys(_strangers(settled)))
    if strangers:
        raise BadInput(*strangers)
    return settled


def totals(settled: Sequence[Settled]) -> tuple[Entitled, ...]:
    """Each party over all periods; the amounts are open when one of the periods is."""
    names = list(dict.fromkeys(line.who for each in settled for line in each.lines))
    known = all(each.known for each in settled)
    return tuple(
        _total([line for each in settled for line in each.lines if line.who == name], known=known)
        for name in names
    )


def _total(lines: Sequence[Entitled], *, known: bool) -> Entitled:
    amounts = [line.amount for line in lines if line.amount is not None]
    return Entitled(
        lines[0].who,
        sum(amounts, Decimal(0)) if known else None,
        sum((line.paid for line in lines), Decimal(0)),
        lines[0].why,
        lines[0].source,
    )


def _settle(ledger: Ledger, period: Period) -> Settled:
    profit = period.profit
    known = profit is not None and not _state_part_unknown(ledger) and not _fee_unknown(ledger, period)
    gained = profit if known and profit is not None and profit > 0 else Decimal(0)
    shares = share(
        ledger.approved_on,
        gained,
        ledger.case,
        intermediary=period.intermediary if gained else None,
        broker_silent=ledger.broker_silent and gained > 0,
        value=ledger.value,
        granted_on=ledger.granted_on,
        author=ledger.author,
        state_share=Decimal(1) if ledger.state_share is None else ledger.state_share,
        on=period.ends,
        province=ledger.province,
    )
    paid = _paid(period)
    lines = (*shares.lines, *(() if known else _intermediary(ledger, period, shares)))
    return Settled(
        period,
        tuple(
            Entitled(
                line.who_vi,
                line.amount if known else None,
                paid.get(_key(line.who_vi), Decimal(0)),
                line.why,
                line.source,
            )
            for line in lines
        ),
        shares,
        known,
    )


def _state_part_unknown(ledger: Ledger) -> bool:
    """Law 93/2025 Article 28(3) reaches the State's part alone: without it nothing can be reckoned."""
    return ledger.state_share is None and basis_of(ledger.approved_on, ledger.granted_on) in _BY_STATE_SHARE


def _fee_unknown(ledger: Ledger, period: Period) -> bool:
    """An intermediary without an agreed fee, where no text sets one: nobody's part can be reckoned."""
    if not ledger.broker_silent or period.intermediary is not None:
        return False
    by_law = law.rule("broker_default", period.ends, Regime.R4_LAW93, ledger.province) is not None
    return not (by_law and basis_of(ledger.approved_on, ledger.granted_on) in _BY_STATE_SHARE)


def _intermediary(ledger: Ledger, period: Period, shares: Shares) -> tuple[Line, ...]:
    """An intermediary is named even where nothing can be reckoned."""
    there = ledger.broker_silent or period.intermediary is not None
    if not there or shares.needs_legal_opinion:
        return ()
    return (Line("Tổ chức trung gian, môi giới", "Intermediary", Decimal(0), "Phí theo thỏa thuận.", ""),)


def _paid(period: Period) -> dict[str, Decimal]:
    paid: dict[str, Decimal] = {}
    for payment in period.payments:
        key = _key(payment.to)
        paid[key] = paid.get(key, Decimal(0)) + payment.amount
    return paid


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _strangers(settled: Sequence[Settled]) -> Iterator[str]:
    for each in settled:
        names = {_key(line.who): line.who for line in each.lines}
        for payment in each.period.payments:
            if _key(payment.to) not in names:
                yield (
                    f"Kỳ {each.period.label}: «{payment.to}» không thuộc đối tượng hưởng; hãy ghi một trong: "
                    f"{'; '.join(names.values()) or 'chưa có đối tượng nào, cần ý kiến pháp chế'}."
                )


def _flaws(ledger: Ledger) -> Iterator[str]:
    if not ledger.periods:
        yield "Bảng phân chia phải có ít nhất một kỳ."
    if ledger.case is ProfitCase.CAPITAL and len(ledger.periods) > 1:
        yield "Góp vốn bằng kết quả được chia một lần theo giá trị: chỉ ghi một kỳ."
    last: Period | None = None
    for period in ledger.periods:
        if period.ends < period.begins:
            yield f"Kỳ {period.label}: ngày cuối trước ngày đầu."
        if last is not None and period.begins <= last.ends:
            yield f"Kỳ {period.label} trùng hoặc trước kỳ {last.label}: hãy xếp theo thời gian."
        for name, amount in (
            ("doanh thu", period.revenue),
            ("chi phí", period.costs),
            ("thuế", period.taxes),
            ("phí trung gian", period.intermediary),
            *((f"số đã trả cho {payment.to}", payment.amount) for payment in period.payments),
        ):
            if amount is not None and (amount < 0 or amount != amount.to_integral_value()):
                yield f"Kỳ {period.label}: {name} phải là số đồng nguyên, không âm."
        last = period
