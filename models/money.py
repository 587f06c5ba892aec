"""Money of a task: what was planned, what moved, what does not add up. Pure.

Nothing is guessed and nothing is put right here: a figure that is not known stays unknown, and figures that
contradict each other are all shown, with a sentence that says where to look.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

ZERO: Final = Decimal(0)
FIRST_YEAR: Final = 2000
"""No plan and no figure of a province is older: the law on science of 2000."""
YEARS_AHEAD: Final = 10
"""Plans reach no further."""
LARGEST: Final = Decimal(10) ** 16 - 1
"""Đồng, more than any province produces in a year: a larger sum is a slip, and no table holds it."""


class Source(StrEnum):
    """Who pays."""

    STATE = "state"
    HOST = "host"
    RECIPIENT = "recipient"
    OTHER = "other"

    @property
    def vi(self) -> str:
        """Its name."""
        return _SOURCES[self][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _SOURCES[self][1]


_SOURCES: Final = {
    Source.STATE: ("Ngân sách nhà nước", "State budget"),
    Source.HOST: ("Tổ chức chủ trì", "Host"),
    Source.RECIPIENT: ("Đơn vị tiếp nhận", "Recipient"),
    Source.OTHER: ("Nguồn khác", "Other sources"),
}


class Kind(StrEnum):
    """What became of a sum."""

    DISBURSED = "disbursed"
    """Paid to the host out of the State budget."""
    COUNTERPART = "counterpart"
    """Paid by another source."""
    SETTLED = "settled"
    """Spending that was accepted."""
    TO_RECOVER = "to_recover"
    """To be paid back."""
    RECOVERED = "recovered"
    """Paid back."""

    @property
    def vi(self) -> str:
        """Its name."""
        return _KINDS[self][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _KINDS[self][1]


_KINDS: Final = {
    Kind.DISBURSED: ("Giải ngân", "Disbursed"),
    Kind.COUNTERPART: ("Vốn đối ứng đã góp", "Counterpart paid"),
    Kind.SETTLED: ("Quyết toán", "Settled"),
    Kind.TO_RECOVER: ("Phải thu hồi", "To be recovered"),
    Kind.RECOVERED: ("Đã thu hồi", "Recovered"),
}


@dataclass(frozen=True)
class Plan:
    """What one source is to pay in a year, in đồng."""

    source: Source
    year: int
    amount: Decimal
    document: str = ""


@dataclass(frozen=True)
class Moved:
    """A sum that moved, or was fixed, on a day. `voids` is the row that it takes back; 0: none."""

    id: int
    kind: Kind
    source: Source
    on: date
    amount: Decimal
    stage: str = ""
    instalment: int | None = None
    document: str = ""
    voids: int = 0


def standing(moves: Sequence[Moved]) -> tuple[Moved, ...]:
    """The sums that count: neither taken back by a later row, nor taking one back."""
    void = {each.voids for each in moves if each.voids}
    return tuple(each for each in moves if not each.voids and each.id not in void)


@dataclass(frozen=True)
class Balance:
    """The money of a task, in đồng. `budget` is what was approved for it, `state_budget` the State's part."""

    plans: tuple[Plan, ...]
    moves: tuple[Moved, ...]
    budget: Decimal | None = None
    state_budget: Decimal | None = None

    def planned(self, *sources: Source, until: int | None = None) -> Decimal:
        """What these sources (all, when none is named) are to pay, up to the end of that year."""
        wanted = sources or tuple(Source)
        return _sum(
            each.amount
            for each in self.plans
            if each.source in wanted and (until is None or each.year <= until)
        )

    def moved(self, kind: Kind, *sources: Source) -> Decimal:
        """What moved so far of that kind."""
        wanted = sources or tuple(Source)
        return _sum(each.amount for each in self.moves if each.kind is kind and each.source in wanted)

    def paid(self, source: Source) -> Decimal:
        """What a source has paid: the State to the host, the others their counterpart."""
        return self.moved(Kind.DISBURSED if source is Source.STATE else Kind.COUNTERPART, source)

    @property
    def to_disburse(self) -> Decimal | None:
        """What the State has still to pay; None where nothing is planned."""
        if not self.planned(Source.STATE):
            return None
        return max(ZERO, self.planned(Source.STATE) - self.paid(Source.STATE))

    @property
    def unsettled(self) -> Decimal:
        """What the State paid and nobody has accepted or called back yet."""
        answered = self.moved(Kind.SETTLED, Source.STATE) + self.moved(Kind.TO_RECOVER, Source.STATE)
        return max(ZERO, self.paid(Source.STATE) - answered)

    @property
    def outstanding(self) -> Decimal:
        """What is to be paid back and was not."""
        return max(ZERO, self.moved(Kind.TO_RECOVER) - self.moved(Kind.RECOVERED))

    def by_stage(self) -> Mapping[str, Decimal]:
        """What was disbursed, by the stage in which the task stood; "" where that is not known."""
        found: defaultdict[str, Decimal] = defaultdict(Decimal)
        for each in self.moves:
            if each.kind is Kind.DISBURSED:
                found[each.stage] += each.amount
        return dict(found)

    def by_year(self) -> tuple[tuple[int, Source, Decimal, Decimal], ...]:
        """Year, source, what was planned, what was paid."""
        planned: defaultdict[tuple[int, Source], Decimal] = defaultdict(Decimal)
        paid: defaultdict[tuple[int, Source], Decimal] = defaultdict(Decimal)
        for plan in self.plans:
            planned[plan.year, plan.source] += plan.amount
        for move in self.moves:
            if move.kind in {Kind.DISBURSED, Kind.COUNTERPART}:
                paid[move.on.year, move.source] += move.amount
        order = list(Source)
        return tuple(
            (year, source, planned[year, source], paid[year, source])
            for year, source in sorted({*planned, *paid}, key=lambda key: (key[0], order.index(key[1])))
        )


