"""Straight to the driver: the few statements that every decision, and every row of a scan, asks.

What SQLAlchemy adds to a statement costs more than a short statement itself, and so does a cursor. These are
written out in `models.queries`, prepared once a connection, and run in the session's own transaction; those
that need not wait for each other's answers go to the server together (`together`), and come back together.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from psycopg import Connection, RawCursor, abc
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy.orm import Session

Row = tuple[Any, ...]
Ask = tuple[object, ...]
"""A statement, and the values for its $1, $2 and so on."""


def driver(session: Session) -> Connection[Any]:
    """The driver's connection of the session's transaction, after what waits in the session was written."""
    session.flush()
    found: Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]  # psycopg's
    return found


def ask(session: Session, statement: str, *values: object) -> RawCursor[Row]:
    """Run the statement with these values for $1, $2 and so on; the answer's rows can be read from it."""
    return RawCursor(driver(session)).execute(statement, values, prepare=True)


def together(session: Session, asked: Sequence[Ask]) -> list[list[Row]]:
    """Run the statements in their order, in one journey to the server and back; the rows that each gave.

    It is what a pipeline of the driver does, for a tenth of its cost: its cursors wait for each statement to
    leave and to arrive, here all are laid into one message. Values travel as text, whose type the statement
    tells: what is prepared for a small number is prepared for a large one.

    Raises:
        psycopg.Error: of the first statement that failed; those after it were not run.
    """
    connection = driver(session)
    values: abc.Transformer = Transformer(connection)
    told = [
        (_text(statement), values.dump_sequence(given, [PyFormat.TEXT] * len(given)))
        for statement, *given in asked
    ]
    with connection.lock:
        libpq = connection.pgconn
        libpq.enter_pipeline_mode()
        try:
            begins = libpq.transaction_status == TransactionStatus.IDLE and not connection.autocommit
            if begins:
                libpq.send_query_params(b"BEGIN", None)
            sent = [_send(connection, *each) for each in told]
            libpq.pipeline_sync()
            answers = connection.wait(_answers(connection.pgconn))
            libpq.exit_pipeline_mode()
        except BaseException:
            libpq.finish()  # half an answer may still be on its way: nobody may take it for theirs
            raise
    return _read(connection, answers[begins:], sent, values)


class _Sent(NamedTuple):
    """A statement that was sent, and the name under which the connection has it prepared."""

    text: _Text
    prepare: Prepare
    name: bytes

    @property
    def answers(self) -> int:
        """How many answers it gets: one to its preparation, if that was sent with it, and its own."""
        return 2 if self.prepare is Prepare.SHOULD else 1


class _Text(NamedTuple):
    """A statement as the driver's list of prepared statements knows it: its types are left to the server."""

    query: bytes
    types: tuple[int, ...] = ()


@cache
def _text(statement: object) -> _Text:
    return _Text(str(statement).encode())


def _send(connection: Connection[Any], text: _Text, told: Sequence[abc.Buffer | None]) -> _Sent:
    """Lay a statement into the message to the server, and before it, once a connection, its preparation.

    The list of what is prepared is the driver's own: it empties the server's when a transaction fails.
    """
    listed = _prepared(connection)
    prepare, name = listed.get(text, prepare=True)
    if prepare is Prepare.SHOULD:
        connection.pgconn.send_prepare(name, text.query)
    if prepare is Prepare.NO:  # so configured, for a pooler between us and the server
        connection.pgconn.send_query_params(text.query, told)
    else:
        connection.pgconn.send_query_prepared(name, told)
    listed.maybe_add_to_cache(text, prepare, name)
    return _Sent(text, prepare, name)


def _prepared(connection: Connection[Any]) -> Any:  # noqa: ANN401 - the driver's own, and it has no name outside
    return connection._prepared  # noqa: SLF001 - there is no other way to prepare without a cursor


def _answers(libpq: PGconn) -> abc.PQGen[list[PGresult]]:
    """Send the message, and gather all that the server answers to it."""
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
        elif answer is not None or libpq.status == ConnStatus.BAD:
            return answers


def _read(
    connection: Connection[Any], answers: Sequence[PGresult], sent: Sequence[_Sent], values: abc.Transformer
) -> list[list[Row]]:
    """The rows of each statement; what failed is told, and is no longer taken for prepared."""
    listed, rows, at = _prepared(connection), [], 0
    failed = next((each for each in answers if each.status == ExecStatus.FATAL_ERROR), None)
    for each in sent:
        at += each.answers
        answer = answers[at - 1] if at <= len(answers) else failed
        if each.prepare is Prepare.SHOULD:
            listed.validate(each.text, each.prepare, each.name, [answer])
        if failed is None and answer is not None:
            values.set_pgresult(answer)
            rows.append(values.load_rows(0, answer.ntuples, tuple))
    if failed is not None:
        raise error_from_result(failed, encoding=connection.info.encoding)
    return rows
