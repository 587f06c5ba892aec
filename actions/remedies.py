"""Answering a case of the closet with a remedy: each does what it says, in one transaction."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, stages
from models import closet, queries
from models.closet import Case, Remedy
from models.closet.remedies import AWAIT_CENTRAL, NOT_TRANSFERABLE, PAID_RUNG, RECORD_GUIDANCE, VALUATION
from models.dossier import Dossier
from models.errors import NotPermitted, Refused
from models.language import Role
from models.permissions import Actor, role_for
from models.tables import ClosetCase, RemedyTaken, Result, Task

_DECIDERS = (Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR, Role.PPC_CHAIR)
_REMEDY_DAYS = 30
"""Days until a remedy is due when the person who chose it named no date (tham khảo)."""


def remedies_for(case: Case) -> tuple[Remedy, ...]:
    """The remedies that fit the case's causes, gravest cause first, each once."""
    return tuple({remedy.code: remedy for cause in case.causes for remedy in cause.remedies}.values())


def remedy_name(code: str) -> str:
    """The Vietnamese name of a remedy."""
    return next(
        (remedy.vi for cause in closet.CAUSES for remedy in cause.remedies if remedy.code == code), code
    )


def answer(
    session: Session,
    code: str,
    remedy: str,
    actor: Actor,
    *,
    on: date,
    comment: str = "",
    document: str = "",
    due_on: date | None = None,
    channel: str,
) -> str:
    """Choose a remedy for a case; returns the sentence written into the journal.

    Raises:
        NotPermitted: the actor's role does not act on cases.
        Refused: the task is not in the closet, the remedy does not fit its causes, a document is missing.
    """
    task = dossiers.load(session, code, lock=True)
    case = closet.find(task, on)
    row = session.scalar(queries.open_case(task.id))
    if case is None or row is None:
        raise Refused(f"Kết quả của {code} không nằm trong ngăn tủ.")
    role = role_for(actor, task, _DECIDERS)
    if role is None:
        raise NotPermitted(f"{actor.title} không được chọn biện pháp cho kết quả trong ngăn tủ.")
    offered = {each.code: each for each in remedies_for(case)}
    reasons = []
    if remedy not in offered:
        names = "; ".join(f"{each.vi} ({each.code})" for each in offered.values())
        reasons.append(f"Biện pháp «{remedy}» không phù hợp với nguyên nhân; hãy chọn: {names}.")
    if remedy in BY_DOCUMENT and not document.strip():
        reasons.append(f"«{remedy_name(remedy)}» phải có văn bản: hãy ghi số, ký hiệu của văn bản.")
    if due_on is not None and due_on < on:
        reasons.append(f"Hạn {due_on:%d/%m/%Y} đã qua; hãy chọn ngày sau.")
    if reasons:
        raise Refused.because(reasons)
    return _take(
        session, task, case, row, offered[remedy], actor, on=on, comment=comment, document=document,
        due_on=due_on or on + timedelta(days=_REMEDY_DAYS), channel=channel,
    )  # fmt: skip


def _take(
    session: Session,
    task: Dossier,
    case: Case,
    row: ClosetCase,
    remedy: Remedy,
    actor: Actor,
    *,
    on: date,
    comment: str,
    document: str,
    due_on: date,
    channel: str,
) -> str:
    session.add(
        RemedyTaken(
            case_id=row.id,
            remedy=remedy.code,
            person_id=actor.id,
            on=on,
            due_on=due_on,
            comment=comment,
            document=document,
            responsible=case.headline.responsible,
            channel=channel,
        )
    )
    _bring_about(session, task, remedy.code, on, document)
    sentence = f"{actor.title} chọn biện pháp «{remedy.vi}», hạn {due_on:%d/%m/%Y}."
    if document:
        sentence += f" Văn bản: {document}."
    if comment:
        sentence += f" Ý kiến: {comment}"
    audit.record(
        session,
        "case:remedy:taken",
        sentence,
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"remedy": remedy.code, "due": due_on.isoformat(), "channel": channel},
    )
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)
    outbox.promise(session, outbox.Kind.CLOSET, f"case:{task.code}", on=on, code=task.code)
    return sentence


def _bring_about(session: Session, task: Dossier, remedy: str, on: date, document: str) -> None:
    """Set the facts that a remedy fixes by itself: the way out that was chosen, the guidance awaited."""
    row = session.get_one(Task, task.id)
    result = session.get_one(Result, task.id)
    if remedy not in row.remedies:
        row.remedies = [*row.remedies, remedy]
    for name in SETS.get(remedy, ()):
        if getattr(result, name) is None:
            setattr(result, name, on)
    if remedy == AWAIT_CENTRAL.code:
        result.awaits_central_document = document
    elif remedy == RECORD_GUIDANCE.code:
        result.awaits_central_since, result.awaits_central_document = None, ""
    session.flush()


SETS: dict[str, tuple[str, ...]] = {
    PAID_RUNG.code: ("paid_path_on",),
    VALUATION.code: ("paid_path_on",),
    AWAIT_CENTRAL.code: ("awaits_central_since",),
    NOT_TRANSFERABLE.code: ("not_transferable_on",),
}
"""The dates of the result that a remedy sets to its own day, where they are not known yet."""

BY_DOCUMENT = frozenset({AWAIT_CENTRAL.code, RECORD_GUIDANCE.code, NOT_TRANSFERABLE.code})
"""The remedies that stop, restart or end a case: only a document may do that."""
