"""Quantity, quality and progress of work, with the records behind each figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from actions import steering, wiring
from models.deeds import Deed
from models.steering import performance
from portal.api.bounds import WORD
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/kpi`."""

ToSee = Annotated[Visit, bearing(Deed.KPI_SEE)]
Year = Annotated[int | None, Query(description="Năm; trống là năm nay.", ge=2000, le=2100)]
Quarter = Annotated[int | None, Query(description="Quý; trống là cả năm.", ge=1, le=4)]

_KPI = "Số lượng, chất lượng, tiến độ"


class Percentage(Shape):
    """A percentage with what it was computed of."""

    value: Decimal | None = Field(description="Phần trăm; null khi chưa rõ.")
    numerator: Decimal = Field(description="Tử số.")
    denominator: int = Field(description="Mẫu số.")


class Record(Shape):
    """Something that the person was to do, or did."""

    sort: performance.Sort = Field(description="work hoặc decision.")
    path: str = Field(description="Trang của bản ghi.")
    title: str = Field(description="Nội dung.")
    due_on: date | None = Field(description="Hạn.")
    done_on: date | None = Field(description="Ngày xong.")
    quality: Decimal | None = Field(description="Chất lượng, phần trăm.")
    on_time: bool | None = Field(description="Trong hạn; null khi không có hạn.")
    note: str = Field(description="Chú giải.")


class Officer(Shape):
    """An account with what its records say; for reference, nobody is graded."""

    handle: str = Field(description="Tài khoản.")
    title: str = Field(description="Chức danh.")
    unit: str = Field(description="Đơn vị.")
    quantity: Percentage = Field(description="a. Số lượng.")
    quality: Percentage = Field(description="b. Chất lượng.")
    progress: Percentage = Field(description="c. Tiến độ.")
    mean: Decimal | None = Field(description="(a + b + c)/3, tham khảo; null với chức danh lãnh đạo.")
    records: list[Record] = Field(description="Các bản ghi; chỉ có khi hỏi một tài khoản.")


def _officer(line: steering.OfficerLine, *, records: bool) -> Officer:
    told = line.performance
    return Officer(
        handle=line.handle,
        title=line.title,
        unit=line.unit,
        quantity=Percentage.model_validate(told.quantity),
        quality=Percentage.model_validate(told.quality),
        progress=Percentage.model_validate(told.progress),
        mean=None if line.leads else told.mean,
        records=[Record.model_validate(each) for each in told.records] if records else [],
    )


@room.get("/kpi", tags=[_KPI], summary="Những người mà tôi được xem: số lượng, chất lượng, tiến độ")
def everybody(visit: ToSee, year: Year = None, quarter: Quarter = None) -> list[Officer]:
    """Those whom the person may see."""
    day = wiring.today()
    period = performance.period_of(year or day.year, quarter)
    with wiring.unit_of_work() as session:
        found = steering.performances(session, visit.actor, period, day)
    return [_officer(each, records=False) for each in found.officers]


@room.get("/kpi/{handle}", tags=[_KPI], summary="Một người, với các bản ghi đằng sau từng số")
def one(
    visit: ToSee,
    handle: Annotated[str, Path(description="Tài khoản.", max_length=100, pattern=WORD)],
    year: Year = None,
    quarter: Quarter = None,
) -> Officer:
    """One account with the records behind its figures."""
    day = wiring.today()
    period = performance.period_of(year or day.year, quarter)
    with wiring.unit_of_work() as session:
        found = steering.performance_of(session, handle, visit.actor, period, day)
    return _officer(found, records=True)
