"""Agreements of the three houses, and the sessions of the advisory council on transfer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import agreements, wiring
from actions.advisory import minutes, sessions
from actions.advisory import report as reports
from actions.agreements import AgreementForm
from models.deeds import Deed
from portal.api.bounds import WORD, Cursor, Limit, Number, Page, sliced
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/agreements`, `/advisory`."""

ToSee = Annotated[Visit, bearing(Deed.AGREEMENT_SEE)]
ToKeep = Annotated[Visit, bearing(Deed.AGREEMENT_KEEP)]
ToRun = Annotated[Visit, bearing(Deed.ADVISORY_RUN)]
ToFollow = Annotated[Visit, bearing(Deed.ADVISORY_FOLLOW)]
AgreementCode = Annotated[str, Path(description="Mã thỏa thuận.", max_length=40, pattern=WORD)]

_AGREEMENTS, _ADVISORY = "Thỏa thuận ba bên", "Hội đồng tư vấn"


class Split(Shape):
    """How something is divided between the three, in parts of one."""

    state: Decimal | None = Field(description="Nhà nước.")
    institute: Decimal | None = Field(description="Nhà khoa học.")
    enterprise: Decimal | None = Field(description="Nhà doanh nghiệp.")


class Item(Shape):
    """A task of an agreement."""

    number: int = Field(description="Số thứ tự trong phụ lục.")
    title: str = Field(description="Tên nhiệm vụ.")
    budget_vnd: Decimal | None = Field(description="Kinh phí dự kiến, đồng.")
    months: int | None = Field(description="Thời gian, tháng.")
    code: str | None = Field(description="Mã nhiệm vụ, khi đã đặt hàng.")
    state: str = Field(description="Đang ở đâu.")
    contract_unsigned: bool = Field(description="Đáng lẽ đã phải ký hợp đồng.")


class AgreementSheet(Shape):
    """An agreement as it stands."""

    code: str = Field(description="Mã thỏa thuận.")
    title: str = Field(description="Nội dung hợp tác.")
    province: str = Field(description="Tỉnh, thành phố.")
    parties: list[str] = Field(description="Ba bên.")
    state: str = Field(description="Tình trạng.")
    number: str = Field(description="Số, ký hiệu; trống khi chưa ban hành.")
    signed_on: date | None = Field(description="Ngày ba bên ký.")
    starts_on: date | None = Field(description="Ngày có hiệu lực.")
    ends_on: date | None = Field(description="Ngày hết hiệu lực.")
    fund: Split = Field(description="Tỷ lệ đóng góp kinh phí.")
    own: Split = Field(description="Tỷ lệ sở hữu kết quả.")
    gain: Split = Field(description="Tỷ lệ hưởng lợi ích.")
    items: list[Item] = Field(description="Danh mục nhiệm vụ.")
    missing: list[str] = Field(description="Chỗ còn để trống.")


@room.get("/agreements", tags=[_AGREEMENTS], summary="Các thỏa thuận mà tôi được xem, mới nhất trước")
def listed(visit: ToSee, cursor: Cursor = "", limit: Limit = 50) -> Page[AgreementSheet]:
    """The agreements that the person may see."""
    with wiring.unit_of_work() as session:
        found = agreements.agreements(session, visit.actor, wiring.today())
    rows, following = sliced(found, cursor, limit)
    return Page(items=[AgreementSheet.model_validate(each) for each in rows], next=following)


@room.get("/agreements/{code}", tags=[_AGREEMENTS], summary="Một thỏa thuận")
def one(visit: ToSee, code: AgreementCode) -> AgreementSheet:
    """One agreement."""
    with wiring.unit_of_work() as session:
        found = agreements.agreement_sheet(session, code, visit.actor, wiring.today())
    return AgreementSheet.model_validate(found)


class Drafted(Shape):
    """An agreement on record."""

    code: str = Field(description="Mã thỏa thuận.")


@room.post("/agreements", status_code=HTTPStatus.CREATED, tags=[_AGREEMENTS], summary="Lập thỏa thuận")
def draft(visit: ToKeep, form: AgreementForm) -> Drafted:
    """Put an agreement on record."""
    with wiring.unit_of_work() as session:
        return Drafted(code=agreements.draft(session, form, visit.actor, on=wiring.today()))


@room.put("/agreements/{code}", tags=[_AGREEMENTS], summary="Sửa thỏa thuận chưa ban hành")
def redraft(visit: ToKeep, code: AgreementCode, form: AgreementForm) -> Drafted:
    """Write a draft anew."""
    with wiring.unit_of_work() as session:
        return Drafted(code=agreements.draft(session, form, visit.actor, on=wiring.today(), code=code))


class Issued(Shape):
    """A paper that was issued."""

    document: int = Field(description="Số của văn bản trong hệ thống.")
    number: str = Field(description="Số, ký hiệu.")


