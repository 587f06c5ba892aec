"""Webhooks: registered, tried, paused, ended, with the log of what was sent."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from actions import wiring
from actions.webhooks import keeping
from actions.webhooks.events import EVENTS
from models.deeds import Deed
from portal.api.bounds import Cursor, Number, Page, cursor_of, number_of
from portal.api.keys import bearing
from portal.api.once import Once
from portal.api.shapes import Ask, Done, Shape
from portal.visits import Visit

room = APIRouter(route_class=Once)
"""`/webhooks`."""

ToKeep = Annotated[Visit, bearing(Deed.WEBHOOK_KEEP)]
_HOOKS = "Kết nối nhận sự kiện"


class Hook(Shape):
    """A webhook of one's organisation."""

    id: int = Field(description="Số.")
    url: str = Field(description="Địa chỉ nhận.")
    events: list[str] = Field(description="Các sự kiện.")
    by: str = Field(description="Chức danh người đăng ký.")
    made_at: datetime = Field(description="Lúc đăng ký.")
    paused_at: datetime | None = Field(description="Tạm dừng từ lúc.")


class Event(Shape):
    """An event of which a webhook may be told."""

    code: str = Field(description="Mã sự kiện.")
    vi: str = Field(description="Tên.")
    en: str = Field(description="Tên tiếng Anh.")


class Registering(Ask):
    """A webhook to be registered."""

    url: str = Field(description="Địa chỉ https của hệ thống nhận.", max_length=500)
    events: list[str] = Field(description="Mã các sự kiện.", min_length=1, max_length=len(EVENTS))


class Registered(Shape):
    """A new webhook."""

    id: int = Field(description="Số.")
    secret: str = Field(description="Khóa để kiểm tra chữ ký; chỉ hiện một lần này.")


class Sent(Shape):
    """One telling of one event."""

    id: int = Field(description="Số.")
    event_id: str = Field(description="Mã của sự kiện, là `id` trong nội dung gửi.")
    event: str = Field(description="Mã loại sự kiện.")
    task: str = Field(description="Mã nhiệm vụ.")
    made_at: datetime = Field(description="Lúc ghi.")
    attempts: int = Field(description="Số lần đã thử.")
    not_before: datetime = Field(description="Lần thử tới, nếu chưa gửi được.")
    answer: int | None = Field(description="Mã trạng thái mà bên nhận trả lời.")
    error: str = Field(description="Lỗi của lần thử cuối.")
    delivered_at: datetime | None = Field(description="Lúc bên nhận đã nhận.")
    given_up: bool = Field(description="Đã thôi gửi.")


@room.get("/webhooks/events", tags=[_HOOKS], summary="Các sự kiện có thể nhận")
def events(_visit: ToKeep) -> list[Event]:
    """The events of which a webhook may be told."""
    return [Event.model_validate(each) for each in EVENTS]


@room.get("/webhooks", tags=[_HOOKS], summary="Các kết nối của tổ chức tôi")
def listed(visit: ToKeep) -> list[Hook]:
    """The webhooks of one's organisation."""
    with wiring.unit_of_work() as session:
        return [Hook.model_validate(each) for each in keeping.listed(session, visit.actor)]


@room.post(
    "/webhooks", status_code=HTTPStatus.CREATED, tags=[_HOOKS], summary="Đăng ký một địa chỉ nhận sự kiện"
)
def register(visit: ToKeep, said: Registering) -> Registered:
    """Have an address told of events; the secret is shown this once."""
    with wiring.unit_of_work() as session:
        return Registered.model_validate(keeping.register(session, visit.actor, said.url, said.events))


@room.get("/webhooks/{number}/deliveries", tags=[_HOOKS], summary="Nhật ký gửi, mới nhất trước")
def log(visit: ToKeep, number: Number, cursor: Cursor = "") -> Page[Sent]:
    """What was sent to a webhook."""
    with wiring.unit_of_work() as session:
        found = keeping.log(session, visit.actor, number, number_of(cursor))
    following = None if found.older is None else cursor_of(found.older)
    return Page(items=[Sent.model_validate(each) for each in found.deliveries], next=following)


@room.post("/webhooks/{number}/ping", tags=[_HOOKS], summary="Gửi thử")
def ping(visit: ToKeep, number: Number) -> Done:
    """Send a trial event."""
    with wiring.unit_of_work() as session:
        keeping.ping(session, visit.actor, number)
    return Done(sentence="Đã xếp một sự kiện thử để gửi; xem nhật ký gửi.")


@room.post("/webhooks/{number}/pause", tags=[_HOOKS], summary="Tạm dừng")
def pause(visit: ToKeep, number: Number) -> Done:
    """Send nothing for a while."""
    with wiring.unit_of_work() as session:
        keeping.pause(session, visit.actor, number)
    return Done(sentence="Đã tạm dừng; sự kiện trong thời gian này sẽ được gửi sau.")


@room.post("/webhooks/{number}/resumption", tags=[_HOOKS], summary="Gửi tiếp")
def resume(visit: ToKeep, number: Number) -> Done:
    """Send again."""
    with wiring.unit_of_work() as session:
        keeping.resume(session, visit.actor, number)
    return Done(sentence="Đã cho gửi tiếp.")


@room.delete("/webhooks/{number}", tags=[_HOOKS], summary="Bỏ một kết nối")
def end(visit: ToKeep, number: Number) -> Done:
    """Send nothing any more."""
    with wiring.unit_of_work() as session:
        keeping.end(session, visit.actor, number)
    return Done(sentence="Đã bỏ kết nối.")


@room.post("/webhooks/{number}/deliveries/{sent}/redelivery", tags=[_HOOKS], summary="Gửi lại một sự kiện")
def redeliver(visit: ToKeep, number: Number, sent: Number) -> Done:
    """Send one event again, with the same id."""
    with wiring.unit_of_work() as session:
        keeping.redeliver(session, visit.actor, number, sent)
    return Done(sentence="Đã xếp sự kiện để gửi lại.")
