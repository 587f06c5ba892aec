"""Where a target or a piece of work stands on a day: exactly one status each, computed from its facts.

Nobody enters a status. What is past its day and not reached is late, whether it was begun or not; what waits
for the central authorities is neither on time nor late, for nobody in the province can move it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """Where it stands; the value is its code. Every target and every published piece of work has one."""

    DONE = "done"
    EXCEEDED = "exceeded"
    IN_PROGRESS_ON_TIME = "in_progress_on_time"
    IN_PROGRESS_LATE = "in_progress_late"
    NOT_STARTED = "not_started"
    AWAITING_CENTRAL = "awaiting_central"
    CANCELLED = "cancelled"

    @property
    def vi(self) -> str:
        """The Vietnamese words."""
        return _WORDS[self][0]

    @property
    def en(self) -> str:
        """The English words."""
        return _WORDS[self][1]

    @property
    def is_reached(self) -> bool:
        """Whether what was wanted is there: reports count these as completed or exceeded."""
        return self in {Status.DONE, Status.EXCEEDED}

    @property
    def is_good(self) -> bool:
        """Whether it needs nobody's attention."""
        return self not in {Status.IN_PROGRESS_LATE, Status.AWAITING_CENTRAL}


_WORDS: dict[Status, tuple[str, str]] = {
    Status.DONE: ("hoàn thành", "done"),
    Status.EXCEEDED: ("vượt mức", "exceeded"),
    Status.IN_PROGRESS_ON_TIME: ("đang thực hiện trong hạn", "in progress, on time"),
    Status.IN_PROGRESS_LATE: ("quá hạn chưa hoàn thành", "late"),
    Status.NOT_STARTED: ("chưa triển khai", "not started"),
    Status.AWAITING_CENTRAL: ("chờ Trung ương", "awaiting the central authorities"),
    Status.CANCELLED: ("đã hủy", "cancelled"),
}


class Direction(StrEnum):
    """On which side of the goal a figure should be."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"

    @property
    def vi(self) -> str:
        """The Vietnamese words, as before the goal."""
        return {"at_least": "từ", "at_most": "không quá"}[self.value]

    @property
    def en(self) -> str:
        """The English words, as before the goal."""
        return {"at_least": "at least", "at_most": "at most"}[self.value]

    def reached(self, value: Decimal, goal: Decimal) -> bool:
        """Whether a figure is on the right side of its goal, or on it."""
        return value >= goal if self is Direction.AT_LEAST else value <= goal


@dataclass(frozen=True)
class TargetFacts:
    """What is known of a target; `value` is what it stood at last, None while nothing was read."""

    goal: Decimal
    direction: Direction
    due_on: date
    value: Decimal | None = None
    started_on: date | None = None
    awaits_central_since: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True)
class WorkFacts:
    """What is known of a piece of work."""

    due_on: date | None
    started_on: date | None = None
    done_on: date | None = None
    exceeded: bool = False
    awaits_central_since: date | None = None
    cancelled_on: date | None = None


def status_of_target(facts: TargetFacts, on: date) -> Status:
    """Where a target stands on that day."""
    if _by(facts.cancelled_on, on):
        return Status.CANCELLED
    if facts.value is not None and facts.direction.reached(facts.value, facts.goal):
        return Status.DONE if facts.value == facts.goal else Status.EXCEEDED
    begun = _by(facts.started_on, on) or facts.value is not None
    return _unreached(facts.awaits_central_since, facts.due_on, on, begun=begun)


def status_of_work(facts: WorkFacts, on: date) -> Status:
    """Where a piece of work stands on that day."""
    if _by(facts.done_on, on):
        return Status.EXCEEDED if facts.exceeded else Status.DONE
    if _by(facts.cancelled_on, on):
        return Status.CANCELLED
    return _unreached(facts.awaits_central_since, facts.due_on, on, begun=_by(facts.started_on, on))


def _unreached(awaits: date | None, due_on: date | None, on: date, *, begun: bool) -> Status:
    if _by(awaits, on):
        return Status.AWAITING_CENTRAL
    if due_on is not None and due_on < on:
        return Status.IN_PROGRESS_LATE
    return Status.IN_PROGRESS_ON_TIME if begun else Status.NOT_STARTED


def _by(day: date | None, on: date) -> bool:
    """Whether it has come about by that day."""
    return day is not None and day <= on
