"""What results brought in, who was paid of it, and the table of shares from these records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actions import protection, wiring
from actions.protection import IncomeForm, PayoutForm
from models.deeds import Deed
from models.income import Kind
from models.sharing import ProfitCase
from portal.api.bounds import Code, Number
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/tasks/{code}/incomes`, `/tasks/{code}/payouts`, `/tasks/{code}/shares/recorded`."""

ToKeep = Annotated[Visit, bearing(Deed.INCOME_KEEP)]
ToShare = Annotated[Visit, bearing(Deed.BENEFIT_SHARE)]

_INCOME = "Khoản thu và chi trả"


class Earning(Ask):
    """What came in between two days, in đồng."""

    kind: Kind = Field(description="Hình thức.")
    begins: date = Field(description="Từ ngày.")
    ends: date = Field(description="Đến ngày.")
    amount: Decimal = Field(description="Số thu.")
    costs: Decimal | None = Field(None, description="Chi phí hợp lý; để trống khi chưa biết.")
    taxes: Decimal | None = Field(None, description="Thuế phải nộp; để trống khi chưa biết.")
    intermediary: Decimal | None = Field(None, description="Phí trung gian đã thỏa thuận.")
    payer: Line = Field("", description="Bên trả.")
    document: Line = Field("", description="Chứng từ.")


class Restating(Earning):
    """An income stated anew, and why."""

    reason: str = Field(description="Lý do sửa.", min_length=1, max_length=1000)


@room.post(
    "/tasks/{code}/incomes", status_code=HTTPStatus.CREATED, tags=[_INCOME], summary="Ghi một khoản thu"
)
def record(visit: ToKeep, code: Code, said: Earning) -> Made:
    """Put an income on record."""
    form = IncomeForm(**said.model_dump())
    with wiring.unit_of_work() as session:
        return Made(number=protection.record_income(session, code, form, visit.actor, on=wiring.today()))


@room.put("/tasks/{code}/incomes/{number}", tags=[_INCOME], summary="Sửa, bổ sung một khoản thu")
def restate(visit: ToKeep, code: Code, number: Number, said: Restating) -> Done:
    """State an income anew; the journal keeps what it said before."""
    form = IncomeForm(**said.model_dump(exclude={"reason"}))
    with wiring.unit_of_work() as session:
        sentence = protection.restate_income(
            session, code, number, form, said.reason, visit.actor, on=wiring.today()
        )
    return Done(sentence=sentence)


class Paying(Ask):
    """A share that was paid."""

    line: str = Field(
        description="Đối tượng hưởng, như trong bảng chia của khoản thu.", min_length=1, max_length=200
    )
    amount: Decimal = Field(description="Số tiền, đồng.")
    on: date = Field(description="Ngày chi.")
    recipient: Line = Field("", description="Đơn vị nhận; không ghi tên cá nhân.")
    document: Line = Field("", description="Chứng từ.")
    reason: Line = Field("", description="Lý do, khi chi vượt số còn phải chi hoặc chi trước.")


@room.post(
    "/tasks/{code}/incomes/{number}/payouts",
    status_code=HTTPStatus.CREATED,
    tags=[_INCOME],
    summary="Ghi một khoản đã chi trả",
)
def pay(visit: ToKeep, code: Code, number: Number, said: Paying) -> Made:
    """Record that a share was paid."""
    form = PayoutForm(**said.model_dump())
    with wiring.unit_of_work() as session:
        return Made(number=protection.pay(session, code, number, form, visit.actor, on=wiring.today()))


class Withdrawing(Ask):
    """Why a payout is taken back."""

    reason: str = Field(description="Lý do.", min_length=1, max_length=1000)


@room.post("/tasks/{code}/payouts/{number}/withdrawal", tags=[_INCOME], summary="Bỏ một khoản chi ghi nhầm")
def withdraw(visit: ToKeep, code: Code, number: Number, said: Withdrawing) -> Done:
    """Take back a payout that was put down by mistake."""
    with wiring.unit_of_work() as session:
        sentence = protection.withdraw_payout(
            session, code, number, said.reason, visit.actor, on=wiring.today()
        )
    return Done(sentence=sentence)


class Sharing(Ask):
    """Of which incomes the table of shares tells."""

    case: ProfitCase = Field(description="Hình thức khai thác.")
    author: Decimal | None = Field(
        None, description="Tỷ lệ của tác giả đã thỏa thuận; để trống là mức tối thiểu.", ge=0, le=1
    )


class Shared(Shape):
    """The table of shares that was issued."""

    document: int = Field(description="Số của văn bản trong hệ thống.")
    number: str = Field(description="Số, ký hiệu.")


@room.post(
    "/tasks/{code}/shares/recorded",
    status_code=HTTPStatus.CREATED,
    tags=[_INCOME],
    summary="Lập bảng phân chia lợi ích từ các khoản thu đã ghi",
)
def share_out(visit: ToShare, code: Code, said: Sharing) -> Shared:
    """Issue the table of shares from what is on record."""
    with wiring.unit_of_work() as session:
        made = protection.share_out(
            session, code, said.case, visit.actor, on=wiring.today(), author=said.author
        )
    return Shared.model_validate(made)
