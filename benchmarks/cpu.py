"""CPU seconds of a benchmark's parts: of this process, and of a PostgreSQL server with all its backends.

Standard library alone: the peers' programs run it in an environment of their own.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def of_tree(root: int) -> float:
    """CPU seconds that the process and all its children, living and ended, have used so far; 0 is nobody."""
    if not root:
        return 0.0
    seconds, waiting = 0.0, [root]
    while waiting:
        one = waiting.pop()
        try:
            stat = Path(f"/proc/{one}/stat").read_text(encoding="ascii", errors="replace")
            children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        except OSError:
            continue  # it ended meanwhile: its parent has counted it
        fields = stat.rpartition(")")[2].split()
        seconds += sum(int(each) for each in fields[11:15]) / _TICKS
        waiting += [int(each) for each in children.split()]
    return seconds


@dataclass
class Spent:
    """What the measured pieces took together: by the clock, in this process, in the database server."""

    wall: float = 0.0
    client: float = 0.0
    server: float = 0.0

    @property
    def cpu(self) -> float:
        """CPU seconds of both sides."""
        return self.client + self.server


@contextmanager
def counted(spent: Spent, server: int) -> Iterator[None]:
    """Add what the block takes to what was spent; `server` is the number of the server's first process."""
    before = of_tree(server)
    wall, client = time.perf_counter(), time.process_time()
    yield
    spent.client += time.process_time() - client
    spent.wall += time.perf_counter() - wall
    spent.server += of_tree(server) - before
