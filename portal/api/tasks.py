"""Tasks: lists, one task whole, ordering, facts, remarks, the dossier as a package."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response, UploadFile
from pydantic import Field

from actions import (
    comments,
    imports,
    interface,
    journal,
    orders,
    results,
    sight,
    task_list,
    task_page,
    wiring,
)
from actions.keeping import packing
from actions.order_sheet import OrderSheet
from models.deeds import Deed
from models.lifecycle import STAGES
from portal.api import shapes
from portal.api.bounds import Code, Cursor, Limit, Number, Page, cursor_of, number_of, place_of
from portal.api.keys import Expected, bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Made, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/tasks` and below, `/search`, `/stages`, `/imports`, `/journal`."""

ToList = Annotated[Visit, bearing(Deed.TASK_LIST)]
ToSee = Annotated[Visit, bearing(Deed.TASK_SEE)]
ToOrder = Annotated[Visit, bearing(Deed.TASK_ORDER)]
ToImport = Annotated[Visit, bearing(Deed.TASK_IMPORT)]
ToTalk = Annotated[Visit, bearing(Deed.TASK_COMMENT)]
ToRecord = Annotated[Visit, bearing(Deed.FACT_RECORD)]
ToExport = Annotated[Visit, bearing(Deed.TASK_EXPORT)]


class Filters(Ask):
    """What the list of tasks is narrowed by."""

    q: str = Field("", description="Từ khóa, không cần dấu.", max_length=200)
    stage: str = Field("", description="Mã giai đoạn.", max_length=60)
    province: str = Field("", description="Tỉnh, thành phố.", max_length=100)
    organisation: str = Field("", description="Một phần tên tổ chức.", max_length=200)
    due: str = Field("", description="late (quá hạn) hoặc soon (sắp đến hạn).", max_length=10)
    closet: bool = Field(default=False, description="Chỉ kết quả trong ngăn tủ.")
    cursor: str = Field("", description="Con trỏ `next` của trang trước.", max_length=400)
    limit: int = Field(50, description="Số mục của một trang.", ge=1, le=interface.MOST)


@room.get("/tasks", tags=["Nhiệm vụ"], summary="Danh sách nhiệm vụ, theo mã")
def tasks(visit: ToList, filters: Annotated[Filters, Query()]) -> Page[shapes.TaskLine]:
    """The tasks that the person may see, by code."""
    after, limit = place_of(filters.cursor), filters.limit
    given = {name: str(value) for name, value in filters.model_dump().items()}
    with wiring.unit_of_work() as session:
        asked = task_list.wanted(session, {**given, "closet": "1" if filters.closet else ""})
        rows = interface.tasks(session, visit.actor, asked, wiring.today(), after=after, limit=limit + 1)
    following = cursor_of(rows[limit - 1].code) if len(rows) > limit else None
    return Page(items=[shapes.TaskLine.model_validate(row) for row in rows[:limit]], next=following)


class Hit(Shape):
    """Something that a search found."""

    title: str = Field(description="Tên.")
    code: str = Field(description="Mã nhiệm vụ, hoặc need/offer.")
    told: str = Field(description="Trích đoạn hoặc tỉnh.")
    sha256: str = Field(description="Mã băm, nếu là giấy tờ.")


class Finds(Shape):
    """Everything that a search found."""

    tasks: list[Hit] = Field(description="Nhiệm vụ.")
    organisations: list[Hit] = Field(description="Tổ chức.")
    needs: list[Hit] = Field(description="Nhu cầu và chào công nghệ.")
    papers: list[Hit] = Field(description="Giấy tờ có chứa các từ đó.")


@room.get("/search", tags=["Nhiệm vụ"], summary="Tìm mọi thứ tôi được xem, không cần dấu")
def search(visit: ToList, q: Annotated[str, Query(description="Từ khóa.", max_length=200)]) -> Finds:
    """Search tasks, organisations, needs and the text of papers."""
    with wiring.unit_of_work() as session:
        return Finds.model_validate(task_list.search(session, visit.actor, q))


class Ordered(Shape):
    """A task that was ordered."""

    code: str = Field(description="Mã nhiệm vụ mới.")


@room.post("/tasks", status_code=HTTPStatus.CREATED, tags=["Nhiệm vụ"], summary="Lập phiếu đặt hàng")
def order(visit: ToOrder, sheet: OrderSheet, request: Request, answer: Response) -> Ordered:
    """Order a task by the ordering sheet (I.01-ĐHNV)."""
    with wiring.unit_of_work() as session:
        code = orders.order(session, sheet, visit.actor, on=wiring.today())
    answer.headers["Location"] = f"{request.url.path}/{code}"
    return Ordered(code=code)


