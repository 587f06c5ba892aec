"""Where the tasks are: every living task as a row of a table, and a page of stages by age with links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import links
from actions.boards.figures import BUCKETS
from actions.boards.places import Places, Stay, places
from actions.boards.words import AGE_SHORT, cell, days_vi, link, more, short, table, when_vi
from documents.vietnamese import day_vi, number_vi

BOARD_KEY, TABLE_KEY = "tasks-board", "tasks-table"
"""The fixed names under which the page and the table are published."""

LONGEST = 3
"""Tasks named for each stage: those that have stood there longest."""

LATE = 25
"""Overdue tasks on the page; all of them stand in the table."""


@dataclass(frozen=True)
class PlacesBoard:
    """The board of all living tasks: rows for the table, the page, and their facts."""

    places: Places
    table: tuple[dict[str, str], ...]
    markdown: str
    count: int


def places_board(session: Session, on: date) -> PlacesBoard:
    """Where every living task stands, as managers read it in Prefect."""
    found = places(session, on)
    return PlacesBoard(
        places=found,
        table=tuple(_table_row(stay) for standing in found.stages for stay in standing.stays),
        markdown=_page(found),
        count=found.count,
    )


def _table_row(stay: Stay) -> dict[str, str]:
    return {
        "Mã nhiệm vụ": stay.code,
        "Giai đoạn": stay.stage.vi,
        "Số ngày ở giai đoạn": days_vi(stay.days),
        "Hạn": when_vi(stay.due_on),
        "Tình trạng": state_of(stay),
        "Tỉnh": stay.province,
        "Tên nhiệm vụ": stay.title,
    }


def state_of(stay: Stay) -> str:
    """Whether a task is late where it stands."""
    if stay.overdue:
        return f"quá hạn {number_vi(stay.overdue)} ngày"
    if stay.stopped:
        return "chờ bổ sung, thời hạn tạm dừng"
    return "trong hạn" if stay.due_on is not None else "không đặt hạn"


def _page(found: Places) -> str:
    parts = [
        "# Các nhiệm vụ đang ở đâu",
        _summary(found),
        matrix(found),
        *_late(found),
        *_longest(found),
    ]
    return "\n\n".join(parts) + "\n"


def _summary(found: Places) -> str:
    return (
        f"Ngày {day_vi(found.on)}: **{number_vi(found.count)}** nhiệm vụ chưa kết thúc, "
        f"**{number_vi(found.overdue)}** quá hạn.\n\n"
        f"{link('Từng nhiệm vụ, dạng bảng để tìm kiếm', links.board_link(TABLE_KEY))} · "
        f"{link('mọi nhiệm vụ quá hạn', links.runs_link('overdue'))} · "
        f"{link('ngăn tủ', links.board_link('closet-board'))}"
    )


def matrix(found: Places) -> str:
    """Stages by age: how many tasks have stood where for how long, in days."""
    rows = [
        (
            link(standing.stage.vi, links.runs_link(standing.tag)),
            *(number_vi(standing.by_age[age]) if standing.by_age[age] else "–" for age in BUCKETS),
            f"**{number_vi(standing.overdue)}**" if standing.overdue else "–",
            number_vi(standing.count),
        )
        for standing in found.stages
    ]
    totals = [sum(standing.by_age[age] for standing in found.stages) for age in BUCKETS]
    rows.append(
        (
            "**Cộng**",
            *(number_vi(total) if total else "–" for total in totals),
            number_vi(found.overdue) if found.overdue else "–",
            f"**{number_vi(found.count)}**",
        )
    )
    headings = ("Giai đoạn", *(AGE_SHORT[age] for age in BUCKETS), "Quá hạn", "Tất cả")
    return (
        "## Theo giai đoạn và số ngày ở giai đoạn đó\n\n"
        "Nhiệm vụ nhập từ danh sách tính từ sự kiện gần nhất có ngày được ghi nhận.\n\n"
        f"{table(headings, rows, figures=range(1, len(headings)))}"
    )


def _task(stay: Stay) -> str:
    return f"{link(stay.code, links.runs_link(f'task:{stay.code}'))} {cell(short(stay.title))}"


def _late(found: Places) -> list[str]:
    late = sorted(
        (stay for standing in found.stages for stay in standing.stays if stay.overdue),
        key=lambda stay: (-stay.overdue, stay.code),
    )
    if not late:
        return []
    rows = table(
        ("Nhiệm vụ", "Giai đoạn", "Hạn", "Quá hạn (ngày)"),
        ((_task(stay), stay.stage.vi, when_vi(stay.due_on), number_vi(stay.overdue)) for stay in late[:LATE]),
        figures=(3,),
    )
    where = f"xem {link('bảng từng nhiệm vụ', links.board_link(TABLE_KEY))}"
    return ["\n".join(["## Quá hạn lâu nhất\n", rows, *more(len(late), LATE, where)])]


def _longest(found: Places) -> list[str]:
    rows = [
        (standing.stage.vi if first else "", _task(stay), days_vi(stay.days), state_of(stay))
        for standing in found.stages
        for first, stay in zip((True, *(False,) * LONGEST), standing.stays[:LONGEST], strict=False)
        if stay.days is not None
    ]
    if not rows:
        return []
    told = table(("Giai đoạn", "Nhiệm vụ", "Số ngày", "Tình trạng"), rows, figures=(2,))
    return [f"## Ở lâu nhất tại mỗi giai đoạn\n\n{told}"]
