"""Word twins: issued papers and drafts fetched in Word, edited ones handed back before they are signed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from actions import sight, twins, wiring, word_papers
from actions.desk.judged import task_path
from actions.twins import Offered
from models.deeds import Deed
from models.errors import BadInput, Refused, TripleHelixError
from portal.files import saved
from portal.notes import go
from portal.pages import show
from portal.tongue import say
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/tasks/{code}/word/{document}` with its `/docx`, `/tasks/{code}/word/drafts/{paper}`."""

ToSee = Annotated[Visit, entering(Deed.TASK_SEE)]
ToEdit = Annotated[Visit, entering(Deed.PAPER_EDIT)]

_LARGEST: Final = 50 * 1024 * 1024
"""Bytes of a Word file at most, as intake has it: it is held whole."""


@room.get("/tasks/{code}/word/drafts/{paper}")
def draft(visit: ToSee, code: str, paper: str) -> Response:
    """A paper that comes next, as a Word draft."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
        return _saved(twins.draft_twin(session, code, paper, visit.actor, on=wiring.today()))


@room.get("/tasks/{code}/word/{document}", response_class=HTMLResponse)
def sheet(request: Request, visit: ToSee, code: str, document: int) -> Response:
    """Show one paper that offices edit in Word, and what came back changed."""
    return _page(request, visit, code, document)


@room.get("/tasks/{code}/word/{document}/docx")
def docx(visit: ToSee, code: str, document: int) -> Response:
    """The Word twin of an issued paper."""
    with wiring.unit_of_work() as session:
        word_papers.sheet(session, code, document, visit.actor)
        return _saved(twins.twin(session, document, visit.actor))


@room.post("/tasks/{code}/word/{document}", response_class=HTMLResponse)
def hand_back(request: Request, visit: ToEdit, sent: Sent, code: str, document: int) -> Response:
    """Take back an edited paper."""
    try:
        file = _file(visit, sent)
        with wiring.unit_of_work() as session:
            word_papers.sheet(session, code, document, visit.actor)
            kept = twins.hand_back(
                session, document, file.file.read(), file.filename or "", visit.actor, on=wiring.today()
            )
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, document, refusal)
    return go(request, f"{task_path(code)}/word/{document}", kept.sentence)


def _file(visit: Visit, sent: Fields) -> UploadFile:
    """The file of the form, small enough to be held."""
    file = sent.file("file")
    if file is None:
        raise BadInput(say(visit.language, "Chưa chọn tệp nào. Hãy chọn tệp rồi bấm Nộp."))
    if (file.size or 0) > _LARGEST:
        raise BadInput(say(visit.language, "Tệp Word lớn hơn 50 MB. Hãy giảm kích thước ảnh trong tệp."))
    return file


def _page(
    request: Request, visit: Visit, code: str, document: int, refusal: TripleHelixError | None = None
) -> HTMLResponse:
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
    with wiring.unit_of_work() as session:
        found = word_papers.sheet(session, code, document, visit.actor)
    trouble = refusal.reasons if refusal else ()
    return show(request, "word_twin.html", visit, status=status, view=found, task=found.task, trouble=trouble)


def _saved(offered: Offered) -> Response:
    return saved(offered.data, offered.media_type, offered.file_name)
