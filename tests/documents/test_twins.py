"""The Word twin of a paper says what its PDF says, and is laid out as Decree 30/2020 asks."""

import io
import re
import unicodedata
import zipfile
from datetime import datetime
from functools import cache

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from documents import intake, sheets, twins
from documents.catalogue import CATALOGUE, CLOSET, Layout
from documents.facts import gather
from documents.intake.kinds import DOCX
from documents.twins import Change, Manner, changes, content, share_kept
from documents.twins.content import Columns, Grid, Line
from documents.twins.looks import LOOKS
from tests.documents import measuring
from tests.documents.dossiers import occasion_of, whole_life
from tests.documents.stuck import occasion_for
from tests.documents.test_papers import of_whole_life
from tests.documents.test_remedy_papers import printed as of_remedy

TWINS = [code for code, entry in CATALOGUE.items() if entry.has_twin]
OF_CLOSET = {entry.code for entry in CLOSET}
LETTER, CONTRACT, MINUTES = "demand-letter", "research-contract", "acceptance-minutes"
MOTTO, STATE = "Độc lập - Tự do - Hạnh phúc", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@cache
def occasion(paper):
    return occasion_for(paper) if paper in OF_CLOSET else occasion_of(paper, whole_life())


@cache
def facts(paper):
    return gather(paper, occasion(paper))


@cache
def made(paper, sizes=13):
    return twins.twin(paper, facts(paper), issued_on=occasion(paper).on, sizes=sizes).data


def lines(paper):
    return twins.lines(paper, facts(paper), issued_on=occasion(paper).on)


def pdf(paper):
    return of_remedy(paper) if paper in OF_CLOSET else of_whole_life(paper)


@cache
def opened(paper, sizes=13):
    return docx.Document(io.BytesIO(made(paper, sizes)))


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def paragraphs(data):
    return part(data, "word/document.xml").iter(qn("w:p"))


def said(paragraph):
    return "".join(
        "\n" if each.tag == qn("w:br") else each.text or "" for each in paragraph.iter(qn("w:t"), qn("w:br"))
    )


def heads_of(paper):
    """What stands in the heads of a paper's tables, which a PDF repeats on each page."""
    page = sheets.html(paper, facts(paper), issued_on=occasion(paper).on)
    return [
        measuring.close("".join(cell.line.text for cell in block.head))
        for section in content.sections_of(page)
        for block in section.blocks
        if isinstance(block, Grid)
    ]


def printed_text(paper):
    """The text of the PDF without blanks, numbers of pages, and the heads of tables that go on."""
    heads, text = heads_of(paper), ""
    with pypdfium2.PdfDocument(pdf(paper).data) as file:
        pages = [page.get_textpage().get_text_bounded() for page in file]
    for number, page in enumerate(pages, start=1):
        here = measuring.close(re.sub(rf"\A{number}\s|\s{number}\s*\Z", "", page) if number > 1 else page)
        repeated = next((head for head in heads if number > 1 and here.startswith(head) and head in text), "")
        text += here.removeprefix(repeated)
    return text


def test_offices_edit_what_they_word_themselves_and_nothing_that_states_what_was_decided_or_counted():
    layouts = {CATALOGUE[code].layout for code in CATALOGUE if code not in TWINS}
    assert layouts == {
        Layout.DECISION, Layout.NOTICE, Layout.TABLE, Layout.CERTIFICATE, Layout.MINUTES,
    }  # fmt: skip
    assert [code for code, entry in CATALOGUE.items() if entry.counted] == ["identification-count"]
    assert {"transfer-contract", "use-right-submission", "replication-proposal", LETTER, MINUTES} <= set(
        TWINS
    )
    assert not {"approval-decision", "rights-notice", "file-index", "registration-certificate"} & set(TWINS)


@pytest.mark.parametrize("paper", TWINS)
def test_a_twin_says_what_its_pdf_says_word_for_word(paper):
    text = measuring.close("".join(said(each) for each in paragraphs(made(paper))))
    assert text == printed_text(paper)
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("paper", TWINS)
def test_a_twin_passes_the_examination_of_what_is_handed_in_and_reads_back_line_by_line(paper):
    examined = intake.examine(made(paper), "a.docx", (DOCX,))
    assert tuple(examined.text.split("\n")) == lines(paper)


