"""The morning's letters, by the clock: what waits for each person is written to them."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from actions import reminding, wiring
from flows.spoken import ended, spoken


@flow(
    name="morning-letters",
    description="Gửi thư tổng hợp mỗi ngày làm việc, và thư nhắc việc trước và sau hạn.",
)
@spoken
def morning_letters() -> State[Any]:
    """Promise the letters of the day; the engine sends them, each once.

    Raises:
        Unavailable: the database is away; run again on the same day, nobody is written to twice.
    """
    made = reminding.promise_letters(wiring.today())
    said = f"Đã soạn {made.summaries} thư tổng hợp và {made.reminders} thư nhắc việc."
    return ended(said)
