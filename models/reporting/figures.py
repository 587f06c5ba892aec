"""What a report holds: figures with what they stood at before, breakdowns, pictures, sections. Pure.

A report is read once, as figures under declared headings; the page, the paper, the workbook and the board in
Prefect all walk the same figures and write them in the same words, so that no two of them can disagree. What
is not known is not known, never nought; parts that do not make their whole are told, never rounded away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from models.reporting.periods import Period
from models.steering.tallies import Share, figure_vi

UNKNOWN: Final = "chưa đủ dữ liệu"


@dataclass(frozen=True)
class Amount:
    """What was found: a number (None: not known), of how many it is a part, the records it was counted of."""

    value: Decimal | None
    of: int | None = None
    records: tuple[str, ...] = ()

    @classmethod
    def count(cls, codes: Iterable[str], of: int | None = None) -> Amount:
        """As many as there are records."""
        records = tuple(codes)
        return cls(Decimal(len(records)), of, records)

    def said(self, unit: str) -> str:
        """As every report writes it: «17/43 (39,5%)», «1.250.000 đ», or that it is not known."""
        if self.value is None:
            return UNKNOWN
        if self.of:
            return str(Share(int(self.value), self.of))
        return figure_vi(self.value, unit)


NOTHING_KNOWN: Final = Amount(None)


@dataclass(frozen=True)
class Line:
    """A figure as declared: its code, its names, its unit (empty: a count), and how it is counted."""

    code: str
    vi: str
    en: str
    unit: str = ""
    how: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure of a report: what it stands at, and stood at in the period before (None: not compared)."""

    code: str
    vi: str
    en: str
    unit: str
    now: Amount
    before: Amount | None = None
    source: str = ""
    note: str = ""

    @classmethod
    def of(
        cls, line: Line, now: Amount, before: Amount | None = None, *, source: str = "", note: str = ""
    ) -> Figure:
        """The declared line with what was found."""
        return cls(line.code, line.vi, line.en, line.unit, now, before, source or line.how, note)

    @property
    def is_known(self) -> bool:
        """Whether there is a figure at all."""
        return self.now.value is not None

    @property
    def said(self) -> str:
        """What it stands at, in words."""
        return self.now.said(self.unit)

    @property
    def said_before(self) -> str:
        """What it stood at, in words; empty where it is not compared."""
        return "" if self.before is None else self.before.said(self.unit)

    @property
    def change(self) -> str:
        """By how much it has changed: «+3», «-2», «0»; empty where that cannot be told."""
        if self.before is None or self.now.value is None or self.before.value is None:
            return ""
        by = self.now.value - self.before.value
        sign = "+" if by > 0 else "-" if by < 0 else ""
        if self.unit == "%":
            return f"{sign}{figure_vi(abs(by), '%').removesuffix('%')} điểm phần trăm"
        return sign + figure_vi(abs(by), self.unit)


@dataclass(frozen=True)
class Group:
    """A whole broken down into parts; `whole` is None where parts may overlap and do not add up."""

    code: str
    vi: str
    en: str
    parts: tuple[Figure, ...]
    whole: Decimal | None = None

    @property
    def gap(self) -> Decimal:
        """By how much the parts fall short of the whole; less than 0 where they exceed it."""
        if self.whole is None:
            return Decimal(0)
        return self.whole - sum((part.now.value or Decimal(0) for part in self.parts), Decimal(0))

    @property
    def note(self) -> str:
        """What must be said of parts that do not make the whole; empty where they do."""
        if self.gap > 0:
            return f"Các phần cộng lại thiếu {figure_vi(self.gap, '')} so với tổng số: không rõ tình trạng."
        if self.gap < 0:
            return f"Các phần cộng lại nhiều hơn tổng số {figure_vi(-self.gap, '')}."
        return ""


@dataclass(frozen=True)
class Named:
    """Something that a report names: its code, what it is, what is said of it, and when it was due."""

    code: str
    what: str
    said: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Bars:
    """The bars above one label, a value for each series."""

    label: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Picture:
    """A chart as data: at most two series; `says` tells in a sentence what it shows."""

    vi: str
    says: str
    series: tuple[str, ...]
    bars: tuple[Bars, ...]

    @property
    def shows(self) -> bool:
        """Whether there is anything to be seen in it."""
        return any(value for bar in self.bars for value in bar.values)


@dataclass(frozen=True)
class Section:
    """A part of a report: its figures, their breakdowns, what it names, a chart, and what must be said."""

    code: str
    vi: str
    en: str
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...] = ()
    named_vi: str = ""
    named_en: str = ""
    named: tuple[Named, ...] = ()
    picture: Picture | None = None
    notes: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Everything that must be said of its figures, in sentences, each once."""
        notes = [*self.notes]
        notes += [f"{each.vi}: {each.note}" for each in self.figures if each.note]
        notes += [f"{each.vi}: {each.note}" for each in self.groups if each.note]
        return tuple(dict.fromkeys(notes))


@dataclass(frozen=True)
class Row:
    """A figure where it stands in a report; `group` is None for the figures of a section itself."""

    section: Section
    group: Group | None
    figure: Figure


@dataclass(frozen=True)
class Report:
    """A report as it was read on a day: `until` is the last day of which it tells.

    `period` is None for a report that is of no period, as that of a single target.
    """

    code: str
    vi: str
    en: str
    province: str
    until: date
    sections: tuple[Section, ...]
    period: Period | None = None
    names: tuple[str, ...] = ()
    """The names, of the time, of the provinces for which it answers."""

    @property
    def is_whole(self) -> bool:
        """Whether its period is over."""
        return self.period is None or self.until >= self.period.last

    @property
    def rows(self) -> Iterator[Row]:
        """Every figure, in order: what the page, the paper, the workbook and the board all write."""
        for section in self.sections:
            yield from (Row(section, None, each) for each in section.figures)
            for group in section.groups:
                yield from (Row(section, group, each) for each in group.parts)

    def figure(self, code: str) -> Figure:
        """The figure of that code."""
        return next(row.figure for row in self.rows if row.figure.code == code)


def counted(
    line: Line, periods: Sequence[Period], happened: Iterable[tuple[str, date | None]]
) -> tuple[Figure, tuple[Decimal, ...]]:
    """What happened in the last of the periods beside the one before it; and how often in each of them.

    Args:
        line: the figure as declared.
        periods: at least two, in their order.
        happened: the record and the day of each.
    """
    known = [(code, day) for code, day in happened if day is not None]
    found = [Amount.count(code for code, day in known if period.holds(day)) for period in periods]
    return Figure.of(line, found[-1], found[-2]), tuple(each.value or Decimal(0) for each in found)
