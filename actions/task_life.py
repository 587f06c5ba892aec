"""The life of a task as a line of stages: lived with its dates, present with its obstacles, and foreseen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from actions.desk.judged import count_of
from models import progress, workdays
from models.dossier import Dossier, Entry
from models.language import Gate, Role, Stage, Verdict
from models.lifecycle import stages_of


class When(StrEnum):
    """Where a stage lies on the line."""

    PAST = "past"
    PRESENT = "present"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """One stage on the line.

    `due_on` is None where no rule sets a date or the fact that it counts from is not known. Ahead, both dates
    are foreseen: what will be if every stage before it is left on its due date. `turned` says
    that it was left by rejection or withdrawal.
    """

    stage: Stage
    when: When
    entered_on: date | None = None
    left_on: date | None = None
    due_on: date | None = None
    late: bool = False
    stopped: bool = False
    turned: Verdict | None = None
    gate: Gate | None = None
    obstacles: tuple[str, ...] = ()
    count: str = ""
    deciders: tuple[Role, ...] = ()
    entry_id: int = 0

    @property
    def days(self) -> int | None:
        """How many days it took."""
        return (self.left_on - self.entered_on).days if self.left_on and self.entered_on else None


def life_of(task: Dossier, on: date) -> tuple[Step, ...]:
    """The whole line on that day: what was lived, where the task is, and where it goes from there."""
    lived = [_lived(task, entry) for entry in task.entries if not entry.is_open]
    present = [_present(task, entry, on) for entry in task.open_entries]
    return (*lived, *present, *_ahead(task, on))


def _lived(task: Dossier, entry: Entry) -> Step:
    turned = next((each for each in (Verdict.REJECT, Verdict.WITHDRAW) if entry.exit == each.value), None)
    when = progress.due_on(entry, entry.left_on or entry.entered_on)
    late = when is not None and entry.left_on is not None and when < entry.left_on
    return Step(
        progress.stage_of(task, entry),
        When.PAST,
        entry.entered_on,
        entry.left_on,
        when,
        late=late,
        turned=turned,
        entry_id=entry.id,
    )


def _present(task: Dossier, entry: Entry, on: date) -> Step:
    stage = progress.stage_of(task, entry)
    gate = progress.awaited_gate(stage, entry, task)
    return Step(
        stage,
        When.PRESENT,
        entry.entered_on,
        due_on=progress.due_on(entry, on),
        late=progress.is_overdue(entry, on),
        stopped=progress.clock_stopped(entry),
        gate=gate,
        obstacles=progress.obstacles(stage, entry, task, gate, on) if gate is not None else (),
        count=count_of(gate, entry, task.province) if gate is not None else "",
        deciders=progress.decider_roles(gate) if gate is not None else (),
        entry_id=entry.id,
    )


_ENDS: Final = {"EXECUTE": "contract_ends_on"}
"""A stage that goes on until a date of the dossier, whatever is due in it before."""


def _ahead(task: Dossier, on: date) -> Iterator[Step]:
    main = progress.main_entry(task)
    if main is None:
        return
    stage, seen = progress.stage_of(task, main), {main.stage}
    day = _end(stage, task, progress.due_on(main, on), main.entered_on)
    day = max(day, on) if day is not None else None
    while (step := progress.next_step(stage, task, Verdict.APPROVE)) is not None and step.to is not None:
        if step.to in seen:
            return
        seen.add(step.to)
        stage = stages_of(task)[step.to]
        when = progress.due(stage.deadline, _as_if(task, stage, day), day).on if day is not None else None
        yield Step(stage, When.AHEAD, entered_on=day, due_on=when)
        left = _end(stage, task, when, day)
        day = max(left, day) if left is not None and day is not None else None


def _end(stage: Stage, task: Dossier, due_on: date | None, entered_on: date | None) -> date | None:
    """When a stage is left, if all goes as it should."""
    if stage.code not in _ENDS:
        return due_on
    known = task.date_of(_ENDS[stage.code])
    if known is None and task.months and entered_on is not None:
        return workdays.add_months(entered_on, task.months)
    return known or due_on


def _as_if(task: Dossier, stage: Stage, day: date | None) -> Dossier:
    """The task with the date from which the stage counts, as it will be when that is still to come."""
    since = stage.deadline.since if stage.deadline is not None else None
    if since is None or day is None or task.date_of(since) is not None:
        return task
    if hasattr(task, since) and since != "accepted_on":
        return replace(task, **{since: day})  # type: ignore[arg-type]  # a date of the dossier by its name
    return replace(task, result=replace(task.result, **{since: day}))  # type: ignore[arg-type]  # idem
