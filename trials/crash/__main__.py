"""Kill it at every point, start it again, and look whether anything is lost: print what came of it.

    ./triplehelix trial crash [--only KIND] [--named WORDS] [--minutes 14] [--json FILE]

`portal`: each writing route, at each commit and put. `engine`: each kind of promise and each flow, at each
commit, put, letter and call that changes something in Prefect. `servers`: PostgreSQL, Prefect and the object
store killed under a decision and under a drawing. `schedules`: drawn at random by Hypothesis. All of them run
in two lanes at once. What is not begun when the minutes are over is named as not tried.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from trials.crash import matrix
from trials.crash.asking import warm
from trials.crash.matrix import Tried
from trials.crash.world import made


@dataclass
class Chosen:
    """What is to be tried: what bears these words in its name, and is begun before the time is over."""

    words: str
    until: float
    not_tried: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether this is to be tried now."""
        if self.words not in name:
            return False
        if time.monotonic() < self.until:
            return True
        self.not_tried.append(name)
        return False


def portal(chosen: Chosen) -> Iterator[Tried]:
    """Each writing route."""
    from trials.crash.stories import STORIES

    with made() as (world, first):
        warm()
        for story in STORIES:
            if chosen.has(story.name):
                yield from matrix.tell(world, first, story)


def engine(chosen: Chosen) -> Iterator[Tried]:
    """Each piece of the engine's work."""
    from trials.crash import engine as engines
    from trials.crash.stories_engine import WORKS

    with made() as (world, first), engines.opened(world, first) as shop:
        for work in WORKS:
            if chosen.has(work.name):
                yield engines.tell(shop, work)


def servers(chosen: Chosen) -> Iterator[Tried]:
    """Each server, at chosen points."""
    from trials.crash.servers import tried

    yield from tried(chosen.has)


def schedules(chosen: Chosen) -> Iterator[Tried]:
    """Random deeds and kills."""
    from trials.crash.schedules import played

    if chosen.has("random schedules"):
        with made() as (world, first):
            warm()
            yield played(world, first)


KINDS: Final = {each.__name__: each for each in (portal, engine, servers, schedules)}
LANES: Final = (("engine",), ("servers", "schedules", "portal"))
"""What runs beside what, on two cores."""


def main() -> int:
    """Try what was asked for; 1 when something did not hold, or nothing was tried."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial crash", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--only", choices=KINDS, help="one kind of kills; all of them when it is not given")
    reader.add_argument("--named", default="", help="stories and pieces of work whose name holds this")
    reader.add_argument("--minutes", type=float, default=14.0, help="after which nothing more is begun")
    reader.add_argument("--json", type=Path, help="where the whole report is written")
    asked = reader.parse_args()
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    until = time.monotonic() + asked.minutes * 60
    told = [_tried(asked.only, asked.named, until)] if asked.only else _in_lanes(asked.named, until)
    total: Counter[str] = Counter()
    for each in told:
        total.update(each["total"])
    not_tried = [name for each in told for name in each["not_tried"]]
    report = {each["kind"]: each["total"] for each in told} | {
        "all": dict(total),
        "not_tried": not_tried,
        "load": round(os.getloadavg()[0], 1),
    }
    if asked.json:
        rows = {each["kind"]: each for each in told}
        asked.json.write_text(json.dumps(report | {"kinds": rows}, indent=1, ensure_ascii=False), "utf-8")
    _say(f"{'':12}{'steps':>8}{'points':>8}{'violations':>12}{'seconds':>9}")
    for name, each in [*((each["kind"], each["total"]) for each in told), ("all", total)]:
        _say(f"{name:12}{each['steps']:8}{each['points']:8}{each['violations']:12}{each['seconds']:9}")
    for name in not_tried:
        _say(f"not tried, for the time was over: {name}")
    _say(json.dumps(report, ensure_ascii=False))
    return int(bool(total["violations"]) or not total["points"])


def _tried(kind: str, words: str, until: float) -> dict[str, Any]:
    """Try one kind here."""
    began, rows, chosen = time.monotonic(), [], Chosen(words, until)
    for row in KINDS[kind](chosen):
        rows.append(row)
        _tell(row)
    total = matrix.summed(rows) | {"seconds": round(time.monotonic() - began)}
    return {
        "kind": kind,
        "total": total,
        "not_tried": chosen.not_tried,
        "rows": [vars(row) for row in rows],
    }


def _in_lanes(words: str, until: float) -> list[dict[str, Any]]:
    """Try every kind, each in a process of its own, two at a time."""
    running: list[subprocess.Popen[bytes]] = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(LANES)) as lanes:

        def lane(kinds: Sequence[str]) -> list[dict[str, Any]]:
            found = []
            for kind in kinds:
                minutes, file = (until - time.monotonic()) / 60, Path(folder, kind)
                asked = ["--only", kind, "--named", words, "--minutes", str(minutes), "--json", str(file)]
                process = subprocess.Popen([sys.executable, "-m", "trials.crash", *asked])  # noqa: S603 - our own
                running.append(process)
                process.wait()
                if file.exists():
                    found.append(json.loads(file.read_text("utf-8"))["kinds"][kind])
                else:
                    _say(f"    ✗ {kind}: ended with {process.returncode} and told nothing")
                    found.append(_broken(kind))
            return found

        try:
            return [each for told in lanes.map(lane, LANES) for each in told]
        finally:
            for process in running:
                process.terminate()


def _broken(kind: str) -> dict[str, Any]:
    """What is told of a kind whose trial itself came to a bad end."""
    total = {"steps": 0, "points": 0, "violations": 1, "seconds": 0}
    return {"kind": kind, "total": total, "not_tried": [], "rows": []}


def _tell(row: Tried) -> None:
    left = ", ".join(f"{name} {count}" for name, count in sorted(row.left.items()) if count)
    count = sum(row.kinds.values())
    _say(f"{row.story:36.36} {row.step:56.56} {count:3} points  {left}  {row.seconds:.1f} s")
    for each in row.violations:
        _say(f"    ✗ {each}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
