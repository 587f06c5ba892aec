"""Decree 30/2020/NĐ-CP, Annex I, figure by figure, in the finished PDF: a paper of each kind, in both sets.

The figures are those of the domain notes, section 5; each test names the element of Annex I, part I.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median

import pytest

from documents.catalogue import CATALOGUE
from documents.facts import gather
from documents.typeset import typeset
from tests.documents.dossiers import occasion_of, whole_life
from tests.documents.measuring import (
    close,
    find,
    middle,
    pages_of,
    rows_of,
    rule_below,
    said,
    width,
)

OF_EACH_KIND = {
    "decision": "order-list",
    "notice": "call-notice",
    "letter": "direct-invitation",
    "minutes": "acceptance-minutes",
    "contract": "transfer-contract",
    "certificate": "registration-certificate",
    "table": "benefit-table",
    "annex": "ownership-annex",
}
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
SETS = {12: (12, 13, 13), 13: (13, 14, 14)}
"""Quốc hiệu, tiêu ngữ, body: the two sets of sizes that go together."""

LETTERED = {"contract", "annex"}
"""Kinds with quốc hiệu alone: no issuer stands over a contract of equal parties."""


@dataclass(frozen=True)
class Measured:
    """A paper, what it says, and its pages."""

    kind: str
    sizes: int
    facts: object
    pages: list
    data: bytes

    @property
    def first(self):
        return self.pages[0].signs

    def seek(self, words):
        """The letters of the words on the first page that has them."""
        for page in self.pages:
            if close(words) in said(page.signs):
                return page, find(page.signs, words)
        raise AssertionError(f"{words!r} stands on no page")


@cache
def measured(kind, sizes):
    paper = OF_EACH_KIND[kind]
    occasion = occasion_of(paper, whole_life())
    facts = gather(paper, occasion)
    data = typeset(paper, facts, issued_on=occasion.on, sizes=sizes).data
    return Measured(kind, sizes, facts, pages_of(data), data)


@pytest.fixture(
    params=[(kind, sizes) for kind in OF_EACH_KIND for sizes in SETS], ids=lambda each: f"{each[0]}-{each[1]}"
)
def paper(request):
    return measured(*request.param)


@pytest.fixture(
    params=[(kind, sizes) for kind in OF_EACH_KIND if kind not in LETTERED for sizes in SETS],
    ids=lambda each: f"{each[0]}-{each[1]}",
)
def headed(request):
    """A paper with the letterhead of one body."""
    return measured(*request.param)


def sizes_of(signs):
    return {round(sign.size, 1) for sign in signs}


def upright(signs):
    return not any(sign.italic for sign in signs)


def bold(signs):
    """Whether all letters are bold; False when none is."""
    faces = {sign.bold for sign in signs}
    assert len(faces) == 1, said(signs)
    return faces.pop()


def test_there_is_a_paper_of_each_kind():
    assert {kind: CATALOGUE[code].layout.value for kind, code in OF_EACH_KIND.items()} == {
        kind: kind for kind in OF_EACH_KIND
    }
    assert set(OF_EACH_KIND) == {entry.layout.value for entry in CATALOGUE.values()}


# Item 1: paper and margins. Item 2: type.


def test_the_sheet_is_a4_and_lies_across_for_tables_alone(paper):
    upright_page, *rest = [(round(page.width), round(page.height)) for page in paper.pages]
    assert upright_page == (210, 297)
    assert set(rest) <= ({(210, 297), (297, 210)} if paper.kind == "decision" else {(210, 297)})


def test_the_text_keeps_margins_of_20_to_25_30_to_35_and_15_to_20_mm(paper):
    for page in paper.pages:
        text = [sign for sign in page.signs if sign.bottom > 20]
        assert 30 <= min(sign.left for sign in text) + 0.5 <= 35
        assert max(sign.right for sign in text) <= page.width - 15 + 0.5
        assert 20 <= min(sign.top for sign in text) <= 25
        assert max(sign.bottom for sign in text) <= page.height - 20
    widest = max(sign.right for sign in paper.first)
    assert 15 <= paper.pages[0].width - widest + 0.5 <= 20


def test_everything_is_set_in_one_family_with_the_widths_of_times_new_roman(paper):
    families = {
        sign.face.partition("+")[2].removeprefix("Triple-Helix-Serif")
        for page in paper.pages
        for sign in page.signs
    }
    assert families <= {"", "-Bold", "-Italic", "-Bold-Italic"}


# Item 3: quốc hiệu and tiêu ngữ.


def test_the_national_title_is_in_bold_upright_capitals_of_12_or_13_points(paper):
    _, words = paper.seek(NATION)
    assert sizes_of(words) == {SETS[paper.sizes][0]}
    assert (bold(words), upright(words)) == (True, True)
    assert len(rows_of(words)) == 1


def test_the_motto_is_in_bold_upright_letters_of_13_or_14_points_below_it(paper):
    (_, title), (_, motto) = paper.seek(NATION), paper.seek(MOTTO)
    assert sizes_of(motto) == {SETS[paper.sizes][1]}
    assert (bold(motto), upright(motto)) == (True, True)
    assert middle(motto) == pytest.approx(middle(title), abs=0.5)
    assert 3 < motto[0].base - title[0].base < 8


def test_the_line_below_the_motto_is_as_long_as_its_text(paper):
    page, motto = paper.seek(MOTTO)
    line = rule_below(page, motto)
    assert line[1] - line[0] == pytest.approx(width(motto), abs=1)


def test_the_national_title_stands_at_the_upper_right_or_alone_in_the_middle(paper):
    _, title = paper.seek(NATION)
    if paper.kind in LETTERED:
        assert middle(title) == pytest.approx(30 + 165 / 2, abs=0.5)
    else:
        assert title[0].left > 85
        assert title[-1].right <= 195


# Items 4 to 6: the issuer, number and symbol, place and date.


def issuer_of(paper):
    return find(paper.first, paper.facts.issuer.upper())


def test_the_issuer_is_in_bold_capitals_of_12_or_13_points(headed):
    issuer = issuer_of(headed)
    assert sizes_of(issuer) == {SETS[headed.sizes][0]}
    assert (bold(issuer), upright(issuer)) == (True, True)


def test_the_superior_body_is_in_light_capitals_above_it(headed):
    if headed.facts.superior is None:
        return
    superior = find(headed.first, headed.facts.superior.upper())
    assert sizes_of(superior) == {SETS[headed.sizes][0]}
    assert (bold(superior), upright(superior)) == (False, True)
    assert superior[-1].base < issuer_of(headed)[0].base


def test_the_line_below_the_issuer_is_a_third_to_a_half_of_its_text(headed):
    issuer = issuer_of(headed)
    line = rule_below(headed.pages[0], issuer)
    assert 1 / 3 <= (line[1] - line[0]) / width(issuer) <= 1 / 2


def test_issuer_and_national_title_begin_on_one_height_and_do_not_touch(headed):
    (_, title), issuer = headed.seek(NATION), issuer_of(headed)
    assert min(sign.base for sign in headed.first) == pytest.approx(title[0].base, abs=0.3)
    assert max(sign.right for sign in issuer) + 3 < title[0].left


def test_number_and_symbol_are_upright_of_13_points(paper):
    _, number = paper.seek(f"Số: 05/{paper.facts.symbol}")
    assert sizes_of(number) == {13}
    assert (bold(number), upright(number)) == (False, True)


def test_place_and_date_are_in_italics_of_13_or_14_points_beside_the_number(headed):
    if headed.kind == "minutes":
        return
    _, when = headed.seek("Đồng Nai, ngày 05 tháng 02 năm 2026")
    _, number = headed.seek(f"Số: 05/{headed.facts.symbol}")
    assert sizes_of(when) == {SETS[headed.sizes][1]}
    assert all(sign.italic and not sign.bold for sign in when)
    assert when[0].base == pytest.approx(number[0].base, abs=0.5)
    assert middle(when) == pytest.approx(middle(headed.seek(NATION)[1]), abs=0.5)


# Item 7: type name and trích yếu.


def test_the_type_name_is_in_bold_capitals_of_13_or_14_points_in_the_middle(paper):
    if paper.kind == "letter":
        return
    page, name = paper.seek(paper.facts.type_name)
    assert sizes_of(name) == {SETS[paper.sizes][1]}
    assert (bold(name), upright(name)) == (True, True)
    for row in rows_of(name):
        assert middle(row) == pytest.approx(30 + (page.width - 45) / 2, abs=0.5)


def test_the_subject_stands_below_it_in_bold_with_a_line_of_a_third_to_a_half(paper):
    if paper.kind in {"letter", "contract"}:
        return
    page, subject = paper.seek(paper.facts.subject)
    assert sizes_of(subject) == {SETS[paper.sizes][1]}
    assert (bold(subject), upright(subject)) == (True, True)
    line = rule_below(page, subject)
    assert 1 / 3 <= (line[1] - line[0]) / width(subject) <= 1 / 2


def test_no_line_of_a_heading_holds_a_word_or_two_alone(paper):
    if paper.kind in {"letter", "contract"}:
        return
    _, subject = paper.seek(paper.facts.subject)
    rows = rows_of(subject)
    assert min(row[-1].right - row[0].left for row in rows) >= 0.5 * width(subject)


@pytest.mark.parametrize("sizes", SETS)
def test_a_letter_says_what_it_is_about_under_its_number_in_light_12_or_13_points(sizes):
    letter = measured("letter", sizes)
    about = find(letter.first, f"V/v {letter.facts.subject}")
    number = find(letter.first, f"Số: 05/{letter.facts.symbol}")
    assert sizes_of(about) == {SETS[sizes][0]}
    assert (bold(about), upright(about)) == (False, True)
    assert about[0].base > number[0].base
    assert middle(about) == pytest.approx(middle(number), abs=1)


# Item 8: the text.


def body_rows(paper):
    """The rows of running text on the first two pages, by page: in body size, neither bold nor a table's."""
    starts = (30, 30 + 12.7)
    size = SETS[paper.sizes][2]
    for page in paper.pages[:2]:
        yield [
            row
            for row in rows_of(page.signs)
            if sizes_of(row) == {size}
            and not all(sign.bold for sign in row)
            and row[0].top > 25
            and min(abs(row[0].left - start) for start in starts) < 0.9
        ]


