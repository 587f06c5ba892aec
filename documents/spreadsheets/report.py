"""The report on the rows that did not go in: the list itself, with the reason beside each row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from models.listing import words
from models.listing.headers import field_of
from models.listing.tables import Context, RawRow

_ADDED: Final = ("Lý do", "Trang tính", "Dòng")
_LONGEST_TEXT: Final = 32_000
"""Characters; Excel holds 32,767 in a cell."""
_WIDTHS: Final = {"title": 60, "reason": 70, "short": 10, "other": 24}
_LEADS_TO_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_report(rejects: Iterable[tuple[RawRow, Sequence[str]]], path: Path) -> int:
    """Write the rows that did not go in, each with its reasons beside it; returns how many.

    The columns are those of the list, in its order, then what its heading lines said, the reasons,
    the sheet and the row. Corrected there, the report itself can be imported. Lists with other columns get
    a sheet of their own.

    Args:
        rejects: rows and the sentences that say why.
        path: the XLSX file to write.
    """
    book = _Report()
    written = 0
    for row, reasons in rejects:
        book.add(row, reasons)
        written += 1
    book.save(path)
    return written


@dataclass
class _Report:
    workbook: openpyxl.Workbook = field(default_factory=lambda: openpyxl.Workbook(write_only=True))
    sheets: dict[tuple[str, ...], WriteOnlyWorksheet] = field(default_factory=dict)
    wrapped: Alignment = field(default_factory=lambda: Alignment(wrap_text=True, vertical="top"))

    def add(self, row: RawRow, reasons: Sequence[str]) -> None:
        named = {field_of(heading) for heading in row.cells}
        said = {
            heading: value for heading, value in _said_above(row.context) if field_of(heading) not in named
        }
        headings = (*row.cells, *said, *_ADDED)
        sheet = self.sheets.get(headings) or self._open(headings)
        values = (*row.cells.values(), *said.values(), "\n".join(reasons), row.sheet, str(row.number))
        cells = [_safe(sheet, value) for value in values]
        cells[-len(_ADDED)].alignment = self.wrapped
        sheet.append(cells)

    def _open(self, headings: tuple[str, ...]) -> WriteOnlyWorksheet:
        title = "Dòng chưa nhập" if not self.sheets else f"Dòng chưa nhập ({len(self.sheets) + 1})"
        sheet: WriteOnlyWorksheet = self.workbook.create_sheet(title)
        sheet.freeze_panes = "A2"
        for index, heading in enumerate(headings, start=1):
            columns = sheet.column_dimensions  # type: ignore[attr-defined] # the stubs leave it out
            columns[get_column_letter(index)].width = _width(heading)
        header = [_safe(sheet, heading) for heading in headings]
        for cell in header:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="DDE6F0")
        sheet.append(header)
        self.sheets[headings] = sheet
        return sheet

    def save(self, path: Path) -> None:
        if not self.sheets:
            self._open(("Không có dòng nào bị trả lại",))
        self.workbook.save(path)


def _said_above(context: Context) -> Iterator[tuple[str, str]]:
    """Write the heading lines of a list as columns, so that the report can stand for the list."""
    yield "Tỉnh", context.province or ""
    yield "Cấp quản lý", words.LEVELS.get(context.level or "", "")
    yield "Lĩnh vực", words.FIELDS.get(context.field or "", "")
    if context.accepted_in:
        yield "Thời gian nghiệm thu", str(context.accepted_in)
    if context.list_decision_no:
        day = f" ({context.list_decision_date:%d/%m/%Y})" if context.list_decision_date else ""
        yield "Quyết định phê duyệt danh mục", f"{context.list_decision_no}{day}"


def _width(heading: str) -> int:
    if heading == "Lý do":
        return _WIDTHS["reason"]
    if heading in {"Dòng", "STT", "TT", "id"}:
        return _WIDTHS["short"]
    return _WIDTHS["title"] if field_of(heading) == "title" else _WIDTHS["other"]


def _safe(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    """Write a value as text whatever it starts with: a cell of a list must never become a formula of ours."""
    text = _UNWRITABLE.sub(" ", value)[:_LONGEST_TEXT]
    cell: Cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    if text.startswith(_LEADS_TO_FORMULA):
        cell.quotePrefix = True
    return cell


_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
