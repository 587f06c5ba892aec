"""Random schedules of deeds and kills, drawn by Hypothesis, which also shortens one that breaks something.

Every deed is begun to be killed at a point of its own, or to live; what was answered must stay, and what must
always hold is looked at after each.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from trials.crash import state
from trials.crash.asking import Ask, Known, keys_of_cast
from trials.crash.matrix import Tried
from trials.crash.stories_tasks import HEAD, OFFICER, ORDERER
from trials.crash.world import Place, World
from trials.sheet import SHEET

POINTS = st.integers(min_value=0, max_value=6)
"""At which point a deed dies; 0, and a point that it does not have, let it live."""


_CREATED: Final = 201


def machine(  # noqa: C901 - a class of its world
    world: World, first: Place, counted: Counter[str] | None = None
) -> type[RuleBasedStateMachine]:
    """The machine that plays in copies of that place, and counts how its deeds ended."""
    how = Counter[str]() if counted is None else counted

    class Schedule(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.place = world.copy(first)
            self.known: Known = {}
            self.answered: dict[str, int] = {"tasks": 0, "comments": 0, "needs": 0}
            self.begun: dict[str, int] = dict.fromkeys(self.answered, 0)

        @initialize()
        def keys(self) -> None:
            self.known = {"keys": world.live(self.place, keys_of_cast).answer}

        @rule(die_at=POINTS)
        def order(self, die_at: int) -> None:
            self._ask("tasks", Ask(ORDERER, "POST", "/tasks", body=SHEET, learn={"task": "code"}), die_at)

        @rule(die_at=POINTS)
        def comment(self, die_at: int) -> None:
            if "task" in self.known:
                at = {"code": self.known["task"]}
                self._ask("comments", Ask(HEAD, "POST", "/tasks/{code}/comments", at, {"text": "?"}), die_at)

        @rule(die_at=POINTS)
        def need(self, die_at: int) -> None:
            self._ask("needs", Ask(OFFICER, "POST", "/needs", body={"kind": "need", "title": "Máy"}), die_at)

        def _ask(self, table: str, step: Ask, die_at: int) -> None:
            self.begun[table] += 1
            ended = world.live(self.place, lambda: step.do(self.known), die_at=die_at)
            how["killed" if ended.killed else "lived"] += 1
            if ended.killed:
                return
            answer: dict[str, Any] = ended.answer or {}
            assert answer.get("status") == _CREATED, (ended.problem, answer)  # noqa: S101 - what is tried
            self.answered[table] += 1
            self.known |= answer["learnt"]

        @invariant()
        def what_was_answered_stands(self) -> None:
            if not self.known:
                return
            looked = world.live(self.place, lambda: [state.wrong(settled=False), state.read()])
            assert looked.answer is not None, looked.problem  # noqa: S101 - idem
            wrong, now = looked.answer
            assert wrong == []  # noqa: S101 - idem
            for table, count in self.answered.items():
                assert count <= int(now[table]) <= self.begun[table], table  # noqa: S101 - idem

        def teardown(self) -> None:
            world.drop(self.place)

    return Schedule


def played(world: World, first: Place, name: str = "", *, examples: int = 8, steps: int = 8) -> Tried:
    """Play drawn schedules; tell how many deeds were begun, and what breaks with its shortest schedule."""
    began, counted = time.monotonic(), Counter[str]()
    tried = Tried("random schedules", name or f"{examples} schedules of {steps} deeds")
    drawn = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(machine(world, first, counted), settings=drawn)
    except AssertionError as broken:
        tried.violations.append(f"{broken}\n{'; '.join(getattr(broken, '__notes__', ()))}")
    tried.kinds = counted
    tried.points, tried.seconds = counted.total(), time.monotonic() - began
    return tried
