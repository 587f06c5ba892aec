"""Who must act on each case now, on what and by when, under the six clears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import escalations, remedies
from actions.escalations import Escalation
from models import queries
from models.closet import Case
from models.closet.ladder import LADDER
from models.tables import RemedyTaken


@dataclass(frozen=True)
class Acting:
    """The next act on a case. `who` is by the ladder; `days_overdue` for how long the case has waited.

    `remedy` is the remedy that was chosen and is not done, empty where one must still be chosen; then
    `what`, `due_on`, `result` and `authority` are those written down with it. `paused` says that a document
    stops the clock.
    """

    who: str
    days_overdue: int
    what: str
    due_on: date | None
    result: str
    responsible: str
    authority: str
    remedy: str = ""
    doer: str = ""
    paused: bool = False

    def is_late(self, on: date) -> bool:
        """Whether a chosen remedy is past its due date and nothing stops the clock."""
        return bool(self.remedy) and not self.paused and self.due_on is not None and self.due_on < on


def acting_now(session: Session, cases: Sequence[Case], on: date) -> dict[str, Acting]:
    """Who must act on each of the cases, by the code of its task; the first rung where none is opened yet."""
    climbed = escalations.escalations(session, cases, on)
    undone: dict[str, list[RemedyTaken]] = defaultdict(list)
    for code, remedy in session.execute(queries.remedies_open()):
        undone[code].append(remedy)
    return {case.code: _acting(case, climbed.get(case.code), undone[case.code]) for case in cases}


def _acting(case: Case, climbed: Escalation | None, undone: Sequence[RemedyTaken]) -> Acting:
    """The next act: the undone remedy that is due first, else the choice of one."""
    who = ", ".join(climbed.who) if climbed is not None else LADDER[0].role.vi
    days = climbed.step.days_overdue if climbed is not None else 0
    if not undone:
        offered = remedies.remedies_for(case)
        return Acting(
            who=who,
            days_overdue=days,
            what=f"Chọn biện pháp: {offered[0].vi}" if offered else "Chọn biện pháp",
            due_on=None,
            result="Một biện pháp được chọn, có người, việc và thời hạn",
            responsible=case.headline.responsible,
            authority=case.headline.role.vi,
            paused=case.paused,
        )
    first = min(undone, key=lambda each: (each.due_on or date.max, each.id))
    name = remedies.remedy_name(first.remedy)
    return Acting(
        who=who,
        days_overdue=days,
        what=first.what or name,
        due_on=first.due_on,
        result=first.result,
        responsible=first.responsible or case.headline.responsible,
        authority=first.authority,
        remedy=name,
        doer=first.who,
        paused=case.paused,
    )
