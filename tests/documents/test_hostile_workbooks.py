"""Workbooks made to do harm, and what fuzzing found: each is refused in a sentence, and soon."""

import io
import re
import zipfile

import openpyxl
import pytest

from documents.spreadsheets import read_lines, workbooks
from models.errors import BadInput

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def read(tmp_path):
    def read(change, part=SHEET):
        book, stream, changed = openpyxl.Workbook(), io.BytesIO(), tmp_path / "danh-muc.xlsx"
        book.active.append(["Tên nhiệm vụ", "Kinh phí"])
        book.active.append(["Giống lúa", 5])
        book.save(stream)
        with zipfile.ZipFile(stream) as given, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as made:
            for name in given.namelist():
                content = given.read(name)
                made.writestr(name, change(content) if name == part else content)
        return [line.values for line in read_lines(changed)]

    return read


def test_a_workbook_as_it_should_be_is_read(read):
    assert read(lambda sheet: sheet) == [("Tên nhiệm vụ", "Kinh phí"), ("Giống lúa", "5")]


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: b"<!--" + b"x" * 9000 + b"-->" + BOMB.encode() + sheet,
        lambda sheet: ('<?xml version="1.0" encoding="UTF-16"?>' + BOMB + sheet.decode()).encode("utf-16"),
    ],
    ids=["far from the start", "in UTF-16"],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_a_declaration_of_entities_is_found_wherever_it_hides(read, change, part):
    with pytest.raises(BadInput, match="khai báo XML không an toàn"):
        read(change, part)


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet[: len(sheet) // 2],
        lambda sheet: sheet.replace(b"<row ", b"<row broken ", 1),
        lambda sheet: re.sub(rb'r="B2"', b'r="ZZZZZZ2"', sheet),
        lambda sheet: re.sub(rb'<row r="2"', b'<row r="x"', sheet),
        lambda sheet: b"\x00" + sheet,
        lambda _: b"<x",
    ],
)
def test_a_part_that_breaks_off_midway_is_told_and_never_a_fault_of_the_program(read, change):
    with pytest.raises(BadInput, match="bị hỏng"):
        read(change)


def test_an_archive_whose_packing_is_broken_is_told(read, tmp_path):
    read(lambda sheet: sheet)
    whole = (tmp_path / "danh-muc.xlsx").read_bytes()
    refused = 0
    for at in range(60, len(whole), 211):
        (tmp_path / "danh-muc.xlsx").write_bytes(whole[:at] + b"\xff\xfe\x00" + whole[at + 3 :])
        try:
            list(read_lines(tmp_path / "danh-muc.xlsx"))
        except BadInput:
            refused += 1
    assert refused


def test_a_row_number_beyond_reason_does_not_make_billions_of_rows(read, monkeypatch):
    monkeypatch.setattr(workbooks, "_MOST_LINES", 2_000)
    with pytest.raises(BadInput, match="quá nhiều dòng trống"):
        read(lambda sheet: sheet.replace(b'<row r="2"', b'<row r="2000000000"'))
