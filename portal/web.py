"""The portal's front door: the application, its rooms, and what happens when something goes wrong.

Run it with `uvicorn portal.web:app`; `./triplehelix up` does so.
"""

import os
import urllib.parse
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response

from actions.operation import trail
from actions.verification import Checked
from models.errors import (
    BadInput,
    DatabaseAway,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    TripleHelixError,
    Unavailable,
    WrongCode,
)
from portal.api.app import PATH, create_api
from portal.away import RETRY_SECONDS, database_away, has_sent, no_room, serving_people
from portal.health import Probes
from portal.operating import HEADER, OnATrail, operated
from portal.pages import show
from portal.rooms import (
    account,
    admin_calendar,
    admin_front,
    admin_organisations,
    admin_people,
    admin_system,
    agreements,
    boards,
    calendar,
    charts,
    closet,
    council_forming,
    councils,
    decide,
    delegations,
    entrance,
    honours,
    imports,
    incomes,
    joining,
    journal,
    kpi,
    market,
    money,
    open_data,
    orders,
    panels,
    papers,
    plans,
    process,
    protection,
    reports,
    search,
    signing,
    sso,
    status,
    submitting,
    support,
    surveys,
    targets,
    task,
    task_forms,
    tasks,
    uploading,
    verify,
    webhooks,
    word_twins,
    work,
    work_items,
)
from portal.security import HEADERS, BehindTheWall, BoundedBodies, OwnFormsOnly, SecurityHeaders
from portal.signpost import Signpost
from portal.tongue import marked, say
from portal.visits import NotSignedIn, Visit, language_of, visitor_now, visitor_of

LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost")

_WORDS: Final = {
    HTTPStatus.NOT_FOUND: (
        marked("Không tìm thấy trang"),
        marked("Địa chỉ này không có trang nào. Hãy kiểm tra lại đường dẫn."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        marked("Không làm được như vậy"),
        marked("Trang này chỉ để xem, không nhận yêu cầu loại đó."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        marked("Gửi quá nhiều trong một lần"),
        marked("Biểu mẫu hoặc tệp lớn hơn mức trang này nhận. Không có gì được ghi; hãy gửi ít hơn."),
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        marked("Không đọc được yêu cầu"),
        marked("Địa chỉ hoặc biểu mẫu có chỗ không đúng dạng. Hãy quay lại và kiểm tra."),
    ),
}
_OUR_FAULT: Final = (
    marked("Hệ thống gặp lỗi"),
    marked("Không có gì bị thay đổi. Hãy thử lại; nếu vẫn lỗi, hãy báo quản trị hệ thống."),
)
_SENT: Final = marked(
    "Chưa rõ nội dung vừa gửi đã được ghi nhận hay chưa. Hãy mở lại trang và xem trước khi gửi lần nữa; "
    "nếu vẫn lỗi, hãy báo quản trị hệ thống."
)
"""What is said besides of a failure of ours after something was sent: it may have come after a COMMIT."""
_STATUSES: Final[tuple[tuple[type[TripleHelixError], HTTPStatus, str], ...]] = (
    (NotPermitted, HTTPStatus.FORBIDDEN, marked("Không có quyền")),
    (NotFound, HTTPStatus.NOT_FOUND, marked("Không tìm thấy")),
    (WrongCode, HTTPStatus.UNAUTHORIZED, marked("Mã không đúng")),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY, marked("Chưa đọc được")),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE, marked("Tạm thời chưa làm được")),
    (TripleHelixError, HTTPStatus.CONFLICT, marked("Chưa làm được")),
)
"""How each kind of refusal is answered, the particular before the general."""