@room.get(
    "/tasks/{code}",
    tags=["Nhiệm vụ"],
    summary="Một nhiệm vụ, đầy đủ",
    responses={304: {"description": "Không đổi so với If-None-Match"}},
)
def task(
    visit: ToSee, code: Code, answer: Response, if_none_match: Annotated[str | None, Header()] = None
) -> Any:  # noqa: ANN401 - the task, or the answer that nothing has changed
    """One task: its life, papers, decisions, obstacles, and what the person may do."""
    with wiring.unit_of_work() as session:
        page = task_page.task_page(session, code, visit.actor, wiring.today())
        version = interface.version(session, code)
    found = _whole(page, version)
    tag = f'"{version}-{hashlib.sha256(found.model_dump_json().encode()).hexdigest()[:8]}"'
    if if_none_match is not None and tag in {each.strip() for each in if_none_match.split(",")}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return found


def _whole(page: task_page.TaskPage, version: int) -> shapes.Task:
    stuck = page.stuck
    return shapes.Task.model_validate(
        {
            **shapes.own_facts(page.task),
            "version": version,
            "outcome": page.outcome,
            "clears": dict(page.clears),
            "stages": [
                {name: getattr(step, name) for name in shapes.Step.model_fields if name != "name"}
                | {"name": step.stage.vi, "deciders": [role.value for role in step.deciders]}
                for step in page.life
            ],
            "handed_in": page.handed_in,
            "issued": page.issued,
            "decisions": [
                {name: getattr(each.made, name) for name in shapes.Decision.model_fields if name != "stage"}
                | {"stage": each.stage}
                for each in page.decided
            ],
            "waiting": page.mine,
            "facts": page.facts,
            "closet": stuck
            and {
                "case": stuck.case,
                "who": stuck.who,
                "taken": stuck.taken,
                "offered": [
                    {"code": each.remedy.code, "vi": each.remedy.vi, "due_on": each.due_on}
                    for each in stuck.offered
                ],
            },
        }
    )


class Stages(Shape):
    """One stage of the lifecycle."""

    code: str = Field(description="Mã giai đoạn.")
    vi: str = Field(description="Tên giai đoạn.")
    en: str = Field(description="Tên tiếng Anh.")
    papers: list[shapes.Coded] = Field(description="Mã các giấy tờ nộp ở giai đoạn.")
    gates: list[shapes.Coded] = Field(description="Mã các cổng quyết định.")


@room.get("/stages", tags=["Nhiệm vụ"], summary="Các giai đoạn, giấy tờ và cổng của vòng đời")
def stages(_visit: ToList) -> list[Stages]:
    """The lifecycle: its stages with the codes of their papers and gates."""
    return [
        Stages(
            code=each.code,
            vi=each.vi,
            en=each.en,
            papers=[paper.code for paper in each.papers],
            gates=[gate.code for gate in each.gates],
        )
        for each in STAGES.values()
    ]


class JournalLine(Shape):
    """A line of a task's journal."""

    on: date = Field(description="Ngày.")
    at: datetime = Field(description="Lúc ghi.")
    text: str = Field(description="Nội dung.")


@room.get("/tasks/{code}/journal", tags=["Nhiệm vụ"], summary="Nhật ký của nhiệm vụ, mới nhất trước")
def task_journal(visit: ToSee, code: Code, cursor: Cursor = "", limit: Limit = 50) -> Page[JournalLine]:
    """The journal of a task, the latest first."""
    start = min(number_of(cursor) or 0, 10**6)
    with wiring.unit_of_work() as session:
        seen = sight.seen(session, code, visit.actor)
        lines = task_page.journal(session, seen, offset=start, limit=limit + 1)
    following = cursor_of(start + limit) if len(lines) > limit else None
    return Page(items=[JournalLine.model_validate(each) for each in lines[:limit]], next=following)


@room.get("/tasks/{code}/comments", tags=["Trao đổi"], summary="Ý kiến trao đổi về nhiệm vụ")
def talk(visit: ToSee, code: Code) -> list[shapes.Remark]:
    """The remarks on a task."""
    with wiring.unit_of_work() as session:
        page = task_page.task_page(session, code, visit.actor, wiring.today())
    return [shapes.Remark.model_validate(each) for each in page.talk]


class Saying(Ask):
    """A remark to be made."""

    text: str = Field(
        description="Nội dung; @tài-khoản để nhắc một người.", min_length=1, max_length=comments.LONGEST
    )


@room.post(
    "/tasks/{code}/comments", status_code=HTTPStatus.CREATED, tags=["Trao đổi"], summary="Ghi ý kiến trao đổi"
)
def say(visit: ToTalk, code: Code, said: Saying) -> Made:
    """Leave a remark."""
    with wiring.unit_of_work() as session:
        return Made(number=comments.say(session, code, said.text, visit.actor, on=wiring.today()))


@room.delete("/tasks/{code}/comments/{number}", tags=["Trao đổi"], summary="Rút ý kiến của mình")
def take_back(visit: ToTalk, code: Code, number: Number) -> Done:
    """Take back a remark of one's own."""
    with wiring.unit_of_work() as session:
        comments.withdraw(session, code, number, visit.actor, on=wiring.today())
    return Done(sentence="Đã rút ý kiến.")


