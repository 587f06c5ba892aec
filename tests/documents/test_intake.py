"""What is taken in, what is refused and why, and that no file hurts whoever examines it."""

import io
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from documents import intake
from documents.intake import helper, image, office, pdf
from documents.intake.kinds import JPEG, KINDS, PDF, PNG, SEALED, WANTED, WRITTEN, XLSX, wanted_for
from documents.leaf import leaf
from models.errors import BadInput, Refused, Unavailable
from models.lifecycle import STAGES
from tests.documents.uploads import EICAR, RELS, altered_pdf, archive, docx, flate_bomb, link, picture, xlsx

ALL = tuple(KINDS.values())
PAGE = leaf(["Báo cáo định kỳ", "Nhiệm vụ đang thực hiện"])
VALID = {
    "bao-cao.pdf": PAGE,
    "bao-cao.docx": docx(body="Báo cáo kết quả"),
    "du-toan.xlsx": xlsx("Chi phí vật tư", 1_250_000),
    "anh.png": picture("PNG"),
    "anh.jpg": picture("JPEG"),
}


def reasons(data, name="tep.pdf", wanted=ALL, **more):
    with pytest.raises(Refused) as refused:
        intake.examine(data, name, wanted, **more)
    return refused.value.reasons


def said_of(data, name):
    """The reasons to refuse it; none when it is taken in. Whatever else is raised fails the test."""
    try:
        intake.examine(data, name, ALL)
    except Refused as refused:
        return refused.reasons
    return ()


# ---------------------------------------- what is taken in


@pytest.mark.parametrize(
    ("name", "kind", "pages", "text"),
    [
        ("bao-cao.pdf", "PDF", 1, "Báo cáo định kỳ\nNhiệm vụ đang thực hiện"),
        ("bao-cao.docx", "DOCX", None, "Báo cáo kết quả"),
        ("du-toan.xlsx", "XLSX", None, "Chi phí vật tư\nDự toán"),
        ("anh.png", "PNG", 1, ""),
        ("anh.jpg", "JPEG", 1, ""),
    ],
)
def test_each_kind_is_told_by_its_bytes_and_read(name, kind, pages, text):
    found = intake.examine(VALID[name], name, ALL)
    assert (found.kind, found.media_type, found.pages) == (kind, KINDS[kind].media_type, pages)
    assert found.text == text
    assert (found.thumbnail is not None) is (kind in {"PDF", "PNG", "JPEG"})


def test_a_name_without_a_suffix_says_nothing_false():
    assert intake.examine(PAGE, "C:\\fakepath\\bao cao", WRITTEN).file_name == "bao cao"


@pytest.mark.parametrize("width", [3000, 40])
def test_a_thumbnail_is_a_jpeg_as_wide_as_a_list_shows_it(width):
    small = intake.examine(picture("PNG", size=(width, 2 * width), mode="RGBA"), "a.png", ALL).thumbnail
    with Image.open(io.BytesIO(small)) as shown:
        assert shown.format == "JPEG"
        assert shown.width == min(width, 320)


def test_a_page_is_shown_on_a_thumbnail():
    with Image.open(io.BytesIO(intake.examine(PAGE, "a.pdf", ALL).thumbnail)) as shown:
        assert 300 <= max(shown.size) <= 460
        darkest, lightest = shown.convert("L").getextrema()
    assert darkest < 100
    assert lightest > 240


def test_text_is_one_unicode_form_without_what_a_database_refuses():
    said = intake.examine(docx(body="Be&#x301;o ca&#x301;o &#x202e;a&#x200b;b"), "a.docx", ALL).text
    assert said == "Béo cáo ab"


def test_text_beyond_what_is_kept_is_cut_between_characters():
    said = intake.examine(docx(body="ế" * 200_000), "a.docx", ALL).text
    assert set(said) == {"ế"}
    assert 0 <= 240_000 - len(said.encode()) < 3


def test_what_rehearsals_hand_in_is_a_page_that_says_its_words_in_the_same_bytes_each_time():
    title = (
        "Nghiên cứu hoàn thiện quy trình công nghệ nhân giống cây rau má tại xã Quảng Thọ, huyện Quảng Điền"
    )
    assert leaf([title]) == leaf([title])
    assert intake.examine(leaf([title]), "a.pdf", ALL).text.split() == title.split()


# ---------------------------------------- what each paper takes


def test_the_kinds_are_declared_for_papers_that_exist():
    assert set(WANTED) <= {paper.code for stage in STAGES.values() for paper in stage.papers}


