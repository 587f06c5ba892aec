"""The morning's letters: what waits for whom, on which days, and never twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from actions import letters, outbox, reminding, wiring
from actions.reminding import is_step
from models.tables import Person, Promise, StageEntry

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 5), True),
        (date(2026, 11, 4), False),
        (date(2026, 11, 2), True),
        (date(2026, 10, 30), True),
        (date(2026, 10, 29), False),
        (date(2026, 10, 26), True),
        (date(2026, 10, 19), True),
        (date(2026, 10, 12), False),
        (date(2026, 10, 5), True),
        (None, False),
    ],
    ids=str,
)
def test_people_are_reminded_three_days_before_on_the_day_and_ever_again_after_it(due, said):
    assert is_step(due, MONDAY) is said


@pytest.fixture
def post(house, monkeypatch):
    """A house with a mail server and a task whose papers are due on 5 November."""
    monkeypatch.setenv("TRIPLEHELIX_SMTP_URL", "smtp://127.0.0.1:25")
    wiring.forget()
    house.order()
    with wiring.unit_of_work() as session:
        session.execute(update(StageEntry).values(due_on=date(2026, 11, 5)))
        session.execute(update(Person).values(email=Person.handle + "@example.vn"))
    return house


def promised():
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Promise).where(Promise.kind == outbox.Kind.LETTER)).all()
        people = {person.id: person.handle for person in session.scalars(select(Person))}
        return {people[row.facts["person"]]: row.facts for row in rows}


def test_a_summary_goes_to_everybody_for_whom_something_waits_and_to_nobody_else(post):
    made = reminding.promise_letters(MONDAY)
    found = promised()
    assert made.summaries == len(found) > 0
    assert made.reminders == 0
    assert "kiem-toan" not in found
    assert "htx" not in found
    texts = next(iter(found.values()))["texts"]
    assert "còn 3 ngày" in texts["vi"]["lines"][0]
    assert "3 working days left" in texts["en"]["lines"][0]


def test_the_same_morning_again_writes_to_nobody_twice(post):
    first = reminding.promise_letters(MONDAY)
    assert reminding.promise_letters(MONDAY) == reminding.Promised(0, 0)
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Promise).where(Promise.kind == outbox.Kind.LETTER)).all()
        keys = {(row.facts["person"], row.facts["key"]) for row in rows}
    assert len(keys) == len(rows) == first.summaries > 0
    assert all(key == f"digest:{MONDAY}" for _, key in keys)


def test_who_declined_the_summary_is_reminded_on_the_steps_alone(post):
    with wiring.unit_of_work() as session:
        session.execute(update(Person).values(declined=[letters.Kind.DIGEST.value]))
    assert reminding.promise_letters(MONDAY + timedelta(days=1)) == reminding.Promised(0, 0)
    made = reminding.promise_letters(MONDAY)
    assert made.summaries == 0
    assert made.reminders > 0


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 9, 2)], ids=["a Sunday", "National Day"])
def test_nobody_is_written_to_on_a_day_of_rest(post, day):
    assert reminding.promise_letters(day) == reminding.Promised(0, 0)
