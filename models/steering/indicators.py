"""Indicators that are computed from the tasks: one table, each with its meaning, its rows and its arithmetic.

The law defines none of those on transfer: their definitions are this system's own and are told with every
figure. A figure for which nothing is known is not known, never nought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final

from models import workdays
from models.language import Confidence, Source
from models.steering.statuses import Direction
from models.steering.tallies import figure_vi, number_vi

_FOURTH = Decimal("0.0001")


@dataclass(frozen=True)
class ResultRow:
    """A result: when it was accepted, recognised, transferred or shown to be in use, filed, published."""

    code: str
    accepted_on: date | None = None
    recognised_on: date | None = None
    transferred_on: date | None = None
    applied_on: date | None = None
    filed_on: date | None = None
    published_on: date | None = None


@dataclass(frozen=True)
class StuckRow:
    """A result in the closet, with its headline cause."""

    code: str
    cause: str


@dataclass(frozen=True)
class YearRow:
    """What a province spent and produced in a year, in đồng; None is not known."""

    year: int
    local_budget_vnd: Decimal | None
    science_vnd: Decimal | None
    digital_vnd: Decimal | None
    grdp_vnd: Decimal | None
    source: str = ""


@dataclass(frozen=True)
class Evidence:
    """The rows from which all indicators are computed; `stuck` is None where nobody has looked."""

    results: tuple[ResultRow, ...] = ()
    stuck: tuple[StuckRow, ...] | None = None
    years: tuple[YearRow, ...] = ()


@dataclass(frozen=True)
class Found:
    """What the rows say: the figure, what it was computed of, the records behind it, or why it is unknown."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    records: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Measure:
    """An indicator as declared: `goal` is a reference value, with where it stands."""

    code: str
    vi: str
    en: str
    unit: str
    direction: Direction
    how: str
    compute: Callable[[Evidence, date], Found]
    goal: Decimal | None = None
    goal_source: Source | None = None


@dataclass(frozen=True)
class Indicator:
    """An indicator on a day. `value` is None while it is not known, and `note` says why.

    `records` are the codes of the tasks that make the numerator up (of all tasks, where it is no share).
    """

    code: str
    vi: str
    en: str
    unit: str
    direction: Direction
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    source: str
    records: tuple[str, ...]
    note: str = ""
    goal: Decimal | None = None
    goal_source: str = ""

    @property
    def stands_at(self) -> str:
        """What it stands at, in words; empty while that is not known."""
        return "" if self.value is None else figure_vi(self.value, self.unit)

    @property
    def computed_of(self) -> str:
        """Of which numbers it was computed: «1/3»; empty where it is no share."""
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{number_vi(self.numerator)}/{number_vi(self.denominator)}"


def _share(good: list[str], whole: int) -> Found:
    value = (Decimal(100 * len(good)) / whole).quantize(_FOURTH, ROUND_HALF_UP)
    return Found(value, Decimal(len(good)), Decimal(whole), tuple(good))


def _transferred_within(months: int) -> Callable[[Evidence, date], Found]:
    """The share of the results recognised at least so long ago that were transferred or used in that time."""

    def compute(evidence: Evidence, on: date) -> Found:
        whole, good = 0, []
        for row in evidence.results:
            if row.recognised_on is None:
                continue
            until = workdays.add_months(row.recognised_on, months)
            if until > on:
                continue
            whole += 1
            came = min((day for day in (row.transferred_on, row.applied_on) if day is not None), default=None)
            if came is not None and came <= until:
                good.append(row.code)
        if not whole:
            return Found(note=f"Chưa có kết quả nào được công nhận từ {months} tháng trở lên.")
        return _share(good, whole)

    return compute


def _median_days(evidence: Evidence, on: date) -> Found:
    spans = {
        row.code: (row.transferred_on - row.accepted_on).days
        for row in evidence.results
        if row.accepted_on is not None
        and row.transferred_on is not None
        and row.accepted_on <= row.transferred_on <= on
    }
    if not spans:
        return Found(note="Chưa có kết quả nào có cả ngày nghiệm thu và ngày chuyển giao.")
    return Found(Decimal(str(median(spans.values()))), None, Decimal(len(spans)), tuple(spans))


def _filed_first(evidence: Evidence, on: date) -> Found:
    whole, good = 0, []
    for row in evidence.results:
        if row.filed_on is None or row.published_on is None or max(row.filed_on, row.published_on) > on:
            continue
        whole += 1
        if row.filed_on <= row.published_on:
            good.append(row.code)
    if not whole:
        return Found(note="Chưa có kết quả nào vừa nộp đơn bảo hộ vừa công bố.")
    return _share(good, whole)


def _stalled(evidence: Evidence, _on: date) -> Found:
    if evidence.stuck is None:
        return Found(note="Ngăn tủ chưa được rà vào ngày này.")
    codes = tuple(row.code for row in evidence.stuck)
    return Found(Decimal(len(codes)), Decimal(len(codes)), None, codes)


