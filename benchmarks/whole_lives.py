"""How many tasks an hour live their whole lives, from the order to the archive, with all their papers?

    ./triplehelix bench whole_lives [--lives 3] [--engines 1 2] [--within 270]

A stack of its own, in a folder that is thrown away. So many tasks at a time are walked through every stage by
the actions that people use: ordered, handed in, judged by councils, decided at each gate, transferred, put
away. After each decision its task waits until the engines have done all that followed: papers numbered, set
and kept, the window redrawn, the closet judged. So nothing is drawn once for two decisions, as it would be
if people decided faster than engines work; and the tasks run beside each other, for engines to be busy.
The days of these lives are past ones: most stages are overdue when they are drawn, so Prefect's automations
have a notice sent for them as well, and what is told is rather too low.

All ends `within` so many seconds: what is left of them after the servers' start is shared among the sides.
What was not finished by then counts by its decisions: a life is as many of them as were counted in one that
was walked before, without an engine.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import text

from benchmarks.cpu import of_tree
from benchmarks.engines import running
from console.stack import Stack

ORDERED: Final = date(2026, 1, 5)
"""The day of the orders: the lives pass within the months after it, under the law of 2025."""
_PACE: Final = 2
_GLANCE: Final = 0.02
_ENDING: Final = 15.0
"""Seconds that a side has for ending its engines."""

_PENDING = text(
    "select count(*) from outbox where done_at is null and not parked and subject = any(:subjects)"
)
_TOLD = text("""
    select (select count(*) from documents where sha256 is not null),
           (select count(*) from documents where sha256 is null),
           (select count(*) from outbox where parked)
