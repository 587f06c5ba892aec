"""Plans of provinces that have become one: who answers for each, and how two of one code are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models import provinces


@dataclass(frozen=True)
class PlanKey:
    """What tells a plan from every other: the province by its name of the time, the year, the code."""

    province: str
    year: int
    code: str


def names_of(province: str, on: date) -> tuple[str, ...]:
    """The names, of the time, under which the plans stand for which the province answers on that day.

    Raises:
        BadInput: no province bears or bore the name.
    """
    keeper = provinces.successor(province, on)
    return tuple(each.name for each in provinces.PROVINCES if provinces.successor(each.name, on) == keeper)


def labels(plans: Iterable[PlanKey], on: date) -> dict[PlanKey, str]:
    """How each plan is called on that day: by its code, and by the name of its time where codes meet."""
    known = tuple(plans)
    keepers = {plan: provinces.successor(plan.province, on) for plan in known}
    meeting = Counter((keepers[plan], plan.year, plan.code) for plan in known)
    return {
        plan: plan.code
        if meeting[keepers[plan], plan.year, plan.code] == 1
        else f"{plan.code} ({plan.province})"
        for plan in known
    }
