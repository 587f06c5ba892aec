"""Periods and figures of reports: what belongs where, how it is written, what is said of gaps."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from models.reporting.figures import (
    NOTHING_KNOWN,
    UNKNOWN,
    Amount,
    Figure,
    Group,
    Line,
    Report,
    Section,
    counted,
)
from models.reporting.periods import TRAIL, Kind, Period
from models.reporting.sections import INDICATORS, PARTS
from models.steering.indicators import BY_CODE

DAYS = st.dates(date(2001, 1, 8), date(2998, 12, 20))
DAY = timedelta(days=1)
COUNT = Line("x.count", "Số nhiệm vụ", "Tasks")


def figure(now, before=None, unit="", of=None):
    def made(value):
        return Amount(None if value is None else Decimal(str(value)), of)

    return Figure("x", "Số", "Figure", unit, made(now), None if before == "" else made(before))


@given(DAYS, st.sampled_from(Kind))
def test_every_day_lies_in_exactly_one_period_and_periods_follow_without_a_gap(day, kind):
    period = Period.holding(kind, day)
    assert period.holds(day)
    assert period.before.last == period.first - DAY
    assert Period.holding(kind, period.last + DAY).before == period
    assert not period.before.holds(day)


@given(DAYS, st.sampled_from(Kind))
def test_a_period_is_known_again_by_its_code(day, kind):
    period = Period.holding(kind, day)
    assert Period.read(period.code) == period
    assert Period.read(f" {period.code.lower()} ") == period


@given(DAYS, st.sampled_from(Kind))
def test_what_is_over_in_the_morning_does_not_hold_that_day(day, kind):
    assert Period.ended(kind, day).last < day
    assert Period.ended(kind, day).last >= day - timedelta(days=366)


@pytest.mark.parametrize(
    ("code", "first", "last", "vi", "short"),
    [
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22), "tuần 47 năm 2026", "T47/26"),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4), "tuần 01 năm 2026", "T01/26"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "tháng 02 năm 2026", "02/26"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "quý IV năm 2026", "Q4/26"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "năm 2026", "2026"),
    ],
)
def test_a_period_has_its_days_and_its_name(code, first, last, vi, short):
    period = Period.read(code)
    assert (period.first, period.last, period.vi, period.short) == (first, last, vi, short)
    assert period.year == 2026


@pytest.mark.parametrize(
    "code", ["", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-Q5", "26-11", "1999", "x"]
)
def test_what_is_no_period_is_refused_with_the_way_out(code):
    with pytest.raises(BadInput, match="2026-W47"):
        Period.read(code)


def test_a_chart_goes_back_so_many_periods_in_their_order():
    trail = Period.read("2026-Q1").trail()
    assert [each.code for each in trail] == ["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
    assert len(trail) == TRAIL


@pytest.mark.parametrize(
    ("value", "of", "unit", "said"),
    [
        (17, 43, "", "17/43 (39,5%)"),
        (0, 0, "", "0"),
        (Decimal("1.25"), None, "%", "1,3%"),
        (1_250_000_000, None, "đ", "1.250.000.000 đ"),
        (0, None, "", "0"),
        (None, None, "", UNKNOWN),
        (None, 43, "%", UNKNOWN),
    ],
)
def test_a_figure_is_written_one_way_and_what_is_not_known_is_not_nought(value, of, unit, said):
    assert Amount(None if value is None else Decimal(value), of).said(unit) == said


@pytest.mark.parametrize(
    ("now", "before", "unit", "change"),
    [
        (5, 2, "", "+3"),
        (2, 5, "", "-3"),
        (2, 2, "", "0"),
        (5, None, "", ""),
        (None, 5, "", ""),
        (5, "", "", ""),
        ("39.5", "23.3", "%", "+16,2 điểm phần trăm"),
        (1_000_000, 3_000_000, "đ", "-2.000.000 đ"),
    ],
)
def test_a_change_is_told_only_where_both_are_known(now, before, unit, change):
    assert figure(now, before, unit).change == change


def test_parts_that_do_not_make_the_whole_are_told_and_kept_as_they_are():
    parts = (figure(39), figure(30))
    short = Group("g", "Theo tình trạng", "", parts, Decimal(84))
    assert short.gap == 15
    assert "thiếu 15" in short.note
    assert "không rõ tình trạng" in short.note
    assert "nhiều hơn tổng số 1" in Group("g", "", "", parts, Decimal(68)).note
    assert Group("g", "", "", parts, Decimal(69)).note == ""
    assert Group("g", "", "", parts).note == ""
    section = Section("s", "Phần", "", (figure(84),), (short,), notes=("Một điều.", "Một điều."))
    assert section.said == ("Một điều.", f"Theo tình trạng: {short.note}")


def test_what_happened_is_counted_in_its_period_beside_the_one_before():
    trail = Period.read("2026-11").trail()
    days = [("A", date(2026, 11, 30)), ("B", date(2026, 11, 1)), ("C", date(2026, 10, 31)), ("D", None)]
    told, by_period = counted(COUNT, trail, days)
    assert (told.said, told.said_before, told.change) == ("2", "1", "+1")
    assert told.now.records == ("A", "B")
    assert by_period == (0, 0, 0, 0, 1, 2)


def test_a_report_walks_all_of_its_figures_once():
    group = Group("g", "Nhóm", "", (figure(1),), Decimal(1))
    section = Section("s", "Phần", "", (Figure.of(COUNT, NOTHING_KNOWN),), (group,))
    report = Report(
        "2026-11", "Báo cáo", "", "Đồng Nai", date(2026, 11, 29), (section,), Period.read("2026-11")
    )
    assert [row.figure.code for row in report.rows] == ["x.count", "x"]
    assert not report.is_whole
    assert not report.figure("x.count").is_known


def test_every_figure_is_declared_once_under_its_part():
    codes = [line.code for part in PARTS for line in part.lines]
    assert len(set(codes)) == len(codes)
    for part in PARTS:
        assert all(
            line.code.startswith(f"{part.code}.") and line.how + line.vi and line.en for line in part.lines
        )
    assert set(INDICATORS) <= {part.code for part in PARTS}
    assert {code for own in INDICATORS.values() for code in own} <= set(BY_CODE)
