"""Blocks become a Word file: docxtpl fills the template, and the same blocks make the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined

from documents.sheets import FONTS
from documents.twins.content import Block, Cell, Columns, Grid, Line, Run, Section
from documents.twins.looks import LANGUAGE, LOOKS, points
from documents.twins.template import packed, page, template
from documents.typeset import SizeSet

_TWIPS_PER_POINT = 20
_LONGEST_PROPERTY = 255
"""Characters that python-docx lets a core property have."""
_FACES = {
    (False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic",
}  # fmt: skip


@dataclass(frozen=True)
class About:
    """What the file says about itself: its core properties; `on` is None for a draft."""

    title: str
    subject: str
    author: str
    on: date | None


def printed(sections: tuple[Section, ...], about: About, sizes: SizeSet) -> bytes:
    """The Word file that says these blocks."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - 0.2 s: only for who asks for a twin

    word = DocxTemplate(io.BytesIO(template(sizes)))
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    word.render({"sections": [_section(each, sizes) for each in sections]}, environment)
    own = word.docx.core_properties  # get_docx() would begin again with the empty template
    own.title, own.subject = about.title[:_LONGEST_PROPERTY], about.subject[:_LONGEST_PROPERTY]
    own.author = own.last_modified_by = about.author[:_LONGEST_PROPERTY]
    own.language = LANGUAGE
    if about.on is not None:
        own.created = own.modified = datetime.combine(about.on, time(), UTC)
    stream = io.BytesIO()
    word.save(stream)
    with zipfile.ZipFile(stream) as archive:
        first = "[Content_Types].xml"  # Word asks for it at the head, and other readers look there
        names = sorted(archive.namelist(), key=lambda name: (name != first, name))
        return packed({name: archive.read(name) for name in names})


def _section(section: Section, sizes: SizeSet) -> dict[str, Any]:
    width, height, room = page(landscape=section.landscape)
    return {
        "width": width,
        "height": height,
        "orient": "landscape" if section.landscape else "portrait",
        "blocks": list(_drawn(section.blocks, room, sizes)),
    }


def _drawn(blocks: tuple[Block, ...], room: int, sizes: SizeSet) -> Iterator[dict[str, Any]]:
    gap = _line(Line("Gap"), room, sizes)
    for at, block in enumerate(blocks):
        match block:
            case Line():
                yield _line(block, room, sizes)
            case Grid():
                yield _grid(block, room, sizes)
                yield gap
            case Columns():
                if at:
                    yield gap
                yield _columns(block, room, sizes)
    if isinstance(blocks[-1], Columns):
        yield gap  # a table is always followed by a paragraph, else Word calls the file damaged


def _line(line: Line, room: int, sizes: SizeSet) -> dict[str, Any]:
    after = round(LOOKS[line.look].after * _TWIPS_PER_POINT)
    drawn: dict[str, Any] = {
        "kind": "line", "look": line.look, "words": _words(line.runs), "after": after, "rule": None,
    }  # fmt: skip
    if line.rule:
        # The line that Decree 30 draws below a text is a border, as long as the text is wide.
        left = max((room - round(_width(line, sizes) * line.rule)) // 2, 0)
        drawn |= {"after": 0, "rule": {"left": left, "right": left, "after": after}}
    return drawn


def _words(runs: tuple[Run, ...]) -> object:
    from docxtpl import RichText  # noqa: PLC0415 - as in `printed`

    words = RichText()
    for run in runs:
        words.add(run.text, bold=run.bold, italic=run.italic, lang=LANGUAGE)
    return words


def _grid(grid: Grid, room: int, sizes: SizeSet) -> dict[str, Any]:
    widths = _shares(grid.widths, room)
    rows = [
        _cells(row, widths, sizes, "top" if at else "center")
        for at, row in enumerate((grid.head, *grid.rows))
    ]
    return {"kind": "grid", "width": sum(widths), "widths": widths, "rows": rows}


def _cells(row: tuple[Cell, ...], widths: list[int], sizes: SizeSet, upright: str) -> list[dict[str, Any]]:
    drawn, column = [], 0
    for cell in row:
        width = sum(widths[column : column + cell.span])
        drawn.append(_line(cell.line, width, sizes) | {"width": width, "span": cell.span, "upright": upright})
        column += cell.span
    return drawn


def _columns(columns: Columns, room: int, sizes: SizeSet) -> dict[str, Any]:
    widths = _shares(columns.widths, room)
    rows = [
        [
            {"width": width, "lines": [_line(line, width, sizes) for line in lines or (Line("Gap"),)]}
            for width, lines in zip(widths, row, strict=True)
        ]
        for row in columns.rows
    ]
    return {"kind": "columns", "width": sum(widths), "widths": widths, "rows": rows}


def _shares(percent: tuple[float, ...], room: int) -> list[int]:
    """The widths of columns; the last takes what rounding leaves."""
    whole = sum(percent)
    widths = [round(room * each / whole) for each in percent]
    widths[-1] += room - sum(widths)
    return widths


def _width(line: Line, sizes: SizeSet) -> int:
    """How wide the widest of its lines is, in twips, by the widths of Times New Roman that our faces have."""
    look, widest, here = LOOKS[line.look], 0.0, 0.0
    size = points(look.size, sizes) * _TWIPS_PER_POINT
    for run in line.runs:
        advances = _advances(_FACES[look.bold or run.bold, look.italic or run.italic])
        for letter in run.text:
            here = 0.0 if letter == "\n" else here + advances.get(ord(letter), 0.5) * size
            widest = max(widest, here)
    return round(widest)


@cache
def _advances(face: str) -> dict[int, float]:
    """The width of each character of a face, in ems."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # noqa: PLC0415 - it has no types, and is slow

    with TTFont(FONTS / f"TripleHelixSerif-{face}.ttf", lazy=True) as font:
        per_em, advances = font["head"].unitsPerEm, font["hmtx"]
        return {code: advances[name][0] / per_em for code, name in font.getBestCmap().items()}
