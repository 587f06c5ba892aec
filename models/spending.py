"""What a province spends on science in a year, beside its budget and its product. Pure.

Each share is told with its numerator, its denominator and its source; where one of them is not known, the
share is not known either, and what is missing is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from models.language import Confidence, Source
from models.money import ZERO, dong, faults_of_sum, faults_of_year

_PROVINCES_OWN: Final = Source("Mục tiêu của tỉnh Đồng Tháp", Confidence.GENERAL)


@dataclass(frozen=True)
class Ratio:
    """A share with what it is reckoned from, in đồng; None is not known, and then nothing is told.

    `target` is the least share that is aimed at, `aimed_by` who aims at it.
    """

    code: str
    vi: str
    numerator: Decimal | None
    denominator: Decimal | None
    numerator_vi: str
    denominator_vi: str
    target: Fraction
    aimed_by: str
    source: str

    @property
    def share(self) -> Fraction | None:
        """The share itself."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator) / Fraction(self.denominator)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where that cannot be told."""
        return None if self.share is None else self.share >= self.target

    @property
    def said(self) -> str:
        """The share in words, or what is missing."""
        if self.share is not None:
            return percent(self.share)
        unknown = [
            each
            for each, amount in (
                (self.numerator_vi, self.numerator),
                (self.denominator_vi, self.denominator or None),
            )
            if amount is None
        ]
        return f"chưa đủ dữ liệu (thiếu {', '.join(_low(each) for each in unknown)})"


@dataclass(frozen=True)
class Figures:
    """What a province spent and produced in a year, in đồng, and where that is written."""

    local_budget: Decimal | None = None
    science: Decimal | None = None
    digital: Decimal | None = None
    grdp: Decimal | None = None
    source: str = ""


def ratios(figures: Figures) -> tuple[Ratio, Ratio]:
    """Spending on science in the local budget, and on science and digital transformation in the GRDP."""
    both = None if figures.science is None or figures.digital is None else figures.science + figures.digital
    return (
        Ratio(
            "science-of-budget",
            "Chi khoa học, công nghệ và đổi mới sáng tạo trong chi ngân sách địa phương",
            figures.science,
            figures.local_budget,
            "Chi khoa học, công nghệ và đổi mới sáng tạo",
            "Tổng chi ngân sách địa phương",
            Fraction(1, 100),
            str(_PROVINCES_OWN),
            figures.source,
        ),
        Ratio(
            "science-and-digital-of-grdp",
            "Chi khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số so với GRDP",
            both,
            figures.grdp,
            "Chi khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số",
            "Tổng sản phẩm trên địa bàn (GRDP)",
            Fraction(2, 100),
            str(_PROVINCES_OWN),
            figures.source,
        ),
    )


def faults_of_figures(figures: Figures, year: int | None, on: date) -> Iterator[str]:
    """Why the figures of a province's year cannot be taken: shares above one, negative sums, no source."""
    yield from faults_of_year(year, on.year)
    named = (
        ("Tổng chi ngân sách địa phương", figures.local_budget),
        ("Chi khoa học, công nghệ", figures.science),
        ("Chi chuyển đổi số", figures.digital),
        ("GRDP", figures.grdp),
    )
    if all(amount is None for _, amount in named):
        yield "Phải ghi ít nhất một số liệu."
    for vi, amount in named:
        if amount is not None:
            yield from (f"{vi}: {_low(fault)}" for fault in faults_of_sum(amount, least=ZERO))
    if not figures.source.strip():
        yield "Phải nêu nguồn số liệu (báo cáo, niên giám: số, ngày, cơ quan)."
    budget, science, digital = figures.local_budget, figures.science, figures.digital
    if budget is not None and science is not None and science > budget:
        yield (
            f"Chi khoa học, công nghệ {dong(science)} lớn hơn tổng chi ngân sách {dong(budget)}: "
            "tỷ lệ vượt 100%."
        )
    if figures.grdp is not None and (science or ZERO) + (digital or ZERO) > figures.grdp:
        yield (
            f"Chi khoa học, công nghệ và chuyển đổi số lớn hơn GRDP {dong(figures.grdp)}: tỷ lệ vượt 100%."
        )


def percent(part: Fraction) -> str:
    """A part of one with two decimals, as Vietnamese reports write it: "1,25%"."""
    return f"{float(part * 100):.2f}%".replace(".", ",")


def _low(text: str) -> str:
    return text if text.startswith("GRDP") else text[0].lower() + text[1:]
