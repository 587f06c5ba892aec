"""Money of tasks, of provinces, and the list of all sums."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, UploadFile
from pydantic import Field

from actions import money, wiring
from actions.money import FiguresForm, MoveForm, PlanForm, boards, lists
from models.deeds import Deed
from models.money import Kind, Source
from portal.api.bounds import Code, Cursor, Limit, Number, Page, sliced
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Line, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/money`, `/tasks/{code}/money`, `/tasks/{code}/funding`, `/tasks/{code}/movements`."""

ToSee = Annotated[Visit, bearing(Deed.MONEY_SEE)]
ToKeep = Annotated[Visit, bearing(Deed.MONEY_KEEP)]
Year = Annotated[int, Query(description="Năm.", ge=1, le=9999)]
Province = Annotated[
    str, Query(description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
]

_MONEY = "Kinh phí"


class Sums(Shape):
    """What was planned and what moved, in đồng."""

    planned: Decimal = Field(description="Kế hoạch.")
    paid: Decimal = Field(description="Đã giải ngân và vốn đối ứng đã góp.")
    settled: Decimal = Field(description="Đã quyết toán.")
    outstanding: Decimal = Field(description="Còn phải thu hồi.")


class SumsOf(Shape):
    """The sums of one source, host or year."""

    name: str = Field(description="Nguồn, tổ chức chủ trì hoặc năm.")
    source: Source | None = Field(description="Mã nguồn, nếu có.")
    year: int = Field(description="Năm; 0 nếu không theo năm.")
    sums: Sums = Field(description="Các số tiền, đồng.")


class Ratio(Shape):
    """A share with what it is reckoned from."""

    code: str = Field(description="Mã tỷ lệ.")
    vi: str = Field(description="Tên tỷ lệ.")
    numerator: Decimal | None = Field(description="Tử số, đồng; null khi chưa biết.")
    denominator: Decimal | None = Field(description="Mẫu số, đồng; null khi chưa biết.")
    said: str = Field(description="Tỷ lệ bằng chữ, hoặc thiếu gì.")
    met: bool | None = Field(description="Đạt mục tiêu; null khi chưa tính được.")
    aimed_by: str = Field(description="Mục tiêu của ai.")
    source: str = Field(description="Nguồn số liệu.")


class Spending(Shape):
    """What a province spends on science in a year."""

    province: str = Field(description="Tỉnh, thành phố.")
    year: int = Field(description="Năm.")
    ratios: list[Ratio] = Field(description="Hai tỷ lệ: trong chi ngân sách địa phương, so với GRDP.")
    notes: list[str] = Field(description="Điều cần biết khi đọc số liệu.")


class Board(Shape):
    """A province's money of a year."""

    province: str = Field(description="Tỉnh, thành phố.")
    year: int = Field(description="Năm.")
    total: Sums = Field(description="Tổng số, đồng.")
    by_source: list[SumsOf] = Field(description="Theo nguồn.")
    by_host: list[SumsOf] = Field(description="Theo tổ chức chủ trì.")
    by_year: list[SumsOf] = Field(description="Theo năm và nguồn.")
    spending: Spending = Field(description="Chi khoa học, công nghệ của tỉnh.")


@room.get("/money/board", tags=[_MONEY], summary="Kinh phí của một tỉnh trong năm")
def board(visit: ToSee, year: Year, province: Province = "") -> Board:
    """The board: of all tasks, or of those that the person's organisation hosts."""
    with wiring.unit_of_work() as session:
        found = money.board(
            session,
            province or wiring.settings().province,
            year,
            host=boards.own_host(visit.actor),
        )
    return Board.model_validate(found)


class Row(Shape):
    """A plan, or a sum that moved."""

    code: str = Field(description="Mã nhiệm vụ.")
    host: str = Field(description="Tổ chức chủ trì.")
    kind: Kind | None = Field(description="Loại; null là kế hoạch.")
    source: Source = Field(description="Nguồn.")
    year: int | None = Field(description="Năm kế hoạch.")
    on: date | None = Field(description="Ngày.")
    amount: Decimal = Field(description="Số tiền, đồng.")
    instalment: int | None = Field(description="Đợt.")
    document: str = Field(description="Chứng từ.")
    key: str = Field(description="Mã dòng.")


@room.get("/money/rows", tags=[_MONEY], summary="Kế hoạch và dòng tiền của các nhiệm vụ")
def rows(
    visit: ToSee, year: Year, province: Province = "", cursor: Cursor = "", limit: Limit = 50
) -> Page[Row]:
    """The rows of the list, as the workbook has them."""
    with wiring.unit_of_work() as session:
        found = list(
            lists.rows_on_record(
                session,
                province or wiring.settings().province,
                year,
                host=boards.own_host(visit.actor),
            )
        )
    page, following = sliced(found, cursor, limit)
    return Page(items=[Row.model_validate(each) for each in page], next=following)


class Rejected(Shape):
    """A row that stays out."""

    row: int = Field(description="Dòng trong tệp.")
    reasons: list[str] = Field(description="Lý do.")


class Imported(Shape):
    """What came of a list."""

    rows: int = Field(description="Số dòng.")
    imported: int = Field(description="Số dòng mới.")
    updated: int = Field(description="Số dòng kế hoạch được cập nhật.")
    unchanged: int = Field(description="Số không đổi.")
    rejected: int = Field(description="Số dòng bị từ chối.")
    rejects: list[Rejected] = Field(description="Các dòng bị từ chối, kèm lý do.")


@room.post("/money/imports", tags=[_MONEY], summary="Nhập kế hoạch và dòng tiền (CSV hoặc XLSX)")
def take_in(
    visit: ToKeep,
    file: UploadFile,
    dry_run: Annotated[bool, Query(description="Chỉ xem trước: không ghi gì.")] = False,  # noqa: FBT002 - a query
) -> Imported:
    """Take in a list of money, or foresee what would become of it; taken in twice, it adds nothing."""
    suffix = ".xlsx" if (file.filename or "").lower().endswith(".xlsx") else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"kinh-phi{suffix}"
        path.write_bytes(file.file.read())
        deal = lists.foresee if dry_run else lists.import_file
        found = deal(path, visit.actor, on=wiring.today())
    return Imported(
        rows=found.rows,
        imported=found.imported,
        updated=found.updated,
        unchanged=found.unchanged,
        rejected=found.rejected,
        rejects=[Rejected(row=raw.number, reasons=list(reasons)) for raw, reasons in found.rejects],
    )


class Figures(Ask):
    """What a province spent and produced in a year, in đồng."""

    province: str = Field("", description="Tỉnh, thành phố; để trống là tỉnh của hệ thống.", max_length=100)
    year: int = Field(description="Năm.")
    local_budget: Decimal | None = Field(None, description="Tổng chi ngân sách địa phương.")
    science: Decimal | None = Field(None, description="Chi khoa học, công nghệ và đổi mới sáng tạo.")
    digital: Decimal | None = Field(None, description="Chi chuyển đổi số.")
    grdp: Decimal | None = Field(None, description="Tổng sản phẩm trên địa bàn.")
    source: Line = Field(description="Nguồn số liệu.")


@room.post("/money/years", tags=[_MONEY], summary="Ghi số liệu chi của tỉnh trong năm")
def note_year(visit: ToKeep, said: Figures) -> Spending:
    """Write down the figures of a province's year."""
    form = FiguresForm(**said.model_dump() | {"province": said.province or wiring.settings().province})
    with wiring.unit_of_work() as session:
        return Spending.model_validate(money.note_year(session, form, visit.actor, on=wiring.today()))


class Moved(Shape):
    """A sum on record."""

    number: int = Field(description="Số của dòng.")
    kind: Kind = Field(description="Loại.")
    source: Source = Field(description="Nguồn.")
    on: date = Field(description="Ngày.")
    amount: Decimal = Field(description="Số tiền, đồng.")
    stage: str = Field(description="Giai đoạn.")
    instalment: int | None = Field(description="Đợt.")
    document: str = Field(description="Chứng từ; của dòng hủy là lý do.")
    key: str = Field(description="Mã dòng.")
    void: bool = Field(description="Đã bị hủy.")
    voids: int = Field(description="Số của dòng mà dòng này hủy; 0 nếu không.")


class TaskMoney(Shape):
    """The money of a task."""

    code: str = Field(description="Mã nhiệm vụ.")
    lines: list[Moved] = Field(description="Mọi dòng tiền.")
    planned: Decimal = Field(description="Kế hoạch các nguồn, đồng.")
    disbursed: Decimal = Field(description="Đã giải ngân.")
    counterpart: Decimal = Field(description="Vốn đối ứng đã góp.")
    settled: Decimal = Field(description="Đã quyết toán.")
    to_recover: Decimal = Field(description="Phải thu hồi.")
    recovered: Decimal = Field(description="Đã thu hồi.")
    troubles: list[str] = Field(description="Điều chưa khớp, mỗi điều một câu.")
    settlement: list[str] = Field(description="Tình hình hồ sơ quyết toán.")


@room.get("/tasks/{code}/money", tags=[_MONEY], summary="Kinh phí của một nhiệm vụ")
def of_task(visit: ToSee, code: Code) -> TaskMoney:
    """The money of a task, with what does not add up."""
    with wiring.unit_of_work() as session:
        found = money.task_money(session, code, visit.actor, wiring.today())
    balance = found.balance
    return TaskMoney(
        code=found.code,
        lines=[Moved.model_validate(each) for each in found.lines],
        planned=balance.planned(),
        disbursed=balance.moved(Kind.DISBURSED),
        counterpart=balance.moved(Kind.COUNTERPART),
        settled=balance.moved(Kind.SETTLED),
        to_recover=balance.moved(Kind.TO_RECOVER),
        recovered=balance.moved(Kind.RECOVERED),
        troubles=list(found.troubles),
        settlement=list(found.settlement),
    )


class Planning(Ask):
    """What one source is to pay for a task in a year."""

    source: Source = Field(description="Nguồn.")
    year: int = Field(description="Năm.")
    amount: Decimal = Field(description="Số tiền, đồng; 0 là bỏ kế hoạch.")
    document: Line = Field("", description="Căn cứ.")


class Planned(Shape):
    """What became of the plan."""

    fate: str = Field(description="imported, updated hoặc unchanged.")


@room.put("/tasks/{code}/funding", tags=[_MONEY], summary="Ghi kế hoạch kinh phí của một nguồn trong năm")
def plan(visit: ToKeep, code: Code, said: Planning) -> Planned:
    """Plan what a source pays; planned anew, the later sum stands."""
    with wiring.unit_of_work() as session:
        form = PlanForm(**said.model_dump())
        return Planned(fate=money.plan(session, code, form, visit.actor, on=wiring.today()))


class Moving(Ask):
    """A sum that moved."""

    kind: Kind = Field(description="Loại.")
    source: Source = Field(Source.STATE, description="Nguồn.")
    on: date = Field(description="Ngày.")
    amount: Decimal = Field(description="Số tiền, đồng.")
    stage: str = Field("", description="Mã giai đoạn; để trống là giai đoạn vào ngày đó.", max_length=80)
    instalment: int | None = Field(None, description="Đợt.")
    document: Line = Field("", description="Chứng từ.")
    key: str = Field("", description="Mã dòng của hệ thống gửi: một mã chỉ ghi một lần.", max_length=100)


@room.post(
    "/tasks/{code}/movements",
    status_code=HTTPStatus.CREATED,
    tags=[_MONEY],
    summary="Ghi một khoản đã phát sinh",
)
def record(visit: ToKeep, code: Code, said: Moving) -> Made:
    """Record a sum that moved."""
    with wiring.unit_of_work() as session:
        row = money.record(session, code, MoveForm(**said.model_dump()), visit.actor, on=wiring.today())
        return Made(number=row.id)


class Voiding(Ask):
    """Why a sum is taken back."""

    reason: str = Field(description="Lý do hủy.", min_length=1, max_length=1000)


@room.post("/tasks/{code}/movements/{number}/void", tags=[_MONEY], summary="Hủy một dòng tiền ghi nhầm")
def void(visit: ToKeep, code: Code, number: Number, said: Voiding) -> Done:
    """Take a sum back by a later row."""
    with wiring.unit_of_work() as session:
        money.void(session, code, number, said.reason, visit.actor, on=wiring.today())
    return Done(sentence=f"Đã hủy dòng tiền số {number}.")
