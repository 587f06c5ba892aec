"""The calendar feed: opened by a key of scope `calendar` in its address, for what cannot sign in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from actions import doors, feed, tokens, walls, wiring
from actions.tokens import TokenScope
from models.errors import NotFound, Refused
from models.wall import sight_of

room = APIRouter()
"""`/calendar/{key}.ics`."""

_ASKED: Final = 60
"""Times that one calendar may ask in an hour."""


@room.get("/calendar/{key}.ics")
def calendar(key: str) -> Response:
    """The calendar of the person for whom the key acts; a key of another scope opens nothing here."""
    with wiring.unit_of_work() as session:
        visit = tokens.bearer(session, key, TokenScope.CALENDAR)
        if visit is None:
            raise NotFound("Địa chỉ lịch này không còn dùng được; hãy tạo khóa mới ở trang Tài khoản.")
        if doors.knocks(session, f"calendar:{visit.session}", timedelta(hours=1)) > _ASKED:
            raise Refused("Lịch này được hỏi quá nhiều lần trong một giờ; hãy đặt lịch cập nhật thưa hơn.")
        walls.let_in(sight_of(visit.actor))
        walls.enter(session)
        data = feed.calendar_of(session, visit)
    return Response(
        data,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="viec-cua-toi.ics"', "Cache-Control": "private"},
    )
