"""The characters of a list, made comparable: one way to write each letter, one space between words."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

from models.listing import legacy

_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LOOKALIKES: Final = str.maketrans({"Ð": "Đ", "ð": "đ", "Ƣ": "Ư", "ƣ": "ư"})
_IS_LOOKALIKE: Final = re.compile("[ÐðƢƣ]")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_ENDS: Final = re.compile(r"_x000[dD]_\n?|\r\n?|\x0b|\x0c|\x85|\u2028|\u2029|<br\s*/?>")
_MARKS: Final = re.compile("[\u0300-\u036f]+")
_NOT_WORD: Final = re.compile(r"[^0-9a-z]+")
_SPECIAL: Final = re.compile(r"[\x00-\x1f\x7f&<]|_x000")
_TWICE_ESCAPED: Final = 3
_KEPT: Final = 4096
"""Texts kept in each cache: a row asks for the same cell several times, and hosts recur."""


@lru_cache(maxsize=_KEPT)
def clean(value: str) -> str:
    """Repair a text and put it on one line: NFC, old fonts, look-alike letters, entities, spaces."""
    if value.isascii() and "&" not in value:
        return " ".join(_CONTROL.sub(" ", value).split())
    return " ".join(_repaired(value).split())


@lru_cache(maxsize=_KEPT)
def clean_lines(value: str) -> tuple[str, ...]:
    """Repair a cell that holds several lines; blank lines go."""
    if value.isascii() and not _SPECIAL.search(value):
        bare = " ".join(value.split())
        return (bare,) if bare else ()
    lines = (" ".join(line.split()) for line in _LINE_ENDS.sub("\n", _repaired(value)).split("\n"))
    return tuple(line for line in lines if line)


def _repaired(value: str) -> str:
    """Convert old fonts first: TCVN3 uses the soft hyphen and Ð as letters of its own."""
    text = value
    for _ in range(_TWICE_ESCAPED):
        if "&" not in text:
            break
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    text = legacy.repair(unicodedata.normalize("NFC", text))
    if _IS_LOOKALIKE.search(text):
        text = text.translate(_LOOKALIKES)
    return _CONTROL.sub(" ", _INVISIBLE.sub("", text))


@lru_cache(maxsize=_KEPT)
def plain(value: str) -> str:
    """Return the cleaned text in lower case without marks, punctuation kept: what patterns are matched on."""
    return without_marks(clean(value)).casefold()


def without_marks(value: str) -> str:
    """Return the text without Vietnamese marks; đ becomes d."""
    if value.isascii():
        return value
    spread = unicodedata.normalize("NFD", value.replace("đ", "d").replace("Đ", "D"))
    return _MARKS.sub("", spread)


@lru_cache(maxsize=_KEPT)
def fold(value: str) -> str:
    """Return the key under which texts are matched and searched: words of a-z and 0-9, one space between."""
    return _NOT_WORD.sub(" ", plain(value)).strip()
