"""The bell of the outbox: waiting for PostgreSQL to say that something was promised (LISTEN/NOTIFY)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Connection
from sqlalchemy.exc import OperationalError

from actions import wiring
from actions.operation import presence
from actions.outbox import CHANNEL
from models.errors import Unavailable


class Bell:
    """A connection that listens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def wait(self, seconds: float) -> bool:
        """Wait for the bell, and tell whether it rang; it may ring for work that another engine took.

        Raises:
            psycopg.OperationalError: the database has gone.
        """
        return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))


@contextmanager
def listening(name: str) -> Iterator[Bell]:
    """Listen for as long as the block runs, and be present under that name meanwhile.

    Raises:
        Unavailable: PostgreSQL does not answer.
    """
    try:
        connection = wiring.engine().connect()
    except OperationalError as problem:
        raise Unavailable("Cơ sở dữ liệu không trả lời; bộ máy sẽ thử lại.") from problem
    with connection.execution_options(isolation_level="AUTOCOMMIT"):
        connection.exec_driver_sql(f"listen {CHANNEL}")
        presence.announce(connection, name)
        raw = connection.connection.driver_connection
        assert isinstance(raw, Connection)  # noqa: S101 - the dialect is psycopg's, said to the type checker
        try:
            yield Bell(raw)
        finally:
            connection.invalidate()
