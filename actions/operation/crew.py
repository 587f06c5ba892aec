"""Several processes that serve as one: begun as copies of the first, ended with it, their figures added up.

The first process begins the others before anything runs in it (no thread, no connection), so they share what
was imported. Each holds a line to the first, on which it tells its figures when asked. Where one of them
ends unasked all end, and whoever watches over the first begins them anew.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Final

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

_log = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 5.0
"""For the figures of another process; a look that would be wrong is none."""
GRACE_SECONDS: Final = 8.0
"""For the others to end after the first; `up` gives all of them ten."""

_ASKS: Final = b"?"
_LENGTH: Final = struct.Struct("!I")
_DIES_WITH_PARENT: Final = 1
"""Linux's PR_SET_PDEATHSIG."""
_LEAST: Final = ("_created", "_start_time_seconds", "_max_fds")
_GREATEST: Final = ("_info",)
"""Figures that are not added up: since when, and of which version."""


class Crew:
    """This process and the others that serve beside it; alone until `begin` is called.

    Attributes:
        first: whether this is the process that began the others.
        lost: whether one of the others ended with an error, or was killed.
    """

    def __init__(self) -> None:
        self.first = True
        self._lines: list[socket.socket] = []
        self._others: dict[int, threading.Thread] = {}
        self._ends = False
        self.lost = False
        self._asking = threading.Lock()

    def begin(self, others: int, work: Callable[[int], int], registry: CollectorRegistry) -> None:
        """Begin so many more processes; each does the work of its number (from 1) and ends with its answer.

        The rest of what the first process does is its own work. It is the only one that returns from here.
        """
        gc.collect()
        gc.freeze()  # what was imported stays, and is not looked through again: pages of memory stay shared
        parent = os.getpid()
        for number in range(1, others + 1):
            ours, theirs = socket.socketpair()
            pid = os.fork()
            if not pid:
                ours.close()
                self._serve_as_another(parent, theirs, registry, partial(work, number))
            theirs.close()
            ours.settimeout(PATIENCE_SECONDS)
            self._lines.append(ours)
            self._others[pid] = threading.Thread(target=self._await, args=(pid,), daemon=True)
        for thread in self._others.values():
            thread.start()

    def end(self) -> None:
        """End the others, asked first and then by force, and wait until they have ended."""
        self._ends = True
        self._signal(signal.SIGTERM)
        for thread in self._others.values():
            thread.join(GRACE_SECONDS)
        self._signal(signal.SIGKILL)
        for thread in self._others.values():
            thread.join(GRACE_SECONDS)

    def figures(self, own: CollectorRegistry) -> CollectorRegistry:
        """A registry that shows the figures of all of them, added up."""
        if not self._lines:
            return own
        whole = CollectorRegistry(auto_describe=False)
        whole.register(_Sum(lambda: [generate_latest(own).decode(), *self._told()]))
        return whole

    def _told(self) -> Iterator[str]:
        """What the others show.

        Raises:
            OSError: one of them does not answer.
        """
        with self._asking:
            for line in self._lines:
                line.sendall(_ASKS)
                (length,) = _LENGTH.unpack(_received(line, _LENGTH.size))
                yield _received(line, length).decode()

    def _await(self, pid: int) -> None:
        _, told = os.waitpid(pid, 0)
        if self._ends:
            return
        self._ends = True
        if os.waitstatus_to_exitcode(told):
            self.lost = True
            _log.error("Process %s has ended unasked; all that serve with it end.", pid)
        os.kill(os.getpid(), signal.SIGTERM)  # whoever told that one to end has told us, or means us, too

    def _signal(self, number: signal.Signals) -> None:
        for pid, thread in self._others.items():
            if thread.is_alive():
                with suppress(ProcessLookupError):
                    os.kill(pid, number)

    def _serve_as_another(
        self, parent: int, line: socket.socket, registry: CollectorRegistry, work: Callable[[], int]
    ) -> None:
        """Be another process: this never returns."""
        code = 1
        try:
            _end_with(parent)
            self.first, self._others = False, {}
            for each in self._lines:
                each.close()
            self._lines = []
            threading.Thread(target=_answer, args=(line, registry), daemon=True).start()
            code = work()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _end_with(parent: int) -> None:
    """Let the system end this process when the first one ends, however that comes."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, int(signal.SIGTERM))
    if os.getppid() != parent:
        raise SystemExit


def _answer(line: socket.socket, registry: CollectorRegistry) -> None:
    """Tell the figures as often as the first process asks."""
    with suppress(OSError):
        while line.recv(1):
            told = generate_latest(registry)
            line.sendall(_LENGTH.pack(len(told)) + told)


def _received(line: socket.socket, length: int) -> bytes:
    taken = bytearray()
    while len(taken) < length:
        part = line.recv(length - len(taken))
        if not part:
            raise ConnectionError
        taken += part
    return bytes(taken)


class _Sum(Collector):
    """Shows what several processes told, added up."""

    def __init__(self, told: Callable[[], list[str]]) -> None:
        self._told = told

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: the others would have to be asked."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The figures of all of them."""
        yield from added_up(self._told())


def added_up(told: list[str]) -> list[Metric]:
    """The figures that several processes show, as those of one."""
    families: dict[str, Metric] = {}
    values: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]] = {}
    for each in told:
        for family in text_string_to_metric_families(each):
            families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            known = values.setdefault(family.name, {})
            for sample in family.samples:
                key = sample.name, tuple(sample.labels.items())
                known[key] = _both(sample.name, known[key], sample.value) if key in known else sample.value
    for name, family in families.items():
        for (sample_name, labels), value in values[name].items():
            family.add_sample(sample_name, dict(labels), value)
    return list(families.values())


def _both(name: str, one: float, other: float) -> float:
    if name.endswith(_LEAST):
        return min(one, other)
    return max(one, other) if name.endswith(_GREATEST) else one + other


CREW: Final = Crew()
"""The processes that serve here as one."""
