"""The closet board: every result as a row of a table, and the whole told in a page with links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions import links
from actions.boards import charts
from actions.boards.ahead import Ahead, ahead, coming_part, stalled_part
from actions.boards.figures import BUCKETS, ClosetFigures, ClosetRow, Value, closet_figures
from actions.boards.words import AGE_VI, cell, change, days_vi, link, money, more, short, table, when_vi
from documents.vietnamese import day_vi, number_vi
from models import provinces
from models.closet import CAUSES

BOARD_KEY, TABLE_KEY, CHART_KEY = "closet-board", "closet-table", "closet-chart"
"""The fixed names under which the page, the table and the chart are published."""

SHOWN = 15
"""Results on the page; all of them stand in the table."""

BANDS: tuple[tuple[Decimal | None, str], ...] = (
    (Decimal(500_000_000), "dưới 500 triệu đồng"),
    (Decimal(1_000_000_000), "từ 500 triệu đến dưới 1 tỷ đồng"),
    (Decimal(2_000_000_000), "từ 1 tỷ đến dưới 2 tỷ đồng"),
    (None, "từ 2 tỷ đồng trở lên"),
)
"""The bands of value: the sum below which each ends, and its name."""

UNVALUED = "chưa rõ giá trị"
_SUMS = (("định giá", "giá trị đã định giá"), ("kinh phí", "kinh phí của các kết quả chưa định giá"))
_CAUSE_VI = {cause.code: cause.vi for cause in CAUSES}


@dataclass(frozen=True)
class ClosetBoard:
    """The closet board: its facts, rows for the table, the page, and its chart (SVG)."""

    figures: ClosetFigures
    ahead: Ahead
    table: tuple[dict[str, str], ...]
    markdown: str
    chart: str
    count: int


def closet_board(session: Session, on: date) -> ClosetBoard:
    """The board that managers read in Prefect."""
    figures = closet_figures(session, on)
    drawn = charts.closet_chart(figures)
    seen = ahead(session, on)
    return ClosetBoard(
        figures=figures,
        ahead=seen,
        table=tuple(_table_row(row, on) for row in figures.rows),
        markdown=_page(figures, drawn, seen),
        chart=drawn.svg,
        count=len(figures.rows),
    )


def _table_row(row: ClosetRow, on: date) -> dict[str, str]:
    acting = row.acting
    late = f" (quá hạn {(on - acting.due_on).days} ngày)" if acting.is_late(on) and acting.due_on else ""
    return {
        "Mã nhiệm vụ": row.code,
        "Nguyên nhân chính": row.headline_vi,
        "Số ngày": days_vi(row.days),
        "Ai phải xử lý ngay": acting.who,
        "Bước tiếp theo": short(acting.what),
        "Hạn": when_vi(acting.due_on) + late,
        "Kết quả phải có": short(acting.result),
        "Trách nhiệm": acting.responsible,
        "Thẩm quyền": acting.authority,
        "Giá trị": worth(row.value),
        "Tỉnh": row.province,
        "Tên nhiệm vụ": row.title,
        "Mọi nguyên nhân": ", ".join(row.causes),
    }


def worth(value: Value) -> str:
    """A value with its kind, as boards write it."""
    return "chưa rõ" if value.vnd is None else f"{money(value.vnd)} ({value.kind})"


def band_of(value: Value) -> str:
    """The band in which a value lies."""
    if value.vnd is None:
        return UNVALUED
    return next(name for most, name in BANDS if most is None or value.vnd < most)


def _page(figures: ClosetFigures, drawn: charts.Drawn, seen: Ahead) -> str:
    parts = [
        "# Kết quả nằm trong ngăn tủ",
        summary(figures),
        f"![{drawn.says}]({drawn.address})",
        _elsewhere(),
        _gravest(figures),
        *_overdue(figures),
        coming_part(seen),
        by_cause(figures),
        _counted("Theo cơ quan phải xử lý", "Cơ quan", figures.count(lambda row: (row.responsible_vi,))),
        by_age(figures),
        _by_value(figures),
        _by_province(figures),
        *_changes(figures),
        by_month(figures),
        stalled_part(seen),
    ]
    return "\n\n".join(parts) + "\n"


def _elsewhere() -> str:
    return (
        f"{link('Từng kết quả, dạng bảng để tìm kiếm', links.board_link(TABLE_KEY))} · "
        f"{link('mọi hồ sơ trong ngăn tủ', links.runs_link('closet'))} · "
        f"{link('mọi nhiệm vụ đang ở đâu', links.board_link('tasks-board'))}"
    )


def summary(figures: ClosetFigures) -> str:
    """The closet in a few sentences: how many, what they are worth, what has changed in a month."""
    before = figures.before
    sums = "".join(f"; {name} {money(total)}" for kind, name in _SUMS if (total := figures.worth(kind)))
    late = len(figures.overdue)
    return (
        f"Ngày {day_vi(figures.on)}: **{number_vi(len(figures.rows))}** kết quả{sums}. "
        f"Một tháng trước ({day_vi(before.day)}): {number_vi(before.lying)}, nay "
        f"**{change(len(figures.rows), before.lying)}** (vào {number_vi(len(before.came))}, "
        f"ra {number_vi(len(before.left))})."
    ) + (f" Biện pháp quá hạn: **{number_vi(late)}**." if late else "")


def _gravest(figures: ClosetFigures) -> str:
    shown = figures.rows[:SHOWN]
    if not shown:
        return "Không có kết quả nào nằm trong ngăn tủ."
    rows = table(
        ("Kết quả", "Nguyên nhân chính", "Số ngày", "Ai phải xử lý ngay", "Bước tiếp theo"),
        (
            (
                f"{_case_link(row)} {cell(short(row.title))}{_priced(row.value)}",
                cell(row.headline_vi),
                days_vi(row.days),
                cell(row.acting.who),
                _next_step(row, figures.on),
            )
            for row in shown
        ),
        figures=(2,),
    )
    rest = more(len(figures.rows), SHOWN, _in_table())
    return "\n".join(["## Nghiêm trọng nhất trước, lâu nhất trước\n", rows, *rest])


def _priced(value: Value) -> str:
    """The value behind a title; nothing where none is known, as of most results."""
    return "" if value.vnd is None else f" · {worth(value)}"


def _in_table() -> str:
    return f"xem {link('bảng từng kết quả', links.board_link(TABLE_KEY))}"


def _case_link(row: ClosetRow) -> str:
    return link(row.code, links.runs_link(f"case:{row.code}"))


def _next_step(row: ClosetRow, on: date) -> str:
    acting = row.acting
    if not acting.remedy or acting.due_on is None:
        return cell(acting.what)
    late = f", **quá hạn {(on - acting.due_on).days} ngày**" if acting.is_late(on) else ""
    return f"{cell(acting.what)}, hạn {day_vi(acting.due_on)}{late}"


def _overdue(figures: ClosetFigures) -> list[str]:
    late = figures.overdue
    if not late:
        return []
    rows = table(
        ("Mã", "Biện pháp", "Người thực hiện", "Hạn", "Quá hạn (ngày)", "Ai phải xử lý ngay"),
        (
            (
                _case_link(row),
                cell(row.acting.remedy),
                cell(row.acting.doer or row.acting.responsible),
                when_vi(row.acting.due_on),
                number_vi((figures.on - row.acting.due_on).days) if row.acting.due_on else "–",
                cell(row.acting.who),
            )
            for row in late[:SHOWN]
        ),
        figures=(4,),
    )
    return ["\n".join(["## Biện pháp quá hạn\n", rows, *more(len(late), SHOWN, _in_table())])]


def by_cause(figures: ClosetFigures) -> str:
    """How many results each cause holds up, now and a month ago; a result may have several."""
    now = dict(figures.count(lambda row: row.causes))
    then = figures.before.by_cause
    order = sorted({*now, *then}, key=lambda code: (-now.get(code, 0), code))
    rows = table(
        ("Nguyên nhân", "Số kết quả", "Một tháng trước", "Thay đổi"),
        (
            (
                f"{link(_CAUSE_VI[code], links.runs_link(f'closet:{code}'))} ({cell(code)})",
                number_vi(now.get(code, 0)),
                number_vi(then[code]),
                change(now.get(code, 0), then[code]),
            )
            for code in order
        ),
        figures=(1, 2, 3),
    )
    return f"## Theo nguyên nhân\n\nMột kết quả có thể vướng nhiều nguyên nhân.\n\n{rows}"


def by_age(figures: ClosetFigures) -> str:
    """How many results of each age."""
    counted = dict(figures.count(lambda row: (row.bucket,)))
    rows = table(
        ("Số ngày nằm chờ", "Số kết quả"),
        (
            (
                link(AGE_VI[bucket], links.runs_link(links.age_tag(bucket)))
                if counted.get(bucket)
                else AGE_VI[bucket],
                number_vi(counted.get(bucket, 0)),
            )
            for bucket in BUCKETS
        ),
        figures=(1,),
    )
    return f"## Theo số ngày nằm chờ\n\n{rows}"


def _by_value(figures: ClosetFigures) -> str:
    rows = []
    for name in (*(name for _, name in BANDS), UNVALUED):
        there = [row.value for row in figures.rows if band_of(row.value) == name]
        if there:
            total = sum((value.vnd for value in there if value.vnd is not None), Decimal(0))
            valued = sum(value.kind == "định giá" for value in there)
            rows.append((name, number_vi(len(there)), number_vi(valued), money(total) if total else "–"))
    told = table(("Giá trị", "Số kết quả", "Đã định giá", "Tổng"), rows, figures=(1, 2, 3))
    said = "Lấy giá trị định giá của kết quả; chưa định giá thì lấy kinh phí của nhiệm vụ."
    return f"## Theo giá trị\n\n{said}\n\n{told}"


def _by_province(figures: ClosetFigures) -> str:
    counted = figures.count(lambda row: (row.province,))
    return _counted(
        "Theo tỉnh, thành phố",
        "Tỉnh, thành phố",
        counted,
        lambda name: links.runs_link(f"province:{provinces.slug(name)}"),
    )


def _counted(
    heading: str, column: str, counted: Iterable[tuple[str, int]], address: Callable[[str], str] | None = None
) -> str:
    rows = (
        (link(name, address(name)) if address else cell(name), number_vi(count)) for name, count in counted
    )
    return f"## {heading}\n\n{table((column, 'Số kết quả'), rows, figures=(1,))}"


def _changes(figures: ClosetFigures) -> list[str]:
    """Which results came and which left since a month ago, by their links."""
    before = figures.before
    said = [
        f"- {words}: "
        + ", ".join(link(code, links.runs_link(f"{kind}:{code}")) for code in codes[:SHOWN])
        + (f" và {number_vi(len(codes) - SHOWN)} kết quả khác" if len(codes) > SHOWN else "")
        for words, kind, codes in (
            ("Vào ngăn tủ", "case", before.came),
            ("Ra khỏi ngăn tủ", "task", before.left),
        )
        if codes
    ]
    return [f"## So với ngày {day_vi(before.day)}\n\n" + "\n".join(said)] if said else []


def by_month(figures: ClosetFigures) -> str:
    """The chart's second half in figures: what came and what left, month by month."""
    rows = table(
        ("Tháng", "Vào", "Ra", "Còn lại cuối kỳ"),
        (
            (
                f"{month.until:%m/%Y}" + (f" (đến {month.until:%d/%m})" if month.until == figures.on else ""),
                number_vi(month.came),
                number_vi(month.left),
                number_vi(month.lying),
            )
            for month in figures.months
        ),
        figures=(1, 2, 3),
    )
    return f"## Vào và ra theo tháng\n\nTính lại từ hồ sơ, không phụ thuộc ngày xét.\n\n{rows}"
