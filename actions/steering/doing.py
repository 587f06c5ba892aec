"""Work of plans: drafted, given out once its six clears are clear, begun, done with evidence, or waiting.

Everybody holds the plan first, then its work, then the audit chain.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, people
from actions.steering.keeping import changes, check_answered, check_awaits, plan_held
from actions.steering.sheet import WorkForm
from models import deeds
from models import queries as everything
from models.deeds import Deed
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.permissions import Actor
from models.queries import steering as queries
from models.steering import rules
from models.tables import WorkItem

_MOST = Decimal(100)


def keep_work(
    session: Session, plan: int, form: WorkForm, actor: Actor, *, on: date, number: int | None = None
) -> int:
    """Put a piece of work on record as a draft, or write one anew (`number`); returns its number.

    Raises:
        BadInput: it says what cannot be, every reason at once.
        NotFound: no such plan, account or task, or no such work in the plan.
        NotPermitted: the actor keeps no plans.
        Refused: the plan has work of that code already, it is over, or what was given out would be unclear.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    terms = form.terms()
    if reasons := rules.work_flaws(terms):
        raise BadInput(*reasons)
    keeper = plan_held(session, plan)
    known = {row.code: row for row, *_ in session.execute(queries.work_of((plan,)))}
    row = next((each for each in known.values() if each.id == number), None)
    if number is not None and row is None:
        raise NotFound(f"Kế hoạch {keeper.code} không có nhiệm vụ số {number}.")
    if form.code in known and known[form.code] is not row:
        raise Refused(f"Kế hoạch {keeper.code} đã có nhiệm vụ mã {form.code}: hãy dùng mã khác.")
    facts = form.model_dump(exclude={"officer", "task"}) | {
        "officer_id": officer_called(session, form.officer),
        "task_id": _task_called(session, form.task),
    }
    if row is None:
        row = WorkItem(plan_id=plan, **facts)
        session.add(row)
        session.flush()
        said = f"{actor.title} thêm nhiệm vụ {form.code} «{form.what}» vào kế hoạch {keeper.code}."
        _note(session, "plan:work:kept", said, actor, on, plan=plan, work=row.id)
        return row.id
    _check_open(row)
    if row.published_on is not None and (missing := rules.unclear(terms)):
        raise Refused(f"Nhiệm vụ {row.code} đã giao nên không được để thiếu: {', '.join(missing)}.")
    if changed := changes(row, facts):
        said = f"{actor.title} sửa nhiệm vụ {form.code} của kế hoạch {keeper.code}."
        _note(session, "plan:work:changed", said, actor, on, plan=plan, work=row.id, changed=changed)
    return row.id


def officer_called(session: Session, handle: str) -> int | None:
    """The account that is to do work, by its handle; None where none is named.

    Raises:
        NotFound: there is no such account.
        Refused: it holds no role in which work of plans is done.
    """
    if not handle:
        return None
    found = people.find(session, handle)
    if not deeds.may(found, Deed.WORK_ITEM_DO):
        raise Refused(f"Tài khoản «{handle}» không có vai trò thực hiện nhiệm vụ của kế hoạch.")
    return found.id


def _task_called(session: Session, code: str) -> int | None:
    if not code:
        return None
    task = session.scalars(everything.task_by_code(code)).one_or_none()
    if task is None:
        raise NotFound(f"Không có nhiệm vụ khoa học và công nghệ nào mang mã «{code}».")
    return task.id


def terms_of(row: WorkItem) -> rules.WorkTerms:
    """What work on record says."""
    return rules.WorkTerms(
        code=row.code,
        what=row.what,
        who=row.who,
        lead_unit=row.lead_unit,
        due_on=row.due_on,
        result=row.result,
        criterion=row.criterion,
        responsible=row.responsible,
        authority=row.authority,
    )