def troubles(balance: Balance, on: date) -> tuple[str, ...]:
    """What does not add up, each a sentence with what to look at; empty when everything does."""
    return tuple(_troubles(balance, on))


def _troubles(balance: Balance, on: date) -> Iterator[str]:
    for source in Source:
        planned, paid = balance.planned(source), balance.paid(source)
        what = "Số đã giải ngân" if source is Source.STATE else f"Vốn đối ứng đã góp của {_low(source.vi)}"
        if paid and not planned:
            yield f"{what} là {dong(paid)} nhưng chưa có kế hoạch kinh phí của nguồn này: hãy ghi kế hoạch."
        elif paid > planned:
            yield f"{what} {dong(paid)} vượt kế hoạch {dong(planned)}: hãy kiểm tra chứng từ hoặc kế hoạch."
        settled = balance.moved(Kind.SETTLED, source)
        if settled > paid:
            yield (
                f"Số quyết toán ({_low(source.vi)}) {dong(settled)} vượt số đã chi {dong(paid)}: "
                "hãy kiểm tra chứng từ."
            )
        due = balance.planned(source, until=on.year - 1)
        if source is not Source.STATE and paid < due:
            yield (
                f"Đến hết năm {on.year - 1}, {_low(source.vi)} mới góp {dong(paid)} trên {dong(due)} "
                "vốn đối ứng theo kế hoạch."
            )
    paid, settled = balance.paid(Source.STATE), balance.moved(Kind.SETTLED, Source.STATE)
    demanded, recovered = balance.moved(Kind.TO_RECOVER), balance.moved(Kind.RECOVERED)
    if settled <= paid and settled + balance.moved(Kind.TO_RECOVER, Source.STATE) > paid:
        yield (
            f"Số quyết toán và số phải thu hồi cộng lại {dong(settled + demanded)} vượt số đã giải ngân "
            f"{dong(paid)}."
        )
    if recovered > demanded:
        yield (
            f"Số đã thu hồi {dong(recovered)} vượt số phải thu hồi {dong(demanded)}: "
            "hãy ghi quyết định thu hồi còn thiếu."
        )
    yield from _beside_the_approval(balance)


