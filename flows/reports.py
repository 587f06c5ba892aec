"""Periodic reports by the clock: the period that is over is published as a board and issued as a paper."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from pydantic import Field

from actions import reporting, wiring
from flows.board import Board
from flows.spoken import ended, spoken
from models import provinces
from models.reporting.periods import Kind, Period

KEYS: Final = {
    Kind.WEEK: "weekly-report",
    Kind.MONTH: "monthly-report",
    Kind.QUARTER: "quarterly-report",
    Kind.YEAR: "yearly-report",
}
"""The board of each kind; that of another province than the system's own bears its name as well."""

Day = Annotated[date | None, Field(title="Ngày lập", description="Để trống là hôm nay.")]


@flow(
    name="periodic-report",
    description="Lập báo cáo của kỳ vừa kết thúc: tuần, tháng, quý hoặc năm; công bố và ban hành văn bản.",
)
@spoken
def periodic_report(
    kind: Annotated[Kind, Field(title="Kỳ", description="week, month, quarter hoặc year.")] = Kind.MONTH,
    province: Annotated[
        str, Field(title="Tỉnh, thành phố", description="Để trống là tỉnh của hệ thống.")
    ] = "",
    as_of: Day = None,
) -> State[Any]:
    """Publish and issue the report of the period that was over on the day; its result is the paper's number.

    Raises:
        BadInput: there is no such province.
    """
    return report(kind, province, as_of)


@flow(name="monthly-report", description="Lập báo cáo của tháng vừa kết thúc; công bố và ban hành văn bản.")
@spoken
def monthly_report(as_of: Day = None) -> State[Any]:
    """Publish and issue the report of the month that was over on the day; its result is its number."""
    return report(Kind.MONTH, "", as_of)


def report(kind: Kind, province: str, as_of: date | None) -> State[Any]:
    """Read the report once, issue it, publish it; a run that comes again changes nothing."""
    on = as_of or wiring.today()
    period = Period.ended(kind, on)
    own = wiring.settings().province
    name = province.strip() or own
    with wiring.unit_of_work() as session:
        found = reporting.report(session, name, period, on)
        row = reporting.issue(session, name, period, None, on=on)
        number = row.number_text
    key = KEYS[kind]
    if found.province != provinces.successor(own, found.until):
        key = f"{key}-{provinces.slug(found.province)}"
    with get_client(sync_client=True) as api:
        Board(api).publish(key, reporting.markdown(found), f"{found.vi}, {found.province}")
    return ended(f"{found.vi}, {found.province}: số {number}.", number)