def create_app(
    *,
    probes: Probes | None = None,
    hosts: Sequence[str] | None = None,
    check: Callable[[bytes], Checked] = verify.checked_with_record,
    visitor: Callable[[Request], Visit | None] = visitor_of,
    refuse: Callable[[Request], bool] = verify.asked_too_often,
) -> FastAPI:
    """Build the portal.

    Args:
        probes: How the services are asked.
        hosts: Names under which the portal may be addressed; `TRIPLEHELIX_PORTAL_HOSTS` (with commas between)
            or loopback when not given. Any other name is refused, which keeps foreign web pages from reading
            it through a name of their own.
        check: How a file is checked for being genuine.
        visitor: How it is found out who is asking.
        refuse: Whether an address has had too many files checked.
    """
    app = FastAPI(
        title="Triple Helix", docs_url=None, redoc_url=None, openapi_url=None, lifespan=serving_people
    )
    app.state.visitor = visitor
    app.state.probes = probes or Probes()
    app.add_middleware(BoundedBodies)
    app.add_middleware(OwnFormsOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts or _hosts()), www_redirect=False)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(BehindTheWall)
    app.add_middleware(OnATrail)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.mount(PATH, create_api())
    rooms = (
        account.room,
        admin_calendar.room,
        admin_front.room,
        admin_organisations.room,
        admin_people.room,
        admin_system.room,
        agreements.room,
        council_forming.room,
        councils.room,
        decide.room,
        delegations.room,
        entrance.room,
        joining.room,
        journal.room,
        kpi.room,
        plans.room,
        process.room,
        targets.room,
        work_items.room,
        search.room,
        signing.room,
        sso.room,
        webhooks.room,
        task.room,
        task_forms.room,
        tasks.room,
        work.room,
        submitting.room,
        uploading.room,
        word_twins.room,
        boards.room,
        honours.room,
        panels.room,
        support.room,
        surveys.room,
        open_data.room,
        money.room,
        protection.room,
        reports.room,
        incomes.room,
        closet.room,
        market.room,
        status.room,
        papers.router(),
        calendar.room,
        charts.router(),
        verify.router(check, refuse),
        orders.room,
        imports.room,
    )
    app.router.routes.append(Signpost(rooms))
    app.add_exception_handler(NotSignedIn, _lead_to_the_entrance)
    app.add_exception_handler(TripleHelixError, _explain)
    app.add_exception_handler(OSError, no_room)
    app.add_exception_handler(RequestValidationError, _refuse)
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(Exception, _apologise)
    return app


def _hosts() -> list[str]:
    named = [name.strip() for name in os.environ.get("TRIPLEHELIX_PORTAL_HOSTS", "").split(",")]
    return [name for name in named if name] or list(LOOPBACK_NAMES)


def _lead_to_the_entrance(request: Request, _error: Exception) -> Response:
    """Ask who it is, and come back to the page afterwards: a form's page, where a form was sent."""
    told = {"next": _page_to_open(request)} | ({} if request.method == "GET" else {"expired": "1"})
    entrance_page = f"/enter?{urllib.parse.urlencode(told)}"
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": entrance_page})
    return RedirectResponse(entrance_page, status_code=HTTPStatus.SEE_OTHER)


def _page_to_open(request: Request) -> str:
    """The page that was asked for, or the form's page, where a form was sent."""
    if request.method != "GET":
        return _page_of_form(request)
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _page_of_form(request: Request) -> str:
    """The page of ours from which a form was sent."""
    came_from = urllib.parse.urlsplit(request.headers.get("referer", ""))
    if came_from.netloc == request.url.netloc and came_from.path:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return "/work"


def _explain(request: Request, error: Exception) -> HTMLResponse:
    """Say every reason of a refusal."""
    assert isinstance(error, TripleHelixError)  # noqa: S101 - what this handler was registered for
    if isinstance(error, DatabaseAway):
        in_commit = isinstance(error, OutcomeUnknown)
        return database_away(request, _page_to_open(request), in_commit=in_commit)
    status, heading = next((code, words) for kind, code, words in _STATUSES if isinstance(error, kind))
    answer = _answer(request, heading, error.reasons, status)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _refuse(request: Request, error: Exception) -> HTMLResponse:
    code = HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, HTTPException):
        code = HTTPStatus(error.status_code)
    heading, sentence = _WORDS.get(code, _OUR_FAULT)
    answer = _answer(request, heading, (say(language_of(request), sentence),), code)
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _apologise(request: Request, _error: Exception) -> HTMLResponse:
    """Answer a failure of ours; this answer is made outside the middleware, so it brings its own headers."""
    heading, sentence = _OUR_FAULT
    if has_sent(request):
        sentence = _SENT
    answer = _answer(
        request, heading, (say(language_of(request), sentence),), HTTPStatus.INTERNAL_SERVER_ERROR
    )
    answer.headers.update(HEADERS | {HEADER: trail.current()})
    return answer


def _answer(request: Request, heading: str, sentences: Sequence[str], status: int) -> HTMLResponse:
    try:
        visit = visitor_now(request)
    except Exception:  # noqa: BLE001 - what failed may fail again here: a page there must be, without it
        visit = None
    language = visit.language if visit else language_of(request)
    return show(
        request, "error.html", visit, status=status, heading=say(language, heading), sentences=sentences
    )


app = operated(create_app())
