"""The engine's pulse: a small file that it writes anew every few seconds, and that others look at.

An engine answers nobody; so whoever watches over it (`./triplehelix health engine`, a container's check)
reads when it was last alive, and what it says of itself. Both ask `standing`: all engines here have to live.
In a container there is one; on a machine with several, a single one that hangs is a reason to be told.

Containers repeat host names and process numbers, and may share the state folder. So an engine is known by the
place that numbers its process (a boot of the machine, a namespace of processes), the number, and the tick in
which it began: no later process and no other container has the same.
"""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final

EVERY_SECONDS: Final = 5.0
"""How often an engine shows that it lives."""
DEAD_SECONDS: Final = 30.0
"""After so long without a beat it hangs."""
_FORGOTTEN_SECONDS: Final = 86400.0
"""After so long, what an engine of another place left behind is taken away."""
_FOLDER: Final = "beats"


@dataclass(frozen=True)
class Beat:
    """What an engine said of itself last.

    `place`, `pid` and `birth` are who it is, `host` is for people; `at` are seconds since 1970; `dead` are
    loops whose thread has ended, `away` what the others wait for, `busy` for how many seconds each loop has
    been at the work in hand.
    """

    place: str
    host: str
    pid: int
    birth: str
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


@dataclass(frozen=True)
class Standing:
    """How the engines here stand together."""

    beats: tuple[Beat, ...]

    @property
    def lives(self) -> bool:
        """Whether there is an engine, and every one lives."""
        return bool(self.beats) and all(one.lives for one in self.beats)

    @property
    def ready(self) -> bool:
        """Whether all of them live, and work: set up, and no server that they need is away."""
        return self.lives and all(one.ready for one in self.beats)


def standing(home: Path) -> Standing:
    """How the engines of this machine or container stand."""
    return Standing(tuple(heard(home)))


def beat(
    home: Path, *, ready: bool, dead: tuple[str, ...], away: tuple[str, ...], busy: dict[str, float]
) -> None:
    """Say that this process lives, in one step; a disk that is full stops nothing."""
    pid = os.getpid()
    told = Beat(_here(), socket.gethostname(), pid, _birth(pid), time.time(), ready, dead, away, busy)
    try:
        place = _place(home, pid)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        draft = place.with_suffix(".new")
        draft.write_text(json.dumps(asdict(told)), encoding="utf-8")
        draft.replace(place)
    except OSError:
        return


def stop(home: Path) -> None:
    """This process ends as it should: nobody is to miss it."""
    _place(home, os.getpid()).unlink(missing_ok=True)


def heard(home: Path) -> list[Beat]:
    """What the engines of this machine or container said last; those that were killed are forgotten."""
    found = []
    for place in sorted((home / _FOLDER).glob("engine-*.json")):
        one = _read(place)
        if one is None or one.place != _here():
            _forget_old(place)
        elif _birth(one.pid) != one.birth:
            place.unlink(missing_ok=True)
        else:
            found.append(one)
    return found


def _read(place: Path) -> Beat | None:
    """The beat in a file; None when it was written by another version."""
    try:
        told = json.loads(place.read_text(encoding="utf-8"))
        return Beat(**{**told, "dead": tuple(told["dead"]), "away": tuple(told["away"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _forget_old(place: Path) -> None:
    try:
        if time.time() - place.stat().st_mtime > _FORGOTTEN_SECONDS:
            place.unlink(missing_ok=True)
    except OSError:
        return


def _place(home: Path, pid: int) -> Path:
    return home / _FOLDER / f"engine-{_here()}-{pid}-{_birth(pid)}.json"


@cache
def _here() -> str:
    """What numbers the processes here: this boot of the machine, and the namespace of a container."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        return socket.gethostname()
    return f"{boot}.{''.join(filter(str.isdecimal, namespace))}"


def _birth(pid: int) -> str:
    """The tick in which a process began; empty when there is none of that number."""
    try:
        # The program's name stands in parentheses and may hold anything, so count from its end.
        said = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return ""
    return "" if said[0] in {"Z", "X"} else said[19]
