"""The watch over the closet, and the board that shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import NAMESPACE_URL, uuid5

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from pydantic import Field

from actions import boards, closet, wiring
from flows.board import CLOSET_CLOSED, CLOSET_ESCALATED, CLOSET_OPENED, Board
from flows.drawing import CASE, Studio
from models.closet import Case

BOARD_KEY: Final = "closet-board"
TABLE_KEY: Final = "closet-table"
ESCALATION_DAYS: Final = (90, 180, 365, 1095)
"""The ages (days in the closet) at which a case is escalated: the limits of the board's buckets."""

_EVENTS: Final = {"opened": CLOSET_OPENED, "closed": CLOSET_CLOSED}


def judge(studio: Studio, code: str, on: date) -> str:
    """Judge one task, draw its case and tell whoever listens; returns what changed (see `actions.closet`)."""
    judged = closet.judge(code, on)
    if judged.change == "none":
        return judged.change
    subject = f"{CASE}:{code}"
    studio.draw(subject, max(on, wiring.today()))
    if judged.change in _EVENTS:
        studio.board.emit(_EVENTS[judged.change], subject, _payload(judged.case))
    elif judged.case is not None and judged.case.days in ESCALATION_DAYS:
        # The same day of the same case is the same event, however often the watch runs.
        event_id = uuid5(NAMESPACE_URL, f"{CLOSET_ESCALATED}/{code}/{judged.case.days}/{on.isoformat()}")
        studio.board.emit(CLOSET_ESCALATED, subject, _payload(judged.case), event_id=event_id)
    return judged.change


def _payload(case: Case | None) -> dict[str, object]:
    if case is None:
        return {}
    return {
        "headline": case.headline.code,
        "causes": [cause.code for cause in case.causes],
        "days": case.days,
        "responsible": case.headline.responsible,
    }


def sweep(studio: Studio, on: date) -> dict[str, int]:
    """Judge every task that may be stuck; returns how many cases were opened, closed, left standing."""
    changes = {"opened": 0, "closed": 0, "standing": 0, "none": 0}
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
