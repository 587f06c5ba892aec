"""What the last run of each kind of keeping found, written down in the state folder (`keeping.json`).

Whoever asks how the papers are kept need not read them all again.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

_NAME: Final = "keeping.json"


@dataclass(frozen=True, slots=True)
class Last:
    """One kind of run: when it was (aware), whether it ended well, what it said."""

    at: datetime
    ok: bool
    sentence: str


def note(home: Path, what: str, last: Last) -> None:
    """Write down what a run found, in one step; those of other kinds stay."""
    if not home.is_dir():
        return
    with _alone(home):
        known = _read(home)
        known[what] = {"at": last.at.isoformat(), "ok": last.ok, "sentence": last.sentence}
        draft = home / f".{_NAME}.{secrets.token_hex(4)}"
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(known, file, ensure_ascii=False, indent=2)
        draft.replace(home / _NAME)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let nobody else write meanwhile: the backup and the engine's checks may end in the same moment."""
    descriptor = os.open(home / f".{_NAME}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def last(home: Path, what: str) -> Last | None:
    """What the last run of that kind found; None when there was none, or its note cannot be read."""
    try:
        found = _read(home)[what]
        return Last(datetime.fromisoformat(found["at"]), bool(found["ok"]), str(found["sentence"]))
    except (KeyError, TypeError, ValueError):
        return None


def _read(home: Path) -> dict[str, Any]:
    try:
        known = json.loads((home / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