def test_a_budget_may_be_a_workbook_and_a_certificate_may_not():
    assert XLSX in wanted_for("budget_estimate")
    assert wanted_for("valuation_certificate") == SEALED == (PDF, PNG, JPEG)
    (reason,) = reasons(VALID["bao-cao.docx"], "thu.docx", SEALED)
    assert reason == "Giấy tờ này nhận PDF, PNG hoặc JPEG, còn tệp là DOCX. Hãy xuất ra PDF rồi nộp lại."


@pytest.mark.parametrize("paper", sorted({paper.code for each in STAGES.values() for paper in each.papers}))
def test_every_paper_takes_pdf_first(paper):
    assert wanted_for(paper)[0] is PDF


# ---------------------------------------- names


@pytest.mark.parametrize("name", sorted(VALID))
@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx", ".png", ".jpg", ".exe"])
def test_a_name_that_says_something_else_is_refused_with_what_the_file_is(name, suffix):
    if name.endswith(suffix):
        assert intake.examine(VALID[name], name, ALL).file_name == name
        return
    (reason,) = reasons(VALID[name], f"tep{suffix}")
    kind = intake.examine(VALID[name], name, ALL).kind
    assert f"mang đuôi {suffix} nhưng nội dung là {kind}" in reason


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"MZ" + bytes(200), "chương trình chạy được của Windows"),
        (b"\x7fELF" + bytes(200), "chương trình chạy được"),
        (b"#!/bin/sh\n", "kịch bản chạy được"),
        (b"<html><script>alert(1)</script>", "trang web hoặc tệp XML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "tệp Office đời cũ (.doc, .xls) hoặc có mật khẩu"),
        (archive({"a.txt": "x"}), "tệp nén ZIP"),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), "tệp nén ZIP"),
        (docx()[:-40], "tệp nén hoặc tệp Office bị hỏng, bị cắt cụt"),
        (b"Rar!\x1a\x07\x00", "tệp nén RAR"),
        (b"GIF89a", "ảnh GIF"),
        (b"\x00\x00\x00\x18ftypheic", "ảnh HEIC hoặc phim"),
        ("Kính gửi".encode(), "tệp văn bản thuần"),
        (bytes(64), "tệp không rõ loại"),
    ],
)
def test_a_file_of_another_kind_is_named_with_the_way_out(data, what):
    (reason,) = reasons(data)
    assert reason.startswith(f"Tệp «tep.pdf» là {what}; ở đây nhận PDF, DOCX, XLSX, PNG hoặc JPEG: h")


def test_an_empty_file_and_one_too_large_are_refused_unopened():
    assert "trống" in reasons(b"")[0]
    assert "lớn hơn 1 MB" in reasons(bytes(2**20 + 1), largest_mb=1)[0]


def test_each_kind_has_a_limit_of_its_own():
    (reason,) = reasons(VALID["anh.png"] + bytes(25 * 2**20), "anh.png")
    assert "PNG lớn hơn 25 MB" in reason


# ---------------------------------------- PDF


def acting(**root):
    def change(file):
        for name, value in root.items():
            file.Root[f"/{name}"] = value

    return change


def attached(file):
    file.attachments["so-lieu.exe"] = b"MZ"


def hidden(file):
    """A script in an object that no page leads to."""
    file.Root.Extra = file.make_indirect(pikepdf.Array([pikepdf.Dictionary(JS="app.alert(1)")]))


def action(name, **more):
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{name}"), **more)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (acting(OpenAction=action("JavaScript", JS="app.alert(1)")), pdf.SCRIPT),
        (hidden, pdf.SCRIPT),
        (acting(Names=pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())), pdf.SCRIPT),
        (acting(AA=pikepdf.Dictionary(WC=action("Launch", F="cmd.exe"))), pdf.LAUNCH),
        (acting(OpenAction=action("SubmitForm")), pdf.SENDS),
        (attached, pdf.FILES),
        (acting(AcroForm=pikepdf.Dictionary(XFA="x")), pdf.XFA),
        (acting(Extra=pikepdf.Dictionary(Subtype=pikepdf.Name.RichMedia)), pdf.MEDIA),
    ],
    ids=["on-open", "hidden", "named", "launch", "submit", "attached", "xfa", "media"],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_pdf_that_acts_is_refused(change, reason, packed):
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    assert reasons(altered_pdf(change, object_stream_mode=mode)) == (reason,)


def test_every_reason_is_given_at_once():
    def much(file):
        attached(file)
        acting(OpenAction=action("JavaScript", JS="x"))(file)

    found = reasons(b"  " + altered_pdf(much) + b"more", "bao-cao.png", SEALED)
    assert set(found[1:]) == {pdf.BEFORE, pdf.AFTER, pdf.FILES, pdf.SCRIPT}
    assert "mang đuôi .png nhưng nội dung là PDF" in found[0]


