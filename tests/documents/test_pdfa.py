"""What a PDF says of itself: PDF/A-2b by its structure, tags, language, bookmarks, metadata of Annex VI.

No validator of PDF/A-2 can be had from a package registry, so the rules of ISO 19005-2 that our pages could
break are checked one by one; a full validation is left to veraPDF (docs/decisions/0004-documents.md).
"""

import re
from functools import cache
from io import BytesIO
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from documents.facts import gather
from documents.metadata import NAMESPACE, Filed
from documents.typeset import typeset
from tests.documents.dossiers import occasion_of, whole_life
from tests.documents.test_papers import OF_LIFE, of_whole_life

FILED = Filed("H19.88", 2022, "DN-2022-007.002", 2)
PAPERS = ("order-list", "direct-invitation", "transfer-contract")
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
AIIM = "http://www.aiim.org/pdfa/ns/"
PREDEFINED = {
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/xap/1.0/",
    "http://ns.adobe.com/pdf/1.3/",
    f"{AIIM}id/",
    f"{AIIM}extension/",
}
"""Schemas that PDF/A knows without a description."""


@cache
def printed(paper, *, draft=False):
    occasion = occasion_of(paper, whole_life())
    facts = gather(paper, occasion)
    return facts, typeset(paper, facts, issued_on=occasion.on, draft=draft, filed=FILED)


@pytest.fixture(params=PAPERS)
def opened(request):
    with pikepdf.open(BytesIO(printed(request.param)[1].data)) as pdf:
        yield pdf


def properties(packet):
    """Every property of a packet as (namespace, name): its text, or the texts of its items."""
    found = {}
    [rdf] = packet.iter(f"{RDF}RDF")
    for description in rdf:
        attributes = [(key, value) for key, value in description.attrib.items() if not key.startswith(RDF)]
        for key, value in attributes:
            found[_named(key)] = value
        for element in description:
            items = [item.text for item in element.iter(f"{RDF}li")]
            found[_named(element.tag)] = items if len(element) else element.text
    return found


def _named(tag):
    namespace, name = re.fullmatch(r"\{(.*)\}(.*)", tag).groups()
    return namespace, name


def packet_of(pdf):
    return ET.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314 - our own file


def everything(pdf):
    """Every dictionary and stream of the file."""
    return [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)]


# ISO 19005-2: what an archive must be able to read in fifty years.


def test_the_file_is_of_version_17_with_an_identifier_and_no_encryption(opened):
    assert opened.pdf_version == "1.7"
    assert len(opened.trailer.ID) == 2
    assert not opened.is_encrypted
    assert opened.check_pdf_syntax() == []


