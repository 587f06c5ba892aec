"""The line of a transaction to the server: statements are prepared on it once, and travel together.

A journey is one message there and one back, however many statements it carries. It is what a pipeline of the
driver does, for a tenth of its cost: its cursors wait for each statement to leave and to arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

from psycopg import Connection, OperationalError, abc
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import PoolProxiedConnection

Row = tuple[Any, ...]
Ask = tuple[object, ...]
"""A statement, and the values for its $1, $2 and so on."""

_COMMIT: Final = ("commit",)
_HERE: Final = "line"


class Line:
    """The driver's connection, what turns values into text and back, and what waits to be sent."""

    def __init__(self, connection: Connection[Any]) -> None:
        """There is one for each connection (`line_of`): what it prepares, the connection keeps."""
        self.connection = connection
        self.waiting: list[Ask] = []
        self._values: abc.Transformer = Transformer(connection)

    def send_what_waits(self, *last: Ask) -> None:
        """Send what waits, if anything does, and this behind it."""
        if self.waiting:
            asked = (*self.waiting, *last)
            self.waiting.clear()
            self.journey(asked)

    def commit(self) -> None:
        """Commit; what waits travels with it."""
        if self.waiting:
            self.send_what_waits(_COMMIT)
        elif self.connection.pgconn.transaction_status != TransactionStatus.IDLE:
            self.connection.commit()

    def rollback(self) -> None:
        """Undo what was sent, and forget what waits."""
        self.waiting.clear()
        if self.connection.pgconn.transaction_status not in _OVER:
            self.connection.rollback()

    def journey(self, asked: Sequence[Ask]) -> list[list[Row]]:
        """Run the statements in their order, in one journey to the server and back; the rows that each gave.

        Values travel as text, whose type the statement tells: what is prepared for a small number is prepared
        for a large one.

        Raises:
            psycopg.Error: of the first statement that failed; those after it were not run.
        """
        connection, values = self.connection, self._values
        told = [(_text(each[0]), values.dump_sequence(each[1:], _AS_TEXT[: len(each) - 1])) for each in asked]
        with connection.lock:
            libpq = connection.pgconn
            begins = libpq.transaction_status == TransactionStatus.IDLE and not connection.autocommit
            if begins:
                told.insert(0, _BEGIN)
            libpq.enter_pipeline_mode()
            try:
                sent = [_send(connection, *each) for each in told]
                libpq.pipeline_sync()
                answers = connection.wait(_answers(libpq))
                libpq.exit_pipeline_mode()
            except BaseException:
                libpq.finish()  # half an answer may still be on its way: nobody may take it for theirs
                raise
        return _read(connection, answers, sent, values)[begins:]


_OVER: Final = (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)
"""Where there is nothing to undo: no transaction, or no connection."""


class _Kept(Protocol):
    """Whatever knows what the pool keeps beside a connection: the pool's own record, or SQLAlchemy."""

    @property
    def info(self) -> dict[Any, Any]: ...


def line_of(lent: PoolProxiedConnection) -> Line:
    """The line of a connection that the pool has lent, made once."""
    found = known_line(lent)
    if found is None:
        found = lent.info[_HERE] = Line(lent.driver_connection)  # type: ignore[arg-type]  # psycopg's
    return found


def known_line(beside: _Kept) -> Line | None:
    """The line of a connection, where one was made."""
    found: Line | None = beside.info.get(_HERE)
    return found


_AS_TEXT: Final = (PyFormat.TEXT,) * 100
"""How each value of a statement travels; none has more."""


class _Text(NamedTuple):
    """A statement as the driver's list of prepared statements knows it: its types are left to the server."""

    query: bytes
    types: tuple[int, ...] = ()


@cache
def _text(statement: object) -> _Text:
    return _Text(str(statement).encode())


_BEGIN: Final = (_text("begin"), ())

_Preparing = tuple[_Text, Prepare, bytes]
"""A statement that is being prepared, and the name that it gets."""


def _send(connection: Connection[Any], text: _Text, told: Sequence[abc.Buffer | None]) -> _Preparing | None:
    """Lay a statement into the message to the server, and before it, once a connection, its preparation.

    The list of what is prepared is the driver's own: it empties the server's when a transaction fails.
    """
    listed = _prepared(connection)
    known: bytes | None = listed._names.get(text)  # noqa: SLF001 - idem
    if known is not None:
        listed._names.move_to_end(text)  # noqa: SLF001 - idem: what is asked often is kept
        connection.pgconn.send_query_prepared(known, told)
        return None
    prepare, name = listed.get(text, prepare=True)
    if prepare is Prepare.SHOULD:
        connection.pgconn.send_prepare(name, text.query)
    if prepare is Prepare.NO:  # so configured, for a pooler between us and the server
        connection.pgconn.send_query_params(text.query, told)
    else:
        connection.pgconn.send_query_prepared(name, told)
    listed.maybe_add_to_cache(text, prepare, name)
    return (text, prepare, name) if prepare is Prepare.SHOULD else None


def _prepared(connection: Connection[Any]) -> Any:  # noqa: ANN401 - the driver's own, and it has no name outside
    return connection._prepared  # noqa: SLF001 - there is no other way to prepare without a cursor


def _answers(libpq: PGconn) -> abc.PQGen[list[PGresult]]:
    """Send the message, and gather all that the server answers to it.

    Raises:
        psycopg.OperationalError: the server went away before it had answered all.
    """
    while libpq.flush():
        if (yield Wait.RW) & Ready.R:
            libpq.consume_input()
    answers: list[PGresult] = []
    while True:
        while libpq.is_busy():
            yield Wait.R
            libpq.consume_input()
        answer = libpq.get_result()
        if answer is not None and answer.status != ExecStatus.PIPELINE_SYNC:
            answers.append(answer)
        elif answer is not None:
            return answers
        elif libpq.status == ConnStatus.BAD:
            raise OperationalError("the connection was lost before all was answered")


def _read(
    connection: Connection[Any],
    answers: Sequence[PGresult],
    sent: Sequence[_Preparing | None],
    values: abc.Transformer,
) -> list[list[Row]]:
    """The rows of each statement; what failed is told, and is no longer taken for prepared."""
    failed = next((each for each in answers if each.status == ExecStatus.FATAL_ERROR), None)
    coming = iter(answers)
    rows = []
    for preparing in sent:
        answer = next(coming, failed)
        if preparing is not None:  # its preparation is answered before it
            answer = next(coming, failed)
            _prepared(connection).validate(*preparing, [answer])
        if answer is not None and failed is None:
            rows.append(_rows(answer, values))
    if failed is not None:
        raise error_from_result(failed, encoding=connection.info.encoding)
    return rows


def _rows(answer: PGresult, values: abc.Transformer) -> list[Row]:
    if not answer.ntuples:
        return []
    values.set_pgresult(answer)
    return values.load_rows(0, answer.ntuples, tuple)
