"""What does not fit: long names, long lists, tables of many rows, pages that end where they should not."""

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from documents.typeset import typeset
from tests.documents.measuring import MM, close, find, middle, pages_of, rows_of, rule_below, said, width
from tests.documents.test_typeset import CONTRACT, DISPATCH, FACTS, ISSUED, MINUTES, SENTENCE

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
LONG_NAMES = [
    "Trung tâm Ứng dụng và Chuyển giao tiến bộ khoa học và công nghệ tỉnh Bà Rịa - Vũng Tàu",
    "Ban Quản lý Khu nông nghiệp ứng dụng công nghệ cao Thành phố Hồ Chí Minh",
    "Hội đồng tư vấn đánh giá, nghiệm thu nhiệm vụ khoa học và công nghệ cấp tỉnh",
    "Công ty trách nhiệm hữu hạn một thành viên Chế biến nông sản xuất khẩu Sông Phố",
]
PLACES = {
    "titled": FACTS,
    "dispatch": DISPATCH,
    "minutes": MINUTES,
    "contract": CONTRACT,
}
LINE = "Một dòng."


@cache
def rows_paper():
    facts = FACTS | {
        "rows": [(n, f"Hoàn thiện quy trình sản xuất số {n}", "24 tháng", "1.250") for n in range(1, 201)]
    }
    return pages_of(typeset("_specimen", facts, issued_on=ISSUED).data)


def printed(facts, **changes):
    pdf = typeset("_specimen", facts | changes, issued_on=ISSUED)
    return pdf, pages_of(pdf.data)


# Long names.


@pytest.mark.parametrize(("name", "size_set"), [(LONG_NAMES[0], 12), *((name, 13) for name in LONG_NAMES)])
def test_a_long_issuer_stands_in_lines_of_its_own_column_beside_the_national_title(name, size_set):
    _, [page] = printed(FACTS, issuer=name, size_set=size_set)
    issuer, title = find(page.signs, name.upper()), find(page.signs, NATION)
    rows = rows_of(issuer)
    assert len(rows) >= 3
    assert len(rows_of(title)) == 1
    assert max(sign.right for sign in issuer) + 2 < title[0].left
    assert min(sign.left for sign in issuer) >= 30
    assert all(middle(row) == pytest.approx(middle(rows[0]), abs=0.5) for row in rows)
    line = rule_below(page, issuer)
    assert 1 / 3 <= (line[1] - line[0]) / width(issuer) <= 1 / 2
    number = find(page.signs, "Số: 05/")
    assert number[0].top > line[2]
    assert find(page.signs, "QUYẾT ĐỊNH")[0].top > number[0].bottom


def test_a_long_subject_is_broken_into_lines_of_like_length():
    about = " ".join(
        [FACTS["about"], "trên địa bàn các huyện, thành phố và các khu công nghiệp công nghệ cao"]
    )
    _, [page, *_] = printed(FACTS, about=about)
    rows = rows_of(find(page.signs, about))
    assert len(rows) >= 3
    lengths = [row[-1].right - row[0].left for row in rows]
    assert min(lengths) > 0.6 * max(lengths)
    assert max(lengths) <= 165


# Long lists.


@pytest.mark.parametrize("count", [30, 60])
@pytest.mark.parametrize("shape", ["titled", "minutes"])
def test_a_long_list_of_recipients_is_whole_and_keeps_the_margins(shape, count):
    names = [f"Ủy ban nhân dân xã, phường số {n}" for n in range(1, count + 1)]
    pdf, pages = printed(PLACES[shape], recipients=names)
    text = "".join(said([sign for sign in page.signs if sign.bottom > 20]) for page in pages)
    at = [text.index(close(f"- {name};")) for name in names]
    assert at == sorted(at)
    assert text.index("-Lưu:VT") > at[-1]
    for page in pages:
        assert max(sign.bottom for sign in page.signs) <= 277
    signed = pages[pdf.signature_boxes[0].page - 1]
    assert "15.000₫/kg" in said(signed.signs)
    boxes = {(box.page, round(box.y1)) for box in pdf.signature_boxes}
    assert len(boxes) == 1
    assert all(box.y1 / MM >= 20 for box in pdf.signature_boxes)


