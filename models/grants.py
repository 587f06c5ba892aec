"""How a call's money is given out by the panel's scores, and what may be paid of a grant. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.support import dong


@dataclass(frozen=True)
class Scored:
    """A proposal as the panel judged it: its mean score, and whether it reached the threshold."""

    number: int
    title: str
    asked_vnd: Decimal
    mean: Decimal
    passed: bool


@dataclass(frozen=True)
class Grant:
    """What becomes of a proposal: its rank among all, what it gets (0: not supported), and why."""

    number: int
    rank: int
    granted_vnd: Decimal
    because: str


@dataclass(frozen=True)
class Shared:
    """How a call's money is given out; `ties` must be settled by the panel before anything is granted."""

    grants: tuple[Grant, ...]
    ties: tuple[str, ...] = ()
    left_vnd: Decimal | None = None


def grants(budget: Decimal | None, scored: Sequence[Scored], order: Sequence[int] = ()) -> Shared:
    """Give the call's money out by the mean score, in order until it is spent.

    The last whom it reaches gets what is left. Where proposals of the same score ask together for more than
    is left, their order decides who gets it: `order` is what the panel settled, else the tie is told.

    Args:
        budget: of the call, in đồng; None where it sets none.
        scored: the proposals.
        order: numbers of tied proposals, in the order in which the panel put them.
    """
    places = {number: place for place, number in enumerate(order)}
    ranked = sorted(scored, key=lambda each: (-each.mean, places.get(each.number, len(places)), each.number))
    left, found, ties = budget, [], []
    for each in ranked:
        rank = 1 + sum(other.mean > each.mean for other in scored)
        if not each.passed:
            found.append(Grant(each.number, rank, Decimal(0), "Điểm trung bình chưa đạt ngưỡng."))
            continue
        if left is not None:
            ties += _tie(each, scored, left, places)
        given = each.asked_vnd if left is None else min(each.asked_vnd, left)
        left = None if left is None else left - given
        found.append(Grant(each.number, rank, given, _because(each, given)))
    return Shared(tuple(found), tuple(dict.fromkeys(ties)), left)


def _tie(each: Scored, scored: Sequence[Scored], left: Decimal, places: Mapping[int, int]) -> list[str]:
    """Why this proposal's turn is not settled: others of its score ask with it for more than is left."""
    same = [other for other in scored if other.passed and other.mean == each.mean]
    unsettled = [other for other in same if other.number not in places]
    if len(unsettled) <= 1 or left <= 0 or sum(other.asked_vnd for other in same) <= left:
        return []
    if min(same, key=lambda other: (places.get(other.number, len(places)), other.number)) is not each:
        return []
    named = ", ".join(f"«{other.title}»" for other in same)
    score = str(each.mean).replace(".", ",")
    return [
        f"{named} cùng {score} điểm, đề nghị nhiều hơn số còn lại {dong(left)}: hội đồng phải xếp thứ tự."
    ]


def _because(each: Scored, given: Decimal) -> str:
    if given == 0:
        return "Kinh phí của đợt đã hết."
    if given < each.asked_vnd:
        return f"Hỗ trợ phần kinh phí còn lại, ít hơn mức đề nghị {dong(each.asked_vnd)}."
    return "Hỗ trợ đúng mức đề nghị."


def payment_faults(
    grant: tuple[Decimal | None, date | None],
    paid: Decimal,
    amount: Decimal | None,
    day: date | None,
    on: date,
) -> tuple[str, ...]:
    """Why a payment may not be recorded: every reason. Together never more than was granted.

    Args:
        grant: what was granted in đồng, and on which day it was decided.
        paid: what was paid before.
        amount: what is to be paid.
        day: on which day it was paid.
        on: today.
    """
    granted, decided_on = grant
    if granted is None or granted <= 0 or decided_on is None:
        return ("Đề xuất không được phê duyệt hỗ trợ nên không có khoản chi nào.",)
    found = []
    if amount is None or amount <= 0:
        found.append("Số tiền chi phải lớn hơn 0.")
    elif paid + amount > granted:
        found.append(
            f"Đã chi {dong(paid)}; chi thêm {dong(amount)} thì vượt mức được phê duyệt {dong(granted)} "
            f"({dong(granted - paid)} còn lại)."
        )
    if day is None:
        found.append("Chưa nêu ngày chi.")
    elif day > on:
        found.append("Ngày chi còn ở tương lai.")
    elif day < decided_on:
        found.append(f"Ngày chi trước ngày phê duyệt hỗ trợ ({decided_on:%d/%m/%Y}).")
    return tuple(found)
