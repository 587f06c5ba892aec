"""Support for small enterprises: who may propose under a call, and what a call offers. Pure.

No text that was read sets these thresholds: they are configuration of each call, shown as "tham khảo", and a
call may set its own. Each rule says in sentences what it misses, all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from models.language import Confidence, PartyKind, Source

SMALL: Final = Source("Nghị định số 80/2021/NĐ-CP, tiêu chí doanh nghiệp nhỏ", Confidence.GENERAL)
"""Where the thresholds of size are thought to come from."""
COMMON: Final = Source("Thông lệ hỗ trợ đổi mới sáng tạo cấp tỉnh", Confidence.GENERAL)
_BILLION: Final = Decimal(1_000_000_000)


class Sector(StrEnum):
    """In which trade an enterprise works: the thresholds of size differ."""

    PRODUCTION = "production"
    """Agriculture, industry, construction."""
    SERVICES = "services"
    """Trade and services."""

    @property
    def vi(self) -> str:
        """The Vietnamese words."""
        return {
            "production": "Nông nghiệp, công nghiệp, xây dựng",
            "services": "Thương mại, dịch vụ",
        }[self.value]


@dataclass(frozen=True)
class Size:
    """How large an enterprise may be at most: workers, and yearly revenue in đồng."""

    workers: int
    revenue_vnd: Decimal


SIZES: Mapping[Sector, Size] = {
    Sector.PRODUCTION: Size(100, 50 * _BILLION),
    Sector.SERVICES: Size(50, 100 * _BILLION),
}
"""The thresholds of a small enterprise (tham khảo)."""
KINDS: Mapping[PartyKind, str] = {
    PartyKind.ENTERPRISE: "doanh nghiệp",
    PartyKind.COOPERATIVE: "hợp tác xã",
    PartyKind.SOE: "doanh nghiệp nhà nước",
    PartyKind.PUBLIC_UNIT: "đơn vị sự nghiệp công lập",
    PartyKind.STATE_BODY: "cơ quan nhà nước",
    PartyKind.INDIVIDUAL: "cá nhân",
}
"""What may be let to a call, and how it is called."""


@dataclass(frozen=True)
class Terms:
    """What a call offers, and to whom. Money in đồng; `share_max` is the State's greatest part (0..1)."""

    province: str
    opens_on: date
    closes_on: date
    budget_vnd: Decimal | None = None
    ceiling_vnd: Decimal | None = None
    share_max: Decimal | None = None
    kinds: frozenset[PartyKind] = frozenset({PartyKind.ENTERPRISE, PartyKind.COOPERATIVE})
    small_only: bool = True
    """Whether the thresholds of size hold."""
    at_home: bool = True
    """Whether only organisations of the province may propose."""


@dataclass(frozen=True)
class Asked:
    """A proposal as the rules judge it; None is not told."""

    title: str
    content: str
    expected: str
    kind: PartyKind
    province: str
    asked_vnd: Decimal | None
    own_vnd: Decimal | None
    sector: Sector | None
    workers: int | None
    revenue_vnd: Decimal | None
    on: date
    """The day on which it was, or is to be, handed in."""
    standing: int = 0
    """How many other proposals of the same organisation stand under the call."""


@dataclass(frozen=True)
class Rule:
    """One condition of a call: `vi` as the call's notice lists it, and what a proposal misses of it."""

    code: str
    vi: Callable[[Terms], str]
    misses: Callable[[Terms, Asked], Iterator[str]]
    source: Source = COMMON
    holds_for: Callable[[Terms], bool] = lambda _: True


def dong(amount: Decimal) -> str:
    """A sum as people write it: 1.250.000.000 đ."""
    return f"{amount:,.0f} đ".replace(",", ".")


def percent(part: Decimal) -> str:
    """A part of one in Vietnamese writing: "28,5%"."""
    return f"{(part * 100).normalize():f}%".replace(".", ",")


def _told(_: Terms, asked: Asked) -> Iterator[str]:
    for said, what in (
        (asked.title, "tên đề xuất"),
        (asked.content, "nội dung đổi mới"),
        (asked.expected, "kết quả dự kiến"),
    ):
        if not said.strip():
            yield f"Chưa nêu {what}."


def _in_time(terms: Terms, asked: Asked) -> Iterator[str]:
    if asked.on < terms.opens_on:
        yield f"Chưa đến ngày nhận đề xuất ({terms.opens_on:%d/%m/%Y})."
    if asked.on > terms.closes_on:
        yield f"Đã hết hạn nhận đề xuất ngày {terms.closes_on:%d/%m/%Y}."


def _of_kind(terms: Terms, asked: Asked) -> Iterator[str]:
    if asked.kind not in terms.kinds:
        what = KINDS.get(asked.kind, "tổ chức chưa rõ loại")
        yield f"Đợt này dành cho {_kinds(terms)}; bên đề xuất là {what}."


def _kinds(terms: Terms) -> str:
    return ", ".join(vi for kind, vi in KINDS.items() if kind in terms.kinds)


def _small(terms: Terms, asked: Asked) -> Iterator[str]:
    if not terms.small_only:
        return
    if asked.workers is None:
        yield "Chưa nêu số lao động bình quân năm."
    elif asked.workers < 0:
        yield "Số lao động không thể âm."
    if asked.revenue_vnd is None:
        yield "Chưa nêu doanh thu năm gần nhất (đồng)."
    elif asked.revenue_vnd < 0:
        yield "Doanh thu không thể âm."
    if asked.sector is None:
        yield "Chưa nêu lĩnh vực hoạt động chính."
        return
    most = SIZES[asked.sector]
    field = asked.sector.vi.lower()
    if asked.workers is not None and asked.workers > most.workers:
        yield f"Có {asked.workers} lao động; doanh nghiệp nhỏ về {field} có nhiều nhất {most.workers}."
    if asked.revenue_vnd is not None and asked.revenue_vnd > most.revenue_vnd:
        yield (
            f"Doanh thu {dong(asked.revenue_vnd)}; doanh nghiệp nhỏ về {field} có doanh thu nhiều nhất "
            f"{dong(most.revenue_vnd)}."
        )


