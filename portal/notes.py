"""A sentence that one page leaves for the next: «Đã nộp ...», after a form was answered by a redirect.

It travels in a cookie that is signed, so that nobody can put words into our mouth, and is shown once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from actions import wiring

_COOKIE: Final = "note"
_LONGEST: Final = 1000


def go(request: Request, path: str, said: str = "") -> RedirectResponse:
    """Send the browser on to a page of ours, which shows the sentence once."""
    answer = RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)
    if said:
        body = base64.urlsafe_b64encode(said[:_LONGEST].encode()).decode()
        answer.set_cookie(
            _COOKIE,
            f"{body}.{_seal(body)}",
            max_age=60,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
    return answer


def left(request: Request) -> str:
    """The sentence that was left for this page; empty when there is none."""
    body, _, seal = request.cookies.get(_COOKIE, "").partition(".")
    if not body or not hmac.compare_digest(_seal(body).encode(), seal.encode()):
        return ""
    return base64.urlsafe_b64decode(body).decode()


def clear(request: Request, answer: Response) -> None:
    """Forget the sentence, once it was shown."""
    if _COOKIE in request.cookies:
        answer.delete_cookie(_COOKIE)


def _seal(body: str) -> str:
    secret = wiring.settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"note:{body}".encode(), hashlib.sha256).hexdigest()