@pytest.mark.parametrize("sizes", [12, 13])
def test_the_page_is_a4_with_the_margins_of_decree_30_and_its_number_from_the_second_page(sizes):
    [section] = opened(LETTER, sizes).sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(each.mm, 1) for each in margins] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert section.first_page_header.is_linked_to_previous  # there is none: the first page bears no number
    [number] = section.header.paragraphs
    assert number.style.paragraph_format.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
    assert number.style.font.size == Pt(13)
    assert number._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"  # noqa: SLF001 - no other way in
    middle = section.header_distance.mm + 13 * 1.15 / measuring.MM / 2
    assert abs(middle - section.top_margin.mm / 2) < 1


@pytest.mark.parametrize(("sizes", "state", "body"), [(12, 12, 13), (13, 13, 14)])
def test_both_sets_of_sizes_hold(sizes, state, body):
    document = opened(LETTER, sizes)
    size = {name: document.styles[name].font.size for name in LOOKS}
    assert size["State"] == size["Issuer"] == size["Superior"] == size["About"] == Pt(state)
    assert size["Motto"] == size["Body"] == size["Subject"] == size["Signer"] == size["Ground"] == Pt(body)
    assert (size["Number"], size["RecipientsLabel"], size["Recipient"]) == (Pt(13), Pt(12), Pt(11))
    defaults = part(made(LETTER, sizes), "word/styles.xml").find(f".//{qn('w:rPrDefault')}")
    assert set(defaults.find(f".//{qn('w:rFonts')}").attrib.values()) == {"Times New Roman"}


def test_text_is_justified_with_its_first_line_indented_and_six_points_between_paragraphs():
    body = opened(CONTRACT).styles["Body"].paragraph_format
    assert body.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.JUSTIFY
    assert (round(body.first_line_indent.cm, 2), body.space_after) == (1.27, Pt(6))
    assert 1 <= body.line_spacing <= 1.5
    bold = {name for name, look in LOOKS.items() if look.bold}
    assert {"State", "Motto", "Issuer", "TypeName", "Subject", "Signer"} <= bold
    assert not {"Superior", "Number", "About", "PlaceDate", "Body", "Recipient"} & bold
    assert {name for name, look in LOOKS.items() if look.italic} >= {"PlaceDate", "Ground", "RecipientsLabel"}


@pytest.mark.parametrize("paper", [LETTER, CONTRACT, MINUTES])
def test_every_run_is_marked_as_vietnamese(paper):
    for run in part(made(paper), "word/document.xml").iter(qn("w:r")):
        assert run.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) == "vi-VN"


def rule_below(data, words, room):
    """How long the line is that is drawn below the paragraph of these words, in millimetres."""
    every = list(paragraphs(data))
    [place] = [at for at, each in enumerate(every) if said(each).replace("\n", " ") == words]
    rule = every[place + 1].find(qn("w:pPr"))
    assert rule.find(qn("w:pBdr")) is not None
    indent = rule.find(qn("w:ind"))
    return room - Mm(1).mm * sum(int(indent.get(qn(f"w:{side}"))) for side in ("left", "right")) / 1440 * 25.4


@pytest.mark.parametrize(("paper", "room"), [(LETTER, 165 * 0.625), (CONTRACT, 165)])
def test_the_line_below_the_motto_is_as_long_as_its_text(paper, room):
    page = measuring.page_of(pdf(paper).data, 1)
    text = measuring.width(measuring.find(page.signs, MOTTO))
    assert abs(rule_below(made(paper), MOTTO, room) - text) < 0.5


