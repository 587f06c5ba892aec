"""The connections of this process to PostgreSQL: a pool, which asks one that has rested whether it lives."""

from __future__ import annotations

import time
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import InvalidatePoolError

from actions import straight

_RESTED_SECONDS: Final = 1.0
"""After so long out of use a connection is asked whether it still lives before it is given out.

One that served a moment ago is not: the question costs as much as a short statement.
"""


def pool(address: str) -> Engine:
    """A new pool for the database at that address."""
    engine = create_engine(address, pool_size=8, max_overflow=8)

    def came_back(_: object, record: Any) -> None:  # noqa: ANN401 - the pool's own record of a connection
        record.info["rests_since"] = time.monotonic()

    def goes_out(connection: Any, record: Any, _: object) -> None:  # noqa: ANN401 - the driver's connection
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since < _RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as away:
            raise InvalidatePoolError from away

    straight.attend(engine)
    event.listen(engine, "checkin", came_back)
    event.listen(engine, "checkout", goes_out)
    return engine
