"""Files as answers: papers that a browser may show, and files that it saves."""

from __future__ import annotations

import urllib.parse
from http import HTTPStatus
from typing import Final

from fastapi.responses import RedirectResponse, StreamingResponse
from starlette.responses import Response

from actions.delivering import Delivery

_SHOWN: Final = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser may show by itself; everything else is saved, for it comes from outside."""
_FRAMED: Final = {"Content-Security-Policy": "default-src 'none'; object-src 'self'; frame-ancestors 'self'"}
"""Our own pages show a paper beside what is decided about it; no other site may."""


def paper_answer(data: bytes, media_type: str, file_name: str) -> Response:
    """A paper as an answer: shown by the browser, also within a page of ours, where that is safe."""
    return Response(data, media_type=media_type, headers=_shown(media_type, file_name))


def saved(data: bytes, media_type: str, file_name: str) -> Response:
    """A file that the browser saves, and never shows within our pages."""
    return Response(data, media_type=media_type, headers=_disposition("attachment", file_name))


def delivered(
    found: Delivery, *, shown: bool = False, redirect: HTTPStatus = HTTPStatus.SEE_OTHER
) -> Response:
    """A kept file: by way of the storage's own address where there is one, else piece by piece.

    Args:
        found: the file on its way out.
        shown: whether the browser may show it, as a paper.
        redirect: how the browser is sent to the storage.
    """
    if found.address:
        return RedirectResponse(found.address, redirect)
    headers = (
        _shown(found.media_type, found.file_name) if shown else _disposition("attachment", found.file_name)
    )
    if found.size is not None:
        headers["Content-Length"] = str(found.size)
    return StreamingResponse(found.pieces, media_type=found.media_type, headers=headers)


def _shown(media_type: str, file_name: str) -> dict[str, str]:
    return _disposition("inline" if media_type in _SHOWN else "attachment", file_name) | _FRAMED


def _disposition(how: str, file_name: str) -> dict[str, str]:
    return {"Content-Disposition": f"{how}; filename*=UTF-8''{urllib.parse.quote(file_name, safe='')}"}
