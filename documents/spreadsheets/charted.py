"""A workbook of one list with charts beside it: small, for whoever wants to go on reckoning with a report.

Excel draws the charts itself, from the numbers on their sheet. Unlike long lists (`writing`), a report is
short, and openpyxl may hold it whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Final

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TEXT: Final = 32_000
"""Characters; Excel holds 32,767 in a cell."""
_LEADS_TO_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BETWEEN: Final = 18
"""Rows that a chart takes on its sheet."""
_BESIDE: Final = 5
"""The column at which charts begin, right of their numbers."""


@dataclass(frozen=True)
class Table:
    """The list: its sheet's name, of each column heading and width, its rows, lines above it."""

    title: str
    headings: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[object]]
    above: Sequence[str] = ()


@dataclass(frozen=True)
class Series:
    """A chart: its title, the names of its series, and above each label a value of each."""

    title: str
    names: Sequence[str]
    bars: Sequence[tuple[str, Sequence[Decimal]]]


def write_charted(stream: IO[bytes], listed: Table, pictures: Sequence[Series]) -> None:
    """Write the list on one sheet and the charts, each beside its numbers, on another."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = listed.title
    _list(sheet, listed)
    if pictures:
        charts = book.create_sheet("Biểu đồ")
        charts.column_dimensions["A"].width = 22
        row = 1
        for each in pictures:
            _draw(charts, each, row)
            row += max(_BETWEEN, len(each.bars) + 4)
    book.save(stream)


def _list(sheet: Worksheet, listed: Table) -> None:
    row = 1
    for line in listed.above:
        _write(sheet.cell(row, 1), line)
        row += 1
    if listed.above:
        sheet.cell(1, 1).font = Font(bold=True, size=14)
        row += 1
    head = row
    for column, (heading, width) in enumerate(listed.headings, start=1):
        cell = sheet.cell(head, column)
        _write(cell, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DDE6F0")
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, values in enumerate(listed.rows, start=head + 1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column)
            _write(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    sheet.freeze_panes = f"A{head + 1}"


def _draw(sheet: Worksheet, picture: Series, top: int) -> None:
    _write(sheet.cell(top, 1), picture.title)
    sheet.cell(top, 1).font = Font(bold=True)
    for column, name in enumerate(picture.names, start=2):
        _write(sheet.cell(top + 1, column), name)
    for row, (label, values) in enumerate(picture.bars, start=top + 2):
        _write(sheet.cell(row, 1), label)
        for column, value in enumerate(values, start=2):
            _write(sheet.cell(row, column), value)
    last = top + 1 + len(picture.bars)
    chart = BarChart()
    chart.type = "col"
    chart.title = picture.title
    chart.height, chart.width = 8, 18
    if len(picture.names) == 1:
        chart.legend = None
    numbers = Reference(sheet, min_col=2, max_col=1 + len(picture.names), min_row=top + 1, max_row=last)
    chart.add_data(numbers, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 2, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    sheet.add_chart(chart, f"{get_column_letter(_BESIDE)}{top}")


def _write(cell: Cell | MergedCell, value: object) -> None:
    """Write a value; a text that begins like a formula stays a text."""
    match value:
        case None | "":
            return
        case bool() | int() | Decimal() | date():
            cell.value = value
        case _:
            text = _UNWRITABLE.sub(" ", str(value))[:_LONGEST_TEXT]
            cell.value = text
            cell.data_type = "s"
            if text.startswith(_LEADS_TO_FORMULA):
                cell.quotePrefix = True
