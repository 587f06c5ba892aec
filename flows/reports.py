"""The monthly report: where the tasks stand and what lies in the closet, one artifact a month."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from pydantic import Field

from actions import boards, wiring
from flows.board import Board

KEY: Final = "monthly-report"


def as_markdown(board: boards.StatusBoard, on: date) -> str:
    """Write the figures as a page."""
    stages = "\n".join(f"| {vi} | {en} | {count} |" for _, vi, en, count in board.tasks_by_stage)
    overlong = [row for row in board.closet if row.days is not None]
    longest = sorted(overlong, key=lambda row: -(row.days or 0))[:20]
    closet = "\n".join(
        f"| {row.code} | {row.title} | {row.headline_vi} | {row.days} | {row.responsible_vi} |"
        for row in longest
    )
    return (
        f"# Báo cáo tháng {on:%m/%Y}\n\nLập ngày {on:%d/%m/%Y}. Số nhiệm vụ: **{board.tasks}**; "
        f"kết quả nằm trong ngăn tủ: **{len(board.closet)}**.\n\n"
        f"## Nhiệm vụ theo giai đoạn\n\n| Giai đoạn | Stage | Số nhiệm vụ |\n|---|---|---|\n{stages}\n\n"
        "## Nằm trong ngăn tủ lâu nhất\n\n"
        f"| Mã | Tên | Nguyên nhân chính | Số ngày | Ai phải xử lý |\n|---|---|---|---|---|\n{closet}\n"
    )


@flow(name="monthly-report", description="Lập báo cáo tháng: nhiệm vụ theo giai đoạn, kết quả trong ngăn tủ.")
def monthly_report(
    as_of: Annotated[date | None, Field(title="Ngày lập", description="Để trống là hôm nay.")] = None,
) -> int:
    """Publish the report; returns how many tasks it counts."""
    on = as_of or wiring.today()
    with wiring.unit_of_work() as session:
        board = boards.status_board(session, on)
    with get_client(sync_client=True) as api:
        Board(api).publish(KEY, as_markdown(board, on), f"Báo cáo tháng {on:%m/%Y}")
    get_run_logger().info("Báo cáo tháng %s: %s nhiệm vụ", f"{on:%m/%Y}", board.tasks)
    return board.tasks
