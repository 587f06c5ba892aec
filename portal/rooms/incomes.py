"""What a result brought in, who was paid, the table of shares: sent from a task's page of protection."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.responses import Response

from actions import protection, wiring
from actions.protection import IncomeForm, PayoutForm
from models.deeds import Deed
from models.errors import BadInput
from models.income import Kind
from models.sharing import ProfitCase
from portal.rooms.protection import done
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/protection/tasks/{code}/incomes`, payouts and shares."""

ToKeep = Annotated[Visit, entering(Deed.INCOME_KEEP)]
ToShare = Annotated[Visit, entering(Deed.BENEFIT_SHARE)]


@room.post("/protection/tasks/{code}/incomes", response_class=HTMLResponse)
def record(request: Request, visit: ToKeep, sent: Sent, code: str) -> Response:
    """Put an income on record."""

    def act(session: Session) -> str:
        protection.record_income(session, code, _form(sent), visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi khoản thu.")

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/incomes/{number}", response_class=HTMLResponse)
def restate(request: Request, visit: ToKeep, sent: Sent, code: str, number: int) -> Response:
    """State an income anew: completed, or put right."""

    def act(session: Session) -> str:
        reason = sent.text("reason", 1000)
        protection.restate_income(session, code, number, _form(sent), reason, visit.actor, on=wiring.today())
        return say(visit.language, "Đã sửa khoản thu.")

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/incomes/{number}/payouts", response_class=HTMLResponse)
def pay(request: Request, visit: ToKeep, sent: Sent, code: str, number: int) -> Response:
    """Record that a share was paid."""

    def act(session: Session) -> str:
        form = PayoutForm(
            sent.text("line", 200),
            sent.decimal("amount"),
            sent.day("on"),
            sent.text("recipient", 500),
            sent.text("document", 500),
            sent.text("reason", 1000),
        )
        protection.pay(session, code, number, form, visit.actor, on=wiring.today())
        return say(visit.language, "Đã ghi khoản chi.")

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/payouts/{number}/withdraw", response_class=HTMLResponse)
def withdraw(request: Request, visit: ToKeep, sent: Sent, code: str, number: int) -> Response:
    """Take back a payout that was put down by mistake."""

    def act(session: Session) -> str:
        reason = sent.text("reason", 1000)
        protection.withdraw_payout(session, code, number, reason, visit.actor, on=wiring.today())
        return say(visit.language, "Đã bỏ khoản chi ghi nhầm.")

    return done(request, visit, code, act, sent.values())


@room.post("/protection/tasks/{code}/shares", response_class=HTMLResponse)
def share_out(request: Request, visit: ToShare, sent: Sent, code: str) -> Response:
    """Issue the table of shares from what is on record."""

    def act(session: Session) -> str:
        case = sent.text("case", 30)
        if case not in set(ProfitCase):
            raise BadInput(say(visit.language, "Hãy chọn hình thức khai thác."))
        percent = sent.decimal("author")
        if percent is not None and not 0 <= percent <= 100:  # noqa: PLR2004 - per cent
            raise BadInput(say(visit.language, "Tỷ lệ của tác giả phải từ 0 đến 100 phần trăm."))
        made = protection.share_out(
            session,
            code,
            ProfitCase(case),
            visit.actor,
            on=wiring.today(),
            author=None if percent is None else percent / 100,
        )
        return say(visit.language, "Đã lập bảng phân chia số %(number)s.", number=made.number)

    return done(request, visit, code, act, sent.values())


def _form(sent: Fields) -> IncomeForm:
    kind = sent.text("kind", 30)
    if kind not in set(Kind):
        raise BadInput("Hãy chọn hình thức thu.")
    return IncomeForm(
        Kind(kind),
        sent.day("begins"),
        sent.day("ends"),
        sent.decimal("amount"),
        sent.decimal("costs"),
        sent.decimal("taxes"),
        sent.decimal("intermediary"),
        sent.text("payer", 500),
        sent.text("document", 500),
    )
