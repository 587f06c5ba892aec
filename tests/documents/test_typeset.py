"""What stands on the page, measured in the PDF itself: millimetres, faces, letters, bytes."""

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import product

import pypdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from jinja2 import UndefinedError

from documents import typeset as press
from documents.typeset import TEMPLATES, TypesetWarning, html, typefaces, typeset
from models.errors import NotFound
from tests.documents.measuring import MM, find, lines_of, signs_of

ISSUED = date(2026, 2, 5)
SENTENCE = (
    "Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với các đơn vị có liên quan tổ chức thực hiện theo đúng "
    "quy định của pháp luật hiện hành; độ ẩm ≤ 12%, pH ≥ 6,5, ½ ha, 15.000 ₫/kg – theo § 2 “Thuyết minh…”."
)
FACTS = {
    "shape": "titled",
    "size_set": 13,
    "superior": "Ủy ban nhân dân tỉnh Đồng Nai",
    "issuer": "Sở Khoa học và Công nghệ",
    "number": 5,
    "symbol": "QĐ-SKHCN",
    "place": "Đồng Nai",
    "about": "Về việc phê duyệt danh mục nhiệm vụ khoa học và công nghệ cấp tỉnh đặt hàng năm 2026",
    "based_on": ["Căn cứ Luật Khoa học, công nghệ và đổi mới sáng tạo", "Theo đề nghị của Trưởng phòng"],
    "addressed": ["Sở Tài chính", "Trường Đại học Lạc Hồng"],
    "parties": [{"title": "BÊN A", "name": "Sở Khoa học và Công nghệ", "address": None, "tax_code": ""}],
    "paragraphs": [SENTENCE] * 3,
    "rows": [],
    "signers": [{"authority": None, "position": "Giám đốc", "name": None}],
    "recipients": ["Như Điều 3", "UBND tỉnh (để b/c)"],
    "filing_unit": "QLKH",
}
TWO_SIGNERS = [
    {"authority": "Đại diện bên A", "position": "Giám đốc", "name": None},
    {"authority": "Đại diện bên B", "position": "Hiệu trưởng", "name": None},
]
CONTRACT = FACTS | {"shape": "contract", "signers": TWO_SIGNERS}
MINUTES = FACTS | {"shape": "minutes", "signers": TWO_SIGNERS}
DISPATCH = FACTS | {"shape": "dispatch", "about": "đề nghị cho ý kiến về danh mục nhiệm vụ"}
LONG = FACTS | {"paragraphs": [SENTENCE] * 24}
WITH_ANNEX = FACTS | {"rows": [(n, "Hoàn thiện quy trình sản xuất", "24 tháng", "1.250") for n in range(40)]}

EVERY_LAYOUT = pytest.mark.parametrize(
    "facts", [FACTS, DISPATCH, MINUTES, CONTRACT], ids=["titled", "dispatch", "minutes", "contract"]
)


@pytest.fixture
def set_in_type():
    """Typeset the specimen and open it."""
    opened = []

    def set_it(facts=FACTS, issued_on=ISSUED):
        pdf = pypdfium2.PdfDocument(typeset("_specimen", facts, issued_on=issued_on).data)
        opened.append(pdf)
        return pdf

    yield set_it
    for pdf in opened:
        pdf.close()


