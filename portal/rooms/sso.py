"""Signing in by the province's own account."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from actions import doors, sign_on, wiring
from models.errors import Refused
from portal import sso
from portal.rooms.entrance import admitted, safe_next

_COOKIE: Final = "sso"
_TRIES: Final = 30
"""Sign-ins that one address may begin in a stretch of five minutes."""
_STRETCH: Final = timedelta(minutes=5)

room = APIRouter()
"""`/sso`, `/sso/return`."""


@room.get("/sso")
def begin(request: Request, next: str = "/work") -> Response:  # noqa: A002 - the address says so
    """Send the browser to the province's sign-in."""
    address = request.client.host if request.client else "unknown"
    with wiring.unit_of_work() as session:
        if doors.knocks(session, f"sso:{address}", _STRETCH) > _TRIES:
            raise Refused("Quá nhiều lần thử từ địa chỉ này. Hãy đợi năm phút rồi thử lại.")
    begun = sso.begin(safe_next(next))
    answer = RedirectResponse(begun.address, status_code=HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        _COOKIE,
        begun.kept,
        max_age=sso.MINUTES * 60,
        path="/sso",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@room.get("/sso/return")
def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Let in whoever the province's sign-in vouches for."""
    if error or not code:
        raise Refused("Hệ thống đăng nhập của tỉnh không cho vào, hoặc bạn đã từ chối. Hãy thử lại.")
    returned = sso.come_back(request.cookies.get(_COOKIE, ""), state, code)
    with wiring.unit_of_work() as session:
        key, language = sign_on.admit(
            session, returned.vouched, browser=request.headers.get("user-agent", "")
        )
    answer = admitted(request, key, language, returned.path)
    answer.delete_cookie(_COOKIE, path="/sso")
    return answer
