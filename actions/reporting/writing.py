"""A report in the forms in which it leaves: the board's page in Prefect, rows of a list, a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Final

from actions.boards.words import cell, table
from actions.exports import Column, Listed
from documents import charts
from documents.charts import Chart
from documents.spreadsheets.charted import Series, Table, write_charted
from documents.vietnamese import day_vi
from models.reporting.figures import Picture, Report, Row, Section

ROWS: Final = Listed[Row](
    "bao-cao",
    "Báo cáo",
    "Report",
    (
        Column("Phần", "Part", lambda row: row.section, 30),
        Column("Nhóm", "Group", lambda row: row.group or "", 30),
        Column("Mã", "Code", lambda row: row.figure.code, 26),
        Column("Số liệu", "Figure", lambda row: row.figure, 50),
        Column("Giá trị", "Value", lambda row: row.figure.now.value, 18),
        Column("Tổng số", "Of", lambda row: row.figure.now.of, 10),
        Column("Đơn vị tính", "Unit", lambda row: row.figure.unit, 12),
        Column("Trong báo cáo", "As reported", lambda row: row.figure.said, 24),
        Column("Kỳ trước", "Period before", lambda row: row.figure.said_before, 24),
        Column("Thay đổi", "Change", lambda row: row.figure.change, 18),
        Column("Cách tính, nguồn", "How it is counted", lambda row: row.figure.source, 60),
        Column("Ghi chú", "Note", lambda row: row.figure.note, 40),
        Column("Bản ghi", "Records", lambda row: "; ".join(row.figure.now.records), 60),
    ),
)
"""The report as a list: every figure, with the records behind it."""


def chart(picture: Picture) -> Chart:
    """The picture of a part as a chart to be drawn."""
    groups = tuple(charts.Group(bar.label, bar.values) for bar in picture.bars)
    panel = charts.Panel(picture.vi, picture.series, groups, empty="Không có số liệu trong các kỳ này.")
    return Chart(picture.vi, picture.says, (panel,))


def workbook(found: Report) -> IO[bytes]:
    """The report as a workbook at its beginning: its figures, and each chart with its own numbers.

    The caller closes it.
    """
    file = io.BytesIO()
    headings = tuple((column.vi, column.width) for column in ROWS.columns)
    rows = tuple(tuple(_plain(column, row) for column in ROWS.columns) for row in found.rows)
    write_charted(
        file,
        Table(
            "Số liệu",
            headings,
            rows,
            (found.vi, f"{found.province}, số liệu đến {day_vi(found.until)}", *_said(found)),
        ),
        tuple(
            Series(
                section.picture.vi,
                section.picture.series or (section.picture.vi,),
                tuple((bar.label, bar.values) for bar in section.picture.bars),
            )
            for section in found.sections
            if section.picture is not None
        ),
    )
    file.seek(0)
    return file


def _plain(column: Column[Row], row: Row) -> object:
    value = column.value(row)
    return getattr(value, "vi", value)


def _said(found: Report) -> Iterator[str]:
    if not found.is_whole:
        yield "Kỳ báo cáo chưa kết thúc."
    for section in found.sections:
        for note in section.said:
            yield f"{section.vi}. {note}"


def markdown(found: Report) -> str:
    """The report as a page of markdown, with its charts in it."""
    parts = [
        f"# {cell(found.vi)}",
        f"{cell(found.province)}, số liệu đến {day_vi(found.until)}."
        + ("" if found.is_whole else " Kỳ báo cáo chưa kết thúc."),
    ]
    for section in found.sections:
        parts += [f"## {cell(section.vi)}", *_section(section)]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield table(
        ("Số liệu", "Kỳ này", "Kỳ trước", "Thay đổi"),
        (
            (cell(each.vi), cell(each.said), cell(each.said_before), cell(each.change))
            for each in section.figures
        ),
        figures=(1, 2, 3),
    )
    if section.picture is not None:
        drawn = charts.svg(chart(section.picture))
        yield f"![{cell(section.picture.says)}]({charts.data_uri(drawn)})"
    for group in section.groups:
        if group.parts:
            parts = ((cell(each.vi), cell(each.said)) for each in group.parts)
            yield table((cell(group.vi), "Số lượng"), parts, figures=(1,))
    if section.named:
        rows = (
            (
                cell(each.code),
                cell(each.what),
                cell(each.said),
                "–" if each.due_on is None else day_vi(each.due_on),
            )
            for each in section.named
        )
        yield f"### {cell(section.named_vi)}\n\n" + table(("Mã", "Nội dung", "Ghi chú", "Thời hạn"), rows)
    if section.said:
        yield "\n".join(f"- {cell(note)}" for note in section.said)
