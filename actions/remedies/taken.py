"""The remedies that were taken: which they are, which are late, and which a fact has ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, dossiers, stages
from models import closet, queries
from models.closet.remedies import fact_name, name_of
from models.dossier import Dossier
from models.tables import ClosetCase, RemedyTaken


@dataclass(frozen=True)
class TakenRow:
    """A remedy as it was taken: for which task, under which six clears, and whether it is done."""

    number: int
    code: str
    title: str
    province: str
    remedy: str
    vi: str
    on: date
    chosen_by: str
    who: str
    what: str
    due_on: date | None
    result: str
    responsible: str
    authority: str
    party: str | None
    document: str
    paper: int | None
    done_on: date | None
    done_by: str
    days_overdue: int


def taken(session: Session, on: date, code: str = "", *, overdue: bool = False) -> tuple[TakenRow, ...]:
    """The remedies taken, those that are to be done first, the most urgent first.

    Args:
        session: the caller's transaction.
        on: the day of judgement.
        code: only those of this task.
        overdue: only those whose day has passed without their being done.

    Raises:
        NotFound: when no task bears the code.
    """
    if code:
        dossiers.load(session, code)
    found = session.execute(queries.remedies_taken(code, overdue_on=on if overdue else None))
    return tuple(
        TakenRow(
            number=each.id,
            code=task,
            title=title,
            province=province,
            remedy=each.remedy,
            vi=name_of(each.remedy),
            on=each.on,
            chosen_by=chosen_by,
            who=each.who,
            what=each.what,
            due_on=each.due_on,
            result=each.result,
            responsible=each.responsible,
            authority=each.authority,
            party=party,
            document=each.document,
            paper=each.document_id,
            done_on=each.done_on,
            done_by=each.done_by,
            days_overdue=_days_overdue(each, on),
        )
        for each, task, title, province, chosen_by, party in found
    )


def _days_overdue(taken: RemedyTaken, on: date) -> int:
    if taken.done_on is not None or taken.due_on is None:
        return 0
    return max(0, (on - taken.due_on).days)


# What a remedy waits for.


def settle(session: Session, task: Dossier, on: date) -> int:
    """Mark as done the remedies that a fact has ended; returns how many.

    A remedy is done when a fact that it waits for has come since it was chosen, or, where the causes that it
    answered still held then, when none of them holds any more; and in any case when its case closes. The
    caller holds the task.
    """
    undone = session.execute(queries.remedies_undone(task.id)).all()
    if not undone:
        return 0
    case = closet.find(task, on)
    held = {cause.code for cause in case.causes} if case is not None else set()
    done = 0
    for taken, row in undone:
        fact = _ended(session, task, taken, row, held, on)
        if fact is None:
            continue
        taken.done_on, taken.done_by = fact
        done += 1
        audit.record(
            session,
            "case:remedy:done",
            f"Biện pháp «{name_of(taken.remedy)}» đã xong: {fact[1]}",
            on=on,
            task_id=task.id,
            facts={"remedy": taken.remedy, "number": taken.id},
        )
    if done:
        stages.touch(session, task.id)
    return done


def _ended(
    session: Session, task: Dossier, taken: RemedyTaken, row: ClosetCase, held: set[str], on: date
) -> tuple[date, str] | None:
    """The day and the fact that ended a remedy; None while it is to be done."""
    before = taken.facts.get("before", {})
    for name, was in before.items():
        value = fact_text(session, task, name)
        if value and value != was:
            day = _day(value) or on
            return max(day, taken.on), f"{fact_name(name)} ngày {day:%d/%m/%Y}."
    causes = set(taken.facts.get("causes", ()))
    if causes and not causes & held:
        return on, "nguyên nhân đã chấm dứt."
    if row.closed_on is not None:
        return row.closed_on, f"kết quả đã ra khỏi ngăn tủ. {row.closed_by}"
    return None


def fact_text(session: Session, task: Dossier, name: str) -> str:
    """A fact as text, empty while it is not known."""
    match name:
        case "council_concluded_on":
            value: Any = session.scalar(queries.council_concluded_on(task.id))
        case "recipient":
            value = task.recipient.name if task.recipient else None
        case _:
            value = getattr(task, name) if hasattr(task, name) else getattr(task.result, name)
    return "" if value is None else str(value)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
