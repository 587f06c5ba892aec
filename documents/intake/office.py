"""DOCX and XLSX: proof that the archive is what it says, acts on nothing and fetches nothing; its text.

Runs in the child process alone. Everything is judged by the archive's directory before it is unpacked, and
every part is parsed by expat without a document type, so that no entity is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.parsers import expat

from documents.intake.kinds import DOCX, XLSX, Kind, begins_as_pdf
from documents.intake.reading import Reading, Source, Text

MOST_PARTS = 5_000
LARGEST_UNPACKED = 400_000_000
"""Bytes that an archive may unpack to. A budget of fifty thousand rows unpacks to about 30 MB."""
STEEPEST = 200
"""How many times its packed size a part above `SMALL` may unpack to; repetitive sheets reach about 60."""
SMALL = 1_000_000
_DEEPEST = 256
_TYPES: Final = "[Content_Types].xml"
_END_OF_ZIP: Final = b"PK\x05\x06"
_END_BYTES = 22

_SAVE = "Hãy mở tệp bằng Word hoặc Excel và lưu lại thành .docx hoặc .xlsx mới rồi nộp lại."
DAMAGED = f"Tệp Office bị hỏng hoặc bị cắt cụt, không mở được. {_SAVE}"
UNUSUAL = f"Tệp Office không phải văn bản Word hay bảng tính Excel thông thường (có thể là tệp mẫu). {_SAVE}"
ENCRYPTED = "Tệp Office có phần bị khóa bằng mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."
AROUND = f"Tệp Office có dữ liệu lạ trước hoặc sau phần nội dung: hai tệp ghép làm một. {_SAVE}"
NAMES = f"Tệp Office có tên bên trong trỏ ra ngoài thư mục hoặc trùng nhau. {_SAVE}"
BOMB = f"Tệp Office giải nén ra quá lớn hoặc quá nhiều phần, không an toàn để mở. {_SAVE}"
ENTITIES = f"Tệp Office có khai báo XML không an toàn. {_SAVE}"
MACRO = "Tệp Office có chứa macro. Hãy lưu lại dạng không có macro (.docx, .xlsx) rồi nộp lại."
OBJECTS = "Tệp Office có nhúng đối tượng chạy được (OLE, ActiveX). Hãy thay bằng hình ảnh, hoặc xuất ra PDF."
FETCHES = (
    "Tệp Office tự tải nội dung từ bên ngoài khi mở (liên kết dữ liệu, mẫu, hình ảnh). "
    "Hãy ngắt liên kết («Break Links») hoặc chép nội dung vào tệp, hoặc xuất ra PDF."
)

_MAIN: Final = frozenset(f"{kind.media_type}.main+xml" for kind in (DOCX, XLSX))
_ACTING: Final = re.compile(r"macroenabled|vbaproject|macrosheet|intlmacrosheet", re.IGNORECASE)
_OBJECT: Final = re.compile(r"oleobject|activex|\.bin$|\.exe$|\.dll$|\.scr$|\.js$|\.vbs$", re.IGNORECASE)
_HARMLESS_BIN: Final = re.compile(r"printersettings\d*\.bin$|calcchain\.bin$", re.IGNORECASE)
_REMOTE: Final = re.compile(r"/(?:externalLinks/|connections\.xml$|queryTables/)", re.IGNORECASE)
_FETCHING_FIELD: Final = re.compile(
    r"^\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b", re.IGNORECASE | re.MULTILINE
)
_FETCHING_FORMULA: Final = re.compile(
    r"\b(?:WEBSERVICE|RTD|CALL|REGISTER\.ID|EXEC|IMAGE)\s*\(|\|\s*'", re.IGNORECASE
)
_WORD_TEXT: Final = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_BREAKS: Final = frozenset({"p", "tab", "br", "tr", "si", "is"})
_WAYS_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class _Unsafe(Exception):
    """Raised when a part declares a document type, or nests beyond any document."""


def kind_of(source: Source) -> Kind | None:
    """DOCX or XLSX by the main part that the archive declares; None when it is neither.

    Raises:
        zipfile.BadZipFile: it cannot be opened.
    """
    with zipfile.ZipFile(source.rewound()) as archive:
        if _TYPES not in archive.namelist() or archive.getinfo(_TYPES).file_size > SMALL:
            return None
        declared = archive.read(_TYPES)
    if b"wordprocessingml" in declared or b"ms-word" in declared:
        return DOCX
    return XLSX if b"spreadsheetml" in declared or b"ms-excel" in declared else None


def doubts(source: Source, *, within: bool = False) -> Iterator[str]:
    """Every reason to refuse it, as sentences; `within` tells that it lies in another Office file."""
    if not _stands_alone(source):
        yield AROUND
    try:
        with zipfile.ZipFile(source.rewound()) as archive:
            found = tuple(dict.fromkeys(_of_directory(archive)))
            yield from found
            # What the directory already tells to be unsafe is not unpacked.
            if not {ENCRYPTED, BOMB} & set(found):
                yield from (each for each in dict.fromkeys(_of_parts(archive, within)) if each not in found)
    except _Unsafe:
        yield ENTITIES
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, expat.ExpatError):
        yield DAMAGED


def _stands_alone(source: Source) -> bool:
    return (
        source.head.startswith(b"PK\x03\x04")
        and source.buffer[-_END_BYTES:].startswith(_END_OF_ZIP)
        and not begins_as_pdf(source.head)
    )


def _of_directory(archive: zipfile.ZipFile) -> Iterator[str]:
    parts = archive.infolist()
    names = Counter(part.filename.lower() for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        yield ENCRYPTED
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        yield BOMB
    for part in parts:
        if part.file_size > SMALL and part.file_size > STEEPEST * part.compress_size:
            yield BOMB
        if part.compress_type not in _WAYS_PACKED:
            yield DAMAGED
        if _leads_out(part.filename) or names[part.filename.lower()] > 1:
            yield NAMES
        if _ACTING.search(part.filename):
            yield MACRO
        elif _OBJECT.search(part.filename) and not _HARMLESS_BIN.search(part.filename):
            yield OBJECTS
        if _REMOTE.search(part.filename):
            yield FETCHES


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\x00" in name


def _of_parts(archive: zipfile.ZipFile, within: bool) -> Iterator[str]:  # noqa: FBT001 - passed on
    # A size that the directory understates shows as a wrong checksum.
    if archive.testzip() is not None:
        yield DAMAGED
        return
    yield from _of_types(archive)
    for name in archive.namelist():
        if name.endswith(".rels"):
            yield from _of_links(archive.read(name))
        elif _WORD_TEXT.fullmatch(name):
            yield from _matching(archive.read(name), "instrText", "fldSimple", _FETCHING_FIELD)
        elif _SHEET.fullmatch(name) or name == "xl/workbook.xml":
            yield from _matching(archive.read(name), "f", "definedName", _FETCHING_FORMULA)
        elif name.endswith((".xlsx", ".docx")):
            yield from (OBJECTS,) if within else doubts(Source.of(archive.read(name)), within=True)


def _of_types(archive: zipfile.ZipFile) -> Iterator[str]:
    """What the archive declares itself to be: one main part, and no part that acts."""
    types: list[str] = []
    _walk(archive.read(_TYPES), opened=lambda _, said: types.append(said.get("ContentType", "")))
    if any(_ACTING.search(each) for each in types):
        yield MACRO
    elif not any(each in _MAIN for each in types):
        yield UNUSUAL
    if any(_OBJECT.search(each) for each in types):
        yield OBJECTS


def _of_links(part: bytes) -> Iterator[str]:
    """Links out of the file are for the reader to click on; any other is fetched on opening."""
    found: list[str] = []

    def opened(_: str, said: Mapping[str, str]) -> None:
        if said.get("TargetMode", "").lower() == "external" and not said.get("Type", "").endswith(
            "/hyperlink"
        ):
            found.append(FETCHES)

    _walk(part, opened=opened)
    yield from found


def _matching(part: bytes, element: str, other: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Whether the text of these elements (or the field in their attributes) fetches something.

    Word cuts an instruction into runs wherever it likes: the pieces are read as one.
    """
    said: list[str] = []
    open_now: list[bool] = []

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        open_now.append(name in (element, other))
        if open_now[-1]:
            said.extend(f"\n{value}\n" for key, value in attributes.items() if key.endswith("instr"))
        elif name == "fldChar":
            said.append("\n")

    def closed(_: str) -> None:
        if open_now.pop() and element == "f":
            said.append("\n")

    def heard(words: str) -> None:
        if open_now and open_now[-1]:
            said.append(words)

    _walk(part, opened=opened, closed=closed, heard=heard)
    if pattern.search("".join(said)):
        yield FETCHES


