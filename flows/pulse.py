"""How the engine shows that it lives: a beat for whoever watches over it, and its figures for the monitor.

It lives while it speaks and none of its loops has ended. How long a piece of work takes is no matter of life:
reading every paper again takes hours; the figure `triplehelix_engine_busy_seconds` tells it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Final, Protocol

from actions import wiring
from actions.operation import answering, beats, figures, schema, supervisor
from actions.operation.answering import State
from actions.operation.gauges import Gauges
from models.errors import TripleHelixError, Unavailable

_log = logging.getLogger(__name__)

PAUSE: Final = 3.0
"""Seconds between two looks at a schema that is not up to date."""


class Beating(Protocol):
    """What the pulse asks of a loop."""

    name: str

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""

    @property
    def is_away(self) -> bool:
        """Whether its last turn met a server that was away."""

    @property
    def busy(self) -> float:
        """For how many seconds it has been at the work in hand; 0 while it waits."""


class Pulse:
    """Speaks for the engine while it runs.

    Args:
        home: the state folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._loops: Sequence[Beating] = ()

    def watch(self, loops: Sequence[Beating]) -> None:
        """From now on it stands on these loops: it is set up."""
        self._loops = loops
        supervisor.tell(supervisor.READY)

    def lives(self) -> State:
        """Whether the engine lives."""
        parts = {loop.name: loop.is_alive for loop in self._loops}
        return State(ok=all(parts.values()), parts=parts)

    def is_ready(self) -> State:
        """Whether it works: set up, all loops alive, and no server that it needs away."""
        parts = {loop.name: loop.is_alive and not loop.is_away for loop in self._loops}
        return State(ok=bool(parts) and all(parts.values()), parts=parts)

    def beat(self) -> None:
        """Say how it stands now."""
        if self.lives().ok:
            supervisor.tell(supervisor.ALIVE)
        busy = {loop.name: round(loop.busy, 1) for loop in self._loops}
        for name, seconds in busy.items():
            figures.BUSY.labels(name).set(seconds)
        beats.beat(
            self._home,
            ready=self.is_ready().ok,
            dead=tuple(loop.name for loop in self._loops if not loop.is_alive),
            away=tuple(loop.name for loop in self._loops if loop.is_away),
            busy=busy,
        )

    @contextmanager
    def shown(self, stopping: threading.Event) -> Iterator[Pulse]:
        """Beat, and show figures where an address for them is set, while the block runs."""
        gauges = Gauges()
        figures.REGISTRY.register(gauges)
        door = self._door()
        over = threading.Event()

        def keep_beating() -> None:
            while not (stopping.is_set() or over.is_set()):
                self.beat()
                over.wait(beats.EVERY_SECONDS)

        beating = threading.Thread(target=keep_beating, name="pulse", daemon=True)
        beating.start()
        try:
            yield self
        finally:
            supervisor.tell(supervisor.STOPPING)
            over.set()
            beating.join(beats.EVERY_SECONDS)
            beats.stop(self._home)
            figures.REGISTRY.unregister(gauges)
            if door is not None:
                door.shutdown()
                door.server_close()

    def _door(self) -> ThreadingHTTPServer | None:
        configured = wiring.settings()
        if not configured.metrics_engine:
            return None
        try:
            door = answering.Door(configured.metrics_engine, configured.metrics_token)
            return answering.opened(door, figures.REGISTRY, lives=self.lives, is_ready=self.is_ready)
        except TripleHelixError as wrong:
            _log.error("%s", " ".join(wrong.reasons))
            return None


def await_schema(stopping: threading.Event) -> None:
    """Wait until the tables are of a version that this program can work on; a newer one will do."""
    told = ""
    while not stopping.is_set():
        try:
            found = schema.examine()
        except Unavailable as away:
            sentence, serves = str(away), False
        else:
            sentence, serves = found.sentence, found.serves
            if found.standing is schema.Standing.SAME:
                return
        if sentence != told:
            _log.warning("%s", sentence)
            told = sentence
        if serves:
            return
        stopping.wait(PAUSE)
