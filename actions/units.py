"""One transaction: the driver's own, which SQLAlchemy's session joins when it is first asked for something.

A decision asks the driver alone (`actions.straight`); what a session does for each transaction, without being
asked for anything in it, costs as much as judging the decision.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session


class Unit(Session):
    """A session of one transaction: committed when its block ends, rolled back when the block raises."""

    def __init__(self, engine: Engine) -> None:
        """Nothing is asked of the pool yet."""
        super().__init__(engine, expire_on_commit=False, join_transaction_mode="control_fully")
        self._engine = engine
        self._given: Connection | None = None

    def given(self) -> Connection:
        """The connection of the transaction: taken from the pool, and begun, when it is first needed."""
        if self._given is None:
            self._given = self._engine.connect()
        if not self._given.in_transaction():
            self._given.begin()
        return self._given

    def get_bind(self, *_: Any, **__: Any) -> Connection:  # noqa: ANN401 - all of ours stands in one database
        """What SQLAlchemy asks in: the same connection, so that there is one transaction."""
        return self.given()

    def commit(self) -> None:
        """Write what waits in the session, and commit."""
        self.flush()
        if self.in_transaction():
            super().commit()
        elif self._given is not None:
            self._given.commit()

    def rollback(self) -> None:
        """Undo all that was done in the transaction."""
        super().rollback()
        if self._given is not None:
            self._given.rollback()

    def close(self) -> None:
        """Undo what was not committed, and give the connection back to the pool."""
        super().close()
        if self._given is not None:
            self._given.rollback()
            self._given.close()
            self._given = None

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
