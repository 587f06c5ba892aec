"""PDF: proof that it is one and carries nothing that acts; its text, its pages, a picture of the first.

Runs in the child process alone: pdfium aborts its process on some hostile files.
"""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped] # pdfium has no types

from documents.intake.reading import THUMBNAIL_WIDTH, Reading, Source, Text, as_jpeg

_BLANKS = b"\x00\t\n\x0c\r "
_END = b"%%EOF"
_DEEPEST = 100
_PIECE = 2**20
TEXT_SECONDS = 8
"""Processor time for gathering text; what was read by then is kept. 200 full pages take 0.3 s."""
_HYPHEN_AT_LINE_END = re.compile("[\u0002\ufffe]\\s*")
_PRINT = "Hãy mở tệp và in (hoặc xuất) ra một tệp PDF mới rồi nộp lại."

DAMAGED = f"Tệp PDF bị hỏng hoặc bị cắt cụt, không mở được. {_PRINT}"
ENCRYPTED = "Tệp PDF được bảo vệ bằng mật khẩu hoặc bị mã hóa. Hãy bỏ bảo vệ rồi nộp lại."
BEFORE = f"Tệp PDF có dữ liệu lạ đứng trước phần mở đầu. {_PRINT}"
AFTER = f"Tệp PDF có dữ liệu lạ đứng sau dấu kết thúc. {_PRINT}"
TWO_IN_ONE = f"Tệp vừa là PDF vừa là tệp nén: hai tệp ghép làm một. {_PRINT}"
NO_PAGE = f"Tệp PDF không có trang nào. {_PRINT}"
SCRIPT = f"Tệp PDF có chứa JavaScript. {_PRINT}"
LAUNCH = f"Tệp PDF có lệnh mở chương trình hoặc tệp khác. {_PRINT}"
SENDS = f"Tệp PDF có lệnh gửi hoặc nhập dữ liệu. {_PRINT}"
FILES = "Tệp PDF có đính kèm tệp khác bên trong. Hãy bỏ tệp đính kèm và nộp riêng từng tệp."
MEDIA = f"Tệp PDF có nhúng âm thanh, phim hoặc mô hình 3D. {_PRINT}"
XFA = f"Tệp PDF là biểu mẫu XFA, nhiều chương trình không đọc được. {_PRINT}"

_KEYS: Mapping[str, str] = {
    "/JS": SCRIPT, "/JavaScript": SCRIPT, "/EF": FILES, "/EmbeddedFiles": FILES, "/XFA": XFA,
}  # fmt: skip
"""The keys of a dictionary that make a PDF refused."""

_VALUES: Mapping[tuple[str, str], str] = {
    ("/S", "/JavaScript"): SCRIPT,
    ("/S", "/Launch"): LAUNCH,
    ("/S", "/GoToE"): LAUNCH,
    ("/S", "/SubmitForm"): SENDS,
    ("/S", "/ImportData"): SENDS,
    ("/Type", "/EmbeddedFile"): FILES,
    ("/Subtype", "/FileAttachment"): FILES,
    ("/Subtype", "/RichMedia"): MEDIA,
    ("/Subtype", "/Movie"): MEDIA,
    ("/Subtype", "/Sound"): MEDIA,
    ("/Subtype", "/3D"): MEDIA,
}
"""The names that make a PDF refused, under their keys."""
_NAMING = frozenset(key for key, _ in _VALUES)
_NAMING = frozenset(key for key, _ in _VALUES)


def doubts(source: Source) -> Iterator[str]:
    """Every reason to refuse it, as sentences; none when it is a PDF that only shows pages."""
    yield from _around(source)
    try:
        # Kept in a variable: what pikepdf hands out does not outlive the file.
        with pikepdf.open(source.rewound(), suppress_warnings=True) as file:
            if file.is_encrypted:
                yield ENCRYPTED
            if not file.pages:
                yield NO_PAGE
            yield from dict.fromkeys(_acting(file))
    except pikepdf.PasswordError:
        yield ENCRYPTED
    except pikepdf.PdfError:
        yield DAMAGED


def _around(source: Source) -> Iterator[str]:
    """What stands before the head and after the end, where a second file can hide."""
    if not source.head.startswith(b"%PDF-"):
        yield BEFORE
    end = source.buffer.rfind(_END)
    if end < 0:
        yield DAMAGED
    elif any(
        source.buffer[at : at + _PIECE].strip(_BLANKS) for at in range(end + len(_END), source.size, _PIECE)
    ):
        yield AFTER
    if zipfile.is_zipfile(source.rewound()):
        yield TWO_IN_ONE


def _acting(file: pikepdf.Pdf) -> Iterator[str]:
    """Go through all objects, those too that no page leads to."""
    yield from _in(file.trailer, 0)
    for each in file.objects:
        yield from _in(each, 0)


def _in(thing: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - pikepdf gives Python's own types as well
    """Look at a value and at all that stands within it; what it refers to comes in its own turn."""
    if depth > _DEEPEST:
        yield DAMAGED
        return
    within: Iterable[Any] = ()
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        within = thing.values()
        yield from (_KEYS[key] for key in thing.keys() & _KEYS.keys())
        for key in thing.keys() & _NAMING:
            name = thing[key]
            if isinstance(name, pikepdf.Name) and (key, str(name)) in _VALUES:
                yield _VALUES[key, str(name)]
    elif isinstance(thing, pikepdf.Array):
        within = thing
    for each in within:
        if isinstance(each, (pikepdf.Dictionary, pikepdf.Array)) and not each.is_indirect:
            yield from _in(each, depth + 1)


def read(source: Source) -> Reading:
    """The pages, the text and a picture of the first page.

    Raises:
        pypdfium2.PdfiumError: pdfium cannot read it.
    """
    file = pdfium.PdfDocument(source.rewound())
    last = time.process_time() + TEXT_SECONDS
    try:
        text = Text()
        for page in file:
            if text.is_full or time.process_time() > last:
                break
            letters = page.get_textpage()
            text.add(_HYPHEN_AT_LINE_END.sub("", letters.get_text_range()))
            letters.close()
            page.close()
        return Reading(len(file), text.whole, _picture(file[0]))
    finally:
        file.close()


def _picture(page: pdfium.PdfPage) -> bytes:
    width, height = page.get_size()
    # A page as narrow as a thread must not become a picture as long as one.
    scale = THUMBNAIL_WIDTH / max(width, height / 4, 1)
    return as_jpeg(page.render(scale=scale).to_pil())
