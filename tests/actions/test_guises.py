"""Each guise has connections of its own as long as there are enough: what is planned for it stays planned."""

from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import TimeoutError as QueueTimeout

from actions import guises
from actions.guises import GuisePool


@pytest.fixture
def engine(database):
    made = create_engine(database, poolclass=GuisePool, pool_size=2, max_overflow=1, pool_timeout=0.01)
    yield made
    made.dispose()


def backend(connection):
    return connection.scalar(text("select pg_backend_pid()"))


def served(engine, guise):
    """The backend that serves a transaction in that guise."""
    guises.wanted.set(guise)
    with engine.connect() as connection:
        return backend(connection)


def test_each_guise_meets_the_connection_that_served_it_before(engine):
    one, other = served(engine, "house"), served(engine, "portal")
    assert one != other
    for _ in range(2):
        assert (served(engine, "house"), served(engine, "portal")) == (one, other)


def test_once_there_are_as_many_as_are_kept_the_longest_unused_serves_another_guise(engine):
    first, second = served(engine, "house"), served(engine, "portal")
    assert served(engine, "public") == first
    assert served(engine, "portal") == second
    assert served(engine, "public") == first


def test_never_are_there_more_than_the_pool_may_make(engine):
    with ExitStack() as opened:
        for guise in ("house", "portal", "public"):
            guises.wanted.set(guise)
            opened.enter_context(engine.connect())
        with pytest.raises(QueueTimeout):
            engine.connect()
    assert engine.pool.checkedin() == 2