class Recording(Ask):
    """A fact to be recorded, with its evidence."""

    fact: str = Field(description="Mã dữ kiện (xem `facts` của nhiệm vụ).", max_length=80)
    value: str = Field(description="Giá trị: ngày yyyy-MM-dd, số, có/không hoặc văn bản.", max_length=2000)
    evidence: str = Field(description="Văn bản chứng minh: số, ký hiệu.", max_length=500)


@room.post("/tasks/{code}/facts", tags=["Nhiệm vụ"], summary="Ghi nhận một dữ kiện của nhiệm vụ")
def record(visit: ToRecord, code: Code, said: Recording, expected: Expected) -> Done:
    """Record a fact of a task by hand."""
    with wiring.unit_of_work() as session:
        interface.seen(session, code, visit.actor, expected)
        sentence = results.record(
            session, code, said.fact, said.value, visit.actor, on=wiring.today(), evidence=said.evidence
        )
    return Done(sentence=sentence)


@room.get(
    "/tasks/{code}/dossier",
    tags=["Nhiệm vụ"],
    summary="Toàn bộ hồ sơ thành một gói lưu trữ (ZIP); việc lấy gói được ghi nhật ký",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}}},
)
def dossier(visit: ToExport, code: Code) -> Response:
    """The whole dossier as an archive package."""
    with tempfile.TemporaryDirectory() as folder, wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        out = Path(folder) / "dossier.zip"
        packing.export_dossier(session, code, out, visit.actor, on=wiring.today())
        packed = out.read_bytes()
    return Response(packed, media_type="application/zip")


class Rejected(Shape):
    """A row of a list that was not taken in."""

    row: int = Field(description="Dòng trong tệp.")
    reasons: list[str] = Field(description="Lý do.")


class Imported(Shape):
    """What came of a list."""

    rows: int = Field(description="Số dòng.")
    imported: int = Field(description="Số nhiệm vụ mới.")
    updated: int = Field(description="Số nhiệm vụ được bổ sung.")
    unchanged: int = Field(description="Số không đổi.")
    rejected: int = Field(description="Số dòng bị từ chối.")
    codes: list[str] = Field(description="Mã các nhiệm vụ mới.")
    rejects: list[Rejected] = Field(description="Các dòng bị từ chối, kèm lý do.")


@room.post("/imports", tags=["Nhiệm vụ"], summary="Nhập danh mục nhiệm vụ (CSV hoặc XLSX)")
def take_in(
    visit: ToImport,
    file: UploadFile,
    dry_run: Annotated[bool, Query(description="Chỉ xem trước: không ghi gì.")] = False,  # noqa: FBT002 - a query
) -> Imported:
    """Take in a list of tasks, or foresee what would become of it; taken in twice, it adds nothing."""
    suffix = ".xlsx" if (file.filename or "").lower().endswith(".xlsx") else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"danh-muc{suffix}"
        path.write_bytes(file.file.read())
        if dry_run:
            found = imports.foresee(path)
        else:
            found = imports.import_file(path, visit.actor, on=wiring.today())
    rejects = [Rejected(row=raw.number, reasons=list(reasons)) for raw, reasons in found.rejects]
    return Imported(
        rows=found.rows,
        imported=found.imported,
        updated=found.updated,
        unchanged=found.unchanged,
        rejected=found.rejected,
        codes=found.codes,
        rejects=rejects,
    )


ToSearch = Annotated[Visit, bearing(Deed.AUDIT_SEARCH)]


class Entry(Shape):
    """An entry of the journal of everything."""

    number: int = Field(description="Số trong chuỗi.")
    at: datetime = Field(description="Lúc ghi.")
    on: date = Field(description="Ngày.")
    tag: str = Field(description="Thẻ.")
    text: str = Field(description="Nội dung.")
    task: str = Field(description="Mã nhiệm vụ.")
    handle: str = Field(description="Tài khoản.")
    title: str = Field(description="Chức danh.")


@room.get("/journal", tags=["Quản trị"], summary="Tra cứu nhật ký của mọi việc")
def journal_of_all(
    _visit: ToSearch,
    q: Annotated[str, Query(max_length=200)] = "",
    task: Annotated[str, Query(max_length=40)] = "",
    person: Annotated[str, Query(max_length=100)] = "",
    tag: Annotated[str, Query(max_length=80)] = "",
    cursor: Cursor = "",
) -> Page[Entry]:
    """Search the journal, the latest first."""
    asked = journal.Search(words=q, task=task, person=person, tag=tag, before=number_of(cursor))
    with wiring.unit_of_work() as session:
        found = journal.search(session, asked)
    following = None if found.older is None else cursor_of(found.older)
    return Page(items=[Entry.model_validate(each) for each in found.entries], next=following)