""")


class _Over(Exception):
    """The time of this side is over."""


@dataclass(frozen=True)
class Side:
    """What so many engines did: times in seconds, CPU in seconds a life."""

    engines: int
    seconds: float
    decisions: int
    whole: int
    lives: float
    lives_an_hour: float
    papers: int
    papers_waiting: int
    parked: int
    cpu_a_life: float
    cpu_of_engines: float
    cpu_of_prefect: float
    cpu_of_postgres: float
    cpu_of_people: float
    load: float


def main() -> None:
    """Measure, and print a table and JSON."""
    parser = argparse.ArgumentParser(prog="whole_lives", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--lives", type=int, default=3, help="tasks beside each other")
    parser.add_argument("--engines", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--within", type=float, default=270.0, help="seconds for everything")
    told, began = parser.parse_args(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="triplehelix-lives-") as folder:
        stack = Stack.at(Path(folder) / "state")
        sides: list[Side] = []
        try:
            with stack.session():
                stack.start(["prefect"])
                os.environ.update(stack.environment())
                sides = _measured(stack, Path(folder), told, began + told.within)
        finally:
            stack.remove()
        if not sides:
            raise SystemExit("nothing was measured: no engine was ready in time")
        _tell(sides)


def _measured(stack: Stack, folder: Path, told: argparse.Namespace, until: float) -> list[Side]:
    from actions import rehearsal, wiring

    wiring.forget()
    wiring.migrate()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    alone: list[str] = []
    _live(0, lambda _code, sentence: alone.append(sentence))
    _forget()
    _say(f"the servers run, and a life is {len(alone)} decisions")
    sides = []
    for number, engines in enumerate(told.engines):
        now = time.monotonic()
        over = now + (until - now) / (len(told.engines) - number) - _ENDING
        try:
            sides.append(_side(stack, folder, engines, told.lives, over, len(alone)))
        except _Over:
            _say(f"{engines} engine(s): not ready in time, so not measured")
    return sides


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _side(stack: Stack, folder: Path, engines: int, beside: int, over: float, a_life: int) -> Side:
    """Let so many engines work until it is over.

    Raises:
        _Over: they were not ready by then.
    """
    if time.monotonic() >= over:
        raise _Over
    servers = {name: stack.folder.record(name) for name in ("prefect", "postgres")}
    with ExitStack() as started:
        pids = [started.enter_context(running(f"engine-{each}", folder)) for each in range(engines)]
        _warm(over)
        parts = {"engines": pids, **{name: [each.pid] for name, each in servers.items() if each}}
        before, stored = {name: sum(map(of_tree, of)) for name, of in parts.items()}, _counted()
        began, own = time.monotonic(), time.process_time()
        done, whole = _walked(beside, over)
        seconds, own = time.monotonic() - began, time.process_time() - own
        spent = {name: sum(map(of_tree, of)) - before[name] for name, of in parts.items()}
    kept, waiting, parked = _counted()
    lives = done / a_life
    _forget()
    return Side(
        engines=engines,
        seconds=round(seconds, 1),
        decisions=done,
        whole=whole,
        lives=round(lives, 2),
        lives_an_hour=round(lives * 3600 / seconds, 1),
        papers=kept - stored[0],
        papers_waiting=waiting - stored[1],
        parked=parked - stored[2],
        cpu_a_life=round(sum((*spent.values(), own)) / max(lives, 1e-9), 1),
        **{f"cpu_of_{name}": round(each / max(lives, 1e-9), 1) for name, each in spent.items()},
        cpu_of_people=round(own / max(lives, 1e-9), 1),
        load=round(os.getloadavg()[0], 1),
    )


def _live(number: int, told: Callable[[str, str], None]) -> None:
    """Walk a task through its whole life; `told` is called with its code after each decision."""
    from actions import rehearsal, rehearsal_orders

    code = rehearsal_orders.ordered(f"Phép đo cả đời nhiệm vụ, lần {number}", ORDERED)
    walk = rehearsal.Walk(code, ORDERED, pace=_PACE, told=lambda sentence: told(code, sentence))
    walk.to("MATCH").finish("IP").record("chu-tri", "paid_path_on", f"{walk.day:%d/%m/%Y}").to("VALUE")
    walk.record("chu-tri", "value", "850000000").to("ARCHIVE").to("its end")


def _walked(beside: int, until: float) -> tuple[int, int]:
    """Walk lives beside each other until the time is over; how many decisions, and how many whole lives."""
    done: list[str] = []

    def follow(code: str, sentence: str) -> None:
        _followed_up(code, until)
        done.append(sentence)

    def live(number: int) -> bool:
        try:
            _live(number, follow)
        except _Over:
            return False
        return True

    with ThreadPoolExecutor(beside) as people:
        whole = sum(people.map(live, range(beside)))
    return len(done), whole


def _followed_up(code: str, until: float) -> None:
    """Wait until the engines have done all that followed for the task.

    Raises:
        _Over: the time is over.
    """
    from actions import wiring

    about = {"subjects": [f"task:{code}", f"case:{code}"]}
    with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as watching:
        while watching.execute(_PENDING, about).scalar_one():
            if time.monotonic() > until:
                raise _Over
            time.sleep(_GLANCE)


def _warm(over: float) -> None:
    """Let the engines do a first piece of work, which loads what they need."""
    from actions import rehearsal_orders

    _followed_up(rehearsal_orders.ordered("Việc đầu tiên của bộ máy", ORDERED), over)


def _forget() -> None:
    """Throw away what nobody has done: it belongs to the side that is over."""
    from actions import wiring

    with wiring.unit_of_work() as session:
        session.execute(text("delete from outbox where done_at is null"))


def _counted() -> tuple[int, int, int]:
    """How many papers are stored, how many wait for their page, and how many promises are parked."""
    from actions import wiring

    with wiring.unit_of_work() as session:
        stored, waiting, parked = session.execute(_TOLD).one()
        return stored, waiting, parked


def _tell(sides: Sequence[Side]) -> None:
    """Print the sides beside each other."""
    names = tuple(asdict(sides[0]))[1:]
    lines = ["| engines | " + " | ".join(str(each.engines) for each in sides) + " |"]
    lines.append("|" + "---|" * (len(sides) + 1))
    lines += [
        f"| {name} | " + " | ".join(f"{getattr(each, name):,}" for each in sides) + " |" for name in names
    ]
    lines += [_verdict(each) for each in sides]
    gain = round(sides[-1].lives_an_hour / max(sides[0].lives_an_hour, 1e-9), 2)
    told = {"sides": [asdict(each) for each in sides], "gain": gain}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(told) + "\n")


def _verdict(side: Side) -> str:
    how = f"{side.lives_an_hour} whole lives an hour with {side.engines} engine(s)"
    if side.parked or side.papers_waiting:
        return f"{how}: NOT SOUND, {side.papers_waiting} papers not stored, {side.parked} promises parked"
    if side.whole < 1:
        return f"{how}: by the decisions of lives that did not end within the time"
    return f"{how}: {side.whole} seen to their end"


if __name__ == "__main__":
    main()
