"""What stands on a page, read from the finished PDF: letters and lines in millimetres, sizes in points."""

import html
import re
import unicodedata
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

MM = 72 / 25.4


@dataclass(frozen=True)
class Sign:
    """A letter as it stands on a page: millimetres from the left and from the top; size in points.

    `base` is the line on which it stands, which letters with and without a tail share.
    """

    letter: str
    left: float
    right: float
    top: float
    bottom: float
    base: float
    size: float
    face: str

    @property
    def bold(self):
        return "Bold" in self.face

    @property
    def italic(self):
        return "Italic" in self.face


@dataclass(frozen=True)
class Page:
    """A page: its size in millimetres, its letters in the order of the text, its ruled lines."""

    width: float
    height: float
    signs: list
    lines: list


def pages_of(data):
    """Every page of a PDF, measured."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [_measured(page) for page in pdf]


def page_of(data, number):
    """One page of a PDF, counted from 1, measured."""
    with pypdfium2.PdfDocument(data) as pdf:
        return _measured(pdf[number - 1])


def _measured(page):
    return Page(page.get_width() / MM, page.get_height() / MM, signs_of(page), lines_of(page))


def signs_of(page):
    """Every visible letter of a page."""
    text, height = page.get_textpage(), page.get_height()
    found = []
    across, up = pdfium.c_double(), pdfium.c_double()
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        if letter.isspace() or letter == "\x02":
            continue
        left, bottom, right, top = text.get_charbox(index)
        pdfium.FPDFText_GetCharOrigin(text, index, across, up)
        buffer = (pdfium.c_char * 200)()
        length = pdfium.FPDFText_GetFontInfo(text, index, buffer, 200, None)
        face = bytes(buffer)[: max(length - 1, 0)].decode()
        size = pdfium.FPDFText_GetFontSize(text, index) * 0.75  # WeasyPrint writes CSS pixels, and scales
        found.append(
            Sign(letter, left / MM, right / MM, (height - top) / MM, (height - bottom) / MM,
                 (height - up.value) / MM, size, face)
        )  # fmt: skip
    text.close()
    return found


def lines_of(page):
    """Every ruled line of a page as (left, right, top), in millimetres."""
    height = page.get_height()
    return [
        (left / MM, right / MM, (height - top) / MM)
        for left, bottom, right, top in (
            thing.get_bounds() for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])
        )
        if right - left > 10 * (top - bottom)
    ]


def close(text):
    """The text without blanks: where a line breaks says nothing."""
    return re.sub(r"\s+", "", text)


def find(signs, words, *, last=False):
    """The letters of the words, wherever they stand in a row: where they stand first, or last.

    Raises:
        ValueError: they do not stand there.
    """
    row = "".join(sign.letter for sign in signs)
    start = (row.rindex if last else row.index)(close(words))
    return signs[start : start + len(close(words))]


def rows_of(signs):
    """The letters by the line on which they stand, from the top; each row from left to right."""
    rows = []
    for sign in sorted(signs, key=lambda each: each.base):
        if rows and abs(rows[-1][-1].base - sign.base) < 0.5:
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def said(row):
    """What a row says, without blanks."""
    return "".join(sign.letter for sign in row)


def middle(row):
    """The middle of a row, in millimetres from the left."""
    return (min(sign.left for sign in row) + max(sign.right for sign in row)) / 2


def width(signs):
    """How wide the widest row of the letters is."""
    return max(row[-1].right - row[0].left for row in rows_of(signs))


def rule_below(page, signs):
    """The line that is drawn within 4 mm below the letters, around their middle: (left, right, top)."""
    last = rows_of(signs)[-1]
    [line] = [
        line
        for line in page.lines
        if 0 < line[2] - last[0].base < 4 and abs((line[0] + line[1]) / 2 - middle(last)) < 2
    ]
    return line


def text_of(data):
    """The text of a PDF without blanks; the numbers of its pages are left out."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.get_textpage().get_text_bounded() for page in pdf]
    return close("".join(re.sub(r"\A\s*\d+\s*\n", "", page) for page in pages))


_NOT_SHOWN = re.compile(r"<(style|title|script)\b.*?</\1>", re.DOTALL)
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|t[dhr]|table|thead|tbody|section|main|body|html|head|meta|col\w*)\b[^>]*>"
)


def lost(page, data):
    """The passages of a page of HTML (a paragraph, a cell) that the text of its PDF does not hold, in NFC."""
    printed = text_of(data)
    assert unicodedata.is_normalized("NFC", printed)
    shown = _BLOCK.sub("\n", _NOT_SHOWN.sub("", page).replace("<br>", " "))
    passages = [close(html.unescape(re.sub(r"<[^>]+>", "", line))) for line in shown.split("\n")]
    return [passage for passage in passages if passage and passage not in printed]
