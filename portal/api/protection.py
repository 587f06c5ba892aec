"""Publications and applications for protection; the yearly register of intellectual property."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from actions import protection, wiring
from actions.money import boards
from actions.protection import DaysForm, FilingForm, PublicationForm
from models.deeds import Deed
from models.dossier import IP_KINDS
from models.income import Kind, Share
from models.protection import PUBLICATIONS, State
from portal.api.bounds import Code, Number
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/protection/register`, `/tasks/{code}/protection`, publications, waiver, filings."""

ToSee = Annotated[Visit, bearing(Deed.PROTECTION_SEE)]
ToKeep = Annotated[Visit, bearing(Deed.PROTECTION_KEEP)]
ToRegister = Annotated[Visit, bearing(Deed.PROTECTION_REGISTER)]

_PROTECTION = "Sở hữu trí tuệ"


class ObjectKind(StrEnum):
    """What may be protected."""

    INVENTION = "invention"
    UTILITY = "utility"
    DESIGN = "design"
    VARIETY = "variety"


class PublicationKind(StrEnum):
    """How a result is published."""

    ARTICLE = "article"
    TALK = "talk"
    THESIS = "thesis"
    EXHIBITION = "exhibition"
    OTHER = "other"


class RegisterLine(Shape):
    """An application or title of the register."""

    code: str = Field(description="Mã nhiệm vụ.")
    kind: str = Field(description=f"Đối tượng: {', '.join(IP_KINDS)}.")
    title: str = Field(description="Tên đối tượng.")
    office: str = Field(description="Nơi nhận đơn.")
    number: str = Field(description="Số đơn.")
    applicant: str = Field(description="Tổ chức nộp đơn.")
    filed_on: date = Field(description="Ngày nộp.")
    granted_on: date | None = Field(description="Ngày cấp văn bằng.")
    grant_number: str = Field(description="Số văn bằng.")
    valid_until: date | None = Field(description="Hiệu lực đến.")
    state: State = Field(description="Tình trạng.")


class Register(Shape):
    """The register of a province's year."""

    province: str = Field(description="Tỉnh, thành phố.")
    year: int = Field(description="Năm.")
    lines: list[RegisterLine] = Field(description="Đơn và văn bằng.")
    filed_first: int = Field(description="Số kết quả nộp đơn trước khi công bố.")
    filed_or_published: int = Field(description="Số kết quả đã nộp đơn hoặc đã công bố.")


@room.get("/protection/register", tags=[_PROTECTION], summary="Sổ sở hữu trí tuệ của tỉnh trong năm")
def register(
    visit: ToSee,
    year: Annotated[int, Query(description="Năm.", ge=1, le=9999)],
    province: Annotated[str, Query(description="Tỉnh; để trống là tỉnh của hệ thống.", max_length=100)] = "",
) -> Register:
    """The register: of all tasks, or of those that the person's organisation hosts."""
    with wiring.unit_of_work() as session:
        found = protection.register(
            session,
            province or wiring.settings().province,
            year,
            host=boards.own_host(visit.actor),
        )
    return Register.model_validate(found)


