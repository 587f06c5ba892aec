"""Connections to PostgreSQL: nothing is waited for without end, and each way to fail is a sentence."""

import time

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as QueueTimeout

from actions import connections, outages, straight, wiring
from models.errors import BadInput, DatabaseAway, OutcomeUnknown, Unavailable

ADDRESS = "postgresql+psycopg://somebody@db.example/house"


@pytest.fixture
def hurried():
    """People wait for what this process does."""
    wiring.forget()
    connections.hurry()
    yield
    connections.take_time()
    wiring.forget()


def test_only_who_hurries_bounds_statements_and_everybody_notices_a_machine_that_is_gone():
    known = {"application_name": connections.manner()[1]}
    assert connections.arguments(ADDRESS, haste=False) == connections.VANISHED | known
    assert connections.arguments(ADDRESS, haste=True)["options"] == "-c statement_timeout=8s"


def test_what_the_address_says_itself_wins():
    told = connections.arguments(
        f"{ADDRESS}?connect_timeout=30&options=-c statement_timeout=1h -c x.y=1", haste=True
    )
    assert "connect_timeout" not in told
    assert "options" not in told
    told = connections.arguments(f"{ADDRESS}?options=-c x.y=1", haste=True)
    assert told["options"] == "-c x.y=1 -c statement_timeout=8s"


@pytest.mark.parametrize(
    ("problem", "kind", "words"),
    [
        (errors.DeadlockDetected(), Unavailable, "cùng chạm vào một nhiệm vụ"),
        (errors.DiskFull(), Unavailable, "đã đầy"),
        (errors.QueryCanceled(), Unavailable, "mất quá lâu"),
        (errors.LockNotAvailable(), Unavailable, "đang giữ hồ sơ"),
        (errors.ReadOnlySqlTransaction(), Unavailable, "chỉ cho đọc"),
        (errors.TooManyConnections(), Unavailable, "quá nhiều yêu cầu"),
        (QueueTimeout(), Unavailable, "quá nhiều yêu cầu"),
        (errors.AdminShutdown(), DatabaseAway, "không trả lời"),
        (psycopg.OperationalError("connection timeout expired"), DatabaseAway, "không trả lời"),
        (psycopg.InterfaceError("the connection is closed"), DatabaseAway, "không trả lời"),
        (psycopg.DatabaseError("server closed the connection"), DatabaseAway, "không trả lời"),
        (errors.NumericValueOutOfRange(), BadInput, "số quá lớn"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_each_way_to_fail_is_a_sentence(problem, kind, words):
    with pytest.raises(kind, match=words) as told, outages.explained():
        raise problem
    assert isinstance(told.value, DatabaseAway) is (kind is DatabaseAway)


def test_a_fault_of_the_program_is_told_as_what_it_is():
    with pytest.raises(errors.UndefinedTable), outages.explained(lambda: True):
        raise errors.UndefinedTable


def test_whether_it_was_done_is_not_claimed_when_the_database_falls_silent_in_a_commit():
    with pytest.raises(OutcomeUnknown, match="chưa rõ"), outages.explained(lambda: True):
        raise psycopg.OperationalError
    with pytest.raises(Unavailable) as refused, outages.explained(lambda: True):
        raise errors.DeadlockDetected
    assert not isinstance(refused.value, OutcomeUnknown)


def test_after_waiting_in_vain_people_are_told_at_once_for_a_while(hurried, monkeypatch):
    monkeypatch.setattr(outages, "_SLOW_SECONDS", -1.0)
    with pytest.raises(DatabaseAway), outages.explained():
        raise psycopg.OperationalError
    with pytest.raises(DatabaseAway), outages.explained():
        pytest.fail("nobody asks a database that has just been silent")
    outages.forget()
    with outages.explained():
        pass


def test_an_answer_that_does_not_come_is_given_up_and_its_connection_with_it(database):
    engine = connections.pool(database)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        began = time.monotonic()
        with driver.within(0.2), pytest.raises(psycopg.OperationalError):
            driver.execute("select pg_sleep(10)")
        assert time.monotonic() - began < 5
        assert driver.closed
        connection.invalidate()
    with engine.connect() as connection:
        assert connection.scalar(text("select 1")) == 1
    engine.dispose()


def test_a_statement_that_takes_too_long_is_ended_by_the_server_and_said(hurried, database, monkeypatch):
    monkeypatch.setattr(connections, "STATEMENT_SECONDS", 1)
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", database)
    wiring.forget()
    with pytest.raises(Unavailable, match="mất quá lâu") as told, wiring.unit_of_work() as session:
        session.execute(text("select pg_sleep(10)"))
    assert not isinstance(told.value, DatabaseAway)
    with wiring.unit_of_work() as session:
        assert session.scalar(text("select 1")) == 1


PREPARED = "select count(*) from pg_prepared_statements"


def test_what_was_prepared_outlives_a_refusal_but_not_a_statement_that_failed(hurried, database, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", database)
    wiring.forget()
    for _ in range(connections.PREPARED_AFTER + 1):
        with pytest.raises(ZeroDivisionError), wiring.unit_of_work() as session:
            1 / session.scalar(text("select 0"))
    with wiring.unit_of_work() as session:
        assert session.scalar(text(PREPARED)) == 1
    with pytest.raises(errors.UndefinedTable), wiring.unit_of_work() as session:
        straight.ask(session, "select * from nowhere")
    with wiring.unit_of_work() as session:
        assert session.scalar(text(PREPARED)) == 0
