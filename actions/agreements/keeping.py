"""Drafting an agreement, issuing its paper, noting that three have signed, ordering the tasks under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, orders, people, signing, stages
from actions.agreements import paper
from actions.agreements.sheet import AgreementForm, PartyForm, terms_of, three
from models import agreements as rules
from models import deeds, provinces, queries, workdays
from models.agreements import Item, Terms
from models.deeds import Deed
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Method, PartyKind, Role
from models.permissions import Actor
from models.tables import Agreement, AgreementItem, Document, Register, Task


@dataclass(frozen=True)
class Ordered:
    """A task that was ordered from an agreement: its place in the annex, and its code."""

    number: int
    code: str


def draft(session: Session, form: AgreementForm, actor: Actor, *, on: date, code: str = "") -> str:
    """Put an agreement on record, or write a draft anew (`code`); returns its code.

    Raises:
        NotFound: no such province, or no such agreement.
        NotPermitted: the actor does not keep agreements.
        Refused: it was issued already, or its terms contradict themselves: every reason at once.
    """
    deeds.require(actor, Deed.AGREEMENT_KEEP)
    province = provinces.find(form.province)
    if province is None:
        raise NotFound(f"Không có tỉnh, thành phố nào tên là «{form.province}».")
    terms = form.terms(province.name)
    if reasons := rules.contradictions(terms, on):
        raise Refused.because(reasons)
    if code:
        row = held(session, code)
        if paper.issued(session, row) is not None:
            raise Refused(f"{code} đã ban hành nên không sửa được; hãy lập phụ lục hoặc thỏa thuận mới.")
        session.execute(delete(AgreementItem).where(AgreementItem.agreement_id == row.id))
    else:
        row = Agreement(code=_next_code(session, province.name, on.year))
    _fill(session, row, form, terms)
    act, said = ("redrafted", "sửa dự thảo") if code else ("drafted", "lập dự thảo")
    audit.record(
        session,
        f"agreement:agreement:{act}",
        f"{actor.title} {said} thỏa thuận ba bên {row.code} «{row.title}», {len(terms.items)} nhiệm vụ.",
        on=on,
        person_id=actor.id,
        facts={"agreement": row.id, "code": row.code, "items": len(terms.items)},
    )
    return row.code


def _fill(session: Session, row: Agreement, form: AgreementForm, terms: Terms) -> None:
    parties = (
        _organisation(session, form.state, PartyKind.STATE_BODY, terms.province),
        _organisation(session, form.institute, PartyKind.PUBLIC_UNIT, terms.province),
        _organisation(session, form.enterprise, PartyKind.ENTERPRISE, terms.province),
    )
    if len(set(parties)) < len(parties):
        raise BadInput("Ba bên phải là ba tổ chức khác nhau: hai tên đã nêu là của cùng một tổ chức.")
    row.title, row.province = terms.title, terms.province
    row.state_id, row.institute_id, row.enterprise_id = parties
    row.fund_state, row.fund_institute, row.fund_enterprise = terms.fund
    row.own_state, row.own_institute, row.own_enterprise = terms.own
    row.gain_state, row.gain_institute, row.gain_enterprise = terms.gain
    row.state_reserves = terms.state_reserves
    row.starts_on, row.ends_on = terms.starts_on, terms.ends_on
    session.add(row)
    session.flush()
    session.add_all(
        AgreementItem(
            agreement_id=row.id,
            number=item.number,
            title=item.title,
            product=item.product,
            budget_vnd=item.budget_vnd,
            months=item.months,
        )
        for item in terms.items
    )
    session.flush()


def _organisation(session: Session, form: PartyForm, kind: PartyKind, province: str) -> int:
    """The organisation on record; what the form knows of it beside its name is learnt, never overwritten."""
    kind = form.kind if form.kind is not PartyKind.UNKNOWN else kind
    found = people.ensure_organisation(session, form.name, kind, province=province)
    found.address = found.address or form.address
    found.e_id = found.e_id or form.e_id
    return found.id


def _next_code(session: Session, province: str, year: int) -> str:
    """The next code of a province and year: TT-DT-2025-001."""
    letters = provinces.letters(province)
    statement = insert(Register).values(series=f"agreement:{letters}", year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Register.series, Register.year], set_={"last": Register.last + 1}
    )
    number = session.execute(statement.returning(Register.last)).scalar_one()
    return f"TT-{letters}-{year:04d}-{number:03d}"


def held(session: Session, code: str) -> Agreement:
    """The agreement of that code, held until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    query = queries.agreement(code.strip(), lock=True).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound(f"Không có thỏa thuận nào mang mã «{code}»; xem lệnh agreement list.")
    return row


