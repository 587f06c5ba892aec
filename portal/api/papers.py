"""Papers: handing in at once or in parts, taking back, reading, edited twins, approving and signing."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response, UploadFile
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from actions import handing_in, interface, papers, sight, signing_desk, task_papers, twins, uploads, wiring
from models.deeds import Deed
from portal.api.bounds import WORD, Code, Number, Sha256
from portal.api.keys import Expected, bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, HandedIn, IssuedPaper, Shape
from portal.files import delivered, saved
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/tasks/{code}/papers`, `/files`, `/uploads`, `/documents`."""

ToSee = Annotated[Visit, bearing(Deed.TASK_SEE)]
ToSubmit = Annotated[Visit, bearing(Deed.PAPER_SUBMIT)]
ToWithdraw = Annotated[Visit, bearing(Deed.PAPER_WITHDRAW)]
ToEdit = Annotated[Visit, bearing(Deed.PAPER_EDIT)]
ToSign = Annotated[Visit, bearing(Deed.PAPER_SIGN)]
PaperCode = Annotated[str, Path(description="Mã giấy tờ, ví dụ order_sheet.", max_length=80, pattern=WORD)]
UploadId = Annotated[UUID, Path(description="Mã lần tải lên.")]

_PAPERS, _UPLOADS, _DOCUMENTS = "Giấy tờ", "Tải lên theo phần", "Văn bản và chữ ký"
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Các byte của tệp.", "content": {"application/octet-stream": {}}}
}


class Kept(Shape):
    """A paper that was taken in."""

    id: int = Field(description="Số của bản nộp.")
    task: str = Field(description="Mã nhiệm vụ.")
    paper: str = Field(description="Mã giấy tờ.")
    title: str = Field(description="Tên giấy tờ.")
    on: date = Field(description="Ngày nộp.")
    sha256: str | None = Field(description="Mã băm của tệp.")
    size: int | None = Field(description="Số byte.")
    file_name: str = Field(description="Tên tệp.")


class PapersOfTask(Shape):
    """The papers of a task."""

    handed_in: list[HandedIn] = Field(description="Giấy tờ đã nộp, từng loại.")
    issued: list[IssuedPaper] = Field(description="Văn bản đã ban hành.")


@room.get("/tasks/{code}/papers", tags=[_PAPERS], summary="Giấy tờ của nhiệm vụ")
def listed(visit: ToSee, code: Code) -> PapersOfTask:
    """The papers of a task, handed in and issued."""
    with wiring.unit_of_work() as session:
        task = sight.seen(session, code, visit.actor)
        found = {
            "handed_in": task_papers.handed_in(session, task),
            "issued": task_papers.issued(session, task, visit.actor),
        }
    return PapersOfTask.model_validate(found)


@room.post(
    "/tasks/{code}/papers/{paper}",
    status_code=HTTPStatus.CREATED,
    tags=[_PAPERS],
    summary="Nộp một giấy tờ (tệp tới 24 MB; tệp lớn hơn: tải lên theo phần)",
)
def submit(visit: ToSubmit, code: Code, paper: PaperCode, file: UploadFile, expected: Expected) -> Kept:
    """Hand in a paper."""
    with wiring.unit_of_work() as session:
        handing_in.opened_to(session, code, visit.actor)
        interface.expect(session, code, expected)
        kept = papers.submit(
            session, code, paper, file.file.read(), file.filename or "", visit.actor, on=wiring.today()
        )
    return Kept.model_validate(kept)


@room.delete("/tasks/{code}/papers/{number}", tags=[_PAPERS], summary="Rút giấy tờ đã nộp")
def withdraw(visit: ToWithdraw, code: Code, number: Number) -> Done:
    """Take back a paper that was handed in, as long as nothing was decided on it."""
    with wiring.unit_of_work() as session:
        handing_in.opened_to(session, code, visit.actor)
        papers.withdraw(session, code, number, visit.actor, on=wiring.today())
    return Done(sentence=f"Đã rút giấy tờ số {number}.")


@room.get(
    "/tasks/{code}/files/{sha256}",
    tags=[_PAPERS],
    summary="Các byte của một giấy tờ; tệp lớn: chuyển hướng tới kho lưu trữ",
    response_class=Response,
    responses={**_BYTES, 307: {"description": "Địa chỉ tạm thời của tệp trong kho lưu trữ"}},
)
def opened(visit: ToSee, code: Code, sha256: Sha256) -> Response:
    """A paper of a task, by its hash."""
    with wiring.unit_of_work() as session:
        found = task_papers.opened(session, code, sha256, visit.actor)
    return delivered(found, redirect=HTTPStatus.TEMPORARY_REDIRECT)