def test_legal_bases_are_in_italics_of_the_body_and_end_with_their_marks(paper):
    bases = paper.facts.bases
    if paper.kind == "letter":
        assert bases == () or close(bases[0]) not in said(paper.first)
        return
    for number, text in enumerate(bases, start=1):
        _, words = paper.seek(text)
        assert sizes_of(words) == {SETS[paper.sizes][2]}
        assert all(sign.italic for sign in words)
        marks = ";" if number < len(bases) else ",."
        assert any(close(text) + mark in said(paper.first) for mark in marks)


def test_the_body_is_of_13_or_14_points_with_an_indent_of_127_mm(paper):
    starts = [row[0].left for rows in body_rows(paper) for row in rows]
    indented = [left for left in starts if left == pytest.approx(30 + 12.7, abs=1)]
    assert len(indented) >= 3


def test_lines_stand_between_single_and_one_and_a_half_and_paragraphs_6_points_apart(paper):
    size = SETS[paper.sizes][2]
    single = size * 1.149 / 72 * 25.4  # what a word processor calls one line of Times New Roman
    steps = []
    for rows in body_rows(paper):
        steps += [after[0].base - before[0].base for before, after in pairwise(rows)]
    within = [step for step in steps if step < single * 1.3]
    assert single <= median(within) <= 1.5 * single
    between = [step for step in steps if single * 1.3 <= step < single * 2]
    assert min(between) - median(within) >= 6 / 72 * 25.4 - 0.1


