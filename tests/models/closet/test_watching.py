"""A verdict holds until the day that it names, day by day: nothing that the closet finds changes before."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from models.closet import find, texts_change, verdict
from models.closet.facts import known_days
from models.closet.ladder import climbs_on, escalation
from models.dossier import ClockStop
from tests.builders import dossier
from tests.models.closet.lives import DAY, FIRST, LISTED, any_dossier

DAYS = st.dates(FIRST, date(2029, 12, 31))
LAST = date(2031, 1, 1)


def found(task, on):
    """What the watch acts on: whether the result lies in the closet, since when, its age, and its causes."""
    case = find(task, on)
    if case is None:
        return False, None, None, set(), False
    causes = {(cause.code, cause.since) for cause in case.causes}
    return (
        case.closet,
        case.since if case.closet else None,
        case.bucket if case.closet else None,
        causes,
        case.paused,
    )


def said(judged):
    return (
        judged.closet,
        judged.since,
        judged.bucket if judged.closet else None,
        set(judged.causes),
        judged.paused,
    )


@settings(max_examples=40, deadline=None)
@given(any_dossier(), DAYS, st.integers(0, 40))
def test_a_verdict_is_what_is_found_and_holds_until_its_day(task, on, near):
    days = known_days(task)
    on = days[near % len(days)] + (near % 3 - 1) * DAY if days and near else on
    judged = verdict(task, on, texts_change(on))
    now = found(task, on)
    assert said(judged) == now
    end = min(judged.until or LAST, LAST)
    assert judged.until is None or judged.until > on
    step = max(1, (end - on).days // 40)  # forty days on the way, and the last one
    for ahead in [*range(1, (end - on).days, step), (end - on).days - 1]:
        if ahead > 0:
            assert found(task, on + ahead * DAY) == now, on + ahead * DAY


@settings(max_examples=15, deadline=None)
@given(any_dossier())
def test_a_life_asked_on_its_days_alone_is_the_life_asked_daily(task):
    """From day to day as each verdict says, nothing is missed in the three years that are looked at."""
    on, end = date(2024, 6, 1), date(2027, 6, 1)
    asked = {}
    while on < end:
        judged = verdict(task, on, texts_change(on))
        asked[on] = said(judged)
        on = judged.until or end
    now = None
    for day in (date(2024, 6, 1) + number * DAY for number in range(0, 1095, 5)):
        now = next(asked[each] for each in sorted(asked, reverse=True) if each <= day)
        assert found(task, day) == now, day


def test_what_nothing_waits_for_is_not_asked_again():
    assert verdict(dossier(entries=(LISTED,)), date(2026, 11, 22), None).until is None


PAUSES = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 400))).map(
        lambda pair: ClockStop(pair[0], None if pair[1] is None else pair[0] + pair[1] * DAY, "")
    ),
    max_size=3,
)


@settings(max_examples=100, deadline=None)
@given(DAYS, st.one_of(st.none(), DAYS), st.integers(0, 900), PAUSES, st.booleans())
def test_nobody_climbs_the_ladder_before_the_day_that_was_told(opened, due, later, stops, paused):
    on = opened + later * DAY
    told = climbs_on(opened, due, on, "Đồng Nai", paused, stops)
    role = escalation(opened, due, on, "Đồng Nai", paused, stops).role
    end = min(told or on + 400 * DAY, on + 400 * DAY)
    for ahead in range(1, (end - on).days):
        assert escalation(opened, due, on + ahead * DAY, "Đồng Nai", paused, stops).role is role
    if told is not None and all(stop.until is not None and stop.until <= on for stop in stops):
        assert escalation(opened, due, told, "Đồng Nai", paused, stops).role is not role
