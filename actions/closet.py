"""The closet: opening a case on the day a result stalls, closing it by the fact that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, stages, wiring
from models import closet, queries
from models.closet import Case
from models.dossier import Dossier
from models.tables import ClosetCase


def case_of(task: Dossier, on: date) -> Case | None:
    """Why the task is stalled on that day; None when it is not."""
    return closet.find(task, on)


@dataclass(frozen=True)
class Judged:
    """What a judgement brought about: `opened`, `closed`, `standing` or `none`; the case, if any."""

    code: str
    change: str
    case: Case | None


def judge(code: str, on: date) -> Judged:
    """Judge a task anew, under lock: open its case, leave it standing, or close it by the fact.

    A judgement that comes late never goes back behind the day on which the case was opened.
    """
    with wiring.unit_of_work() as session:
        task = dossiers.load(session, code, lock=True)
        row = session.scalar(queries.open_case(task.id))
        on = max(on, row.opened_on) if row is not None else on
        case = case_of(task, on)
        stuck = case is not None and case.closet
        if stuck and row is None and case is not None:
            return _open(session, task, case, on)
        if not stuck and row is not None:
            return _close(session, task, row, on)
        return Judged(code, "standing" if row is not None else "none", case)


def _open(session: Session, task: Dossier, case: Case, on: date) -> Judged:
    session.add(ClosetCase(task_id=task.id, opened_on=on))
    names = ", ".join(cause.vi.lower() for cause in case.causes)
    audit.record(
        session,
        "case:closet:opened",
        f"Kết quả nằm trong ngăn tủ: {names}. Trách nhiệm xử lý: {case.headline.responsible}.",
        on=on,
        task_id=task.id,
        facts={"causes": [cause.code for cause in case.causes]},
    )
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    return Judged(task.code, "opened", case)


def _close(session: Session, task: Dossier, row: ClosetCase, on: date) -> Judged:
    last = session.scalars(queries.journal_of(task.id)).all()[-1]
    row.closed_on = on
    row.closed_by = last.text
    audit.record(
        session,
        "case:closet:closed",
        f"Kết quả ra khỏi ngăn tủ: {last.text}",
        on=on,
        task_id=task.id,
        facts={"by": last.id},
    )
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    return Judged(task.code, "closed", None)


def candidates() -> tuple[str, ...]:
    """The codes of the tasks that may be in the closet; each is judged again under lock."""
    with wiring.unit_of_work() as session:
        return tuple(session.scalars(queries.closet_candidates()))


def cases(session: Session, on: date) -> tuple[Case, ...]:
    """All results that are in the closet on that day, the longest first; computed, not read."""
    found = [
        case_of(dossiers.load(session, code), on) for code in session.scalars(queries.closet_candidates())
    ]
    stuck = [case for case in found if case is not None and case.closet]
    return tuple(sorted(stuck, key=lambda case: (-case.headline.severity, -(case.days or 0), case.code)))
