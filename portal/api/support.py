"""Support for small enterprises: calls, proposals, what is paid and what comes of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import support, wiring
from actions.support import CallForm, ProposalForm, Stand
from models.deeds import Deed
from portal.api.bounds import WORD, Number
from portal.api.honours import PageNumber, PaperLine
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Made, Shape, Text
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/support`."""

ToSee = Annotated[Visit, bearing(Deed.SUPPORT_SEE)]
ToKeep = Annotated[Visit, bearing(Deed.SUPPORT_CALL_KEEP)]
ToPropose = Annotated[Visit, bearing(Deed.PROPOSAL_SUBMIT)]
ToConclude = Annotated[Visit, bearing(Deed.PANEL_FORM)]
CallCode = Annotated[str, Path(description="Mã đợt, ví dụ HT-DN-2026-001.", max_length=40, pattern=WORD)]

_SUPPORT = "Hỗ trợ doanh nghiệp nhỏ"


class CallRow(Shape):
    """A call for proposals."""

    code: str = Field(description="Mã đợt.")
    title: str = Field(description="Nội dung mời đề xuất.")
    province: str = Field(description="Tỉnh, thành phố.")
    stand: str = Field(description="draft, open, closed hoặc concluded.")
    opens_on: date = Field(description="Nhận đề xuất từ ngày.")
    closes_on: date = Field(description="Đến hết ngày.")
    budget_vnd: Decimal | None = Field(description="Tổng kinh phí, đồng.")
    ceiling_vnd: Decimal | None = Field(description="Mức tối đa một đề xuất, đồng.")


class ProposalRow(Shape):
    """A proposal under a call."""

    number: int = Field(description="Số đề xuất.")
    title: str = Field(description="Tên đề xuất.")
    organisation: str = Field(description="Bên đề xuất.")
    asked_vnd: Decimal = Field(description="Đề nghị hỗ trợ, đồng.")
    own_vnd: Decimal = Field(description="Kinh phí tự có, đồng.")
    granted_vnd: Decimal | None = Field(description="Được hỗ trợ, đồng; null khi chưa quyết định.")
    paid_vnd: Decimal = Field(description="Đã chi, đồng.")
    submitted_on: date | None = Field(description="Ngày nộp.")
    state: str = Field(description="submitted, eligible, ineligible, supported, unsupported, withdrawn.")
    ineligible: list[str] = Field(description="Vì sao không đủ điều kiện.")


class Call(Shape):
    """A call as the person may see it."""

    row: CallRow = Field(description="Đợt mời đề xuất.")
    source: str = Field(description="Căn cứ của mức hỗ trợ.")
    conditions: list[str] = Field(description="Điều kiện (tham khảo).")
    proposals: list[ProposalRow] = Field(description="Đề xuất: tất cả, hoặc của tổ chức mình.")
    papers: list[PaperLine] = Field(description="Văn bản.")


class Payment(Shape):
    """A sum that was paid."""

    on: date = Field(description="Ngày chi.")
    amount_vnd: Decimal = Field(description="Số tiền, đồng.")
    document: str = Field(description="Chứng từ.")


class Proposal(Shape):
    """A proposal whole."""

    row: ProposalRow = Field(description="Đề xuất.")
    form: ProposalForm = Field(description="Nội dung đã nộp.")
    code: str = Field(description="Mã đợt.")
    checked_on: date | None = Field(description="Ngày kiểm tra điều kiện.")
    decided_on: date | None = Field(description="Ngày có kết quả xét chọn.")
    payments: list[Payment] = Field(description="Các khoản đã chi.")
    outcome: str = Field(description="Kết quả của việc hỗ trợ.")
    in_use: bool | None = Field(description="Đang sử dụng; null khi chưa rõ.")


class File(Shape):
    """A call on record."""

    code: str = Field(description="Mã đợt.")


@room.get("/support", tags=[_SUPPORT], summary="Các đợt mời đề xuất, mới nhất trước")
def calls(
    visit: ToSee,
    stand: Annotated[Stand | None, Query(description="Chỉ những đợt ở tình trạng này.")] = None,
    page: PageNumber = 1,
) -> list[CallRow]:
    """The calls that the person may see."""
    with wiring.unit_of_work() as session:
        found, _ = support.calls(session, visit.actor, wiring.today(), stand=stand, page=page)
    return [CallRow.model_validate(each) for each in found]


@room.get("/support/{code}", tags=[_SUPPORT], summary="Một đợt mời đề xuất")
def call(visit: ToSee, code: CallCode) -> Call:
    """One call."""
    with wiring.unit_of_work() as session:
        return Call.model_validate(support.call_page(session, code, visit.actor, wiring.today()))


@room.post("/support", status_code=HTTPStatus.CREATED, tags=[_SUPPORT], summary="Lập dự thảo đợt mời đề xuất")
def draft(visit: ToKeep, form: CallForm) -> File:
    """Draft a call."""
    with wiring.unit_of_work() as session:
        return File(code=support.draft(session, form, visit.actor, on=wiring.today()))


@room.put("/support/{code}", tags=[_SUPPORT], summary="Sửa dự thảo đợt mời đề xuất")
def redraft(visit: ToKeep, code: CallCode, form: CallForm) -> File:
    """Write a draft anew."""
    with wiring.unit_of_work() as session:
        return File(code=support.draft(session, form, visit.actor, on=wiring.today(), code=code))


