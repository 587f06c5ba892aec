"""People who decide through the portals while one part after the other dies."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import httpx

from trials.topology.house import House

GATE: Final = "validity"
PEOPLE: Final = 6
"""Officers who decide at the same time."""
_PATIENCE: Final = 240.0
KILLED: Final = (
    "portal-1",
    "engine-1",
    "api-1",
    "services",
    "valkey",
    "postgres",
    "portal-2",
    "engine-2",
    "api-2",
)
"""One of each, and then the other of each: what was started anew must carry on."""


@dataclass(frozen=True)
class Answered:
    """How one decision went."""

    code: str
    status: int
    seconds: float
    tries: int


@dataclass
class Load:
    """What the load met."""

    done: list[Answered] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)


def prepared(decisions: int) -> tuple[list[str], list[str]]:
    """Order tasks and hand their sheets in; give their codes, and the keys of those who decide."""
    from actions import people, rehearsal, rehearsal_orders, tokens, wiring
    from actions.tokens import TokenScope

    today = wiring.today()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    keys = []
    with wiring.unit_of_work() as session:
        house = people.ensure_organisation(session, *rehearsal.HOUSES["dost"])
        roles = people.find(session, "so.chuyen-vien").roles
        for number in range(PEOPLE):
            people.open_account(session, f"phep-thu-{number}", f"Chuyên viên phép thử {number}", house, roles)
    with wiring.unit_of_work() as session:
        for number in range(PEOPLE):
            actor = people.find(session, f"phep-thu-{number}")
            scopes = (TokenScope.READ, TokenScope.WRITE)
            keys.append(tokens.make(session, actor, "phép thử", scopes, today + timedelta(days=30)).key)
    codes = [
        rehearsal_orders.ordered(f"Phép thử kiến trúc vận hành, lần {number}", today)
        for number in range(decisions)
    ]
    return codes, keys


def under_fire(
    house: House, codes: Sequence[str], keys: Sequence[str], every: float
) -> tuple[Load, list[str]]:
    """Decide at a steady pace while one part after the other dies; returns what was met and who died."""
    load, deaths = Load(), []
    span = len(codes) * every
    began = time.monotonic()

    def kill_all() -> None:
        for number, name in enumerate(KILLED, start=1):
            time.sleep(max(0.0, began + span * number / (len(KILLED) + 1) - time.monotonic()))
            deaths.append(f"{name} at {time.monotonic() - began:.0f} s")
            house.die(name)

    killer = threading.Thread(target=kill_all)
    killer.start()
    with ThreadPoolExecutor(PEOPLE) as people:
        waiting = []
        for number, code in enumerate(codes):
            time.sleep(max(0.0, began + every * number - time.monotonic()))
            waiting.append(people.submit(decide, house.portal.url, code, keys[number % PEOPLE], load))
        load.done.extend(each.result() for each in waiting)
    killer.join()
    for part in house.parts.values():
        part.await_ready(house.folder)
    return load, deaths


def decide(portal: str, code: str, key: str, load: Load) -> Answered:
    """Decide as the interface asks: sent again under the same key until it is answered.

    Where the end of an earlier attempt is not known (409), the caller has to look; what is not done is sent
    under a new key, and what is done is refused then.
    """
    began, tries, attempt = time.monotonic(), 0, 1
    url = f"{portal}/api/v1/tasks/{code}/gates/{GATE}/decision"
    while time.monotonic() - began < _PATIENCE:
        tries += 1
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"topology-{code}-{attempt}"}
        try:
            answer = httpx.post(
                url, json={"verdict": "approve"}, headers=headers, timeout=30, trust_env=False
            )
        except httpx.TransportError as problem:
            load.met[type(problem).__name__] += 1
        else:
            is_unknown = answer.status_code == httpx.codes.CONFLICT and tries > attempt
            if is_unknown and attempt == 1:
                load.met["409, looked and sent anew"] += 1
                attempt = 2
                continue
            if answer.is_success or not _may_be_sent_again(answer):
                load.met[str(answer.status_code)] += 1
                return Answered(code, answer.status_code, time.monotonic() - began, tries)
            load.met[f"{answer.status_code}, sent again"] += 1
        time.sleep(0.5)
    return Answered(code, 0, time.monotonic() - began, tries)


def _may_be_sent_again(answer: httpx.Response) -> bool:
    return answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS


def drained() -> float | None:
    """Wait until the engines have kept every promise; None when none was kept for a long while."""
    from actions import outbox

    began = since = time.monotonic()
    least = outbox.waiting()[0]
    while least and time.monotonic() - since < _PATIENCE:
        time.sleep(0.5)
        if (now := outbox.waiting()[0]) < least:
            least, since = now, time.monotonic()
    return None if least else round(time.monotonic() - began, 1)
