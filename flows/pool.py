"""How Prefect's server asks whether a connection to PostgreSQL is alive: not anew when it was so just now.

Prefect has SQLAlchemy ask that before each use of a connection, and asyncpg's way to ask is a transaction of
its own: three questions to PostgreSQL before the one that is meant, for each request twice. A connection that
PostgreSQL has closed knows it, for its socket has ended; what it cannot know is a line that went silent on
the way, and for that it is asked once it has not been looked at for a while.
"""

from __future__ import annotations

import time
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

TRUST: Final = 5.0
"""Seconds for which a connection that was alive is taken to be so, unless it knows better."""


class Trusting(PGDialect_asyncpg):
    """SQLAlchemy's dialect for asyncpg that trusts a connection for some seconds."""

    supports_statement_cache = True

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        super().__init__(**settings)  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
        self._seen_alive: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        """When each connection was looked at last and was alive."""

    def do_ping(self, dbapi_connection: Any) -> bool:  # noqa: ANN401 - idem
        """Tell whether a connection may be used; SQLAlchemy makes a new one where it may not."""
        connection, now = dbapi_connection.driver_connection, time.monotonic()
        if connection.is_closed():
            return False
        if now - self._seen_alive.get(connection, float("-inf")) > TRUST:
            super().do_ping(dbapi_connection)  # type: ignore[no-untyped-call] # idem
        self._seen_alive[connection] = now
        return True


def trust_connections() -> None:
    """Have SQLAlchemy take this dialect wherever asyncpg is asked for, in this process."""
    registry.register("postgresql.asyncpg", __name__, Trusting.__name__)
