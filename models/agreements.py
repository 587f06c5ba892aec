"""Agreements of the three houses: what the State, an institute and an enterprise may agree on. Pure.

No text gives such an agreement a form: what is judged here is only that its shares make a whole, that they
keep the floors which the law on science sets for authors, and that what it says of the State's rights does
not contradict itself. What is not agreed yet is told, and stays a blank on the paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from models import law
from models.language import Confidence as Known
from models.language import Regime, Rule, Source


class House(StrEnum):
    """One of the three who sign, in the order in which they do."""

    STATE = "state"
    INSTITUTE = "institute"
    ENTERPRISE = "enterprise"

    @property
    def vi(self) -> str:
        """How the agreement calls the party."""
        return {"state": "Nhà nước", "institute": "Nhà khoa học", "enterprise": "Nhà doanh nghiệp"}[self]


@dataclass(frozen=True)
class Split:
    """How something is divided between the three, in parts of one; None is not agreed yet."""

    state: Decimal | None = None
    institute: Decimal | None = None
    enterprise: Decimal | None = None

    def __iter__(self) -> Iterator[Decimal | None]:
        """The three parts, in the order of the houses."""
        yield from (self.state, self.institute, self.enterprise)

    @property
    def agreed(self) -> bool:
        """Whether every part is agreed."""
        return None not in tuple(self)

    @property
    def silent(self) -> bool:
        """Whether no part is agreed."""
        return not any(part is not None for part in self)


@dataclass(frozen=True)
class Item:
    """A task that the agreement foresees."""

    number: int
    title: str
    product: str = ""
    budget_vnd: Decimal | None = None
    months: int | None = None


@dataclass(frozen=True)
class Terms:
    """What is agreed: who pays (`fund`), who owns the results, who shares in the benefits, which tasks."""

    title: str
    province: str
    parties: tuple[str, str, str]
    items: tuple[Item, ...]
    fund: Split = Split()
    own: Split = Split()
    gain: Split = Split()
    state_reserves: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None


_SPLITS = (
    ("fund", "Tỷ lệ kinh phí"),
    ("own", "Tỷ lệ sở hữu kết quả"),
    ("gain", "Tỷ lệ hưởng lợi ích"),
)
_BY_CONTRIBUTION = Source("Điều 25 khoản 1 Luật số 93/2025/QH15", Known.SECONDARY)
_OF_THE_HOST = Source("Điều 25 khoản 2 Luật số 93/2025/QH15", Known.SECONDARY)


@dataclass(frozen=True)
class Floor:
    """The least part of the benefits that the scientific side must have, for it pays the authors."""

    part: Fraction
    rule: Rule


def gain_floor(terms: Terms, on: date) -> Floor | None:
    """The floor of the institute's part of the benefits on that day; None where no text sets one.

    Law 93/2025 Article 28(3) reaches the profit from the State's part of the funding only; Decree 08/2014 the
    whole. While the funding is not agreed, nothing can be said under Law 93/2025.
    """
    day = terms.starts_on or on
    regime = law.regime_of(day)
    rule = law.rule("author_floor", day, regime, terms.province)
    if rule is None:
        return None
    if regime is not Regime.R4_LAW93:
        return Floor(Fraction(rule.value), rule)
    if terms.fund.state is None:
        return None
    return Floor(Fraction(rule.value) * Fraction(terms.fund.state), rule)


def contradictions(terms: Terms, on: date) -> tuple[str, ...]:
    """What cannot be agreed so, each a sentence with the way out; empty when nothing stands against it."""
    return (
        *_of_parties(terms),
        *_of_items(terms),
        *(reason for name, vi in _SPLITS for reason in _of_split(getattr(terms, name), vi)),
        *_of_floor(terms, on),
        *_of_reservation(terms),
        *_of_days(terms),
    )


def _of_parties(terms: Terms) -> Iterator[str]:
    names = [" ".join(name.casefold().split()) for name in terms.parties]
    if not terms.title.strip():
        yield "Thỏa thuận phải có tên gọi."
    for house, name in zip(House, names, strict=True):
        if not name:
            yield f"Chưa nêu tên bên {house.vi}."
    if len(set(names)) < len(names) and all(names):
        yield "Ba bên phải là ba tổ chức khác nhau: mỗi nhà một tổ chức."


def _of_items(terms: Terms) -> Iterator[str]:
    if not terms.items:
        yield "Thỏa thuận phải có ít nhất một nhiệm vụ trong danh mục."
    seen: set[str] = set()
    for item in terms.items:
        title = " ".join(item.title.casefold().split())
        if not title:
            yield f"Nhiệm vụ số {item.number} trong danh mục chưa có tên."
        elif title in seen:
            yield f"Nhiệm vụ số {item.number} trùng tên với một nhiệm vụ khác trong danh mục: hãy bỏ một."
        seen.add(title)
        if item.budget_vnd is not None and item.budget_vnd <= 0:
            yield f"Kinh phí của nhiệm vụ số {item.number} phải lớn hơn 0; chưa biết thì để trống."
        if item.months is not None and item.months <= 0:
            yield f"Thời gian của nhiệm vụ số {item.number} phải từ 1 tháng; chưa biết thì để trống."


def _of_split(split: Split, vi: str) -> Iterator[str]:
    known = [part for part in split if part is not None]
    if any(not 0 <= part <= 1 for part in known):
        yield f"{vi} của mỗi bên phải từ 0% đến 100%."
        return
    total = sum(known, Decimal(0))
    if split.agreed and total != 1:
        yield f"{vi} của ba bên cộng lại bằng {percent(total)}, phải bằng 100%."
    elif not split.agreed and total > 1:
        yield f"{vi} đã nêu cộng lại bằng {percent(total)}, vượt 100%."


def _of_floor(terms: Terms, on: date) -> Iterator[str]:
    floor = gain_floor(terms, on)
    if floor is None or terms.gain.institute is None or floor.rule.source.confidence.is_reference_only:
        return
    if Fraction(terms.gain.institute) < floor.part:
        yield (
            f"Phần lợi ích của bên Nhà khoa học ({percent(terms.gain.institute)}) không đủ trả tác giả: phải "
            f"từ {percent(floor.part)} trở lên ({floor.rule.name_vi.lower()} "
            f"{percent(Fraction(floor.rule.value))}, {floor.rule.source})."
        )


def _of_reservation(terms: Terms) -> Iterator[str]:
    if terms.state_reserves and terms.own.state == 0:
        yield (
            "Nhà nước nắm giữ quyền đối với kết quả nhưng tỷ lệ sở hữu của Nhà nước ghi 0%: "
            "hãy sửa một trong hai."
        )


def _of_days(terms: Terms) -> Iterator[str]:
    if terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        yield "Ngày hết hiệu lực trước ngày có hiệu lực: hãy sửa lại thời hạn."


def missing(terms: Terms) -> tuple[str, ...]:
    """What the three have not agreed on yet: blanks on the paper, each told in a sentence."""
    found = [
        f"{vi} giữa ba bên chưa thỏa thuận đủ: bản in để trống chỗ còn thiếu."
        for name, vi in _SPLITS
        if not getattr(terms, name).agreed
    ]
    if terms.state_reserves is None:
        found.append("Chưa nêu Nhà nước có nắm giữ quyền đối với kết quả hay không.")
    if terms.starts_on is None:
        found.append("Chưa nêu ngày có hiệu lực.")
    if terms.ends_on is None:
        found.append("Chưa nêu ngày hết hiệu lực.")
    for what, unknown in (
        ("kinh phí", [item.number for item in terms.items if item.budget_vnd is None]),
        ("thời gian thực hiện", [item.number for item in terms.items if item.months is None]),
        ("sản phẩm", [item.number for item in terms.items if not item.product.strip()]),
    ):
        if unknown:
            found.append(f"Chưa nêu {what} của nhiệm vụ số {', '.join(map(str, unknown))}.")
    return tuple(found)


def notes(terms: Terms, on: date) -> tuple[str, ...]:
    """What the three should know before they sign, though nothing forbids it."""
    found = []
    if law.regime_of(terms.starts_on or on) is Regime.R4_LAW93:
        if terms.own.agreed and terms.fund.agreed and terms.own != terms.fund:
            found.append(
                "Tỷ lệ sở hữu khác tỷ lệ góp kinh phí: được phép khi các bên thỏa thuận rõ "
                f"({_BY_CONTRIBUTION})."
            )
        if terms.own.state and not terms.state_reserves:
            found.append(
                "Phần kết quả ứng với vốn nhà nước được giao cho tổ chức chủ trì, trừ khi đơn đặt hàng nêu "
                f"Nhà nước nắm giữ ({_OF_THE_HOST}): cần nêu rõ căn cứ để Nhà nước đứng tên sở hữu."
            )
    floor = gain_floor(terms, on)
    if floor is not None and floor.rule.source.confidence.is_reference_only:
        found.append(
            f"{floor.rule.name_vi}: {percent(floor.part)} ({floor.rule.source}); cần tỉnh xác nhận trước khi "
            "áp dụng."
        )
    return tuple(found)


def days_without_contract(signed_on: date | None, contract_on: date | None, on: date) -> int | None:
    """For how many days a task that was agreed on has been without its own contract; None when it has one."""
    if signed_on is None or contract_on is not None or on < signed_on:
        return None
    return (on - signed_on).days


def is_overdue(days: int | None, on: date, province: str) -> bool:
    """Whether the contract of a task should have followed the agreement by now (tham khảo: 120 days)."""
    rule = law.rule("memorandum", on, None, province)
    return days is not None and rule is not None and days > rule.value


def percent(part: Decimal | Fraction) -> str:
    """A part of one in Vietnamese writing: "28,5%"."""
    number = f"{float(part * 100):.2f}".rstrip("0").rstrip(".")
    return f"{number.replace('.', ',')}%"
