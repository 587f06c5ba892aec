"""The engine's pulse: a small file that it writes anew every few seconds, and that others look at.

An engine answers nobody; so whoever watches over it (`./triplehelix health engine`, a container's check)
reads when it was last alive, and what it says of itself.
"""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

EVERY_SECONDS: Final = 5.0
"""How often an engine shows that it lives."""
DEAD_SECONDS: Final = 30.0
"""After so long without a beat it hangs."""
_FOLDER: Final = "beats"


@dataclass(frozen=True)
class Beat:
    """What an engine said of itself last.

    `at` are seconds since 1970; `dead` are loops whose thread has ended, `away` what the others wait for,
    `busy` for how many seconds each loop has been at the work in hand.
    """

    host: str
    pid: int
    at: float
    ready: bool
    dead: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    busy: dict[str, float] | None = None

    @property
    def age(self) -> float:
        """Seconds since it was said."""
        return max(time.time() - self.at, 0.0)

    @property
    def lives(self) -> bool:
        """Whether this engine is alive: it speaks, and none of its loops has ended."""
        return self.age < DEAD_SECONDS and not self.dead


def beat(
    home: Path, *, ready: bool, dead: tuple[str, ...], away: tuple[str, ...], busy: dict[str, float]
) -> None:
    """Say that this process lives, in one step; a disk that is full stops nothing."""
    told = Beat(socket.gethostname(), os.getpid(), time.time(), ready, dead, away, busy)
    try:
        place = _place(home, told.host, told.pid)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        draft = place.with_suffix(".new")
        draft.write_text(json.dumps(asdict(told)), encoding="utf-8")
        draft.replace(place)
    except OSError:
        return


def stop(home: Path) -> None:
    """This process ends as it should: nobody is to miss it."""
    _place(home, socket.gethostname(), os.getpid()).unlink(missing_ok=True)


def heard(home: Path) -> list[Beat]:
    """What the engines of this machine said last; those that were killed are forgotten."""
    found = []
    for place in sorted((home / _FOLDER).glob("engine-*.json")):
        try:
            told = json.loads(place.read_text(encoding="utf-8"))
            one = Beat(**{**told, "dead": tuple(told["dead"]), "away": tuple(told["away"])})
        except (OSError, ValueError, TypeError, KeyError):
            continue
        if one.host != socket.gethostname():
            continue
        if is_gone(one.pid):
            place.unlink(missing_ok=True)
        else:
            found.append(one)
    return found


def _place(home: Path, host: str, pid: int) -> Path:
    return home / _FOLDER / f"engine-{host}-{pid}.json"


def is_gone(pid: int) -> bool:
    """Whether no process of this machine has that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
