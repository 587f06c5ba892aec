"""The portal's front door: the application, its rooms, and what happens when something goes wrong.

Run it with `uvicorn portal.web:app`; `./triplehelix up` does so.
"""

import os
from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from actions import wiring
from actions.boards import StatusBoard
from actions.verification import Checked
from portal.health import Probes
from portal.pages import render
from portal.rooms import charts, papers, status, verify
from portal.security import HEADERS, SecurityHeaders

LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost")

_HEADINGS: Final = {
    HTTPStatus.NOT_FOUND: (
        "Không tìm thấy trang",
        "Page not found",
        "Địa chỉ này không có trang nào. Hãy kiểm tra lại đường dẫn.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "Không làm được như vậy",
        "Not allowed here",
        "Trang này chỉ để xem, không nhận yêu cầu loại đó.",
    ),
}
_OUR_FAULT: Final = (
    "Hệ thống gặp lỗi",
    "Something went wrong",
    "Không có gì bị thay đổi. Hãy thử lại; nếu vẫn lỗi, hãy chạy ./triplehelix doctor.",
)


def create_app(
    *,
    board: Callable[[], StatusBoard] = status.board_of_today,
    probes: Probes | None = None,
    today: Callable[[], date] = wiring.today,
    hosts: Sequence[str] | None = None,
    check: Callable[[bytes], Checked] = verify.checked_with_record,
) -> FastAPI:
    """Build the portal.

    Args:
        board: Where the status page's figures come from.
        probes: How the services are asked.
        today: The clock.
        hosts: Names under which the portal may be addressed; `TRIPLEHELIX_PORTAL_HOSTS` (with commas between)
            or loopback when not given. Any other name is refused, which keeps foreign web pages from reading
            it through a name of their own.
        check: How a file is checked for being genuine.
    """
    app = FastAPI(title="Triple Helix", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts or _hosts()), www_redirect=False)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.include_router(status.router(board, probes or Probes(), today))
    app.include_router(papers.router())
    app.include_router(charts.router())
    app.include_router(verify.router(check))
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(Exception, _apologise)
    return app


def _hosts() -> list[str]:
    named = [name.strip() for name in os.environ.get("TRIPLEHELIX_PORTAL_HOSTS", "").split(",")]
    return [name for name in named if name] or list(LOOPBACK_NAMES)


def _refuse(request: Request, error: Exception) -> HTMLResponse:
    code = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.BAD_REQUEST
    headers = error.headers if isinstance(error, HTTPException) else None
    return HTMLResponse(_page(request, *_HEADINGS.get(code, _OUR_FAULT)), status_code=code, headers=headers)


def _apologise(request: Request, _error: Exception) -> HTMLResponse:
    """Answer a failure of ours; this answer is made outside the middleware, so it brings its own headers."""
    page = _page(request, *_OUR_FAULT)
    return HTMLResponse(page, status_code=HTTPStatus.INTERNAL_SERVER_ERROR, headers=HEADERS)


def _page(request: Request, heading: str, heading_en: str, sentence: str) -> str:
    return render("error.html", request=request, heading=heading, heading_en=heading_en, sentence=sentence)


app = create_app()
