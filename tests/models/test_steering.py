"""Steering: where targets and work stand, figures as published, provinces that have become one."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import BadInput
from models.steering import published, rules
from models.steering.figures import Figures, Part, account, apart, flaws, together
from models.steering.plans import PlanKey, labels, names_of
from models.steering.statuses import (
    Direction,
    Status,
    TargetFacts,
    WorkFacts,
    status_of_target,
    status_of_work,
)
from models.steering.tallies import Share, number_vi, percent_vi, tally

ON = date(2025, 12, 5)
DUE = date(2025, 12, 31)
PAST = date(2025, 11, 30)
DAY = timedelta(days=1)


def target(value=None, goal=100, direction=Direction.AT_LEAST, due_on=DUE, **facts):
    value = None if value is None else Decimal(value)
    return status_of_target(TargetFacts(Decimal(goal), direction, due_on, value, **facts), ON)


def work(due_on=DUE, **facts):
    return status_of_work(WorkFacts(due_on, **facts), ON)


def test_a_target_is_done_at_its_goal_and_exceeded_beyond_it_on_its_own_side():
    assert target(100) is Status.DONE
    assert target(101) is Status.EXCEEDED
    assert target(100, direction=Direction.AT_MOST) is Status.DONE
    assert target(99, direction=Direction.AT_MOST) is Status.EXCEEDED
    assert target(101, direction=Direction.AT_MOST) is Status.IN_PROGRESS_ON_TIME


def test_a_target_that_nobody_began_is_not_started_until_its_day_is_past():
    assert target() is Status.NOT_STARTED
    assert target(started_on=ON) is Status.IN_PROGRESS_ON_TIME
    assert target(started_on=ON + DAY) is Status.NOT_STARTED
    assert target(due_on=ON) is Status.NOT_STARTED
    assert target(due_on=PAST) is Status.IN_PROGRESS_LATE


def test_a_reached_target_is_reached_even_while_it_waits_for_the_central_authorities():
    assert target(50, due_on=PAST, awaits_central_since=PAST) is Status.AWAITING_CENTRAL
    assert target(100, awaits_central_since=PAST) is Status.DONE
    assert target(50, awaits_central_since=ON + DAY) is Status.IN_PROGRESS_ON_TIME


def test_what_is_cancelled_counts_as_neither_late_nor_done():
    assert target(100, cancelled_on=PAST) is Status.CANCELLED
    assert work(due_on=PAST, cancelled_on=PAST) is Status.CANCELLED
    assert work(cancelled_on=ON + DAY) is Status.NOT_STARTED


def test_work_stands_where_its_days_say_on_the_day_that_is_asked_for():
    assert work(started_on=PAST) is Status.IN_PROGRESS_ON_TIME
    assert work(due_on=PAST, started_on=PAST) is Status.IN_PROGRESS_LATE
    assert work(due_on=PAST, done_on=ON) is Status.DONE
    assert work(due_on=PAST, done_on=ON, exceeded=True) is Status.EXCEEDED
    assert work(due_on=PAST, done_on=ON + DAY) is Status.IN_PROGRESS_LATE
    assert work(due_on=PAST, awaits_central_since=PAST) is Status.AWAITING_CENTRAL


days = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2026, 12, 31)))


@given(st.lists(st.tuples(days, days, days, st.booleans(), days, days), max_size=40))
def test_statuses_partition_whatever_is_known(facts):
    counted = tally(status_of_work(WorkFacts(*each), ON) for each in facts)
    assert counted.total == len(facts) == sum(share.count for _, share in counted.shares)
    assert [status for status, _ in counted.counts] == list(Status)


def test_shares_are_written_with_one_decimal_and_a_comma():
    assert str(Share(17, 43)) == "17/43 (39,5%)"
    assert str(Share(1, 26)) == "1/26 (3,8%)"
    assert str(Share(0, 0)) == "0/0"
    assert percent_vi(Decimal("46.45")) == "46,5%"
    assert number_vi(Decimal("1250000.5000")) == "1.250.000,5"


def test_tallies_of_two_provinces_add_up_status_by_status():
    one = tally([Status.DONE, Status.IN_PROGRESS_LATE])
    both = one + tally([Status.DONE, Status.EXCEEDED])
    assert str(both.reached) == "3/4 (75,0%)"
    assert Counter(dict(both.counts)) == Counter(
        {Status.DONE: 2, Status.EXCEEDED: 1, Status.IN_PROGRESS_LATE: 1}
    )


def test_dong_nai_half_year_17_of_43():
    told = account(published.DONG_NAI_HALF_YEAR)
    assert str(told.of(Part.REACHED)) == "17/43 (39,5%)"
    assert not told.flagged
    assert told.notes == ("Báo cáo chỉ nêu một phần; 26/43 (60,5%) còn lại không được nêu tình trạng.",)


def test_dong_nai_december_indicators_10_and_35_of_45_add_up():
    told = account(published.DONG_NAI_INDICATORS)
    assert [str(line.share) for line in told.lines] == ["10/45 (22,2%)", "35/45 (77,8%)"]
    assert (told.missing, told.excess, told.flagged, told.notes) == (0, 0, False, ())


def test_dong_nai_december_tasks_leave_15_of_84_without_a_word():
    told = account(published.DONG_NAI_TASKS)
    assert str(told.of(Part.DONE)) == "39/84 (46,4%)"
    assert str(told.of(Part.IN_PROGRESS_ON_TIME)) == "30/84 (35,7%)"
    assert told.flagged
    assert told.missing == 15
    assert told.notes == (
        "Các phần cộng lại bằng 69/84: 15/84 (17,9%) không rõ tình trạng (quá hạn hoặc chưa báo cáo).",
    )


def test_old_dong_thap_counts_one_awaiting_inside_six_in_progress():
    told = account(published.DONG_THAP)
    assert str(told.of(Part.DONE)) == "6/12 (50,0%)"
    assert not told.flagged
    assert told.notes == ("1 «chờ Trung ương» đã nằm trong 6 «đang thực hiện», không cộng thêm.",)
    assert apart(published.DONG_THAP).parts[Part.IN_PROGRESS] == 5
    assert account(apart(published.DONG_THAP)).missing == 0


def test_old_tien_giang_22_and_2_and_1_leave_one_of_26_missing():
    told = account(published.TIEN_GIANG)
    assert str(told.of(Part.DONE)) == "22/26 (84,6%)"
    assert (told.missing, told.flagged) == (1, True)
    assert "25/26: 1/26 (3,8%) không rõ tình trạng" in told.notes[0]


def test_the_merged_province_adds_both_with_the_awaiting_counted_once():
    told = together((published.DONG_THAP, published.TIEN_GIANG), "Đồng Tháp", "6 tháng đầu năm 2025")
    assert told.figures.total == 38
    assert told.figures.parts == {Part.DONE: 28, Part.IN_PROGRESS: 7, Part.AWAITING_CENTRAL: 2}
    assert (told.missing, told.flagged) == (1, True)


def figures(total, within=None, **parts):
    return Figures(
        "work",
        "Số liệu",
        "Đồng Nai",
        ON,
        total,
        {Part(name): count for name, count in parts.items()},
        within or {},
        "Báo cáo",
    )


def test_parts_that_exceed_the_total_are_told_and_not_cut():
    told = account(figures(10, done=6, in_progress=6))
    assert (told.excess, told.flagged) == (2, True)
    assert "nhiều hơn tổng số 10 là 2" in told.notes[0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (figures(0, done=1), "không tính được tỷ lệ"),
        (figures(10, done=11), "tỷ lệ vượt 100%"),
        (figures(10, done=-1), "số âm"),
        (figures(10), "ít nhất một phần"),
        (figures(10, {Part.DONE: Part.IN_PROGRESS}, done=1), "chưa có số"),
        (figures(10, {Part.DONE: Part.DONE}, done=1), "đứng riêng"),
        (figures(10, {Part.DONE: Part.REACHED}, done=4, reached=3), "nhiều hơn chính phần đó"),
    ],
)
def test_figures_that_contradict_themselves_are_refused_with_the_reason(wrong, said):
    assert any(said in reason for reason in flaws(wrong))
    with pytest.raises(BadInput):
        account(wrong)


@given(st.integers(1, 200), st.dictionaries(st.sampled_from(list(Part)), st.integers(0, 200), min_size=1))
def test_no_gap_and_no_excess_is_ever_passed_over(total, parts):
    told = Figures("work", "", "Đồng Nai", ON, total, parts, source="Báo cáo")
    if flaws(told):
        return
    found = account(told)
    assert sum(parts.values()) + found.missing - found.excess == total
    assert found.flagged or found.missing == found.excess == 0 or len(parts) == 1


def test_two_plans_of_one_code_in_a_merged_province_are_told_apart_by_the_names_of_their_time():
    old = PlanKey("Đồng Tháp", 2025, "KH-57")
    other = PlanKey("Tiền Giang", 2025, "KH-57")
    alone = PlanKey("Tiền Giang", 2025, "KH-02")
    called = labels((old, other, alone), date(2026, 1, 1))
    assert called == {old: "KH-57 (Đồng Tháp)", other: "KH-57 (Tiền Giang)", alone: "KH-02"}
    before = labels((old, other), date(2025, 6, 30))
    assert set(before.values()) == {"KH-57"}


def test_a_merged_province_answers_for_the_plans_of_those_that_joined_it():
    assert names_of("Tiền Giang", date(2026, 1, 1)) == ("Đồng Tháp", "Tiền Giang")
    assert names_of("Tiền Giang", date(2025, 6, 30)) == ("Tiền Giang",)


CLEAR = {
    "code": "1",
    "what": "Ban hành quy chế",
    "who": "Trưởng phòng",
    "lead_unit": "Sở Khoa học và Công nghệ",
    "due_on": DUE,
    "result": "Quyết định",
    "criterion": "Được ban hành",
    "responsible": "Giám đốc Sở",
    "authority": "Ủy ban nhân dân tỉnh",
}


def test_work_with_its_six_clears_lacks_nothing():
    assert rules.unclear(rules.WorkTerms(**CLEAR)) == ()


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("who", "rõ người"),
        ("lead_unit", "rõ người"),
        ("what", "rõ việc"),
        ("due_on", "rõ thời gian"),
        ("result", "rõ kết quả"),
        ("criterion", "rõ kết quả"),
        ("responsible", "rõ trách nhiệm"),
        ("authority", "rõ thẩm quyền"),
    ],
)
def test_each_of_the_six_clears_is_asked_for_by_its_name(left_out, said):
    lacking = {name: value for name, value in CLEAR.items() if name != left_out}
    (missing,) = rules.unclear(rules.WorkTerms(**{"what": "", "code": "1"} | lacking))
    assert missing.startswith(said)


def test_a_share_is_computed_from_its_counts():
    read = rules.figure("%", None, Decimal(17), Decimal(43), "Báo cáo", "Chỉ tiêu")
    assert read.value == Decimal("39.5349")
    assert rules.figure("%", Decimal("39.5"), Decimal(17), Decimal(43), "Báo cáo", "x") == read


@pytest.mark.parametrize(
    ("unit", "value", "numerator", "denominator", "source", "said"),
    [
        ("%", 40, None, None, "Báo cáo", "cả tử số và mẫu số"),
        ("%", None, 44, 43, "Báo cáo", "tỷ lệ vượt 100%"),
        ("%", None, 1, 0, "Báo cáo", "bằng 0"),
        ("%", 50, 17, 43, "Báo cáo", "không khớp"),
        ("%", None, -1, 43, "Báo cáo", "số âm"),
        ("sản phẩm", -2, None, None, "Báo cáo", "số âm"),
        ("sản phẩm", None, None, None, "Báo cáo", "Chưa ghi số đạt được"),
        ("sản phẩm", 2, None, None, " ", "chưa có nguồn"),
        ("sản phẩm", 10**16, None, None, "Báo cáo", "quá lớn"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_in_a_sentence(unit, value, numerator, denominator, source, said):
    given = [None if each is None else Decimal(each) for each in (value, numerator, denominator)]
    with pytest.raises(BadInput, match=said):
        rules.figure(unit, *given, source, "Chỉ tiêu")


def terms(**changed):
    return rules.TargetTerms(**{"code": "1", "title": "T", "goal": Decimal(80), "due_on": DUE} | changed)


def test_a_goal_is_no_share_above_the_whole_and_no_negative_figure():
    assert rules.target_flaws(terms(unit="%")) == ()
    assert "vượt 100%" in rules.target_flaws(terms(unit="%", goal=Decimal(101)))[0]
    assert rules.target_flaws(terms(unit="%/năm", goal=Decimal(118))) == ()
    assert "số âm" in rules.target_flaws(terms(goal=Decimal(-1)))[0]
    assert len(rules.target_flaws(rules.TargetTerms("", "", None, None))) == 4
