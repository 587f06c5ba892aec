"""The morning's letters, by the clock: what waits for each person is written to them."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed

from actions import reminding, wiring


@flow(
    name="morning-letters",
    description="Gửi thư tổng hợp mỗi ngày làm việc, và thư nhắc việc trước và sau hạn.",
)
def morning_letters() -> State[Any]:
    """Promise the letters of the day; the engine sends them, each once.

    Raises:
        Unavailable: the database is away; run again on the same day, nobody is written to twice.
    """
    made = reminding.promise_letters(wiring.today())
    said = f"Đã soạn {made.summaries} thư tổng hợp và {made.reminders} thư nhắc việc."
    get_run_logger().info("%s", said)
    return Completed(message=said)
