"""What a result brought in, who is entitled to what of it, who was paid. Pure, on the rules of sharing.

Each income is shared by itself, by the way in which it came in; the parties that the law names are told
under four heads: the authors, the intermediary, the owner, the State.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from models.dossier import Dossier
from models.money import ZERO, dong, faults_of_sum
from models.sharing import Entitled, Ledger, Period, ProfitCase, Settled, settle


class Kind(StrEnum):
    """How it came in."""

    LICENCE = "licence"
    SALE = "sale"
    USE = "use"
    EQUITY = "equity"
    OTHER = "other"

    @property
    def vi(self) -> str:
        """Its name."""
        return _KINDS[self][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _KINDS[self][1]


_KINDS: Final = {
    Kind.LICENCE: ("Chuyển quyền sử dụng (li-xăng)", "Licence"),
    Kind.SALE: ("Bán, chuyển nhượng", "Sale, assignment"),
    Kind.USE: ("Tự khai thác", "Own use"),
    Kind.EQUITY: ("Góp vốn bằng kết quả", "Contribution as capital"),
    Kind.OTHER: ("Khác", "Other"),
}
_USE_RIGHT_RUNG: Final = 5
"""The rung of Decree 70/2018 on which the host has the use alone, and shares with the State."""


class Share(StrEnum):
    """Under which head a party is told."""

    AUTHOR = "author"
    INTERMEDIARY = "intermediary"
    OWNER = "owner"
    STATE = "state"

    @property
    def vi(self) -> str:
        """Its name."""
        return _SHARES[self][0]

    @property
    def en(self) -> str:
        """Its English name."""
        return _SHARES[self][1]


_SHARES: Final = {
    Share.AUTHOR: ("Tác giả", "Authors"),
    Share.INTERMEDIARY: ("Tổ chức trung gian, môi giới", "Intermediary"),
    Share.OWNER: ("Chủ sở hữu, tổ chức chủ trì", "Owner, host"),
    Share.STATE: ("Đại diện chủ sở hữu nhà nước", "State owner's representative"),
}
_OF_LINE: Final = {
    "Tác giả": Share.AUTHOR,
    "Tổ chức trung gian, môi giới": Share.INTERMEDIARY,
    "Đại diện chủ sở hữu nhà nước": Share.STATE,
}
"""The parties that have a head of their own; all others are the owner's."""


@dataclass(frozen=True)
class Income:
    """What came in between two days, in whole đồng; `costs`, `taxes` and `intermediary` may be unknown."""

    id: int
    kind: Kind
    begins: date
    ends: date
    amount: Decimal
    costs: Decimal | None = None
    taxes: Decimal | None = None
    intermediary: Decimal | None = None


@dataclass(frozen=True)
class Payout:
    """A share that was paid: `line` names the party as the rules of sharing do."""

    share: Share
    line: str
    amount: Decimal


@dataclass(frozen=True)
class Owing:
    """What a party gets of an income, what it was paid, what is left; None: it cannot be told yet."""

    share: Share
    line: str
    computed: Decimal | None
    paid: Decimal
    why: str = ""
    source: str = ""

    @property
    def owed(self) -> Decimal | None:
        """What is left to pay; negative when more was paid than is due."""
        return None if self.computed is None else self.computed - self.paid


def share_of(line: str) -> Share:
    """The head under which a party of the rules is told."""
    return _OF_LINE.get(line, Share.OWNER)


def case_of(kind: Kind, task: Dossier) -> ProfitCase:
    """How the rules of sharing call the way in which it came in."""
    if kind is Kind.LICENCE:
        return ProfitCase.LICENCE
    if kind is Kind.EQUITY:
        return ProfitCase.CAPITAL
    if kind is Kind.USE and task.result.rights_rung == _USE_RIGHT_RUNG:
        return ProfitCase.USE_RIGHT
    return ProfitCase.OWNER


def period_of(income: Income) -> Period:
    """The income as a period of the ledger."""
    return Period(income.begins, income.ends, income.amount, income.costs, income.taxes, income.intermediary)


def shared(income: Income, task: Dossier) -> Settled:
    """The income shared out by the rules that govern the task; the floors are taken as they stand.

    Raises:
        BadInput: its sums make no sense.
        Refused: the intermediary's fee leaves too little for the others.
    """
    return settle(
        Ledger(
            approved_on=task.approved_on,
            case=case_of(income.kind, task),
            periods=(period_of(income),),
            state_share=task.state_share,
            value=_value_of(income, task),
            granted_on=task.result.ip_granted_on,
            province=task.province,
        )
    )[0]


