"""One transaction: the driver's own, which SQLAlchemy joins when it is first asked for something.

A decision asks the driver alone (`actions.straight`). What SQLAlchemy's session and connection do for each
transaction, without being asked for anything in it, costs as much as judging the decision: neither is made
before it is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.orm import Session

from actions.line import Line, line_of


class Unit(Session):
    """A session of one transaction: committed when its block ends, rolled back when the block raises."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is asked of the pool yet, and nothing of what makes a session is made."""
        self.engine = engine
        self.is_in_commit = False
        """Whether a COMMIT was sent that nobody has answered: what it was to write may be on record."""
        self.is_session = False
        """Whether anybody has asked for more than the driver."""
        self._lent: PoolProxiedConnection | None = None
        self._line: Line | None = None
        self._joined: Connection | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a session has
        """What a session has: all of it is made when the first of it is asked for."""
        if self.is_session:
            raise AttributeError(name)
        self.is_session = True
        super().__init__(self.engine, expire_on_commit=False, join_transaction_mode="control_fully")
        return getattr(self, name)

    def line(self) -> Line:
        """The line of the transaction: its connection is taken from the pool when it is first needed."""
        if self._line is None:
            self._lent = self.engine.raw_connection()
            self._line = line_of(self._lent)
        return self._line

    def get_bind(self, *_: Any, **__: Any) -> Connection:  # noqa: ANN401 - all of ours stands in one database
        """What SQLAlchemy asks in: the same connection, so that there is one transaction."""
        self.line()
        if self._joined is None:
            self._joined = Connection(self.engine, self._lent)
        if not self._joined.in_transaction():
            self._joined.begin()
        return self._joined

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what waits in the session, if there is one."""
        if self.is_session:
            super().flush(objects)

    def commit(self) -> None:
        """Write what waits, and commit."""
        self.flush()
        self.is_in_commit = self._line is not None
        if self.is_session and self.in_transaction():
            super().commit()
        if self._joined is not None:
            self._joined.commit()
        elif self._line is not None:
            self._line.commit()
        self.is_in_commit = False

    def rollback(self) -> None:
        """Undo all that was done in the transaction; what is asked next begins another."""
        if self.is_session:
            super().rollback()
        self._give_back()

    def close(self) -> None:
        """Undo what was not committed, and give the connection back to the pool."""
        if self.is_session:
            super().close()
        self._give_back()

    def _give_back(self) -> None:
        lent, line, joined = self._lent, self._line, self._joined
        self._lent = self._line = self._joined = None
        if lent is None or line is None:
            return
        try:
            if joined is None:
                line.rollback()
            elif not line.connection.closed:
                joined.close()
        finally:
            if not line.connection.closed and joined is None:
                lent.close()
            elif line.connection.closed and lent.is_valid:  # nobody is to have it again
                lent.invalidate()

    def __enter__(self) -> Self:
        """Begin the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        """End the transaction as the block has ended."""
        try:
            if kind is None:
                self.commit()
        finally:
            self.close()
