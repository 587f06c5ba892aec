"""Who must act on each case now, on what and by when, under the six clears."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import remedies
from models import queries
from models.closet import Case
from models.closet.ladder import Step, escalation
from models.dossier import ClockStop
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
    """Who must act on each of the cases, by the code of its task."""
    opened = dict(iter(session.execute(queries.cases_opened())))
    taken: dict[str, list[RemedyTaken]] = defaultdict(list)
    for code, remedy in session.execute(queries.remedies_in_open_cases()):
        taken[code].append(remedy)
    return {case.code: _acting(case, opened.get(case.code, on), taken[case.code], on) for case in cases}


def _acting(case: Case, opened_on: date, taken: Sequence[RemedyTaken], on: date) -> Acting:
    undone = sorted(
        (each for each in taken if each.done_on is None), key=lambda each: each.due_on or date.max
    )
    step = _step(case, opened_on, taken, undone, on)
    if not undone:
        offered = remedies.remedies_for(case)
        return Acting(
            who=step.role.vi,
            days_overdue=step.days_overdue,
            what=f"Chọn biện pháp, trước hết: {offered[0].vi}" if offered else "Chọn biện pháp",
            due_on=None,
            result="Một biện pháp được chọn, có người, việc và thời hạn",
            responsible=case.headline.responsible,
            authority=case.headline.role.vi,
            paused=case.paused,
        )
    next_due = undone[0]
    name = remedies.remedy_name(next_due.remedy)
    return Acting(
        who=step.role.vi,
        days_overdue=step.days_overdue,
        what=next_due.what or name,
        due_on=next_due.due_on,
        result=next_due.result,
        responsible=next_due.responsible or case.headline.responsible,
        authority=next_due.authority,
        remedy=name,
        doer=next_due.who,
        paused=case.paused,
    )


def _step(
    case: Case, opened_on: date, taken: Sequence[RemedyTaken], undone: Sequence[RemedyTaken], on: date
) -> Step:
    """Where the case stands on the ladder; a remedy that was done has bought time until that day."""
    since = max((opened_on, *(each.done_on for each in taken if each.done_on is not None)))
    due = min((each.due_on for each in undone if each.due_on is not None), default=None)
    stops = tuple(
        ClockStop(cause.since, None, "")
        for cause in case.causes
        if case.paused and cause.code == "AWAIT_CENTRAL" and cause.since is not None
    )
    return escalation(since, due, on, case.province, case.paused, stops)
