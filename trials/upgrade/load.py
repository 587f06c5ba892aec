"""People who live on while the system is upgraded: they order, hand in, decide, talk and open pages."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from trials.sheet import SHEET
from trials.topology.load import GATE, Answered

PEOPLE: Final = 3
_PATIENCE: Final = 60.0
_PAUSE: Final = 0.6
"""Seconds between two requests of one person: the machine has other things to do, too."""
_PAPERS: Final = ("order_sheet", "reception_commitment")
_PAGES: Final = ("/work", "/tasks", "/closet", "/market", "/account")


@dataclass
class Life:
    """What people met, phase by phase."""

    phase: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    refused: list[str] = field(default_factory=list)
    """Every answer that was not what was asked for, with its phase."""
    done: list[Answered] = field(default_factory=list)
    """The decisions, as `trials.topology.judging` wants them."""

    def met(self, phase: str, what: str, status: int, seconds: float, said: str = "") -> None:
        """Note an answer."""
        self.asked[phase] += 1
        self.slowest[phase] = max(self.slowest[phase], round(seconds, 2))
        if not httpx.codes.is_success(status):
            self.refused.append(f"{phase}: {what}: {status} {said[:200]}")


@contextmanager
def lived(portal: str, keys: Mapping[str, str], leaf: bytes) -> Iterator[Life]:
    """Let people live on at that portal while the block runs; what they had begun is finished.

    Args:
        portal: where.
        keys: of the interface by handle, and a session of an officer's browser.
        leaf: a paper that is handed in.
    """
    life, over, numbers = Life(), threading.Event(), itertools.count(1)

    def live_on() -> None:
        while not over.is_set():
            _task(life, portal, keys, leaf, next(numbers))

    with ThreadPoolExecutor(PEOPLE) as people:
        living = [people.submit(live_on) for _ in range(PEOPLE)]
        try:
            yield life
        finally:
            over.set()
            for each in living:
                each.result()


def _task(life: Life, portal: str, keys: Mapping[str, str], leaf: bytes, number: int) -> None:
    """One task: ordered, its papers handed in, talked of, decided, looked at."""
    orderer, officer = keys["dat-hang"], keys["so.chuyen-vien"]
    sheet = {**SHEET, "title": f"{SHEET['title']}, lần {number}"}
    made = _ask(life, portal, "POST", "/tasks", orderer, f"order-{number}", body=sheet)
    if made is None:
        return
    code = made.json()["code"]
    for paper in _PAPERS:
        where = f"/tasks/{code}/papers/{paper}"
        _ask(life, portal, "POST", where, orderer, f"{paper}-{number}", leaf=leaf)
    _ask(life, portal, "POST", f"/tasks/{code}/comments", officer, f"talk-{number}", body={"text": "Đã xem."})
    began = time.monotonic()
    where = f"/tasks/{code}/gates/{GATE}/decision"
    decided = _ask(life, portal, "POST", where, officer, f"decide-{number}", body={"verdict": "approve"})
    status = decided.status_code if decided is not None else 0
    life.done.append(Answered(code, status, time.monotonic() - began, 1))
    _ask(life, portal, "GET", f"/tasks/{code}", officer)
    for page in (f"/tasks/{code}", _PAGES[number % len(_PAGES)]):
        _open(life, portal, page, keys["session"])


def _ask(
    life: Life,
    portal: str,
    method: str,
    path: str,
    key: str,
    once: str = "",
    *,
    body: Mapping[str, object] | None = None,
    leaf: bytes = b"",
) -> httpx.Response | None:
    """Ask the interface, again under the same key where nobody answered; each answer is noted."""
    time.sleep(_PAUSE)
    headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": f"upgrade-{once}"} if once else {})
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        phase, began = life.phase, time.monotonic()
        try:
            answer = httpx.request(
                method,
                f"{portal}/api/v1{path}",
                headers=headers,
                json=body,
                files={"file": ("giay.pdf", leaf, "application/pdf")} if leaf else None,
                timeout=_PATIENCE,
                trust_env=False,
            )
        except httpx.TransportError as problem:
            life.met(phase, f"{method} {path}", 0, time.monotonic() - began, type(problem).__name__)
        else:
            said = "" if answer.is_success else answer.text
            life.met(phase, f"{method} {path}", answer.status_code, time.monotonic() - began, said)
            if answer.is_success:
                return answer
            if not (answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS):
                return None
        time.sleep(_PAUSE)
    return None


def _open(life: Life, portal: str, page: str, session: str) -> None:
    """Open a page in a browser that is signed in."""
    from portal.visits import COOKIE

    time.sleep(_PAUSE)
    phase, began = life.phase, time.monotonic()
    try:
        answer = httpx.get(
            portal + page,
            cookies={COOKIE: session},
            timeout=_PATIENCE,
            follow_redirects=True,
            trust_env=False,
        )
    except httpx.TransportError as problem:
        life.met(phase, f"page {page}", 0, time.monotonic() - began, type(problem).__name__)
        return
    is_let_in = "/enter" not in answer.url.path
    life.met(phase, f"page {page}", answer.status_code if is_let_in else 401, time.monotonic() - began)
