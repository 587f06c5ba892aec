"""Telling people, once, that terms of keeping end soon: nothing is destroyed by itself, people decide."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, outbox
from actions.keeping.calendar import WARNED_BEFORE, Term, calendar
from models import queries
from models.queries.keeping import told_of_term

EVENT = "term.ending"
_TAG = "task:file:noticed"
_NAMED = 5


def warn(session: Session, on: date) -> int:
    """Note and announce the terms that end within `WARNED_BEFORE` days, once for a task and a day of ending.

    Papers of council sessions belong to no task; `keeping calendar` shows them. Returns how many were told.
    """
    ending: dict[tuple[str, date], list[Term]] = defaultdict(list)
    for term in calendar(session, on):
        if term.task and term.ends_on is not None:
            ending[term.task, term.ends_on].append(term)
    return sum(_tell(session, code, day, terms, on) for (code, day), terms in sorted(ending.items()))


def _tell(session: Session, code: str, day: date, terms: list[Term], on: date) -> bool:
    task = session.scalars(queries.task_by_code(code)).one()
    if session.scalar(told_of_term(task.id, day)) is not None:
        return False
    number = audit.record(
        session,
        _TAG,
        f"{len(terms)} văn bản hết thời hạn lưu ngày {day:%d/%m/%Y}: {_named(terms)}. "
        "Cần quyết định; không văn bản nào tự bị hủy.",
        on=on,
        task_id=task.id,
        facts={"ends_on": day.isoformat(), "papers": len(terms), "warned_before": WARNED_BEFORE},
    )
    subject = f"task:{code}"
    payload = {"ends_on": day.isoformat(), "papers": len(terms), "on": on.isoformat()}
    outbox.promise(session, outbox.Kind.EVENT, subject, on=on, event=EVENT, number=number, payload=payload)
    return True


def _named(terms: list[Term]) -> str:
    named = "; ".join(term.number or term.title for term in terms[:_NAMED])
    return f"{named}; và {len(terms) - _NAMED} văn bản khác" if len(terms) > _NAMED else named
