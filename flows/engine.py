"""The engine: one warm process that keeps promises, hears answers and runs what is due.

`python -m flows.engine` starts it. Four loops, a thread each, so that a long import holds no decision up:

* the relay keeps what transactions promised; PostgreSQL rings a bell for each promise.
* the ears hear what people answered in Prefect; Prefect's event stream wakes them, and a short poll as well,
  for a wake-up can be missed.
* the executor runs scheduled runs of our deployments.
* the teller sends to other systems what happened (webhooks).

As many engines as wanted may run: each promise, run and drawing is taken by one at a time. An engine may be
killed at any point; what it had begun is begun again by the next one.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx
from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events import Event
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.exceptions import PrefectHTTPStatusError

from actions import connections, wiring
from actions.bell import listening
from actions.operation import lines, presence
from flows import deploy, stages
from flows.away import is_away
from flows.drawing import Studio
from flows.ears import Ears, Heard
from flows.executor import Executor
from flows.inprocess import at_hand
from flows.orphans import Orphans
from flows.pulse import Pulse, await_schema
from flows.relay import CALM, Kept, Relay
from flows.telling import Teller
from models.errors import BadInput

_log = logging.getLogger("flows.engine")

POLL: Final = 2.0
"""Seconds after which each loop looks by itself, when nothing wakes it."""
RELAYS: Final = 2
"""Promises kept at the same time: a slow paper of one task holds no other task up."""
READY: Final = "The engine is ready."
"""The sentence that `console` waits for."""
TRUST: Final = 1.0
"""Seconds for which a Prefect that has answered is taken to be there: it is asked once for several promises.
One that is taken in the second after Prefect fell silent waits for it uncounted (`Relay`)."""
OUTAGE_PAUSE: Final = 3.0
"""Seconds to wait while PostgreSQL or Prefect is away."""

_WAKERS: Final = ("prefect.flow-run.Running", "prefect.flow-run.Scheduled", "prefect.flow-run.Resuming")


@dataclass(frozen=True)
class Turn:
    """What one turn of the engine brought about."""

    heard: tuple[Heard, ...]
    kept: tuple[Kept, ...]
    ran: tuple[str, ...]

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.heard or self.kept or self.ran)


class Engine:
    """The engine's parts around one client of Prefect.

    Args:
        api: an open client of the Prefect server.
        flows: the flow of each deployment; without them nothing scheduled is run.
        studio: another studio than the default one, for tests.
        calm: seconds without a promise after which the boards are published.
    """

    def __init__(
        self,
        api: SyncPrefectClient,
        flows: Mapping[UUID, Flow[..., Any]] | None = None,
        studio: Studio | None = None,
        calm: float = 0.0,
    ) -> None:
        self.api = api
        self.name = presence.drawn()
        self.studio = studio or Studio(api)
        self.ears = Ears(self.studio)
        self.relay = Relay(self.studio, calm)
        self._answered = float("-inf")
        """When Prefect answered last that it is well."""
        self._take_up(flows or {})

    def turn(self) -> Turn:
        """Do all that is due once: hear the answers, keep the promises, run what is scheduled."""
        return Turn(tuple(self.ears.turn()), tuple(self.keep_all()), tuple(self.executor.turn()))

    def keep_all(self) -> list[Kept]:
        """Keep promises until none is due; none is taken, to fail and be counted, while Prefect is away."""
        kept: list[Kept] = []
        while self._is_prefect_there() and (one := self.relay.turn()) is not None:
            kept.append(one)
        return kept

    def run_due(self) -> list[str]:
        """Run what is scheduled; a Prefect server that was emptied meanwhile is set up again first."""
        if not self.executor.is_known():
            _log.warning("Prefect has lost the deployments; they are made again.")
            self._take_up(deploy.set_up(self.api))
        self.orphans.turn()
        return self.executor.turn()

    def _take_up(self, flows: Mapping[UUID, Flow[..., Any]]) -> None:
        self.executor = Executor(self.api, flows, self.name)
        self.orphans = Orphans(self.api, flows)

    def _is_prefect_there(self) -> bool:
        if time.monotonic() < self._answered + TRUST:
            return True
        is_there = self.api.api_healthcheck() is None
        if is_there:
            self._answered = time.monotonic()
        return is_there


class Loop:
    """A thread that works whenever it is woken, and every few seconds by itself.

    Args:
        name: what the thread is called in the log.
        work: does what is due.
        stopping: set when the engine is to end; the work in hand is finished first.
        around: what its thread keeps open meanwhile.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], object],
        stopping: threading.Event,
        around: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.name = name
        self.is_away = False
        self._began: float | None = None
        self._work = work
        self._stopping = stopping
        self._around = around
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look at once."""
        self._woken.set()

    def join(self, seconds: float) -> None:
        """Wait for the work in hand."""
        self._thread.join(seconds)

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    @property
    def busy(self) -> float:
        """For how many seconds it has been at the work in hand; 0 while it waits."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._around():
                    while not self._stopping.is_set():
                        self._turn()
            except Exception as problem:  # noqa: BLE001 - what a server that is away does not give is asked for again
                self._tell(problem)
                self._stopping.wait(OUTAGE_PAUSE)

    def _turn(self) -> None:
        pause = POLL
        self._woken.clear()
        self._began = time.monotonic()
        try:
            self._work()
        except Exception as problem:  # noqa: BLE001 - the loop outlives whatever one turn of it met
            pause = OUTAGE_PAUSE
            self._tell(problem)
        else:
            self.is_away = False
        self._began = None
        self._woken.wait(pause)

    def _tell(self, problem: Exception) -> None:
        self.is_away = is_away(problem)
        if self.is_away:
            _log.warning("%s waits: %s", self.name, problem)
        else:
            _log.error("%s met an error and goes on", self.name, exc_info=problem)