def publish(session: Session, number: int, actor: Actor, *, on: date) -> str:
    """Give work out: all six clears are clear, and its day has not passed; returns the sentence.

    Raises:
        NotFound: no such work.
        NotPermitted: the actor keeps no plans.
        Refused: it was given out, it is over, or something is unclear: every reason at once.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    row = _held(session, number)
    reasons = []
    if row.published_on is not None:
        reasons.append(f"Nhiệm vụ {row.code} đã giao ngày {row.published_on:%d/%m/%Y}.")
    if missing := rules.unclear(terms_of(row)):
        reasons.append(f"Chưa đủ sáu rõ, còn thiếu: {', '.join(missing)}.")
    if row.due_on is not None and row.due_on < on:
        reasons.append(f"Thời hạn {row.due_on:%d/%m/%Y} đã qua: hãy ghi thời hạn mới trước khi giao.")
    if row.cancelled_on is not None:
        reasons.append(f"Nhiệm vụ {row.code} đã hủy.")
    if reasons:
        raise Refused.because(reasons)
    row.published_on = on
    said = f"{actor.title} giao nhiệm vụ {row.code} «{row.what}», hạn {row.due_on:%d/%m/%Y}."
    _note(session, "plan:work:published", said, actor, on, work=row.id)
    return said


def start(session: Session, number: int, actor: Actor, *, on: date) -> str:
    """Note that work was begun; returns the sentence.

    Raises:
        NotFound: no such work.
        NotPermitted: it was given to somebody else.
        Refused: it was not given out, was begun already, or is over.
    """
    row = _to_do(session, number, actor)
    if row.started_on is not None:
        raise Refused(f"Nhiệm vụ {row.code} đã bắt đầu ngày {row.started_on:%d/%m/%Y}.")
    row.started_on = on
    said = f"{actor.title} bắt đầu nhiệm vụ {row.code}."
    _note(session, "plan:work:started", said, actor, on, work=row.id)
    return said


def finish(
    session: Session,
    number: int,
    evidence: str,
    actor: Actor,
    *,
    on: date,
    done_on: date | None = None,
    exceeded: bool = False,
) -> str:
    """Note that work is done, by what evidence; `exceeded`: with more than was asked; returns the sentence.

    Raises:
        NotFound: no such work.
        NotPermitted: it was given to somebody else.
        Refused: it was not given out, is over, lacks evidence, or the day cannot be: every reason at once.
    """
    row = _to_do(session, number, actor)
    day = done_on or on
    reasons = []
    if not evidence.strip():
        reasons.append("Phải nêu minh chứng: văn bản, sản phẩm đã nghiệm thu, nơi lưu.")
    if day > on:
        reasons.append(f"Ngày hoàn thành {day:%d/%m/%Y} còn ở tương lai.")
    if row.started_on is not None and day < row.started_on:
        reasons.append(f"Ngày hoàn thành trước ngày bắt đầu ({row.started_on:%d/%m/%Y}).")
    if reasons:
        raise Refused.because(reasons)
    row.done_on, row.exceeded, row.evidence = day, exceeded, evidence.strip()
    how = "hoàn thành vượt mức" if exceeded else "hoàn thành"
    by = row.evidence.rstrip(".")
    said = f"{actor.title} ghi {how} nhiệm vụ {row.code} ngày {day:%d/%m/%Y}, minh chứng: {by}."
    _note(session, "plan:work:done", said, actor, on, work=row.id)
    return said


def await_central(
    session: Session, number: int, since: date, document: str, actor: Actor, *, on: date
) -> str:
    """Note that work waits for the central authorities, by which document; returns the sentence.

    Raises:
        NotFound: no such work.
        NotPermitted: it was given to somebody else.
        Refused: it was not given out, is over, no document is named, or the day has not come.
    """
    row = _to_do(session, number, actor)
    check_awaits(row, since, document, on)
    row.awaits_central_since, row.awaits_central_document = since, document.strip()
    said = f"{actor.title} ghi nhiệm vụ {row.code} chờ Trung ương từ {since:%d/%m/%Y}: {document.strip()}."
    _note(session, "plan:work:awaits", said, actor, on, work=row.id)
    return said


def central_answered(session: Session, number: int, document: str, actor: Actor, *, on: date) -> str:
    """Note that the central authorities have answered, so that the work goes on; returns the sentence.

    Raises:
        NotFound: no such work.
        NotPermitted: it was given to somebody else.
        Refused: it waits for nothing, or no document is named.
    """
    row = _to_do(session, number, actor)
    check_answered(row, document)
    row.awaits_central_since, row.awaits_central_document = None, ""
    said = f"{actor.title} ghi Trung ương đã trả lời về nhiệm vụ {row.code}: {document.strip()}."
    _note(session, "plan:work:answered", said, actor, on, work=row.id)
    return said


def cancel(session: Session, number: int, because: str, actor: Actor, *, on: date) -> str:
    """Cancel work; it stays on record, and counts as cancelled; returns the sentence.

    Raises:
        NotFound: no such work.
        NotPermitted: the actor keeps no plans.
        Refused: it is over already, or no reason is given.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    row = _held(session, number)
    _check_open(row)
    if not because.strip():
        raise Refused("Phải nêu văn bản hủy nhiệm vụ và lý do.")
    row.cancelled_on = on
    said = f"{actor.title} hủy nhiệm vụ {row.code}: {because.strip().rstrip('.')}."
    _note(session, "plan:work:cancelled", said, actor, on, work=row.id)
    return said


