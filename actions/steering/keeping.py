"""Keeping plans and targets: putting them on record, reading what they stand at, figures that were published.

Everybody holds the plan first, then its targets and work, then the audit chain.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit
from actions.steering.sheet import FiguresForm, PlanForm, ReadingForm, TargetForm
from models import deeds, provinces
from models.deeds import Deed
from models.errors import BadInput, NotFound, Refused
from models.permissions import Actor
from models.queries import steering as queries
from models.steering import figures as published
from models.steering import indicators, rules
from models.steering.figures import Figures
from models.steering.tallies import number_vi
from models.tables import Plan, Reading, ReportedFigures, Target


def keep_plan(session: Session, form: PlanForm, actor: Actor, *, on: date, number: int | None = None) -> int:
    """Put a plan on record, or write one anew (`number`); returns its number.

    Raises:
        BadInput: no such province, or no such year.
        NotFound: no such plan.
        NotPermitted: the actor keeps no plans.
        Refused: the province has a plan of that year and code already.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    if reasons := rules.year_flaws(form.year):
        raise BadInput(*reasons)
    facts = form.model_dump() | {"province": provinces.province_named(form.province).name}
    if number is None:
        statement = insert(Plan).values(**facts).on_conflict_do_nothing().returning(Plan.id)
        made = session.execute(statement).scalar_one_or_none()
        if made is None:
            raise _taken(form)
        _note(session, "plan:plan:kept", f"{actor.title} lập kế hoạch {_called(form)}.", actor, on, plan=made)
        return made
    row = plan_held(session, number)
    known = session.scalar(queries.plan_called(facts["province"], form.year, form.code))
    if known is not None and known.id != number:
        raise _taken(form)
    if changed := changes(row, facts):
        said = f"{actor.title} sửa kế hoạch {_called(form)}."
        _note(session, "plan:plan:changed", said, actor, on, plan=number, changed=changed)
    return number


def _called(form: PlanForm) -> str:
    return f"{form.code} năm {form.year} của {form.province}"


def _taken(form: PlanForm) -> Refused:
    return Refused(
        f"Đã có kế hoạch mã {_called(form)}: hãy sửa kế hoạch đó, hoặc dùng mã khác nếu là kế hoạch khác."
    )


def plan_held(session: Session, number: int) -> Plan:
    """The plan of that number, held until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(queries.plan(number, lock=True).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(f"Không có kế hoạch số {number}.")
    return row


def changes(row: object, facts: dict[str, Any]) -> dict[str, list[str]]:
    """Write these facts to the row; returns what was different, before and after, for the journal."""
    found = {}
    for name, value in facts.items():
        before = getattr(row, name)
        if before != value:
            found[name] = [str(before), str(value)]
            setattr(row, name, value)
    return found


def keep_target(
    session: Session, plan: int, form: TargetForm, actor: Actor, *, on: date, number: int | None = None
) -> int:
    """Put a target of a plan on record, or write one anew (`number`); returns its number.

    Raises:
        BadInput: it says what cannot be, every reason at once.
        NotFound: no such plan, or no such target in it.
        NotPermitted: the actor keeps no plans.
        Refused: the plan has a target of that code already.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    reasons = [*rules.target_flaws(form.terms())]
    if form.indicator and form.indicator not in indicators.BY_CODE:
        reasons.append(f"Không có chỉ số «{form.indicator}»: hãy chọn trong danh mục chỉ số tính được.")
    if reasons:
        raise BadInput(*reasons)
    keeper = plan_held(session, plan)
    facts = form.model_dump() | {"direction": form.direction.value}
    known = {each.code: each for each in session.scalars(queries.targets_of((plan,)))}
    row = next((each for each in known.values() if each.id == number), None)
    if number is not None and row is None:
        raise NotFound(f"Kế hoạch {keeper.code} không có chỉ tiêu số {number}.")
    if form.code in known and known[form.code] is not row:
        raise Refused(f"Kế hoạch {keeper.code} đã có chỉ tiêu mã {form.code}: hãy dùng mã khác.")
    if row is None:
        row = Target(plan_id=plan, **facts)
        session.add(row)
        session.flush()
        said = f"{actor.title} thêm chỉ tiêu {form.code} «{form.title}» vào kế hoạch {keeper.code}."
        _note(session, "plan:target:kept", said, actor, on, plan=plan, target=row.id)
    elif changed := changes(row, facts):
        said = f"{actor.title} sửa chỉ tiêu {form.code} của kế hoạch {keeper.code}."
        _note(session, "plan:target:changed", said, actor, on, plan=plan, target=row.id, changed=changed)
    return row.id


