"""Quantity, quality and progress of a person's or a unit's work, in percent, from what is on record.

The arithmetic is that of Decree 335/2025: of its task results a civil servant without leading functions has
a (quantity), b (quality) and c (progress), and their mean. This system computes these three and shows the
records behind them; it never grades anybody. Three more parts that leaders have are not in its records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from models.errors import BadInput
from models.language import Confidence, Source

DECREE: Final = Source("Nghị định số 335/2025/NĐ-CP", Confidence.SECONDARY)
_TENTH: Final = Decimal("0.1")
_HUNDRED: Final = Decimal(100)


class Sort(StrEnum):
    """What a record is of."""

    WORK = "work"
    """A piece of work of a plan that was given to the person."""
    DECISION = "decision"
    """A decision that the person made at a gate of a task."""


@dataclass(frozen=True)
class Record:
    """Something that a person was to do, or did, in the period.

    `quality` is in percent, None where nobody judged it; `on_time` is None where nothing says when it was
    due, or its day has not come.
    """

    sort: Sort
    path: str
    title: str
    due_on: date | None
    done_on: date | None
    quality: Decimal | None = None
    on_time: bool | None = None
    note: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return self.done_on is not None


@dataclass(frozen=True)
class Percentage:
    """A percentage with what it was computed of; None of nothing."""

    value: Decimal | None
    numerator: Decimal
    denominator: int


@dataclass(frozen=True)
class Performance:
    """The three percentages, with the records behind them."""

    quantity: Percentage
    quality: Percentage
    progress: Percentage
    records: tuple[Record, ...]

    @property
    def mean(self) -> Decimal | None:
        """(a + b + c) / 3, arithmetic only; None where one of them is not known."""
        parts = (self.quantity.value, self.quality.value, self.progress.value)
        known = [each for each in parts if each is not None]
        if len(known) < len(parts):
            return None
        return (sum(known, Decimal(0)) / len(parts)).quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Period:
    """The days over which is counted, both inclusive."""

    begins: date
    ends: date

    def counted_until(self, on: date) -> date:
        """The last day that counts on that day."""
        return min(self.ends, on)


_MONTHS_OF_QUARTER: Final = 3
_QUARTERS: Final = 4


def period_of(year: int, quarter: int | None = None) -> Period:
    """A year, or one quarter of it.

    Raises:
        BadInput: there is no such year or quarter.
    """
    if not date.min.year < year < date.max.year:
        raise BadInput(f"Không có năm {year}.")
    if quarter is None:
        return Period(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= quarter <= _QUARTERS:
        raise BadInput(f"Không có quý {quarter}: hãy ghi 1 đến 4.")
    first = _MONTHS_OF_QUARTER * (quarter - 1) + 1
    following = date(year + 1, 1, 1) if quarter == _QUARTERS else date(year, first + _MONTHS_OF_QUARTER, 1)
    return Period(date(year, first, 1), following - timedelta(days=1))


@dataclass(frozen=True)
class WorkRow:
    """A piece of work that was given to a person."""

    number: int
    code: str
    what: str
    due_on: date
    done_on: date | None
    quality: Decimal | None
    awaits_central_since: date | None = None


@dataclass(frozen=True)
class DecisionRow:
    """A decision at a gate; `due_on` is that of the stay, with the days in which its clock stood still.

    `asked_again` says that supplements were asked for at this gate before: all of them should have been
    asked for at once.
    """

    code: str
    gate: str
    title: str
    on: date
    due_on: date | None
    asked_again: bool


def work_record(row: WorkRow, period: Period, on: date) -> Record | None:
    """What a piece of work says of who does it; None while its day has not come and it is not done.

    Work that waits for the central authorities says nothing of a person either.
    """
    until = period.counted_until(on)
    done = row.done_on if row.done_on is not None and row.done_on <= until else None
    if done is None and (row.due_on >= until or row.awaits_central_since is not None):
        return None
    return Record(
        sort=Sort.WORK,
        path=f"/work-items/{row.number}",
        title=f"{row.code}: {row.what}",
        due_on=row.due_on,
        done_on=done,
        quality=None if done is None else row.quality,
        on_time=done is not None and done <= row.due_on,
    )


def decision_record(row: DecisionRow) -> Record:
    """What a decision says of who made it: its quality is whether supplements were asked for at once."""
    return Record(
        sort=Sort.DECISION,
        path=f"/tasks/{row.code}",
        title=f"{row.code}: {row.gate}",
        due_on=row.due_on,
        done_on=row.on,
        quality=Decimal(0) if row.asked_again else _HUNDRED,
        on_time=None if row.due_on is None else row.on <= row.due_on,
        note="Yêu cầu bổ sung lần nữa" if row.asked_again else "",
    )


def measure(records: Iterable[Record]) -> Performance:
    """Quantity, quality and progress over these records."""
    known = tuple(records)
    judged = [each.quality for each in known if each.quality is not None]
    dated = [each.on_time for each in known if each.on_time is not None]
    return Performance(
        quantity=_percentage(Decimal(sum(each.is_done for each in known)), len(known)),
        quality=_percentage(sum(judged, Decimal(0)) / _HUNDRED, len(judged)),
        progress=_percentage(Decimal(sum(dated)), len(dated)),
        records=known,
    )


def _percentage(numerator: Decimal, denominator: int) -> Percentage:
    value = (_HUNDRED * numerator / denominator).quantize(_TENTH, ROUND_HALF_UP) if denominator else None
    return Percentage(value, numerator, denominator)
