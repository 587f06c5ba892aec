"""The rows of a list, one by one, whatever file it came in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from documents.spreadsheets.csv_lists import lines_of_text
from documents.spreadsheets.safety import check_file, is_workbook
from documents.spreadsheets.workbooks import sheets_of_workbook
from models.errors import BadInput
from models.listing.tables import Context, Line, Note, RawRow, rows_of

MOST_ROWS: Final = 100_000
"""Rows of tasks in one file; all provinces together order a few thousand a year."""


def read_tasks(path: Path, given: Context | None = None, note: Note | None = None) -> Iterator[RawRow]:
    """Read the rows of a list, one by one.

    Args:
        path: a CSV or XLSX file.
        given: what whoever imports it knows (its province); the file's own words prevail.
        note: takes a sentence for each column, sheet or row that is not read.

    Raises:
        BadInput: at once, if the file is not one that can be read; while reading, if no table is found, a
            table has no column of titles, or the list is too long.
    """
    return _rows(_sheets(path, note or _ignore), given, note or _ignore)


def read_lines(path: Path) -> Iterator[Line]:
    """Read the lines of a list of another kind than tasks, all of its sheets, one by one.

    Raises:
        BadInput: at once, if the file is not one that can be read.
    """
    return (line for _, lines in _sheets(path, _ignore) for line in lines)


def _sheets(path: Path, note: Note) -> Iterable[tuple[str, Iterable[Line]]]:
    check_file(path)
    return sheets_of_workbook(path, note) if is_workbook(path) else [("", lines_of_text(path))]


def _ignore(_: str) -> None:
    """Take a note that nobody asked for."""


def _rows(
    sheets: Iterable[tuple[str, Iterable[Line]]], given: Context | None, note: Note
) -> Iterator[RawRow]:
    read = 0
    for name, lines in sheets:
        before = read
        for row in rows_of(lines, name, given, note):
            read += 1
            if read > MOST_ROWS:
                raise BadInput(
                    f"Danh sách có hơn {MOST_ROWS:,} dòng. Hãy tách thành nhiều tệp.".replace(",", ".")
                )
            yield row
        if name and read == before:
            note(f"Trang tính “{name}” không có bảng nhiệm vụ.")
    if read == 0:
        raise BadInput(
            "Không tìm thấy bảng nhiệm vụ nào. Cần một dòng tiêu đề có cột tên nhiệm vụ (“Tên nhiệm vụ”, "
            "“Tên đề tài”, ...) cùng ít nhất một cột khác, và các dòng nhiệm vụ ở dưới."
        )
