"""Ordering a task from Prefect's own pages."""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from actions import orders, people, wiring
from flows.spoken import ended, spoken


@flow(
    name="order-task", description="Đặt hàng một nhiệm vụ: phiếu đặt hàng và mã một lần của người đặt hàng."
)
@spoken
def order_task(
    sheet: Annotated[orders.OrderSheet, Field(title="Phiếu đặt hàng")],
    person: Annotated[str, Field(title="Tài khoản của người đặt hàng", min_length=1)],
    code: Annotated[str, Field(title="Mã một lần", description="6 chữ số", pattern=r"^\s*\d{3}\s?\d{3}\s*$")],
) -> State[Any]:
    """Order a task; its result is the code that it bears for life.

    Raises:
        WrongCode: the one-time code does not prove the person.
        Refused: the sheet is not fit for an order, with every reason.
    """
    with people.proven(person, "".join(code.split())) as (session, actor):
        ordered = orders.order(session, sheet, actor, on=wiring.today())
    return ended(f"Đã nhận đặt hàng: {ordered}.", ordered)
