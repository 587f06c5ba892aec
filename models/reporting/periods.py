"""The periods of reports: weeks, months, quarters and years, and how they are called. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from models.errors import BadInput

TRAIL: Final = 6
"""Periods that a chart of a report goes back, the report's own among them."""
_DAY: Final = timedelta(days=1)


class Kind(StrEnum):
    """How often a report is made; the value is its code."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def vi(self) -> str:
        """The Vietnamese title of such a report."""
        return f"Báo cáo {_WORDS[self][0]}"

    @property
    def en(self) -> str:
        """The English title of such a report."""
        return _WORDS[self][1]


_WORDS: Final = {
    Kind.WEEK: ("tuần", "Weekly report"),
    Kind.MONTH: ("tháng", "Monthly report"),
    Kind.QUARTER: ("quý", "Quarterly report"),
    Kind.YEAR: ("năm", "Yearly report"),
}

_CODE: Final = re.compile(r"(?P<year>2\d{3})(?:-(?:W(?P<week>\d{2})|Q(?P<quarter>[1-4])|(?P<month>\d{2})))?")


@dataclass(frozen=True)
class Period:
    """A week (from Monday, by ISO 8601), month, quarter or year: its first and its last day."""

    kind: Kind
    first: date
    last: date

    @classmethod
    def holding(cls, kind: Kind, on: date) -> Period:
        """The period of that kind in which a day lies."""
        match kind:
            case Kind.WEEK:
                first = on - timedelta(days=on.weekday())
                return cls(kind, first, first + timedelta(days=6))
            case Kind.MONTH:
                first = on.replace(day=1)
                return cls(kind, first, _month_after(first, 1) - _DAY)
            case Kind.QUARTER:
                first = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
                return cls(kind, first, _month_after(first, 3) - _DAY)
            case Kind.YEAR:
                return cls(kind, date(on.year, 1, 1), date(on.year, 12, 31))

    @classmethod
    def ended(cls, kind: Kind, on: date) -> Period:
        """The last period of that kind that was over on the morning of a day."""
        return cls.holding(kind, on).before

    @classmethod
    def read(cls, code: str) -> Period:
        """The period of a code: `2026-W47`, `2026-11`, `2026-Q4` or `2026`.

        Raises:
            BadInput: it is no such code, or there is no such week or month.
        """
        found = _CODE.fullmatch(code.strip().upper())
        try:
            if found is not None:
                return cls._read(found)
        except ValueError:
            pass
        raise BadInput(
            f"«{code}» không phải là kỳ báo cáo: ghi 2026-W47 (tuần), 2026-11 (tháng), 2026-Q4 (quý) "
            "hoặc 2026 (năm)."
        )

    @classmethod
    def _read(cls, found: re.Match[str]) -> Period:
        year = int(found["year"])
        if found["week"]:
            return cls.holding(Kind.WEEK, date.fromisocalendar(year, int(found["week"]), 1))
        if found["quarter"]:
            return cls.holding(Kind.QUARTER, date(year, 3 * int(found["quarter"]), 1))
        if found["month"]:
            return cls.holding(Kind.MONTH, date(year, int(found["month"]), 1))
        return cls.holding(Kind.YEAR, date(year, 1, 1))

    @property
    def before(self) -> Period:
        """The period before this one."""
        return Period.holding(self.kind, self.first - _DAY)

    @property
    def year(self) -> int:
        """The year to which the period counts: of a week, that of its Thursday."""
        return self.first.isocalendar().year if self.kind is Kind.WEEK else self.first.year

    @property
    def code(self) -> str:
        """The code by which it is known: `2026-W47`."""
        return {
            Kind.WEEK: f"{self.year}-W{self.first.isocalendar().week:02d}",
            Kind.MONTH: f"{self.year}-{self.first.month:02d}",
            Kind.QUARTER: f"{self.year}-Q{self._quarter}",
            Kind.YEAR: f"{self.year}",
        }[self.kind]

    @property
    def vi(self) -> str:
        """As a sentence names it: «tuần 47 năm 2026»."""
        return {
            Kind.WEEK: f"tuần {self.first.isocalendar().week:02d} năm {self.year}",
            Kind.MONTH: f"tháng {self.first.month:02d} năm {self.year}",
            Kind.QUARTER: f"quý {('I', 'II', 'III', 'IV')[self._quarter - 1]} năm {self.year}",
            Kind.YEAR: f"năm {self.year}",
        }[self.kind]

    @property
    def en(self) -> str:
        """The same in English."""
        return {
            Kind.WEEK: f"week {self.first.isocalendar().week:02d} of {self.year}",
            Kind.MONTH: f"{self.first.month:02d}/{self.year}",
            Kind.QUARTER: f"quarter {self._quarter} of {self.year}",
            Kind.YEAR: f"{self.year}",
        }[self.kind]

    @property
    def short(self) -> str:
        """As an axis names it: «T47/26», «11/26», «Q4/26», «2026»."""
        return {
            Kind.WEEK: f"T{self.first.isocalendar().week:02d}/{self.year % 100:02d}",
            Kind.MONTH: f"{self.first.month:02d}/{self.year % 100:02d}",
            Kind.QUARTER: f"Q{self._quarter}/{self.year % 100:02d}",
            Kind.YEAR: f"{self.year}",
        }[self.kind]

    @property
    def _quarter(self) -> int:
        return (self.first.month + 2) // 3

    def trail(self, periods: int = TRAIL) -> tuple[Period, ...]:
        """So many periods up to this one, in their order."""
        found = [self]
        while len(found) < periods:
            found.append(found[-1].before)
        return tuple(reversed(found))

    def holds(self, day: date | None) -> bool:
        """Whether a day lies in the period; one that is not known does not."""
        return day is not None and self.first <= day <= self.last


def _month_after(first: date, months: int) -> date:
    """The first of the month so many months later."""
    later = first.year * 12 + first.month - 1 + months
    return date(later // 12, later % 12 + 1, 1)
