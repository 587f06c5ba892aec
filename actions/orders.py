"""Ordering a task: the ordering sheet as structured data, and the code that the task bears for life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, outbox, people, stages, wiring
from models import provinces
from models.deeds import Deed, require
from models.errors import NotFound
from models.language import Method, PartyKind, ProductType
from models.lifecycle import VERSION
from models.listing.text import clean, fold
from models.permissions import Actor
from models.tables import Organisation, Register, Result, Task

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class OrderSheet(BaseModel):
    """The ordering sheet (Mẫu I.01-ĐHNV) as data: what is asked for, by whom and for whom; the six clears."""

    model_config = ConfigDict(extra="forbid")

    title: Line = Field(title="Tên nhiệm vụ", description="Mục 1")
    title_en: str = Field("", title="Tên tiếng Anh")
    province: Line = Field(default_factory=lambda: wiring.settings().province, title="Tỉnh, thành phố")
    discipline: str = Field("", title="Lĩnh vực", description="Mục 2")
    orderer: Line = Field(title="Cơ quan đặt hàng", description="Mục 15")
    orderer_kind: PartyKind = Field(PartyKind.STATE_BODY, title="Loại cơ quan đặt hàng")
    recipient: str = Field("", title="Đơn vị tiếp nhận kết quả", description="Mục 13")
    recipient_kind: PartyKind = Field(PartyKind.UNKNOWN, title="Loại đơn vị tiếp nhận")
    state_reserves: bool = Field(
        default=False, title="Nhà nước nắm giữ quyền quản lý, sử dụng, sở hữu kết quả", description="Mục 13"
    )
    host: str = Field("", title="Tổ chức đề xuất giao trực tiếp", description="Mục 12")
    host_kind: PartyKind = Field(PartyKind.UNKNOWN, title="Loại tổ chức chủ trì")
    method: Method = Field(Method.SELECTION, title="Phương thức thực hiện")
    products: list[ProductType] = Field(default_factory=list, title="Dạng sản phẩm", description="Mục 8")
    budget_vnd: Decimal | None = Field(None, title="Kinh phí (đồng)", description="Mục 10", gt=0)
    state_share: Decimal | None = Field(
        None, title="Phần ngân sách nhà nước (0..1)", description="Mục 10", ge=0, le=1
    )
    months: int | None = Field(None, title="Thời gian thực hiện (tháng)", description="Mục 11", ge=1, le=120)
    equipment: bool = Field(default=False, title="Có trang bị tài sản")
    who: str = Field("", title="Rõ người")
    what: str = Field("", title="Rõ việc")
    when: date | None = Field(None, title="Rõ thời gian")
    result: str = Field("", title="Rõ kết quả")
    responsibility: str = Field("", title="Rõ trách nhiệm")
    authority: str = Field("", title="Rõ thẩm quyền")


def order(session: Session, sheet: OrderSheet, actor: Actor, *, on: date) -> str:
    """Open a task from an ordering sheet, in the first stage; returns its code.

    The six clears and item 13 may still be incomplete here; the first gate cannot be passed without them.

    Raises:
        NotFound: no such province.
        NotPermitted: the actor neither orders tasks nor works for the department.
    """
    require(actor, Deed.TASK_ORDER)
    province = provinces.find(sheet.province)
    if province is None:
        raise NotFound(f"Không có tỉnh, thành phố nào tên là «{sheet.province}».")
    code = next_code(session, province.name, on.year)
    orderer = people.ensure_organisation(session, sheet.orderer, sheet.orderer_kind, province=province.name)
    task = Task(
        code=code,
        title=clean(sheet.title),
        folded=fold(sheet.title),
        title_en=sheet.title_en,
        province=province.name,
        discipline=clean(sheet.discipline),
        lifecycle=VERSION,
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
        facts={"code": code},
    )
    stages.begin(session, code, on)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=on, code=code)
    return code


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