class Bells:
    """Wakes the loops when PostgreSQL or Prefect says that something has happened.

    Args:
        stopping: set when the engine is to end.
        name: under which the engine is present while it listens.
    """

    def __init__(self, stopping: threading.Event, name: str) -> None:
        self._stopping = stopping
        self._name = name

    def ring_on_promises(self, wake: Callable[[], None]) -> None:
        """Listen to PostgreSQL until the engine ends."""
        while not self._stopping.is_set():
            try:
                with listening(self._name) as bell:
                    while not self._stopping.is_set():
                        if bell.wait(POLL):
                            wake()
            except Exception as problem:  # noqa: BLE001 - the poll does the work meanwhile, whatever failed here
                _log.warning("The outbox's bell is silent: %s", problem)
                self._stopping.wait(OUTAGE_PAUSE)

    def ring_on_events(self, wake: Callable[[], None]) -> None:
        """Listen to Prefect's event stream until the engine ends."""
        while not self._stopping.is_set():
            try:
                asyncio.run(self._follow(wake))
            except Exception as problem:  # noqa: BLE001 - the poll does the work meanwhile, whatever failed here
                _log.warning("Prefect's event stream is silent: %s", problem)
                self._stopping.wait(OUTAGE_PAUSE)

    async def _follow(self, wake: Callable[[], None]) -> None:
        wanted = EventFilter(event=EventNameFilter(name=list(_WAKERS)))
        async with get_events_subscriber(filter=wanted) as stream:
            async for event in stream:
                if self._stopping.is_set():
                    return
                if not _is_of_a_stage(event):
                    wake()


def _is_of_a_stage(event: Event) -> bool:
    """Whether it tells of a stage's work: the relay begins that itself, so nobody has answered or asked."""
    return any(each.role == "flow" and (each.name or "").startswith(stages.PREFIX) for each in event.related)


def run(stopping: threading.Event) -> None:
    """Run the engine until it is told to stop; a fresh Prefect server is set up first."""
    with Pulse(wiring.settings().home).shown(stopping) as pulse, get_client(sync_client=True) as api:
        await_schema(stopping)
        engine = Engine(api, _install(api, stopping), calm=CALM)
        if stopping.is_set():
            return
        relays = [
            Loop(f"relay-{number}", engine.keep_all, stopping, at_hand) for number in range(1, RELAYS + 1)
        ]
        ears = Loop("ears", engine.ears.turn, stopping)
        executor = Loop("executor", engine.run_due, stopping, at_hand)
        teller = Loop("teller", Teller().turn, stopping)
        loops = (*relays, ears, executor, teller)
        bells = Bells(stopping, engine.name)
        for ring, wakes in (
            (bells.ring_on_promises, [*relays, teller]),
            (bells.ring_on_events, [ears, executor]),
        ):
            threading.Thread(
                target=ring, args=(lambda wakes=wakes: [each.wake() for each in wakes],), daemon=True
            ).start()
        for loop in loops:
            loop.start()
        pulse.watch(loops)
        _log.info(READY)
        stopping.wait()
        _log.info("The engine ends after the work in hand.")
        for loop in loops:
            loop.wake()
        for loop in loops:
            loop.join(GRACE)


GRACE: Final = 20.0
"""Seconds for the work in hand; what is not finished then is begun again by the next engine."""


def _install(api: SyncPrefectClient, stopping: threading.Event) -> Mapping[UUID, Flow[..., Any]]:
    """Set the Prefect server up as soon as it answers."""
    while not stopping.is_set():
        try:
            return deploy.set_up(api)
        except (httpx.TransportError, PrefectHTTPStatusError) as problem:
            _log.warning("Prefect does not answer yet: %s", problem)
            stopping.wait(OUTAGE_PAUSE)
    return {}


def main() -> int:
    """Run until SIGTERM or Ctrl-C."""
    lines.speak_up("engine", None)
    connections.known_as("engine")
    stopping = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopping.set())
    try:
        lines.speak_up("engine", wiring.settings())
    except BadInput as wrong:
        _log.error("%s", " ".join(wrong.reasons))
        return 1
    run(stopping)
    return 0


if __name__ == "__main__":
    sys.exit(main())
