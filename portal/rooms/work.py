"""My work: all that waits for the visitor, by due date, and approving many at once where that is allowed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from actions import columns, comments, desk, wiring
from actions.desk.bulk import Approved, approve_many
from models.deeds import Deed, may
from portal import exports
from portal.notes import go
from portal.pages import show
from portal.refusals import OF_THE_FORM
from portal.tongue import marked, say
from portal.visits import Sent, Visit, entering

room = APIRouter()
"""`/work`, `/work/approve`, `/work/seen`."""

ToSee = Annotated[Visit, entering(Deed.WORK_SEE)]
ToDecide = Annotated[Visit, entering(Deed.GATE_DECIDE)]
ToAnswer = Annotated[Visit, entering(Deed.TASK_COMMENT)]

CHANNEL: Final = "portal"

SORTS: Final = {
    desk.Sort.DECIDE: marked("Quyết định"),
    desk.Sort.SUBMIT: marked("Nộp giấy tờ"),
    desk.Sort.COUNCIL: marked("Hội đồng"),
    desk.Sort.SIGN: marked("Duyệt và ký"),
    desk.Sort.REMEDY: marked("Biện pháp"),
    desk.Sort.TALK: marked("Trao đổi"),
}
ACTS: Final = {
    "decide": marked("Quyết định"),
    "request": marked("Quyết định về đề nghị"),
    "conclude": marked("Ghi kết luận của hội đồng"),
    "form": marked("Thành lập hội đồng"),
    "state": marked("Cam kết về xung đột lợi ích, bỏ phiếu"),
    "vote": marked("Bỏ phiếu"),
    "submit": marked("Nộp giấy tờ"),
    "returned": marked("Nộp bổ sung theo yêu cầu"),
    "approve": marked("Duyệt để ký"),
    "sign": marked("Ký số"),
    "remedy": marked("Thực hiện biện pháp"),
    "action": marked("Việc hội đồng tư vấn giao"),
    "file": marked("Nộp đơn bảo hộ"),
    "clear": marked("Cho phép công bố"),
    "renew": marked("Gia hạn văn bằng"),
    "mention": marked("Trả lời trao đổi"),
}
"""What is done with each row, on its button."""


@room.get("/work", response_class=HTMLResponse)
def work(request: Request, visit: ToSee, sort: str = "", page: int = 1) -> Response:
    """What waits for the visitor; or it as a file."""
    if exports.wanted(request):
        chosen = desk.Sort(sort) if sort in set(desk.Sort) else None
        with wiring.unit_of_work() as session:
            rows = desk.every(session, visit.actor, wiring.today(), sort=chosen)
            return exports.answer(request, visit, columns.WORK, rows)
    return _work(request, visit, sort, page)


@room.post("/work/approve", response_class=HTMLResponse)
def approve(request: Request, visit: ToDecide, sent: Sent) -> Response:
    """Approve the ticked tasks, and tell what came of each."""
    chosen = [(code, gate) for code, _, gate in (each.partition("|") for each in sent.texts("chosen"))]
    done = approve_many(chosen[: desk.PAGE], visit.actor, on=wiring.today(), channel=CHANNEL)
    status = HTTPStatus.OK if any(each.done for each in done) else HTTPStatus.CONFLICT
    return _work(request, visit, sent.text("sort", 20), 1, done=done, status=status, sent=True)


@room.post("/work/seen", response_class=HTMLResponse)
def seen(request: Request, visit: ToAnswer, sent: Sent) -> Response:
    """Answer a call with one click: it was read."""
    try:
        with wiring.unit_of_work() as session:
            comments.say(session, sent.text("code", 50), comments.SEEN, visit.actor, on=wiring.today())
    except OF_THE_FORM as refusal:
        return _work(request, visit, "", 1, trouble=refusal.reasons, status=HTTPStatus.CONFLICT)
    return go(request, "/work", say(visit.language, "Đã ghi là bạn đã xem."))


def _work(
    request: Request,
    visit: Visit,
    sort: str,
    page: int,
    *,
    done: tuple[Approved, ...] = (),
    trouble: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
    sent: bool = False,
) -> HTMLResponse:
    chosen = desk.Sort(sort) if sort in set(desk.Sort) else None
    with wiring.unit_of_work() as session:
        found = desk.desk_of(session, visit.actor, wiring.today(), sort=chosen, page=page)
    return show(
        request,
        "work.html",
        visit,
        status=status,
        desk=found,
        sort=chosen,
        sorts=SORTS,
        acts=ACTS,
        most=desk.MOST,
        done=done,
        trouble=trouble,
        none_chosen=sent and not done,
        orders=may(visit.actor, Deed.TASK_ORDER),
    )
