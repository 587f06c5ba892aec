"""Support for small enterprises: who may propose, who gets how much of a call's money, what may be paid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import grants, support
from models.grants import Scored
from models.language import PartyKind
from models.support import Asked, Sector, Terms

ON = date(2026, 11, 20)
MILLION = Decimal(1_000_000)
TERMS = Terms(
    "Lâm Đồng",
    date(2026, 11, 1),
    date(2026, 11, 30),
    budget_vnd=1000 * MILLION,
    ceiling_vnd=500 * MILLION,
    share_max=Decimal("0.5"),
)
GOOD = Asked(
    title="Sấy lạnh trái cây",
    content="Thay sấy nhiệt bằng sấy lạnh",
    expected="Một dây chuyền, 20 tấn mỗi năm",
    kind=PartyKind.COOPERATIVE,
    province="Lâm Đồng",
    asked_vnd=300 * MILLION,
    own_vnd=300 * MILLION,
    sector=Sector.PRODUCTION,
    workers=40,
    revenue_vnd=9000 * MILLION,
    on=ON,
)


def missed(**changes):
    return support.missed(TERMS, replace(GOOD, **changes))


def test_a_proposal_that_meets_every_rule_misses_none():
    assert missed() == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"content": "  "}, "Chưa nêu nội dung đổi mới."),
        ({"on": date(2026, 10, 31)}, "Chưa đến ngày nhận đề xuất (01/11/2026)."),
        ({"on": date(2026, 12, 1)}, "Đã hết hạn nhận đề xuất ngày 30/11/2026."),
        ({"kind": PartyKind.PUBLIC_UNIT}, "Đợt này dành cho doanh nghiệp, hợp tác xã"),
        ({"kind": PartyKind.UNKNOWN}, "tổ chức chưa rõ loại"),
        ({"workers": None}, "Chưa nêu số lao động"),
        ({"workers": 101}, "nhiều nhất 100."),
        ({"workers": -1}, "không thể âm"),
        ({"revenue_vnd": None}, "Chưa nêu doanh thu"),
        ({"revenue_vnd": 50_001 * MILLION}, "nhiều nhất 50.000.000.000 đ"),
        ({"sector": None}, "Chưa nêu lĩnh vực"),
        ({"sector": Sector.SERVICES, "workers": 51}, "nhiều nhất 50."),
        ({"province": ""}, "Chưa nêu tỉnh"),
        ({"province": "Đồng Nai"}, "trụ sở của bên đề xuất ở Đồng Nai"),
        ({"standing": 1}, "hãy rút đề xuất đó"),
        ({"asked_vnd": None}, "Chưa nêu số tiền"),
        ({"asked_vnd": Decimal(0)}, "phải lớn hơn 0"),
        ({"asked_vnd": 501 * MILLION, "own_vnd": 600 * MILLION}, "vượt mức tối đa 500.000.000 đ"),
        ({"own_vnd": None}, "ghi 0 nếu không góp"),
        ({"own_vnd": Decimal(-1)}, "không thể âm"),
        ({"own_vnd": 100 * MILLION}, "Phần Nhà nước 75% tổng kinh phí, vượt mức tối đa 50%."),
    ],
    ids=lambda each: each if isinstance(each, str) else ", ".join(each),
)
def test_each_rule_says_what_a_proposal_misses(changes, said):
    (reason,) = missed(**changes)
    assert said in reason


def test_everything_that_is_missed_is_told_at_once():
    bare = Asked(
        "", "", "", PartyKind.UNKNOWN, "", None, None, None, None, None, date(2027, 1, 1), standing=1
    )
    reasons = support.missed(TERMS, bare)
    assert len(reasons) == 12
    assert len(set(reasons)) == 12


def test_a_call_without_thresholds_asks_for_none():
    free = replace(TERMS, ceiling_vnd=None, share_max=None, small_only=False, at_home=False)
    large = replace(GOOD, workers=None, revenue_vnd=None, sector=None, province="", asked_vnd=900 * MILLION)
    assert support.missed(free, large) == ()
    assert len(support.conditions(free)) < len(support.conditions(TERMS))


def test_the_conditions_of_a_call_are_listed_with_where_they_come_from():
    told = support.conditions(TERMS)
    assert [each for each in told if "(tham khảo)" in each] == [told[3]]
    assert support.COMMON.confidence.is_reference_only
    assert any("nhiều nhất 500.000.000 đ" in each for each in told)
    assert any("nhiều nhất 50% tổng kinh phí" in each for each in told)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes_on": date(2026, 10, 1)}, "trước ngày bắt đầu"),
        ({"budget_vnd": Decimal(-1), "ceiling_vnd": None}, "Tổng kinh phí của đợt phải lớn hơn 0."),
        ({"ceiling_vnd": 1001 * MILLION}, "lớn hơn tổng kinh phí"),
        ({"share_max": Decimal("1.2")}, "không quá 100%"),
        ({"kinds": frozenset()}, "Chưa nêu loại tổ chức"),
    ],
)
def test_a_call_that_contradicts_itself_is_not_published(changes, said):
    (reason,) = support.contradictions(replace(TERMS, **changes))
    assert said in reason
    assert support.contradictions(TERMS) == ()


def scored(number, mean, asked, *, passed=True):
    return Scored(number, f"Đề xuất {number}", asked * MILLION, Decimal(mean), passed)


def given_out(*proposals, budget=1000, order=()):
    return grants.grants(budget * MILLION if budget is not None else None, proposals, order)


def test_the_money_is_given_by_the_score_until_it_is_spent():
    shared = given_out(scored(1, 75, 400), scored(2, 90, 500), scored(3, 80, 300), scored(4, 71, 100))
    assert [(each.number, each.rank, each.granted_vnd / MILLION) for each in shared.grants] == [
        (2, 1, 500),
        (3, 2, 300),
        (1, 3, 200),
        (4, 4, 0),
    ]
    assert "ít hơn mức đề nghị 400.000.000 đ" in shared.grants[2].because
    assert shared.grants[3].because == "Kinh phí của đợt đã hết."
    assert (shared.left_vnd, shared.ties) == (0, ())


def test_who_did_not_reach_the_threshold_gets_nothing_though_money_is_left():
    shared = given_out(scored(1, 60, 100, passed=False), scored(2, 90, 100))
    assert [each.granted_vnd for each in shared.grants] == [100 * MILLION, 0]
    assert shared.left_vnd == 900 * MILLION


def test_a_tie_for_the_last_money_is_told_and_settled_by_the_panel_alone():
    proposals = scored(1, 80, 600), scored(2, 80, 600), scored(3, 90, 100)
    (tie,) = given_out(*proposals).ties
    assert "«Đề xuất 1», «Đề xuất 2» cùng 80 điểm" in tie
    assert "900.000.000 đ" in tie
    settled = given_out(*proposals, order=(2, 1))
    assert settled.ties == ()
    assert {each.number: each.granted_vnd / MILLION for each in settled.grants} == {3: 100, 2: 600, 1: 300}
    assert [each.rank for each in settled.grants] == [1, 2, 2]


@pytest.mark.parametrize("budget", [1200, None])
def test_a_tie_that_costs_nobody_anything_is_none(budget):
    assert given_out(scored(1, 80, 600), scored(2, 80, 600), budget=budget).ties == ()


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 900), st.booleans()), max_size=8),
    st.integers(1, 2000),
)
def test_no_more_is_given_than_the_call_has_nor_than_was_asked(rows, budget):
    proposals = [
        scored(number, mean, asked, passed=passed)
        for number, (mean, asked, passed) in enumerate(rows, start=1)
    ]
    shared = given_out(*proposals, budget=budget)
    asked = {each.number: each for each in proposals}
    assert sum(each.granted_vnd for each in shared.grants) + shared.left_vnd == budget * MILLION
    assert sorted(each.number for each in shared.grants) == sorted(asked)
    assert all(each.granted_vnd <= asked[each.number].asked_vnd for each in shared.grants)
    assert all(each.granted_vnd == 0 for each in shared.grants if not asked[each.number].passed)
    ranks = [each.rank for each in shared.grants]
    assert ranks == sorted(ranks)


def faults(paid=0, amount=100, day=ON, granted=300, decided_on=date(2026, 11, 10)):
    whole = granted * MILLION if granted is not None else None
    sent = amount * MILLION if amount is not None else None
    return grants.payment_faults((whole, decided_on), paid * MILLION, sent, day, ON)


def test_payments_never_go_beyond_the_grant():
    assert faults(paid=200) == ()
    (reason,) = faults(paid=250)
    assert "vượt mức được phê duyệt 300.000.000 đ (50.000.000 đ còn lại)" in reason


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"granted": 0}, 1),
        ({"granted": None}, 1),
        ({"amount": None, "day": None}, 2),
        ({"amount": -1, "day": date(2026, 11, 21)}, 2),
        ({"day": date(2026, 11, 9)}, 1),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused_with_every_reason(changes, count):
    assert len(faults(**changes)) == count
