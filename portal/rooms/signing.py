"""Signing: a document is approved, taken out, signed with one's own tool, and handed back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import signing_desk, wiring
from models.deeds import Deed
from models.errors import BadInput, NotFound
from portal.files import paper_answer, saved
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/signing/{document}`, `.../file`, `.../approve`, `.../offer`, `.../hand-in`."""

ToSee = Annotated[Visit, entering(Deed.TASK_SEE)]
ToSign = Annotated[Visit, entering(Deed.PAPER_SIGN)]


@room.get("/signing/{document}", response_class=HTMLResponse)
def document(request: Request, visit: ToSee, document: int) -> Response:
    """How far the signing of a document has come, and what the visitor may do."""
    return _page(request, visit, document)


@room.get("/signing/{document}/file")
def file(visit: ToSee, document: int) -> Response:
    """The document as it stands now."""
    with wiring.unit_of_work() as session:
        data, name = signing_desk.file(session, document, visit.actor)
    return paper_answer(data, "application/pdf", name)


@room.post("/signing/{document}/approve", response_class=HTMLResponse)
def approve(request: Request, visit: ToSign, document: int) -> Response:
    """Approve the document for signature."""
    try:
        with wiring.unit_of_work() as session:
            said = signing_desk.approve(session, document, visit.actor, on=wiring.today())
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        return _page(request, visit, document, trouble=refusal.reasons, status=HTTPStatus.CONFLICT)
    return go(request, f"/signing/{document}", said)


@room.post("/signing/{document}/offer", response_class=HTMLResponse)
def offer(request: Request, visit: ToSign, document: int) -> Response:
    """Give the file out, with the place for the visitor's signature."""
    try:
        with wiring.unit_of_work() as session:
            offered = signing_desk.offer(session, document, visit.actor)
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        return _page(request, visit, document, trouble=refusal.reasons, status=HTTPStatus.CONFLICT)
    return saved(offered.data, "application/pdf", offered.file_name)


@room.post("/signing/{document}/hand-in", response_class=HTMLResponse)
def hand_in(request: Request, visit: ToSign, document: int, sent: Sent) -> Response:
    """Take the signed file back."""
    try:
        returned = _returned(sent)
        with wiring.unit_of_work() as session:
            signed = signing_desk.hand_in(session, document, visit.actor, returned, on=wiring.today())
    except NotFound:
        raise
    except OF_THE_FORM as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
        return _page(request, visit, document, trouble=refusal.reasons, status=status)
    said = say(visit.language, "Đã nhận bản có chữ ký của %(by)s.", by=signed.by)
    return go(request, f"/signing/{document}", said)


def _returned(sent: Sent) -> bytes:
    file = sent.file("signed")
    if file is None:
        raise BadInput("Hãy chọn tệp PDF đã ký.")
    largest = wiring.settings().largest_upload_mb
    if (file.size or 0) > largest * 1_000_000:
        raise BadInput(f"Tệp lớn hơn {largest} MB.")
    return file.file.read()


def _page(
    request: Request,
    visit: Visit,
    document: int,
    *,
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> Response:
    with wiring.unit_of_work() as session:
        found = signing_desk.shown(session, document, visit.actor)
    return show(request, "signing.html", visit, status=status, found=found, trouble=trouble)