class Beginning(Ask):
    """A file to be handed in in parts."""

    task: str = Field(description="Mã nhiệm vụ.", max_length=40)
    paper: str = Field(description="Mã giấy tờ.", max_length=80)
    file_name: str = Field(description="Tên tệp.", max_length=255)
    size: int = Field(description="Số byte.", ge=1, le=2**50)


class Begun(Shape):
    """An upload that was begun: every part but the last has `part_size` bytes."""

    id: UUID = Field(description="Mã lần tải lên.")
    task: str = Field(description="Mã nhiệm vụ.")
    paper: str = Field(description="Mã giấy tờ.")
    file_name: str = Field(description="Tên tệp.")
    size: int = Field(description="Số byte của tệp.")
    part_size: int = Field(description="Số byte của một phần.")
    parts: int = Field(description="Số phần.")
    ends_at: datetime = Field(description="Sau lúc này phần đã gửi bị bỏ.")


class Coming(Begun):
    """How far an upload has come."""

    missing: list[int] = Field(description="Số các phần còn thiếu.")


class Part(Shape):
    """A part that came."""

    number: int = Field(description="Số của phần, từ 1.")
    size: int = Field(description="Số byte.")
    sha256: str = Field(description="Mã băm của phần.")


@room.post("/uploads", status_code=HTTPStatus.CREATED, tags=[_UPLOADS], summary="Bắt đầu nộp một tệp lớn")
def begin(visit: ToSubmit, asked: Beginning) -> Begun:
    """Begin to hand in a file in parts."""
    with wiring.unit_of_work() as session:
        handing_in.opened_to(session, asked.task, visit.actor)
        found = uploads.begin(session, asked.task, asked.paper, asked.file_name, asked.size, visit.actor)
    return Begun.model_validate(found)


@room.get("/uploads", tags=[_UPLOADS], summary="Các lần tải lên chưa xong của tôi")
def unfinished(visit: ToSubmit) -> list[Coming]:
    """The uploads that were begun and not ended."""
    with wiring.unit_of_work() as session:
        return [Coming.model_validate(each) for each in uploads.unfinished(session, visit.actor)]


@room.get("/uploads/{upload}", tags=[_UPLOADS], summary="Tải lên đã đến đâu, còn thiếu phần nào")
def standing(visit: ToSubmit, upload: UploadId) -> Coming:
    """How far an upload has come."""
    with wiring.unit_of_work() as session:
        return Coming.model_validate(uploads.standing(session, upload, visit.actor))


