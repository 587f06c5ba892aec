"""Writing to those who must act, when an automation has seen one of our events.

The automations are declared in `deployments/automations.yaml`. A mail server that is away loses nothing: the
run waits, says until when, and is run again; what was sent is noted beside the task and never sent twice.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from prefect import flow, get_run_logger, runtime
from prefect.client.schemas.objects import State
from prefect.states import AwaitingRetry
from pydantic import Field

from actions import notices, wiring
from flows.board import OURS
from flows.spoken import ended, spoken
from models.errors import Unavailable

_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, *[60] * 72))
"""How long a run waits before each further attempt, while the mail server is away: some three days in all."""


def _name() -> str:
    parameters = runtime.flow_run.parameters
    event = str(parameters.get("event", "")).removeprefix(OURS)
    code = str(parameters.get("about", "")).rpartition(".")[2]
    return f"Thư báo · {code} · {notices.HEADLINES.get(event, event).lower()}"


@flow(
    name="notify",
    flow_run_name=_name,
    description="Gửi thư báo cho người phải xử lý khi có sự kiện về ngăn tủ hoặc quá hạn.",
)
@spoken
def notify(
    event: Annotated[str, Field(title="Sự kiện", examples=["triplehelix.closet.opened"])],
    about: Annotated[str, Field(title="Về việc gì", examples=["triplehelix.case.DN-2023-011"])],
    event_id: Annotated[str, Field(title="Số của sự kiện", min_length=1)],
) -> State[Any]:
    """Write to those who must act; the run's last state says to whom, or why nobody was written to.

    Raises:
        NotFound: no such event or task.
        BadInput: the mail server's settings cannot be read.
        Unavailable: the mail server was away for three days.
    """
    kind, _, code = about.removeprefix(OURS).partition(".")
    try:
        said = notices.notify(event.removeprefix(OURS), f"{kind}:{code}", event_id, wiring.today())
    except Unavailable as outage:
        again = _again()
        if again is None:
            raise
        get_run_logger().warning("%s", outage)
        return AwaitingRetry(scheduled_time=again, message=str(outage))
    return ended(said)


def _again() -> datetime | None:
    """When the run is to try again; None once it has waited long enough."""
    attempt = runtime.flow_run.run_count
    return datetime.now(UTC) + _PAUSES[attempt - 1] if attempt <= len(_PAUSES) else None
