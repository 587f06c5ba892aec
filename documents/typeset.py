"""Facts become HTML (documents/sheets.py), HTML becomes a PDF: the same facts, the same bytes.

WeasyPrint works on one thread of its own, whoever asks: a FontConfiguration used by two threads corrupts
Pango's memory, a new one for each document leaks 0.3 MB, and more threads gain nothing
(docs/decisions/0004-documents.md).
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import unicodedata
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit

from markupsafe import Markup
from pydantic import BaseModel

from documents import metadata, sheets
from documents.metadata import Filed
from documents.sheets import BLANK, FONTS, TEMPLATES, html, papers
from models.errors import Unavailable

if TYPE_CHECKING:
    from weasyprint import CSS

P = ParamSpec("P")
T = TypeVar("T")

FAMILY = "Triple Helix Serif"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
VARIANT = "pdf/a-2b"
SRGB = "sRGB2014.icc"
SizeSet = Literal[12, 13]
"""Decree 30's sets of sizes for quốc hiệu, tiêu ngữ, body: 12, 13, 13 or 13, 14, 14 points."""
About = Callable[[int], bytes]
"""What a PDF says about itself, once the number of its pages is known."""

_POINTS_PER_PX = 0.75
_LETTERS = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_VIETNAMESE = f"{_LETTERS}{_LETTERS.upper()}–“”…§½≤≥₫"


class TypesetWarning(UserWarning):
    """Warned when a page could not be set quite as its template says (a bad rule, a missing letter)."""


@dataclass(frozen=True)
class SignatureBox:
    """Where a signer's signature goes: page from 1, PDF points from the page's lower left corner."""

    signer: int
    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Pdf:
    """A finished paper: its bytes, how many pages, its name in the archive, where it is signed."""

    data: bytes
    pages: int
    sha256: str
    signature_boxes: tuple[SignatureBox, ...] = ()


@dataclass(frozen=True)
class Typeface:
    """A face that the package ships; `missing` are the Vietnamese letters and signs that it lacks."""

    name: str
    file: Path
    present: bool
    missing: str = ""


def typeset(
    paper: str,
    facts: BaseModel | Mapping[str, Any],
    *,
    issued_on: date | None,
    sizes: SizeSet = 13,
    draft: bool = False,
    filed: Filed | None = None,
) -> Pdf:
    """Set a paper in type. May be called from any thread; calls wait for one another.

    Args:
        paper: the catalogue's code, a folder of `templates/`.
        facts: all that the template may see.
        issued_on: the day on the paper, and the creation date of the PDF; None for a draft, whose date
            is left blank.
        sizes: which set of sizes of Decree 30 the paper is set in, unless its template chooses.
        draft: mark every page "DỰ THẢO"; a draft bears no number and no date, whatever the facts say.
        filed: its place in its file, for the metadata within the PDF.

    Raises:
        NotFound: there is no such paper.
        jinja2.UndefinedError: the template asks for a fact that is not there.
        Unavailable: WeasyPrint's system libraries are missing.
    """
    shown = sheets.shown(facts, issued_on, draft=draft) | {"sizes": sizes}
    markup = sheets.unbroken(sheets.markup(paper, shown, style=Markup(), draft=draft))
    about = None if draft else partial(metadata.annex_six, shown, filed)
    printed, complaints = _printer.ask(_print, paper, markup, about)
    for complaint in complaints:
        warnings.warn(f"{paper}: {complaint}", TypesetWarning, stacklevel=2)
    return printed


def typefaces() -> tuple[Typeface, ...]:
    """The faces that papers are set in, and whether each is there and whole (for `doctor`)."""
    return tuple(_inspected(face) for face in FACES)


def warm_up() -> None:
    """Load WeasyPrint and the faces now, so that the first paper does not wait for them."""
    _printer.ask(_press, os.getpid())


# HTML to PDF, on the printer's thread alone.