def issue(session: Session, code: str, actor: Actor, *, on: date) -> Document:
    """Issue the paper of an agreement, once; what is not agreed yet stays a blank on it.

    Raises:
        NotFound: no such agreement.
        NotPermitted: the actor does not keep agreements.
        Refused: its terms contradict the law of that day.
    """
    deeds.require(actor, Deed.AGREEMENT_KEEP)
    row = held(session, code)
    standing = paper.issued(session, row)
    if standing is not None:
        return standing
    if reasons := rules.contradictions(terms_of(session, row), on):
        raise Refused.because(reasons)
    return paper.write(session, row, actor, on)


def note_signed(
    session: Session, code: str, signed_on: date, actor: Actor, *, on: date, evidence: str = ""
) -> str:
    """Note on which day the three signed; returns the sentence of the journal.

    Where the paper is signed here with keys, all three signatures must stand on it; else `evidence` says
    which signed copy was seen.

    Raises:
        NotFound: no such agreement.
        NotPermitted: only the department's director notes it.
        Refused: it is not issued, was signed already, or somebody has not signed: every reason at once.
    """
    if Role.DOST_DIRECTOR not in actor.roles:
        raise NotPermitted(
            f"{actor.title} không được ghi nhận việc ký thỏa thuận; việc này do {Role.DOST_DIRECTOR.vi} làm."
        )
    row = held(session, code)
    document = paper.issued(session, row)
    reasons = []
    if row.signed_on is not None:
        reasons.append(f"{code} đã được ghi nhận ký ngày {row.signed_on:%d/%m/%Y}.")
    if document is None:
        reasons.append(f"{code} chưa ban hành: hãy ban hành rồi mới ký.")
    elif signed_on < document.issued_on:
        reasons.append(f"Ngày ký trước ngày ban hành ({document.issued_on:%d/%m/%Y}).")
    if signed_on > on:
        reasons.append("Ngày ký còn ở tương lai.")
    with_keys = document is not None and document.signed_sha256 is not None
    if document is not None and with_keys:
        reasons += _unsigned(session, code, document)
    elif not evidence.strip():
        reasons.append("Phải nêu căn cứ: bản ký đã nhận, nơi lưu, ví dụ «bản giấy lưu tại Văn thư Sở».")
    if reasons:
        raise Refused.because(reasons)
    row.signed_on = signed_on
    seen = "đủ ba chữ ký số" if with_keys else f"căn cứ: {evidence.strip().rstrip('.')}"
    said = f"{actor.title} ghi nhận ba bên đã ký thỏa thuận {code} ngày {signed_on:%d/%m/%Y}, {seen}."
    audit.record(
        session,
        "agreement:agreement:signed",
        said,
        on=on,
        person_id=actor.id,
        facts={"agreement": row.id, "signed_on": signed_on.isoformat(), "evidence": evidence.strip()},
    )
    return said


def _unsigned(session: Session, code: str, document: Document) -> list[str]:
    standing = next(each for each in signing.standings(session, code) if each.document == document.id)
    waiting = [place.position for place in standing.places if place.at is None]
    return [f"Thỏa thuận còn thiếu chữ ký số của: {', '.join(waiting)}."] if waiting else []


