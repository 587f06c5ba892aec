"""What dies under whoever acts: PostgreSQL, its sessions, Prefect, the object store, the folder of papers.

All blows fall from the process that looks on, which has begun the servers and knows whether they are dead.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from typing import Final

import psycopg
from psycopg import sql

from console.postgres import EmbeddedPostgres
from trials.crash.matrix import Strike
from trials.crash.prefects import PrefectHouse
from trials.crash.world import Place
from trials.outages.lines import Line
from trials.outages.parts import Storage

DURABLE: Final = {"jit": "off"}
"""PostgreSQL as in production: what it has committed is on disk before it says so."""
_HITS: Final = 30.0
"""Seconds in which a session must have come to where it is killed."""
_GONE_MS: Final = 10_000
"""Milliseconds in which a session that was ended must be gone."""


def power_cut(server: EmbeddedPostgres) -> Strike:
    """The server with all its sessions at once."""

    def hit(_: Place) -> None:
        running = server.running()
        if running is None:
            raise RuntimeError("PostgreSQL does not run, so it cannot be killed.")
        pids = [pid for (pid,) in _asked(server, "select pid from pg_stat_activity")]
        for pid in (running.pid, *pids):
            _kill(pid)
        if not running.wait_for_end(_HITS):
            raise RuntimeError("PostgreSQL lives still.")

    return Strike("PostgreSQL", hit, lambda _: server.start() and None)


def session_killed(server: EmbeddedPostgres) -> Strike:
    """The sessions of who acts: the server ends all others then, and recovers by itself."""

    def hit(place: Place) -> None:
        for pid in _sessions(server, place):
            _kill(pid)

    return Strike("a session of PostgreSQL", hit, lambda _: recovered(server))


def session_ended(server: EmbeddedPostgres) -> Strike:
    """The sessions of who acts, ended by the server: for them it is gone, and no other notices."""

    def hit(place: Place) -> None:
        for pid in _sessions(server, place):
            _asked(server, "select pg_terminate_backend(%s, %s)", pid, _GONE_MS)

    return Strike("the sessions of who acts", hit)


def killed_in_commit(server: EmbeddedPostgres) -> Strike:
    """A session that has committed, on disk, and has told nobody: it waits for a standby that never was."""
    killed: list[int] = []

    def hit(_: Place) -> None:
        killed.clear()
        _stand_by(server, "nobody")
        threading.Thread(target=kill_who_waits, daemon=True).start()

    def kill_who_waits() -> None:
        waiting = "select pid from pg_stat_activity where wait_event = 'SyncRep'"
        pid = _await(server, waiting)
        if pid is None:
            return
        killed.append(pid)
        os.kill(pid, signal.SIGSTOP)  # or else it would answer as soon as nobody is waited for
        _stand_by(server, "")
        _kill(pid)

    def mend(_: Place) -> None:
        recovered(server)
        _stand_by(server, "")
        if not killed:
            raise RuntimeError("Nobody was killed in a COMMIT.")

    return Strike(
        "a session in its COMMIT", hit, mend, lambda point: point.endswith("before commit"), after=_HITS
    )


def prefect_killed(house: PrefectHouse) -> Strike:
    """Prefect's server, which takes some seconds to return."""

    def hit(_: Place) -> None:
        process = house.process
        if process is None or not process.alive:
            raise RuntimeError("Prefect does not run, so it cannot be killed.")
        process.signal(signal.SIGKILL, group=True)
        process.wait_for_end(_HITS)

    return Strike("Prefect's server", hit, lambda _: house.start())


def prefect_cut(line: Line) -> Strike:
    """The way to Prefect: for who acts it is as if the server were dead, and is back in a moment."""
    return Strike("the way to Prefect", lambda _: line.shut(), lambda _: line.open(), after=0.3)


def storage_killed(storage: Storage) -> Strike:
    """The object store, around each put."""

    def hit(_: Place) -> None:
        if storage.process is None or not storage.process.alive:
            raise RuntimeError("The object store does not run, so it cannot be killed.")
        storage.kill()

    return Strike("the object store", hit, lambda _: storage.start(), is_of_storage)


def folder_away() -> Strike:
    """The folder of papers, as when the disk it lies on is no longer there."""

    def hit(place: Place) -> None:
        folder = place.home / "archive"
        if folder.exists():
            folder.rename(place.home / "archive.away")
        folder.touch()  # where no folder can be made

    def mend(place: Place) -> None:
        (place.home / "archive").unlink()
        if (away := place.home / "archive.away").exists():
            away.rename(place.home / "archive")

    return Strike("the folder of papers", hit, mend, is_of_storage)


def is_of_storage(point: str) -> bool:
    """Whether a point lies beside something that is put into storage."""
    return any(word in point for word in ("put", "upload"))


def recovered(server: EmbeddedPostgres) -> None:
    """Wait until the server, which ends all sessions when one was killed, takes new ones."""
    until = time.monotonic() + _HITS
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            server.connect().close()
            return
        time.sleep(0.05)
    server.start()


def _stand_by(server: EmbeddedPostgres, name: str) -> None:
    """Let each COMMIT wait for the standby of that name, or for none; returns when that holds."""
    with server.connect() as session:
        session.execute(sql.SQL("alter system set synchronous_standby_names = {}").format(sql.Literal(name)))
        session.execute("select pg_reload_conf()")
    if _await(server, f"select 1 where current_setting('synchronous_standby_names') = '{name}'") is None:
        raise RuntimeError("PostgreSQL does not read its settings anew.")


def _sessions(server: EmbeddedPostgres, place: Place) -> list[int]:
    rows = _asked(server, "select pid from pg_stat_activity where datname = %s", place.database)
    if not rows:
        raise RuntimeError("Nobody who acts has a session that could be ended.")
    return [pid for (pid,) in rows]


def _asked(server: EmbeddedPostgres, question: str, *values: object) -> list[tuple[int]]:
    with server.connect() as session:
        return session.execute(question.encode(), values).fetchall()


def _await(server: EmbeddedPostgres, question: str) -> int | None:
    until = time.monotonic() + _HITS
    while time.monotonic() < until:
        if rows := _asked(server, question):
            return rows[0][0]
        time.sleep(0.02)
    return None


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
