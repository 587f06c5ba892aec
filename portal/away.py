"""What a visitor is told while a part that everything leans on is away: without asking that part anything."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse

from actions import connections
from portal.pages import show
from portal.tongue import marked, say
from portal.visits import language_of

RETRY_SECONDS: Final = 10
"""Seconds after which programs, and proxies in front of us, may ask again."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ROOM: Final = (
    marked("Máy chủ hết chỗ chứa"),
    marked("Ổ đĩa của máy chủ đã đầy nên chưa nhận được nội dung vừa gửi; những gì đã ghi vẫn còn nguyên."),
    marked(
        "Hãy báo quản trị hệ thống, rồi gửi lại. Nội dung đã nhập vẫn còn trong biểu mẫu; hãy chọn lại tệp."
    ),
)


@asynccontextmanager
async def serving_people(_app: FastAPI) -> AsyncIterator[None]:
    """While a server runs this portal, people wait for it: what it asks of the database has to be quick.

    Where it puts what is being sent is settled now: looked for while that disk is full, it would be another.
    """
    tempfile.gettempdir()
    connections.known_as("portal")
    connections.hurry()
    try:
        yield
    finally:
        connections.take_time()


def has_sent(request: Request) -> bool:
    """Whether the visitor sent something to be done, and did not merely look."""
    return request.method not in {"GET", "HEAD"}


def database_away(request: Request, back: str, *, in_commit: bool = False) -> HTMLResponse:
    """The page that says that the database is away; it is in the language that the browser chose.

    Args:
        request: what was asked.
        back: the page from which it was asked.
        in_commit: whether it went away in a COMMIT: what was sent may be on record.
    """
    sent = has_sent(request)
    answer = show(
        request,
        "away.html",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        back=back,
        sent=sent,
        unknown=sent and in_commit,
    )
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def no_room(request: Request, error: Exception) -> HTMLResponse:
    """The page that says that a disk of ours is full.

    Raises:
        OSError: it is another trouble of the machine, and ours to apologise for.
    """
    if not isinstance(error, OSError) or error.errno not in _FULL:
        raise error
    language = language_of(request)
    heading, *sentences = (say(language, text) for text in _NO_ROOM)
    return show(
        request,
        "error.html",
        status=HTTPStatus.INSUFFICIENT_STORAGE,
        heading=heading,
        sentences=sentences,
    )
