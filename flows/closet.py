"""The watch over the closet."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from pydantic import Field

from actions import closet, watching, wiring
from flows import boards
from flows.drawing import CASE, Studio
from flows.spoken import ended, spoken


def judge(studio: Studio, code: str, on: date) -> str:
    """Judge one task and draw its case; returns what changed. `actions.closet` promises the events."""
    change = closet.judge(code, on).change
    if change != "none":
        studio.draw(f"{CASE}:{code}", max(on, wiring.today()))
    return change


def sweep(studio: Studio, on: date) -> dict[str, int]:
    """Judge every task whose case may have changed; returns how many were opened, escalated, closed, left.

    The others stand as they are: of them only the pictures are drawn anew that tell of fewer days.
    """
    changes = {"opened": 0, "escalated": 0, "closed": 0, "standing": 0, "none": 0}
    begun = watching.begin(on)
    for code in begun.changed():
        changes[judge(studio, code, on)] += 1
    watching.end(begun)
    changes["standing"] = watching.lying() - changes["opened"] - changes["escalated"]
    changes["none"] += begun.none
    for code in watching.shown_before(on):
        studio.draw(f"{CASE}:{code}", max(on, wiring.today()))
    return changes


@flow(
    name="closet-watch", description="Xét từng kết quả, mở hoặc đóng hồ sơ ngăn tủ, và công bố bảng theo dõi."
)
@spoken
def closet_watch(
    as_of: Annotated[date | None, Field(title="Ngày xét", description="Để trống là hôm nay.")] = None,
) -> State[Any]:
    """Judge every result that may be stuck, issue ageing cases anew, and publish the boards."""
    on = as_of or wiring.today()
    with get_client(sync_client=True) as api:
        studio = Studio(api)
        changes = sweep(studio, on)
        changes["shown"] = boards.publish(studio.board, on)
    return ended(
        f"Ngày {on:%d/%m/%Y}: mở {changes['opened']}, báo cấp trên {changes['escalated']}, "
        f"đóng {changes['closed']}, vẫn vướng {changes['standing']}.",
        changes,
    )
