"""Straight to the driver: the few statements that every decision, and every row of a scan, asks.

What SQLAlchemy adds to a statement costs more than a short statement itself, and so does a cursor. These are
written out in `models.queries`, prepared once a connection, and run in the session's own transaction; those
that need not wait for each other's answers go to the server together (`together`), and come back together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import Connection, RawCursor
from sqlalchemy import Connection as SQLConnection
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from actions.line import Ask, Line, Row, known_line, line_of
from actions.units import Unit
from models.terse import writer

__all__ = ["Ask", "Row", "as_array", "as_json", "ask", "at_last", "attend", "driver", "together"]


def as_array(values: Iterable[object]) -> str:
    """Values as an array of texts travels."""
    told = list(values)
    is_alike = len(told) > 1 and told.count(told[0]) == len(told)  # as many rows of one act are, in places
    elements = [_element(told[0])] * len(told) if is_alike else map(_element, told)
    return "{" + ",".join(elements) + "}"


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    text = as_array(value) if isinstance(value, list) else str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


as_json = writer(sorts_keys=False)
"""Facts as a JSON value travels; the driver's own way makes an encoder for each."""


def _line(session: Session) -> Line:
    """The line of the session's transaction, after what waits in the session was written."""
    session.flush()
    return session.line() if isinstance(session, Unit) else line_of(session.connection().connection)


def driver(session: Session) -> Connection[Any]:
    """The driver's connection of the session's transaction, after what waits in the session was written."""
    line = _line(session)
    line.send_what_waits()
    return line.connection


def ask(session: Session, statement: str, *values: object) -> RawCursor[Row]:
    """Run the statement with these values for $1, $2 and so on; the answer's rows can be read from it."""
    return RawCursor(driver(session)).execute(statement, values, prepare=True)


def together(session: Session, asked: Sequence[Ask]) -> list[list[Row]]:
    """Run the statements in their order, in one journey to the server and back; the rows that each gave.

    Raises:
        psycopg.Error: of the first statement that failed; those after it were not run.
    """
    line = _line(session)
    line.send_what_waits()
    return line.journey(asked)


def at_last(session: Session, asked: Sequence[Ask]) -> None:
    """Run the statements before anything else is asked in this transaction, at the latest with its commit.

    What an act writes is mostly the last of its transaction: so it travels with the commit, and who holds the
    chain does not hold it for another journey. What fails is told where they are sent.
    """
    line = _line(session)
    line.waiting.extend(asked)
    if line.connection.autocommit:
        line.send_what_waits()


def attend(engine: Engine) -> None:
    """Let what waits be sent before SQLAlchemy asks something on its own, and before or with its commit."""
    event.listen(engine, "before_cursor_execute", lambda asking, *_: _before_others(asking))
    event.listen(engine, "commit", _with_commit)
    event.listen(engine, "rollback", _drop_what_waits)
    event.listen(engine, "checkin", lambda _, record: _drop_what_waits(record))


def _before_others(asking: SQLConnection) -> None:
    line = known_line(asking)
    if line is not None:
        line.send_what_waits()


def _with_commit(ending: SQLConnection) -> None:
    line = known_line(ending)
    if line is not None and line.waiting:
        line.commit()


def _drop_what_waits(ending: SQLConnection | ConnectionPoolEntry) -> None:
    if isinstance(ending, SQLConnection) and ending.invalidated:
        return  # it was lost, and its line with it
    line = known_line(ending)
    if line is not None:
        line.waiting.clear()