def text_of(pdf):
    """The text of all pages, in one line."""
    pages = pypdf.PdfReader(BytesIO(pdf.data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


# The sheet.


@EVERY_LAYOUT
def test_the_sheet_is_a4_and_the_margins_those_of_decree_30(set_in_type, facts):
    page = set_in_type(facts)[0]
    assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((210, 297), abs=0.1)
    signs = signs_of(page)
    assert min(sign.left for sign in signs) == pytest.approx(30, abs=0.6)
    assert 15 <= 210 - max(sign.right for sign in signs) <= 20
    assert 20 <= min(sign.top for sign in signs) <= 25


def test_the_body_ends_above_the_lower_margin(set_in_type):
    signs = signs_of(set_in_type(LONG)[0])
    assert 20 <= 297 - max(sign.bottom for sign in signs) <= 33  # the margin, and at most two lines held over


def test_pages_are_numbered_in_the_middle_of_the_top_margin_from_the_second(set_in_type):
    first, second, third = (signs_of(page) for page in set_in_type(LONG))
    assert all(sign.top >= 20 for sign in first)
    for number, signs in (("2", second), ("3", third)):
        [mark] = [sign for sign in signs if sign.bottom < 20]
        assert mark.letter == number
        assert mark.size == pytest.approx(13, abs=0.01)
        assert (mark.left + mark.right) / 2 == pytest.approx(30 + 165 / 2, abs=1)


def test_an_annex_lies_across_and_counts_its_own_pages(set_in_type):
    pages = list(set_in_type(WITH_ANNEX))
    assert pages[0].get_width() < pages[0].get_height()
    assert all(page.get_width() > page.get_height() for page in pages[1:])
    marks = [[sign.letter for sign in signs_of(page) if sign.bottom < 20] for page in pages]
    assert marks[:3] == [[], [], ["2"]]


def test_the_heading_of_a_table_is_repeated_on_each_page(set_in_type):
    pages = list(set_in_type(WITH_ANNEX))[1:]
    assert len(pages) > 1
    for page in pages:
        assert find(signs_of(page), "Tên nhiệm vụ")


# The letterhead.


@pytest.mark.parametrize(("size_set", "state", "motto", "body"), [(13, 13, 14, 14), (12, 12, 13, 13)])
def test_sizes_are_one_of_the_two_sets_of_the_decree(set_in_type, size_set, state, motto, body):
    signs = signs_of(set_in_type(FACTS | {"size_set": size_set})[0])
    for words, size in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", state),
        ("Độc lập - Tự do - Hạnh phúc", motto),
        ("ngày 05 tháng 02 năm 2026", motto),
        ("Giao Sở Khoa học", body),
        ("Nơi nhận:", 12),
        ("Như Điều 3", 11),
        ("Số: 05/QĐ-SKHCN", 13),
    ):
        assert {round(sign.size, 1) for sign in find(signs, words)} == {size}, words


@pytest.mark.parametrize(
    ("words", "face"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Bold"),
        ("Độc lập - Tự do - Hạnh phúc", "Bold"),
        ("ỦY BAN NHÂN DÂN", ""),
        ("SỞ KHOA HỌC", "Bold"),
        ("Số: 05/QĐ-SKHCN", ""),
        ("Đồng Nai, ngày 05 tháng 02 năm 2026", "Italic"),
        ("Về việc phê duyệt", "Bold"),
        ("Căn cứ Luật", "Italic"),
        ("Giao Sở Khoa học", ""),
        ("GIÁM ĐỐC", "Bold"),
        ("Nơi nhận:", "Bold-Italic"),
        ("- Lưu: VT, QLKH.", ""),
    ],
)
def test_each_element_stands_in_its_face(set_in_type, words, face):
    found = {sign.face.partition("+")[2] for sign in find(signs_of(set_in_type()[0]), words)}
    [name] = found
    assert name.startswith("Triple-Helix-Serif")
    assert ("Bold" in name, "Italic" in name) == ("Bold" in face, "Italic" in face)


@EVERY_LAYOUT
def test_the_line_below_the_motto_is_as_long_as_its_text(set_in_type, facts):
    page = set_in_type(facts)[0]
    motto = find(signs_of(page), "Độc lập - Tự do - Hạnh phúc")
    left, right = motto[0].left, motto[-1].right
    bottom = max(sign.bottom for sign in motto)
    [line] = [line for line in lines_of(page) if abs(line[0] - left) < 1 and 0 < line[2] - bottom < 3]
    assert line[1] - line[0] == pytest.approx(right - left, abs=1)


@pytest.mark.parametrize(
    ("first", "last"),
    [("SỞ KHOA HỌC", "VÀ CÔNG NGHỆ"), ("Về việc phê duyệt", "đặt hàng năm 2026")],
    ids=["issuer", "subject"],
)
def test_the_line_below_issuer_and_subject_is_a_third_to_a_half_of_the_text(set_in_type, first, last):
    page = set_in_type()[0]
    signs = signs_of(page)
    rows = [row_of(signs, find(signs, words)[0]) for words in (first, last)]
    left, right = rows[-1][0].left, rows[-1][-1].right
    [line] = [
        line
        for line in lines_of(page)
        if 0 < line[2] - rows[-1][0].bottom < 4 and abs(line[0] + line[1] - left - right) < 2
    ]
    widest = max(row[-1].right - row[0].left for row in rows)
    assert 1 / 3 <= (line[1] - line[0]) / widest <= 1 / 2


def row_of(signs, sign):
    """The letters of the row in which the sign stands, in its column of the letterhead."""
    row = [each for each in signs if abs(each.bottom - sign.bottom) < 2]
    if sign.top > 60:
        return row
    return [each for each in row if (each.left < 92) is (sign.left < 92)]


def test_the_national_title_stands_on_one_line_beside_the_issuer(set_in_type):
    signs = signs_of(set_in_type()[0])
    title, issuer = find(signs, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), find(signs, "ỦY BAN NHÂN DÂN")
    assert max(sign.bottom for sign in title) - min(sign.top for sign in title) < 7
    assert max(sign.right for sign in issuer) + 3 < min(sign.left for sign in title)
    assert max(sign.right for sign in title) <= 195


def test_a_contract_bears_the_national_title_alone_and_centred(set_in_type):
    signs = signs_of(set_in_type(CONTRACT)[0])
    title = find(signs, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert (title[0].left + title[-1].right) / 2 == pytest.approx(30 + 165 / 2, abs=1)
    assert "ỦYBANNHÂNDÂN" not in "".join(sign.letter for sign in signs)


def test_a_dispatch_says_what_it_is_about_under_its_number(set_in_type):
    signs = signs_of(set_in_type(DISPATCH)[0])
    number, about, to = find(signs, "Số: 05"), find(signs, "V/v đề nghị"), find(signs, "Kính gửi:")
    assert number[0].bottom < about[0].top < to[0].top
    assert {round(sign.size, 1) for sign in about} == {13}
    assert not any("Bold" in sign.face for sign in about)


def test_minutes_bear_no_place_and_date_of_issue(set_in_type):
    assert "ĐồngNai,ngày" not in "".join(sign.letter for sign in signs_of(set_in_type(MINUTES)[0]))


# The body and the signatures.


def test_the_body_is_justified_with_an_indent_of_127_mm(set_in_type):
    signs = signs_of(set_in_type()[0])
    first = find(signs, "Điều 1.")[0]
    assert first.left == pytest.approx(30 + 12.7, abs=0.6)
    row = [sign for sign in signs if abs(sign.bottom - first.bottom) < 1.5]
    assert max(sign.right for sign in row) == pytest.approx(195, abs=0.6)


@pytest.mark.parametrize(
    ("facts", "ends"), [(FACTS, True), (DISPATCH, True), (MINUTES, False), (CONTRACT, False)]
)
def test_decisions_and_dispatches_end_with_the_end_mark_in_place_of_the_full_stop(facts, ends):
    text = text_of(typeset("_specimen", facts, issued_on=ISSUED))
    assert ("“Thuyết minh…”./." in text) is ends


@pytest.mark.parametrize(("facts", "fewest"), [(FACTS, 8), (CONTRACT, 6)], ids=["titled", "contract"])
def test_signatures_never_stand_alone_on_a_page(facts, fewest):
    where = []
    for count in range(fewest, fewest + 10):
        printed = typeset("_specimen", facts | {"paragraphs": ["Một dòng."] * count}, issued_on=ISSUED)
        page = printed.signature_boxes[0].page
        text = pypdf.PdfReader(BytesIO(printed.data)).pages[page - 1].extract_text()
        assert "Một dòng" in text, count
        where.append(page)
    assert set(where) == {1, 2}, "the block must have met the end of the page for this to say anything"


@pytest.mark.parametrize(("facts", "count"), [(FACTS, 1), (CONTRACT, 2), (MINUTES, 2)])
def test_each_signer_has_a_box_of_one_signature_below_the_position(facts, count):
    printed = typeset("_specimen", facts, issued_on=ISSUED)
    assert [box.signer for box in printed.signature_boxes] == list(range(1, count + 1))
    for box in printed.signature_boxes:
        assert box.page == printed.pages
        assert (box.y2 - box.y1) / MM == pytest.approx(28, abs=0.1)
        assert 50 <= (box.x2 - box.x1) / MM <= 82.5
        assert box.y1 / MM >= 20
    with pypdfium2.PdfDocument(printed.data) as pdf:
        page = pdf[printed.pages - 1]
        position = find(signs_of(page), "GIÁM ĐỐC" if facts is not FACTS else "SỞ KHOA HỌC")
        assert position
        box = printed.signature_boxes[0]
        inside = [
            sign
            for sign in signs_of(page)
            if box.x1 / MM < sign.left < box.x2 / MM
            and 297 - box.y2 / MM < sign.top < 297 - box.y1 / MM
            and sign.left > 110
        ]
        assert inside == []


def test_three_parties_sign_side_by_side_and_four_in_two_rows():
    signers = [{"authority": f"Đại diện bên {n}", "position": "Giám đốc", "name": None} for n in "ABCD"]
    three = typeset("_specimen", CONTRACT | {"signers": signers[:3]}, issued_on=ISSUED).signature_boxes
    four = typeset("_specimen", CONTRACT | {"signers": signers}, issued_on=ISSUED).signature_boxes
    assert len({box.y1 for box in three}) == 1
    assert all(30 * MM <= box.x1 < box.x2 <= 195 * MM for box in (*three, *four)), "within the margins"
    assert [box.y1 == four[0].y1 for box in four] == [True, True, False, False]


# What is not known, and what is not allowed.


def test_what_is_not_known_is_a_dotted_line_and_never_none():
    for facts in (CONTRACT, FACTS | {"place": None, "about": None, "issuer": "Sở", "filing_unit": None}):
        for issued_on in (ISSUED, None):
            text = text_of(typeset("_specimen", facts, issued_on=issued_on))
            assert "None" not in text
            assert "…………" in text


def test_a_draft_has_neither_number_nor_day():
    text = text_of(typeset("_specimen", FACTS | {"number": None}, issued_on=None))
    assert "Số: ……/QĐ-SKHCN" in text
    assert "ngày …… tháng …… năm ………" in text


def test_a_fact_that_is_missing_is_an_error_and_not_a_blank():
    with pytest.raises(UndefinedError, match="recipients"):
        typeset("_specimen", {name: FACTS[name] for name in FACTS if name != "recipients"}, issued_on=ISSUED)


@pytest.mark.parametrize("paper", ["no-such-paper", "../typeset", "", "_specimen/page.html"])
def test_a_paper_without_a_template_is_not_found(paper):
    with pytest.raises(NotFound, match="Không có mẫu văn bản"):
        html(paper, FACTS)


def test_facts_cannot_bring_markup_into_a_page():
    attack = "<link rel=attachment href=file:///etc/passwd><b>đậm</b>"
    printed = typeset("_specimen", FACTS | {"paragraphs": [attack]}, issued_on=ISSUED)
    assert attack.replace(" ", "") in text_of(printed).replace(" ", "")
    assert "/EmbeddedFiles" not in str(pypdf.PdfReader(BytesIO(printed.data)).trailer["/Root"])


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/logo.png",
        "data:text/plain,x",
        f"{(TEMPLATES / '..' / 'typeset.py').as_uri()}",
        f"{TEMPLATES.as_uri()}/%2e%2e/typeset.py",
        "file://server/share/logo.png",
    ],
)
def test_pages_draw_in_nothing_but_the_templates_own_files(address):
    with pytest.raises(ValueError, match="Only files"):
        press._own_files_fetcher().fetch(address)  # noqa: SLF001 - the lock itself is tried


