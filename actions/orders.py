"""Ordering a task: the ordering sheet as structured data, and the code that the task bears for life."""

from __future__ import annotations

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, outbox, people, stages
from actions.order_sheet import OrderSheet
from models import provinces, queries
from models.deeds import Deed, require
from models.errors import NotFound, NotPermitted
from models.language import PartyKind, Role
from models.lifecycle import entering
from models.listing.text import clean, fold
from models.permissions import Actor
from models.queries import orders as desired
from models.tables import Organisation, Register, Result, Task

__all__ = ["OrderSheet", "next_code", "order", "sheet_of"]


def order(session: Session, sheet: OrderSheet, actor: Actor, *, on: date) -> str:
    """Open a task from an ordering sheet, in the first stage; returns its code.

    The six clears and item 13 may still be incomplete here; the first gate cannot be passed without them.

    Raises:
        NotFound: no such province.
        NotPermitted: the actor neither orders tasks nor works for the department, or orders for another body.
    """
    require(actor, Deed.TASK_ORDER)
    province = provinces.find(sheet.province)
    if province is None:
        raise NotFound(f"Không có tỉnh, thành phố nào tên là «{sheet.province}».")
    code = next_code(session, province.name, on.year)
    orderer = people.ensure_organisation(session, sheet.orderer, sheet.orderer_kind, province=province.name)
    _check_orders_for(actor, orderer)
    if sheet.e_id.strip() and not orderer.e_id and _speaks_for(actor, orderer):
        orderer.e_id = clean(sheet.e_id)
    task = Task(
        code=code,
        title=clean(sheet.title),
        folded=fold(sheet.title),
        title_en=sheet.title_en,
        province=province.name,
        discipline=clean(sheet.discipline),
        lifecycle=entering(provinces.successor(province.name, on), on).code,
        orderer_id=orderer.id,
        host_id=_party(session, sheet.host, sheet.host_kind, province.name),
        recipient_id=_party(session, sheet.recipient, sheet.recipient_kind, province.name),
        recipient_named_on=on if sheet.recipient.strip() else None,
        item13=bool(sheet.recipient.strip()) or sheet.state_reserves,
        state_reserves=sheet.state_reserves,
        clear_who=clean(sheet.who),
        clear_what=clean(sheet.what),
        clear_when=sheet.when,
        clear_result=clean(sheet.result),
        clear_responsibility=clean(sheet.responsibility),
        clear_authority=clean(sheet.authority),
        method=sheet.method.value,
        products=[product.value for product in sheet.products],
        budget_vnd=sheet.budget_vnd,
        state_share=sheet.state_share,
        months=sheet.months,
        equipment_bought=sheet.equipment,
    )
    session.add(task)
    session.flush()
    session.add(Result(task_id=task.id))
    audit.record(
        session,
        "task:order:opened",
        f"{actor.title} lập phiếu đặt hàng «{task.title}».",
        on=on,
        task_id=task.id,
        person_id=actor.id,
        # The sheet's own words stand in the chain: what was ordered cannot be altered afterwards.
        facts={"code": code, "sheet": sheet.model_dump(mode="json", exclude_defaults=True)},
    )
    stages.begin(session, code, on)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=on, code=code)
    return code


def _check_orders_for(actor: Actor, orderer: Organisation) -> None:
    if orderer.id == actor.organisation_id or any(role.is_state for role in actor.roles):
        return
    raise NotPermitted(
        f"{actor.title} chỉ đặt hàng cho tổ chức mình, không phải cho {orderer.name}; "
        "hãy ghi đúng tên tổ chức mình ở mục «Cơ quan đặt hàng», hoặc gửi Sở Khoa học và Công nghệ."
    )


def _speaks_for(actor: Actor, party: Organisation) -> bool:
    """Whether what the actor says of an organisation is taken for its own word."""
    return party.id == actor.organisation_id or Role.ORDERER not in actor.roles


def sheet_of(session: Session, code: str) -> OrderSheet | None:
    """The ordering sheet as it was sent; None where the task came from a list, or from an older form.

    Raises:
        NotFound: no such task.
    """
    task = session.scalar(queries.task_by_code(code))
    if task is None:
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    facts = session.scalar(desired.order_facts(task.id))
    return OrderSheet.model_validate(facts["sheet"]) if facts and "sheet" in facts else None


def next_code(session: Session, province: str, year: int | None) -> str:
    """The next task code of a province and year, such as DN-2026-007; year 0000 where none is known."""
    letters = provinces.letters(province)
    statement = insert(Register).values(series=f"task:{letters}", year=year or 0, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Register.series, Register.year], set_={"last": Register.last + 1}
    )
    number = session.execute(statement.returning(Register.last)).scalar_one()
    return f"{letters}-{year or 0:04d}-{number:03d}"


def _party(session: Session, name: str, kind: PartyKind, province: str) -> int | None:
    if not name.strip():
        return None
    found: Organisation = people.ensure_organisation(session, name, kind, province=province)
    return found.id
