"""The watch over the closet, and the board that shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from pydantic import Field

from actions import boards, closet, wiring
from flows.board import Board
from flows.drawing import CASE, Studio

BOARD_KEY: Final = "closet-board"
TABLE_KEY: Final = "closet-table"


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


def publish(board: Board, on: date) -> int:
    """Publish the closet board as a page and as a table; returns how many results lie in the closet."""
    with wiring.unit_of_work() as session:
        shown = boards.closet_board(session, on)
    board.publish(BOARD_KEY, shown.markdown, "Kết quả nằm trong ngăn tủ: nguyên nhân, số ngày, ai phải xử lý")
    board.publish_table(TABLE_KEY, shown.table, "Từng kết quả nằm trong ngăn tủ")
    return shown.count


@flow(
    name="closet-watch", description="Xét từng kết quả, mở hoặc đóng hồ sơ ngăn tủ, và công bố bảng theo dõi."
)
def closet_watch(
    as_of: Annotated[date | None, Field(title="Ngày xét", description="Để trống là hôm nay.")] = None,
) -> dict[str, int]:
    """Judge every result that may be stuck, issue ageing cases anew, and publish the board."""
    on = as_of or wiring.today()
    with get_client(sync_client=True) as api:
        studio = Studio(api)
        changes = sweep(studio, on)
        changes["shown"] = publish(studio.board, on)
    get_run_logger().info("Ngày %s: %s", on.strftime("%d/%m/%Y"), changes)
    return changes
