"""Import: a list is uploaded, looked through with nothing written, and taken in on its owner's word."""

from __future__ import annotations

import urllib.parse
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import lists, wiring
from actions.lists import Kind, State
from models.deeds import Deed
from models.errors import BadInput, NotPermitted, Refused, TripleHelixError
from portal.notes import go
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/import`, `/import/{sha256}` and what is sent from there."""

ToImport = Annotated[Visit, entering(Deed.TASK_IMPORT)]

KINDS: Final = {
    Kind.TASKS: marked("Danh mục nhiệm vụ"),
    Kind.NEEDS: marked("Nhu cầu và chào công nghệ"),
    Kind.MONEY: marked("Kinh phí nhiệm vụ"),
}
STATES: Final = {
    State.LOOKING: marked("đang xem trước"),
    State.LOOKED: marked("chờ bạn xác nhận"),
    State.TAKING: marked("đang nhập"),
    State.TAKEN: marked("đã nhập"),
    State.FAILED: marked("không đọc được"),
}
COUNTS: Final = {
    "imported": (marked("sẽ được thêm mới"), marked("được thêm mới")),
    "updated": (marked("sẽ được bổ sung"), marked("được bổ sung")),
    "unchanged": (marked("không đổi"), marked("không đổi")),
    "rejected": (marked("sẽ bị từ chối"), marked("bị từ chối")),
}
"""What the counts are called before and after the list is taken in."""
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.get("/import", response_class=HTMLResponse)
def uploads(request: Request, visit: ToImport) -> Response:
    """Show the form to upload a list, and the visitor's lists."""
    return _uploads(request, visit)


@room.post("/import", response_class=HTMLResponse)
def upload(request: Request, visit: ToImport, sent: Sent) -> Response:
    """Take an uploaded list and look through it."""
    file = sent.file("list")
    try:
        if file is None or sent.text("kind", 20) not in set(Kind):
            return _uploads(request, visit, BadInput("Hãy chọn loại danh sách và tệp .xlsx hoặc .csv."))
        data = file.file.read(lists.LARGEST + 1)
        with wiring.unit_of_work() as session:
            uploaded = lists.receive(
                session,
                visit.actor,
                Kind(sent.text("kind", 20)),
                file.filename or "",
                data,
                on=wiring.today(),
            )
    except (Refused, BadInput) as refusal:
        return _uploads(request, visit, refusal)
    return go(request, f"/import/{uploaded.sha256}")


@room.get("/import/{sha256}", response_class=HTMLResponse)
def one(request: Request, visit: ToImport, sha256: str) -> Response:
    """Show what would become, or became, of each row of a list."""
    return _one(request, visit, sha256)


@room.get("/import/{sha256}/progress", response_class=HTMLResponse)
def progress(request: Request, visit: ToImport, sha256: str) -> Response:
    """Tell how far a list has come; once it is done, the whole page is shown anew."""
    with wiring.unit_of_work() as session:
        uploaded = lists.of(session, visit.actor, sha256)
    if not uploaded.state.is_busy:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
    return show(request, "_import_progress.html", visit, uploaded=uploaded, states=STATES)


@room.post("/import/{sha256}/confirm", response_class=HTMLResponse)
def confirm(request: Request, visit: ToImport, sha256: str) -> Response:
    """Take the list in."""
    try:
        with wiring.unit_of_work() as session:
            uploaded = lists.confirm(session, visit.actor, sha256, on=wiring.today())
    except (Refused, BadInput) as refusal:
        return _one(request, visit, sha256, refusal)
    said = marked("Đã nhập danh sách.") if uploaded.state is State.TAKEN else marked("Đang nhập danh sách.")
    return go(request, f"/import/{sha256}", say(visit.language, said))


@room.post("/import/{sha256}/forget", response_class=HTMLResponse)
def forget(request: Request, visit: ToImport, sha256: str) -> Response:
    """Take a list off the visitor's desk."""
    try:
        with wiring.unit_of_work() as session:
            lists.forget(session, visit.actor, sha256)
    except Refused as refusal:
        return _one(request, visit, sha256, refusal)
    return go(request, "/import", say(visit.language, "Đã bỏ danh sách khỏi trang này."))


@room.get("/import/{sha256}/report")
def report(visit: ToImport, sha256: str) -> Response:
    """Hand out the report on the rejected rows."""
    with wiring.unit_of_work() as session:
        name, data = lists.report_of(session, visit.actor, sha256)
    saved = f"attachment; filename*=UTF-8''{urllib.parse.quote(name)}"
    return Response(data, media_type=_WORKBOOK, headers={"Content-Disposition": saved})


def _uploads(request: Request, visit: Visit, refusal: TripleHelixError | None = None) -> HTMLResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    with wiring.unit_of_work() as session:
        found = lists.listed(session, visit.actor)
    return show(
        request,
        "imports.html",
        visit,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        trouble=refusal.reasons if refusal else (),
        lists=found,
        kinds=KINDS,
        states=STATES,
        most=lists.LARGEST // 1_000_000,
    )


def _one(
    request: Request, visit: Visit, sha256: str, refusal: TripleHelixError | None = None
) -> HTMLResponse:
    if isinstance(refusal, NotPermitted):
        raise refusal
    with wiring.unit_of_work() as session:
        uploaded = lists.of(session, visit.actor, sha256)
    return show(
        request,
        "import.html",
        visit,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        trouble=refusal.reasons if refusal else (),
        uploaded=uploaded,
        kinds=KINDS,
        states=STATES,
        counts=COUNTS,
    )