class Issued(Shape):
    """A paper that was issued."""

    number: str = Field(description="Số, ký hiệu.")


@room.post("/support/{code}/publication", tags=[_SUPPORT], summary="Công bố đợt mời đề xuất")
def publish(visit: ToKeep, code: CallCode) -> Issued:
    """Publish a call."""
    with wiring.unit_of_work() as session:
        return Issued(number=support.publish(session, code, visit.actor, on=wiring.today()).number_text)


@room.post(
    "/support/{code}/proposals",
    status_code=HTTPStatus.CREATED,
    tags=[_SUPPORT],
    summary="Nộp đề xuất của tổ chức mình",
)
def submit(visit: ToPropose, code: CallCode, form: ProposalForm) -> Made:
    """Hand in a proposal."""
    with wiring.unit_of_work() as session:
        return Made(number=support.submit(session, code, form, visit.actor, on=wiring.today()))


class Concluding(Ask):
    """A selection to be put on record."""

    order: list[int] = Field(
        default_factory=list,
        description="Thứ tự của các đề xuất bằng điểm, khi kinh phí không đủ.",
        max_length=200,
    )


class Selected(Shape):
    """What the selection brought about."""

    minutes: str = Field(description="Số biên bản; trống nếu không có đề xuất nào để xét.")
    decision: str = Field(description="Số quyết định; trống nếu không hỗ trợ đề xuất nào.")
    supported: int = Field(description="Số đề xuất được hỗ trợ.")
    judged: int = Field(description="Số đề xuất được xét.")
    total_vnd: Decimal = Field(description="Tổng số hỗ trợ, đồng.")


@room.post("/support/{code}/conclusion", tags=[_SUPPORT], summary="Ghi nhận kết quả xét chọn của đợt")
def conclude(visit: ToConclude, code: CallCode, said: Concluding) -> Selected:
    """Put the selection of a call on record."""
    with wiring.unit_of_work() as session:
        found = support.conclude(session, code, visit.actor, on=wiring.today(), order=said.order)
    return Selected.model_validate(found)


@room.get("/proposals/{number}", tags=[_SUPPORT], summary="Một đề xuất")
def proposal(visit: ToSee, number: Number) -> Proposal:
    """One proposal: the person's organisation's, or any for who keeps calls."""
    with wiring.unit_of_work() as session:
        return Proposal.model_validate(support.proposal_page(session, number, visit.actor))


@room.post("/proposals/{number}/withdrawal", tags=[_SUPPORT], summary="Rút đề xuất của tổ chức mình")
def withdraw(visit: ToPropose, number: Number) -> Done:
    """Withdraw a proposal."""
    with wiring.unit_of_work() as session:
        support.withdraw(session, number, visit.actor, on=wiring.today())
    return Done(sentence="Đã rút đề xuất.")


class Checking(Ask):
    """What the papers of a proposal show beside the rules."""

    reasons: list[Line] = Field(
        default_factory=list,
        description="Vì sao không đủ điều kiện, ngoài các quy tắc của đợt.",
        max_length=50,
    )


class Checked(Shape):
    """Whether a proposal is eligible."""

    ineligible: list[str] = Field(description="Vì sao không đủ điều kiện; trống là đủ.")


@room.post("/proposals/{number}/check", tags=[_SUPPORT], summary="Kiểm tra điều kiện của một đề xuất")
def check(visit: ToKeep, number: Number, said: Checking) -> Checked:
    """Check a proposal's eligibility."""
    with wiring.unit_of_work() as session:
        found = support.check(session, number, said.reasons, visit.actor, on=wiring.today())
    return Checked(ineligible=list(found))


class Paying(Ask):
    """A sum that was paid."""

    amount_vnd: Decimal = Field(description="Số tiền, đồng.", gt=0, le=10**15)
    on: date = Field(description="Ngày chi.")
    document: Line = Field(description="Chứng từ.")


@room.post("/proposals/{number}/payments", tags=[_SUPPORT], summary="Ghi một khoản chi hỗ trợ")
def pay(visit: ToKeep, number: Number, said: Paying) -> Done:
    """Record a sum that was paid."""
    with wiring.unit_of_work() as session:
        support.pay(session, number, said.amount_vnd, said.on, said.document, visit.actor, on=wiring.today())
    return Done(sentence="Đã ghi khoản chi.")


class Outcome(Ask):
    """What a support brought about."""

    outcome: Text = Field(description="Kết quả của việc hỗ trợ.")
    in_use: bool | None = Field(None, description="Đang sử dụng; null khi chưa rõ.")


@room.post("/proposals/{number}/outcome", tags=[_SUPPORT], summary="Ghi kết quả của việc hỗ trợ")
def note_outcome(visit: ToKeep, number: Number, said: Outcome) -> Done:
    """Note what the support of a proposal brought about."""
    with wiring.unit_of_work() as session:
        support.note_outcome(
            session, number, said.outcome, visit.actor, on=wiring.today(), in_use=said.in_use
        )
    return Done(sentence="Đã ghi kết quả của việc hỗ trợ.")
