"""The monthly advisory council in Prefect: its agenda by the clock, its minutes by a form."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from pydantic import Field

from actions import advisory, issuing, people, windows, wiring
from actions.advisory import Sheet, page
from flows.board import Board
from flows.spoken import ended, spoken
from models.errors import Unavailable

AGENDA_KEY: Final = "advisory-agenda"
MINUTES_KEY: Final = "advisory-minutes"


def keep(document: int) -> str | None:
    """Set the page of a session's paper now, so that it can be read at once; returns its hash.

    None while the storage is away: the session is on record all the same, and the engine keeps the paper as
    soon as it can, for that was promised with its number.
    """
    try:
        return issuing.keep(document)
    except Unavailable as outage:
        get_run_logger().warning("Văn bản sẽ được lưu sau: %s", outage)
        return None


@flow(
    name="advisory-agenda",
    description="Lập chương trình họp hội đồng tư vấn: kết quả mới vướng, đã báo cáo cấp trên, việc quá hạn.",
)
@spoken
def advisory_agenda(
    province: Annotated[
        str, Field(title="Tỉnh, thành phố", description="Để trống là mọi tỉnh có kết quả trong ngăn tủ.")
    ] = "",
    month: Annotated[
        str, Field(title="Phiên họp tháng", description="Ví dụ 11/2026; để trống là phiên sắp tới.")
    ] = "",
    meets_on: Annotated[
        date | None, Field(title="Ngày họp", description="Để trống là ngày họp thường lệ của tháng.")
    ] = None,
    as_of: Annotated[date | None, Field(title="Ngày lập", description="Để trống là hôm nay.")] = None,
) -> State[Any]:
    """Prepare the sessions and publish what stands on their agendas; its result is each council's paper.

    Raises:
        BadInput: no such province, or a month that cannot be read.
        Refused: the session of that month was held already.
    """
    on = as_of or wiring.today()
    called = advisory.parse_month(month) if month.strip() else None
    with wiring.unit_of_work() as session:
        names = (province,) if province.strip() else advisory.councils(session, on)
    prepared = []
    for name in names:
        with wiring.unit_of_work() as session:
            prepared.append(advisory.prepare(session, name, called, on, meets_on=meets_on))
    shown = page.agenda_page([(each, keep(each.document)) for each in prepared], on)
    with get_client(sync_client=True) as api:
        Board(api).publish(AGENDA_KEY, shown, "Chương trình họp hội đồng tư vấn")
    numbers = {each.province: each.number for each in prepared}
    told = "; ".join(f"{province}: {number}" for province, number in numbers.items())
    return ended(f"Chương trình họp: {told or 'không hội đồng nào có việc để họp'}.", numbers)


def show_minutes(board: Board) -> None:
    """Publish the minutes that were written last, as the tables have them, unless they stand there."""
    with windows.held(f"board:{MINUTES_KEY}") as session:
        shown = page.minutes_page(session)
        if shown is not None:
            board.publish(MINUTES_KEY, shown, "Biên bản họp hội đồng tư vấn mới nhất")


@flow(
    name="advisory-minutes",
    description="Ghi biên bản họp hội đồng tư vấn: kết luận từng kết quả, việc được giao theo sáu rõ.",
)
@spoken
def advisory_minutes(
    minutes: Annotated[Sheet, Field(title="Biên bản họp")],
    person: Annotated[str, Field(title="Tài khoản của thư ký hội đồng", min_length=1)],
    code: Annotated[str, Field(title="Mã một lần", description="6 chữ số", pattern=r"^\s*\d{3}\s?\d{3}\s*$")],
) -> State[Any]:
    """Record the minutes of a session; its result is the number of the paper.

    The engine keeps the paper and shows the page, as was promised with the minutes: so they are shown whoever
    records them, and whatever becomes of this run.

    Raises:
        WrongCode: the one-time code does not prove the person.
        Refused: the minutes lack something, with every reason.
    """
    with people.proven(person, "".join(code.split())) as (session, actor):
        recorded = advisory.record_minutes(session, minutes, actor, on=wiring.today())
    return ended(f"Đã ghi biên bản {recorded.number} ({recorded.file}).", recorded.number)
