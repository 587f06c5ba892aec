"""The escalation ladder: each boundary, the day from which the days count, pauses, a province's own days."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import law
from models.closet import bucket_of
from models.closet.ladder import AGES, LADDER, Height, escalation, rung, rung_number
from models.dossier import ClockStop
from models.language import Confidence, Role

ON = date(2026, 3, 2)
DAY = timedelta(days=1)
OFFICER, HEAD, DIRECTOR, COMMITTEE = (each.role for each in LADDER)
PROVINCE = "Đồng Nai"


def stepped(opened=ON, due=None, on=ON, **more):
    return escalation(opened, due, on, PROVINCE, **more)


@pytest.mark.parametrize(
    ("days", "role"),
    [
        (0, OFFICER), (1, OFFICER), (6, OFFICER),
        (7, HEAD), (8, HEAD), (29, HEAD),
        (30, DIRECTOR), (31, DIRECTOR), (59, DIRECTOR),
        (60, COMMITTEE), (61, COMMITTEE), (4000, COMMITTEE),
    ],
)  # fmt: skip
def test_each_rung_begins_on_its_day(days, role):
    assert rung(days, ON, PROVINCE) is role
    assert stepped(on=ON + days * DAY).role is role
    assert stepped(opened=ON - 900 * DAY, due=ON, on=ON + days * DAY).role is role


def test_the_ladder_goes_from_the_officer_to_the_peoples_committee():
    assert (OFFICER, HEAD, DIRECTOR, COMMITTEE) == (
        Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR, Role.PPC_CHAIR,
    )  # fmt: skip


def test_the_days_of_the_ladder_are_for_reference_only():
    steps = [stepped(on=ON + days * DAY) for days in (0, 7, 30, 60)]
    assert steps[0].rule is None
    for step in steps[1:]:
        assert step.rule.source.confidence is Confidence.GENERAL
        assert "tham khảo" in str(step.rule.source)


def test_a_case_that_nobody_answered_waits_from_the_day_on_which_it_was_opened():
    step = stepped(on=ON + 30 * DAY)
    assert (step.since, step.days_overdue) == (ON, 30)


def test_a_remedy_that_is_not_due_yet_brings_the_case_back_to_the_officer():
    step = stepped(opened=ON - 400 * DAY, due=ON + 10 * DAY)
    assert (step.role, step.days_overdue) == (OFFICER, 0)


def test_a_remedy_counts_from_its_due_date_however_old_the_case_is():
    step = stepped(opened=ON - 400 * DAY, due=ON - 7 * DAY)
    assert (step.role, step.since, step.days_overdue) == (HEAD, ON - 7 * DAY, 7)


def test_while_a_document_stops_the_clock_the_case_climbs_no_further():
    stop = ClockStop(ON + 10 * DAY, None, "Chờ hướng dẫn của Trung ương")
    for days in (10, 60, 900):
        step = stepped(on=ON + days * DAY, paused=True, stops=[stop])
        assert (step.role, step.days_overdue, step.paused) == (HEAD, 10, True)


def test_the_days_of_an_ended_pause_do_not_count():
    stop = ClockStop(ON + 10 * DAY, ON + 110 * DAY, "Chờ hướng dẫn của Trung ương")
    assert stepped(on=ON + 129 * DAY, stops=[stop]).days_overdue == 29
    assert stepped(on=ON + 130 * DAY, stops=[stop]).role is DIRECTOR


def test_pauses_that_overlap_or_reach_beyond_the_count_take_no_day_twice():
    stops = [
        ClockStop(ON - 50 * DAY, ON + 5 * DAY, "a"),
        ClockStop(ON + 3 * DAY, ON + 10 * DAY, "b"),
        ClockStop(ON + 40 * DAY, ON + 90 * DAY, "c"),
    ]
    assert stepped(on=ON + 40 * DAY, stops=stops).days_overdue == 30


def test_a_pause_whose_own_days_are_not_known_stops_the_whole_count():
    assert stepped(on=ON + 500 * DAY, paused=True).days_overdue == 0


def test_a_day_before_the_case_was_opened_is_not_overdue():
    assert stepped(on=ON - 5 * DAY).days_overdue == 0


@pytest.fixture
def own_days():
    """A province that goes up to the head of unit after three days."""
    law.adopt(law.Local((replace(law.rule("escalate_head", ON), value=3, province=PROVINCE),)))
    yield
    law.adopt(law.Local())


@pytest.mark.usefixtures("own_days")
def test_a_province_may_set_its_own_days():
    assert rung(3, ON, PROVINCE) is HEAD
    assert rung(3, ON, "Lâm Đồng") is OFFICER


def test_a_rung_whose_days_nobody_sets_is_never_reached(monkeypatch):
    ended = tuple(replace(each, valid_to=ON - DAY) for each in law.BY_CODE["escalate_ppc"])
    monkeypatch.setattr(law, "BY_CODE", {**law.BY_CODE, "escalate_ppc": ended})
    assert rung(4000, ON, PROVINCE) is DIRECTOR


def test_the_ages_are_the_buckets_of_the_board():
    assert tuple(dict.fromkeys(bucket_of(days) for days in range(2000))) == AGES


def height(role=OFFICER, since=ON, bucket=AGES[0]):
    return Height(role, since, bucket)


def test_a_higher_rung_or_an_older_bucket_is_a_climb():
    assert height(HEAD).is_above(height())
    assert height(bucket=AGES[1]).is_above(height())
    assert height(bucket=AGES[4]).is_above(height(bucket=AGES[3]))
    assert height(OFFICER, bucket=AGES[2]).is_above(height(HEAD, bucket=AGES[1]))


def test_the_same_height_or_a_lower_one_is_no_climb():
    assert not height().is_above(height())
    assert not height(OFFICER).is_above(height(DIRECTOR))
    assert not height(HEAD, bucket=AGES[1]).is_above(height(HEAD, bucket=AGES[2]))
    assert not height(bucket="unknown").is_above(height())


def test_once_somebody_has_acted_the_climb_begins_anew():
    before = height(DIRECTOR)
    assert not height(OFFICER, ON + 90 * DAY).is_above(before)
    assert height(HEAD, ON + 90 * DAY).is_above(before)
    assert not height(HEAD).is_above(before)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_nobody_climbs_down_by_waiting(one, other):
    least, most = sorted((one, other))
    assert rung_number(rung(least, ON, PROVINCE)) <= rung_number(rung(most, ON, PROVINCE))


@given(st.lists(st.tuples(st.integers(-50, 300), st.integers(0, 100)), max_size=5), st.integers(0, 300))
def test_pauses_only_ever_take_days_off_and_never_too_many(pauses, days):
    stops = [ClockStop(ON + start * DAY, ON + (start + length) * DAY, "") for start, length in pauses]
    step = stepped(on=ON + days * DAY, stops=stops)
    running = sum(not any(stop.since <= ON + n * DAY < stop.until for stop in stops) for n in range(days))
    assert step.days_overdue == running


def test_a_rule_is_counted_in_days():
    assert not any(isinstance(law.rule(each.rule, ON).value, Fraction) for each in LADDER[1:])
