"""Where each case stands on the ladder, and who by function must act on it today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import delegations
from models import queries
from models.closet import Case, Verdict, ladder
from models.closet.ladder import Height, Step, escalation
from models.closet.remedies import AWAIT_CENTRAL, RECORD_GUIDANCE
from models.dossier import ClockStop
from models.language import Role
from models.tables import ClosetCase, RemedyTaken


@dataclass(frozen=True)
class Escalation:
    """Who must act on a case now: its step on the ladder, its age, and the functions, delegates named."""

    code: str
    step: Step
    bucket: str
    who: tuple[str, ...]

    @property
    def height(self) -> Height:
        """How high the case stands."""
        return Height(self.step.role, self.step.since, self.bucket)


def step_of(case: Case | Verdict, opened_on: date, taken: Iterable[RemedyTaken], on: date) -> Step:
    """The step of a case; a remedy that was done lets the next act be awaited from that day on."""
    return escalation(*_waited(case, opened_on, tuple(taken), on))


def climbs_on(case: Case | Verdict, opened_on: date, taken: Iterable[RemedyTaken], on: date) -> date | None:
    """The first later day on which the case may climb the ladder though nobody acts; None for never."""
    return ladder.climbs_on(*_waited(case, opened_on, tuple(taken), on))


def _waited(
    case: Case | Verdict, opened_on: date, rows: tuple[RemedyTaken, ...], on: date
) -> tuple[date, date | None, date, str, bool, tuple[ClockStop, ...]]:
    """For what a case waits, as `models.closet.ladder` asks for it."""
    free_since = max((opened_on, *(each.done_on for each in rows if each.done_on is not None)))
    due = min(
        (each.due_on for each in rows if each.done_on is None and each.due_on is not None), default=None
    )
    return free_since, due, on, case.province, case.paused, _pauses(case, rows)


def escalation_of(
    session: Session, case: Case, row: ClosetCase, taken: Iterable[RemedyTaken], on: date
) -> Escalation:
    """Where one open case stands, and who must act."""
    step = step_of(case, row.opened_on, taken, on)
    return Escalation(case.code, step, case.bucket, _acting(session, step.role, on))


def escalations(session: Session, cases: Iterable[Case], on: date) -> dict[str, Escalation]:
    """Where each of the cases stands, by the code of its task; those that are not opened yet are left out."""
    by_code = {case.code: case for case in cases}
    rows = dict(iter(session.execute(queries.open_cases(tuple(by_code)))))
    taken: dict[int, list[RemedyTaken]] = defaultdict(list)
    for remedy in session.scalars(queries.remedies_in([row.id for row in rows.values()])):
        taken[remedy.case_id].append(remedy)
    who: dict[Role, tuple[str, ...]] = {}
    found = {}
    for code, row in rows.items():
        step = step_of(by_code[code], row.opened_on, taken[row.id], on)
        if step.role not in who:
            who[step.role] = _acting(session, step.role, on)
        found[code] = Escalation(code, step, by_code[code].bucket, who[step.role])
    return found


def _acting(session: Session, role: Role, on: date) -> tuple[str, ...]:
    """The functions that act in the role today; the role's own title where nobody has an account for it."""
    return tuple(holder.named for holder in delegations.acting(session, role, on)) or (role.vi,)


def _pauses(case: Case | Verdict, taken: tuple[RemedyTaken, ...]) -> tuple[ClockStop, ...]:
    """The times for which a document stopped the clock: guidance was awaited, until it came.

    Where nothing tells when an old pause ended, its days are counted: nobody is excused without a document.
    """
    guided = sorted(each.on for each in taken if each.remedy == RECORD_GUIDANCE.code)
    stops = [
        ClockStop(
            each.on, each.done_on or next((day for day in guided if day >= each.on), None), AWAIT_CENTRAL.vi
        )
        for each in taken
        if each.remedy == AWAIT_CENTRAL.code
    ]
    if not case.paused:
        return tuple(stop for stop in stops if stop.until is not None)
    now = [cause.since for cause in case.causes if cause.code == "AWAIT_CENTRAL" and cause.since is not None]
    return (*stops, *(ClockStop(since, None, AWAIT_CENTRAL.vi) for since in now))