@pytest.mark.parametrize("user", ["", "mat-khau"])
def test_an_encrypted_pdf_is_refused(user):
    locked = altered_pdf(lambda _: None, encryption=pikepdf.Encryption(owner="chu", user=user))
    assert reasons(locked) == (pdf.ENCRYPTED,)


@pytest.mark.parametrize("second", [archive({"a.txt": "x"}), docx()], ids=["zip", "docx"])
def test_two_files_in_one_are_refused(second):
    assert pdf.TWO_IN_ONE in reasons(PAGE + second)
    assert pdf.TWO_IN_ONE in reasons(PAGE.replace(b"%%EOF", second + b"\n%%EOF"))
    assert image.TWO_IN_ONE in reasons(VALID["anh.jpg"] + second, "a.jpg")
    assert reasons(second[:30] + PAGE, "a.docx")


def test_a_pdf_that_unpacks_to_a_gigabyte_ends_its_own_process_alone():
    assert reasons(flate_bomb(1024)) == (intake._HEAVY,)  # noqa: SLF001 - the sentence is what is tested
    assert intake.examine(PAGE, "a.pdf", ALL).pages == 1


def test_a_page_that_reckons_without_end_is_stopped_by_its_processor_time(monkeypatch):
    monkeypatch.setattr(helper, "SECONDS", 1)
    paint = b"q 0 0 600 800 re W n\n" + b"0 0 m 600 800 l 0 800 l 600 0 l h B*\n" * 3_000_000
    slow = altered_pdf(lambda file: file.pages[0].Contents.write(paint))
    started = time.monotonic()
    assert reasons(slow) == (intake._HEAVY,)  # noqa: SLF001 - idem
    assert time.monotonic() - started < 10


# ---------------------------------------- DOCX and XLSX


FIELD = "<w:r><w:fldChar/></w:r>" + 2 * "<w:r><w:instrText>{}</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx(word__vbaProject_bin=b"x"), office.MACRO),
        (docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"), office.MACRO),
        (docx(main="application/vnd.ms-word.template.main+xml"), office.UNUSUAL),
        (docx(word__activeX__activeX1_bin=b"x"), office.OBJECTS),
        (docx(word__embeddings__oleObject1_bin=b"x"), office.OBJECTS),
        (docx(word__embeddings__a_docx=docx(word__vbaProject_bin=b"x")), office.MACRO),
        (docx(links=link("attachedTemplate")), office.FETCHES),
        (docx(links=link("image")), office.FETCHES),
        (docx(field=FIELD.format(" DDE", "AUTO cmd")), office.FETCHES),
        (docx(field='<w:fldSimple xmlns:w="w" w:instr="INCLUDETEXT http://192.0.2.1/a"/>'), office.FETCHES),
        (docx(word__header1_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), office.ENTITIES),
        (docx(word__header1_xml="<a>" * 300 + "</a>" * 300), office.ENTITIES),
        (docx(word__header1_xml="<a>"), office.DAMAGED),
        (docx(**{"..__..__etc__passwd": "x"}), office.NAMES),
        (docx(word__DOCUMENT_xml="x"), office.NAMES),
        (docx(word__media__a_xml=bytes(30_000_000)), office.BOMB),
        (docx(**{f"word__media__{number}_xml": "x" for number in range(5_001)}), office.BOMB),
        (docx() + b"more", office.AROUND),
        (xlsx('=WEBSERVICE("http://192.0.2.1/")'), office.FETCHES),
        (xlsx("=cmd|'/c calc'!A0"), office.FETCHES),
    ],
    ids=lambda each: each[:24].decode("latin-1")[:4] if isinstance(each, bytes) else each[:40],
)
def test_an_office_file_that_acts_fetches_or_swells_is_refused(data, reason):
    assert reason in reasons(data, "tep.xlsx" if b"xl/workbook.xml" in data else "tep.docx")


@pytest.mark.parametrize(
    "data",
    [
        docx(links=link("hyperlink")),
        docx(field=FIELD.format('HYPERLINK "https://example.vn/', 'link"')),
        docx(word__embeddings__bang_docx=docx()),
        docx(word__printerSettings1_bin=b"x"),
    ],
    ids=["hyperlink", "field", "chart-data", "printer"],
)
def test_what_offices_write_every_day_is_no_danger(data):
    assert intake.examine(data, "a.docx", ALL).text == "Báo cáo kết quả"


def test_formulas_that_reckon_are_no_danger():
    assert intake.examine(xlsx("Tổng", "=SUM(A1:A9)", '=IF(A1>0,"có","không")'), "a.xlsx", ALL).kind == "XLSX"


def test_links_of_the_office_are_read_as_they_are_written():
    assert RELS in link("image")


