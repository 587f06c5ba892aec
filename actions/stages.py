"""The one place where a task's status changes: entering a stage, leaving it, stopping its clock."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox
from models import progress, queries, workdays
from models.dossier import Dossier, Entry
from models.errors import Refused
from models.language import Moment, Stage, Step, Verdict
from models.lifecycle import FIRST, STAGES
from models.tables import ClockStop, Result, StageEntry, Task


def enter(session: Session, task: Dossier, stage: Stage, on: date, *, imported: bool = False) -> StageEntry:
    """Put the task into a stage on that day, with the due date and the rule version of that day.

    Raises:
        Refused: when the stage's entry conditions do not hold.
    """
    reasons = () if imported else progress.unmet(stage.enter, task, on)
    if reasons:
        raise Refused.because(reasons)
    when = _due(task, stage, on, imported=imported)
    entry = StageEntry(
        task_id=task.id,
        stage=stage.code,
        beside=stage.beside,
        entered_on=on,
        due_on=when.on,
        rule_version=when.rule_version,
        imported=imported,
    )
    session.add(entry)
    session.flush()
    audit.record(
        session,
        "task:stage:entered",
        f"Vào giai đoạn «{stage.vi}»" + (f", hạn {when.on:%d/%m/%Y}." if when.on else "."),
        on=on,
        task_id=task.id,
        facts={"stage": stage.code, "entry": entry.id, "rule": when.rule_version},
    )
    # What a list shows was done elsewhere: the task's window is drawn, but no paper is issued for it.
    kind = outbox.Kind.REDRAW if imported else outbox.Kind.STAGE
    outbox.promise(
        session, kind, f"task:{task.code}", on=on, code=task.code, entry=entry.id, moment=Moment.ENTER.value
    )
    return entry


def _due(task: Dossier, stage: Stage, on: date, *, imported: bool) -> progress.Due:
    """When the stage must be done. A list does not say when a task came where it stands: no clock starts."""
    if imported and (stage.deadline is None or stage.deadline.since is None):
        return progress.Due(None)
    return progress.due(stage.deadline, task, on)


def begin(session: Session, code: str, on: date) -> None:
    """Begin the life of a task in the first stage."""
    enter(session, dossiers.load(session, code), FIRST, on)


def leave(session: Session, code: str, entry_id: int, verdict: Verdict, on: date) -> str | None:
    """Take the task out of a stage and along the first step open to it; returns the new stage's code.

    Raises:
        Refused: when no step is open, or the next stage's entry conditions do not hold.
    """
    task = dossiers.load(session, code)
    row = session.get_one(StageEntry, entry_id)
    stage = STAGES[row.stage]
    step = progress.next_step(stage, task, verdict)
    if step is None:
        raise Refused(
            f"Chưa xác định được bước tiếp theo sau «{stage.vi}»: nhiệm vụ trước năm 2014 hoặc chưa rõ chế "
            "độ pháp lý phải được xử lý riêng; hãy bổ sung ngày phê duyệt giao chủ trì."
        )
    row.left_on = on
    row.exit = stage.exit if verdict is Verdict.APPROVE else verdict.value
    _note_outcome(session, task.id, stage, step)
    session.flush()
    for track in progress.opened_beside(stage, task) if verdict is Verdict.APPROVE else ():
        if not any(entry.stage == track and entry.is_open for entry in task.entries):
            enter(session, dossiers.load(session, code), STAGES[track], on)
    if step.to is None:
        audit.record(
            session,
            "task:stage:ended",
            f"Kết thúc tại giai đoạn «{stage.vi}» ({step.outcome}).",
            on=on,
            task_id=task.id,
            facts={"stage": stage.code, "outcome": step.outcome},
        )
        return None
    enter(session, dossiers.load(session, code), STAGES[step.to], on)
    return step.to


def _note_outcome(session: Session, task_id: int, stage: Stage, step: Step) -> None:
    """Keep how the life ends: the first outcome counts (failed stays failed when it is archived)."""
    row = session.get_one(Task, task_id)
    if step.outcome and not stage.beside and not row.outcome:
        row.outcome = step.outcome


def stop_clock(session: Session, entry_id: int, on: date, reason: str) -> None:
    """Let the entry's clock stand still from that day."""
    session.add(ClockStop(entry_id=entry_id, since=on, reason=reason))
    session.flush()


def restart_clock(session: Session, entry: Entry, on: date) -> None:
    """Let the entry's clock run again, once what was missing is in."""
    for stop in session.scalars(queries.open_stop(entry.id)):
        stop.until = max(on, stop.since)
    session.flush()


DATES_THAT_FOLLOW: dict[str, tuple[str, str]] = {"contract_signed_on": ("contract_ends_on", "months")}
"""A date that follows from another one: the contract ends so many months after it was signed."""


def set_dates(session: Session, task_id: int, names: tuple[str, ...], on: date) -> None:
    """Set the dates that a decision or a paper fixes, on the task or on its result, and what follows."""
    task = session.get_one(Task, task_id)
    result = session.get(Result, task_id)
    for name in names:
        if hasattr(Task, name):
            setattr(task, name, on)
        else:
            if result is None:
                result = Result(task_id=task_id)
                session.add(result)
            setattr(result, name, on)
        if name in DATES_THAT_FOLLOW:
            follower, months = DATES_THAT_FOLLOW[name]
            length = getattr(task, months)
            if length:
                setattr(task, follower, workdays.add_months(on, length))
    session.flush()


def refresh_due(session: Session, code: str) -> None:
    """Set the due date of open entries whose clock counts from a fact that has become known since."""
    task = dossiers.load(session, code)
    for entry in task.open_entries:
        stage = STAGES[entry.stage]
        if stage.deadline is None or stage.deadline.since is None or entry.due_on is not None:
            continue
        when = progress.due(stage.deadline, task, entry.entered_on)
        row = session.get_one(StageEntry, entry.id)
        row.due_on, row.rule_version = when.on, when.rule_version


def touch(session: Session, task_id: int) -> None:
    """Mark the task as changed, so that its window is known to be outdated."""
    row = session.get_one(Task, task_id)
    row.version += 1
    session.flush()
