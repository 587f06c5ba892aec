"""The matrix of the engine: each piece of its work is cut off at each point; the next engine takes over."""

from __future__ import annotations

import gc
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from trials import windows
from trials.crash import state
from trials.crash.asking import Known
from trials.crash.matrix import Strike, Tried, chosen
from trials.crash.outside import Outside
from trials.crash.prefects import PrefectHouse, Shown
from trials.crash.turns import STILL, imported, installed, time_passes, works
from trials.crash.world import Place, World

_FIRST, _STAGED = "first", "staged"

_PASSING: Final = frozenset({"closet_rounds.audit", "published_boards.audit"})
"""Up to which entry of the journal a round, and who published boards, has looked: who begins again looks
further."""

Act = Callable[[Known], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Work:
    """A piece of the engine's work.

    Args:
        name: what it is.
        stage: what is done before; the engine does what that asks of it, but for the last act.
        ask: how somebody, or the clock, asks for it anew each time; promised work needs no asking.
        kinds: the kinds of promises that are kept in it.
        passing: columns that tell when it was done, not what.
        runs: what the engine does; all that waits, unless it is said otherwise.
        asked_again: whether what was asked for, and not done, is asked for again after the kill: a run of the
            clock or of a form ends with its engine, an answer in a window waits for the next.
        deployment: which one is run, if any.
    """

    name: str
    stage: tuple[Act, ...] = ()
    ask: Act | None = None
    kinds: tuple[str, ...] = ()
    passing: frozenset[str] = frozenset()
    runs: Callable[[Known], list[str]] | None = None
    asked_again: bool = True
    deployment: str = ""


@dataclass
class Workshop:
    """A world with a Prefect server, and an outside that hears what is sent."""

    world: World
    first: Place
    prefect: Shown
    outside: Outside

    def acts(self, place: Place, act: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the act gives
        """Act there in a process of its own.

        Raises:
            RuntimeError: it came to no good end.
        """
        ended = self.world.live(place, act)
        if ended.problem:
            raise RuntimeError(ended.problem)
        return ended.answer


@contextmanager
def opened(world: World, first: Place, *, by_line: bool = False) -> Iterator[Workshop]:
    """A workshop in that world; Prefect knows our deployments, and that is how it stands at first.

    Args:
        world: where.
        first: the place where it begins.
        by_line: whether Prefect is asked by a line that can be cut.
    """
    prefect, outside = PrefectHouse(world.server, world.folder, by_line=by_line), Outside()
    before = dict(os.environ)
    os.environ.update(prefect.environment())
    world.told = prefect.environment() | outside.environment()
    shop = Workshop(world, first, prefect, outside)
    try:
        outside.start()
        prefect.start()
        shop.acts(first, installed)
        prefect.remember(_FIRST)
        _warm(shop)
        yield shop
    finally:
        prefect.stop()
        outside.stop()
        world.told = {}
        os.environ.clear()
        os.environ.update(before)


def _warm(shop: Workshop) -> None:
    """Import in this process what an engine has imported in the end, so that its forks have it."""
    place = shop.world.copy(shop.first)
    for name in shop.acts(place, imported):
        # What cannot be imported by itself was not imported for the engine.
        with suppress(Exception):
            import_module(name)
    shop.world.drop(place)
    gc.collect()
    gc.freeze()


def tell(shop: Workshop, work: Work, *, strike: Strike | None = None) -> Tried:
    """Stage a piece of work, and cut it off at each of its points; what fails unharmed is told as wrong too.

    Args:
        shop: where.
        work: what is done.
        strike: what is killed there, if not the engine.
    """
    began, tried = time.monotonic(), Tried("the engine", work.name)
    try:
        _try(shop, work, tried, strike)
    except RuntimeError as problem:
        tried.violations.append(f"not tried to its end: {problem}")
    tried.seconds = time.monotonic() - began
    return tried


def _try(shop: Workshop, work: Work, tried: Tried, strike: Strike | None) -> None:
    world = shop.world
    shop.prefect.restore(_FIRST)
    place = world.copy(shop.first)
    known: Known = shop.acts(place, lambda: _staged(work))
    shop.prefect.remember(_STAGED)
    mark = _unharmed(shop, place, work, known, tried)
    tried.points = len(mark.passed)
    for number, point in chosen(mark.passed, lambda *_: True, strike):
        tried.kinds[point] += 1
        wrong = _kill(shop, place, work, known, number, mark, tried, strike)
        tried.violations += [f"point {number} ({point}): {each}" for each in wrong]
    world.drop(place)


def _staged(work: Work) -> Known:
    known: Known = {}
    for number, act in enumerate(work.stage):
        if number:
            works(known)
        known |= act(known) or {}
    return known


@dataclass(frozen=True)
class _Mark:
    """How everything stands before and after the work, when nobody is killed."""

    passed: tuple[str, ...]
    before: state.State
    after: state.State
    passing: frozenset[str]
    shown: Counter[str]
    heard: Counter[str]

    def differs(self, now: state.State) -> set[str]:
        return state.differing(now, self.after) - self.passing

    def stands(self, now: state.State) -> str:
        if not self.differs(now):
            return "all"
        return "part" if state.differing(now, self.before) - self.passing else "nothing"


def _begun(shop: Workshop, place: Place) -> Place:
    """Everything as it was staged, in a place of its own."""
    shop.prefect.restore(_STAGED)
    shop.outside.heard.clear()
    return shop.world.copy(place)


def _asked(work: Work, known: Known) -> Callable[[], object]:
    ask = work.ask
    return (lambda: ask(known)) if ask else (lambda: None)


def _unharmed(shop: Workshop, place: Place, work: Work, known: Known, tried: Tried) -> _Mark:
    """Do the work twice without a kill: what differs then, with other numbers of rows, says nothing."""

    def done() -> dict[str, Any]:
        before = state.read()
        met = (work.runs or works)(known)
        faults = windows.judged()[1]
        return {
            "before": before,
            "met": met,
            "after": state.read(),
            "wrong": state.wrong(settled=True) + faults,
        }

    other = _begun(shop, place)

    def with_other_numbers() -> None:
        state.skip_numbers()
        _asked(work, known)()

    second = shop.world.live(other, done, before=with_other_numbers)
    shop.world.drop(other)
    own = _begun(shop, place)
    ended = shop.world.live(own, done, die_at=0, before=_asked(work, known))
    for each in (second, ended):
        if each.problem:
            raise RuntimeError(f"{work.name}: {each.problem}")
        tried.violations += [f"unharmed: {said}" for said in (*each.answer["met"], *each.answer["wrong"])]
    tried.violations += [f"unharmed: under way still: {each}" for each in shop.prefect.at_work()]
    shop.world.drop(own)
    after, alike = ended.answer["after"], second.answer["after"]
    return _Mark(
        ended.passed,
        ended.answer["before"],
        after,
        frozenset(state.differing(after, alike)) | work.passing | _PASSING,
        shop.prefect.told_at_rest(),
        Counter(shop.outside.heard),
    )


def _kill(
    shop: Workshop,
    place: Place,
    work: Work,
    known: Known,
    number: int,
    mark: _Mark,
    tried: Tried,
    strike: Strike | None,
) -> list[str]:
    """Kill the engine, or a server under it, at a point; let the next begin; tell what does not hold."""
    own = _begun(shop, place)
    killed = shop.world.live(
        own,
        lambda: (work.runs or works)(known),
        die_at=number,
        before=_asked(work, known),
        blow=strike.blow(own) if strike else None,
    )
    is_reached = killed.killed or len(killed.passed) >= number
    found = [] if is_reached else [f"not reached: {killed.problem or killed.answer}"]

    def taken_over() -> dict[str, Any]:
        stood = mark.stands(state.read())
        if strike is not None:
            time_passes()
        met = (work.runs or works)(known)
        differ = sorted(mark.differs(state.read()))
        return {
            "stood": stood,
            "differ": differ,
            # Under a server that was killed, an attempt may fail; what counts is that it is made again.
            "wrong": [
                *(each for each in met if strike is None or each.startswith(STILL)),
                *state.wrong(settled=True),
                *windows.judged()[1],
            ],
        }

    shop.prefect.let_time_pass()
    next_one = shop.world.live(own, taken_over)
    again = False
    if not next_one.problem and work.ask and work.asked_again:
        again = bool(next_one.answer["differ"] or mark.shown - shop.prefect.told_like(mark.shown))
    if again:
        # What the clock or a person had asked for, and the dead engine began, is asked for again.
        tried.left[f"{next_one.answer['stood']}, asked again"] += 1
        next_one = shop.world.live(own, taken_over, before=_asked(work, known))
    if next_one.problem:
        return [*found, next_one.problem]
    stood, differ = next_one.answer["stood"], next_one.answer["differ"]
    tried.left[stood] += not again
    found += next_one.answer["wrong"]
    if differ:
        found.append(f"left {stood}; in the end it is not as it ought to be: {differ}")
    found += [f"under way though nobody runs it: {each}" for each in shop.prefect.at_work()]
    shown = shop.prefect.told_like(mark.shown)
    found += [f"Prefect lacks {each}" for each in (mark.shown - shown)]
    found += [f"Prefect shows twice, or too much: {each}" for each in (shown - mark.shown)]
    found += [f"not sent: {each}" for each in mark.heard if not shop.outside.heard[each]]
    found += [
        f"sent too often: {each}"
        for each, count in shop.outside.heard.items()
        if count > mark.heard[each] + 1
    ]
    shop.world.drop(own)
    return found
