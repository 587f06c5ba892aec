"""Steering: indicators computed from the tasks, and what the records say of an officer's work."""

from datetime import date
from decimal import Decimal

import pytest

from models.errors import BadInput
from models.steering import indicators, performance
from models.steering.indicators import BY_CODE, Evidence, ResultRow, StuckRow, YearRow
from models.steering.performance import DecisionRow, Period, WorkRow

ON = date(2026, 11, 20)


def found(code, *results, on=ON, **evidence):
    (one,) = indicators.compute(Evidence(results, **evidence), on, (code,))
    return one


RESULTS = (
    ResultRow("A", date(2024, 1, 10), date(2024, 2, 1), transferred_on=date(2024, 12, 31)),
    ResultRow("B", date(2024, 1, 10), date(2024, 2, 1), applied_on=date(2025, 6, 1)),
    ResultRow("C", date(2024, 1, 10), date(2024, 2, 1), transferred_on=date(2026, 11, 1)),
    ResultRow("D", date(2026, 1, 10), date(2026, 2, 1), transferred_on=date(2026, 3, 1)),
    ResultRow("E", date(2024, 1, 10)),
)


def test_the_share_transferred_within_12_months_counts_what_has_had_12_months():
    one = found("transferred_12", *RESULTS)
    assert (one.numerator, one.denominator, one.records) == (1, 3, ("A",))
    assert one.value == Decimal("33.3333")


def test_evidence_of_use_counts_like_a_transfer_and_later_windows_take_more_in():
    assert found("transferred_24", *RESULTS).records == ("A", "B")
    assert found("transferred_36", *RESULTS).value is None


def test_on_an_earlier_day_later_transfers_are_not_known():
    one = found("transferred_12", *RESULTS, on=date(2025, 1, 31))
    assert one.value is None
    assert "Chưa có kết quả nào" in one.note


def test_the_median_of_days_leaves_out_what_was_never_transferred():
    one = found("days_to_transfer", *RESULTS)
    assert one.records == ("A", "C", "D")
    assert one.value == (date(2024, 12, 31) - date(2024, 1, 10)).days
    assert found("days_to_transfer", RESULTS[4]).value is None


def test_protection_filed_on_the_day_of_publication_is_in_time_and_a_day_later_is_not():
    day, later = date(2026, 5, 4), date(2026, 5, 5)
    one = found(
        "filed_before_published",
        ResultRow("A", filed_on=day, published_on=day),
        ResultRow("B", filed_on=later, published_on=day),
        ResultRow("C", published_on=day),
    )
    assert (one.value, one.records) == (Decimal(50), ("A",))


def test_a_closet_that_nobody_looked_into_is_not_empty():
    assert found("stalled").value is None
    assert found("stalled", stuck=()).value == 0
    assert found("stalled", stuck=(StuckRow("A", "NO_RECIPIENT"),)).records == ("A",)


YEARS = (
    YearRow(2024, Decimal(20_000), Decimal(150), Decimal(50), Decimal(100_000), "Nghị quyết quyết toán"),
    YearRow(2025, Decimal(20_000), Decimal(250), None, Decimal(100_000)),
    YearRow(2027, Decimal(20_000), Decimal(900), Decimal(900), Decimal(100_000)),
)


def test_science_against_the_budget_takes_the_latest_year_that_is_known():
    one = found("science_of_budget", years=YEARS)
    assert (one.value, one.records) == (Decimal("1.25"), ("2025",))
    assert one.goal == 1
    assert "tham khảo" in one.goal_source


def test_science_and_digital_against_grdp_never_takes_an_unknown_part_for_nought():
    one = found("science_of_grdp", years=YEARS)
    assert (one.value, one.records) == (Decimal("0.2"), ("2024",))
    assert "Số liệu năm 2024: Nghị quyết quyết toán" in one.source
    assert found("science_of_grdp", years=YEARS[1:2]).value is None


def test_every_indicator_says_what_it_means_and_why_it_is_unknown():
    for one in indicators.compute(Evidence(), ON):
        assert one.value is None
        assert one.note
        assert one.source.endswith(".")
        assert BY_CODE[one.code].en


PERIOD = Period(date(2026, 7, 1), date(2026, 9, 30))


def work(due, done=None, quality=None, **more):
    return performance.work_record(
        WorkRow(1, "NV-1", "Ban hành quy chế", due, done, quality, **more), PERIOD, more.pop("on", ON)
    )


AUGUST, SEPTEMBER = date(2026, 8, 15), date(2026, 9, 15)


def test_work_done_on_its_day_is_on_time_and_a_day_later_it_is_not():
    assert work(AUGUST, AUGUST).on_time is True
    assert work(AUGUST, date(2026, 8, 16)).on_time is False


def test_work_whose_day_is_past_counts_as_given_and_not_done():
    record = work(AUGUST)
    assert (record.is_done, record.on_time, record.quality) == (False, False, None)


def test_work_whose_day_has_not_come_or_that_waits_for_others_says_nothing():
    row = WorkRow(1, "NV-1", "x", SEPTEMBER, None, None)
    assert performance.work_record(row, PERIOD, AUGUST) is None
    assert work(AUGUST, awaits_central_since=date(2026, 7, 1)) is None


def test_work_done_after_the_period_is_not_done_in_it():
    assert work(AUGUST, date(2026, 10, 2)).is_done is False


def decision(on=AUGUST, due=SEPTEMBER, *, again=False):
    return performance.decision_record(DecisionRow("DN-2026-001", "Thẩm định", "x", on, due, again))


def test_asking_for_supplements_a_second_time_is_what_lowers_the_quality_of_decisions():
    assert decision().quality == 100
    assert decision(again=True).quality == 0
    assert decision(again=True).note == "Yêu cầu bổ sung lần nữa"


def test_a_decision_without_a_due_date_is_neither_late_nor_on_time():
    assert decision(due=None).on_time is None
    assert decision(on=date(2026, 9, 16)).on_time is False


def test_quantity_quality_and_progress_are_of_what_each_is_known_for():
    measured = performance.measure(
        [work(AUGUST, AUGUST, Decimal(80)), work(AUGUST, SEPTEMBER), work(AUGUST), decision(due=None)]
    )
    assert measured.quantity.value == Decimal("75.0")
    assert (measured.quality.value, measured.quality.denominator) == (Decimal("90.0"), 2)
    assert (measured.progress.value, measured.progress.denominator) == (Decimal("33.3"), 3)
    assert measured.mean == Decimal("66.1")


def test_no_records_make_no_percentage_and_no_mean():
    nothing = performance.measure([])
    assert (nothing.quantity.value, nothing.mean) == (None, None)
    undone = performance.measure([work(AUGUST)])
    assert undone.quantity.value == 0
    assert undone.mean is None


def test_nothing_here_knows_of_a_grade():
    words = " ".join(dir(performance)).casefold()
    assert "grade" not in words
    assert "xuất sắc" not in (performance.__doc__ or "")


def test_a_quarter_ends_on_its_last_day():
    assert performance.period_of(2026, 3) == PERIOD
    assert performance.period_of(2024, 1) == Period(date(2024, 1, 1), date(2024, 3, 31))
    assert performance.period_of(2026, 4).ends == performance.period_of(2026).ends == date(2026, 12, 31)
    with pytest.raises(BadInput, match="Không có quý 5"):
        performance.period_of(2026, 5)
