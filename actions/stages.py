"""The one place where a task's status changes: entering a stage, leaving it, stopping its clock."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import deeds, dossiers, outbox
from actions.deeds import Deed
from models import progress, queries, workdays
from models.dossier import Dossier, Entry
from models.errors import Refused
from models.language import Moment, Stage, Step, Verdict
from models.lifecycle import stages_of, version
from models.tables import Result, StageEntry, Task


def enter(session: Session, task: Dossier, stage: Stage, on: date, *, imported: bool = False) -> StageEntry:
    """Put the task into a stage on that day, with the due date and the rule version of that day.

    Raises:
        Refused: when the stage's entry conditions do not hold.
    """
    deed = Deed(task, on, deeds.further_numbers(session))
    entry = step_into(deed, stage, imported=imported)
    deeds.write(session, deed)
    return session.get_one(StageEntry, entry.id)


def step_into(deed: Deed, stage: Stage, *, imported: bool = False) -> Entry:
    """Let the task step into a stage, with the due date and the rule version of that day.

    Raises:
        Refused: when the stage's entry conditions do not hold.
    """
    task, on = deed.task, deed.on
    reasons = () if imported else progress.unmet(stage.enter, task, on)
    if reasons:
        raise Refused.because(reasons)
    when = _due(task, stage, on, imported=imported)
    number = next(deed.numbers)
    entry = Entry(number, stage.code, on, None, when.on, when.rule_version, imported=imported)
    deed.entered(entry, beside=stage.beside)
    deed.noted(
        "task:stage:entered",
        f"Vào giai đoạn «{stage.vi}»" + (f", hạn {when.on:%d/%m/%Y}." if when.on else "."),
        stage=stage.code,
        entry=number,
        rule=when.rule_version,
    )
    # What a list shows was done elsewhere: the task's window is drawn, but no paper is issued for it.
    kind = outbox.Kind.REDRAW if imported else outbox.Kind.STAGE
    deed.promised(kind, f"task:{task.code}", code=task.code, entry=number, moment=Moment.ENTER.value)
    return entry


def _due(task: Dossier, stage: Stage, on: date, *, imported: bool) -> progress.Due:
    """When the stage must be done. A list does not say when a task came where it stands: no clock starts."""
    if imported and (stage.deadline is None or stage.deadline.since is None):
        return progress.Due(None)
    return progress.due(stage.deadline, task, on)


def begin(session: Session, code: str, on: date) -> None:
    """Begin the life of a task in the first stage."""
    task = dossiers.load(session, code)
    enter(session, task, version(task.lifecycle).stages[0], on)


def leave(session: Session, code: str, entry_id: int, verdict: Verdict, on: date) -> str | None:
    """Take the task out of a stage and along the first step open to it; returns the new stage's code.

    Raises:
        Refused: when no step is open, or the next stage's entry conditions do not hold.
    """
    deed = Deed(dossiers.load(session, code), on, deeds.further_numbers(session))
    reached = step_on(deed, deed.entry(entry_id), verdict)
    deeds.write(session, deed)
    return reached


def step_on(deed: Deed, entry: Entry, verdict: Verdict) -> str | None:
    """Let the task step out of a stage and along the first step open to it; returns the new stage's code.

    Raises:
        Refused: when no step is open, or the next stage's entry conditions do not hold.
    """
    stage = progress.stage_of(deed.task, entry)
    step = progress.next_step(stage, deed.task, verdict)
    if step is None:
        raise Refused(
            f"Chưa xác định được bước tiếp theo sau «{stage.vi}»: nhiệm vụ trước năm 2014 hoặc chưa rõ chế "
            "độ pháp lý phải được xử lý riêng; hãy bổ sung ngày phê duyệt giao chủ trì."
        )
    before = deed.task
    deed.stayed(entry, left_on=deed.on, exit=stage.exit if verdict is Verdict.APPROVE else verdict.value)
    _note_outcome(deed, stage, step)
    for track in progress.opened_beside(stage, before) if verdict is Verdict.APPROVE else ():
        if not any(each.stage == track and each.is_open for each in before.entries):
            step_into(deed, stages_of(before)[track])
    if step.to is None:
        deed.noted(
            "task:stage:ended",
            f"Kết thúc tại giai đoạn «{stage.vi}» ({step.outcome}).",
            stage=stage.code,
            outcome=step.outcome,
        )
        return None
    step_into(deed, stages_of(before)[step.to])
    return step.to


def _note_outcome(deed: Deed, stage: Stage, step: Step) -> None:
    """Keep how the life ends: the first outcome counts (failed stays failed when it is archived)."""
    if step.outcome and not stage.beside and not deed.task.outcome:
        deed.ended(step.outcome)


def restart_clock(session: Session, entry: Entry, on: date) -> None:
    """Let the entry's clock run again, once what was missing is in."""
    for stop in session.scalars(queries.open_stop(entry.id)):
        stop.until = max(on, stop.since)
    session.flush()


DATES_THAT_FOLLOW: dict[str, tuple[str, str]] = {"contract_signed_on": ("contract_ends_on", "months")}
"""A date that follows from another one: the contract ends so many months after it was signed."""


def dates_fixed(names: tuple[str, ...], on: date, task: Dossier | Task) -> dict[str, date]:
    """The dates that a decision or a paper of that day fixes, by name, and what follows from them."""
    fixed: dict[str, date] = {}
    for name in names:
        fixed[name] = on
        if name in DATES_THAT_FOLLOW:
            follower, months = DATES_THAT_FOLLOW[name]
            length = getattr(task, months)
            if length:
                fixed[follower] = workdays.add_months(on, length)
    return fixed


def set_dates(session: Session, task_id: int, names: tuple[str, ...], on: date) -> None:
    """Set the dates that a paper fixes, on the task or on its result, and what follows."""
    if not names:
        return
    task = session.get_one(Task, task_id)
    result = session.get(Result, task_id)
    for name, day in dates_fixed(names, on, task).items():
        if hasattr(Task, name):
            setattr(task, name, day)
            continue
        if result is None:
            result = Result(task_id=task_id)
            session.add(result)
        setattr(result, name, day)
    session.flush()


def refresh_due(session: Session, code: str) -> None:
    """Set the due date of open entries whose clock counts from a fact that has become known since."""
    deed = Deed(dossiers.load(session, code), date.max, deeds.further_numbers(session))
    date_open_stays(deed)
    deeds.write(session, deed)


def date_open_stays(deed: Deed) -> None:
    """Let open stays have their due date where it counts from a fact that has become known since."""
    for entry in deed.task.open_entries:
        stage = progress.stage_of(deed.task, entry)
        if stage.deadline is None or stage.deadline.since is None or entry.due_on is not None:
            continue
        when = progress.due(stage.deadline, deed.task, entry.entered_on)
        if (when.on, when.rule_version) != (entry.due_on, entry.rule_version):
            deed.stayed(entry, due_on=when.on, rule_version=when.rule_version)


def touch(session: Session, task_id: int) -> None:
    """Mark the task as changed, so that its window is known to be outdated."""
    row = session.get_one(Task, task_id)
    row.version += 1
    session.flush()
