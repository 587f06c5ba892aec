"""A task: its page, its journal, its papers and drafts, open to whoever may see the task."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.responses import Response

from actions import kept_columns, open_call, preview, sight, task_page, task_papers, wiring
from actions.desk.judged import task_path
from models.deeds import Deed, may
from models.errors import NotFound
from portal import exports
from portal.files import delivered, paper_answer
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import marked
from portal.visits import Visit, entering

room = APIRouter()
"""`/tasks/{code}`, `.../call`, `.../journal`, `.../papers/{sha256}`, `.../drafts/{entry}/{paper}`."""

ToSee = Annotated[Visit, entering(Deed.TASK_SEE)]
ToApply = Annotated[Visit, entering(Deed.CALL_SEE)]

ACTS: Final = {
    "decide": marked("Quyết định"),
    "request": marked("Quyết định về đề nghị"),
    "conclude": marked("Ghi kết luận của hội đồng"),
    "form": marked("Thành lập hội đồng"),
    "state": marked("Cam kết về xung đột lợi ích, bỏ phiếu"),
    "vote": marked("Bỏ phiếu"),
    "submit": marked("Nộp giấy tờ"),
    "returned": marked("Nộp bổ sung theo yêu cầu"),
}
CLEARS: Final = {
    "who": marked("Rõ người"),
    "what": marked("Rõ việc"),
    "when": marked("Rõ thời gian"),
    "result": marked("Rõ kết quả"),
    "responsibility": marked("Rõ trách nhiệm"),
    "authority": marked("Rõ thẩm quyền"),
}
VERDICTS: Final = {
    "approve": marked("Phê duyệt"),
    "supplement": marked("Yêu cầu bổ sung"),
    "reject": marked("Từ chối"),
    "withdraw": marked("Rút hồ sơ"),
}


@room.get("/tasks/{code}", response_class=HTMLResponse)
def task(request: Request, visit: ToSee, code: str) -> Response:
    """The page of a task; where one may only apply, the way to what is asked."""
    try:
        return show_task(request, visit, code)
    except NotFound:
        if not may(visit.actor, Deed.CALL_SEE):
            raise
        with wiring.unit_of_work() as session:
            found = open_call.open_call(session, code, visit.actor, wiring.today())
        return RedirectResponse(f"{task_path(found.code)}/call", status_code=HTTPStatus.SEE_OTHER)


@room.get("/tasks/{code}/call", response_class=HTMLResponse)
def call(request: Request, visit: ToApply, code: str) -> Response:
    """What is asked where a call or a valuing stands open: its facts, and the papers to hand in."""
    with wiring.unit_of_work() as session:
        found = open_call.open_call(session, code, visit.actor, wiring.today())
    return show(request, "task_call.html", visit, call=found)


def show_task(
    request: Request,
    visit: Visit,
    code: str,
    *,
    trouble: tuple[str, ...] = (),
    typed: dict[str, str] | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """The page of a task, with what was refused and what had been typed."""
    with wiring.unit_of_work() as session:
        view = task_page.task_page(session, code, visit.actor, wiring.today())
    return show(
        request,
        "task.html",
        visit,
        status=status,
        view=view,
        task=view.task,
        acts=ACTS,
        clear_names=CLEARS,
        verdicts=VERDICTS,
        trouble=trouble,
        typed=typed or {},
        sees_money=may(visit.actor, Deed.MONEY_SEE, view.task),
        sees_protection=may(visit.actor, Deed.PROTECTION_SEE, view.task),
    )


@room.get("/tasks/{code}/journal", response_class=HTMLResponse)
def journal(request: Request, visit: ToSee, code: str, page: int = 1) -> Response:
    """The whole journal of a task, page by page, the latest first."""
    size = task_page.JOURNAL_PAGE
    number = min(max(page, 1), 1000)
    with wiring.unit_of_work() as session:
        seen = sight.seen(session, code, visit.actor)

        def read(at: int) -> tuple[tuple[task_page.JournalLine, ...], bool]:
            lines = task_page.journal(session, seen, offset=(at - 1) * size, limit=size + 1)
            return lines[:size], len(lines) > size

        if exports.wanted(request):
            return exports.answer(request, visit, kept_columns.TASK_JOURNAL, exports.every(read))
        lines, more = read(number)
    return show(request, "task_journal.html", visit, task=seen, lines=lines, number=number, more=more)


@room.get("/tasks/{code}/papers/{sha256}")
def paper(visit: ToSee, code: str, sha256: str) -> Response:
    """A paper of the task, as it is kept."""
    with wiring.unit_of_work() as session:
        opened = task_papers.opened(session, code, sha256, visit.actor)
    return delivered(opened, shown=True)


@room.get("/tasks/{code}/drafts/{entry_id}/{paper}")
def draft(request: Request, visit: ToSee, code: str, entry_id: int, paper: str) -> Response:
    """A paper that comes next, as a draft: marked, never numbered, never kept."""
    with wiring.unit_of_work() as session:
        sight.seen(session, code, visit.actor)
    try:
        shown = preview.draft(code, paper, wiring.today(), entry_id=entry_id)
    except OF_THE_FORM as refusal:
        return show_task(request, visit, code, trouble=refusal.reasons, status=HTTPStatus.CONFLICT)
    return paper_answer(shown.data, "application/pdf", shown.file_name)
