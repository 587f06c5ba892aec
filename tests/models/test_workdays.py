"""Working days of Viet Nam: weekends, fixed holidays, Tết; months that are shorter than others."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import workdays
from models.language import Unit
from models.workdays import add_months, add_working_days, after, is_working_day, working_days_between

DAY = timedelta(days=1)
YEARS = range(2014, 2028)
days = st.dates(date(2014, 1, 1), date(2040, 12, 31))
counts = st.integers(0, 300)

TET = {
    2014: date(2014, 1, 31), 2015: date(2015, 2, 19), 2016: date(2016, 2, 8), 2017: date(2017, 1, 28),
    2018: date(2018, 2, 16), 2019: date(2019, 2, 5), 2020: date(2020, 1, 25), 2021: date(2021, 2, 12),
    2022: date(2022, 2, 1), 2023: date(2023, 1, 22), 2024: date(2024, 2, 10), 2025: date(2025, 1, 29),
    2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
}  # fmt: skip
"""The first day of the first lunar month (Viet Nam's calendar)."""
HUNG_KINGS = {
    2014: date(2014, 4, 9), 2015: date(2015, 4, 28), 2016: date(2016, 4, 16), 2017: date(2017, 4, 6),
    2018: date(2018, 4, 25), 2019: date(2019, 4, 14), 2020: date(2020, 4, 2), 2021: date(2021, 4, 21),
    2022: date(2022, 4, 10), 2023: date(2023, 4, 29), 2024: date(2024, 4, 18), 2025: date(2025, 4, 7),
    2026: date(2026, 4, 26), 2027: date(2027, 4, 16),
}  # fmt: skip
"""The tenth day of the third lunar month."""


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(("month", "day"), [(1, 1), (4, 30), (5, 1), (9, 2)])
def test_offices_are_shut_on_the_fixed_holidays_of_every_year(year, month, day):
    assert not is_working_day(date(year, month, day))


@pytest.mark.parametrize("year", YEARS)
def test_offices_are_shut_on_new_years_eve_and_the_first_three_days_of_tet(year):
    assert all(not is_working_day(TET[year] + n * DAY) for n in range(-1, 3))


@pytest.mark.parametrize("year", YEARS)
def test_offices_are_shut_on_the_hung_kings_day(year):
    assert not is_working_day(HUNG_KINGS[year])


@pytest.mark.parametrize("year", YEARS)
def test_tet_shuts_offices_for_five_working_days_at_least(year):
    near = [TET[year] + n * DAY for n in range(-8, 12)]
    assert sum(day.weekday() < 5 and not is_working_day(day) for day in near) in {5, 6, 7}


@pytest.mark.parametrize("year", [*YEARS, 2030, 2035])
def test_offices_are_shut_on_saturdays_and_sundays(year):
    first = date(year, 1, 1)
    assert not any(is_working_day(first + n * DAY) for n in range(366) if (first + n * DAY).weekday() >= 5)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_about_two_hundred_and_fifty_working_days(year):
    assert 245 <= working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) <= 254


def test_a_year_outside_the_table_counts_its_weekends_and_fixed_holidays():
    assert workdays.holidays(2050) == {
        date(2050, 1, 1),
        date(2050, 4, 30),
        date(2050, 5, 1),
        date(2050, 9, 2),
    }


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 11, 2), 1, date(2026, 11, 3)),
        (date(2026, 11, 2), 0, date(2026, 11, 2)),
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 7), 1, date(2026, 11, 9)),
        (date(2026, 11, 2), 5, date(2026, 11, 9)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
        (date(2026, 4, 29), 1, date(2026, 5, 4)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 11, 2), 15, date(2026, 11, 23)),
        (date(2026, 11, 2), 30, date(2026, 12, 14)),
    ],
)
def test_a_period_of_working_days_ends_when_offices_have_been_open_so_often(start, count, end):
    assert add_working_days(start, count) == end


@given(days, counts)
def test_a_period_of_working_days_ends_on_a_working_day(start, count):
    end = add_working_days(start, count)
    assert count == 0 or is_working_day(end)
    assert working_days_between(start, end) == count


@given(days, counts, counts)
def test_periods_of_working_days_follow_one_another(start, one, other):
    assert add_working_days(add_working_days(start, one), other) == add_working_days(start, one + other)


@given(days, days)
def test_working_days_counted_backwards_are_negative(one, other):
    assert working_days_between(one, other) == -working_days_between(other, one)
    assert abs(working_days_between(one, other)) <= abs((other - one).days)


@given(days, days, days)
def test_working_days_of_parts_add_up(one, two, three):
    first, second, third = sorted((one, two, three))
    whole = working_days_between(first, third)
    assert whole == working_days_between(first, second) + working_days_between(second, third)


@given(days, st.integers(1, 60), st.integers(1, 60))
def test_more_working_days_never_end_earlier(start, one, other):
    assert (add_working_days(start, one) <= add_working_days(start, other)) is (one <= other)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 11, 30), 24, date(2028, 11, 30)),
        (date(1999, 12, 31), 2, date(2000, 2, 29)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert add_months(start, months) == end


@given(days, st.integers(-240, 240))
def test_so_many_months_later_is_in_that_month(start, count):
    end = add_months(start, count)
    assert (end.year - start.year) * 12 + end.month - start.month == count
    assert end.day == min(start.day, calendar.monthrange(end.year, end.month)[1])


@pytest.mark.parametrize(
    ("value", "unit", "end"),
    [
        (30, Unit.CALENDAR_DAYS, date(2026, 12, 2)),
        (30, Unit.WORKING_DAYS, date(2026, 12, 14)),
        (6, Unit.MONTHS, date(2027, 5, 2)),
        (5, Unit.YEARS, date(2031, 11, 2)),
        (0, Unit.CALENDAR_DAYS, date(2026, 11, 2)),
    ],
)
def test_a_rule_counts_in_its_unit(value, unit, end):
    assert after(date(2026, 11, 2), value, unit) == end


@pytest.mark.parametrize("unit", [Unit.FRACTION, Unit.SCORE, Unit.PEOPLE])
def test_what_counts_no_time_has_no_end(unit):
    with pytest.raises(ValueError, match="counts no time"):
        after(date(2026, 11, 2), 1, unit)


def test_a_leap_day_is_the_last_of_its_month():
    assert after(date(2024, 2, 29), 1, Unit.YEARS) == date(2025, 2, 28)


def test_a_day_that_is_declared_off_moves_a_period_that_was_counted_before():
    start, monday = date(2026, 11, 20), date(2026, 11, 23)
    assert workdays.after(start, 1, Unit.WORKING_DAYS) == monday
    try:
        workdays.adopt({monday: False})
        assert workdays.after(start, 1, Unit.WORKING_DAYS) == date(2026, 11, 24)
    finally:
        workdays.adopt({})
    assert workdays.after(start, 1, Unit.WORKING_DAYS) == monday


@settings(max_examples=20)
@given(days, days)
def test_days_counted_by_years_are_those_counted_one_by_one(one, other):
    first, last = sorted((one, other))
    special = {first + 3 * DAY: True, last: False}
    workdays.adopt(special)
    try:
        counted = sum(is_working_day(first + n * DAY) for n in range(1, (last - first).days + 1))
        assert working_days_between(first, last) == counted
    finally:
        workdays.adopt({})
