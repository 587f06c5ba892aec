"""The closet, its remedies, and the boards' figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actions import boards, interface, remedies, sight, task_page, wiring
from actions.remedies.taken import taken
from models.deeds import Deed
from portal.api.bounds import Code, Cursor, Limit, Page, cursor_of, number_of
from portal.api.keys import Expected, bearing
from portal.api.once import Once
from portal.api.shapes import Ask, ClosetCase, Done, Line, RemedyTaken, Shape, Stuck, Text
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/closet`, `/boards`."""

ToSeeCloset = Annotated[Visit, bearing(Deed.CLOSET_SEE)]
ToChoose = Annotated[Visit, bearing(Deed.REMEDY_CHOOSE)]
ToSeeBoards = Annotated[Visit, bearing(Deed.BOARD_SEE)]

_CLOSET, _BOARDS = "Ngăn tủ", "Bảng theo dõi"


@room.get("/closet", tags=[_CLOSET], summary="Kết quả trong ngăn tủ mà tôi được xem, nặng nhất trước")
def cases(visit: ToSeeCloset, cursor: Cursor = "", limit: Limit = 50) -> Page[ClosetCase]:
    """The results in the closet that the person may see, the gravest first."""
    start = number_of(cursor) or 0
    with wiring.unit_of_work() as session:
        found, more = interface.stuck(session, visit.actor, wiring.today(), offset=start, limit=limit)
    rows = [ClosetCase.model_validate(each) for each in found]
    return Page(items=rows, next=cursor_of(start + limit) if more else None)


@room.get("/closet/{code}", tags=[_CLOSET], summary="Vì sao một kết quả nằm trong ngăn tủ, ai phải làm gì")
def case(visit: ToSeeCloset, code: Code) -> Stuck | None:
    """Why a result is in the closet; null when it is not."""
    with wiring.unit_of_work() as session:
        stuck = task_page.task_page(session, code, visit.actor, wiring.today()).stuck
    if stuck is None:
        return None
    offered = [
        {"code": each.remedy.code, "vi": each.remedy.vi, "due_on": each.due_on} for each in stuck.offered
    ]
    return Stuck.model_validate(
        {"case": stuck.case, "who": stuck.who, "taken": stuck.taken, "offered": offered}
    )


@room.get("/closet/{code}/remedies", tags=[_CLOSET], summary="Biện pháp đã chọn cho một kết quả")
def remedies_taken(visit: ToSeeCloset, code: Code) -> list[RemedyTaken]:
    """The remedies that were chosen for a result."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        return [RemedyTaken.model_validate(each) for each in taken(session, wiring.today(), code)]


class Choosing(Ask):
    """A remedy to be chosen, under the six clears; what is not given stands as the remedy has it."""

    remedy: str = Field(description="Mã biện pháp (xem `offered`).", max_length=80)
    comment: Text = Field("", description="Ý kiến.")
    document: Line = Field("", description="Văn bản.")
    due_on: date | None = Field(None, description="Rõ thời gian.")
    party: Line = Field("", description="Tổ chức mà biện pháp nêu tên.")
    who: Line = Field("", description="Rõ người.")
    what: Line = Field("", description="Rõ việc.")
    result: Line = Field("", description="Rõ kết quả.")
    responsible: Line = Field("", description="Rõ trách nhiệm.")
    authority: Line = Field("", description="Rõ thẩm quyền.")


@room.post("/closet/{code}/remedies", tags=[_CLOSET], summary="Chọn biện pháp cho một kết quả trong ngăn tủ")
def choose(visit: ToChoose, code: Code, said: Choosing, expected: Expected) -> Done:
    """Choose a remedy."""
    with wiring.unit_of_work() as session:
        interface.seen(session, code, visit.actor, expected)
        given = said.model_dump()
        sentence = remedies.answer(
            session, code, given.pop("remedy"), visit.actor, on=wiring.today(), channel="api", **given
        )
    return Done(sentence=sentence)


class ClosetFigure(Shape):
    """One result in the closet, as boards show it."""

    code: str = Field(description="Mã nhiệm vụ.")
    province: str = Field(description="Tỉnh, thành phố.")
    headline_code: str = Field(description="Mã nguyên nhân nặng nhất.")
    causes: list[str] = Field(description="Mã các nguyên nhân.")
    days: int | None = Field(description="Số ngày trong ngăn tủ.")
    bucket: str = Field(description="Nhóm tuổi.")
    who: str = Field(description="Ai phải làm.")
    what: str = Field(description="Việc phải làm.")
    due_on: date | None = Field(description="Hạn của biện pháp đã chọn.")
    value_vnd: Decimal | None = Field(description="Giá trị (định giá, nếu không thì kinh phí), đồng.")


class Month(Shape):
    """What came into the closet and left it in a month."""

    after: date = Field(description="Sau ngày.")
    until: date = Field(description="Đến hết ngày.")
    came: int = Field(description="Số vào ngăn tủ.")
    left: int = Field(description="Số ra khỏi ngăn tủ.")
    lying: int = Field(description="Số còn nằm lại cuối kỳ.")


class ClosetFigures(Shape):
    """The closet in figures."""

    on: date = Field(description="Ngày tính.")
    total: int = Field(description="Số kết quả trong ngăn tủ.")
    month_before: int = Field(description="Số một tháng trước.")
    months: list[Month] = Field(description="Vào, ra từng tháng.")
    rows: list[ClosetFigure] = Field(description="Từng kết quả.")


@room.get("/boards/closet", tags=[_BOARDS], summary="Số liệu ngăn tủ của tỉnh")
def closet_board(_visit: ToSeeBoards) -> ClosetFigures:
    """The closet in figures: the same as on the boards."""
    with wiring.unit_of_work() as session:
        found = boards.closet_figures(session, wiring.today())
    return ClosetFigures(
        on=found.on,
        total=len(found.rows),
        month_before=found.before.lying,
        months=[Month.model_validate(each) for each in found.months],
        rows=[
            ClosetFigure(
                code=row.code,
                province=row.province,
                headline_code=row.headline_code,
                causes=list(row.causes),
                days=row.days,
                bucket=row.bucket,
                who=row.acting.who,
                what=row.acting.what,
                due_on=row.acting.due_on,
                value_vnd=row.value.vnd,
            )
            for row in found.rows
        ],
    )


class StageFigure(Shape):
    """How many tasks stand in a stage."""

    stage: str = Field(description="Mã giai đoạn.")
    name: str = Field(description="Tên giai đoạn.")
    count: int = Field(description="Số nhiệm vụ.")
    overdue: int = Field(description="Số quá hạn.")
    by_age: dict[str, int] = Field(description="Theo nhóm tuổi (ngày ở giai đoạn).")


@room.get("/boards/stages", tags=[_BOARDS], summary="Nhiệm vụ đang ở đâu, theo giai đoạn")
def stage_board(_visit: ToSeeBoards) -> list[StageFigure]:
    """Where the living tasks stand."""
    with wiring.unit_of_work() as session:
        found = boards.places(session, wiring.today())
    return [
        StageFigure(
            stage=each.stage.code,
            name=each.stage.vi,
            count=each.count,
            overdue=each.overdue,
            by_age=dict(each.by_age),
        )
        for each in found.stages
    ]
