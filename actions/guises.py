"""A pool that gives a transaction, where it can, a connection that last served in the same guise.

PostgreSQL keeps what it has planned for a statement together with the role that it planned for: the policies
of the second wall are a part of the plan. A connection that serves now the State's side and now an
organisation plans every statement of theirs anew at each change. What is given out here is chosen for speed
alone: each transaction takes on its role and its sight itself (`actions.walls`).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Final

from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlalchemy.util.queue import Queue

wanted: Final[ContextVar[str]] = ContextVar("guise", default="")
"""The role in which the next transaction will see; empty where nobody stands in the portal."""

_SERVED_AS: Final = "served as"


class _Rack(Queue[ConnectionPoolEntry]):
    """Connections at rest: of those that served in the guise the last used, or the longest unused of all."""

    def holds(self, guise: str) -> bool:
        """Whether one rests here that served in that guise."""
        with self.mutex:
            return any(each.info.get(_SERVED_AS) == guise for each in self.queue)

    def _get(self) -> ConnectionPoolEntry:
        guise = wanted.get()
        for place in reversed(range(len(self.queue))):
            found = self.queue[place]
            if found.info.get(_SERVED_AS) == guise:
                del self.queue[place]
                return found
        return self.queue.popleft()


class GuisePool(QueuePool):
    """SQLAlchemy's pool of so many connections, which makes one for each guise before it lends another's."""

    _queue_class = _Rack
    _pool: _Rack

    def _do_get(self) -> ConnectionPoolEntry:
        guise = wanted.get()
        found = None
        if self._overflow < 0 and not self._pool.holds(guise):
            found = self._one_more()
        found = found or super()._do_get()
        found.info[_SERVED_AS] = guise
        return found

    def _one_more(self) -> ConnectionPoolEntry | None:
        """A new connection, as long as there are fewer than the pool keeps."""
        if not self._inc_overflow():
            return None
        try:
            return self._create_connection()
        except BaseException:
            self._dec_overflow()
            raise
