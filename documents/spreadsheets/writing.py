"""Lists out, row by row: CSV that Excel opens in Vietnamese, and XLSX with real dates and numbers.

What a list holds was written by strangers. A text that begins like a formula is kept from being one: in CSV
by an apostrophe before it, as spreadsheets themselves write it; in XLSX by being a text cell with that mark.
The worksheet is written as it goes, by hand: openpyxl makes an object of each cell, and takes several times
as long.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

from models.errors import BadInput

Cell = str | int | Decimal | date | datetime | None
"""What a cell may hold; a moment is given in the time in which it is to be read."""

MOST_ROWS: Final = 1_048_575
"""Rows of a worksheet below its headings (Excel's limit)."""
_LONGEST_TEXT: Final = 32_000
"""Characters; Excel holds 32,767 in a cell."""
_LEADS_TO_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_DAY: Final = date(1899, 12, 30)
"""Day 0 of a worksheet."""
_A_DAY: Final = 86_400
"""Seconds."""


def write_csv(stream: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a list as CSV (UTF-8 with its mark at the start, commas); returns how many rows."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(map(_in_csv, headings))
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - told at the end
        writer.writerow(map(_in_csv, row))
    text.flush()
    text.detach()
    return count


def _in_csv(value: Cell) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case str():
            text = _UNWRITABLE.sub(" ", value)
            return f"'{text}" if text.startswith(_LEADS_TO_FORMULA) else text
        case _:
            return str(value)


def write_xlsx(
    stream: IO[bytes], title: str, headings: Sequence[tuple[str, int]], rows: Iterable[Sequence[Cell]]
) -> int:
    """Write a list as a workbook of one sheet; returns how many rows.

    Args:
        stream: where the workbook goes.
        title: the sheet's name.
        headings: of each column its heading and its width in characters.
        rows: the cells of each row.

    Raises:
        BadInput: there are more rows than a worksheet holds.
    """
    letters = [get_column_letter(number) for number in range(1, len(headings) + 1)]
    count = 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        for name, part in _PARTS.items():
            book.writestr(name, part.format(title=quoteattr(_sheet_name(title))))
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_head_of(headings, letters).encode())
            for count, row in enumerate(rows, start=1):
                if count > MOST_ROWS:
                    raise BadInput(
                        "Danh sách dài hơn một trang tính XLSX chứa được (1.048.575 dòng). "
                        "Hãy lọc hẹp hơn, hoặc xuất dạng CSV."
                    )
                cells = map(_in_xlsx, row, (f"{letter}{count + 1}" for letter in letters))
                sheet.write(f"<row>{''.join(cells)}</row>".encode())
            sheet.write(f'</sheetData><autoFilter ref="A1:{letters[-1]}{count + 1}"/></worksheet>'.encode())
    return count


_HEADING, _DAY, _MOMENT, _WHOLE, _FRACTION, _TEXT, _QUOTED = range(1, 8)
"""The styles of cells, by their place in `xl/styles.xml`."""


def _head_of(headings: Sequence[tuple[str, int]], letters: Sequence[str]) -> str:
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, (_, width) in enumerate(headings, start=1)
    )
    names = "".join(
        _text(heading, f"{letter}1", _HEADING) for (heading, _), letter in zip(headings, letters, strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData><row>{names}</row>'
    )


def _in_xlsx(value: Cell, place: str) -> str:
    match value:
        case None | "":
            return ""
        case datetime():
            whole = value.hour * 3600 + value.minute * 60 + value.second
            return _figure(f"{(value.date() - _FIRST_DAY).days + whole / _A_DAY:.10f}", place, _MOMENT)
        case date():
            return _figure(str((value - _FIRST_DAY).days), place, _DAY)
        case str():
            return _text(value, place, _QUOTED if value.startswith(_LEADS_TO_FORMULA) else _TEXT)
        case int():
            return _figure(str(int(value)), place, _WHOLE)
        case _:
            return _figure(f"{value:f}", place, _WHOLE if value == int(value) else _FRACTION)


def _figure(value: str, place: str, style: int) -> str:
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def _text(value: str, place: str, style: int) -> str:
    said = escape(_UNWRITABLE.sub(" ", value)[:_LONGEST_TEXT])
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\{}']", " ", title)[:31].strip() or "1"


_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TOP: Final = '<alignment vertical="top" wrapText="1"/>'
_PARTS: Final = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name={title} sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" '
        'formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="3">'
        '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDDE6F0"/></patternFill></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="8"><xf/>'
        f'<xf fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1">{_TOP}</xf>'
        + "".join(
            f'<xf numFmtId="{number}" applyNumberFormat="1" applyAlignment="1">'
            '<alignment vertical="top"/></xf>'
            for number in (164, 165, 3, 4)
        )
        + f'<xf applyAlignment="1">{_TOP}</xf><xf quotePrefix="1" applyAlignment="1">{_TOP}</xf>'
        '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ),
}
"""The parts of a workbook beside its sheet: one sheet with a name, and the styles of cells."""
