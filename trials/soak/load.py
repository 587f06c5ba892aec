"""Officers who decide without a pause, somebody who orders for them, and somebody who kills."""

from __future__ import annotations

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import psycopg

from models.errors import TripleHelixError
from trials.topology.house import House
from trials.topology.load import Load, decide, prepared

PAUSE: Final = (4.0, 12.0)
"""Seconds between the return of a part and the next death, drawn anew each time."""
AHEAD: Final = 20
"""Tasks that wait to be decided on: so many are ordered before the load begins."""
_AGAIN: Final = 1.0
"""Seconds until somebody whose order was refused by an outage orders again."""


def soaked(
    house: House, seconds: float, draw: random.Random, *, report: Callable[[str], None]
) -> tuple[Load, Counter[str]]:
    """Decide for so many seconds while parts die; returns what was met, and how often each part died."""
    load, killed, stopping = Load(), Counter[str](), threading.Event()
    codes, keys = prepared(AHEAD)
    waiting: queue.Queue[str] = queue.Queue(AHEAD)
    for code in codes:
        waiting.put(code)
    until = time.monotonic() + seconds
    supply = threading.Thread(target=_order, args=(waiting, stopping))
    supply.start()
    with ThreadPoolExecutor(len(keys)) as people:
        working = [people.submit(_decide_on, house.portal.url, key, waiting, load, stopping) for key in keys]
        while time.monotonic() < until:
            time.sleep(draw.uniform(*PAUSE))
            name = draw.choice(_mortal(house))
            killed[name] += 1
            house.die(name)
            report(
                f"{max(0.0, until - time.monotonic()):5.0f} s left: killed {name}; {len(load.done)} decisions"
            )
        stopping.set()
        for each in working:
            each.result()
    supply.join()
    for part in house.parts.values():
        part.await_ready(house.folder)
    return load, killed


def _mortal(house: House) -> Sequence[str]:
    return [*house.parts, "postgres", "storage"]


def _order(waiting: queue.Queue[str], stopping: threading.Event) -> None:
    """Order tasks and hand their sheets in, so that there is always something to decide on."""
    from actions import rehearsal_orders, wiring

    number = AHEAD
    while not stopping.is_set():
        number += 1
        try:
            code = rehearsal_orders.ordered(f"Phép thử ngâm, lần {number}", wiring.today())
        except (TripleHelixError, psycopg.Error, OSError):
            stopping.wait(_AGAIN)
            continue
        while not stopping.is_set():
            try:
                waiting.put(code, timeout=_AGAIN)
            except queue.Full:
                continue
            break


def _decide_on(
    portal: str, key: str, waiting: queue.Queue[str], load: Load, stopping: threading.Event
) -> None:
    while not stopping.is_set():
        try:
            code = waiting.get(timeout=_AGAIN)
        except queue.Empty:
            continue
        load.done.append(decide(portal, code, key, load))