class _Printer:
    """The one thread on which WeasyPrint lives. A forked child starts its own: threads do not survive."""

    def __init__(self) -> None:
        self._start()
        os.register_at_fork(after_in_child=self._start)

    def _start(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="typeset")

    def ask(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._thread.submit(work, *args, **kwargs).result()


_printer = _Printer()


@cache
def _press(_process: int) -> _Press:
    """The press of this process; called on the printer's thread alone."""
    return _Press()


def _print(paper: str, markup: str, about: About | None) -> tuple[Pdf, list[str]]:
    return _press(os.getpid()).print(paper, markup, about)


class _Press:
    """WeasyPrint with its faces and style sheets kept warm; never leaves the thread that made it."""

    def __init__(self) -> None:
        try:
            import weasyprint  # noqa: PLC0415 - 0.6 s and system libraries: only for who prints
            import weasyprint.pdf  # noqa: PLC0415 - idem
            import weasyprint.text.fonts  # noqa: PLC0415 - idem
        except OSError as error:
            raise Unavailable(
                "Chưa tạo được PDF: máy thiếu thư viện Pango hoặc HarfBuzz. Trên Debian, Ubuntu: "
                "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
            ) from error
        self._weasyprint = weasyprint
        self._fonts = weasyprint.text.fonts.FontConfiguration()
        self._srgb = (Path(weasyprint.pdf.__file__).parent / SRGB).read_bytes()
        self._sheets: dict[Path, CSS] = {}
        self._fetcher = _own_files_fetcher()
        self._complaints = _Complaints(logging.WARNING)
        logging.getLogger("weasyprint").addHandler(self._complaints)
        self._sheet(FONTS / "faces.css")

    def print(self, paper: str, markup: str, about: About | None) -> tuple[Pdf, list[str]]:
        styles = [self._sheet(path) for path in sheets.stylesheets(paper)]
        options = self._weasyprint.DEFAULT_OPTIONS | {
            "stylesheets": styles, "pdf_variant": VARIANT, "pdf_tags": True, "output_intent": "own-srgb",
        }  # fmt: skip
        page = self._weasyprint.HTML(
            string=markup, base_url=(TEMPLATES / paper / "page.html").as_uri(), url_fetcher=self._fetcher
        )
        document = page.render(
            font_config=self._fonts, color_profiles={"own-srgb": _ColorProfile(self._srgb)}, **options
        )
        if about is not None:
            metadata.add_to(document.metadata, about(len(document.pages)))
        data = document.write_pdf(finisher=_written_once, **options)
        complaints = self._complaints.taken()
        if strange := _letters_outside(markup):
            complaints.append(f"bộ chữ {FAMILY} không có {' '.join(strange)}: chữ mượn của máy")
        return Pdf(data, len(document.pages), hashlib.sha256(data).hexdigest(), _boxes(document)), complaints

    def _sheet(self, path: Path) -> CSS:
        if path not in self._sheets:
            self._sheets[path] = self._weasyprint.CSS(
                filename=path, font_config=self._fonts, url_fetcher=self._fetcher
            )
        return self._sheets[path]


def _written_once(_document: object, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint has no types
    """Have every object put into words once: for the identifier that PDF/A asks for, pydyf does it again."""
    pdf.objects[:] = [each if each.free == "f" else _InWords.of(each) for each in pdf.objects]


@dataclass
class _InWords:
    """An object of a PDF whose bytes are fixed; the rest is what pydyf asks of one."""

    number: int
    generation: int
    compressible: bool
    data: bytes
    offset: int = 0
    free: str = "n"

    @classmethod
    def of(cls, written: Any) -> _InWords:  # noqa: ANN401 - idem
        return cls(written.number, written.generation, written.compressible, written.data)

    @property
    def indirect(self) -> bytes:
        return b"%d %d obj\n%b\nendobj" % (self.number, self.generation, self.data)


@dataclass
class _ColorProfile:
    """sRGB as PDF/A asks for it, with the very bytes of its file.

    WeasyPrint's own opens the file for each document, never closes it, and lets LittleCMS write the profile
    again, which gives other bytes the second time.
    """

    content: bytes
    name: str = "sRGB2014"
    components: tuple[str, ...] = ("r", "g", "b")
    pdf_reference: bytes | None = None


class _Complaints(logging.Handler):
    """What WeasyPrint had to say while a paper was being printed."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())

    def taken(self) -> list[str]:
        said, self._said = self._said, []
        return said


def _own_files_fetcher() -> object:
    """A fetcher that opens files of `templates/` and nothing else: no network, no other file."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - as in _Press

    class OwnFiles(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> object:
            wanted = urlsplit(url)
            path = Path(unquote(wanted.path)).resolve()
            if wanted.scheme != "file" or wanted.netloc or not path.is_relative_to(TEMPLATES.resolve()):
                raise ValueError(f"Only files of the package's templates may be drawn in: {url}")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=["file"], allow_redirects=False)


def _boxes(document: Any) -> tuple[SignatureBox, ...]:  # noqa: ANN401 - WeasyPrint has no types
    boxes = []
    for number, page in enumerate(document.pages, start=1):
        for name, (x1, y1, x2, y2) in page.anchors.items():
            if match := re.fullmatch(r"sigbox-(\d+)", name):
                left, low, right, high = x1, page.height - y2, x2, page.height - y1
                box = (round(side * _POINTS_PER_PX, 2) for side in (left, low, right, high))
                boxes.append(SignatureBox(int(match[1]), number, *box))
    return tuple(sorted(boxes, key=lambda box: box.signer))


def _letters_outside(text: str) -> list[str]:
    """The signs that our faces lack: the machine lends them, and the paper looks (and hashes) as it likes."""
    ours = _coverage(FACES[0])
    return sorted(
        sign for sign in set(text) if ord(sign) not in ours and unicodedata.category(sign) not in {"Cc", "Cf"}
    )


@cache
def _coverage(face: str) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # noqa: PLC0415 - as in _Press

    with TTFont(FONTS / f"TripleHelixSerif-{face}.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def _inspected(face: str) -> Typeface:
    file = FONTS / f"TripleHelixSerif-{face}.ttf"
    if not file.exists():
        return Typeface(f"{FAMILY} {face}", file, present=False, missing=_VIETNAMESE)
    covered = _coverage(face)
    missing = "".join(letter for letter in _VIETNAMESE if ord(letter) not in covered)
    return Typeface(f"{FAMILY} {face}", file, present=True, missing=missing)


__all__ = [
    "BLANK",
    "FONTS",
    "TEMPLATES",
    "Filed",
    "Pdf",
    "SignatureBox",
    "SizeSet",
    "Typeface",
    "TypesetWarning",
    "html",
    "papers",
    "typefaces",
    "typeset",
    "warm_up",
]
