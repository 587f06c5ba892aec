"""The one Word template of all twins, written by this module: docxtpl fills it with the blocks of a paper.

It is made from `looks.LOOKS` when it is first asked for, so there is no binary file that could say something
else than the code. Elements stand in the order that the schema of OOXML (ECMA-376) asks for.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache

from documents.twins.looks import (
    A4,
    BOTTOM,
    FONT,
    LANGUAGE,
    LEFT,
    LOOKS,
    PAGE_NUMBER_FROM_TOP,
    RIGHT,
    SIGNING_ROOM,
    TOP,
    Look,
    points,
    twips,
)
from documents.typeset import SizeSet

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The oldest day that an archive can bear: none of ours has another."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
_NAMES = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'

_TYPES = f"""{_HEAD}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>
<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>
<Override PartName="/docProps/core.xml" ContentType="{_CORE_TYPE}"/>
</Types>"""
_LINKS = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>"""
_WORD_LINKS = f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>
<Relationship Id="rId3" Type="{_OFFICE}/header" Target="header1.xml"/>
</Relationships>"""
_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)
_SETTINGS = (
    f'{_HEAD}<w:settings {_NAMES}><w:defaultTabStop w:val="720"/><w:autoHyphenation w:val="0"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    f'<w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
    "</w:settings>"
)
_HEADER = (
    f'{_HEAD}<w:hdr {_NAMES}><w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr>'
    f'<w:fldSimple w:instr="PAGE"><w:r><w:rPr><w:lang w:val="{LANGUAGE}"/></w:rPr></w:r></w:fldSimple></w:p>'
    "</w:hdr>"
)

_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:type w:val="nextPage"/>'
    '<w:pgSz w:w="{{ section.width }}" w:h="{{ section.height }}" w:orient="{{ section.orient }}"/>'
    f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(RIGHT)}" w:bottom="{twips(BOTTOM)}" '
    f'w:left="{twips(LEFT)}" '
    f'w:header="{twips(PAGE_NUMBER_FROM_TOP)}" w:footer="{twips(PAGE_NUMBER_FROM_TOP)}" w:gutter="0"/>'
    '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
)
"""The first page of the paper and of each annex bears no number; an annex counts its own pages."""

_LINE = (
    '{% macro line(block) %}<w:p><w:pPr><w:pStyle w:val="{{ block.look }}"/>'
    '<w:spacing w:after="{{ block.after }}"/></w:pPr>{{ block.words }}</w:p>'
    "{% if block.rule %}"
    '<w:p><w:pPr><w:pStyle w:val="{{ block.look }}"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" '
    'w:color="000000"/></w:pBdr><w:spacing w:before="60" w:after="{{ block.rule.after }}" w:line="20" '
    'w:lineRule="exact"/><w:ind w:left="{{ block.rule.left }}" w:right="{{ block.rule.right }}" '
    'w:firstLine="0"/></w:pPr></w:p>'
    "{% endif %}{% endmacro %}"
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_GRID = (
    "{% macro grid(block) %}<w:tbl><w:tblPr>"
    '<w:tblW w:w="{{ block.width }}" w:type="dxa"/>'
    f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/>'
    '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblGrid>{% for width in block.widths %}<w:gridCol w:w="{{ width }}"/>{% endfor %}</w:tblGrid>'
    "{% for row in block.rows %}<w:tr><w:trPr><w:cantSplit/>"
    '<w:tblHeader w:val="{{ 1 if loop.first else 0 }}"/></w:trPr>'
    '{% for cell in row %}<w:tc><w:tcPr><w:tcW w:w="{{ cell.width }}" w:type="dxa"/>'
    '<w:gridSpan w:val="{{ cell.span }}"/>'
    '<w:vAlign w:val="{{ cell.upright }}"/></w:tcPr>{{ line(cell) }}</w:tc>{% endfor %}</w:tr>{% endfor %}'
    "</w:tbl>{% endmacro %}"
)
_COLUMNS = (
    '{% macro columns(block) %}<w:tbl><w:tblPr><w:tblW w:w="{{ block.width }}" w:type="dxa"/>'
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
    '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblGrid>{% for width in block.widths %}<w:gridCol w:w="{{ width }}"/>{% endfor %}</w:tblGrid>'
    "{% for row in block.rows %}<w:tr><w:trPr><w:cantSplit/></w:trPr>"
    '{% for cell in row %}<w:tc><w:tcPr><w:tcW w:w="{{ cell.width }}" w:type="dxa"/></w:tcPr>'
    "{% for each in cell.lines %}{{ line(each) }}{% endfor %}</w:tc>{% endfor %}</w:tr>{% endfor %}"
    "</w:tbl>{% endmacro %}"
)
_DRAWN = (
    '{% if block.kind == "grid" %}{{ grid(block) }}{% elif block.kind == "columns" %}{{ columns(block) }}'
    "{% else %}{{ line(block) }}{% endif %}"
)
_DOCUMENT = (
    f"{_HEAD}<w:document {_NAMES}><w:body>{_LINE}{_GRID}{_COLUMNS}"
    "{% for section in sections[:-1] %}"
    f"{{% for block in section.blocks %}}{_DRAWN}{{% endfor %}}"
    f'<w:p><w:pPr><w:pStyle w:val="Gap"/><w:spacing w:line="20" w:lineRule="exact"/>{_SECTION}</w:pPr></w:p>'
    "{% endfor %}{% set section = sections[-1] %}"
    f"{{% for block in section.blocks %}}{_DRAWN}{{% endfor %}}"
    f"{_SECTION}</w:body></w:document>"
)


@cache
def template(sizes: SizeSet) -> bytes:
    """The template in that set of sizes, as a Word file."""
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _LINKS,
            "docProps/core.xml": _CORE,
            "word/document.xml": _DOCUMENT,
            "word/_rels/document.xml.rels": _WORD_LINKS,
            "word/styles.xml": _styles(sizes),
            "word/settings.xml": _SETTINGS,
            "word/header1.xml": _HEADER,
        }
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    """The parts as an archive: in this order, all of the same day, so the same parts make the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # whatever machine it is written on
            archive.writestr(entry, content)
    return stream.getvalue()