class Issuing(Ask):
    """Which register is issued."""

    province: str = Field("", description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
    year: int = Field(description="Năm.")


class Issued(Shape):
    """A paper that was issued."""

    document: int = Field(description="Số của văn bản trong hệ thống.")
    number: str = Field(description="Số, ký hiệu.")


@room.post("/protection/register", tags=[_PROTECTION], summary="Lập sổ theo dõi quyền sở hữu trí tuệ")
def issue_register(visit: ToRegister, said: Issuing) -> Issued:
    """Issue the register, once for what it says."""
    with wiring.unit_of_work() as session:
        row = protection.issue_register(
            session, said.province or wiring.settings().province, said.year, visit.actor, on=wiring.today()
        )
        return Issued(document=row.id, number=row.number_text)


class Publication(Shape):
    """A publication."""

    number: int = Field(description="Số của công bố.")
    kind: str = Field(description=f"Hình thức: {', '.join(PUBLICATIONS)}.")
    title: str = Field(description="Tên công trình.")
    where: str = Field(description="Nơi công bố.")
    planned_on: date | None = Field(description="Ngày dự kiến.")
    cleared_on: date | None = Field(description="Ngày được cho phép.")
    published_on: date | None = Field(description="Ngày công bố.")
    cancelled_on: date | None = Field(description="Ngày hủy.")
    hindered: list[str] = Field(description="Vì sao chưa được cho phép, kèm cách xử lý.")


class Filing(Shape):
    """An application, and how it went on."""

    number: int = Field(description="Số của mục.")
    kind: str = Field(description="Đối tượng bảo hộ.")
    title: str = Field(description="Tên đối tượng.")
    office: str = Field(description="Nơi nhận đơn.")
    file_number: str = Field(description="Số đơn.")
    applicant: str = Field(description="Tổ chức nộp đơn.")
    state: State = Field(description="Tình trạng.")
    filed_on: date = Field(description="Ngày nộp.")
    formal_on: date | None = Field(description="Ngày chấp nhận đơn hợp lệ.")
    granted_on: date | None = Field(description="Ngày cấp văn bằng.")
    grant_number: str = Field(description="Số văn bằng.")
    valid_until: date | None = Field(description="Hiệu lực đến.")
    refused_on: date | None = Field(description="Ngày bị từ chối.")
    withdrawn_on: date | None = Field(description="Ngày rút đơn.")
    lapsed_on: date | None = Field(description="Ngày chấm dứt hiệu lực.")


class Ring(Shape):
    """An alarm."""

    alarm: str = Field(description="file, clear hoặc renew.")
    due_on: date = Field(description="Hạn.")
    sentence: str = Field(description="Báo động thành một câu.")


class Owing(Shape):
    """What a party gets of an income."""

    share: Share = Field(description="Nhóm hưởng.")
    line: str = Field(description="Đối tượng hưởng.")
    computed: Decimal | None = Field(description="Được hưởng, đồng; null khi chưa tính được.")
    paid: Decimal = Field(description="Đã chi.")
    owed: Decimal | None = Field(description="Còn phải chi.")
    source: str = Field(description="Căn cứ.")


class Payout(Shape):
    """A share that was paid."""

    number: int = Field(description="Số của khoản chi.")
    share: Share = Field(description="Nhóm hưởng.")
    line: str = Field(description="Đối tượng hưởng.")
    on: date = Field(description="Ngày chi.")
    amount: Decimal = Field(description="Số tiền, đồng.")
    document: str = Field(description="Chứng từ.")


class Income(Shape):
    """An income with who gets what of it."""

    number: int = Field(description="Số của khoản thu.")
    kind: Kind = Field(description="Hình thức.")
    begins: date = Field(description="Từ ngày.")
    ends: date = Field(description="Đến ngày.")
    amount: Decimal = Field(description="Số thu, đồng.")
    costs: Decimal | None = Field(description="Chi phí; null khi chưa biết.")
    taxes: Decimal | None = Field(description="Thuế; null khi chưa biết.")
    intermediary: Decimal | None = Field(description="Phí trung gian.")
    because: str = Field(description="Chia theo quy định nào.")
    shares: list[Owing] = Field(description="Ai được hưởng bao nhiêu.")
    payouts: list[Payout] = Field(description="Các khoản đã chi.")
    refusal: list[str] = Field(description="Vì sao chưa chia được.")


class Protection(Shape):
    """A task's protection and yield."""

    code: str = Field(description="Mã nhiệm vụ.")
    first_published_on: date | None = Field(description="Ngày công bố đầu tiên.")
    waived_on: date | None = Field(description="Ngày quyết định không bảo hộ.")
    rings: list[Ring] = Field(description="Báo động.")
    publications: list[Publication] = Field(description="Công bố.")
    filings: list[Filing] = Field(description="Đơn và văn bằng.")
    incomes: list[Income] = Field(description="Khoản thu.")


@room.get("/tasks/{code}/protection", tags=[_PROTECTION], summary="Sở hữu trí tuệ và khoản thu của nhiệm vụ")
def of_task(visit: ToSee, code: Code) -> Protection:
    """The protection and yield of a task's result."""
    with wiring.unit_of_work() as session:
        found = protection.task_protection(session, code, visit.actor, wiring.today())
        return Protection.model_validate(found)


class Announcing(Ask):
    """A publication that is planned, or that took place."""

    kind: PublicationKind = Field(description="Hình thức công bố.")
    title: str = Field(description="Tên công trình.", min_length=1, max_length=1000)
    planned_on: date | None = Field(None, description="Ngày dự kiến.")
    published_on: date | None = Field(None, description="Ngày đã công bố.")
    where: Line = Field("", description="Nơi công bố.")


class Announced(Shape):
    """A publication on record."""

    number: int = Field(description="Số của công bố.")
    warnings: list[str] = Field(description="Điều phải biết ngay.")


@room.post(
    "/tasks/{code}/publications",
    status_code=HTTPStatus.CREATED,
    tags=[_PROTECTION],
    summary="Ghi một công bố dự kiến hoặc đã diễn ra",
)
def announce(visit: ToKeep, code: Code, said: Announcing) -> Announced:
    """Put a publication on record."""
    form = PublicationForm(**said.model_dump())
    with wiring.unit_of_work() as session:
        made = protection.announce(session, code, form, visit.actor, on=wiring.today())
    return Announced.model_validate(made)


@room.post("/tasks/{code}/publications/{number}/clearance", tags=[_PROTECTION], summary="Cho phép công bố")
def clear(visit: ToKeep, code: Code, number: Number) -> Done:
    """Clear a publication whose result is filed or given up."""
    with wiring.unit_of_work() as session:
        return Done(sentence=protection.clear(session, code, number, visit.actor, on=wiring.today()))


class Publishing(Ask):
    """On which day it was published."""

    published_on: date = Field(description="Ngày công bố.")


@room.post(
    "/tasks/{code}/publications/{number}/publication", tags=[_PROTECTION], summary="Ghi ngày đã công bố"
)
def publish(visit: ToKeep, code: Code, number: Number, said: Publishing) -> Announced:
    """Record that a publication took place."""
    with wiring.unit_of_work() as session:
        made = protection.publish(session, code, number, said.published_on, visit.actor, on=wiring.today())
    return Announced.model_validate(made)


class Cancelling(Ask):
    """Why a publication does not take place."""

    reason: Line = Field("", description="Lý do.")


@room.post(
    "/tasks/{code}/publications/{number}/cancellation", tags=[_PROTECTION], summary="Hủy công bố dự kiến"
)
def cancel(visit: ToKeep, code: Code, number: Number, said: Cancelling) -> Done:
    """Cancel a publication that has not taken place."""
    with wiring.unit_of_work() as session:
        sentence = protection.cancel(
            session, code, number, visit.actor, on=wiring.today(), reason=said.reason
        )
    return Done(sentence=sentence)


class Waiving(Ask):
    """The decision not to protect a result."""

    on: date = Field(description="Ngày quyết định.")
    evidence: str = Field(description="Văn bản.", min_length=1, max_length=500)


@room.post("/tasks/{code}/waiver", tags=[_PROTECTION], summary="Ghi quyết định không bảo hộ")
def waive(visit: ToKeep, code: Code, said: Waiving) -> Done:
    """Record the decision not to protect the result."""
    with wiring.unit_of_work() as session:
        sentence = protection.waive(session, code, said.on, said.evidence, visit.actor, on=wiring.today())
    return Done(sentence=sentence)


class Applying(Ask):
    """An application for protection."""

    kind: ObjectKind = Field(description="Đối tượng bảo hộ.")
    title: str = Field(description="Tên đối tượng.", min_length=1, max_length=1000)
    office: str = Field(description="Nơi nhận đơn.", min_length=1, max_length=200)
    number: str = Field(description="Số đơn.", min_length=1, max_length=100)
    filed_on: date = Field(description="Ngày nộp.")
    applicant: Line = Field("", description="Tổ chức nộp đơn; để trống là tổ chức chủ trì.")


@room.post(
    "/tasks/{code}/filings", status_code=HTTPStatus.CREATED, tags=[_PROTECTION], summary="Ghi đơn bảo hộ"
)
def file(visit: ToKeep, code: Code, said: Applying) -> Made:
    """Put an application on record."""
    form = FilingForm(**said.model_dump())
    with wiring.unit_of_work() as session:
        return Made(number=protection.file(session, code, form, visit.actor, on=wiring.today()))


class Following(Ask):
    """All that is known of how an application went on; what is left out is not known."""

    formal_on: date | None = Field(None, description="Ngày chấp nhận đơn hợp lệ.")
    granted_on: date | None = Field(None, description="Ngày cấp văn bằng.")
    grant_number: str = Field("", description="Số văn bằng.", max_length=100)
    valid_until: date | None = Field(None, description="Hiệu lực đến.")
    refused_on: date | None = Field(None, description="Ngày bị từ chối.")
    withdrawn_on: date | None = Field(None, description="Ngày rút đơn.")
    lapsed_on: date | None = Field(None, description="Ngày chấm dứt hiệu lực.")


@room.put("/tasks/{code}/filings/{number}", tags=[_PROTECTION], summary="Cập nhật tình trạng đơn, văn bằng")
def follow(visit: ToKeep, code: Code, number: Number, said: Following) -> Done:
    """Put down how an application stands now."""
    form = DaysForm(**said.model_dump())
    with wiring.unit_of_work() as session:
        return Done(sentence=protection.follow(session, code, number, form, visit.actor, on=wiring.today()))