def target_held(session: Session, number: int) -> Target:
    """The target of that number, held until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(queries.target(number, lock=True).execution_options(populate_existing=True))
    if row is None:
        raise NotFound(f"Không có chỉ tiêu số {number}.")
    return row


def read_target(session: Session, number: int, form: ReadingForm, actor: Actor, *, on: date) -> str:
    """Write down what a target stands at on a day; returns the sentence of the journal.

    A reading is never changed: one of the same day replaces it, and both stay on record.

    Raises:
        BadInput: the figure cannot be, every reason at once.
        NotFound: no such target.
        NotPermitted: the actor keeps no plans.
        Refused: it is computed from the tasks, cancelled, or the day has not come.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    row = target_held(session, number)
    day = form.on or on
    reasons = []
    if row.indicator:
        reasons.append(
            f"Chỉ tiêu {row.code} được tính từ dữ liệu nhiệm vụ (chỉ số {row.indicator}): không nhập số."
        )
    if row.cancelled_on is not None:
        reasons.append(f"Chỉ tiêu {row.code} đã hủy ngày {row.cancelled_on:%d/%m/%Y}.")
    if day > on:
        reasons.append(f"Ngày số liệu {day:%d/%m/%Y} còn ở tương lai.")
    if reasons:
        raise Refused.because(reasons)
    read = rules.figure(row.unit, form.value, form.numerator, form.denominator, form.source, row.title)
    add_reading(session, row, read, day, form.source, actor.id)
    said = (
        f"{actor.title} ghi chỉ tiêu {row.code} đạt {number_vi(read.value)} {row.unit}".rstrip()
        + f" ngày {day:%d/%m/%Y}, nguồn: {form.source.rstrip('.')}."
    )
    _note(session, "plan:target:read", said, actor, on, target=row.id, value=str(read.value))
    return said


def add_reading(
    session: Session, target: Target, read: rules.Figure, day: date, source: str, person: int | None
) -> None:
    """Put what was read of a target on record."""
    session.add(
        Reading(
            target_id=target.id,
            on=day,
            value=read.value,
            numerator=read.numerator,
            denominator=read.denominator,
            source=source,
            person_id=person,
        )
    )
    session.flush()


def await_central(
    session: Session, number: int, since: date, document: str, actor: Actor, *, on: date
) -> str:
    """Note that a target waits for the central authorities, by which document; returns the sentence.

    Raises:
        NotFound: no such target.
        NotPermitted: the actor keeps no plans.
        Refused: no document is named, or the day has not come: every reason at once.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    row = target_held(session, number)
    check_awaits(row, since, document, on)
    row.awaits_central_since, row.awaits_central_document = since, document.strip()
    said = f"{actor.title} ghi chỉ tiêu {row.code} chờ Trung ương từ {since:%d/%m/%Y}: {document.strip()}."
    _note(session, "plan:target:awaits", said, actor, on, target=row.id)
    return said


def check_awaits(row: Any, since: date, document: str, on: date) -> None:  # noqa: ANN401 - a target or work
    """See that something may wait for the central authorities from that day, by that document.

    Raises:
        Refused: with every reason.
    """
    reasons = []
    if not document.strip():
        reasons.append("Phải nêu văn bản đang chờ Trung ương: số, ngày, cơ quan nhận.")
    if since > on:
        reasons.append(f"Ngày bắt đầu chờ {since:%d/%m/%Y} còn ở tương lai.")
    if row.cancelled_on is not None:
        reasons.append(f"{row.code} đã hủy ngày {row.cancelled_on:%d/%m/%Y}.")
    if reasons:
        raise Refused.because(reasons)


def central_answered(session: Session, number: int, document: str, actor: Actor, *, on: date) -> str:
    """Note that the central authorities have answered, so that the target is the province's again.

    Raises:
        NotFound: no such target.
        NotPermitted: the actor keeps no plans.
        Refused: it waits for nothing, or no document is named.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    row = target_held(session, number)
    check_answered(row, document)
    row.awaits_central_since, row.awaits_central_document = None, ""
    said = f"{actor.title} ghi Trung ương đã trả lời về chỉ tiêu {row.code}: {document.strip()}."
    _note(session, "plan:target:answered", said, actor, on, target=row.id)
    return said


