"""When each result came into the closet and when it left: from its facts, or from our record of them.

A fact that ends a case mostly bears a date, and the replay finds what was before it. The naming of a
recipient does not: once named, the result looks as if it had had one always. That it had not, the closed
case tells; on which day it came in, the facts without the recipient do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.closet import Case, find
from models.closet.replay import Spell, replay
from models.dossier import Dossier

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Past:
    """A task's past in the closet: what the facts tell, and the spells that only a closed case remembers."""

    task: Dossier
    told: tuple[Spell, ...]
    remembered: tuple[Spell, ...]

    @property
    def spells(self) -> tuple[Spell, ...]:
        """Every time in the closet."""
        return (*self.told, *self.remembered)

    def case_on(self, day: date) -> Case | None:
        """The case of the task as it lay in the closet on that day; None when it did not."""
        task = _unnamed(self.task) if any(spell.holds(day) for spell in self.remembered) else self.task
        case = find(task, day)
        return case if case is not None and case.closet else None


def past_of(task: Dossier, on: date, closed: Iterable[date]) -> Past:
    """The past of a task up to that day.

    Args:
        task: the task as it is known now.
        on: the last day of interest.
        closed: the days on which cases of the task were closed.
    """
    told = replay(task, on).spells
    lost = [day for day in closed if not any(spell.holds(day - _DAY) for spell in told)]
    return Past(task, told, tuple(spell for day in lost for spell in _ended_on(task, day)))


def _ended_on(task: Dossier, day: date) -> Iterable[Spell]:
    """The spell that a closed case remembers: it ended on that day."""
    last = day - _DAY
    return (replace(spell, left=day) for spell in replay(_unnamed(task), last).spells if spell.holds(last))


def _unnamed(task: Dossier) -> Dossier:
    """The task as it was before its recipient was named."""
    result = replace(task.result, partner_found_on=None)
    return replace(task, recipient=None, recipient_note="", result=result)
