"""What holds of every dossier: causes stay, warnings come true, the replay is exact to the day."""

import random
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from models import closet
from models.closet import early_warnings, entering, find, replay, stalls
from models.closet.facts import known_days
from models.closet.replay import spells
from models.closet.stalls import STALLS
from tests.models.closet.lives import DAY, FIRST, any_dossier

DAYS = st.dates(FIRST, date(2030, 12, 31))
UNTIL = date(2030, 12, 31)


def codes(task, on):
    case = find(task, on)
    return {cause.code for cause in case.causes} if case else set()


def in_closet(task, on):
    case = find(task, on)
    return case is not None and case.closet


@settings(max_examples=150, deadline=None)
@given(any_dossier(), st.integers(0, 4000), st.integers(0, 4000))
def test_once_found_a_cause_stays_until_a_fact_ends_it(task, first, more):
    start = max(known_days(task), default=FIRST) + first * DAY
    now, later = find(task, start), find(task, start + more * DAY)
    held = {cause.code: cause.since for cause in now.causes} if now else {}
    still = {cause.code: cause.since for cause in later.causes} if later else {}
    assert held.items() <= still.items()


@settings(max_examples=150, deadline=None)
@given(any_dossier(), DAYS)
def test_judging_twice_is_judging_once_and_the_past_does_not_know_the_future(task, on):
    case = find(task, on)
    assert case == find(task, on)
    assert case == find(closet.as_of(task, on), on)
    assert closet.as_of(closet.as_of(task, on), on) == closet.as_of(task, on)
    if case is None:
        return
    assert all(cause.since is None or cause.since <= on for cause in case.causes)
    assert all(cause.rule_version for cause in case.causes)
    assert case.headline.severity == max(cause.severity for cause in case.causes)
    assert case.days is None or case.days >= 0


@settings(max_examples=100, deadline=None)
@given(any_dossier(), DAYS, st.randoms(use_true_random=False))
def test_the_verdict_depends_on_the_facts_and_the_day_alone(task, on, chance: random.Random):
    entries = list(task.entries)
    chance.shuffle(entries)
    built_again = replace(
        task,
        id=task.id + 1,
        version=task.version + 1,
        entries=tuple(replace(each, id=each.id + 100) for each in entries),
        result=replace(task.result),
    )
    assert find(task, on) == find(built_again, on)
    assert early_warnings(task, on) == early_warnings(built_again, on)
    assert set(stalls(task, on)) == set(stalls(built_again, on))


def before_something_comes(task, on, ahead):
    """Days of judgement: one at random, and some before a cause begins."""
    begun = sorted({lived.since for lived in replay(task, UNTIL).causes if lived.since})
    return [on, *(day - ahead * DAY for day in begun[:4])]


@settings(max_examples=100, deadline=None)
@given(any_dossier(), DAYS, st.integers(1, 365), st.integers(1, 120))
def test_warnings_come_true_on_their_days(task, on, days, ahead):
    for day in before_something_comes(task, on, ahead):
        check_warnings(task, day, days)
        check_entering(task, day, days)


def check_warnings(task, on, days):
    """Each warning comes true on its day and not before; whatever comes to a stuck result was foretold."""
    known, then = closet.as_of(task, on), on + days * DAY
    warned = {each.cause: each.on for each in early_warnings(task, on, days) if not each.sign}
    for cause, day in warned.items():
        assert cause not in codes(known, day - DAY)
        assert cause in codes(known, day)
    if in_closet(known, then):
        assert codes(known, then) - codes(known, on) == set(warned)
    assert early_warnings(known, on, days) == early_warnings(task, on, days)


def check_entering(task, on, days):
    """A result enters the closet on the day that was foretold, and none that was not enters it."""
    known = closet.as_of(task, on)
    coming = entering(task, on, days)
    enters = not in_closet(known, on) and in_closet(known, on + days * DAY)
    assert enters == (coming is not None and not coming.sign)
    if enters:
        assert not in_closet(known, coming.on - DAY)
        assert in_closet(known, coming.on)


@settings(max_examples=100, deadline=None)
@given(any_dossier(), st.lists(DAYS, max_size=12))
def test_the_replay_says_what_would_have_been_found_on_each_day(task, days):
    history = replay(task, UNTIL)
    near_facts = [day + more * DAY for day in known_days(task)[::3] for more in (-1, 0, 1)]
    begun = [day for spell in history.spells for day in (spell.found, spell.left) if day]
    for day in {*days, *near_facts, *begun, *(day - DAY for day in begun)}:
        if day > UNTIL:
            continue
        assert codes(task, day) == {lived.cause for lived in history.causes if lived.holds(day)}, day
        assert in_closet(task, day) == any(spell.holds(day) for spell in history.spells), day
    for spell in history.spells:
        if spell.found is not None:
            assert spell.headline == find(task, spell.found).headline.code


@settings(max_examples=60, deadline=None)
@given(any_dossier(), DAYS)
def test_what_reaches_beyond_a_day_is_told_without_judging_what_was_before(task, since):
    def beyond(told):
        reaching = (spell for spell in told if spell.left is None or spell.left > since)
        return [(max(spell.found or since, since), spell.left) for spell in reaching]

    assert beyond(spells(task, UNTIL, since)) == beyond(replay(task, UNTIL).spells)


@settings(max_examples=100, deadline=None)
@given(any_dossier(), DAYS, st.integers(0, 2000))
def test_a_stall_begins_in_the_past_and_gives_way_to_a_more_particular_one_alone(task, on, more):
    known = closet.as_of(task, on)
    now, later = stalls(known, on), stalls(known, on + more * DAY)
    for stall in now:
        assert stall.since <= on
        assert stall.evidence
        assert stall.responsible
        assert stall.next_step_vi
    for stage, standing in by_stage(now).items():
        still = by_stage(later)[stage]
        assert len(still) >= len(standing)
        assert all(then <= first for then, first in zip(still, standing, strict=False))


def by_stage(found):
    """The stalls of each stage by their place among the rules, the particular before the general."""
    places = {rule.code: place for place, rule in enumerate(STALLS)}
    return {
        stage: sorted(places[stall.code] for stall in found if stall.stage == stage)
        for stage in {stall.stage for stall in found}
    }
