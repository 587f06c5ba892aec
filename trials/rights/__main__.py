"""Does each program do all its work under its own login, and what might it do that it never does?

    ./triplehelix trial rights [--only engine|portal] [--named WORDS ...] [--json FILE]

The engine does the pieces of work of `trial crash` (each kind of promise, every deployment, answers in
windows, webhooks) and the portal answers every writing route of the interface, each logged in to PostgreSQL
as the role of the second wall that it has in production; what sets the stage is done by the owner. A fault is
work that is not done, a run of Prefect that ends badly, and any statement that PostgreSQL refused for want of
a right. What a login may do with a table and was not seen to do is told, and is none: locking a row asks
for the right to change it, which no counter shows. Ends with 1 at a fault.

That nothing else is let in is a test's affair: `tests/actions/test_rights.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from models.wall import ENGINE, PORTAL
from trials.crash import engine as engines
from trials.crash.asking import Ask, Known, Story, keys_of_cast, warm
from trials.crash.engine import Work, Workshop
from trials.crash.stories import STORIES
from trials.crash.stories_engine import WORKS, run
from trials.crash.turns import works
from trials.crash.world import Place, World, made
from trials.rights.login import Login, Used, noted, spare

_FINE: Final = range(200, 300)
_BADLY: Final = """
select f.name || ': ' || r.state_name from flow_run r join flow f on f.id = r.flow_id
where r.state_type in ('FAILED', 'CRASHED')
"""


@dataclass
class Done:
    """What one login did."""

    role: str
    pieces: int = 0
    faults: list[str] = field(default_factory=list)
    used: Used = field(default_factory=noted)
    seconds: float = 0.0


def of_engine(named: Sequence[str]) -> Done:
    """Every piece of the engine's work, and every deployment, under the engine's login."""
    done, began = Done(ENGINE), time.monotonic()
    with made() as (world, first), engines.opened(world, first) as shop:
        login = Login.of(world, ENGINE)
        for work in (each for each in (*WORKS, *_not_in_works()) if _chosen(each.name, named)):
            done.pieces += 1
            try:
                found = _worked(shop, login, work, done.used)
            except RuntimeError as problem:
                found = [str(problem)]
            done.faults += [f"{work.name}: {each}" for each in found]
            _say(f"{work.name}: {time.monotonic() - began:.0f} s, {found or 'nothing wrong'}")
        done.faults += login.refusals()
    done.seconds = round(time.monotonic() - began, 1)
    return done


def _chosen(name: str, named: Sequence[str]) -> bool:
    return any(words in name for words in named)


def _not_in_works() -> Iterator[Work]:
    """The deployments that no piece of work runs: the same flows at other times of the year."""
    from flows import deploy

    there = {work.deployment for work in WORKS}
    for each in deploy.declared():
        if each.name not in there:
            yield run(each.name, each.name, *WORKS[0].stage)


def _worked(shop: Workshop, login: Login, work: Work, used: Used) -> list[str]:
    """Stage a piece of work and let the engine do it; what went wrong."""
    shop.prefect.restore("first")
    place, known, found = shop.world.copy(shop.first), dict[str, Any](), list[str]()
    for number, act in enumerate(work.stage):
        if number:
            found += _let(login, place, work, known, used)
        known = known | (_by_owner(shop.world, place, partial(act, known)) or {})
    if work.ask is not None:
        _by_owner(shop.world, place, partial(work.ask, known))
    found += _let(login, place, work, known, used)
    with shop.world.server.connect("prefect") as session:
        found += [name for (name,) in session.execute(_BADLY).fetchall()]
    shop.world.drop(place)
    return found


def _let(login: Login, place: Place, work: Work, known: Known, used: Used) -> list[str]:
    """Let the engine do all that waits."""
    ended = login.does(place, partial(work.runs or works, known), used)
    return [ended.problem] if ended.problem else list(ended.answer)


def of_portal(named: Sequence[str]) -> Done:
    """Every writing route of the interface under the portal's login."""
    done, began = Done(PORTAL), time.monotonic()
    with made() as (world, first):
        warm()
        login = Login.of(world, PORTAL)
        for story in (each for each in STORIES if _chosen(each.name, named)):
            found = []
            try:
                _told(world, first, login, story, done)
            except RuntimeError as problem:
                found = [str(problem)]
            done.faults += [f"{story.name}: {each}" for each in found]
            _say(f"{story.name}: {time.monotonic() - began:.0f} s, {found or 'nothing wrong'}")
        done.faults += login.refusals()
    done.seconds = round(time.monotonic() - began, 1)
    return done


def _told(world: World, first: Place, login: Login, story: Story, done: Done) -> None:
    """Tell a story: what is asked of the interface is answered under the portal's login."""
    place = world.copy(first)
    known: Known = {"keys": _by_owner(world, place, keys_of_cast)}
    for step in story.steps:
        if isinstance(step, Ask):
            done.pieces += 1
            ended = login.does(place, partial(step.do, known), done.used)
            told = ended.answer or {"status": 0, "learnt": {}, "text": ended.problem}
            if told["status"] not in _FINE:
                raise RuntimeError(f"{step.name}: {told['status']} {told['text'][-600:]}")
        else:
            told = _by_owner(world, place, partial(step.do, known))
        known = known | told["learnt"]
    world.drop(place)


def _by_owner(world: World, place: Place, act: Any) -> Any:  # noqa: ANN401 - what the act gives
    ended = world.live(place, act)
    if ended.problem:
        raise RuntimeError(ended.problem)
    return ended.answer


_OF: Final = {"engine": of_engine, "portal": of_portal}


def main() -> int:
    """Work, and say what was refused; 1 at a fault."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial rights", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--only", choices=_OF)
    reader.add_argument("--named", nargs="*", default=[""], help="pieces whose name holds one of these")
    reader.add_argument("--json", type=Path, help="where the report is written")
    asked = reader.parse_args()
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    load, report, faults = os.getloadavg()[0], {}, 0
    for name in [asked.only] if asked.only else _OF:
        done = _OF[name](asked.named)
        faults += len(done.faults)
        report[name] = {
            "login": done.role,
            "pieces": done.pieces,
            "seconds": done.seconds,
            "faults": done.faults,
            "tables_used": sum(bool(each) for each in done.used.values()),
            "not_seen_in_use": spare(done.role, done.used),
        }
    if asked.json:
        asked.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    for name, told in report.items():
        for fault in told["faults"]:
            sys.stdout.write(f"FAULT {name}: {fault}\n")
        sys.stdout.write(
            f"{name}: {told['pieces']} pieces, {len(told['faults'])} faults, "
            f"{told['seconds']} s; not seen in use: {told['not_seen_in_use']}\n"
        )
    sys.stdout.write(json.dumps(report | {"load": round(load, 1)}, ensure_ascii=False) + "\n")
    return int(bool(faults) or not any(told["pieces"] for told in report.values()))


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    sys.exit(main())