def _styles(sizes: SizeSet) -> str:
    kinds = "".join(_style(name, look, sizes) for name, look in LOOKS.items())
    return (
        f"{_HEAD}<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
        f'<w:color w:val="000000"/>{_size(points("body", sizes))}'
        f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "</w:style>"
        f"{kinds}</w:styles>"
    )


def _style(name: str, look: Look, sizes: SizeSet) -> str:
    exact = name == "SigningRoom"
    line = f'w:line="{twips(SIGNING_ROOM)}" w:lineRule="exact"' if exact else _of_line(look.line)
    outline = "" if look.outline is None else f'<w:outlineLvl w:val="{look.outline}"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>'
        f"{'<w:keepNext/>' if look.kept else ''}"
        f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}" {line}/>'
        f'<w:ind w:firstLine="{twips(look.indent)}"/><w:jc w:val="{look.side}"/>'
        f"{outline}</w:pPr><w:rPr>"
        f"{'<w:b/>' if look.bold else ''}{'<w:i/>' if look.italic else ''}{_size(points(look.size, sizes))}"
        "</w:rPr></w:style>"
    )


def _of_line(multiple: float) -> str:
    return f'w:line="{round(multiple * 240)}" w:lineRule="auto"'


def _size(of_points: int) -> str:
    return f'<w:sz w:val="{of_points * 2}"/><w:szCs w:val="{of_points * 2}"/>'


def page(*, landscape: bool) -> tuple[int, int, int]:
    """Width and height of a page, and the width of the text on it, in twips."""
    width, height = (twips(side) for side in (reversed(A4) if landscape else A4))
    return width, height, width - twips(LEFT) - twips(RIGHT)
