"""Handing in papers: the checklist of the open stages, the form that works without a script, taking back."""

from __future__ import annotations

import urllib.parse
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile
from starlette.responses import Response

from actions import handing_in, papers, wiring, word_papers
from actions.desk.judged import task_path
from actions.handing_in import Receipt
from models.deeds import Deed
from models.errors import BadInput, Refused, TripleHelixError
from portal.files import delivered
from portal.notes import go
from portal.pages import show
from portal.security import POLICY
from portal.tongue import number, say, translations
from portal.visits import Fields, Sent, Visit, entering

room = APIRouter()
"""`/tasks/{code}/submit` and below; a file that was handed in: `/tasks/{code}/handed-in/{number}`."""

ToSee = Annotated[Visit, entering(Deed.TASK_SEE)]
ToSubmit = Annotated[Visit, entering(Deed.PAPER_SUBMIT)]
ToWithdraw = Annotated[Visit, entering(Deed.PAPER_WITHDRAW)]

_MEGABYTE: Final = 1024 * 1024
_AT_ONCE_MB: Final = 25
"""The largest file that comes in a form at once, for it is held whole; a larger one comes in parts."""


@room.get("/tasks/{code}/submit", response_class=HTMLResponse)
def checklist(request: Request, visit: ToSee, code: str) -> Response:
    """Show the papers that the open stages of a task ask for."""
    return _page(request, visit, code)


@room.get("/tasks/{code}/submit/{paper}", response_class=HTMLResponse)
def one_paper(request: Request, visit: ToSee, code: str, paper: str) -> Response:
    """Show one of these papers alone."""
    return _page(request, visit, code, paper)


@room.post("/tasks/{code}/submit/{paper}", response_class=HTMLResponse)
def submit(request: Request, visit: ToSubmit, sent: Sent, code: str, paper: str) -> Response:
    """Take in the files of an ordinary form: how it works in a browser without scripts."""
    try:
        files = _files(visit, sent)
        with wiring.unit_of_work() as session:
            handing_in.opened_to(session, code, visit.actor)
        told = [_taken(visit, code, paper, file) for file in files]
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, paper, refusal)
    return go(request, f"{task_path(code)}/submit", " ".join(told))


@room.post("/tasks/{code}/submit/{paper}/withdraw/{number}", response_class=HTMLResponse)
def withdraw(request: Request, visit: ToWithdraw, code: str, paper: str, number: int) -> Response:
    """Take back a paper that was not accepted yet."""
    try:
        with wiring.unit_of_work() as session:
            handing_in.opened_to(session, code, visit.actor)
            papers.withdraw(session, code, number, visit.actor, on=wiring.today())
    except (BadInput, Refused) as refusal:
        return _page(request, visit, code, paper, refusal)
    said = say(visit.language, "Đã rút giấy tờ. Bản đã rút vẫn được lưu trong lịch sử.")
    return go(request, f"{task_path(code)}/submit/{urllib.parse.quote(paper, safe='')}", said)


@room.get("/tasks/{code}/handed-in/{number}")
def file(visit: ToSee, code: str, number: int) -> Response:
    """A file that was handed in: from the storage itself where browsers reach it, else piece by piece."""
    with wiring.unit_of_work() as session:
        found = handing_in.delivery(session, code, number, visit.actor)
    return delivered(found)


def size_words(size: int) -> str:
    """A size in bytes as people read it: "12,4 MB", "310 KB"."""
    if size < _MEGABYTE:
        return f"{number(max(1, round(size / 1024)))} KB"
    return f"{number(round(size / _MEGABYTE, 1)).removesuffix(',0')} MB"


def receipt_words(language: str, taken: Receipt) -> str:
    """What is told of a file that was taken in: which, how many pages, how large, its hash."""
    pages = ""
    if taken.pages is not None:
        counted = translations(language).ngettext("%(num)s trang", "%(num)s trang", taken.pages)
        pages = f"{counted % {'num': number(taken.pages)}}, "
    return say(
        language,
        "Đã nhận «%(title)s»: tệp %(file)s, %(pages)s%(size)s, mã băm SHA-256 %(hash)s…",
        title=taken.title,
        file=taken.file_name,
        pages=pages,
        size=size_words(taken.size),
        hash=taken.sha256[:12],
    )


def _files(visit: Visit, sent: Fields) -> list[UploadFile]:
    """The files of the form, each small enough to be held."""
    files = [each for each in sent.form.getlist("file") if isinstance(each, UploadFile) and each.filename]
    if not files:
        raise BadInput(say(visit.language, "Chưa chọn tệp nào. Hãy chọn tệp rồi bấm Nộp."))
    reasons = [
        say(
            visit.language,
            "Tệp «%(name)s» lớn hơn %(most)s MB: chỉ gửi được từng phần, bằng trình duyệt có JavaScript.",
            name=each.filename,
            most=_AT_ONCE_MB,
        )
        for each in files
        if (each.size or 0) > _AT_ONCE_MB * _MEGABYTE
    ]
    if reasons:
        raise BadInput(*reasons)
    return files


def _taken(visit: Visit, code: str, paper: str, file: UploadFile) -> str:
    """Hand in one file, in a transaction of its own: what was taken before another was refused stays."""
    with wiring.unit_of_work() as session:
        data, name = file.file.read(), file.filename or ""
        kept = papers.submit(session, code, paper, data, name, visit.actor, on=wiring.today())
        return receipt_words(visit.language, handing_in.receipt(session, kept))


def _page(
    request: Request, visit: Visit, code: str, paper: str = "", refusal: TripleHelixError | None = None
) -> HTMLResponse:
    """The checklist, or one paper of it, with what was refused."""
    status, trouble = HTTPStatus.OK, refusal.reasons if refusal else ()
    if refusal is not None:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(refusal, BadInput) else HTTPStatus.CONFLICT
    with wiring.unit_of_work() as session:
        found = handing_in.checklist(session, code, visit.actor, wiring.today())
        words = word_papers.shelf(session, code, visit.actor, wiring.today()) if found.sees else None
    if paper and found.wanted(paper) is None:
        if refusal is None:
            status = HTTPStatus.NOT_FOUND
            said = say(
                visit.language, "Giai đoạn hiện tại không yêu cầu giấy tờ này. Dưới đây là những gì cần nộp."
            )
            trouble = (said,)
        paper = ""
    answer = show(
        request,
        "submit.html",
        visit,
        status=status,
        view=found,
        task=found.task,
        only=paper,
        words=words,
        trouble=trouble,
        size_words=size_words,
        at_once_mb=_AT_ONCE_MB,
    )
    answer.headers["Content-Security-Policy"] = _policy()
    return answer


def _policy() -> str:
    """The pages' policy, which here lets the script send parts straight to the store as well."""
    store = wiring.archive().upload_origin()
    return POLICY.replace("connect-src 'self'", f"connect-src 'self' {store}") if store else POLICY
