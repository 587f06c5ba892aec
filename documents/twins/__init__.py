"""The Word twin of a paper: what offices edit before the paper is signed, and what they changed in it.

A twin is made from the very page that the PDF is set from (docs/decisions/0013-docx-twins.md), so both say
the same. Only this package knows docxtpl and python-docx; a file that comes back is opened by
`documents.intake` alone, and compared here as lines of text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from documents import sheets
from documents.twins.comparing import Change, Manner, changes, share_kept
from documents.twins.content import Columns, Grid, Line, Section, sections_of, title_of
from documents.twins.printing import About, printed
from documents.typeset import SizeSet
from models.listing.text import clean_lines

__all__ = ["MEDIA_TYPE", "Change", "Manner", "Twin", "changes", "lines", "share_kept", "twin"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Twin:
    """A Word file, and the SHA-256 of its bytes: the same facts make the same bytes."""

    data: bytes
    sha256: str


def twin(
    paper: str,
    facts: BaseModel | Mapping[str, Any],
    *,
    issued_on: date | None,
    sizes: SizeSet = 13,
    draft: bool = False,
) -> Twin:
    """The paper as a Word file; takes the same as `typeset` and says the same.

    A draft begins with "DỰ THẢO", and bears neither number nor day.

    Raises:
        NotFound: there is no such paper.
        jinja2.UndefinedError: the template asks for a fact that is not there.
    """
    known = sheets.shown(facts, issued_on, draft=draft)
    page = _page(paper, known, sizes, draft=draft)
    about = About(
        title=title_of(page),
        subject=str(known["subject"]),
        author=str(known["issuer"]),
        on=None if draft else issued_on,
    )
    data = printed(sections_of(page), about, _sizes_of(page))
    return Twin(data, hashlib.sha256(data).hexdigest())


def lines(
    paper: str, facts: BaseModel | Mapping[str, Any], *, issued_on: date | None, sizes: SizeSet = 13
) -> tuple[str, ...]:
    """What the issued paper says, line by line, as `documents.intake` reads its twin."""
    page = _page(paper, sheets.shown(facts, issued_on, draft=False), sizes, draft=False)
    return tuple(
        line for each in sections_of(page) for said in _lines_of(each) for line in clean_lines(said.text)
    )


def _page(paper: str, known: dict[str, Any], sizes: SizeSet, *, draft: bool) -> str:
    return sheets.markup(paper, known | {"sizes": sizes}, style=Markup(), draft=draft)


def _sizes_of(page: str) -> SizeSet:
    """The set of sizes in which a page is set: its template may choose its own."""
    return 12 if "sizes-12" in page[page.index("<body") :].partition(">")[0] else 13


def _lines_of(section: Section) -> list[Line]:
    found: list[Line] = []
    for block in section.blocks:
        match block:
            case Line():
                found.append(block)
            case Grid():
                found.extend(cell.line for row in (block.head, *block.rows) for cell in row)
            case Columns():
                found.extend(line for row in block.rows for cell in row for line in cell)
    return found