def check_answered(row: Any, document: str) -> None:  # noqa: ANN401 - a target or work
    """See that something waits for the central authorities and that their answer is named.

    Raises:
        Refused: with every reason.
    """
    reasons = []
    if row.awaits_central_since is None:
        reasons.append(f"{row.code} không chờ Trung ương.")
    if not document.strip():
        reasons.append("Phải nêu văn bản trả lời của Trung ương.")
    if reasons:
        raise Refused.because(reasons)


def cancel_target(session: Session, number: int, because: str, actor: Actor, *, on: date) -> str:
    """Cancel a target; it stays on record, and counts as cancelled.

    Raises:
        NotFound: no such target.
        NotPermitted: the actor keeps no plans.
        Refused: it is cancelled already, or no document is named.
    """
    deeds.require(actor, Deed.PLAN_KEEP)
    row = target_held(session, number)
    reasons = []
    if row.cancelled_on is not None:
        reasons.append(f"Chỉ tiêu {row.code} đã hủy ngày {row.cancelled_on:%d/%m/%Y}.")
    if not because.strip():
        reasons.append("Phải nêu văn bản hủy chỉ tiêu và lý do.")
    if reasons:
        raise Refused.because(reasons)
    row.cancelled_on = on
    said = f"{actor.title} hủy chỉ tiêu {row.code}: {because.strip().rstrip('.')}."
    _note(session, "plan:target:cancelled", said, actor, on, target=row.id)
    return said


def figures_of(form: FiguresForm) -> Figures:
    """What was published, as the rules go through it."""
    return Figures(
        subject=form.subject,
        title=form.title,
        province=provinces.province_named(form.province).name,
        as_of=form.as_of,
        total=form.total,
        parts=dict(form.parts),
        within=dict(form.within),
        source=form.source,
    )


def keep_figures(session: Session, given: Figures, actor: Actor | None, *, on: date) -> published.Account:
    """Keep figures as they were published, and say what does not add up in them.

    Raises:
        BadInput: they contradict themselves, every reason at once.
        NotPermitted: the actor keeps no plans.
    """
    if actor is not None:
        deeds.require(actor, Deed.PLAN_KEEP)
    told = published.account(given)
    facts: dict[str, Any] = {
        "title": given.title,
        "total": given.total,
        "parts": {part.value: count for part, count in given.parts.items()},
        "within": {part.value: outer.value for part, outer in given.within.items()},
        "source": given.source,
    }
    row = session.scalar(queries.figures_called(given.province, given.as_of, given.subject))
    if row is None:
        place = {"province": given.province, "as_of": given.as_of, "subject": given.subject}
        session.execute(insert(ReportedFigures).values(**place, **facts).on_conflict_do_nothing())
        act = "kept"
    elif changes(row, facts):
        act = "changed"
    else:
        return told
    who = "Hệ thống" if actor is None else actor.title
    flag = " Các phần không khớp tổng số." if told.flagged else ""
    said = (
        f"{who} ghi số liệu đã công bố của {given.province} ngày {given.as_of:%d/%m/%Y}: {given.title}.{flag}"
    )
    _note(session, f"province:figures:{act}", said, actor, on, province=given.province, subject=given.subject)
    return told


def _note(
    session: Session,
    tag: str,
    said: str,
    actor: Actor | None,
    on: date,
    **facts: Any,  # noqa: ANN401 - JSON
) -> None:
    session.flush()
    audit.record(session, tag, said, on=on, person_id=None if actor is None else actor.id, facts=facts)
