"""One number that leads from a click to the paper: the request, the journal, the promise, the run, the log.

The portal begins a trail for each request. The journal's entries and the promises of that request carry its
number; the engine follows it while it keeps a promise, so what comes of that carries it as well.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

FACT: Final = "trail"
"""Under which name entries of the journal and promises carry it."""

_SHAPE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,63}")
"""What is taken from elsewhere: nothing in it can break a line of a log, an address or a header."""

_number: ContextVar[str] = ContextVar("trail", default="")


def current() -> str:
    """The number of the trail that this thread follows; empty when it follows none."""
    return _number.get()


def begin(given: str = "") -> str:
    """Follow a trail from now on: the given one when it is well formed, or else a new one."""
    number = given if _SHAPE.fullmatch(given) else secrets.token_hex(8)
    _number.set(number)
    return number


@contextmanager
def following(given: object = "") -> Iterator[str]:
    """Follow a trail while the block runs: the given one when it is well formed, or else a new one."""
    before = _number.set("")
    try:
        yield begin(given if isinstance(given, str) else "")
    finally:
        _number.reset(before)


def marked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, with the number of the trail that brought them about, if there is one."""
    number = _number.get()
    return {**facts, FACT: number} if number else dict(facts)


def tags() -> list[str]:
    """The trail as a tag of a run in Prefect; none when there is no trail."""
    number = _number.get()
    return [f"{FACT}:{number}"] if number else []
