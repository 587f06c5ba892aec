"""The connections of this process to PostgreSQL: a pool, which asks one that has rested whether it lives.

No answer is waited for without end. A machine that has vanished from the network is noticed by TCP itself;
a server that keeps its connections and says nothing is noticed here, by the clock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from psycopg import Connection, OperationalError
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

from actions import straight
from actions.guises import GuisePool

T = TypeVar("T")

_RESTED_SECONDS: Final = 1.0
"""After so long out of use a connection is asked whether it still lives before it is given out.

One that served a moment ago is not: the question costs as much as a short statement.
"""

CONNECT_SECONDS: Final = 4
"""For a new connection, whose server may be starting; libpq's least is 2."""
PING_SECONDS: Final = 3.0
"""For the answer to whether a connection lives."""
STATEMENT_SECONDS: Final = 8
"""For a statement of a process in which people wait: the server ends it, and its connection stays good."""
ANSWER_SECONDS: Final = 10.0
"""For any answer in such a process: by then the server itself has fallen silent."""
QUEUE_SECONDS: Final = 5.0
"""For a connection to come free."""
PREPARED_AFTER: Final = 2
"""Times that a statement was asked on a connection before it is prepared; the driver's own are 5.

PostgreSQL then plans it five times more before it keeps a plan: statements of pages come back for days.
"""
PREPARED: Final = 250
"""Statements that a connection keeps prepared; all pages together have more than the driver's own 100."""
VANISHED: Final = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How libpq notices within half a minute that the other side is no longer there (seconds; the last in ms)."""


class _Haste:
    """Whether people wait for what this process does, and under which name PostgreSQL knows it."""

    on = False
    program = "triplehelix"


def hurry() -> None:
    """From now on new pools belong to people who wait: no statement and no answer takes longer than said."""
    _Haste.on = True


def take_time() -> None:
    """From now on new pools belong to work that may take its time."""
    _Haste.on = False


def in_haste() -> bool:
    """Whether people wait for what this process does."""
    return _Haste.on


def known_as(service: str) -> None:
    """From now on new pools say to PostgreSQL which service they belong to: `doctor` asks who is who."""
    _Haste.program = f"triplehelix {service}"


def manner() -> tuple[bool, str]:
    """How this process comes to PostgreSQL now; a pool of another manner is another pool."""
    return _Haste.on, _Haste.program


class Patient(Connection[Any]):
    """A connection that waits so long for an answer, and is of no more use then."""

    patience: float | None = None
    """Seconds; None waits for as long as it takes."""

    def wait(
        self,
        gen: PQGen[T],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> T:
        """Wait for an answer, with psycopg's own way; who names a time of their own gets that."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, self.patience)
        except OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # the answer may come yet, and nobody may take it for theirs
            raise

    def rollback(self) -> None:
        """Undo the transaction. Where people wait, what was prepared stays, unless a statement failed in it.

        The driver forgets all of it with each rollback, for what it was prepared for may just have been made
        and be gone again. Nobody who waits makes a table; to many a refusal is a rollback.
        """
        if self.patience is None or self.pgconn.transaction_status != TransactionStatus.INTRANS:
            super().rollback()
            return
        with self.lock:
            self.wait(self._exec_command(b"ROLLBACK"))

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Wait no longer than that while the block runs."""
        usual, self.patience = self.patience, seconds
        try:
            yield
        finally:
            self.patience = usual


def arguments(address: str, *, haste: bool) -> dict[str, Any]:
    """What libpq is told beside the address; what the address says itself wins."""
    said = {
        name: value
        for name, value in make_url(address).query.items()
        if isinstance(value, str)  # libpq knows no list
    }
    usual = {**VANISHED, "application_name": _Haste.program}
    given: dict[str, Any] = {name: value for name, value in usual.items() if name not in said}
    if haste and "statement_timeout" not in said.get("options", ""):
        given["options"] = f"{said.get('options', '')} -c statement_timeout={STATEMENT_SECONDS}s".strip()
    return given


def pool(address: str) -> Engine:
    """A new pool for the database at that address."""
    haste = in_haste()
    told = arguments(address, haste=haste)
    engine = create_engine(
        address,
        poolclass=GuisePool,
        pool_size=8,
        max_overflow=8,
        pool_timeout=QUEUE_SECONDS,
        pool_reset_on_return=None,  # `undone` does so, where there is something to undo
    )

    def connect(_: object, _record: object, words: Any, facts: Any) -> Connection[Any]:  # noqa: ANN401 - SQLAlchemy's
        made = Patient.connect(*words, **{**facts, **told})
        made.patience = ANSWER_SECONDS if haste else None
        if haste:
            made.prepare_threshold, made.prepared_max = PREPARED_AFTER, PREPARED
        return made

    def came_back(_: object, record: Any) -> None:  # noqa: ANN401 - the pool's own record of a connection
        record.info["rests_since"] = time.monotonic()

    def undone(connection: Any, _record: object, _state: object) -> None:  # noqa: ANN401 - idem
        if connection.pgconn.transaction_status != TransactionStatus.IDLE:
            connection.rollback()

    def goes_out(connection: Any, record: Any, _: object) -> None:  # noqa: ANN401 - idem
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since < _RESTED_SECONDS:
            return
        try:
            with connection.within(PING_SECONDS):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as away:
            raise InvalidatePoolError from away

    straight.attend(engine)
    event.listen(engine, "do_connect", connect)
    event.listen(engine, "reset", undone)
    event.listen(engine, "checkin", came_back)
    event.listen(engine, "checkout", goes_out)
    return engine
