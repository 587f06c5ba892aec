"""Tasks that are ordered in a rehearsal, all alike: what measurements and trials begin with."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from actions import orders, people, rehearsal, wiring
from models.language import Method, PartyKind, ProductType

_RUNS_FOR: Final = timedelta(days=900)


def ordered(title: str, on: date) -> str:
    """Let the cast, which is seated, order a task that day and hand in what its first stage asks for.

    Returns:
        The code of the task, whose first gate waits for a decision.
    """
    sheet = orders.OrderSheet(
        title=f"{title} {rehearsal.MARK}",
        orderer=rehearsal.house("orderer"),
        recipient=rehearsal.house("enterprise"),
        recipient_kind=PartyKind.ENTERPRISE,
        method=Method.SELECTION,
        products=[ProductType.II],
        budget_vnd=Decimal(2_000_000_000),
        state_share=Decimal(1),
        months=24,
        who="Sở Khoa học và Công nghệ",
        what="Một quy trình công nghệ",
        when=on + _RUNS_FOR,
        result="Quy trình được áp dụng",
        responsibility="Tổ chức chủ trì",
        authority="Giám đốc Sở",
    )
    with wiring.as_of(on), wiring.unit_of_work() as session:
        code = orders.order(session, sheet, people.find(session, "dat-hang"), on=on)
    rehearsal.Walk(code, on).hand_in()
    return code