def judge_quality(session: Session, number: int, percent: Decimal, actor: Actor, *, on: date) -> str:
    """Write down the quality of work that is done, in percent, as who accepts it sees it.

    Raises:
        BadInput: it is no percentage.
        NotFound: no such work.
        NotPermitted: the actor keeps no plans, or did the work.
        Refused: it is not done.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    if not 0 <= percent <= _MOST:
        raise BadInput("Chất lượng phải từ 0% đến 100%.")
    row = _held(session, number)
    if row.officer_id == actor.id:
        raise NotPermitted(f"{actor.title} không tự đánh giá chất lượng nhiệm vụ của mình.")
    if row.done_on is None:
        raise Refused(f"Nhiệm vụ {row.code} chưa hoàn thành nên chưa có chất lượng.")
    row.quality = percent
    said = f"{actor.title} ghi chất lượng nhiệm vụ {row.code}: {percent.normalize():f}%."
    _note(session, "plan:work:judged", said, actor, on, work=row.id, quality=str(percent))
    return said


def _held(session: Session, number: int) -> WorkItem:
    row = session.scalar(queries.work_item(number, lock=True).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(f"Không có nhiệm vụ kế hoạch số {number}.")
    return row


def _to_do(session: Session, number: int, actor: Actor) -> WorkItem:
    """The work, held, which the actor is to do: given to them, or to no account while they keep plans."""
    deeds.require(actor, Deed.WORK_ITEM_DO)
    row = _held(session, number)
    if not may_do(row, actor):
        raise NotPermitted(f"Nhiệm vụ {row.code} không giao cho {actor.title}.")
    if row.published_on is None:
        raise Refused(f"Nhiệm vụ {row.code} còn là bản thảo: phải giao việc trước.")
    _check_open(row)
    return row


def may_do(row: WorkItem, actor: Actor) -> bool:
    """Whether the actor is who says how far the work has come."""
    if row.officer_id is not None:
        return row.officer_id == actor.id and deeds.may(actor, Deed.WORK_ITEM_DO)
    return deeds.may(actor, Deed.PLAN_KEEP)


def _check_open(row: WorkItem) -> None:
    if row.done_on is not None:
        raise Refused(f"Nhiệm vụ {row.code} đã hoàn thành ngày {row.done_on:%d/%m/%Y}.")
    if row.cancelled_on is not None:
        raise Refused(f"Nhiệm vụ {row.code} đã hủy ngày {row.cancelled_on:%d/%m/%Y}.")


def _note(
    session: Session,
    tag: str,
    said: str,
    actor: Actor,
    on: date,
    **facts: Any,  # noqa: ANN401 - JSON
) -> None:
    session.flush()
    audit.record(session, tag, said, on=on, person_id=actor.id, facts=facts)
