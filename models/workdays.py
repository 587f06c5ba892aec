"""Working days and public holidays of Viet Nam.

The holiday table is data: Tết moves with the lunar calendar, and each year's days off are set by a
notice. Years outside the table count weekends and the fixed holidays alone. What an administrator writes
down of single days comes before both: `adopt` makes it known when the house is wired.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType

from models.language import Unit

_FIXED = ((1, 1), (4, 30), (5, 1), (9, 2))
"""New Year, Reunification, Labour Day, National Day (Labour Code 2019, Article 112)."""

SATURDAY = 5

_MOVING: dict[int, tuple[tuple[date, date], ...]] = {
    2014: ((date(2014, 1, 28), date(2014, 2, 5)), (date(2014, 4, 9), date(2014, 4, 9))),
    2015: ((date(2015, 2, 15), date(2015, 2, 23)), (date(2015, 4, 28), date(2015, 4, 28))),
    2016: ((date(2016, 2, 6), date(2016, 2, 14)), (date(2016, 4, 16), date(2016, 4, 18))),
    2017: ((date(2017, 1, 26), date(2017, 2, 1)), (date(2017, 4, 6), date(2017, 4, 6))),
    2018: ((date(2018, 2, 14), date(2018, 2, 20)), (date(2018, 4, 25), date(2018, 4, 25))),
    2019: ((date(2019, 2, 4), date(2019, 2, 8)), (date(2019, 4, 14), date(2019, 4, 15))),
    2020: ((date(2020, 1, 23), date(2020, 1, 29)), (date(2020, 4, 2), date(2020, 4, 2))),
    2021: ((date(2021, 2, 10), date(2021, 2, 16)), (date(2021, 4, 21), date(2021, 4, 21)),
           (date(2021, 9, 2), date(2021, 9, 3))),
    2022: ((date(2022, 1, 31), date(2022, 2, 4)), (date(2022, 4, 10), date(2022, 4, 11)),
           (date(2022, 9, 1), date(2022, 9, 2))),
    2023: ((date(2023, 1, 20), date(2023, 1, 26)), (date(2023, 4, 29), date(2023, 5, 3)),
           (date(2023, 9, 1), date(2023, 9, 4))),
    2024: ((date(2024, 2, 8), date(2024, 2, 14)), (date(2024, 4, 18), date(2024, 4, 18)),
           (date(2024, 8, 31), date(2024, 9, 3))),
    2025: ((date(2025, 1, 25), date(2025, 2, 2)), (date(2025, 4, 7), date(2025, 4, 7)),
           (date(2025, 8, 30), date(2025, 9, 2))),
    2026: ((date(2026, 2, 14), date(2026, 2, 22)), (date(2026, 4, 26), date(2026, 4, 27)),
           (date(2026, 8, 29), date(2026, 9, 2))),
    2027: ((date(2027, 2, 5), date(2027, 2, 11)), (date(2027, 4, 16), date(2027, 4, 16))),
}  # fmt: skip
"""Tết, the Hùng Kings' day and extended National Day by year, both ends included. General knowledge:
the yearly notice of the Ministry of Home Affairs decides, and an administrator keeps the days that differ."""


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, weekends within them included."""
    days = {date(year, month, day) for month, day in _FIXED}
    for first, last in _MOVING.get(year, ()):
        days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return frozenset(days)


def adopt(days: Mapping[date, bool]) -> None:
    """From now on let these days be worked, or be off, whatever the table above says of them."""
    if days == _House.special:
        return
    _House.special = MappingProxyType(dict(days))
    # Anew, and last: what somebody is just counting by the old days is remembered where nobody asks again.
    _House.after = _remembered(_after)
    _House.worked = lru_cache(maxsize=_YEARS)(_worked)


def adopted() -> Mapping[date, bool]:
    """The special days, as far as they were adopted: whether offices work on each."""
    return _House.special


def is_working_day(day: date) -> bool:
    """Whether offices are open on that day."""
    works = _House.special.get(day)
    return day.weekday() < SATURDAY and day not in holidays(day.year) if works is None else works


def add_working_days(start: date, count: int) -> date:
    """The day `count` working days after `start` (the day of the event itself is not counted)."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    years = sum(_House.worked(year)[-1] for year in range(start.year, end.year))
    return years + _worked_by(end) - _worked_by(start)


def _worked_by(day: date) -> int:
    """How many working days its year has had by that day, itself included."""
    return _House.worked(day.year)[day.timetuple().tm_yday]


def _worked(year: int) -> tuple[int, ...]:
    """How many working days the year has had before its first day, and by each of its days.

    A page of late tasks would otherwise look at thousands of days, one after the other.
    """
    first = date(year, 1, 1)
    days = 366 if calendar.isleap(year) else 365
    return tuple(accumulate((is_working_day(first + timedelta(days=n)) for n in range(days)), initial=0))


def add_months(start: date, count: int) -> date:
    """The same day `count` months later; the last day of the month where that month is shorter."""
    months = start.year * 12 + start.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def after(start: date, value: int, unit: Unit) -> date:
    """The day on which a period of `value` `unit`s that began on `start` ends.

    Raises:
        ValueError: when the unit is no unit of time.
    """
    return _House.after(start, value, unit)


def _after(start: date, value: int, unit: Unit) -> date:
    match unit:
        case Unit.CALENDAR_DAYS:
            return start + timedelta(days=value)
        case Unit.WORKING_DAYS:
            return add_working_days(start, value)
        case Unit.MONTHS:
            return add_months(start, value)
        case Unit.YEARS:
            return add_months(start, value * 12)
        case _:
            raise ValueError(f"{unit} counts no time")


_remembered = lru_cache(maxsize=65_536)
"""A scan counts from a few thousand days a million times."""
_YEARS = 64
"""Years whose days are remembered as they were counted."""


class _House:
    """The special days that were adopted when the house was wired: whether offices work on each."""

    special: Mapping[date, bool] = MappingProxyType({})
    after = _remembered(_after)
    worked = lru_cache(maxsize=_YEARS)(_worked)
