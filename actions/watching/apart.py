"""Looking at all tasks: a part after the other, and where there are many, by as many processes as cores.

Each process takes every so-manieth part, in transactions of its own, and says what it saw in a line of JSON.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Final

from actions import straight, wiring
from actions.watching.looking import Part, look_between
from models.errors import Unavailable
from models.queries import watching

AT_ONCE: Final = 1000
"""Numbers of tasks in a part, which is one transaction."""
MANY: Final = 20_000
"""Numbers from which on processes share the work; to start one takes a second."""
_MADE_AT_ONCE: Final = 100_000
"""Objects made and not gone, after which Python looks for circles of them; a part makes fewer that last."""

_GONE: Final = "Việc xét ngăn tủ đã dừng giữa chừng; không có gì bị mất. Hãy chạy lại."


def everything(on: date, texts: date | None) -> Iterator[Part]:
    """Look at all tasks that may be in the closet; the parts come as they were seen.

    Raises:
        Unavailable: a process that looks has ended before its time.
    """
    with wiring.unit_of_work() as session:
        first, last = next(iter(straight.ask(session, watching.EXTENT)))
    processes = os.cpu_count() or 1
    if processes == 1 or last - first < MANY:
        return parts(first, last, 0, 1, on, texts)
    return _shared(first, last, processes, on, texts)


def parts(first: int, last: int, place: int, among: int, on: date, texts: date | None) -> Iterator[Part]:
    """Look at the part at that place among so many, at the next one that is as far away, and so on."""
    for start in range(first + place * AT_ONCE, last + 1, among * AT_ONCE):
        with wiring.unit_of_work() as session:
            part = look_between(session, start, start + AT_ONCE, on, texts)
        yield part


def _shared(first: int, last: int, among: int, on: date, texts: date | None) -> Iterator[Part]:
    days = (on.isoformat(), texts.isoformat() if texts else "")
    with ExitStack() as running:
        processes = [
            running.enter_context(_process(str(first), str(last), str(place), str(among), *days))
            for place in range(among)
        ]
        try:
            waiting = list(processes)
            while waiting:
                # In turn: their parts are of one size, and who is ahead waits at its end of the pipe.
                for process in tuple(waiting):
                    line = process.stdout.readline() if process.stdout else ""
                    if line:
                        asked, standing, changed = json.loads(line)
                        yield Part(asked, standing, tuple(changed))
                    elif process.wait() == 0:
                        waiting.remove(process)
                    else:
                        raise Unavailable(_GONE)
        finally:
            for process in processes:
                process.kill()


def _process(*asked: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
        [sys.executable, "-I", "-m", "actions.watching", *asked],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def main() -> None:
    """In a process apart: look at the parts that the arguments name, and say of each what was seen."""
    # What a part makes is gone when it was seen; a fifth of the time went into looking for circles in it.
    gc.freeze()
    gc.set_threshold(_MADE_AT_ONCE)
    first, last, place, among, on, texts = sys.argv[1:]
    days = date.fromisoformat(on), date.fromisoformat(texts) if texts else None
    for part in parts(int(first), int(last), int(place), int(among), *days):
        sys.stdout.write(json.dumps([part.asked, part.standing, part.changed]) + "\n")
        sys.stdout.flush()