def test_a_letter_that_the_faces_lack_is_said_aloud():
    with pytest.warns(TypesetWarning, match="漢"):
        typeset("_specimen", FACTS | {"paragraphs": ["Chữ 漢."]}, issued_on=ISSUED)


# Faces, metadata, bytes.


def vietnamese_letters():
    """Every precomposed Vietnamese letter, made from its parts."""
    vowels = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(vowels, tones)} | {"đ"}
    return small | {letter.upper() for letter in small}


@pytest.mark.parametrize("typeface", typefaces(), ids=lambda typeface: typeface.name)
def test_each_face_has_all_of_vietnamese_and_the_signs_of_papers(typeface):
    assert typeface.present
    assert typeface.missing == ""
    letters = vietnamese_letters()
    assert len(letters) == 2 * (12 * 6 + 1)
    with TTFont(typeface.file) as font:
        covered = {chr(code) for code in font.getBestCmap()}
        assert letters | set("₫–“”‘’…§½≤≥±×°²³₂µΩ€•") <= covered
        names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == "Triple Helix Serif"
    assert "SIL Open Font License" in names[13]
    assert "tinos" not in f"{names[1]}{names[4]}{names[6]}".lower()


def test_the_licence_lies_beside_the_faces():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (press.FONTS / "OFL.txt").read_text("utf-8")


