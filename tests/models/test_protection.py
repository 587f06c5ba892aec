"""Protection and yield: clearance before publication, windows, states of applications, who is owed what."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.income import (
    Income,
    Kind,
    Payout,
    Share,
    faults_of_income,
    faults_of_payout,
    overlap,
    owing,
    shared,
)
from models.language import Regime
from models.protection import (
    Alarm,
    Filing,
    Publication,
    Shelter,
    State,
    before_publishing,
    disclosure,
    faults_of_filing,
    faults_of_publication,
    hindrances,
    in_register,
    rings,
    window,
)
from tests.builders import dossier

ON = date(2026, 11, 2)
DAY = timedelta(days=1)
FILED = Filing(1, "invention", "Quy trình", "Cục Sở hữu trí tuệ", "1-2026-00001", date(2026, 10, 1))
PLANNED = Publication(1, "article", "Bài báo", planned_on=date(2026, 11, 20))
PUBLISHED = replace(PLANNED, published_on=date(2026, 5, 4))
R4 = Regime.R4_LAW93


def test_what_is_not_filed_is_not_cleared_and_both_ways_out_are_told():
    [reason] = hindrances(Shelter((PLANNED,)), PLANNED, ON)
    assert "mất tính mới" in reason
    assert "nộp đơn" in reason
    assert "quyết định không bảo hộ" in reason


def test_an_application_or_a_recorded_waiver_clears_a_publication():
    assert hindrances(Shelter((PLANNED,), (FILED,)), PLANNED, ON) == ()
    assert hindrances(Shelter((PLANNED,), waived_on=ON), PLANNED, ON) == ()
    assert hindrances(Shelter((PLANNED,), waived_on=ON + DAY), PLANNED, ON) != ()


@pytest.mark.parametrize(
    ("filing", "said"),
    [(replace(FILED, withdrawn_on=ON), "đã rút"), (replace(FILED, filed_on=ON + DAY), "chưa tới")],
)
def test_an_application_that_was_taken_back_or_lies_ahead_protects_nothing(filing, said):
    [reason] = hindrances(Shelter((PLANNED,), (filing,)), PLANNED, ON)
    assert said in reason


@pytest.mark.parametrize(
    ("publication", "said"),
    [
        (replace(PLANNED, cancelled_on=ON), "đã hủy"),
        (PUBLISHED, "đã diễn ra"),
        (replace(PLANNED, cleared_on=ON), "đã được cho phép"),
    ],
)
def test_a_publication_is_cleared_once_and_before_it_happens(publication, said):
    [reason] = hindrances(Shelter((publication,), (FILED,)), publication, ON)
    assert said in reason


@pytest.mark.parametrize(
    ("kind", "published", "ends"),
    [
        ("invention", date(2026, 5, 4), date(2027, 5, 4)),
        ("utility", date(2026, 5, 31), date(2027, 5, 31)),
        ("", date(2026, 5, 4), date(2027, 5, 4)),
        ("design", date(2026, 8, 31), date(2027, 2, 28)),
    ],
)
def test_the_time_for_filing_runs_from_the_first_publication(kind, published, ends):
    first = replace(PUBLISHED, published_on=published)
    later = replace(PUBLISHED, id=2, published_on=published + DAY)
    found = window(Shelter((later, first), ip_kind=kind, regime=R4))
    assert (found.since, found.ends_on) == (published, ends)
    assert found.days_left(ends) == 0
    assert "còn 0 ngày" in found.said(ends)
    assert "tính mới đã mất" in found.said(ends + DAY)


def test_where_no_text_is_known_no_window_is_told():
    assert window(Shelter((PUBLISHED,), ip_kind="variety", regime=R4)) is None
    old = replace(PUBLISHED, published_on=date(2026, 3, 31))
    assert window(Shelter((old,), ip_kind="design", regime=R4)) is None
    assert window(Shelter()) is None


def test_a_disclosure_on_record_starts_the_clock_too():
    found = window(Shelter((PUBLISHED,), disclosed_on=date(2026, 4, 1), regime=R4))
    assert found.since == date(2026, 4, 1)


def test_alarms_ring_for_what_is_published_unfiled_planned_uncleared_and_about_to_end():
    title = replace(FILED, granted_on=ON, grant_number="1-0001", valid_until=ON + 100 * DAY)
    unfiled = Shelter((PUBLISHED, replace(PLANNED, id=7)), regime=R4)
    assert [(ring.alarm, ring.number) for ring in rings(unfiled, ON)] == [(Alarm.CLEAR, 7), (Alarm.FILE, 0)]
    assert rings(unfiled, ON)[1].days_left(ON) == (date(2027, 5, 4) - ON).days
    [renewal] = rings(Shelter((PUBLISHED,), (title,), regime=R4), ON)
    assert (renewal.alarm, renewal.due_on) == (Alarm.RENEW, ON + 100 * DAY)
    assert rings(Shelter((PUBLISHED,), waived_on=ON, regime=R4), ON) == ()
    assert rings(Shelter((), (replace(title, lapsed_on=ON),)), ON) == ()
    assert rings(Shelter((replace(PLANNED, planned_on=ON + 31 * DAY),)), ON) == ()


def test_an_uncleared_publication_is_taken_down_and_told():
    assert len(disclosure(Shelter(), PLANNED, ON)) == 2
    assert disclosure(Shelter((), (FILED,)), replace(PLANNED, cleared_on=ON), ON) == ()


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ({}, State.FILED),
        ({"formal_on": ON}, State.ACCEPTED),
        ({"formal_on": ON + DAY}, State.FILED),
        ({"granted_on": ON}, State.GRANTED),
        ({"granted_on": ON - 9 * DAY, "valid_until": ON - DAY}, State.EXPIRED),
        ({"granted_on": ON - 9 * DAY, "valid_until": ON}, State.GRANTED),
        ({"granted_on": ON - 9 * DAY, "lapsed_on": ON}, State.LAPSED),
        ({"refused_on": ON}, State.REFUSED),
        ({"withdrawn_on": ON}, State.WITHDRAWN),
    ],
)
def test_the_days_of_an_application_tell_where_it_stands(days, state):
    assert replace(FILED, **days).state(ON) is state


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "poem"}, "invention (sáng chế)"),
        ({"number": " "}, "số đơn"),
        ({"filed_on": ON + DAY}, "tương lai"),
        ({"granted_on": date(2026, 9, 1), "grant_number": "1"}, "trước ngày nộp đơn"),
        ({"granted_on": ON}, "số văn bằng"),
        ({"granted_on": ON, "grant_number": "1", "withdrawn_on": ON}, "đồng thời"),
        ({"lapsed_on": ON}, "đã cấp"),
        ({"valid_until": ON}, "Chưa cấp"),
        ({"granted_on": ON, "grant_number": "1", "valid_until": ON}, "phải sau ngày cấp"),
        ({"granted_on": ON, "grant_number": "1", "valid_until": date(2226, 1, 1)}, "quá xa"),
    ],
)
def test_an_application_whose_facts_contradict_each_other_is_refused(changes, said):
    assert list(faults_of_filing(FILED, ON)) == []
    [reason] = faults_of_filing(replace(FILED, **changes), ON)
    assert said in reason


@pytest.mark.parametrize(
    ("kind", "planned", "published", "said"),
    [
        ("poem", ON, None, "Hình thức"),
        ("article", None, None, "ngày dự kiến"),
        ("article", None, ON + DAY, "tương lai"),
        ("article", ON - DAY, None, "đã qua"),
    ],
)
def test_a_publication_that_cannot_be_meant_is_refused(kind, planned, published, said):
    assert list(faults_of_publication("article", "Bài", ON, None, ON)) == []
    [reason] = faults_of_publication(kind, "Bài", planned, published, ON)
    assert said in reason


def test_the_register_of_a_year_shows_what_lived_in_it():
    ended = replace(FILED, filed_on=date(2024, 1, 5), refused_on=date(2025, 6, 1))
    assert [in_register(ended, year) for year in (2023, 2024, 2025, 2026)] == [False, True, True, False]
    assert not in_register(FILED, 2025)


def test_filed_before_published_is_counted_among_what_is_known():
    first, late = Shelter((PUBLISHED,), (FILED,)), replace(FILED, filed_on=date(2026, 5, 4))
    shelters = (
        first,
        Shelter((PUBLISHED,), (late,)),
        Shelter((), (FILED,)),
        Shelter((PUBLISHED,)),
        Shelter(),
    )
    assert before_publishing(shelters) == (2, 4)


INCOME = Income(1, Kind.LICENCE, date(2026, 1, 1), date(2026, 6, 30), Decimal(500), Decimal(280), Decimal(20))
TASK = dossier(approved_on=date(2025, 12, 1), state_share=Decimal(1))


def owed(income=INCOME, *paid):
    return owing(shared(income, TASK).lines, paid)


def test_each_party_is_told_what_it_gets_was_paid_and_is_owed():
    authors, host = owed(INCOME, Payout(Share.AUTHOR, "Tác giả", Decimal(50)))
    assert (authors.share, authors.computed, authors.paid, authors.owed) == (Share.AUTHOR, 60, 50, 10)
    assert (host.share, host.line, host.owed) == (Share.OWNER, "Tổ chức chủ trì", 140)


def test_while_costs_are_unknown_nobodys_part_is_told():
    found = owed(replace(INCOME, costs=None))
    assert {each.computed for each in found} == {None}
    assert {each.owed for each in found} == {None}


def test_an_agreed_fee_is_the_intermediarys_share():
    lines = owed(replace(INCOME, intermediary=Decimal(30)))
    assert [(each.share, each.computed) for each in lines] == [
        (Share.AUTHOR, 60),
        (Share.INTERMEDIARY, 30),
        (Share.OWNER, 110),
    ]


def test_the_state_has_its_part_where_the_host_has_the_use_alone():
    task = dossier(approved_on=date(2017, 6, 1), state_share=Decimal(1), rights_rung=5)
    found = owing(shared(replace(INCOME, kind=Kind.USE), task).lines, ())
    assert Share.STATE in {each.share for each in found}


def test_who_was_paid_without_a_part_is_told_too():
    stranger = owed(INCOME, Payout(Share.STATE, "Đại diện chủ sở hữu nhà nước", Decimal(7)))[-1]
    assert (stranger.share, stranger.computed, stranger.paid) == (Share.STATE, None, 7)


@pytest.mark.parametrize(
    ("line", "amount", "day", "said"),
    [
        ("Tác giả", 61, ON, "vượt số còn phải chi"),
        ("Tác giả", -5, ON, "số âm"),
        ("Tác giả", 5, ON + DAY, "tương lai"),
        ("Tác giả", 5, date(2025, 12, 31), "trước khi kỳ thu"),
        ("Người lạ", 5, ON, "không thuộc đối tượng hưởng"),
    ],
)
def test_a_payout_that_cannot_be_meant_is_refused(line, amount, day, said):
    [reason] = faults_of_payout(owed(), line, Decimal(amount), day, INCOME, "", ON)
    assert said in reason


def test_more_than_is_owed_is_paid_with_a_reason_alone():
    assert list(faults_of_payout(owed(), "Tác giả", Decimal(61), ON, INCOME, "tạm ứng", ON)) == []
    unknown = owed(replace(INCOME, taxes=None))
    [reason] = faults_of_payout(unknown, "Tác giả", Decimal(1), ON, INCOME, "", ON)
    assert "Chưa tính được" in reason


@given(st.integers(1, 10**12), st.integers(0, 10**12))
def test_what_is_owed_to_all_is_the_profit(amount, costs):
    income = replace(INCOME, amount=Decimal(amount), costs=Decimal(costs), taxes=Decimal(0))
    assert sum(each.owed for each in owed(income)) == max(0, amount - costs)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": Decimal(-1)}, "số âm"),
        ({"taxes": Decimal(-1)}, "Thuế: "),
        ({"ends": date(2025, 12, 31)}, "ngày cuối trước ngày đầu"),
        ({"ends": ON + DAY}, "chưa hết"),
        ({"intermediary": Decimal(501)}, "vượt 100%"),
    ],
)
def test_an_income_that_cannot_be_meant_is_refused(changes, said):
    assert list(faults_of_income(INCOME, ON)) == []
    [reason] = faults_of_income(replace(INCOME, **changes), ON)
    assert said in reason


def test_a_sum_is_not_taken_down_under_two_periods_that_meet():
    other = replace(INCOME, id=2, begins=date(2026, 6, 30), ends=date(2026, 7, 31))
    assert len(list(overlap(other, (INCOME,)))) == 1
    assert list(overlap(replace(other, begins=date(2026, 7, 1)), (INCOME,))) == []
    assert list(overlap(replace(INCOME, id=2), (INCOME,))) == []
    assert list(overlap(replace(other, kind=Kind.SALE), (INCOME,))) == []
