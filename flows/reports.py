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


@flow(name="monthly-report", description="Lập báo cáo tháng: nhiệm vụ theo giai đoạn, kết quả trong ngăn tủ.")
def monthly_report(
    as_of: Annotated[date | None, Field(title="Ngày lập", description="Để trống là hôm nay.")] = None,
) -> int:
    """Publish the report; returns how many tasks it counts."""
    on = as_of or wiring.today()
    with wiring.unit_of_work() as session:
        report = boards.monthly_report(session, on)
    with get_client(sync_client=True) as api:
        Board(api).publish(KEY, report.markdown, f"Báo cáo tháng {on:%m/%Y}")
    get_run_logger().info("Báo cáo tháng %s: %s nhiệm vụ", f"{on:%m/%Y}", report.tasks)
    return report.tasks