def _at_home(terms: Terms, asked: Asked) -> Iterator[str]:
    if not asked.province:
        yield "Chưa nêu tỉnh, thành phố nơi đặt trụ sở."
    elif asked.province != terms.province:
        yield f"Đợt này dành cho tổ chức của {terms.province}; trụ sở của bên đề xuất ở {asked.province}."


def _alone(_: Terms, asked: Asked) -> Iterator[str]:
    if asked.standing:
        yield "Tổ chức đã có một đề xuất trong đợt này; hãy rút đề xuất đó trước khi nộp đề xuất khác."


def _sum(terms: Terms, asked: Asked) -> Iterator[str]:
    if asked.asked_vnd is None:
        yield "Chưa nêu số tiền đề nghị hỗ trợ (đồng)."
    elif asked.asked_vnd <= 0:
        yield "Số tiền đề nghị hỗ trợ phải lớn hơn 0."
    elif terms.ceiling_vnd is not None and asked.asked_vnd > terms.ceiling_vnd:
        yield f"Đề nghị {dong(asked.asked_vnd)}, vượt mức tối đa {dong(terms.ceiling_vnd)} của một đề xuất."


def _share(terms: Terms, asked: Asked) -> Iterator[str]:
    if asked.own_vnd is None:
        yield "Chưa nêu kinh phí của bên đề xuất (đồng); ghi 0 nếu không góp."
        return
    if asked.own_vnd < 0:
        yield "Kinh phí của bên đề xuất không thể âm."
        return
    if terms.share_max is None or asked.asked_vnd is None or asked.asked_vnd <= 0:
        return
    whole = asked.asked_vnd + asked.own_vnd
    if asked.asked_vnd > terms.share_max * whole:
        yield (
            f"Phần Nhà nước {percent((asked.asked_vnd / whole).quantize(Decimal('0.0001')))} tổng kinh phí, "
            f"vượt mức tối đa {percent(terms.share_max)}."
        )


RULES: tuple[Rule, ...] = (
    Rule("told", lambda _: "Nêu đủ tên, nội dung đổi mới, kết quả dự kiến", _told),
    Rule(
        "in-time",
        lambda t: f"Nộp từ ngày {t.opens_on:%d/%m/%Y} đến hết ngày {t.closes_on:%d/%m/%Y}",
        _in_time,
    ),
    Rule("kind", lambda t: f"Bên đề xuất là {_kinds(t)}", _of_kind),
    Rule(
        "small",
        lambda _: "; ".join(
            f"{sector.vi}: không quá {size.workers} lao động, doanh thu không quá {dong(size.revenue_vnd)}"
            for sector, size in SIZES.items()
        ),
        _small,
        SMALL,
        lambda t: t.small_only,
    ),
    Rule(
        "province",
        lambda t: f"Trụ sở tại {t.province}",
        _at_home,
        holds_for=lambda t: t.at_home,
    ),
    Rule("alone", lambda _: "Mỗi tổ chức có một đề xuất trong đợt", _alone),
    Rule(
        "sum",
        lambda t: (
            "Nêu số tiền đề nghị hỗ trợ"
            + (f", nhiều nhất {dong(t.ceiling_vnd)}" if t.ceiling_vnd is not None else "")
        ),
        _sum,
    ),
    Rule(
        "share",
        lambda t: (
            "Nêu kinh phí của mình"
            + (f"; Nhà nước hỗ trợ nhiều nhất {percent(t.share_max)} tổng kinh phí" if t.share_max else "")
        ),
        _share,
    ),
)
"""What makes a proposal eligible: the order is that of the notice."""


def conditions(terms: Terms) -> tuple[str, ...]:
    """The conditions of a call, as its notice lists them; one that is no mere usage names its source."""
    return tuple(
        each.vi(terms) if each.source is COMMON else f"{each.vi(terms)} ({each.source})"
        for each in RULES
        if each.holds_for(terms)
    )


def missed(terms: Terms, asked: Asked) -> tuple[str, ...]:
    """Everything for which a proposal is not eligible; empty when it is."""
    return tuple(reason for each in RULES if each.holds_for(terms) for reason in each.misses(terms, asked))


def contradictions(terms: Terms) -> tuple[str, ...]:
    """Why a call may not be published so: every reason."""
    found = []
    if terms.closes_on < terms.opens_on:
        found.append("Ngày hết hạn nhận đề xuất trước ngày bắt đầu nhận.")
    found += [
        f"{what} phải lớn hơn 0."
        for amount, what in (
            (terms.budget_vnd, "Tổng kinh phí của đợt"),
            (terms.ceiling_vnd, "Mức hỗ trợ tối đa"),
        )
        if amount is not None and amount <= 0
    ]
    most = Decimal("Infinity") if terms.budget_vnd is None else terms.budget_vnd
    if terms.ceiling_vnd is not None and terms.ceiling_vnd > most:
        found.append("Mức tối đa của một đề xuất lớn hơn tổng kinh phí của đợt.")
    if terms.share_max is not None and not 0 < terms.share_max <= 1:
        found.append("Phần Nhà nước tối đa phải lớn hơn 0% và không quá 100%.")
    if not terms.kinds:
        found.append("Chưa nêu loại tổ chức được đề xuất.")
    return tuple(found)
