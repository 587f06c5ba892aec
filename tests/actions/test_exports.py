"""Lists as files: what they hold, that nothing in them becomes a formula, and that they are read again."""

import csv
import io
import tracemalloc
import warnings
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from actions import exports
from actions.exports import Column
from documents.spreadsheets import writing
from models.errors import BadInput
from models.language import Role

ROW = {
    "text": 'Quy trình «sấy lạnh» <a & "b">',
    "formula": "=cmd|' /C calc'!A0",
    "day": date(2026, 2, 5),
    "at": datetime(2026, 2, 5, 1, 30, tzinfo=UTC),
    "vnd": Decimal("1250000000.50"),
    "number": -7,
    "role": Role.DOST_HEAD,
    "none": None,
    "odd": "a\x00b\x0bc",
}
COLUMNS = tuple(Column(name, name.upper(), lambda row, name=name: row[name]) for name in ROW)


def workbook(rows=(ROW,), columns=COLUMNS, language="vi"):
    with exports.xlsx_of(rows, columns, "Ngăn tủ [1/2]", language) as file, warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def lines(rows=(ROW,), columns=COLUMNS, language="vi"):
    with exports.csv_of(rows, columns, language) as file:
        data = file.read()
    assert data.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 by its mark"
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_workbook_holds_texts_days_moments_and_numbers_as_what_they_are():
    sheet = workbook().active
    assert sheet.title == "Ngăn tủ  1 2"
    assert [cell.value for cell in sheet[1]] == list(ROW)
    row = dict(zip(ROW, sheet[2], strict=True))
    assert row["text"].value == ROW["text"]
    assert row["day"].value == datetime(2026, 2, 5)  # noqa: DTZ001 - as a worksheet knows days
    assert row["at"].value == datetime(2026, 2, 5, 8, 30)  # noqa: DTZ001 - in Viet Nam's time
    assert row["vnd"].value == 1250000000.5
    assert row["number"].value == -7
    assert row["role"].value == Role.DOST_HEAD.vi
    assert row["none"].value is None
    assert row["odd"].value == "a b c"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I2"


@pytest.mark.parametrize("text", ["=1+1", "+84 912", "-5 độ", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_stays_a_text(text):
    column = (Column("Tên", "Title", lambda row: row),)
    cell = workbook([text], column).active["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert lines([text], column)[1] == [f"'{text}"]


def test_csv_writes_days_and_numbers_the_vietnamese_way_and_heads_them_in_the_readers_language():
    heading, row = lines(language="en")
    assert heading == [name.upper() for name in ROW]
    said = dict(zip(ROW, row, strict=True))
    assert said["day"] == "05/02/2026"
    assert said["at"] == "05/02/2026 08:30"
    assert said["number"] == "-7"
    assert said["role"] == Role.DOST_HEAD.en


def test_an_empty_list_is_a_file_with_headings_alone():
    assert workbook(()).active.max_row == 1
    assert lines(()) == [list(ROW)]


def test_more_rows_than_a_worksheet_holds_are_refused_with_the_way_out(monkeypatch):
    monkeypatch.setattr(writing, "MOST_ROWS", 3)
    with pytest.raises(BadInput, match="CSV"):
        exports.xlsx_of([ROW] * 4, COLUMNS, "x")


def test_a_long_list_takes_no_more_memory_than_a_short_one():
    columns = (Column("Tên", "Title", lambda row: f"Quy trình số {row}"), Column("Số", "No", lambda row: row))
    tracemalloc.start()
    exports.xlsx_of(range(10_000), columns, "x").close()
    exports.csv_of(range(10_000), columns).close()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000
