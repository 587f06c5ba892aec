"""Of what a report tells: the province with all that joined it, the period, the day up to which it tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlalchemy.orm import Session

from actions import steering
from models.reporting.figures import NOTHING_KNOWN, Amount, Bars, Figure, Picture
from models.reporting.periods import Period
from models.reporting.sections import INDICATORS
from models.steering.indicators import Indicator


@dataclass(frozen=True)
class Scope:
    """A period of a province: `names` are those of the time, `until` the last day of which is told."""

    session: Session
    province: str
    names: tuple[str, ...]
    period: Period
    until: date

    @cached_property
    def trail(self) -> tuple[Period, ...]:
        """The periods that charts show, this one the last."""
        return self.period.trail()

    @property
    def before(self) -> Period:
        """The period with which this one is compared."""
        return self.trail[-2]

    @cached_property
    def _indicators(self) -> tuple[dict[str, Indicator], dict[str, Indicator]]:
        wanted = [code for codes in INDICATORS.values() for code in codes]
        now, then = (
            {each.code: each for each in steering.indicators(self.session, self.province, day, wanted)}
            for day in (self.until, self.before.last)
        )
        return now, then

    def indicators(self, part: str) -> tuple[Figure, ...]:
        """The indicators that stand in a part of the report, beside what they were at the end of the last."""
        now, then = self._indicators
        return tuple(_figure(now[code], then[code]) for code in INDICATORS.get(part, ()))


def _figure(now: Indicator, then: Indicator) -> Figure:
    goal = ""
    if now.goal is not None:
        goal = f"Mức tham khảo: {now.direction.vi} {now.goal}{now.unit} ({now.goal_source})."
    of = f"Tính từ {now.computed_of}. " if now.computed_of else ""
    return Figure(
        code=f"indicator.{now.code}",
        vi=now.vi,
        en=now.en,
        unit=now.unit,
        now=Amount(now.value, records=now.records),
        before=Amount(then.value, records=then.records),
        source=of + now.source,
        note=" ".join(each for each in (now.note, goal) if each),
    )


def picture(
    title: str, periods: Iterable[Period], series: tuple[str, ...], values: Iterable[tuple[Decimal, ...]]
) -> Picture:
    """Period by period, how often each of one or two things happened."""
    labels = [period.short for period in periods]
    columns = list(zip(*values, strict=True))
    bars = tuple(Bars(label, column) for label, column in zip(labels, columns, strict=True))
    told = "; ".join(
        f"{bar.label}: {', '.join(f'{value:f}' for value in bar.values)}" for bar in bars if any(bar.values)
    )
    return Picture(title, f"{title} ({', '.join(series)}). {told or 'Không có số liệu'}.", series, bars)


def standing(day: date, first: date | None, codes: Iterable[str], of: int | None = None) -> Amount:
    """A count as it stood at the end of a day; not known where nothing was on record yet (`first`)."""
    if first is None or first > day:
        return NOTHING_KNOWN
    return Amount.count(codes, of)
