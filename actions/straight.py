"""Straight to the driver: the few statements that every decision, and every row of a scan, asks.

What SQLAlchemy adds to a statement costs more than a short statement itself, and so does a cursor. These are
written out in `models.queries`, prepared once a connection, and run in the session's own transaction; those
that need not wait for each other's answers go to the server together (`together`), and come back together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from json import JSONEncoder
from typing import Any, Final, NamedTuple

from psycopg import Connection, RawCursor, abc
from psycopg._preparing import Prepare
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection as SQLConnection
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from actions.units import Unit

Row = tuple[Any, ...]
Ask = tuple[object, ...]
"""A statement, and the values for its $1, $2 and so on."""


def as_array(values: Iterable[object]) -> str:
    """Values as an array of texts travels."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    text = as_array(value) if isinstance(value, list) else str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


as_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Facts as a JSON value travels; the driver's own way makes an encoder for each."""


class _Line(NamedTuple):
    """The line of a transaction to the server: the driver's connection, and what turns values into text."""

    connection: Connection[Any]
    values: abc.Transformer
    waiting: list[Ask]
    """What is sent before anything else is asked, at the latest with the commit."""


_LINE: Final = "straight.line"


def _line(session: Session) -> _Line:
    """The line of the session's transaction, made once a connection."""
    given = session.given() if isinstance(session, Unit) else session.connection()
    known = given.info
    if _LINE not in known:
        connection: Connection[Any] = given.connection.driver_connection  # type: ignore[assignment]  # psycopg's
        known[_LINE] = _Line(connection, Transformer(connection), [])
    found: _Line = known[_LINE]
    return found


def driver(session: Session) -> Connection[Any]:
    """The driver's connection of the session's transaction, after what waits in the session was written."""
    session.flush()
    line = _line(session)
    _send_what_waits(line)
    return line.connection


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
    session.flush()
    line = _line(session)
    _send_what_waits(line)
    return _journey(line, asked)


def at_last(session: Session, asked: Sequence[Ask]) -> None:
    """Run the statements before anything else is asked in this transaction, at the latest with its commit.

    What an act writes is mostly the last of its transaction: so it travels with the commit, and who holds the
    chain does not hold it for another journey. What fails is told where they are sent.
    """
    session.flush()
    line = _line(session)
    line.waiting.extend(asked)
    if line.connection.autocommit:
        _send_what_waits(line)


def attend(engine: Engine) -> None:
    """Let what waits be sent before SQLAlchemy asks something on its own, and before or with its commit."""
    event.listen(engine, "before_cursor_execute", lambda asking, *_: _before_others(asking))
    event.listen(engine, "commit", _with_commit)
    event.listen(engine, "rollback", _drop_what_waits)
    event.listen(engine, "checkin", lambda _, record: _drop_what_waits(record))


def _before_others(asking: SQLConnection) -> None:
    line: _Line | None = asking.info.get(_LINE)
    if line is not None:
        _send_what_waits(line)


def _with_commit(ending: SQLConnection) -> None:
    line: _Line | None = ending.info.get(_LINE)
    if line is not None and line.waiting:
        _send_what_waits(line, _COMMIT)


def _drop_what_waits(ending: SQLConnection | ConnectionPoolEntry) -> None:
    if isinstance(ending, SQLConnection) and ending.invalidated:
        return  # it was lost, and its line with it
    line: _Line | None = ending.info.get(_LINE)
    if line is not None:
        line.waiting.clear()


def _send_what_waits(line: _Line, *last: Ask) -> None:
    if line.waiting:
        asked = (*line.waiting, *last)
        line.waiting.clear()
        _journey(line, asked)


_COMMIT: Final = ("commit",)


def _journey(line: _Line, asked: Sequence[Ask]) -> list[list[Row]]:
    connection, values, _ = line
    told = [(_text(each[0]), values.dump_sequence(each[1:], _AS_TEXT[: len(each) - 1])) for each in asked]
    with connection.lock:
        libpq = connection.pgconn
        libpq.enter_pipeline_mode()
        try:
            begins = libpq.transaction_status == TransactionStatus.IDLE and not connection.autocommit
            if begins:
                libpq.send_query_params(b"BEGIN", None)
            sent = [_send(connection, *each) for each in told]
            libpq.pipeline_sync()
            answers = connection.wait(_answers(libpq))
            libpq.exit_pipeline_mode()
        except BaseException:
            libpq.finish()  # half an answer may still be on its way: nobody may take it for theirs
            raise
    return _read(connection, answers[begins:], sent, values)


_AS_TEXT: Final = (PyFormat.TEXT,) * 100
"""How each value of a statement travels; none has more."""


class _Text(NamedTuple):
    """A statement as the driver's list of prepared statements knows it: its types are left to the server."""

    query: bytes
    types: tuple[int, ...] = ()


@cache
def _text(statement: object) -> _Text:
    return _Text(str(statement).encode())


_Preparing = tuple[_Text, Prepare, bytes]
"""A statement that is being prepared, and the name that it gets."""


def _send(connection: Connection[Any], text: _Text, told: Sequence[abc.Buffer | None]) -> _Preparing | None:
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
    return (text, prepare, name) if prepare is Prepare.SHOULD else None


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