# ---------------------------------------- pictures


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (VALID["anh.png"][:-20], "a.png", image.DAMAGED),
        (VALID["anh.png"] + b"more", "a.png", image.AFTER),
        (VALID["anh.jpg"][:-300], "a.jpg", image.DAMAGED),
        (picture("PNG", size=(20_000, 20_000), mode="1"), "a.png", image.TOO_MANY_PIXELS),
    ],
)
def test_a_picture_that_is_none_or_too_much_is_refused(data, name, reason):
    assert reason in reasons(data, name)


# ---------------------------------------- whatever comes


HEADS = [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]


@settings(deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_any_bytes_are_refused_in_sentences(head, data):
    said = said_of(head + data, "tep.pdf")
    assert said
    assert all(reason.endswith(".") for reason in said)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(sorted(VALID)), st.data())
def test_a_true_file_cut_or_changed_is_taken_in_or_refused_and_nothing_else(name, data):
    whole = bytearray(VALID[name])
    cut = data.draw(st.integers(0, len(whole)))
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert all(reason.endswith(".") for reason in said_of(bytes(whole[: cut or None]), name))


# ---------------------------------------- the process that opens files


def test_a_helper_that_was_killed_is_started_anew():
    intake.examine(PAGE, "a.pdf", ALL)
    os.kill(helper.apart.pid, signal.SIGKILL)
    assert intake.examine(PAGE, "a.pdf", ALL).pages == 1


def test_a_helper_that_cannot_start_is_said(monkeypatch):
    helper.apart.stop()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Unavailable, match="không khởi động được"):
        intake.examine(PAGE, "a.pdf", ALL)
    helper.apart.stop()


def test_files_are_examined_side_by_side():
    pages = [leaf([f"Trang {number}"]) for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        texts = list(pool.map(lambda page: intake.examine(page, "a.pdf", ALL).text, pages))
    assert texts == [f"Trang {number}" for number in range(12)]


def test_the_helper_knows_no_secret_of_the_house(monkeypatch):
    helper.apart.stop()
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "secret")
    intake.examine(PAGE, "a.pdf", ALL)
    known = Path(f"/proc/{helper.apart.pid}/environ").read_bytes()
    assert b"TRIPLEHELIX" not in known


# ---------------------------------------- ClamAV


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    """A real clamd on a socket of its own, which knows one virus: the one that harms nobody."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "own.ndb").write_text(f"Own.Test:0:*:{EICAR.hex()}\n")
    socket, config = folder / "clamd.sock", folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {folder}\nForeground yes\nStreamMaxLength 2M\n"
    )
    server = subprocess.Popen(  # noqa: S603 - the scanner itself
        [program, f"--config-file={config}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    pause = threading.Event()
    try:
        while not socket.exists():
            assert server.poll() is None, "clamd ended"
            pause.wait(0.05)
        yield f"unix:{socket}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_a_clean_file_passes_the_scanner(clamd):
    assert intake.examine(PAGE, "a.pdf", ALL, scanner=clamd).kind == "PDF"


def test_a_virus_is_refused_by_its_name(clamd):
    (reason,) = reasons(docx(word__media__a_txt=EICAR), "a.docx", scanner=clamd)
    assert reason.startswith("Bộ quét virus tìm thấy «Own.Test.UNOFFICIAL» trong tệp «a.docx»")


def test_a_virus_is_one_reason_among_the_others(clamd):
    found = reasons(EICAR, "a.pdf", scanner=clamd)
    assert "tệp văn bản thuần" in found[0]
    assert "Own.Test" in found[1]


def test_a_file_beyond_what_the_scanner_takes_is_not_taken_in(clamd):
    with pytest.raises(Unavailable, match=r"không nhận tệp lớn như vậy.*StreamMaxLength"):
        intake.examine(PAGE + b"\n" * 2**22, "a.pdf", ALL, scanner=clamd)


def test_a_scanner_that_is_away_stops_the_file_and_one_that_is_not_named_is_not_asked(tmp_path):
    with pytest.raises(Unavailable, match="không trả lời nên chưa nhận tệp; không có gì bị mất"):
        intake.examine(PAGE, "a.pdf", ALL, scanner=f"unix:{tmp_path / 'nobody.sock'}")
    assert intake.examine(PAGE, "a.pdf", ALL).kind == "PDF"


@pytest.mark.parametrize("address", ["clamd", "unix:here", "host:", "host:port"])
def test_an_address_that_cannot_be_read_is_said(address):
    with pytest.raises(BadInput, match="unix:/đường-dẫn hoặc máy-chủ:cổng"):
        intake.examine(PAGE, "a.pdf", ALL, scanner=address)