@room.put(
    "/uploads/{upload}/parts/{number}",
    tags=[_UPLOADS],
    summary="Gửi một phần; gửi lại thì thay phần trước",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def part(visit: ToSubmit, upload: UploadId, number: Number, request: Request) -> Part:
    """Take a part."""
    data = await request.body()
    return await run_in_threadpool(_take, visit, upload, number, data)


def _take(visit: Visit, upload: UUID, number: int, data: bytes) -> Part:
    with wiring.unit_of_work() as session:
        return Part.model_validate(uploads.part(session, upload, number, data, visit.actor))


@room.post("/uploads/{upload}/finish", tags=[_UPLOADS], summary="Ghép các phần, kiểm tra và nộp tệp")
def finish(visit: ToSubmit, upload: UploadId) -> Kept:
    """Join the parts and hand the file in; finished twice, it is the same paper."""
    with wiring.unit_of_work() as session:
        return Kept.model_validate(uploads.finish(session, upload, visit.actor, on=wiring.today()))


@room.delete("/uploads/{upload}", tags=[_UPLOADS], summary="Bỏ một lần tải lên")
def abandon(visit: ToSubmit, upload: UploadId) -> Done:
    """Give an upload up."""
    with wiring.unit_of_work() as session:
        uploads.abandon(session, upload, visit.actor)
    return Done(sentence="Đã bỏ lần tải lên.")


class Place(Shape):
    """A place of a document where somebody signs."""

    place: int = Field(description="Thứ tự ký.")
    position: str = Field(description="Chức danh ở chỗ ký.")
    by: str = Field(description="Người đã ký.")
    at: datetime | None = Field(description="Lúc ký; null khi chưa ký.")
    holder: str = Field(description="Chủ thể chứng thư.")
    is_test: bool = Field(description="Chứng thư thử nghiệm.")


class Document(Shape):
    """An issued document, and how far its signing has come."""

    number: int = Field(description="Số của văn bản trong hệ thống.")
    notation: str = Field(description="Số, ký hiệu.")
    code: str = Field(description="Mã nhiệm vụ; trống nếu của phiên họp hay thỏa thuận.")
    title: str = Field(description="Tên nhiệm vụ hoặc trích yếu.")
    issued_on: date = Field(description="Ngày ban hành ghi trên văn bản.")
    sha256: str | None = Field(description="Mã băm của bản mới nhất.")
    approved_on: date | None = Field(description="Ngày duyệt để ký.")
    places: list[Place] = Field(description="Các chỗ ký, theo thứ tự.")
    may_approve: bool = Field(description="Người của khóa được duyệt lúc này.")
    may_sign: bool = Field(description="Người của khóa được ký lúc này.")
    trouble: list[str] = Field(description="Vì sao chưa ký được.")


@room.get("/documents/{number}", tags=[_DOCUMENTS], summary="Một văn bản và việc ký")
def document(visit: ToSee, number: Number) -> Document:
    """An issued document, and how far its signing has come."""
    with wiring.unit_of_work() as session:
        found = signing_desk.shown(session, number, visit.actor)
    told = {name: getattr(found, name) for name in Document.model_fields if hasattr(found, name)}
    return Document.model_validate(
        told
        | {
            "notation": found.standing.number,
            "sha256": found.standing.sha256,
            "approved_on": found.standing.approved_on,
            "places": found.standing.places,
        }
    )


@room.get(
    "/documents/{number}/file",
    tags=[_DOCUMENTS],
    summary="Các byte của văn bản, bản đã ký mới nhất",
    response_class=Response,
    responses=_BYTES,
)
def file(visit: ToSee, number: Number) -> Response:
    """The present file of a document."""
    with wiring.unit_of_work() as session:
        data, name = signing_desk.file(session, number, visit.actor)
    return saved(data, "application/pdf", name)


@room.post("/documents/{number}/approval", tags=[_DOCUMENTS], summary="Duyệt văn bản để ký")
def approve(visit: ToSign, number: Number) -> Done:
    """Approve a document for signing."""
    with wiring.unit_of_work() as session:
        return Done(sentence=signing_desk.approve(session, number, visit.actor, on=wiring.today()))


@room.get(
    "/documents/{number}/offer",
    tags=[_DOCUMENTS],
    summary="Tệp chờ chữ ký của tôi, để ký bằng công cụ của mình",
    response_class=Response,
    responses=_BYTES,
)
def offer(visit: ToSign, number: Number) -> Response:
    """The file that awaits the person's signature, to be signed with their own tool."""
    with wiring.unit_of_work() as session:
        found = signing_desk.offer(session, number, visit.actor)
    return saved(found.data, "application/pdf", found.file_name)


@room.post("/documents/{number}/signature", tags=[_DOCUMENTS], summary="Nộp lại tệp đã ký")
def hand_in(visit: ToSign, number: Number, file: UploadFile) -> Place:
    """Take back the file that the person signed."""
    with wiring.unit_of_work() as session:
        signed = signing_desk.hand_in(session, number, visit.actor, file.file.read(), on=wiring.today())
    return Place.model_validate(signed)


@room.get(
    "/documents/{number}/twin",
    tags=[_DOCUMENTS],
    summary="Bản Word của văn bản, để sửa trước khi ký",
    response_class=Response,
    responses=_BYTES,
)
def twin(visit: ToEdit, number: Number) -> Response:
    """The Word twin of an issued document."""
    with wiring.unit_of_work() as session:
        signing_desk.shown(session, number, visit.actor)
        found = twins.twin(session, number, visit.actor)
    return saved(found.data, found.media_type, found.file_name)


class Returned(Shape):
    """An edited twin that was taken back."""

    id: int = Field(description="Số của bản nộp.")
    number: str = Field(description="Số, ký hiệu của văn bản.")
    title: str = Field(description="Trích yếu.")
    on: date = Field(description="Ngày nộp.")
    sha256: str = Field(description="Mã băm của tệp.")
    sentence: str = Field(description="Những gì đã sửa.")


@room.post(
    "/documents/{number}/twin",
    status_code=HTTPStatus.CREATED,
    tags=[_DOCUMENTS],
    summary="Nộp lại bản Word đã sửa",
)
def hand_back(visit: ToEdit, number: Number, file: UploadFile) -> Returned:
    """Hand back the edited twin of a document that nobody has approved for signing yet."""
    with wiring.unit_of_work() as session:
        signing_desk.shown(session, number, visit.actor)
        found = twins.hand_back(
            session, number, file.file.read(), file.filename or "", visit.actor, on=wiring.today()
        )
    return Returned.model_validate(found)
