"""Heads of the audit chain: what a day's seal states, and whether the chain still fits it.

The chain alone cannot tell that its last entries were cut off, nor that all of it was written anew with fresh
hashes. A head that was signed and put away says what the chain was.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from models.history import GENESIS

LARGEST: Final = 1024
"""Bytes that a head with its signature stays below (it has some 600); so few papers are as small."""
_BEGINNING: Final = b'{"head":{'


class Misfit(StrEnum):
    """How the chain no longer fits a head."""

    CUT = "cut"
    """The entry is gone: the tail was cut off."""
    REWRITTEN = "rewritten"
    """Another entry stands there: the chain was written anew, or an older state was brought back."""
    SHORT = "short"
    """Entries were missing when it was sealed."""


@dataclass(frozen=True)
class Head:
    """The last entry of the chain on a day, how many there were, and the hash of the head before.

    A chain without entries has the number 0 and the hash of the beginning.
    """

    on: date
    number: int
    hash: str
    count: int
    previous: str


@dataclass(frozen=True)
class Sealed:
    """A head with its signature (hex), and the key that made it: its fingerprint and the public key (hex)."""

    head: Head
    signature: str
    key: str
    public_key: str


def statement_of(head: Head) -> bytes:
    """What is signed: the head's canonical JSON (sorted keys, no blanks)."""
    return _canonical(_stated(head))


def written(sealed: Sealed) -> bytes:
    """What is put away: everything that proves the head to whoever knows the key."""
    return _canonical(
        {
            "head": _stated(sealed.head),
            "key": sealed.key,
            "public_key": sealed.public_key,
            "signature": sealed.signature,
        }
    )


def read(data: bytes) -> Sealed | None:
    """A head that was put away; None when these bytes are none."""
    if not data.startswith(_BEGINNING) or len(data) > LARGEST:
        return None
    try:
        told = json.loads(data)
        head = told["head"] | {"on": date.fromisoformat(told["head"]["on"])}
        sealed = Sealed(Head(**head), told["signature"], told["key"], told["public_key"])
        return sealed if written(sealed) == data else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def misfit(head: Head, stands: str | None) -> Misfit | None:
    """How the chain no longer fits; `stands` is the hash that the entry of that number has now, if any."""
    if head.number == 0:
        stands = GENESIS
    if stands is None:
        return Misfit.CUT
    if stands != head.hash:
        return Misfit.REWRITTEN
    return Misfit.SHORT if head.count != head.number else None


def days_without(days: Collection[date], today: date) -> list[date]:
    """The days since the first head that have none; today has time until it ends."""
    if not days:
        return []
    first = min(days)
    since = (first + timedelta(days=n) for n in range((today - first).days))
    return [day for day in since if day not in days]


def _stated(head: Head) -> dict[str, Any]:
    return {
        "count": head.count,
        "hash": head.hash,
        "number": head.number,
        "on": head.on.isoformat(),
        "previous": head.previous,
    }


def _canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