def test_every_font_is_embedded_and_tells_its_letters(opened):
    fonts = [each for each in everything(opened) if each.get("/Type") == "/Font"]
    descendants = [font for font in fonts if "/FontDescriptor" in font]
    assert descendants
    for font in descendants:
        assert {"/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
        if font.Subtype == "/CIDFontType2":
            assert font.CIDToGIDMap == "/Identity"
    assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")


def test_colours_have_a_profile_and_nothing_acts_hides_or_is_attached(opened):
    [intent] = opened.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.N == 3
    assert {"/OpenAction", "/AA", "/AcroForm", "/Perms", "/OCProperties"}.isdisjoint(opened.Root.keys())
    assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    for each in everything(opened):
        assert {"/JS", "/AA", "/EF", "/F"}.isdisjoint(each.keys()) or each.get("/Type") == "/Annot"
        assert each.get("/S") not in {"/JavaScript", "/Launch", "/URI", "/SubmitForm"}
        assert "/LZWDecode" not in str(each.get("/Filter", ""))


def test_the_packet_is_one_and_describes_each_schema_that_pdfa_does_not_know(opened):
    packet = packet_of(opened)
    found = properties(packet)
    assert found[f"{AIIM}id/", "part"] == "2"
    assert found[f"{AIIM}id/", "conformance"] == "B"
    own = {name for namespace, name in found if namespace not in PREDEFINED}
    assert {namespace for namespace, _ in found} - PREDEFINED == {NAMESPACE}
    schema = f"{{{AIIM}schema#}}"
    [described] = [each.text for each in packet.iter(f"{schema}namespaceURI")]
    assert described == NAMESPACE
    names = {each.text for each in packet.iter(f"{{{AIIM}property#}}name")}
    assert own <= names
    kinds = {each.text for each in packet.iter(f"{{{AIIM}property#}}valueType")}
    assert kinds <= {"Text", "Integer", "Date", "seq Text"}


def test_what_the_file_and_its_packet_say_is_the_same(opened):
    found, info = properties(packet_of(opened)), opened.docinfo
    assert found["http://purl.org/dc/elements/1.1/", "title"] == [str(info.Title)]
    assert found["http://purl.org/dc/elements/1.1/", "creator"] == [str(info.Author)]
    assert found["http://purl.org/dc/elements/1.1/", "language"] == ["vi-VN"]
    assert found["http://ns.adobe.com/xap/1.0/", "CreateDate"] == "2026-02-05T00:00:00+07:00"
    assert str(info.CreationDate) == "D:20260205000000+07'00"
    assert found["http://ns.adobe.com/pdf/1.3/", "Producer"] == str(info.Producer)


@pytest.mark.parametrize("paper", OF_LIFE)
def test_no_paper_breaks_the_rules_that_files_most_often_break(paper):
    with pikepdf.open(BytesIO(of_whole_life(paper).data)) as pdf:
        things = everything(pdf)
        assert list(broken(pdf, things)) == []


def broken(pdf, things):
    """What breaks ISO 19005-2, by clause."""
    if "/Encrypt" in pdf.trailer or {"/NeedsRendering", "/Collection"} & set(pdf.Root.keys()):
        yield "6.1.3"
    for each in things:
        yield from _in_a_font(each)
        kind, subtype = each.get("/Type"), each.get("/Subtype")
        if isinstance(each, pikepdf.Stream) and {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
            yield "6.1.7: a stream in another file"
        if subtype == "/PS" or (kind == "/XObject" and {"/OPI", "/Ref"} & set(each.keys())):
            yield "6.2.9: a reference to something outside"
        if kind == "/ExtGState" and {"/TR", "/HTP"} & set(each.keys()):
            yield "6.2.5: a transfer function"
        if each.get("/Interpolate") is True or "/Alternates" in each:
            yield "6.2.8: an image that readers draw as they like"
        if kind == "/Annot" and (subtype not in {"/Link", "/Widget"} or int(each.get("/F", 0)) & 4 == 0):
            yield "6.3: an annotation that is not printed"
        if kind == "/Page" and "/Group" in each and "/CS" not in each.Group and not pdf.Root.OutputIntents:
            yield "6.2.10: transparency without a blending space"


def _in_a_font(each):
    subtype = each.get("/Subtype")
    if subtype == "/CIDFontType2" and not _widths_agree(each):
        yield "6.2.11.5: widths that are not those of the face"
    if subtype == "/Type0" and each.Encoding != "/Identity-H":
        yield "6.2.11.3: a character map that is not embedded"


def _widths_agree(font):
    """Whether the widths in the dictionary are those of the embedded face, to one thousandth of an em."""
    face = TTFont(BytesIO(font.FontDescriptor.FontFile2.read_bytes()))
    em, advances = face["head"].unitsPerEm, face["hmtx"].metrics
    told, entries = {}, list(font.W)
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            told |= {first + place: float(width) for place, width in enumerate(second)}
        else:
            told |= dict.fromkeys(range(first, int(second) + 1), float(entries.pop(0)))
    order = face.getGlyphOrder()
    return all(
        abs(width - 1000 * advances[order[glyph]][0] / em) <= 1
        for glyph, width in told.items()
        if glyph < len(order)
    )


# Tags, language, bookmarks: for who listens, and for who searches.


def test_the_text_is_tagged_and_in_vietnamese_and_the_title_is_shown(opened):
    assert opened.Root.Lang == "vi-VN"
    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    kinds = {str(each.S) for each in everything(opened) if each.get("/Type") == "/StructElem"}
    assert {"/Document", "/P", "/Span"} <= kinds
    assert kinds <= {
        "/Document", "/Part", "/Sect", "/Div", "/NonStruct", "/H1", "/H2", "/P", "/Span", "/Table", "/THead",
        "/TBody", "/TR", "/TH", "/TD",
    }  # fmt: skip


MARKS = {
    "order-list": ["QUYẾT ĐỊNH", "> Điều 1", "> Điều 2", "> Điều 3", "DANH MỤC"],
    "direct-invitation": ["V/v mời đăng ký giao trực tiếp chủ trì thực hiện nhiệm vụ khoa học và công nghệ"],
    "acceptance-minutes": [
        "BIÊN BẢN",
        "> I. Những thông tin chung",
        "> II. Nội dung làm việc của hội đồng",
        "> III. Kết quả bỏ phiếu",
        "> IV. Kết luận, kiến nghị của hội đồng",
    ],
}


@pytest.mark.parametrize(("paper", "marks"), MARKS.items(), ids=MARKS)
def test_articles_parts_and_annexes_have_bookmarks(paper, marks):
    with pikepdf.open(BytesIO(printed(paper)[1].data)) as pdf, pdf.open_outline() as outline:
        found = []
        for item in outline.root:
            found += [item.title, *(f"> {each.title}" for each in item.children)]
    assert found == marks


# Annex VI.


@pytest.mark.parametrize("paper", PAPERS)
def test_the_metadata_of_annex_6_are_read_back_from_the_file(paper):
    facts, pdf = printed(paper)
    with pikepdf.open(BytesIO(pdf.data)) as opened_pdf:
        found = {
            name: value
            for (space, name), value in properties(packet_of(opened_pdf)).items()
            if space == NAMESPACE
        }
    subject = {"Subject": facts.subject} if facts.subject else {}
    assert found == subject | {
        "OrganId": "H19.88",
        "FileCatalog": "2022",
        "FileNotation": "DN-2022-007.002",
        "DocOrdinal": "2",
        "TypeName": facts.type_name.capitalize() or "Công văn",
        "CodeNumber": "05",
        "CodeNotation": facts.symbol,
        "IssuedDate": "2026-02-05",
        "OrganName": facts.issuer,
        "Language": "Tiếng Việt",
        "PageAmount": str(pdf.pages),
        "SignerPosition": [signer.position for signer in facts.signers],
        "ToOrganName": list(facts.recipients),
        "Priority": "0",
        "IssuedAmount": "1",
    }


def test_a_draft_has_no_metadata_of_an_issued_document():
    with pikepdf.open(BytesIO(printed("order-list", draft=True)[1].data)) as pdf:
        spaces = {space for space, _ in properties(packet_of(pdf))}
        assert NAMESPACE not in spaces
        assert str(pdf.docinfo.Title).startswith("Dự thảo: ")
        assert "/CreationDate" not in pdf.docinfo
