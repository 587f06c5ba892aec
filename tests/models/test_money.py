"""Money of a task and of a province: balances, what does not add up, shares with their parts."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import (
    LARGEST,
    Balance,
    Kind,
    Moved,
    Plan,
    Source,
    dong,
    faults_of_move,
    faults_of_plan,
    standing,
    troubles,
)
from models.spending import Figures, faults_of_figures, ratios

ON = date(2026, 11, 2)
MILLION = Decimal(1_000_000)


def plan(amount, source=Source.STATE, year=2026):
    return Plan(source, year, amount * MILLION)


def move(kind, amount, source=Source.STATE, number=0, **more):
    return Moved(number, kind, source, more.pop("on", ON), amount * MILLION, **more)


def told(plans=(), moves=(), **more):
    return troubles(Balance(tuple(plans), tuple(moves), **more), ON)


def test_a_balance_tells_what_was_planned_paid_accepted_and_called_back():
    balance = Balance(
        (plan(1000), plan(500, year=2027), plan(300, Source.HOST)),
        (
            move(Kind.DISBURSED, 600, stage="EXECUTE"),
            move(Kind.DISBURSED, 200, stage="RECOGNISE"),
            move(Kind.COUNTERPART, 300, Source.HOST),
            move(Kind.SETTLED, 700),
            move(Kind.TO_RECOVER, 60),
            move(Kind.RECOVERED, 20),
        ),
    )
    assert (balance.planned(), balance.planned(Source.STATE, until=2026)) == (1800 * MILLION, 1000 * MILLION)
    assert balance.by_stage() == {"EXECUTE": 600 * MILLION, "RECOGNISE": 200 * MILLION}
    assert balance.to_disburse == 700 * MILLION
    assert (balance.unsettled, balance.outstanding) == (40 * MILLION, 40 * MILLION)
    assert balance.by_year() == (
        (2026, Source.STATE, 1000 * MILLION, 800 * MILLION),
        (2026, Source.HOST, 300 * MILLION, 300 * MILLION),
        (2027, Source.STATE, 500 * MILLION, Decimal(0)),
    )
    assert troubles(balance, ON) == ()


def test_nothing_planned_is_not_nothing_left_to_pay():
    assert Balance((), ()).to_disburse is None


def test_a_sum_that_was_taken_back_counts_no_more_and_neither_does_what_took_it_back():
    first, second = move(Kind.DISBURSED, 5, number=1), move(Kind.DISBURSED, 7, number=2)
    void = move(Kind.DISBURSED, 5, number=3, voids=1)
    assert standing((first, second, void)) == (second,)


@pytest.mark.parametrize(
    ("plans", "moves", "said"),
    [
        ((plan(100),), (move(Kind.DISBURSED, 101),), "vượt kế hoạch 100.000.000 đồng"),
        ((), (move(Kind.DISBURSED, 1),), "chưa có kế hoạch"),
        ((plan(100),), (move(Kind.DISBURSED, 50), move(Kind.SETTLED, 51)), "quyết toán .* vượt số đã chi"),
        (
            (plan(100),),
            (move(Kind.DISBURSED, 50), move(Kind.SETTLED, 40), move(Kind.TO_RECOVER, 11)),
            "cộng lại",
        ),
        ((plan(9),), (move(Kind.DISBURSED, 9), move(Kind.RECOVERED, 1)), "thu hồi .* vượt số phải thu hồi"),
        ((plan(100, Source.HOST, 2025),), (), "Đến hết năm 2025, tổ chức chủ trì mới góp 0 đồng"),
        ((plan(10, Source.HOST),), (move(Kind.COUNTERPART, 11, Source.HOST),), "Vốn đối ứng .* vượt"),
    ],
)
def test_what_does_not_add_up_is_told_in_one_sentence(plans, moves, said):

    [sentence] = told(plans, moves)
    assert re.search(said, sentence)


def test_the_plan_is_held_against_what_was_approved():
    found = told((plan(90), plan(20, Source.HOST)), budget=100 * MILLION, state_budget=80 * MILLION)
    assert len(found) == 2
    assert "110.000.000 đồng" in found[0]
    assert told((plan(80),), budget=100 * MILLION, state_budget=80 * MILLION) == ()


@pytest.mark.parametrize(
    ("kind", "source", "amount", "day", "said"),
    [
        (Kind.DISBURSED, Source.STATE, Decimal(-1), ON, "số âm"),
        (Kind.DISBURSED, Source.STATE, Decimal(0), ON, "lớn hơn 0"),
        (Kind.DISBURSED, Source.STATE, Decimal("0.5"), ON, "lớn hơn 0"),
        (Kind.DISBURSED, Source.STATE, Decimal("10.5"), ON, "đồng nguyên"),
        (Kind.DISBURSED, Source.STATE, Decimal("NaN"), ON, "phải là một số"),
        (Kind.DISBURSED, Source.STATE, LARGEST + 1, ON, "quá mức"),
        (Kind.DISBURSED, Source.STATE, None, ON, "Chưa ghi số tiền"),
        (Kind.DISBURSED, Source.STATE, Decimal(5), None, "Chưa ghi ngày"),
        (Kind.DISBURSED, Source.STATE, Decimal(5), date(2026, 11, 3), "tương lai"),
        (Kind.DISBURSED, Source.STATE, Decimal(5), date(1026, 11, 3), "quá xa"),
        (Kind.DISBURSED, Source.HOST, Decimal(5), ON, "vốn đối ứng"),
        (Kind.COUNTERPART, Source.STATE, Decimal(5), ON, "ngoài ngân sách"),
    ],
)
def test_a_sum_that_cannot_be_meant_is_refused_with_the_way_out(kind, source, amount, day, said):
    [sentence] = faults_of_move(kind, source, amount, day, None, ON)
    assert said in sentence


@given(st.integers(1, 10**12), st.sampled_from([Kind.SETTLED, Kind.TO_RECOVER, Kind.RECOVERED]))
def test_any_whole_sum_of_the_past_may_have_moved(amount, kind):
    assert list(faults_of_move(kind, Source.STATE, Decimal(amount), ON, 1, ON)) == []


@pytest.mark.parametrize(
    ("year", "good"), [(1999, False), (2000, True), (2036, True), (2037, False), (None, False)]
)
def test_a_plan_is_for_a_year_that_may_be_meant(year, good):
    assert (list(faults_of_plan(Decimal(0), year, ON)) == []) is good


def test_the_two_shares_of_a_province_bear_their_parts_and_their_source():
    science, both = ratios(Figures(Decimal(20000), Decimal(250), Decimal(150), Decimal(40000), "Báo cáo 01"))
    assert (science.share, science.met, science.said) == (Fraction(1, 80), True, "1,25%")
    assert (both.share, both.met, both.said) == (Fraction(1, 100), False, "1,00%")
    assert (both.numerator, both.denominator, both.source) == (400, 40000, "Báo cáo 01")
    assert "tham khảo" in science.aimed_by


def test_a_share_that_lacks_a_part_is_not_guessed():
    science, both = ratios(Figures(science=Decimal(250), grdp=Decimal(40000)))
    assert (science.share, science.met, both.share) == (None, None, None)
    assert science.said == "chưa đủ dữ liệu (thiếu tổng chi ngân sách địa phương)"
    assert "chuyển đổi số" in both.said
    assert ratios(Figures(local_budget=Decimal(0), science=Decimal(0)))[0].said.startswith("chưa đủ dữ liệu")


@pytest.mark.parametrize(
    ("figures", "year", "said"),
    [
        (Figures(Decimal(100), Decimal(101), source="x"), 2025, "vượt 100%"),
        (Figures(grdp=Decimal(100), digital=Decimal(101), source="x"), 2025, "vượt 100%"),
        (Figures(Decimal(-100), source="x"), 2025, "số âm"),
        (Figures(Decimal(100)), 2025, "nguồn số liệu"),
        (Figures(source="x"), 2025, "ít nhất một"),
        (Figures(Decimal(100), source="x"), 2027, "ngoài khoảng"),
    ],
)
def test_figures_that_cannot_be_meant_are_refused(figures, year, said):
    [sentence] = faults_of_figures(figures, year, ON)
    assert said in sentence


def test_sums_are_written_as_in_a_vietnamese_letter():
    assert dong(Decimal(1_250_000_000)) == "1.250.000.000 đồng"
