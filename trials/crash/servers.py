"""The servers killed under whoever acts: PostgreSQL, one of its sessions, Prefect, the object store."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from console.postgres import EmbeddedPostgres
from trials.crash import engine, matrix, stories_engine
from trials.crash.asking import Ask, Do, Step, Story, warm
from trials.crash.matrix import Strike, Tried
from trials.crash.prefects import PrefectHouse
from trials.crash.stories_tasks import TALK, first_step
from trials.crash.world import Place, World, made
from trials.outages.parts import Storage

DURABLE: Final = {"jit": "off"}
"""PostgreSQL as in production: what it has committed is on disk before it says so."""
_PAPER: Final = next(step for step in TALK if isinstance(step, Ask) and step.files)
_HITS: Final = 5.0
"""Seconds in which a session must have come to where it is killed."""
_FEW: Final = 4
"""Every so many points a server is killed that takes some ten seconds to return."""


def tried(chosen: Callable[[str], bool]) -> Iterator[Tried]:
    """Kill each server under a decision and under the drawing of a window and a paper.

    Args:
        chosen: whether what is killed is to be killed, by its name.
    """
    with made(DURABLE) as (world, first):
        warm()
        database = _of_database(world.server)
        decision = Story("a decision", (Do("what the first stage asks for", first_step), *_decided()))
        for strike in filter(lambda strike: chosen(f"{strike.name}, a decision"), database):
            yield from _under(strike, world, first, decision)
        with engine.opened(world, first) as shop:
            works = {work.name: work for work in stories_engine.WORKS}
            carried_out = works["a decision is carried out"]
            house = shop.prefect
            assert isinstance(house, PrefectHouse)  # noqa: S101 - of a workshop that was opened
            prefect = Strike("Prefect's server", partial(_end, house), house.start)
            for strike in (*database[:2], prefect):
                if chosen(f"{strike.name}, a drawing"):
                    row = engine.tell(shop, carried_out, every=_FEW, strike=strike)
                    row.story = strike.name
                    yield row
        if chosen("the object store"):
            yield from _of_storage(world, first)


def _decided() -> tuple[Step, ...]:
    """A task is ordered, its papers are handed in, and its first gate is decided."""
    handed_in = next(step for step in TALK if isinstance(step, Do))
    return (TALK[0], handed_in, TALK[-1])


def _under(strike: Strike, world: World, first: Place, story: Story) -> Iterator[Tried]:
    """Tell a story, and kill the server under its last step."""
    last = story.steps[-1]
    for row in matrix.tell(world, first, story, only=lambda step, _: step is last, strike=strike):
        if row.kinds:
            row.story = strike.name
            yield row


def _of_database(server: EmbeddedPostgres) -> tuple[Strike, ...]:
    """The server with all its sessions; a session; a session that has committed and has not said so yet."""
    return (
        Strike("PostgreSQL", partial(_power_cut, server), server.start),
        Strike("a session of PostgreSQL", partial(_end_sessions, server), partial(_recovered, server)),
        Strike(
            "a session in its COMMIT",
            partial(_end_in_commit, server),
            partial(_recovered, server),
            lambda point: point.endswith("before commit"),
        ),
    )


def _power_cut(server: EmbeddedPostgres) -> None:
    running = server.running()
    if running is None:
        return
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text(encoding="ascii").split()
    for pid in (*map(int, children), running.pid):
        _kill(pid)
    running.wait_for_end(10)


def _end_sessions(server: EmbeddedPostgres) -> None:
    """Kill the sessions of our database: the server ends all others then, and recovers by itself."""
    name = os.environ["TRIPLEHELIX_DATABASE_URL"].rpartition("/")[2].partition("?")[0]
    with server.connect() as session:
        question = "select pid from pg_stat_activity where datname = %s"
        sessions = [pid for (pid,) in session.execute(question, [name]).fetchall()]
    for pid in sessions:
        _kill(pid)


def _end_in_commit(server: EmbeddedPostgres) -> None:
    """Let the next COMMIT wait, on disk already, for a standby that never answers; and kill it there."""
    with server.connect() as session:
        session.execute("alter system set synchronous_standby_names = 'nobody'")
        session.execute("select pg_reload_conf()")
    _await(server, "select 1 where current_setting('synchronous_standby_names') = 'nobody'")
    threading.Thread(target=_end_waiting, args=(server,), daemon=True).start()


def _end_waiting(server: EmbeddedPostgres) -> None:
    pid = _await(server, "select pid from pg_stat_activity where wait_event = 'SyncRep'")
    with server.connect() as session:
        session.execute("alter system reset synchronous_standby_names")
        session.execute("select pg_reload_conf()") if pid is None else None
    if pid is not None:
        _kill(pid)


def _await(server: EmbeddedPostgres, question: str) -> int | None:
    until = time.monotonic() + _HITS
    while time.monotonic() < until:
        with server.connect() as session:
            row = session.execute(question).fetchone()
        if row:
            return int(row[0])
        time.sleep(0.02)
    return None


def _recovered(server: EmbeddedPostgres) -> None:
    """Wait until the server, which ends all sessions when one was killed, takes new ones."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(psycopg.OperationalError):
            server.connect().close()
            return
        time.sleep(0.1)
    server.start()


def _end(house: PrefectHouse) -> None:
    if house.process is not None:
        house.process.signal(signal.SIGKILL, group=True)


def _of_storage(world: World, first: Place) -> Iterator[Tried]:
    """The object store, killed around each put of a paper that is handed in."""
    storage = Storage(world.folder / "s3")
    storage.start()
    world.told = storage.environment()
    strike = Strike("the object store", storage.kill, storage.start, lambda point: "put" in point)
    try:
        paper = Story("a paper", (Do("what the first stage asks for", first_step), TALK[0], _PAPER))
        yield from _under(strike, world, first, paper)
    finally:
        world.told = {}
        storage.kill()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