def order(
    session: Session, code: str, actor: Actor, *, on: date, numbers: tuple[int, ...] = ()
) -> tuple[Ordered, ...]:
    """Order tasks of a signed agreement with all that it holds; without numbers, every one not ordered yet.

    Raises:
        NotFound: no such agreement, or no such number in its annex.
        NotPermitted: the actor keeps no agreements, or orders no tasks.
        Refused: it is not signed, has ended, or a task was ordered already: every reason at once.
    """
    deeds.require(actor, Deed.AGREEMENT_KEEP)
    deeds.require(actor, Deed.TASK_ORDER)
    row = held(session, code)
    items = {item.number: (item, known) for item, known in session.execute(queries.agreement_items(row.id))}
    if unknown := [number for number in numbers if number not in items]:
        raise NotFound(
            f"Danh mục của {code} không có nhiệm vụ số {', '.join(map(str, unknown))}; "
            f"có số 1 đến {len(items)}."
        )
    wanted = numbers or tuple(number for number, (_, known) in items.items() if known is None)
    reasons = [
        f"Nhiệm vụ số {number} đã đặt hàng: {items[number][1]}."
        for number in dict.fromkeys(wanted)
        if items[number][1] is not None
    ]
    if row.signed_on is None:
        reasons.append(f"{code} chưa được ba bên ký: ghi nhận ngày ký rồi mới đặt hàng.")
    if row.ended_on is not None or (row.ends_on is not None and row.ends_on < on):
        reasons.append(f"{code} đã hết hiệu lực: cần gia hạn hoặc thỏa thuận mới.")
    if not wanted:
        reasons.append(f"Mọi nhiệm vụ của {code} đã được đặt hàng.")
    if reasons:
        raise Refused.because(reasons)
    terms = terms_of(session, row)
    return tuple(
        _ordered(session, row, terms, items[number][0], actor, on) for number in dict.fromkeys(wanted)
    )


def _ordered(
    session: Session, row: Agreement, terms: Terms, item: AgreementItem, actor: Actor, on: date
) -> Ordered:
    sheet = sheet_of(session, row, terms, item, on)
    task_code = orders.order(session, sheet, actor, on=on)
    task = session.scalars(queries.task_by_code(task_code)).one()
    item.task_id = task.id
    _join(session, row, task)
    audit.record(
        session,
        "agreement:order:placed",
        f"{actor.title} đặt hàng nhiệm vụ số {item.number} của thỏa thuận {row.code}: {task_code}.",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"agreement": row.id, "number": item.number, "code": task_code},
    )
    stages.touch(session, task.id)
    return Ordered(item.number, task_code)


def _join(session: Session, row: Agreement, task: Task) -> None:
    """The task's parties are the agreement's own, even where an organisation of the same name exists."""
    task.orderer_id, task.host_id, task.recipient_id = row.state_id, row.institute_id, row.enterprise_id
    session.flush()


def sheet_of(
    session: Session, row: Agreement, terms: Terms, item: AgreementItem, on: date
) -> orders.OrderSheet:
    """The ordering sheet of a task, with what the agreement holds; the rest is for the first gate to ask."""
    state, institute, enterprise = three(session, row)
    wanted = Item(item.number, item.title, item.product, item.budget_vnd, item.months)
    return orders.OrderSheet(
        title=wanted.title,
        province=row.province,
        orderer=state.name,
        orderer_kind=PartyKind(state.kind),
        recipient=enterprise.name,
        recipient_kind=PartyKind(enterprise.kind),
        state_reserves=bool(row.state_reserves),
        host=institute.name,
        host_kind=PartyKind(institute.kind),
        method=Method.DIRECT,
        budget_vnd=wanted.budget_vnd,
        state_share=terms.fund.state,
        months=wanted.months,
        who=institute.name,
        what=wanted.title,
        when=workdays.add_months(on, wanted.months) if wanted.months else None,
        result=wanted.product,
        responsibility=institute.name,
        authority=state.name,
    )
