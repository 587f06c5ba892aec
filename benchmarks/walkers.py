"""People who open pages, each on a connection of their own that is kept, in a process of its own.

It shares the machine with what is measured, so it does little: an answer's head is read for its status and
its length, and its body thrown away. What it costs is told with what it found. Standard library alone.

    python -m benchmarks.walkers < the walk (JSON) > what was found (JSON)
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass, field

_OK = 200


@dataclass(frozen=True)
class Walk:
    """Who opens what.

    Attributes:
        host: the portal's, as `port`.
        port: idem.
        cookies: one a person.
        pages: opened by each person in each round, in an order of their own.
        rounds: how often; `warm` rounds before them are not counted.
        warm: idem.
        pause: seconds before each page, at least and at most.
    """

    host: str
    port: int
    cookies: list[str]
    pages: list[str]
    rounds: int
    warm: int
    pause: tuple[float, float]


@dataclass
class Found:
    """What the people met: of each page the milliseconds and the bytes of each answer, and the statuses.

    `wall` and `cpu` are seconds: of the walk with its warm rounds, and of this process in it.
    """

    took: dict[str, list[float]] = field(default_factory=dict)
    sizes: dict[str, list[int]] = field(default_factory=dict)
    answers: dict[str, dict[int, int]] = field(default_factory=dict)
    wall: float = 0.0
    cpu: float = 0.0
    opened: int = 0


async def _walk(walk: Walk) -> Found:
    found = Found()
    began = time.perf_counter()
    await asyncio.gather(*(_person(walk, number, found) for number in range(len(walk.cookies))))
    found.wall, found.cpu = time.perf_counter() - began, time.process_time()
    return found


async def _person(walk: Walk, number: int, found: Found) -> None:
    order = random.Random(number)  # noqa: S311 - the order of pages is no secret
    reader, writer = await asyncio.open_connection(walk.host, walk.port, limit=2**20)
    head = f"Host: {walk.host}:{walk.port}\r\nCookie: {walk.cookies[number]}\r\n\r\n"
    for turn in range(walk.warm + walk.rounds):
        for page in order.sample(walk.pages, len(walk.pages)):
            await asyncio.sleep(order.uniform(*walk.pause))
            began = time.perf_counter()
            writer.write(f"GET {page} HTTP/1.1\r\n{head}".encode())
            status, size = await _answer(reader)
            took_ms = (time.perf_counter() - began) * 1000
            found.opened += 1
            if turn >= walk.warm:
                counted = found.answers.setdefault(page, {})
                counted[status] = counted.get(status, 0) + 1
                if status == _OK:
                    found.took.setdefault(page, []).append(took_ms)
                    found.sizes.setdefault(page, []).append(size)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Status and bytes of the next answer.

    Raises:
        asyncio.IncompleteReadError: the connection was closed before it came.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, _, rest = head.partition(b"\r\ncontent-length:")
    size = int(rest.partition(b"\r\n")[0])
    await reader.readexactly(size)
    return int(head.split(b" ", 2)[1]), size


if __name__ == "__main__":
    asked = Walk(**json.load(sys.stdin))
    json.dump(asdict(asyncio.run(_walk(asked))), sys.stdout)
