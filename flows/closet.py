"""The watch over the closet."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from pydantic import Field

from actions import closet, wiring
from flows import boards
from flows.drawing import CASE, Studio


def judge(studio: Studio, code: str, on: date) -> str:
    """Judge one task and draw its case; returns what changed. `actions.closet` promises the events."""
    change = closet.judge(code, on).change
    if change != "none":
        studio.draw(f"{CASE}:{code}", max(on, wiring.today()))
    return change


def sweep(studio: Studio, on: date) -> dict[str, int]:
    """Judge every task that may be stuck; returns how many cases were opened, escalated, closed, left."""
    changes = {"opened": 0, "escalated": 0, "closed": 0, "standing": 0, "none": 0}
    for code in closet.candidates():
        changes[judge(studio, code, on)] += 1
    return changes


@flow(
    name="closet-watch", description="Xét từng kết quả, mở hoặc đóng hồ sơ ngăn tủ, và công bố bảng theo dõi."
)
def closet_watch(
    as_of: Annotated[date | None, Field(title="Ngày xét", description="Để trống là hôm nay.")] = None,
) -> dict[str, int]:
    """Judge every result that may be stuck, issue ageing cases anew, and publish the boards."""
    on = as_of or wiring.today()
    with get_client(sync_client=True) as api:
        studio = Studio(api)
        changes = sweep(studio, on)
        changes["shown"] = boards.publish(studio.board, on)
    get_run_logger().info("Ngày %s: %s", on.strftime("%d/%m/%Y"), changes)
    return changes
