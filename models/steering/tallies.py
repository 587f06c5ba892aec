"""Counts of what was done out of how many, and how such shares are written: 17/43 (39,5%)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from models.steering.statuses import Status

_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Share:
    """A count out of a total."""

    count: int
    total: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent with one decimal; None of nothing."""
        if self.total == 0:
            return None
        return (Decimal(100 * self.count) / self.total).quantize(_TENTH, ROUND_HALF_UP)

    def __str__(self) -> str:
        """As reports write it: «17/43 (39,5%)»; without a percentage of nothing."""
        said = f"{self.count}/{self.total}"
        return said if self.percent is None else f"{said} ({percent_vi(self.percent)})"


def percent_vi(percent: Decimal) -> str:
    """A percentage with one decimal and a decimal comma: «39,5%»."""
    return f"{percent.quantize(_TENTH, ROUND_HALF_UP):f}".replace(".", ",") + "%"


def number_vi(value: Decimal) -> str:
    """A figure without needless zeros, a point between thousands and a decimal comma: «1.250,5»."""
    said = f"{value:,f}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    return said.translate(str.maketrans(",.", ".,"))


def figure_vi(value: Decimal, unit: str) -> str:
    """A figure with its unit: «39,5%», «1.250 ngày»; a percentage has one decimal."""
    if unit.strip() == "%":
        return percent_vi(value)
    return f"{number_vi(value)} {unit}".rstrip()


@dataclass(frozen=True)
class Tally:
    """How many stand where: each of `total` things is counted once, for every one has one status."""

    counts: tuple[tuple[Status, int], ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.counts)

    def of(self, *statuses: Status) -> Share:
        """The share that stands at these statuses."""
        return Share(sum(count for status, count in self.counts if status in statuses), self.total)

    @property
    def reached(self) -> Share:
        """The share that is done or exceeded."""
        return self.of(Status.DONE, Status.EXCEEDED)

    @property
    def late(self) -> Share:
        """The share that is past its day and not done."""
        return self.of(Status.IN_PROGRESS_LATE)

    @property
    def shares(self) -> tuple[tuple[Status, Share], ...]:
        """Each status with its share, those that nothing stands at as well."""
        return tuple((status, Share(count, self.total)) for status, count in self.counts)

    def __add__(self, other: Tally) -> Tally:
        """Both together, as when provinces have become one."""
        mine, theirs = dict(self.counts), dict(other.counts)
        return Tally(tuple((status, mine[status] + theirs[status]) for status in Status))


def tally(statuses: Iterable[Status]) -> Tally:
    """Count where things stand."""
    found = Counter(statuses)
    return Tally(tuple((status, found[status]) for status in Status))
