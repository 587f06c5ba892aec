"""The room of reports: which there are, one as page and files, issuing it, who may."""

import io
import unicodedata
from datetime import timedelta

import openpyxl
import pytest
from pypdf import PdfReader

from actions import reporting, steering, wiring
from models.reporting.periods import Kind, Period
from tests.portal.conftest import words


@pytest.fixture
def ended(house):
    house.at("CALL")
    return Period.ended(Kind.MONTH, wiring.today())


def test_a_report_is_a_page_a_draft_a_workbook_and_a_list_of_the_same_figures(portal, ended):
    guest = portal("so.chuyen-vien")
    listed = guest.page("/reports")
    assert f'href="/reports/{ended.code}?' in listed
    path = f"/reports/{ended.code}"
    page = guest.page(path)
    with wiring.unit_of_work() as session:
        found = reporting.report(session, "Đồng Nai", ended, wiring.today())
    told = [(row.figure.vi, row.figure.said) for row in found.rows]
    said = words(page)
    for name, figure in told:
        assert name in said
        assert figure in said
    assert page.count("<svg") == sum(each.picture is not None for each in found.sections)
    assert "style=" not in page
    assert "/issue" not in page
    book = guest.get(f"{path}?as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {figure for _, figure in told} <= cells
    listing = guest.get(f"{path}?as=csv")
    assert listing.content.decode("utf-8-sig").count("\r\n") == len(told) + 1
    draft = guest.get(f"{path}?as=pdf&committee=1")
    assert draft.headers["content-type"] == "application/pdf"
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(draft.content)).pages)
    assert "Kính gửi: Ủy ban nhân dân tỉnh Đồng Nai" in unicodedata.normalize("NFC", " ".join(text.split()))


def test_the_head_issues_a_period_that_is_over_and_no_other(portal, ended):
    guest = portal("so.truong-phong")
    path = f"/reports/{ended.code}"
    first = guest.send(f"{path}/issue", {"province": "Đồng Nai"})
    assert "Đã ban hành báo cáo số 01/BC-SKHCN" in words(first.text)
    assert "02/BC-SKHCN" in words(guest.send(f"{path}/issue", {"committee": "1"}).text)
    assert "01/BC-SKHCN" in words(guest.send(f"{path}/issue").text)
    assert "/issue" not in guest.page(path), "what stands is not offered again"
    running = Period.holding(Kind.YEAR, wiring.today())
    if running.last > wiring.today() + timedelta(days=0):
        answer = guest.send(f"/reports/{running.code}/issue")
        assert answer.status_code == 409
        assert "chưa kết thúc" in words(answer.text)


def test_a_target_has_its_report(portal, house):
    with wiring.unit_of_work() as session:
        steering.take_samples(session, wiring.today())
        line = steering.board(session, "Đồng Nai", 2025, wiring.today()).target_lines[0]
    guest = portal("so.giam-doc")
    page = guest.page(f"/reports/targets/{line.number}")
    assert line.code in page
    assert "Ban hành báo cáo" in page
    assert "BC-SKHCN" in words(guest.send(f"/reports/targets/{line.number}/issue").text)
    assert guest.get(f"/reports/targets/{line.number}?as=xlsx").status_code == 200
    assert guest.get("/reports/targets/999999").status_code == 404


def test_what_is_no_period_or_no_province_is_said_and_strangers_stay_out(portal, ended):
    guest = portal("so.chuyen-vien", "en")
    assert "Reports" in guest.page("/reports")
    assert "Research tasks" in guest.page(f"/reports/{ended.code}")
    for path in (
        "/reports/2026-13",
        "/reports/2999",
        f"/reports/{ended.code}?province=x",
        "/reports?province=x",
    ):
        assert guest.get(path).status_code == 422, path
    assert guest.send(f"/reports/{ended.code}/issue").status_code == 403
    assert portal("chu-tri").get("/reports").status_code == 403