# Tables of many rows.


def test_an_annex_of_200_rows_lies_across_with_every_row_once():
    first, *annex = rows_paper()
    assert first.width < first.height
    assert len(annex) > 5
    assert all(page.width > page.height for page in annex)
    text = "".join(said([sign for sign in page.signs if sign.bottom > 20]) for page in annex)
    for n in range(1, 201):
        assert text.count(close(f"{n}Hoàn thiện quy trình sản xuất số {n}24 tháng")) == 1


def test_each_page_of_a_long_table_repeats_its_heading_above_whole_rows():
    for page in rows_paper()[1:]:
        heading, mark = find(page.signs, "Tên nhiệm vụ"), [each for each in page.signs if each.bottom < 20]
        body = [sign for sign in page.signs if sign.bottom > 20]
        first_row = find(body, "Hoàn thiện")
        assert heading[0].bold
        assert heading[0].base < first_row[0].base
        assert len(mark) <= 3
        assert max(sign.bottom for sign in body) <= page.height - 20
        assert max(sign.right for sign in body) <= page.width - 15 + 0.5
        rows = Counter(said(row).count("24tháng") for row in rows_of(body) if "1.250" in said(row))
        assert set(rows) == {1}


def test_pages_of_an_annex_are_numbered_in_the_middle_of_the_top_margin():
    annex = rows_paper()[1:]
    marks = [[sign for sign in page.signs if sign.bottom < 20] for page in annex]
    assert [said(mark) for mark in marks] == ["", *(str(n) for n in range(2, len(annex) + 1))]
    for page, mark in zip(annex[1:], marks[1:], strict=True):
        assert middle(mark) == pytest.approx(30 + (page.width - 45) / 2, abs=1)
        assert 10 <= (mark[0].top + mark[0].bottom) / 2 <= 20


# Where pages end.


@pytest.mark.parametrize(
    ("shape", "fewest"), [("titled", 12), ("dispatch", 16), ("minutes", 16), ("contract", 12)]
)
def test_at_least_two_lines_of_the_text_go_with_the_signatures(shape, fewest):
    where = Counter()
    for count in range(fewest, fewest + 5):
        pdf, pages = printed(PLACES[shape], paragraphs=[LINE] * count)
        signed = pdf.signature_boxes[0].page
        box_top = 297 - pdf.signature_boxes[0].y2 / MM
        above = [row for row in rows_of(pages[signed - 1].signs) if 20 < row[0].top < box_top]
        lines = [row for row in above if LINE.rstrip(".").replace(" ", "") in said(row)]
        assert len(lines) >= 2, count
        where[signed] += 1
    assert set(where) == {1, 2}, "the block must have met the end of the page for this to say anything"


@pytest.mark.parametrize("shape", ["titled", "contract"])
def test_no_line_of_a_paragraph_stands_alone_at_the_head_or_foot_of_a_page(shape):
    """Rows that begin a paragraph are indented; what goes over is never one line, nor what stays."""
    size = 14
    turned = 0
    for more in range(4):
        _, pages = printed(PLACES[shape], paragraphs=[LINE] * more + [" ".join([SENTENCE] * 3)] * 6)
        bodies = [
            [
                row
                for row in rows_of(page.signs)
                if row[0].bottom > 20 and {round(sign.size) for sign in row} == {size} and row[0].left < 44
            ]
            for page in pages
        ]
        for before, after in pairwise(bodies):
            if after[0][0].left > 40:
                continue  # a new paragraph begins the page
            turned += 1
            assert after[1][0].left < 32 or len(after) == 1, "one line alone at the head"
            assert before[-1][0].left < 32, "one line alone at the foot"
    assert turned >= 3
