"""Every list can be had as a file: what the house keeps, page after page, for who may see it."""

import csv
import io
from pathlib import Path

import openpyxl

from actions import rehearsal
from portal import exports, pages

OF_ONE = {
    "_words.html": "the shape of a pager itself",
    "kpi_person.html": "the records behind one person's figures; the figures of all are a file",
    "plan.html": "its targets and its work are files on the page of all plans",
    "survey.html": "its summary is the file; who was asked stands on the page alone",
    "money.html": "the list of the year is the file",
}
"""Pages with a pager that are no list of their own, each with its reason."""

KEPT = {
    "so.quan-tri": {
        "/admin/organisations?kind=enterprise": "Tên",
        "/admin/people": "Tài khoản",
        "/admin/calendar?year=2026": "Ngày",
        "/rules": "Quy định",
    },
    "so.truong-phong": {
        "/agreements": "Mã",
        "/support?stand=open": "Tên đợt",
        "/honours": "Năm",
        "/panels": "Số phiếu",
        "/surveys": "Đã trả lời",
        "/orders": "Mã nhiệm vụ",
        "/tasks/{code}/journal": "Việc đã làm",
    },
}
EMPTY = {"/agreements", "/support?stand=open", "/honours", "/panels", "/surveys", "/admin/calendar?year=2026"}
"""Lists of a new house that hold nothing yet: their file is its headings."""


def test_every_list_that_is_paged_can_be_had_as_a_file():
    folder = Path(pages.__file__).parent
    silent = {
        page.name
        for page in folder.glob("*.html")
        if ("pager(" in (said := page.read_text()) or 'class="pager"' in said) and "exports()" not in said
    }
    assert silent - OF_ONE.keys() == set()


def test_a_list_that_is_read_by_pages_is_read_to_its_end():
    book = {1: ((1, 2), True), 2: ((3, 4), True), 3: ((), False)}
    assert list(exports.every(book.__getitem__)) == [1, 2, 3, 4]


def test_what_the_house_keeps_is_a_file_in_both_kinds(portal, house):
    code = house.order(title="=Quy trình sấy mít")
    house.hand_in_all(code, "dat-hang")
    for handle, lists in KEPT.items():
        guest = portal(handle)
        for path, column in lists.items():
            asked = path.format(code=code) + ("&" if "?" in path else "?")
            csv_file = guest.get(f"{asked}as=csv")
            assert csv_file.status_code == 200, path
            assert csv_file.content.startswith(b"\xef\xbb\xbf"), "the mark by which a spreadsheet knows UTF-8"
            heads, *rows = csv.reader(io.StringIO(csv_file.content.decode("utf-8-sig"), newline=""))
            assert column in heads
            assert bool(rows) is (path not in EMPTY), path
            sheet = openpyxl.load_workbook(io.BytesIO(guest.get(f"{asked}as=xlsx").content)).active
            assert sheet.max_row == len(rows) + 1, path


def test_the_file_of_accounts_holds_everybody_and_no_address_of_mail(portal):
    told = portal("so.quan-tri").get("/admin/people?as=csv").content.decode()
    assert all(part.handle in told for part in rehearsal.CAST)
    assert "@" not in told
    assert portal("so.truong-phong").get("/admin/people?as=csv").status_code == 403