@room.post("/agreements/{code}/issue", tags=[_AGREEMENTS], summary="Ban hành văn bản thỏa thuận")
def issue(visit: ToKeep, code: AgreementCode) -> Issued:
    """Issue the paper of an agreement, once."""
    with wiring.unit_of_work() as session:
        row = agreements.issue(session, code, visit.actor, on=wiring.today())
        return Issued(document=row.id, number=row.number_text)


class Signing(Ask):
    """That the three have signed."""

    signed_on: date = Field(description="Ngày ký.")
    evidence: Line = Field("", description="Văn bản chứng minh.")


@room.post("/agreements/{code}/signing", tags=[_AGREEMENTS], summary="Ghi ngày ba bên đã ký")
def note_signed(visit: ToKeep, code: AgreementCode, said: Signing) -> Done:
    """Note on which day the three signed."""
    with wiring.unit_of_work() as session:
        sentence = agreements.note_signed(
            session, code, said.signed_on, visit.actor, on=wiring.today(), evidence=said.evidence
        )
    return Done(sentence=sentence)


class Ordering(Ask):
    """Which tasks of an agreement are ordered."""

    numbers: list[int] = Field(
        default_factory=list, description="Số thứ tự; để trống là mọi nhiệm vụ chưa đặt.", max_length=100
    )


class Ordered(Shape):
    """A task that was ordered."""

    number: int = Field(description="Số thứ tự trong phụ lục.")
    code: str = Field(description="Mã nhiệm vụ.")


@room.post(
    "/agreements/{code}/orders", tags=[_AGREEMENTS], summary="Đặt hàng các nhiệm vụ của thỏa thuận đã ký"
)
def order(visit: ToKeep, code: AgreementCode, said: Ordering) -> list[Ordered]:
    """Order tasks of a signed agreement."""
    with wiring.unit_of_work() as session:
        found = agreements.order(session, code, visit.actor, on=wiring.today(), numbers=tuple(said.numbers))
    return [Ordered.model_validate(each) for each in found]


class Session(Ask):
    """A session of a province's advisory council."""

    province: str = Field("", description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
    month: str = Field("", description="Tháng, dạng 11/2026; để trống là phiên tới.", max_length=10)

    def where(self) -> tuple[str, date | None]:
        """The province, and the first day of the month.

        Raises:
            BadInput: the month cannot be read.
        """
        month = sessions.parse_month(self.month) if self.month else None
        return self.province or wiring.settings().province, month


@room.post("/advisory/agendas", tags=[_ADVISORY], summary="Lập chương trình họp của hội đồng tư vấn")
def prepare(_visit: ToRun, said: Session) -> Issued:
    """Prepare a session, and issue its agenda."""
    province, month = said.where()
    with wiring.unit_of_work() as session:
        found = sessions.prepare(session, province, month, wiring.today())
    return Issued.model_validate(found)


@room.post("/advisory/minutes", tags=[_ADVISORY], summary="Ghi biên bản họp của hội đồng tư vấn")
def record(visit: ToRun, sheet: minutes.Sheet) -> Issued:
    """Write down what a session concluded, and issue its minutes."""
    with wiring.unit_of_work() as session:
        found = sessions.record_minutes(session, sheet, visit.actor, on=wiring.today())
    return Issued.model_validate(found)


@room.post("/advisory/reports", tags=[_ADVISORY], summary="Lập báo cáo ngăn tủ của phiên họp")
def report(visit: ToRun, said: Session) -> Issued:
    """Issue the closet report of a session."""
    province, month = said.where()
    with wiring.unit_of_work() as session:
        found = reports.report(session, province, month, visit.actor, on=wiring.today())
    return Issued.model_validate(found)


class Owed(Shape):
    """An action of a session that is past its day."""

    id: int | None = Field(description="Số của việc.")
    code: str | None = Field(description="Mã nhiệm vụ.")
    who: str = Field(description="Rõ người.")
    what: str = Field(description="Rõ việc.")
    due_on: date = Field(description="Rõ thời gian.")
    result: str = Field(description="Rõ kết quả.")
    days_overdue: int = Field(description="Số ngày quá hạn.")


@room.get("/advisory/actions", tags=[_ADVISORY], summary="Việc hội đồng tư vấn giao đã quá hạn")
def overdue(
    _visit: ToFollow,
    province: Annotated[str, Query(description="Tỉnh, thành phố.", max_length=100)] = "",
) -> list[Owed]:
    """The actions of sessions that are past their day."""
    with wiring.unit_of_work() as session:
        found = sessions.overdue_actions(session, wiring.today(), province)
    return [Owed.model_validate(each) for each in found]


class Finishing(Ask):
    """By what an action was done."""

    evidence: str = Field(description="Văn bản hoặc dữ kiện chứng minh.", min_length=1, max_length=1000)


@room.post("/advisory/actions/{number}/done", tags=[_ADVISORY], summary="Ghi nhận một việc đã làm xong")
def finish(visit: ToFollow, number: Number, said: Finishing) -> Done:
    """Note that an action was done."""
    with wiring.unit_of_work() as session:
        sentence = sessions.finish_action(session, number, said.evidence, visit.actor, wiring.today())
    return Done(sentence=sentence)
