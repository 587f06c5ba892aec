"""A world to break: databases copied in a moment, folders of papers, acts in processes of their own."""

from __future__ import annotations

import faulthandler
import json
import os
import secrets
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from console.postgres import EmbeddedPostgres
from trials.crash import points as faults

ON: Final = date(2026, 11, 20)
"""The day on which everything is done."""
HASTE: Final = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit", "autovacuum"), "off") | {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "file_copy_method": "clone",
    "track_commit_timestamp": "on",
    "jit": "off",
}
"""Where the client is killed and not the server, the server need not survive a power cut."""
LIMIT: Final = 150.0
"""Seconds in which whoever acts must have ended, whatever was killed under them; who has not, hangs."""
_FIRST_WORDS: Final = 3000
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_SECRET: Final = "0" * 32


@dataclass(frozen=True)
class Place:
    """A database and the folder of its papers."""

    database: str
    home: Path


@dataclass(frozen=True)
class Ended:
    """How a process ended: killed at a point, or with an answer; and the points that it passed."""

    killed: bool
    answer: Any
    passed: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Blow:
    """What falls from outside on somebody who acts, at a point: a server of theirs dies.

    Args:
        hit: kills it; who acts waits meanwhile, and goes on when it is dead.
        mend: starts it again, `after` so many seconds or when nobody acts any longer.
        after: seconds.
    """

    hit: Callable[[], object]
    mend: Callable[[], object]
    after: float = 0.5


class World:
    """One PostgreSQL, and places in it.

    Args:
        server: the server.
        folder: where the places' folders are made.
    """

    def __init__(self, server: EmbeddedPostgres, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.told: dict[str, str] = {}
        """What every process is told besides."""
        self._made: list[Place] = []

    def copy(self, place: Place) -> Place:
        """A place of its own that is as that one."""
        return self.take_over(place.database, place.home)

    def take_over(self, template: str, home: Path | None = None) -> Place:
        """A place whose database is a copy of the template, with the papers of that folder."""
        name = f"crash_{secrets.token_hex(4)}"
        self.server.copy(template, name)
        own = self.folder / name
        if home is None:
            own.mkdir()
        else:
            shutil.copytree(home, own)
        self._made.append(Place(name, own))
        return self._made[-1]

    def drop(self, place: Place) -> None:
        """Do away with a place."""
        self.server.drop(place.database)
        shutil.rmtree(place.home, ignore_errors=True)
        self._made.remove(place)

    def drop_all(self) -> None:
        """Do away with every place that is left."""
        for place in list(self._made):
            self.drop(place)

    def environment(self, place: Place) -> dict[str, str]:
        """What a process of that place is told."""
        return {
            "TRIPLEHELIX_DATABASE_URL": self.server.url(place.database),
            "TRIPLEHELIX_HOME": str(place.home),
            "TRIPLEHELIX_SECRET_KEY": _SECRET,
            "TRIPLEHELIX_TODAY": ON.isoformat(),
            **self.told,
        }

    def live(
        self,
        place: Place,
        act: Callable[[], Any],
        *,
        die_at: int | None = None,
        before: Callable[[], object] = lambda: None,
        blow: Blow | None = None,
        limit: float = LIMIT,
    ) -> Ended:
        """Act there in a process of its own, which dies at that point; None counts no points.

        What is done before, in the same process, has no points. With a blow, it is not the process that dies
        at the point. Whoever has not ended within the limit (seconds) is ended, and told as hanging.

        The process is a fork of this one: what is costly to import is imported before.
        """
        said = Path(tempfile.mkstemp(dir=self.folder)[1])
        counted = None if die_at is None else faults.Points(die_at)
        ours, theirs = socket.socketpair()
        with ours, theirs:
            if counted is not None and blow is not None:
                counted.strike = lambda: (theirs.send(b"!"), theirs.recv(1))
            child = os.fork()
            if child == 0:
                self._live(place, act, counted, said, before, limit)
            hangs = True
            try:
                hangs = not _ends_within(child, limit + 1, ours, blow)
            finally:
                if hangs:
                    os.kill(child, signal.SIGKILL)
                _, status = os.waitpid(child, 0)
        spoken = said.read_text(encoding="utf-8")
        said.unlink()
        if hangs:
            return Ended(
                killed=False,
                answer=None,
                passed=(),
                problem=f"It hangs still after {limit:.0f} s:\n{spoken[:_FIRST_WORDS]}",
            )
        told = json.loads(spoken or "{}")
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and not told:
            told = {"problem": f"The process ended with {status} and said nothing."}
        return Ended(killed, told.get("answer"), tuple(told.get("passed", ())), told.get("problem", ""))

    def _speak_aside(self) -> None:
        """Let this process say into a log what it meets: that a server is away is no news here."""
        log = os.open(self.folder / "said.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)

    def _live(
        self,
        place: Place,
        act: Callable[[], Any],
        counted: faults.Points | None,
        said: Path,
        before: Callable[[], object],
        limit: float,
    ) -> None:
        try:
            from actions import wiring

            os.environ.update(self.environment(place))
            self._speak_aside()
            wiring.forget()
            told: dict[str, Any] = {}
            try:
                faulthandler.dump_traceback_later(limit, file=said.open("w", encoding="utf-8"))
                before()
                if counted is not None:
                    faults.install(counted)
                told["answer"] = act()
            except BaseException:  # noqa: BLE001 - whatever it met, the parent must be told
                told["problem"] = traceback.format_exc()
            faulthandler.cancel_dump_traceback_later()
            told["passed"] = counted.passed if counted else []
            said.write_text(json.dumps(told, default=str), encoding="utf-8")
            sys.stdout.flush()
        finally:
            os._exit(0)


def _ends_within(child: int, seconds: float, bell: socket.socket, blow: Blow | None) -> bool:
    """Whether a process of ours ends within so many seconds; the blow falls when it rings."""
    watched, until, mend_at = os.pidfd_open(child), time.monotonic() + seconds, float("inf")
    eyes = select.poll()
    eyes.register(watched, select.POLLIN)
    eyes.register(bell, select.POLLIN)
    try:
        while (now := time.monotonic()) < until:
            if blow is not None and now >= mend_at:
                mend_at = float("inf")
                blow.mend()
            ready = {number for number, _ in eyes.poll(max(0.0, min(until, mend_at) - now) * 1000 + 1)}
            if watched in ready:
                return True
            if blow is not None and bell.fileno() in ready:
                bell.recv(1)
                blow.hit()
                mend_at = time.monotonic() + blow.after
                bell.send(b".")
        return False
    finally:
        os.close(watched)
        if blow is not None and mend_at < float("inf"):
            blow.mend()


@contextmanager
def made(settings: Mapping[str, str] = HASTE) -> Iterator[tuple[World, Place]]:
    """A world with one place: all tables, and the cast of rehearsals.

    Args:
        settings: of PostgreSQL; in haste, it is not to be killed itself.
    """
    from actions import rehearsal, wiring

    memory = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="triplehelix-crash-", dir=memory))
    server = EmbeddedPostgres(folder / "postgres", settings=settings)
    world = World(server, folder)
    try:
        server.start()
        server.ensure("empty")
        first = world.take_over("empty")

        def furnish() -> None:
            wiring.migrate()
            with wiring.unit_of_work() as session:
                rehearsal.seat_cast(session)

        ended = world.live(first, furnish)
        if ended.problem:
            raise RuntimeError(ended.problem)
        yield world, first
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)