def test_the_line_below_the_issuing_body_is_a_third_to_a_half_of_its_text():
    page = measuring.page_of(pdf(LETTER).data, 1)
    text = measuring.width(measuring.find(page.signs, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"))
    assert 1 / 3 < rule_below(made(LETTER), "SỞ KHOA HỌC VÀ CÔNG NGHỆ", 165 * 0.375) / text < 1 / 2


def test_the_nation_stands_beside_the_issuing_body_and_recipients_beside_the_signature():
    head, _, foot = opened(LETTER).tables
    left, right = ([each.text for each in cell.paragraphs] for cell in head.rows[0].cells)
    assert [text for text in right if text] == [STATE, MOTTO]
    assert left[0].startswith("ỦY BAN NHÂN DÂN")
    assert foot.rows[0].cells[0].text.startswith("Nơi nhận:\n- Như trên;")
    assert foot.rows[0].cells[1].text.strip() == "GIÁM ĐỐC"
    [room] = [each for each in foot.rows[0].cells[1].paragraphs if each.style.name == "SigningRoom"]
    assert round(room.style.paragraph_format.line_spacing.mm) == 28


def test_what_belongs_together_stays_on_one_page():
    document = opened(CONTRACT)
    kept = {name for name in LOOKS if document.styles[name].paragraph_format.keep_with_next}
    assert {"ArticleTitle", "Part", "BodyKept", "PartyName", "Signer", "SigningRoom", "Gap"} <= kept
    *_, last, gap = [each for each in document.paragraphs if each.text or each.style.name == "Gap"][:-1]
    assert (last.style.name, gap.style.name) == ("BodyKept", "Gap")
    for table in document.tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)  # noqa: SLF001 - idem


ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl pBdr spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color sz szCs lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW gridSpan vAlign",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference type pgSz pgMar pgNumType titlePg",
    "style": "name basedOn qFormat pPr rPr",
    "tbl": "tblPr tblGrid tr",
}
"""The children of each element in the order of the schema (ECMA-376 part 1), as far as twins have them."""


@pytest.mark.parametrize("paper", [LETTER, CONTRACT, MINUTES])
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/header1.xml"])
def test_elements_stand_in_the_order_of_the_schema(paper, name):
    root = part(made(paper), name)
    for parent, order in ORDER.items():
        for element in root.iter(qn(f"w:{parent}")):
            places = [order.split().index(etree.QName(child).localname) for child in element]
            assert places == sorted(places)


@pytest.mark.parametrize("paper", TWINS)
def test_word_finds_what_it_asks_for(paper):
    root = part(made(paper), "word/document.xml")
    styles = {each.get(qn("w:styleId")) for each in part(made(paper), "word/styles.xml").iter(qn("w:style"))}
    assert {each.get(qn("w:val")) for each in root.iter(qn("w:pStyle"))} <= styles
    for table in root.iter(qn("w:tbl")):
        assert table.getnext().tag == qn("w:p")  # else two tables become one, or the file is called damaged
        columns = len(table.find(qn("w:tblGrid")))
        for row in table.iter(qn("w:tr")):
            assert sum(int(each.get(qn("w:val"))) for each in row.iter(qn("w:gridSpan"))) in {0, columns}
    assert all(cell[-1].tag == qn("w:p") for cell in root.iter(qn("w:tc")))
    assert b"{%" not in etree.tostring(root)


