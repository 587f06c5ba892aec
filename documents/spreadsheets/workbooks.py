"""XLSX lists, streamed: openpyxl keeps the shared texts of a workbook in memory, and nothing else of it."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import openpyxl
from openpyxl.utils.cell import range_boundaries

from documents.spreadsheets.safety import SAVE_AS
from models.errors import BadInput
from models.listing.tables import MOST_COLUMNS, Line, Note

MOST_MERGED: Final = 50_000
"""Merged ranges that are minded."""

_RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGE: Final = (
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError, RuntimeError),
    *(SyntaxError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
)
"""What openpyxl and the archive let through when a part of a workbook is missing or broken; a fault of the
XML is a SyntaxError. It may show at any row, for the parts are read as they are needed."""
_MOST_LINES: Final = 1_100_000
"""Lines of all sheets together: a worksheet has 1.048.576, and a row's number may leave as many blank."""


def sheets_of_workbook(path: Path, note: Note) -> Iterator[tuple[str, Iterator[Line]]]:
    """Yield the name and the rows of each visible sheet.

    Raises:
        BadInput: the workbook is damaged, or has more lines or merged cells than a list can have; also while
            the rows of a sheet are read.
    """
    left = count(_MOST_LINES, -1)
    with _telling_of_damage(path):
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            parts = _parts_of_sheets(path)
            for sheet in workbook.worksheets:
                if sheet.sheet_state != "visible":
                    note(f"Bỏ qua trang tính ẩn “{sheet.title}”.")
                    continue
                sheet.reset_dimensions()
                rows = (row[:MOST_COLUMNS] for row in sheet.iter_rows())
                lines = _lines_of_sheet(rows, _merged_downwards(path, parts.get(sheet.title)))
                yield sheet.title, _bounded(path, lines, left)
        finally:
            workbook.close()


def _bounded(path: Path, lines: Iterator[Line], left: Iterator[int]) -> Iterator[Line]:
    """The lines, as far as they can be read, and as many as may be left.

    Raises:
        BadInput: the workbook is damaged from here on, or has too many lines.
    """
    with _telling_of_damage(path):
        for line in lines:
            if not next(left):
                raise BadInput(
                    "Tệp có quá nhiều dòng trống hoặc số dòng không thật. Hãy xóa dòng thừa rồi lưu lại."
                )
            yield line


@contextmanager
def _telling_of_damage(path: Path) -> Iterator[None]:
    """Say in a sentence that a workbook cannot be read.

    Raises:
        BadInput: it cannot.
    """
    try:
        yield
    except _DAMAGE as damage:
        raise BadInput(f"Tệp “{path.name}” bị hỏng, không mở được. {SAVE_AS}") from damage


def _lines_of_sheet(
    rows: Iterable[Sequence[object]], merged: dict[int, list[tuple[int, int]]]
) -> Iterator[Line]:
    """Turn rows into text; a cell merged downwards says the same on each of its rows."""
    running: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows, start=1):
        values = [_text_of(cell) for cell in row]
        repeated = set()
        for column, (last, value) in list(running.items()):
            if number > last:
                del running[column]
            elif value:
                values.extend([""] * (column + 1 - len(values)))
                values[column] = value
                repeated.add(column)
        for column, last in merged.get(number, ()):
            if column < len(values):
                running[column] = (last, values[column])
        while values and not values[-1]:
            values.pop()
        yield Line(number, tuple(values), frozenset(repeated))


def _text_of(cell: object) -> str:
    """Write a cell as a person sees it: a date as exact as its format, a number with a decimal comma."""
    value = getattr(cell, "value", None)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f").replace(".", ",")
    if isinstance(value, date):
        return _shown_date(value, str(getattr(cell, "number_format", "")))
    return str(value)


def _shown_date(value: date, number_format: str) -> str:
    """A cell that shows 08/2008 holds the first of August; the day that nobody wrote is not a fact."""
    shown = re.sub(r"\[[^\]]*\]|\"[^\"]*\"|\\.", "", number_format).lower()
    if "y" in shown and "d" not in shown:
        return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
    return f"{value:%Y-%m-%d}"


def _parts_of_sheets(path: Path) -> dict[str, str]:
    """Map the name of each sheet to its part of the archive."""
    with zipfile.ZipFile(path) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - _check_archive refused declarations
        try:
            related = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - idem
        except KeyError:
            return {}
    targets = {link.get("Id", ""): link.get("Target", "").lstrip("/") for link in related}
    return {
        sheet.get("name", ""): target if target.startswith("xl/") else f"xl/{target}"
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet") and (target := targets.get(sheet.get(_RELATED, ""), ""))
    }


_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z0-9:$]+)"')
_BLOCK: Final = 1 << 20


def _merged_downwards(path: Path, part: str | None) -> dict[int, list[tuple[int, int]]]:
    """Find the cells merged downwards: first row -> [(column from 0, last row)].

    openpyxl's streaming mode leaves merged ranges out, and they stand behind the rows; so the part is
    searched once.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    if part is None:
        return found
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return found
        with archive.open(part) as stream:
            tail, count = b"", 0
            while block := stream.read(_BLOCK):
                text = tail + block
                end = 0
                for reference in _MERGED.finditer(text):
                    end = reference.end()
                    left, top, _, bottom = range_boundaries(reference[1].decode())
                    count += 1
                    if top is not None and left is not None and bottom is not None and bottom > top:
                        found.setdefault(top, []).append((left - 1, bottom))
                    if count > MOST_MERGED:
                        raise BadInput("Trang tính có quá nhiều ô gộp. Hãy bỏ gộp ô rồi lưu lại.")
                tail = text[max(end, len(text) - 200) :]
    return found
