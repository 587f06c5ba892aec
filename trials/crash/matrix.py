"""The matrix of actions: each step of each story is cut off at each point, looked at, and done again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from trials.crash import state
from trials.crash.asking import Ask, Do, Known, Step, Story, keys_of_cast
from trials.crash.world import Blow, Place, World

_FINE: Final = range(200, 300)
_AWAY: Final = 503
IDLE: Final = "changes nothing that is compared"
"""What is noted of a step whose kills show little: it leaves only moments, or nothing."""
_UNKNOWN: Final = "outcome-unknown"
"""How the interface says that it does not know whether it was done."""
_FAULTS: Final = range(500, 600)


@dataclass(frozen=True)
class Strike:
    """What is killed under somebody who acts.

    Args:
        name: what it is.
        hit: kills it, for who acts in that place.
        mend: starts it again.
        at: whether it is killed at a point of that name.
        after: seconds until it is started again, if somebody acts still.
    """

    name: str
    hit: Callable[[Place], object]
    mend: Callable[[Place], object] = lambda _: None
    at: Callable[[str], bool] = lambda _: True
    after: float = 0.5

    def blow(self, place: Place) -> Blow:
        """As it falls on who acts there."""
        return Blow(partial(self.hit, place), partial(self.mend, place), self.after)


@dataclass
class Tried:
    """What came of trying one step: its points, in what state each kill left the tables, what was wrong."""

    story: str
    step: str
    points: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    """`nothing`: as if it had not been asked; `all`: done; `part`: begun, in several transactions."""
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Sample:
    """How many points of a step are tried in this process, where not all are: evenly spread."""

    most: int | None = None


def chosen(
    passed: Sequence[str], only: Callable[[int, str], bool], strike: Strike | None
) -> list[tuple[int, str]]:
    """The points at which something is killed, each with its number."""
    all_of_them = [
        (number, point)
        for number, point in enumerate(passed, start=1)
        if only(number, point) and (strike is None or strike.at(point))
    ]
    most = Sample.most
    if most is None or len(all_of_them) <= most:
        return all_of_them
    return [all_of_them[(2 * each + 1) * len(all_of_them) // (2 * most)] for each in range(most)]


def tell(
    world: World,
    first: Place,
    story: Story,
    *,
    only: Callable[[Step, int], bool] = lambda _step, _point: True,
    strike: Strike | None = None,
) -> Iterator[Tried]:
    """Tell a story, and try each of its steps on the way; what came of each is told as soon as it is known.

    Args:
        world: where.
        first: the place where it begins.
        story: what happens.
        only: which points of a step are tried; all of them unless told otherwise.
        strike: what is killed at the points, if not the process that acts.

    Raises:
        RuntimeError: a step is refused though nothing was killed: the story is told wrong.
    """
    place = world.copy(first)
    known: Known = {"keys": _spoken(world, place, keys_of_cast)}
    for step in story.steps:
        if isinstance(step, Ask) or step.tried:
            tried, after, learnt = _try(world, place, step, known, story.name, only, strike)
            yield tried
        else:
            after = place
            learnt = _done(world, place, step, known, story.name)["learnt"]
        known |= learnt
        if after is not place:
            world.drop(place)
        place = after
    world.drop(place)


def _spoken(world: World, place: Place, act: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the act gives
    ended = world.live(place, act)
    if ended.problem:
        raise RuntimeError(ended.problem)
    return ended.answer


def _done(world: World, place: Place, step: Step, known: Known, story: str) -> dict[str, Any]:
    told: dict[str, Any] = _spoken(world, place, lambda: step.do(known))
    if told["status"] not in _FINE:
        raise RuntimeError(f"{story}, {step.name}: {told['status']} {told['text']}")
    return told


def _try(
    world: World,
    place: Place,
    step: Step,
    known: Known,
    story: str,
    only: Callable[[Step, int], bool],
    strike: Strike | None,
) -> tuple[Tried, Place, dict[str, Any]]:
    """Try a step at each point; returns what came of it, the place where it was done, and what was learnt."""
    began = time.monotonic()
    tried = Tried(story, step.name)
    after = world.copy(place)

    def unharmed() -> dict[str, Any]:
        before, since = state.read(), state.moment()
        told = step.do(known)
        return told | {
            "commits": state.commits_since(since),
            "before": before,
            "after": state.read(),
            "wrong": state.wrong(settled=True),
        }

    other = _otherwise(world, place, step, known)
    counted = world.live(after, unharmed, die_at=0)
    told = counted.answer or {}
    if counted.problem or told["status"] not in _FINE:
        raise RuntimeError(f"{story}, {step.name}: {counted.problem or (told['status'], told['text'])}")
    tried.violations += [f"unharmed: {each}" for each in told["wrong"]]
    counted_commits = sum(point.count("after commit") for point in counted.passed)
    if told["commits"] not in {None, counted_commits}:
        tried.violations.append(f"{told['commits']} commits, and points around {counted_commits} of them")
    by_chance = step.passing if isinstance(step, Do) else frozenset()
    passing = frozenset(state.differing(told["after"], other)) | by_chance
    mark = _Mark(told["before"], told["after"], passing)
    tried.points = len(counted.passed)
    if not mark.changes:
        tried.left[IDLE] += 1
    for number, point in chosen(counted.passed, lambda number, _: only(step, number), strike):
        tried.kinds[point] += 1
        _kill(world, place, step, known, number, mark, tried, strike)
    tried.seconds = time.monotonic() - began
    return tried, after, told["learnt"]


@dataclass(frozen=True)
class _Mark:
    """How the tables stood before the step and after it, and what differs between two that went well."""

    before: state.State
    after: state.State
    passing: frozenset[str]

    @property
    def changes(self) -> bool:
        """Whether the step leaves anything in what is compared."""
        return bool(state.differing(self.before, self.after) - self.passing)

    def stands(self, now: state.State) -> str:
        if not state.differing(now, self.after) - self.passing:
            return "all"
        return "part" if state.differing(now, self.before) - self.passing else "nothing"


def _otherwise(world: World, place: Place, step: Step, known: Known) -> state.State:
    """The tables after the same was done with other numbers of rows: what differs then says nothing."""
    own = world.copy(place)

    def done() -> state.State:
        state.skip_numbers()
        told = step.do(known)
        if told["status"] not in _FINE:
            raise RuntimeError(f"{step.name}: {told['status']} {told['text']}")
        return state.read()

    found: state.State = _spoken(world, own, done)
    world.drop(own)
    return found


def _kill(
    world: World,
    place: Place,
    step: Step,
    known: Known,
    number: int,
    mark: _Mark,
    tried: Tried,
    strike: Strike | None,
) -> None:
    own = world.copy(place)
    blow = strike.blow(own) if strike else None
    ended = world.live(own, lambda: step.do(known), die_at=number, blow=blow)
    if not ended.killed and len(ended.passed) < number:
        tried.violations.append(f"point {number} was not reached: {ended.problem or ended.answer}")
    told: Mapping[str, Any] = ended.answer or {}
    looked = world.live(own, lambda: _looked_at(step, known, mark, told, struck=strike is not None))
    if looked.problem:
        tried.violations.append(f"point {number}: {looked.problem}")
    else:
        tried.left[looked.answer["stood"]] += 1
        tried.violations += [f"point {number}: {each}" for each in looked.answer["wrong"]]
    world.drop(own)


def _looked_at(
    step: Step, known: Known, mark: _Mark, told: Mapping[str, Any], *, struck: bool
) -> dict[str, Any]:
    """How the tables stand after the kill, and whether it can be done again as a caller would do it."""
    stood = mark.stands(state.read())
    found = _belied(step, told, stood) if struck and mark.changes else []
    if told.get("status") in _FINE and stood != "all":
        found.append(f"acknowledged, and left {stood}")
    answers = []
    if stood != "all" or (isinstance(step, Ask) and step.method == "POST"):
        answers.append(step.do(known))  # a system that was cut off sends the same again, under its key
    if mark.stands(state.read()) != "all":
        answers.append(step.do(known, again=True))  # and who looks, and sees that it is not done, anew
    now = state.read()
    if mark.stands(now) != "all":
        differ = sorted(state.differing(now, mark.after) - mark.passing)
        found.append(f"left {stood}; done again it is not as it ought to be: {differ} {answers}")
    elif len(answers) > 1 and answers[-1]["status"] not in _FINE:
        found.append(f"left {stood}; done again it is refused: {answers}")
    found += [f"answered with a fault: {each}" for each in answers if _is_fault(each)]
    found += state.wrong(settled=not (isinstance(step, Do) and step.leaves_orphans))
    return {"stood": stood, "wrong": found}


def _belied(step: Step, told: Mapping[str, Any], stood: str) -> list[str]:
    """What was told to somebody under whom a server died, and is not so."""
    if not isinstance(step, Ask):
        return []
    if _is_fault(told):
        return [f"told of a fault, where a server was away: {told}"]
    if told.get("status") == _AWAY and stood != "nothing" and _UNKNOWN not in told["text"]:
        return [f"told that nothing was done, and left {stood}: {told}"]
    return []


def _is_fault(answer: Mapping[str, Any]) -> bool:
    """Whether it is an answer of the kind that tells of an error of the program."""
    return answer.get("status") in _FAULTS and answer["status"] != _AWAY


def summed(found: Iterable[Tried]) -> dict[str, int]:
    """How many points there are, how many were tried, what was wrong, and the seconds that it took."""
    rows = list(found)
    return {
        "steps": len(rows),
        "points": sum(row.points for row in rows),
        "tried": sum(sum(row.kinds.values()) for row in rows),
        "violations": sum(len(row.violations) for row in rows),
        "seconds": round(sum(row.seconds for row in rows)),
    }