def test_the_same_facts_make_the_same_bytes_of_no_date_but_the_papers():
    again = twins.twin(CONTRACT, facts(CONTRACT), issued_on=occasion(CONTRACT).on)
    assert again.data == made(CONTRACT)
    with zipfile.ZipFile(io.BytesIO(again.data)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    own = opened(CONTRACT).core_properties
    assert (
        own.created
        == own.modified
        == datetime.combine(occasion(CONTRACT).on, datetime.min.time(), own.created.tzinfo)
    )
    assert (own.author, own.language) == (facts(CONTRACT).issuer, "vi-VN")
    assert own.subject == facts(CONTRACT).subject
    assert own.title == "Hợp đồng nghiên cứu khoa học và phát triển công nghệ 05/2026/HĐ-SKHCN"


def test_a_draft_says_so_above_all_and_bears_neither_number_nor_day():
    draft = twins.twin(LETTER, facts(LETTER), issued_on=None, draft=True).data
    texts = [said(each) for each in paragraphs(draft)]
    assert texts[0] == "DỰ THẢO"
    assert "Số: ……/SKHCN-QLKH" in texts
    assert "Đồng Nai, ngày …… tháng …… năm ………" in texts
    assert docx.Document(io.BytesIO(draft)).core_properties.created is None


def test_what_facts_say_is_text_and_nothing_else():
    strange = 'A & B <w:p> "{{ 7 * 7 }}" {% raw %} </w:t>'
    known = facts(LETTER).model_copy(update={"subject": strange})
    texts = [said(each) for each in paragraphs(twins.twin(LETTER, known, issued_on=None).data)]
    assert f"V/v {strange}" in texts


def test_a_subject_longer_than_a_property_may_be_stands_whole_in_the_text():
    known = facts(LETTER).model_copy(update={"subject": "về kết quả " * 60})
    long = twins.twin(LETTER, known, issued_on=occasion(LETTER).on).data
    assert len(docx.Document(io.BytesIO(long)).core_properties.subject) == 255
    assert f"V/v {known.subject.strip()}" in [said(each) for each in paragraphs(long)]


def page(inner, kind="titled"):
    return f'<html><body class="{kind} sizes-13">{inner}</body></html>'


def test_an_annex_begins_a_page_of_its_own_and_may_lie_on_its_side():
    first, annex = content.sections_of(
        page('<main><p>Một</p></main><section class="annex landscape"><h1>PHỤ LỤC</h1><p>Hai</p></section>')
    )
    assert [line.text for line in first.blocks] == ["Một"]
    assert (annex.landscape, [line.look for line in annex.blocks]) == (True, ["AnnexName", "Body"])
    specimen = twins.printing.printed((first, annex), twins.printing.About("", "", "", None), 13)
    upright, aside = docx.Document(io.BytesIO(specimen)).sections
    assert [round(each.page_width.mm) for each in (upright, aside)] == [210, 297]
    assert [round(each.left_margin.mm) for each in (upright, aside)] == [30, 30]


@pytest.mark.parametrize(
    "inner",
    ["lạc", "<div>lạc</div>", "<ul><li>lạc</li></ul>", "<p>Một <img> hai</p>", "<p><table></table></p>"],
)
def test_a_word_or_an_element_that_no_block_holds_is_an_error_and_never_lost(inner):
    with pytest.raises(ValueError, match=r"outside|no block|within|closed"):
        content.sections_of(page(inner))


def test_hands_breaks_and_spaces_of_a_paragraph_are_kept_as_a_reader_sees_them():
    [section] = content.sections_of(page("<p> Một <b>hai</b> <i>ba</i> <br>\n bốn<span> năm</span> </p>"))
    [line] = section.blocks
    assert isinstance(line, Line)
    assert line.text == "Một hai ba\nbốn năm"
    assert [run.text.strip() for run in line.runs if run.bold or run.italic] == ["hai", "ba"]


def test_every_kind_of_paragraph_that_a_page_can_have_has_its_look():
    named = re.findall(r'"([A-Z]\w+)"', str(vars(content)["_BY_CLASS"]).replace("'", '"'))
    assert set(named) <= set(LOOKS)
    used = {
        line.look
        for paper in TWINS
        for section in content.sections_of(sheets.html(paper, facts(paper), issued_on=occasion(paper).on))
        for block in section.blocks
        if not isinstance(block, Grid)
        for line in (
            [block] if isinstance(block, Line)
            else [line for row in block.rows for cell in row for line in cell]
            if isinstance(block, Columns) else []
        )
    }  # fmt: skip
    assert used <= set(LOOKS)


ISSUED = (
    "Điều 1. Đối tượng",
    "Bên A giao cho Bên B quy trình công nghệ.",
    "Điều 2. Giá",
    "Giá là 850.000.000 đồng.",
)


def test_what_was_added_removed_and_worded_anew_is_told_in_the_order_of_the_text():
    edited = (
        "Điều 1. Đối tượng",
        "Bên A giao cho Bên B quy trình công nghệ và mẫu sản phẩm.",
        "Bên B nhận đủ hồ sơ.",
        "Giá là 850.000.000 đồng.",
    )
    assert changes(ISSUED, edited) == (
        Change(Manner.CHANGED, ISSUED[1], edited[1]),
        Change(Manner.REMOVED, "Điều 2. Giá", ""),
        Change(Manner.ADDED, "", "Bên B nhận đủ hồ sơ."),
    )
    assert [each.vi.partition(":")[0] for each in changes(ISSUED, edited)] == ["Sửa", "Bỏ", "Thêm"]


def test_spaces_and_the_numbers_of_pages_are_no_change():
    assert changes(ISSUED, ("2", *(f"  {line.replace(' ', '  ')} " for line in ISSUED), "", "3")) == ()


def test_how_much_of_a_text_is_kept_tells_another_paper():
    assert share_kept(ISSUED, ISSUED) == 1
    assert share_kept(ISSUED, [line.replace("Bên", "Phía") for line in ISSUED]) == 1
    assert share_kept(ISSUED, ["Một văn bản hoàn toàn khác"]) == 0
