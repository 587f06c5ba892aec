"""A tiny round robin before servers of one kind: each connection goes to the next one that takes it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Sequence
from typing import Final

from console.ports import LOOPBACK, free_port

_CHUNK: Final = 1 << 16


class RoundRobin:
    """Passes connections on to ports of this machine, byte by byte; a dead server is passed over.

    Args:
        ports: Where the servers listen.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self.port = free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self._ports = tuple(ports)
        self._turns = itertools.cycle(range(len(ports)))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._listening = threading.Event()

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()
        self._listening.wait(10)

    def stop(self) -> None:
        """Stop listening, and cut what is still open."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, LOOPBACK, self.port))
        self._listening.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _serve(self, asked: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        first = next(self._turns)
        for step in range(len(self._ports)):
            port = self._ports[(first + step) % len(self._ports)]
            try:
                told, ask = await asyncio.open_connection(LOOPBACK, port)
            except OSError:
                continue
            await asyncio.gather(_pass_on(asked, ask), _pass_on(told, answer))
            return
        answer.close()


async def _pass_on(source: asyncio.StreamReader, goal: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while words := await source.read(_CHUNK):
            goal.write(words)
            await goal.drain()
    goal.close()
