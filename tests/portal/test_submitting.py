"""Handing in papers in the portal: the checklist, files at once and in parts, taking back, Word twins."""

import hashlib
import io
import re

import docx
import pytest
from sqlalchemy import select

from actions import issuing, wiring
from documents.leaf import leaf
from models.tables import Submission
from portal.visits import HEADER
from tests.actions.houses import ON
from tests.portal.conftest import words

PART = 16384


@pytest.fixture
def ordered(house):
    """A task whose ordering sheet is to be handed in."""
    return house.order()


def page_of(*lines, noise=0):
    """A PDF that says these lines, made larger by so many bytes that mean nothing."""
    body, _, end = leaf(list(lines)).rpartition(b"startxref")
    return body + b"%" + hashlib.shake_128(b"noise").hexdigest(noise // 2).encode() + b"\nstartxref" + end


def hand_in(guest, path, *files):
    return guest.send(path, files=[("file", file) for file in files])


def on_record(sha256):
    with wiring.unit_of_work() as session:
        return session.scalars(select(Submission).where(Submission.sha256 == sha256)).one_or_none()


class Script:
    """What the script of the page does, without a browser."""

    def __init__(self, guest):
        self.guest = guest

    def ask(self, method, path, fields=None, **more):
        headers = {HEADER: self.guest.key} | more.pop("headers", {})
        return self.guest.browser.request(method, path, data=fields, headers=headers, **more)

    def begin(self, path, data, name="phiếu.pdf"):
        return self.ask("POST", f"{path}/uploads", {"name": name, "size": len(data)})

    def put(self, begun, data, number, **more):
        piece = data[(number - 1) * begun["part_size"] : number * begun["part_size"]]
        return self.ask("PUT", f"/uploads/{begun['id']}/parts/{number}", content=piece, **more)


def test_the_checklist_says_what_is_in_what_is_missing_and_by_whom_it_is_to_come(portal, ordered):
    page = portal("dat-hang").page(f"/tasks/{ordered}/submit")
    assert "đã có 0 trên" in page
    assert "còn thiếu" in page
    assert "Cơ quan đặt hàng" in page
    assert f'action="/tasks/{ordered}/submit/order_sheet"' in page
    looking = portal("so.luu-tru").page(f"/tasks/{ordered}/submit")
    assert "còn thiếu" in looking
    assert f'action="/tasks/{ordered}/submit/order_sheet"' not in looking


def test_files_of_an_ordinary_form_are_taken_in_and_told_in_words(portal, ordered):
    guest = portal("dat-hang")
    first, second = leaf(["Phiếu đặt hàng"]), leaf(["Phiếu đặt hàng", "bản hai"])
    answer = hand_in(
        guest, f"/tasks/{ordered}/submit/order_sheet", ("<b>phiếu.pdf", first), ("hai.pdf", second)
    )
    told = words(answer.text)
    assert "Đã nhận «" in told
    assert (
        f"1 trang, {round(len(first) / 1024)} KB, mã băm SHA-256 {hashlib.sha256(first).hexdigest()[:12]}…"
        in told
    )
    assert "bản mới nhất" in told
    assert "<b>phiếu" not in answer.text
    kept = on_record(hashlib.sha256(second).hexdigest())
    fetched = guest.get(f"/tasks/{ordered}/handed-in/{kept.id}")
    assert fetched.content == second
    assert fetched.headers["content-disposition"] == "attachment; filename*=UTF-8''hai.pdf"


def test_a_file_that_may_not_be_kept_is_refused_with_every_reason(portal, ordered):
    guest, path = portal("dat-hang"), f"/tasks/{ordered}/submit/order_sheet"
    answer = hand_in(guest, path, ("phiếu.pdf", b"MZ\x90\x00"))
    assert answer.status_code == 409
    assert "chương trình chạy được của Windows" in words(answer.text)
    assert hand_in(guest, path).status_code == 422
    assert "Giai đoạn hiện tại" in words(hand_in(guest, f"{path}x", ("a.pdf", leaf(["a"]))).text)


def test_what_is_too_large_for_a_form_is_sent_in_parts_alone(portal, ordered, monkeypatch):
    monkeypatch.setattr("portal.rooms.submitting._AT_ONCE_MB", 0)
    answer = hand_in(portal("dat-hang"), f"/tasks/{ordered}/submit/order_sheet", ("a.pdf", leaf(["a"])))
    assert answer.status_code == 422
    assert "chỉ gửi được từng phần" in words(answer.text)


def test_a_paper_is_taken_back_until_it_is_accepted(portal, house, ordered):
    guest, path = portal("dat-hang"), f"/tasks/{ordered}/submit/order_sheet"
    kept = house.submit(ordered, "order_sheet", "dat-hang")
    assert "Rút lại" in guest.page(path)
    assert "Rút lại" not in portal("so.chuyen-vien").page(path)
    assert portal("htx").send(f"{path}/withdraw/{kept.id}").status_code == 404
    answer = guest.send(f"{path}/withdraw/{kept.id}")
    assert "Đã rút giấy tờ" in words(answer.text)
    assert "đã rút" in words(answer.text)
    assert "còn thiếu" in words(answer.text)
    assert guest.send(f"{path}/withdraw/{kept.id}").status_code == 404


@pytest.mark.parametrize("handle", ["htx", "chu-tri", "hoi-dong.1"])
def test_a_task_of_others_is_not_there(portal, house, ordered, handle):
    kept = house.submit(ordered, "order_sheet", "dat-hang")
    guest = portal(handle)
    for path in ("submit", "submit/order_sheet", f"handed-in/{kept.id}", "word/1", "word/drafts/x"):
        assert guest.get(f"/tasks/{ordered}/{path}").status_code == 404, path
    assert Script(guest).begin(f"/tasks/{ordered}/submit/order_sheet", b"x").status_code == 404
    assert hand_in(guest, f"/tasks/{ordered}/submit/order_sheet", ("a.pdf", b"x")).status_code == 404


def test_whoever_applies_to_host_sees_what_is_asked_of_them_and_nothing_else(portal, house):
    code = house.at("CALL", host=None)
    page = portal("chu-tri").page(f"/tasks/{code}/submit")
    assert "Chọn tệp để nộp" in page
    assert f'href="/tasks/{code}"' not in page
    assert portal("tiep-nhan").get(f"/tasks/{code}/submit").status_code in {200, 404}


def test_a_large_file_comes_in_parts_and_goes_on_where_it_stopped(portal, ordered, monkeypatch):
    monkeypatch.setattr("actions.uploads.coming.PART_BYTES", PART)
    data, path = page_of("Phiếu đặt hàng", noise=3 * PART), f"/tasks/{ordered}/submit/order_sheet"
    guest = portal("dat-hang")
    script = Script(guest)
    begun = script.begin(path, data).json()
    parts = -(-len(data) // PART)
    assert (begun["part_size"], begun["parts"], begun["direct"]) == (PART, parts, False)
    assert script.ask("POST", f"/uploads/{begun['id']}/parts/1/address", {"sha256": "0" * 64}).json() == {
        "url": ""
    }
    for number in (1, 3):
        assert script.put(begun, data, number).status_code == 200
    damaged = script.put(begun, data, 2, headers={"x-part-sha256": "0" * 64})
    assert (damaged.status_code, "gửi lại phần đó" in damaged.json()["reasons"][0]) == (422, True)
    offered = guest.page(path)
    assert f'data-unfinished="{begun["id"]}" data-name="phiếu.pdf" data-size="{len(data)}"' in offered
    assert f"đã đến 2 trên {parts} phần" in words(offered)
    here = script.ask("GET", f"/uploads/{begun['id']}").json()["here"]
    assert here == {str(n): hashlib.sha256(data[(n - 1) * PART : n * PART]).hexdigest() for n in (1, 3)}
    refused = script.ask("POST", f"/uploads/{begun['id']}/finish")
    assert (refused.status_code, "còn thiếu phần 2, 4, 5" in refused.json()["reasons"][0]) == (409, True)
    for number in {2, *range(4, parts + 1)}:
        script.put(begun, data, number)
    told = script.ask("POST", f"/uploads/{begun['id']}/finish").json()
    assert told["sha256"] == hashlib.sha256(data).hexdigest()
    assert told["said"].startswith("Đã nhận «")
    assert script.ask("POST", f"/uploads/{begun['id']}/finish").json() == told
    assert on_record(told["sha256"]).size == len(data)


def test_more_than_a_part_is_never_held(portal, ordered, monkeypatch):
    monkeypatch.setattr("portal.rooms.uploading.PART_BYTES", PART)
    script = Script(portal("dat-hang"))
    begun = script.begin(f"/tasks/{ordered}/submit/order_sheet", b"x" * 10 * PART).json()
    answer = script.ask("PUT", f"/uploads/{begun['id']}/parts/1", content=(b"x" * PART for _ in range(100)))
    assert answer.status_code == 422
    assert f"Phần 1 có {PART + 1} byte" in answer.json()["reasons"][0]


def test_nobody_reaches_into_the_upload_of_somebody_else(portal, ordered):
    script = Script(portal("dat-hang"))
    begun = script.begin(f"/tasks/{ordered}/submit/order_sheet", b"x").json()
    stranger = Script(portal("so.chuyen-vien"))
    assert stranger.ask("GET", f"/uploads/{begun['id']}").status_code == 404
    assert stranger.put(begun, b"x", 1).status_code == 404
    for act in ("finish", "abandon", "parts/1/note", "parts/1/address"):
        assert stranger.ask("POST", f"/uploads/{begun['id']}/{act}").status_code == 404, act
    assert "Đã hủy lần gửi dở" in words(script.ask("POST", f"/uploads/{begun['id']}/abandon").text)
    assert script.put(begun, b"x", 1).status_code == 404


def test_only_this_page_may_send_to_the_store(portal, ordered, monkeypatch):
    monkeypatch.setattr("documents.archive.FolderArchive.upload_origin", lambda _: "https://kho.example:9000")
    guest = portal("dat-hang")
    policy = guest.get(f"/tasks/{ordered}/submit").headers["content-security-policy"]
    assert "connect-src 'self' https://kho.example:9000;" in policy
    assert "script-src 'self';" in policy
    assert "kho.example" not in guest.get("/account").headers["content-security-policy"]


def test_a_browser_without_the_forms_key_sends_nothing(portal, ordered):
    guest = portal("dat-hang")
    guest.key = "0" * 64
    assert Script(guest).begin(f"/tasks/{ordered}/submit/order_sheet", b"x").status_code == 403
    assert hand_in(guest, f"/tasks/{ordered}/submit/order_sheet", ("a.pdf", b"x")).status_code == 403


def test_an_issued_paper_goes_out_in_word_and_comes_back_with_what_was_changed(portal, house):
    code = house.at("CONTRACT", contract_signed_on=None)
    number = issuing.issue(code, house.main(code).id, "sign", "ownership-annex", ON)
    guest, path = portal("so.chuyen-vien"), f"/tasks/{code}/word/{number}"
    assert f'href="{path}/docx"' in guest.page(f"/tasks/{code}/submit")
    document = docx.Document(io.BytesIO(guest.get(f"{path}/docx").content))
    next(each for each in document.paragraphs if "Hôm nay" in each.text).insert_paragraph_before(
        "Thêm một câu."
    )
    stream = io.BytesIO()
    document.save(stream)
    answer = hand_in(guest, path, ("phụ lục.docx", stream.getvalue()))
    told = words(answer.text)
    assert "có 1 chỗ khác văn bản đã ban hành" in told
    assert "Thêm: «Thêm một câu.»." in told
    assert "1 bản đã sửa" in words(guest.page(f"/tasks/{code}/submit"))
    assert hand_in(guest, path, ("a.docx", leaf(["x"]))).status_code == 409
    assert "chỉ xem" not in words(guest.page(path))
    assert portal("tiep-nhan").get(f"{path}/docx").status_code == 200
    assert portal("htx").get(f"{path}/docx").status_code == 404
    other = house.at("CONTRACT", contract_signed_on=None)
    assert guest.get(f"/tasks/{other}/word/{number}").status_code == 404


def test_the_page_asks_the_tables_no_more_often_when_there_are_more_files(portal, house, ordered):
    guest, path = portal("dat-hang"), f"/tasks/{ordered}/submit"
    house.submit(ordered, "order_sheet", "dat-hang", words="một")
    before = len(re.findall("SHA-256", guest.page(path)))
    house.submit(ordered, "order_sheet", "dat-hang", words="hai")
    assert len(re.findall("SHA-256", guest.page(path))) == before + 1
