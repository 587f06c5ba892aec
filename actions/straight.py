"""Straight to the driver: the few statements that every decision, and every row of a scan, asks.

What SQLAlchemy adds to a statement costs more than a short statement itself. These are written out in
`models.queries`, prepared once a connection, and run in the session's own transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, RawCursor
from sqlalchemy.orm import Session


def driver(session: Session) -> Connection[Any]:
    """The driver's connection of the session's transaction, after what waits in the session was written."""
    session.flush()
    found: Connection[Any] = session.connection().connection.driver_connection  # type: ignore[assignment]  # psycopg's
    return found


@contextmanager
def together(session: Session) -> Iterator[None]:
    """Send the statements of the block without waiting for each answer; what fails is told at its end."""
    with driver(session).pipeline():
        yield


def ask(session: Session, statement: str, *values: object) -> RawCursor[tuple[Any, ...]]:
    """Run the statement with these values for $1, $2 and so on; the answer's rows can be read from it."""
    return RawCursor(driver(session)).execute(statement, values, prepare=True)