def test_every_font_in_the_pdf_is_ours_embedded_and_readable():
    reader = pypdf.PdfReader(BytesIO(typeset("_specimen", WITH_ANNEX, issued_on=ISSUED).data))
    fonts = {
        font["/BaseFont"]: font
        for page in reader.pages
        for font in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
    }
    assert len(fonts) >= 4
    for name, font in fonts.items():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "+Triple-Helix-Serif" in name
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


@EVERY_LAYOUT
def test_the_text_can_be_taken_out_again_as_vietnamese_in_nfc(facts):
    text = text_of(typeset("_specimen", facts, issued_on=ISSUED))
    assert text == unicodedata.normalize("NFC", text)
    assert set(SENTENCE.split()) <= set(text.replace("./.", ".").split())


def test_the_metadata_says_what_the_paper_is():
    reader = pypdf.PdfReader(BytesIO(typeset("_specimen", FACTS, issued_on=ISSUED).data))
    assert reader.metadata.title == f"Quyết định 05/QĐ-SKHCN: {FACTS['about']}"
    assert reader.metadata.author == "Sở Khoa học và Công nghệ"
    assert reader.metadata.creation_date.date() == ISSUED
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/OutputIntents"]
    packet = root["/Metadata"].get_data().decode()
    assert re.search(r'pdfaid:part="2"', packet)
    assert re.search(r'pdfaid:conformance="B"', packet)