def _beside_the_approval(balance: Balance) -> Iterator[str]:
    """Where the plan differs from what was approved for the task."""
    if not balance.plans:
        return
    planned = balance.planned()
    if balance.budget is not None and planned > balance.budget:
        yield (
            f"Kế hoạch các nguồn cộng lại {dong(planned)}, vượt kinh phí được duyệt {dong(balance.budget)}."
        )
    of_state = balance.planned(Source.STATE)
    if balance.state_budget is not None and of_state > balance.state_budget:
        yield (
            f"Kế hoạch ngân sách nhà nước {dong(of_state)}, vượt phần ngân sách được duyệt "
            f"{dong(balance.state_budget)}."
        )


def faults_of_plan(amount: Decimal | None, year: int | None, on: date) -> Iterator[str]:
    """Why a line of the plan cannot be taken."""
    if amount is None:
        yield "Chưa ghi số tiền kế hoạch."
    else:
        yield from faults_of_sum(amount, least=ZERO)
    yield from faults_of_year(year, on.year + YEARS_AHEAD)


def faults_of_move(
    kind: Kind, source: Source, amount: Decimal | None, day: date | None, instalment: int | None, on: date
) -> Iterator[str]:
    """Why a sum cannot be taken as having moved so."""
    if amount is None:
        yield "Chưa ghi số tiền."
    else:
        yield from faults_of_sum(amount, least=Decimal(1))
    if day is None:
        yield "Chưa ghi ngày."
    elif day > on:
        yield f"Ngày {day:%d/%m/%Y} ở tương lai: chỉ ghi khoản đã phát sinh."
    elif day.year < FIRST_YEAR:
        yield f"Ngày {day:%d/%m/%Y} quá xa trong quá khứ; hãy kiểm tra năm."
    if kind is Kind.DISBURSED and source is not Source.STATE:
        yield "Giải ngân là chi từ ngân sách nhà nước; phần của nguồn khác ghi là vốn đối ứng đã góp."
    if kind is Kind.COUNTERPART and source is Source.STATE:
        yield "Vốn đối ứng là của nguồn ngoài ngân sách: hãy chọn nguồn, hoặc ghi là giải ngân."
    if instalment is not None and not 1 <= instalment <= 99:  # noqa: PLR2004 - no contract has more
        yield f"Đợt {instalment} không hợp lý: số thứ tự đợt từ 1 đến 99."


def faults_of_year(year: int | None, last: int) -> Iterator[str]:
    """Why a year cannot be meant."""
    if year is None:
        yield "Chưa ghi năm."
    elif not FIRST_YEAR <= year <= last:
        yield f"Năm {year} ngoài khoảng {FIRST_YEAR} đến {last}; hãy kiểm tra lại."


def faults_of_sum(amount: Decimal, *, least: Decimal) -> Iterator[str]:
    """Why a sum cannot be meant; `least` is the smallest that can."""
    if not amount.is_finite():
        yield "Số tiền phải là một số."
    elif amount < 0:
        yield f"Số tiền {dong(amount)} là số âm: hãy ghi số dương; khoản ghi nhầm thì hủy bằng dòng mới."
    elif amount < least:
        yield "Số tiền phải lớn hơn 0."
    elif amount != amount.to_integral_value():
        yield "Số tiền phải là số đồng nguyên, không có phần lẻ."
    elif amount > LARGEST:
        yield f"Số tiền {dong(amount)} lớn quá mức có thể; hãy kiểm tra đơn vị (đồng)."


def dong(amount: Decimal) -> str:
    """A sum as a Vietnamese letter writes it: "1.250.000.000 đồng"."""
    return f"{amount:,.0f} đồng".replace(",", ".")


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