def _value_of(income: Income, task: Dossier) -> Decimal | None:
    """What is contributed as capital: the value by its certificate, else what came in."""
    if income.kind is not Kind.EQUITY:
        return None
    value = task.result.value_vnd
    return income.amount if value is None else value.quantize(Decimal(1))


def owing(lines: Sequence[Entitled], payouts: Sequence[Payout]) -> tuple[Owing, ...]:
    """Each party's part beside what it was paid; who was paid without a part is told as well."""
    found = [
        Owing(share_of(line.who), line.who, line.amount, _paid(payouts, line.who), line.why, line.source)
        for line in lines
    ]
    named = {each.line for each in found}
    strangers = dict.fromkeys(each.line for each in payouts if each.line not in named)
    return (*found, *(Owing(share_of(line), line, None, _paid(payouts, line)) for line in strangers))


def _paid(payouts: Sequence[Payout], line: str) -> Decimal:
    return sum((each.amount for each in payouts if each.line == line), ZERO)


def faults_of_income(income: Income, on: date) -> Iterator[str]:
    """Why an income cannot be taken down so."""
    yield from faults_of_sum(income.amount, least=Decimal(1))
    for vi, amount in (
        ("Chi phí", income.costs),
        ("Thuế", income.taxes),
        ("Phí trung gian", income.intermediary),
    ):
        if amount is not None:
            yield from (f"{vi}: {fault[0].lower()}{fault[1:]}" for fault in faults_of_sum(amount, least=ZERO))
    if income.ends < income.begins:
        yield f"Kỳ {income.begins:%d/%m/%Y} - {income.ends:%d/%m/%Y}: ngày cuối trước ngày đầu."
    if income.ends > on:
        yield f"Kỳ kết thúc ngày {income.ends:%d/%m/%Y} chưa hết: chỉ ghi kỳ đã kết thúc."
    if income.intermediary is not None and income.intermediary > income.amount:
        yield f"Phí trung gian {dong(income.intermediary)} vượt 100% số thu {dong(income.amount)}."


def overlap(income: Income, others: Sequence[Income]) -> Iterator[str]:
    """Why its period cannot stand beside those of the same kind: a sum must not be shared twice."""
    for other in others:
        same = (other.begins, other.ends) == (income.begins, income.ends)
        apart = income.ends < other.begins or other.ends < income.begins
        if other.kind is income.kind and other.id != income.id and not same and not apart:
            yield (
                f"Kỳ này chồng lên kỳ {other.begins:%d/%m/%Y} - {other.ends:%d/%m/%Y} đã ghi cho cùng hình "
                "thức: hãy sửa ngày để không chia một khoản hai lần."
            )


def faults_of_payout(
    found: Sequence[Owing], line: str, amount: Decimal, day: date, income: Income, reason: str, on: date
) -> Iterator[str]:
    """Why a payout cannot be taken down so; more than is owed needs a reason."""
    yield from faults_of_sum(amount, least=Decimal(1))
    if day > on:
        yield f"Ngày chi {day:%d/%m/%Y} ở tương lai."
    elif day < income.begins:
        yield f"Ngày chi {day:%d/%m/%Y} trước khi kỳ thu bắt đầu ({income.begins:%d/%m/%Y})."
    party = next((each for each in found if each.line == line), None)
    if party is None:
        names = "; ".join(each.line for each in found) or "chưa có đối tượng nào, cần ý kiến pháp chế"
        yield f"«{line}» không thuộc đối tượng hưởng; hãy chọn một trong: {names}."
        return
    if reason.strip():
        return
    if party.owed is None:
        yield (
            f"Chưa tính được phần của {party.line} (thiếu chi phí, thuế hoặc căn cứ): bổ sung số liệu, "
            "hoặc nêu lý do chi trước."
        )
    elif amount > party.owed:
        yield (
            f"Số chi {dong(amount)} vượt số còn phải chi cho {party.line} {dong(max(party.owed, ZERO))}: "
            "kiểm tra lại, hoặc nêu lý do (tạm ứng, thỏa thuận cao hơn mức tối thiểu)."
        )