def read(source: Source) -> Reading:
    """The text; how many pages it makes only a layout would tell."""
    text = Text()
    with zipfile.ZipFile(source.rewound()) as archive:
        for name in archive.namelist():
            if _WORD_TEXT.fullmatch(name):
                _gather(archive.read(name), text, "t")
            elif name == "xl/workbook.xml":
                _walk(archive.read(name), opened=lambda tag, said: _sheet_name(tag, said, text))
            elif name == "xl/sharedStrings.xml" or _SHEET.fullmatch(name):
                _gather(archive.read(name), text, "t")
    return Reading(None, text.whole, None)


def _sheet_name(tag: str, said: Mapping[str, str], text: Text) -> None:
    if tag == "sheet":
        text.add(said.get("name", ""))


def _gather(part: bytes, text: Text, element: str) -> None:
    """Add what stands in these elements, a line for each paragraph or cell."""
    line: list[str] = []
    open_now: list[str] = []

    def closed(name: str) -> None:
        open_now.pop()
        if name in _BREAKS:
            line.append("\t" if name == "tab" else "\n")
        if name in ("p", "si", "is"):
            text.add("".join(line))
            line.clear()

    def heard(words: str) -> None:
        if open_now and open_now[-1] == element and not text.is_full:
            line.append(words)

    _walk(part, opened=lambda name, _: open_now.append(name), closed=closed, heard=heard)
    text.add("".join(line))


def _nothing(*_: object) -> None:
    return None


def _walk(
    part: bytes,
    *,
    opened: Callable[[str, Mapping[str, str]], None] = _nothing,
    closed: Callable[[str], None] = _nothing,
    heard: Callable[[str], None] = _nothing,
) -> None:
    """Go through a part; names come without their namespace.

    Raises:
        _Unsafe: it declares a document type (and with it entities), or nests too deep.
        xml.parsers.expat.ExpatError: it is no XML.
    """
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise _Unsafe
        opened(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        closed(name.rpartition(":")[2])

    def declared(*_: object) -> None:
        raise _Unsafe

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = heard
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.Parse(part, True)  # noqa: FBT003 - expat's own signature