def _spent(
    part: Callable[[YearRow], Decimal | None], whole: Callable[[YearRow], Decimal | None]
) -> Callable[[Evidence, date], Found]:
    """The share of the latest year, not after the day's, of which both sums are known."""

    def compute(evidence: Evidence, on: date) -> Found:
        for row in sorted(evidence.years, key=lambda each: each.year, reverse=True):
            spent, total = part(row), whole(row)
            if row.year <= on.year and spent is not None and total:
                value = (100 * spent / total).quantize(_FOURTH, ROUND_HALF_UP)
                source = f"Số liệu năm {row.year}" + (f": {row.source}" if row.source else "")
                return Found(value, spent, total, (str(row.year),), source)
        return Found(note="Chưa nhập số liệu chi ngân sách, GRDP của tỉnh cho năm này.")

    return compute


def _science_and_digital(row: YearRow) -> Decimal | None:
    if row.science_vnd is None or row.digital_vnd is None:
        return None
    return row.science_vnd + row.digital_vnd


_OWN: Final = "định nghĩa của hệ thống, văn bản chưa quy định"
_WITHIN: Final = (
    "Kết quả được công nhận từ {0} tháng trở lên: số có hợp đồng chuyển giao hoặc báo cáo ứng dụng trong "
    f"{{0}} tháng, chia cho tổng số ({_OWN})."
)
_PROVINCES_OWN: Final = Source("mục tiêu tỉnh đặt ra", Confidence.GENERAL)


def _within(months: int) -> Measure:
    return Measure(
        f"transferred_{months}",
        f"Kết quả được chuyển giao, ứng dụng trong {months} tháng",
        f"Results transferred or in use within {months} months",
        "%",
        Direction.AT_LEAST,
        _WITHIN.format(months),
        _transferred_within(months),
    )


MEASURES: Final[tuple[Measure, ...]] = (
    _within(12),
    _within(24),
    _within(36),
    Measure(
        "days_to_transfer",
        "Số ngày từ nghiệm thu đến chuyển giao (trung vị)",
        "Median days from acceptance to transfer",
        "ngày",
        Direction.AT_MOST,
        f"Trung vị số ngày từ ngày nghiệm thu đến ngày chuyển giao ({_OWN}).",
        _median_days,
    ),
    Measure(
        "filed_before_published",
        "Nộp đơn bảo hộ trước khi công bố",
        "Protection filed before publication",
        "%",
        Direction.AT_LEAST,
        f"Kết quả vừa nộp đơn vừa công bố: số nộp đơn trước hoặc cùng ngày, chia cho tổng số ({_OWN}).",
        _filed_first,
    ),
    Measure(
        "stalled",
        "Kết quả nằm trong ngăn tủ",
        "Results in the closet",
        "kết quả",
        Direction.AT_MOST,
        "Số kết quả đang vướng theo sổ ngăn tủ.",
        _stalled,
    ),
    Measure(
        "science_of_budget",
        "Chi khoa học, công nghệ, đổi mới sáng tạo trong chi ngân sách địa phương",
        "Science and innovation in local budget spending",
        "%",
        Direction.AT_LEAST,
        "Chi khoa học, công nghệ và đổi mới sáng tạo, chia cho tổng chi ngân sách địa phương.",
        _spent(lambda row: row.science_vnd, lambda row: row.local_budget_vnd),
        Decimal(1),
        _PROVINCES_OWN,
    ),
    Measure(
        "science_of_grdp",
        "Chi khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số so với GRDP",
        "Science, innovation and digital spending against GRDP",
        "%",
        Direction.AT_LEAST,
        "Chi khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số, chia cho GRDP.",
        _spent(_science_and_digital, lambda row: row.grdp_vnd),
        Decimal(2),
        _PROVINCES_OWN,
    ),
)
"""The table. A target of a plan may name any of these by its code."""

BY_CODE: Final = {measure.code: measure for measure in MEASURES}


def compute(evidence: Evidence, on: date, codes: Iterable[str] | None = None) -> tuple[Indicator, ...]:
    """The indicators on that day, in the order of the table; all, or those of these codes."""
    wanted = BY_CODE.keys() if codes is None else set(codes)
    return tuple(_indicator(measure, evidence, on) for measure in MEASURES if measure.code in wanted)


def _indicator(measure: Measure, evidence: Evidence, on: date) -> Indicator:
    found = measure.compute(evidence, on)
    return Indicator(
        code=measure.code,
        vi=measure.vi,
        en=measure.en,
        unit=measure.unit,
        direction=measure.direction,
        value=found.value,
        numerator=found.numerator,
        denominator=found.denominator,
        source=f"{measure.how} {found.source}".strip(),
        records=found.records,
        note=found.note,
        goal=measure.goal,
        goal_source="" if measure.goal_source is None else str(measure.goal_source),
    )
