"""CSV lists: any of the encodings that Vietnamese offices left behind, and any delimiter."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from documents.spreadsheets.safety import SAVE_AS
from models.errors import BadInput
from models.listing import legacy
from models.listing.headers import field_of
from models.listing.tables import MOST_COLUMNS, Line
from models.listing.text import clean


def lines_of_text(path: Path) -> Iterator[Line]:
    """Read the records of a CSV file; a record is a row, as a spreadsheet counts them.

    Raises:
        BadInput: it is no text, or its quotes are broken.
    """
    text = _decoded(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for number, values in enumerate(reader, start=1):
            yield Line(number, tuple(values[:MOST_COLUMNS]))
    except csv.Error as fault:
        raise BadInput(
            f"Tệp CSV hỏng ở dòng {reader.line_num}: có ô quá dài hoặc dấu nháy kép không khép."
        ) from fault


def _decoded(content: bytes) -> str:
    """Decode by the mark at the start, else as UTF-8, else as the old encoding that gives Vietnamese."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    high, low = content[:_HEAD:2].count(0), content[1:_HEAD:2].count(0)
    if min(high, low) == 0 and max(high, low) > len(content[:_HEAD]) // 5:
        return content.decode("utf-16-le" if low else "utf-16-be", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _from_old_encoding(content)
    if "\0" in text:
        raise BadInput(f"Tệp không phải văn bản CSV. {SAVE_AS}")
    return text


def _from_old_encoding(content: bytes) -> str:
    """Choose between windows-1258 and the fonts of before Unicode by what reads as Vietnamese."""
    accented = clean(content.decode("cp1258", errors="replace")[:_SAMPLE])
    western = content.decode("cp1252", errors="replace")
    repaired = legacy.repair(western[:_SAMPLE])
    if legacy.share_of_syllables(accented) > legacy.share_of_syllables(repaired):
        return content.decode("cp1258", errors="replace")
    return legacy.repair(western)


_LONGEST_HEADING: Final = 80
_HEAD: Final = 400
"""Bytes in which UTF-16 without its mark shows: the high half of each ASCII letter is zero."""
_SAMPLE: Final = 20_000
"""Characters that suffice to tell an encoding."""


def _delimiter(text: str) -> str:
    """Choose the delimiter under which most headings are known; the comma where none is."""
    lines = list(islice(io.StringIO(text, newline=""), 60))

    def known(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        hits = (
            sum(field_of(cell) is not None for cell in row if len(cell) < _LONGEST_HEADING) for row in rows
        )
        return max(hits, default=0), max(map(len, rows), default=0)

    return max((",", ";", "\t"), key=known)