# Items 9 to 11: signatures and recipients. Item 14: page numbers.


def test_positions_of_signers_are_in_bold_capitals_of_13_or_14_points(paper):
    for signer in paper.facts.signers:
        _, words = paper.seek(signer.position.upper())
        assert sizes_of(words) == {SETS[paper.sizes][2]}
        assert (bold(words), upright(words)) == (True, True)


def label_of(paper):
    """The words over the list of recipients, and their page."""
    page, words = paper.seek(f"Nơi nhận:- {paper.facts.recipients[0]}")
    return page, words[: len("Nơinhận:")]


def test_who_signs_alone_signs_on_the_right_and_recipients_stand_on_the_left(headed):
    page, label = label_of(headed)
    assert label[0].left == pytest.approx(30, abs=0.5)
    if len(headed.facts.signers) == 1:
        position = find(page.signs, headed.facts.signers[0].position.upper(), last=True)
        assert middle(position) > 30 + 165 / 2


def test_recipients_are_in_11_points_below_a_label_of_12_in_bold_italics(headed):
    page, label = label_of(headed)
    assert sizes_of(label) == {12}
    assert all(sign.bold and sign.italic for sign in label)
    for name in headed.facts.recipients:
        words = find(page.signs, f"- {name};")
        assert sizes_of(words) == {11}
        assert (bold(words), upright(words)) == (False, True)
    assert sizes_of(find(page.signs, "- Lưu: VT")) == {11}


def test_pages_are_numbered_from_the_second_in_the_middle_of_the_top_margin(paper):
    numbers = [[sign for sign in page.signs if sign.bottom < 20] for page in paper.pages]
    across = [page.width > page.height for page in paper.pages]
    count = 0
    for index, (page, mark) in enumerate(zip(paper.pages, numbers, strict=True)):
        count = 1 if across[index] and not across[index - 1] else count + 1
        assert said(mark) == ("" if count == 1 else str(count))
        if mark:
            assert sizes_of(mark) == {13}
            assert upright(mark)
            assert middle(mark) == pytest.approx(30 + (page.width - 45) / 2, abs=1)
