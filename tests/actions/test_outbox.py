"""The outbox: promises kept in order within a subject, taken by one engine each, counted when they fail."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from actions import bell, outbox, wiring
from actions.operation import presence
from actions.outbox import Kind
from models.errors import Unavailable
from models.tables import Promise
from tests.actions.houses import ON

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    hands = {"now": wiring.now()}
    monkeypatch.setattr(wiring, "now", lambda: hands["now"])
    return hands


def promise(*subjects, kind=Kind.STAGE):
    with wiring.unit_of_work() as session:
        for number, subject in enumerate(subjects):
            outbox.promise(session, kind, subject, on=ON, number=number)


def take():
    with outbox.taken() as row:
        return None if row is None else (row.subject, row.facts["number"])


def fail(message="Prefect does not answer"):
    with outbox.taken() as row:
        if row is None:
            return
        raise ConnectionError(message)


def rows():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Promise).order_by(Promise.id)))


def test_promises_are_kept_in_the_order_in_which_they_were_made():
    promise("task:A", "task:B", "task:A")
    assert [take() for _ in range(4)] == [("task:A", 0), ("task:B", 1), ("task:A", 2), None]
    assert outbox.waiting() == (0, 0)


def test_a_promise_of_a_transaction_that_failed_was_never_made():
    with wiring.unit_of_work() as session:
        outbox.promise(session, Kind.STAGE, "task:A", on=ON, number=0)
        session.rollback()
    assert take() is None


def test_two_engines_never_take_the_same_promise():
    promise("task:A", "task:B")
    with outbox.taken() as one, outbox.taken() as other, outbox.taken() as third:
        assert (one.subject, other.subject, third) == ("task:A", "task:B", None)
    assert outbox.waiting() == (0, 0)


def test_while_a_promise_is_being_kept_the_next_of_its_subject_waits():
    promise("task:A", "task:A", "task:B")
    with outbox.taken() as one, outbox.taken() as other:
        assert (one.facts["number"], other.subject) == (0, "task:B")
        with outbox.taken() as third:
            assert third is None
    assert take() == ("task:A", 1)


def test_many_engines_at_once_keep_each_promise_once_and_each_subject_in_order(together):
    promise(*[f"task:{n % 5}" for n in range(40)])
    kept = []

    def engine():
        while True:
            with outbox.taken() as row:
                if row is not None:
                    kept.append((row.subject, row.facts["number"]))
            if row is None and outbox.waiting()[0] == 0:
                return

    together(*[engine] * 4)
    assert sorted(number for _, number in kept) == list(range(40))
    for subject in {subject for subject, _ in kept}:
        numbers = [number for each, number in kept if each == subject]
        assert numbers == sorted(numbers)


def test_a_failure_is_counted_with_its_error_and_waits_a_while(clock):
    promise("task:A", "task:A", "task:B")
    fail()
    first = rows()[0]
    assert (first.attempts, first.error, first.parked) == (
        1,
        "ConnectionError: Prefect does not answer",
        False,
    )
    assert first.done_at is None
    assert take() == ("task:B", 2)
    assert take() is None
    clock["now"] += timedelta(seconds=1)
    assert take() == ("task:A", 0)
    assert rows()[0].error == ""


def test_each_failure_waits_twice_as_long_and_the_sixth_parks_the_promise(clock):
    promise("task:A", "task:A")
    for attempt in range(1, 7):
        fail()
        row = rows()[0]
        assert row.attempts == attempt
        assert row.not_before == clock["now"] + timedelta(seconds=2 ** (attempt - 1))
        assert row.parked is (attempt == 6)
        clock["now"] = row.not_before
    assert outbox.waiting() == (2, 1)
    assert take() == ("task:A", 1)
    assert take() is None


def away(message="Kho lưu trữ không trả lời."):
    with outbox.taken() as row:
        if row is not None:
            raise Unavailable(message)


def test_a_service_may_be_away_for_a_day_and_nothing_is_given_up(clock):
    promise("task:A")
    for _ in range(100):
        away()
        row = rows()[0]
        assert (row.attempts, row.parked, row.error) == (0, False, "Kho lưu trữ không trả lời.")
        assert row.not_before == clock["now"] + outbox.OUTAGE <= clock["now"] + outbox.LONGEST_WAIT
        clock["now"] += timedelta(minutes=15)
    assert take() == ("task:A", 0)


def test_what_is_new_goes_before_what_waits_for_a_service(clock):
    promise("task:A", "task:B")
    away()
    away()
    clock["now"] += outbox.OUTAGE
    promise("task:C")
    assert [take() for _ in range(3)] == [("task:C", 0), ("task:A", 0), ("task:B", 1)]


def test_what_waited_for_a_service_comes_to_its_turn_even_where_new_work_never_ends(clock):
    promise("task:A")
    away()
    promise("task:B", "task:C")
    clock["now"] += outbox.OUTAGE + outbox.TURN
    assert [take() for _ in range(3)] == [("task:A", 0), ("task:B", 0), ("task:C", 1)]


def test_kinds_that_rest_are_left_alone():
    promise("task:A", kind=Kind.PAPER)
    promise("task:B", kind=Kind.LETTER)
    with outbox.taken(without={Kind.PAPER}) as row:
        assert row.subject == "task:B"
    with outbox.taken(without={Kind.PAPER}) as row:
        assert row is None
    assert take() == ("task:A", 0)


def test_a_clock_that_ran_ahead_and_was_put_right_holds_no_promise_up(clock):
    promise("task:A")
    right = clock["now"]
    clock["now"] += timedelta(days=1)
    away()
    clock["now"] = right
    assert take() == ("task:A", 0)


def test_a_parked_promise_can_be_given_another_six_attempts(clock):
    promise("task:A")
    for _ in range(6):
        fail()
        clock["now"] = rows()[0].not_before
    assert take() is None
    with wiring.unit_of_work() as session:
        assert outbox.release(session) == 1
    assert take() == ("task:A", 0)
    with wiring.unit_of_work() as session:
        assert outbox.release(session) == 0


def test_an_endless_error_is_kept_short():
    promise("task:A")
    fail("x" * 10_000)
    assert len(rows()[0].error) == 2000


def test_an_engine_that_dies_leaves_the_promise_to_the_next():
    promise("task:A")
    engine = outbox.taken()
    assert engine.__enter__().subject == "task:A"
    assert take() is None
    with wiring.engine().connect() as other:
        # With a limit in milliseconds PostgreSQL answers when the session has gone; without, before it has.
        other.execute(
            text(
                "select pg_terminate_backend(pid, 30000) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in%'"
            )
        )
    assert take() == ("task:A", 0)
    with pytest.raises(Exception, match=r"terminat|closed|không trả lời"):
        engine.__exit__(None, None, None)


def test_the_bell_rings_when_a_promise_is_made():
    with bell.listening(presence.drawn()) as ear:
        assert not ear.wait(0.01)
        promise("task:A")
        assert ear.wait(10)


def test_an_engine_is_present_for_as_long_as_it_listens_and_each_start_of_it_is_another():
    one, other = presence.drawn(), presence.drawn()
    assert one != other
    with bell.listening(one):
        assert presence.present() == {one}
        # Its connection was lost and made again before the server noticed: it is there all the while.
        with bell.listening(one), bell.listening(other):
            assert presence.present() == {one, other}
        until(lambda: presence.present() == {one})
    until(lambda: not presence.present())


def until(question, seconds=10):
    pause = threading.Event()
    for _ in range(seconds * 50):
        if question():
            return
        pause.wait(0.02)
    pytest.fail("It did not come about in time.")


def test_a_window_is_drawn_once_for_many_changes():
    promise("task:A", "task:B", "task:A", "task:A", kind=Kind.REDRAW)
    assert [take() for _ in range(3)] == [("task:B", 1), ("task:A", 3), None]
    assert outbox.waiting() == (0, 0)


def test_a_drawing_for_a_stage_keeps_the_redrawings_that_stood_before_it_and_no_later_one():
    promise("task:A", kind=Kind.STAGE)
    promise("task:A", "task:B", kind=Kind.REDRAW)
    with outbox.taken() as stage, outbox.redrawing(stage):
        promise("task:A", kind=Kind.REDRAW)
    assert outbox.waiting() == (2, 0)
    assert [take() for _ in range(3)] == [("task:B", 1), ("task:A", 0), None]


def test_a_drawing_that_fails_keeps_none():
    promise("task:A", kind=Kind.STAGE)
    promise("task:A", kind=Kind.REDRAW)
    with outbox.taken() as stage, outbox.redrawing(stage):
        raise OSError
    assert outbox.waiting() == (2, 0)
