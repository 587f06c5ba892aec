"""Planning what sources pay for a task, recording sums that moved, taking back what was a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, sight, stages
from models import deeds
from models.deeds import Deed
from models.dossier import Dossier
from models.errors import BadInput, NotFound, Refused
from models.lifecycle import STAGES
from models.money import ZERO, Kind, Source, dong, faults_of_move, faults_of_plan
from models.permissions import Actor
from models.queries import money as queries
from models.tables import FundingLine, Movement

OWN_KEY: Final = "#"
"""What a sum's own number bears before it, where a list tells it: `#12`."""


class Fate(StrEnum):
    """What became of something that was stated; the value is the name of its count."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlanForm:
    """What one source is to pay for a task in a year, in đồng; 0 takes the plan back."""

    source: Source
    year: int | None
    amount: Decimal | None
    document: str = ""


@dataclass(frozen=True)
class MoveForm:
    """A sum that moved, in đồng. Without `stage`, that in which the task stood on the day is meant."""

    kind: Kind
    source: Source
    on: date | None
    amount: Decimal | None
    stage: str = ""
    instalment: int | None = None
    document: str = ""
    key: str = ""


def plan(session: Session, code: str, form: PlanForm, actor: Actor, *, on: date) -> Fate:
    """Plan what a source pays for a task in a year; planned anew, the later sum stands.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor does not keep money.
        BadInput: the sum or the year cannot be meant: every reason at once.
    """
    task = sight.seen(session, code, actor, lock=True)
    deeds.require(actor, Deed.MONEY_KEEP, task)
    reasons = tuple(faults_of_plan(form.amount, form.year, on))
    if form.amount is None or form.year is None or reasons:
        raise BadInput(*reasons)
    row = session.scalar(queries.funding_line(task.id, form.source.value, form.year))
    before = row.amount_vnd if row is not None else None
    if row is None:
        row = FundingLine(task_id=task.id, source=form.source.value, year=form.year)
        session.add(row)
    elif (row.amount_vnd, row.document) == (form.amount, form.document or row.document):
        return Fate.UNCHANGED
    row.amount_vnd, row.document = form.amount, form.document or row.document or ""
    session.flush()
    was = "" if before is None else f" (trước là {dong(before)})"
    _note(
        session,
        "planned",
        f"{actor.title} ghi kế hoạch kinh phí năm {form.year} của {_low(form.source.vi)}: "
        f"{dong(form.amount)}{was}{_by(form.document)}.",
        task,
        actor,
        on,
        source=form.source.value,
        year=form.year,
        amount=str(form.amount),
        before=None if before is None else str(before),
    )
    return Fate.IMPORTED if before is None else Fate.UPDATED


def record(session: Session, code: str, form: MoveForm, actor: Actor, *, on: date) -> Movement:
    """Record a sum that moved. What does not add up with the rest is told by the balance, not refused.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor does not keep money.
        BadInput: the sum, its day or its source cannot be meant: every reason at once.
        Refused: the key was used before.
    """
    task = sight.seen(session, code, actor, lock=True)
    deeds.require(actor, Deed.MONEY_KEEP, task)
    reasons = [*faults_of_move(form.kind, form.source, form.amount, form.on, form.instalment, on)]
    if form.stage and form.stage not in {entry.stage for entry in task.entries}:
        reasons.append("Nhiệm vụ chưa từng ở giai đoạn đã chọn: để trống để hệ thống tự xác định theo ngày.")
    if form.key.startswith(OWN_KEY):
        reasons.append(f"Mã dòng không được bắt đầu bằng «{OWN_KEY}»: đó là số của hệ thống.")
    if form.amount is None or form.on is None or reasons:
        raise BadInput(*reasons)
    if form.key and session.execute(queries.movement_by_key(form.key)).first() is not None:
        raise Refused(f"Mã dòng «{form.key}» đã được ghi: một khoản chỉ ghi một lần.")
    row = Movement(
        task_id=task.id,
        kind=form.kind.value,
        source=form.source.value,
        stage=form.stage or _stage_on(task, form.on),
        instalment=form.instalment,
        on=form.on,
        amount_vnd=form.amount,
        document=form.document,
        key=form.key,
        person_id=actor.id,
    )
    session.add(row)
    session.flush()
    _note(
        session,
        "recorded",
        f"{actor.title} ghi {_low(form.kind.vi)} {dong(form.amount)} ngày {form.on:%d/%m/%Y} "
        f"({_low(form.source.vi)}){_by(form.document)}.",
        task,
        actor,
        on,
        movement=row.id,
        kind=form.kind.value,
        amount=str(form.amount),
    )
    return row


def void(session: Session, code: str, number: int, reason: str, actor: Actor, *, on: date) -> Movement:
    """Take a sum back by a later row; both stay on record.

    Raises:
        NotFound: the task has no such sum, or is not the actor's to see.
        NotPermitted: the actor does not keep money.
        BadInput: no reason is given.
        Refused: it was taken back before, or takes one back itself.
    """
    task = sight.seen(session, code, actor, lock=True)
    deeds.require(actor, Deed.MONEY_KEEP, task)
    found = session.execute(queries.movement(number)).first()
    if found is None or found[1] != task.code:
        raise NotFound(f"Nhiệm vụ {task.code} không có dòng tiền số {number}.")
    if not reason.strip():
        raise BadInput("Phải nêu lý do hủy dòng tiền (ghi nhầm gì, theo văn bản nào).")
    row: Movement = found[0]
    if row.voids_id is not None:
        raise Refused("Dòng này là dòng hủy: hãy ghi khoản mới thay cho việc hủy một dòng hủy.")
    if session.scalar(queries.void_of(number)) is not None:
        raise Refused(f"Dòng tiền số {number} đã bị hủy trước đó.")
    later = Movement(
        task_id=task.id,
        kind=row.kind,
        source=row.source,
        stage=row.stage,
        instalment=row.instalment,
        on=on,
        amount_vnd=row.amount_vnd,
        document=reason.strip(),
        voids_id=row.id,
        person_id=actor.id,
    )
    session.add(later)
    session.flush()
    _note(
        session,
        "voided",
        f"{actor.title} hủy dòng {_low(Kind(row.kind).vi)} {dong(row.amount_vnd)} ngày {row.on:%d/%m/%Y}: "
        f"{reason.strip()}.",
        task,
        actor,
        on,
        movement=row.id,
        reason=reason.strip(),
    )
    return later


def state_budget(task: Dossier) -> Decimal | None:
    """The State's part of what was approved for the task; None while it is not known."""
    if task.budget_vnd is None or task.state_share is None:
        return None
    return (task.budget_vnd * task.state_share).quantize(Decimal(1)) + ZERO


def _stage_on(task: Dossier, day: date) -> str:
    """The stage of the main line in which the task stood on that day; "" before its first."""
    return next(
        (
            entry.stage
            for entry in reversed(task.entries)
            if entry.entered_on <= day and entry.stage in STAGES and not STAGES[entry.stage].beside
        ),
        "",
    )


def _by(document: str) -> str:
    return f", theo {document}" if document else ""


def _low(text: str) -> str:
    return text[0].lower() + text[1:]


def _note(
    session: Session,
    act: str,
    sentence: str,
    task: Dossier,
    actor: Actor,
    on: date,
    **facts: str | int | None,
) -> None:
    audit.record(
        session, f"task:money:{act}", sentence, on=on, task_id=task.id, person_id=actor.id, facts=facts
    )
    stages.touch(session, task.id)
