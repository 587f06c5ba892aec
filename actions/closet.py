"""The closet: opening a case on the day a result stalls, closing it by the fact that ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, dossiers, escalations, outbox, remedies, stages, watching, wiring
from actions.escalations import Escalation
from models import closet, queries
from models.closet import Case
from models.closet.ladder import Height
from models.dossier import Dossier
from models.tables import ClosetCase, RemedyTaken

OPENED, ESCALATED, CLOSED, MISSED = "closet.opened", "closet.escalated", "closet.closed", "deadline.missed"
"""What is told of a case, as `flows.board` names its events."""


def case_of(task: Dossier, on: date) -> Case | None:
    """Why the task is stalled on that day; None when it is not."""
    return closet.find(task, on)


@dataclass(frozen=True)
class Judged:
    """What a judgement brought about: `opened`, `escalated`, `closed`, `standing`, `none`; and the case."""

    code: str
    change: str
    case: Case | None


def judge(code: str, on: date) -> Judged:
    """Judge a task anew, under lock: open its case, escalate it, leave it standing, or close it by the fact.

    What has changed is written down and promised to whoever listens in the same transaction, so that a day
    without a watch loses nothing and a second judgement of the day tells nothing twice. A judgement that
    comes late never goes back behind the day on which the case was opened.
    """
    with wiring.unit_of_work() as session:
        task = dossiers.load(session, code, lock=True)
        row = session.scalar(queries.open_case(task.id))
        on = max(on, row.opened_on) if row is not None else on
        case = case_of(task, on)
        if case is None or not case.closet:
            return Judged(code, "none", case) if row is None else _close(session, task, row, on)
        return _open(session, task, case, on) if row is None else _follow(session, task, case, row, on)


def _open(session: Session, task: Dossier, case: Case, on: date) -> Judged:
    row = ClosetCase(task_id=task.id, opened_on=on)
    session.add(row)
    session.flush()
    names = ", ".join(cause.vi.lower() for cause in case.causes)
    standing = escalations.escalation_of(session, case, row, (), on)
    number = audit.record(
        session,
        "case:closet:opened",
        f"Kết quả nằm trong ngăn tủ: {names}. Trách nhiệm xử lý: {case.headline.responsible}.",
        on=on,
        task_id=task.id,
        facts={"causes": [cause.code for cause in case.causes], **_height_facts(standing)},
    )
    _tell(session, task, OPENED, number, on, _payload(case, standing))
    _redraw(session, task, on)
    _watch(session, task, row, (), on)
    return Judged(task.code, "opened", case)


def _close(session: Session, task: Dossier, row: ClosetCase, on: date) -> Judged:
    last = session.scalars(queries.last_fact(task.id)).one()
    row.closed_on = on
    row.closed_by = last.text
    session.flush()
    remedies.settle(session, task, on)
    number = audit.record(
        session,
        "case:closet:closed",
        f"Kết quả ra khỏi ngăn tủ: {last.text}",
        on=on,
        task_id=task.id,
        facts={"by": last.id},
    )
    _tell(session, task, CLOSED, number, on, {"task": task.code, "by": last.text})
    _redraw(session, task, on)
    # Its window is promised as well: whoever was cut off before drawing it judges again, and finds no case.
    outbox.promise(session, outbox.Kind.REDRAW, f"case:{task.code}", on=on, code=task.code)
    watching.keep_until(session, task.id, closet.verdict(task, on, closet.texts_change(on)).until)
    return Judged(task.code, "closed", None)


def _follow(session: Session, task: Dossier, case: Case, row: ClosetCase, on: date) -> Judged:
    """Follow an open case: settle the remedies that facts have done, tell of those missed, escalate it."""
    settled = remedies.settle(session, task, on)
    taken = session.scalars(queries.remedies_in((row.id,))).all()
    missed = _note_missed(session, task, taken, on) if not case.paused else False
    now = escalations.escalation_of(session, case, row, taken, on)
    climbed = now.height.is_above(_last_height(session, task, row)) and not now.step.paused
    if climbed:
        _escalate(session, task, case, now, on)
    if settled or missed or climbed:
        _redraw(session, task, on)
    _watch(session, task, row, taken, on)
    return Judged(task.code, "escalated" if climbed else "standing", case)


def _watch(session: Session, task: Dossier, row: ClosetCase, taken: Sequence[RemedyTaken], on: date) -> None:
    """Let the watch know until when nothing but an act can change the case."""
    verdict = closet.verdict(task, on, closet.texts_change(on))
    watching.keep_until(session, task.id, watching.holds_until(verdict, row.opened_on, taken))


def _escalate(session: Session, task: Dossier, case: Case, now: Escalation, on: date) -> None:
    who = "; ".join(now.who)
    overdue = f"quá hạn {now.step.days_overdue} ngày" if now.step.days_overdue else "chưa quá hạn xử lý"
    rule = f" ({now.step.rule.name_vi.lower()}: {now.step.rule.source})" if now.step.rule else ""
    age = f"đã {case.days} ngày trong ngăn tủ, " if case.days is not None else ""
    number = audit.record(
        session,
        "case:closet:escalated",
        f"Chuyển cấp xử lý: {age}{overdue}{rule}. Người phải xử lý: {who}.",
        on=on,
        task_id=task.id,
        facts=_height_facts(now),
    )
    _tell(session, task, ESCALATED, number, on, _payload(case, now))


def _last_height(session: Session, task: Dossier, row: ClosetCase) -> Height:
    facts = next((entry.facts for entry in session.scalars(queries.climbs_of(task.id))), {})
    return watching.last_height(facts, row.opened_on)


def _note_missed(session: Session, task: Dossier, taken: Sequence[RemedyTaken], on: date) -> bool:
    """Write down, once for each, the remedies whose due date has passed; whether there are new ones."""
    known = {row.facts["remedy"] for row in session.scalars(queries.missed_of(task.id))}
    late = [
        each
        for each in taken
        if each.done_on is None and each.due_on is not None and each.due_on < on and each.id not in known
    ]
    for each in late:
        name = remedies.remedy_name(each.remedy)
        number = audit.record(
            session,
            "case:remedy:missed",
            f"Quá hạn thực hiện biện pháp «{name}» (hạn {each.due_on:%d/%m/%Y}). "
            f"Trách nhiệm: {each.responsible}.",
            on=on,
            task_id=task.id,
            facts={"remedy": each.id},
        )
        payload = {
            "task": task.code,
            "remedy": each.remedy,
            "message": f"{name}: hạn {each.due_on:%d/%m/%Y}",
            "responsible": each.responsible,
        }
        _tell(session, task, MISSED, number, on, payload)
    return bool(late)


def _height_facts(now: Escalation) -> dict[str, Any]:
    return {
        "rung": now.step.role.value,
        "since": now.step.since.isoformat(),
        "bucket": now.bucket,
        "days": now.step.days_overdue,
    }


def _payload(case: Case, now: Escalation) -> dict[str, Any]:
    """What whoever listens to the event is told."""
    return {
        "task": case.code,
        "headline": case.headline.code,
        "causes": [cause.code for cause in case.causes],
        "days": case.days,
        "responsible": case.headline.responsible,
        "rung": now.step.role.value,
        "who": list(now.who),
    }


def _tell(
    session: Session, task: Dossier, event: str, number: int, on: date, payload: dict[str, Any]
) -> None:
    outbox.promise(
        session, outbox.Kind.EVENT, f"case:{task.code}", on=on, event=event, number=number, payload=payload
    )


def _redraw(session: Session, task: Dossier, on: date) -> None:
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)


def cases(session: Session, on: date) -> tuple[Case, ...]:
    """All results that are in the closet on that day, the longest first; computed, not read."""
    found = (case_of(task, on) for task in dossiers.closet_candidates(session))
    stuck = [case for case in found if case is not None and case.closet]
    return tuple(sorted(stuck, key=lambda case: (-case.headline.severity, -(case.days or 0), case.code)))
