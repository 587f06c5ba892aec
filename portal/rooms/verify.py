"""The verify room: anybody may ask whether a file is genuine. Nothing of it is kept, and nobody must log in.

The file is read into memory up to a limit and dropped; only a few files are looked at in one moment, so that
nobody can keep the portal busy with them. The form changes nothing, so there is nothing that another site
could forge; what another site sends is refused all the same.
"""

import multiprocessing
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from actions import verification, walls, wiring
from actions.verification import Checked
from models.errors import TripleHelixError
from portal.knocking import too_often
from portal.pages import render

LARGEST_MB: Final = 20
"""The largest file that is looked at, in MB."""
AT_ONCE: Final = 2
"""How many files are looked at in one moment."""
TRIES: Final = 60
"""Files that one address may have checked in a stretch of five minutes."""

_MEGABYTE: Final = 1024 * 1024
_HEADS: Final = 64 * 1024
"""Bytes that the form may take around the file."""
_BOUNDARY: Final = re.compile(r'multipart/form-data;.*boundary="?([^";]{1,70})"?')
_FILE: Final = re.compile(rb'name="file"')


class _TooLarge(Exception):
    """Raised when more comes in than is looked at."""


def checked_with_record(data: bytes) -> Checked:
    """Check a file against the tables of this installation."""
    with walls.open_to_all(), wiring.unit_of_work() as session:
        return verification.check(session, data)


def asked_too_often(request: Request) -> bool:
    """Whether the address of this request has had more files checked than one may."""
    return too_often(request, "verify", TRIES)


def router(
    check: Callable[[bytes], Checked] = checked_with_record,
    refuse: Callable[[Request], bool] = asked_too_often,
) -> APIRouter:
    """Build the room's doors: the form at `/verify`, and the answer to it.

    Args:
        check: How a file is checked.
        refuse: Whether a request is refused for there were too many.
    """
    room = APIRouter()
    looking = multiprocessing.BoundedSemaphore(AT_ONCE)  # one for all the processes that serve the portal

    @room.get("/verify", response_class=HTMLResponse)
    def form(request: Request) -> HTMLResponse:
        return _page(request)

    @room.post("/verify", response_class=HTMLResponse)
    async def verify(request: Request) -> HTMLResponse:
        try:
            data = _file_in(request.headers.get("content-type", ""), await _body(request))
        except _TooLarge:
            return _page(request, trouble=_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not data:
            return _page(request, trouble=_NONE, status=HTTPStatus.BAD_REQUEST)
        if await run_in_threadpool(refuse, request):
            return _page(request, trouble=_OFTEN, status=HTTPStatus.TOO_MANY_REQUESTS)
        if not looking.acquire(block=False):
            return _page(request, trouble=_BUSY, status=HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            found = await run_in_threadpool(check, data)
        except TripleHelixError as problem:
            said = (" ".join(problem.reasons), "The service cannot answer at this moment; please try again.")
            return _page(request, trouble=said, status=HTTPStatus.SERVICE_UNAVAILABLE)
        finally:
            looking.release()
        return _page(request, found=found)

    return room


_LARGE: Final = (f"Tệp lớn hơn {LARGEST_MB} MB.", f"The file is larger than {LARGEST_MB} MB.")
_NONE: Final = ("Chưa chọn tệp, hoặc tệp trống.", "No file was chosen, or it is empty.")
_OFTEN: Final = (
    "Quá nhiều tệp được gửi từ địa chỉ này. Hãy đợi năm phút rồi thử lại.",
    "Too many files came from this address. Please wait five minutes and try again.",
)
_BUSY: Final = (
    "Đang có nhiều tệp được kiểm tra. Hãy thử lại sau ít giây.",
    "Several files are being checked. Please try again in a few seconds.",
)


def _page(
    request: Request,
    *,
    found: Checked | None = None,
    trouble: tuple[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    page = render(
        "verify.html", request=request, found=found, trouble=trouble, largest=LARGEST_MB, zone=wiring.ZONE
    )
    headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return HTMLResponse(page, status_code=status, headers=headers)


async def _body(request: Request) -> bytes:
    """What was sent, as long as it is not too much: what comes after the limit is never read."""
    limit = LARGEST_MB * _MEGABYTE + _HEADS
    if int(request.headers.get("content-length") or 0) > limit:
        raise _TooLarge
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > limit:
            raise _TooLarge
    return bytes(taken)


def _file_in(content_type: str, body: bytes) -> bytes:
    """The file of the form; empty when there is none."""
    named = _BOUNDARY.fullmatch(content_type)
    if named is None:
        return b""
    mark = b"\r\n--" + named[1].encode()
    for part in (b"\r\n" + body).split(mark):
        head, gap, content = part.partition(b"\r\n\r\n")
        if gap and _FILE.search(head):
            if len(content) > LARGEST_MB * _MEGABYTE:
                raise _TooLarge
            return content
    return b""
