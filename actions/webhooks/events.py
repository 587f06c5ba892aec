"""What webhooks are told of: events as names for entries of the journal, and what each says.

A body says which task, and what came about, in codes; whoever wants to know more asks with a key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import quote

from actions import wiring


@dataclass(frozen=True)
class Event:
    """An event: the entries of the journal that make it, which of their facts are told, its name."""

    code: str
    tags: tuple[str, ...]
    facts: tuple[str, ...]
    vi: str
    en: str


MISSED: Final = "deadline.missed"
PING: Final = "ping"
"""What is sent when somebody tries whether the address answers."""

EVENTS: Final = (
    Event("task.ordered", ("task:order:opened", "task:order:imported"), (), "Nhiệm vụ mới", "A new task"),
    Event("stage.entered", ("task:stage:entered",), ("stage",), "Vào giai đoạn", "A stage was entered"),
    Event("task.ended", ("task:stage:ended",), ("stage", "outcome"), "Nhiệm vụ kết thúc", "A task has ended"),
    Event(
        "decision.made",
        ("task:gate:approved", "task:gate:returned", "task:gate:rejected", "task:gate:withdrawn"),
        ("gate", "round"),
        "Có quyết định",
        "A decision was made",
    ),
    Event("paper.submitted", ("task:paper:submitted",), ("paper",), "Giấy tờ được nộp", "A paper came in"),
    Event(
        "paper.withdrawn", ("task:paper:withdrawn",), ("paper",), "Giấy tờ được rút", "A paper was withdrawn"
    ),
    Event(
        "paper.issued",
        ("task:document:numbered",),
        ("document", "paper"),
        "Văn bản được ban hành",
        "A document was issued",
    ),
    Event(
        "paper.signed", ("task:document:signed",), ("document",), "Văn bản được ký", "A document was signed"
    ),
    Event("result.recorded", ("task:result:recorded",), ("fact",), "Ghi nhận dữ kiện", "A fact was recorded"),
    Event(
        "closet.opened",
        ("case:closet:opened",),
        ("causes", "bucket"),
        "Kết quả vào ngăn tủ",
        "A result is stuck",
    ),
    Event(
        "closet.escalated",
        ("case:closet:escalated",),
        ("rung", "bucket"),
        "Ngăn tủ chuyển cấp xử lý",
        "A stuck result was escalated",
    ),
    Event("closet.closed", ("case:closet:closed",), (), "Kết quả ra khỏi ngăn tủ", "A result is out again"),
    Event("remedy.taken", ("case:remedy:taken",), ("remedy",), "Chọn biện pháp", "A remedy was chosen"),
    Event(MISSED, ("case:remedy:missed",), ("remedy", "stage", "due_on"), "Quá hạn", "A deadline was missed"),
)
"""What an organisation may choose to be told of."""

BY_CODE: Final = {event.code: event for event in EVENTS}
BY_TAG: Final = {tag: event for event in EVENTS for tag in event.tags}


def tags_of(codes: list[str]) -> tuple[str, ...]:
    """The tags of the journal that make these events."""
    return tuple(tag for code in codes if code in BY_CODE for tag in BY_CODE[code].tags)


def body_of(
    event_id: str, event: str, at: datetime, on: date, code: str, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """What is told, as data; the same each time that it is sent."""
    return {
        "id": event_id,
        "event": event,
        "at": at.astimezone(wiring.ZONE).isoformat(),
        "on": on.isoformat(),
        "task": code,
        "link": f"{wiring.settings().portal_url.rstrip('/')}/tasks/{quote(code, safe='')}" if code else "",
        "facts": dict(facts),
    }


def bytes_of(body: Mapping[str, Any]) -> bytes:
    """The bytes that are sent and signed: canonical JSON."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