def test_the_name_of_a_pdf_is_the_hash_of_its_bytes():
    printed = typeset("_specimen", FACTS, issued_on=ISSUED)
    assert printed.sha256 == hashlib.sha256(printed.data).hexdigest()
    assert printed.pages == 1


def test_letters_in_two_unicode_forms_give_the_same_bytes():
    apart = {name: decomposed(value) for name, value in FACTS.items()}
    assert apart != FACTS
    assert typeset("_specimen", apart, issued_on=ISSUED) == typeset("_specimen", FACTS, issued_on=ISSUED)


def decomposed(value):
    """The same value with its letters taken apart (NFD)."""
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    if isinstance(value, list):
        return [decomposed(item) for item in value]
    return {name: decomposed(item) for name, item in value.items()} if isinstance(value, dict) else value


def test_the_same_facts_give_the_same_bytes_in_every_process():
    program = (
        "import json, sys; from datetime import date; from documents.typeset import typeset;"
        "facts = json.load(sys.stdin);"
        "typeset('_specimen', facts | {'shape': 'minutes'}, issued_on=None) if sys.argv[1:] else 0;"
        "print(typeset('_specimen', facts, issued_on=date(2026, 2, 5)).sha256)"
    )
    hashes = {typeset("_specimen", FACTS, issued_on=ISSUED).sha256}
    for zone, seed, extra in (("America/Lima", "1", []), ("Pacific/Kiritimati", "77", ["warm"])):
        hashes.add(
            subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-c", program, *extra],
                input=json.dumps(FACTS),
                env=os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8"},
                text=True,
                capture_output=True,
                check=True,
            ).stdout.strip()
        )
    assert len(hashes) == 1


def test_another_day_gives_other_bytes():
    first, second = (typeset("_specimen", FACTS, issued_on=date(2026, 2, day)).sha256 for day in (5, 6))
    assert first != second


def test_many_threads_get_the_bytes_that_one_gets():
    papers = [FACTS, CONTRACT, MINUTES, DISPATCH]
    alone = [typeset("_specimen", facts, issued_on=ISSUED).sha256 for facts in papers]
    with ThreadPoolExecutor(8) as threads:
        together = threads.map(lambda facts: typeset("_specimen", facts, issued_on=ISSUED).sha256, papers * 6)
        assert list(together) == alone * 6


def test_a_preview_is_one_page_of_html_with_its_own_style():
    page = html("_specimen", FACTS | {"about": "Kinh phí", "number": None})
    assert page.startswith("<!doctype html>")
    assert '<html lang="vi-VN">' in page
    assert "@media screen" in page
    assert "file:" not in page


def test_dates_and_sums_among_the_facts_are_written_in_vietnamese():
    page = html("_specimen", FACTS | {"paragraphs": [date(2026, 2, 5), Decimal("1250000000.50")]})
    assert "05/02/2026" in page
    assert "1.250.000.000,5" in page


def test_templates_are_written_in_nfc():
    for file in [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.css")]:
        text = file.read_text("utf-8")
        assert text == unicodedata.normalize("NFC", text), file


def test_writing_every_object_once_leaves_the_bytes_as_weasyprint_writes_them(monkeypatch):
    ours = typeset("_specimen", CONTRACT, issued_on=date(2026, 11, 20))
    monkeypatch.setattr("documents.typeset._written_once", lambda *_: None)
    assert typeset("_specimen", CONTRACT, issued_on=date(2026, 11, 20)).data == ours.data
