"""One transaction for the driver and for SQLAlchemy's session, whichever of them is asked first."""

import pytest
from sqlalchemy import event, func, select, text

from actions import outbox, straight, wiring
from models.errors import DatabaseAway, OutcomeUnknown
from models.tables import Promise

BACKEND = "select pg_backend_pid()"
ADDING = "insert into outbox (kind, subject, facts, \"on\") values ('redraw', $1, '{}', '2026-01-05')"


def kept():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Promise.subject).order_by(Promise.id)))


def by_driver(session):
    straight.at_last(session, [(ADDING, "driver")])


def by_session(session):
    session.add(Promise(kind="redraw", subject="session", facts={}, on=wiring.today()))


@pytest.mark.parametrize("steps", [(by_driver, by_session), (by_session, by_driver)])
def test_both_are_committed(house, steps):
    before = kept()
    with wiring.unit_of_work() as session:
        for step in steps:
            step(session)
    assert sorted(kept()[len(before) :]) == ["driver", "session"]


@pytest.mark.parametrize("steps", [(by_driver, by_session), (by_session, by_driver)])
def test_or_neither(house, steps):
    def fail(session):
        for step in steps:
            step(session)
        session.flush()
        raise ZeroDivisionError

    before = kept()
    with pytest.raises(ZeroDivisionError), wiring.unit_of_work() as session:
        fail(session)
    assert kept() == before


def backend_of(session):
    ((number,),) = straight.together(session, [(BACKEND,)])[0]
    return number


def end(number):
    """The server ends a session; returns when it is gone."""
    with wiring.engine().connect() as other:
        assert other.scalar(select(func.pg_terminate_backend(number, 10_000)))


@pytest.mark.parametrize("step", [by_driver, by_session])
def test_who_loses_the_server_in_the_commit_is_told_that_nobody_knows_what_was_done(house, step):
    def write_and_lose(session):
        number = backend_of(session)
        step(session)
        session.flush()
        end(number)

    before = kept()
    with pytest.raises(OutcomeUnknown), wiring.unit_of_work() as session:
        write_and_lose(session)
    assert kept() == before


def test_who_loses_it_before_has_done_nothing(house):
    def lose_and_ask(session):
        end(backend_of(session))
        backend_of(session)

    with pytest.raises(DatabaseAway) as told, wiring.unit_of_work() as session:
        lose_and_ask(session)
    assert not isinstance(told.value, OutcomeUnknown)


def test_both_speak_on_one_connection(house):
    with wiring.unit_of_work() as session:
        ((driver,),) = straight.together(session, [(BACKEND,)])[0]
        assert session.scalar(text(BACKEND)) == driver


def test_what_follows_a_commit_sees_it_committed(house):
    seen = []
    with wiring.unit_of_work() as session:
        by_driver(session)
        session.scalar(select(func.count()).select_from(Promise))
        event.listen(session, "after_commit", lambda _: seen.extend(kept()[-1:]), once=True)
    assert seen == ["driver"]


def test_a_unit_that_asks_nothing_takes_no_connection(house):
    before = wiring.engine().pool.checkedout()
    with wiring.unit_of_work():
        assert wiring.engine().pool.checkedout() == before


def test_what_is_asked_after_an_undoing_stands_in_a_transaction_of_its_own(house):
    before = kept()
    with wiring.unit_of_work() as session:
        straight.together(session, [(ADDING, "undone")])
        session.rollback()
        outbox.promise(session, outbox.Kind.REDRAW, "done", on=wiring.today())
    assert kept() == [*before, "done"]
