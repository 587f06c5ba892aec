"""Facts become one page of HTML.

A paper is a folder `templates/<paper>/` with `page.html` (which extends `_decree30.html`) and, if it needs
one, `page.css`. Templates see the fields of the facts, `issued_on`, `sizes` and `draft`, and nothing else; a
name that the facts do not have is an error (StrictUndefined), one that is None is drawn as a dotted line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from markupsafe import Markup
from pydantic import BaseModel

from documents import charts, vietnamese
from models.errors import NotFound

TEMPLATES = Path(__file__).parent / "templates"
FONTS = TEMPLATES / "fonts"
BLANK = "………………"
NO_NUMBER = "……"
_MARK_IN_BRACKETS = " (tham khảo))"  # a cited text brings its own brackets into the sentence's

_PAPER_CODE = re.compile(r"_?[a-z0-9]+(-[a-z0-9]+)*")
_NOTATION = re.compile(r"\w*\w-\w[\w-]*")
_WHOLE = r'<span class="whole">\g<0></span>'
_TAG_OR_NOTATION = re.compile(r"</?(?P<tag>\w+)[^>]*>|[\w/.]*\w-\w[\w/.-]*")


def html(
    paper: str, facts: BaseModel | Mapping[str, Any], *, issued_on: date | None = None, draft: bool = False
) -> str:
    """Give the paper as one HTML page; raises as `typeset` does."""
    sheets = "\n".join(sheet.read_text("utf-8") for sheet in stylesheets(paper) if sheet.parent != FONTS)
    style = Markup("<style>\n{}</style>").format(Markup(sheets))  # noqa: S704 - our own files
    return markup(paper, shown(facts, issued_on, draft=draft), style, draft=draft)


def papers() -> tuple[str, ...]:
    """The codes of all papers that have a template."""
    return tuple(sorted(page.parent.name for page in TEMPLATES.glob("[!_]*/page.html")))


def shown(facts: BaseModel | Mapping[str, Any], issued_on: date | None, *, draft: bool) -> dict[str, Any]:
    """What a template sees of the facts; a draft has neither a number nor a day."""
    return dict(facts) | ({"issued_on": None, "number": None} if draft else {"issued_on": issued_on})


def markup(paper: str, known: Mapping[str, Any], style: Markup, *, draft: bool) -> str:
    """The page of a paper of which this is known, with its style.

    Raises:
        NotFound: there is no such paper.
        jinja2.UndefinedError: the template asks for what is not known.
    """
    if not _PAPER_CODE.fullmatch(paper):
        raise NotFound(f"Không có mẫu văn bản “{paper}”.")
    try:
        template = _environment().get_template(f"{paper}/page.html")
    except TemplateNotFound as error:
        raise NotFound(f"Không có mẫu văn bản “{paper}”: thiếu tệp {error.name}.") from error
    page = template.render({**known, "style": style, "draft": draft})
    return unicodedata.normalize("NFC", page).replace(_MARK_IN_BRACKETS, ", tham khảo)")


def unbroken(page: str) -> str:
    """Keep numbers and notations on one line, as typists do: "05/QĐ-SKHCN", in a narrow cell "QĐ-SKHCN".

    Readers of PDF take a hyphen at the end of a line for a divided word and drop it.
    """
    head, body, text = page.partition("<body")
    in_cell = False

    def kept(found: re.Match[str]) -> str:
        nonlocal in_cell
        tag = found["tag"]
        if tag is None:
            return _NOTATION.sub(_WHOLE, found[0]) if in_cell else found.expand(_WHOLE)
        if tag in {"td", "th"}:
            in_cell = not found[0].startswith("</")
        return found[0]

    return head + _TAG_OR_NOTATION.sub(kept, body + text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "balanced": vietnamese.balanced,
        "blank": lambda value: BLANK if value is None or not str(value).strip() else value,
        "date_vi": vietnamese.date_vi,
        "day_vi": vietnamese.day_vi,
        "drawn": _drawn,
        "ended": _ended,
        "evened": vietnamese.evened,
        "letter_vi": vietnamese.letter_vi,
        "money_vi": vietnamese.money_vi,
        "money_words_vi": vietnamese.money_words_vi,
        "number_vi": vietnamese.number_vi,
        "number_words_vi": vietnamese.number_words_vi,
        "roman": vietnamese.roman,
        "two_digits": lambda number: NO_NUMBER if number is None else vietnamese.two_digits(number),
    }
    environment.globals["BLANK"] = BLANK
    return environment


def _shown(value: object) -> object:
    """What a page shows of a value: never "None", dates and sums as they are written in Vietnamese."""
    if value is None:
        return BLANK
    if isinstance(value, date):
        return vietnamese.day_vi(value)
    if isinstance(value, Decimal):
        return vietnamese.number_vi(value)
    return value


def _drawn(picture: Any) -> Markup:  # noqa: ANN401 - facts of a chart, of whatever paper
    """Draw a chart within the page: a title, what it says, series and bars."""
    groups = tuple(charts.Group(bar.label, bar.values) for bar in picture.bars)
    panel = charts.Panel(picture.title, picture.series, groups)
    drawn = charts.svg(charts.Chart(picture.title, picture.says, (panel,)), charts.Dress.PAPER)
    return Markup(drawn)  # noqa: S704 - ElementTree has escaped what it writes


def _ended(text: Markup) -> Markup:
    """Close a body with "./." in the place of its last full stop; below it, when it ends in a table."""
    body = str(text).rstrip()
    if not body.endswith("</p>"):
        return Markup(f'{body}\n<p class="plain">./.</p>')  # noqa: S704 - rendered by our own template
    return Markup(f"{body.removesuffix('</p>').rstrip().removesuffix('.')}./.</p>")  # noqa: S704 - idem


def stylesheets(paper: str) -> list[Path]:
    """The style sheets of a paper, the faces first."""
    sheets = [FONTS / "faces.css", TEMPLATES / "_decree30.css", TEMPLATES / paper / "page.css"]
    return [sheet for sheet in sheets if sheet.exists()]
