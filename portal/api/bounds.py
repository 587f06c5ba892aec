"""What the interface takes: bodies of bounded size, numbers that the tables hold, pages with a cursor."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.interface import MOST
from models.errors import BadInput

LARGEST: Final = 24 * 2**20
"""Bytes of a body; a larger file comes in parts (`uploads`)."""

WORD: Final = r"^[A-Za-z0-9._-]+$"
"""How codes are written."""

Code = Annotated[str, Path(description="Mã nhiệm vụ, ví dụ DN-2026-007.", max_length=40, pattern=WORD)]
GateCode = Annotated[str, Path(description="Mã cổng, ví dụ validity.", max_length=80, pattern=WORD)]
Number = Annotated[int, Path(description="Số thứ tự.", ge=1, le=2**53)]
Sha256 = Annotated[str, Path(description="Mã băm SHA-256 của tệp (hex).", pattern="^[0-9a-f]{64}$")]
Limit = Annotated[int, Query(description="Số mục của một trang.", ge=1, le=MOST)]
Cursor = Annotated[
    str, Query(description="Con trỏ `next` của trang trước; để trống là trang đầu.", max_length=400)
]

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="Các mục của trang.")
    next: str | None = Field(None, description="Con trỏ của trang sau; null ở trang cuối.")


def cursor_of(place: str | int) -> str:
    """The cursor of the page after that place."""
    return base64.urlsafe_b64encode(str(place).encode()).decode()


def place_of(cursor: str) -> str:
    """The place after which a page begins; empty for the first page.

    Raises:
        BadInput: it is no cursor of ours.
    """
    try:
        said = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadInput("Con trỏ không đúng; hãy dùng giá trị `next` của trang trước.") from None
    if not said.isprintable() and said:
        raise BadInput("Con trỏ không đúng; hãy dùng giá trị `next` của trang trước.")
    return said


def number_of(cursor: str) -> int | None:
    """The number after which a page begins; None for the first page.

    Raises:
        BadInput: it is no cursor of ours.
    """
    said = place_of(cursor)
    if not said:
        return None
    if not said.isascii() or not said.isdigit() or len(said) > 18:  # noqa: PLR2004 - a bigint has 18 digits
        raise BadInput("Con trỏ không đúng; hãy dùng giá trị `next` của trang trước.")
    return int(said)


Row = TypeVar("Row")


def sliced(rows: Sequence[Row], cursor: str, limit: int) -> tuple[Sequence[Row], str | None]:
    """One page of a list that is whole already, and the cursor of the next one."""
    start = number_of(cursor) or 0
    end = start + limit
    return rows[start:end], cursor_of(end) if end < len(rows) else None


class Bounded:
    """ASGI middleware that refuses a body larger than `LARGEST`, before it is held in memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count what comes."""
        came = 0

        async def receive_bounded() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > LARGEST:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_bounded, send)
