"""What a file from outside is, and whether it may be opened: told before anything is unpacked."""

import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Final
from xml.parsers import expat

from models.errors import BadInput

LARGEST_FILE: Final = 50_000_000
"""Bytes. Fifty thousand rows with full texts take about 12 MB as XLSX and 25 MB as CSV."""
LARGEST_UNPACKED: Final = 600_000_000
"""Bytes that a workbook may unpack to."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE: Final = re.compile(rb"\s*(?:\xef\xbb\xbf)?<(?:!doctype|html|table|\?xml)", re.IGNORECASE)
_BLOCK: Final = 1 << 16
_SUFFIXES: Final = (".csv", ".txt", ".tsv", ".xlsx")
SAVE_AS: Final = "Hãy mở tệp, chọn “Lưu thành” và lưu dạng .xlsx hoặc .csv."
"""The way out of most refusals."""


def check_file(path: Path) -> None:
    """Refuse a file by its size, its name, its first bytes, or what its archive says it unpacks to.

    Raises:
        BadInput: with what the file is, and how to make one that can be read.
    """
    if not path.is_file():
        raise BadInput(f"Không có tệp “{path.name}”.")
    size = path.stat().st_size
    if size == 0:
        raise BadInput(f"Tệp “{path.name}” rỗng.")
    if size > LARGEST_FILE:
        raise BadInput(f"Tệp lớn hơn {LARGEST_FILE // 1_000_000} MB. Hãy tách thành nhiều tệp.")
    with path.open("rb") as stream:
        head = stream.read(4096)
        if head.startswith(_OLE):
            stream.seek(0)
            _refuse_old_format(stream.read())
    if path.suffix.lower() not in _SUFFIXES:
        raise BadInput(f"Không nhận tệp “{path.name}”, chỉ nhận .xlsx và .csv. {SAVE_AS}")
    if head.startswith(b"%PDF"):
        raise BadInput(f"Tệp “{path.name}” thực chất là PDF. Hãy dùng tệp bảng tính gốc.")
    if is_workbook(path):
        _check_workbook(path, head)
    else:
        _check_text(path, head)


def is_workbook(path: Path) -> bool:
    """Whether a file calls itself XLSX."""
    return path.suffix.lower() == ".xlsx"


def _refuse_old_format(content: bytes) -> None:
    if _ENCRYPTED in content:
        raise BadInput("Tệp được bảo vệ bằng mật khẩu. Hãy bỏ mật khẩu rồi lưu lại.")
    raise BadInput(f"Tệp ở định dạng Excel cũ (.xls). {SAVE_AS}")


def _check_text(path: Path, head: bytes) -> None:
    if head.startswith(_ZIP):
        raise BadInput(f"Tệp “{path.name}” là tệp nén hoặc XLSX, không phải CSV. Hãy đổi đuôi thành .xlsx.")
    if _WEB_PAGE.match(head):
        raise BadInput(f"Tệp “{path.name}” thực chất là trang web, không phải CSV. {SAVE_AS}")


def _check_workbook(path: Path, head: bytes) -> None:
    if not head.startswith(_ZIP):
        raise BadInput(f"Tệp “{path.name}” không phải XLSX dù mang đuôi .xlsx. {SAVE_AS}")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(path, archive)
    except (
        *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError),
        *(EOFError, NotImplementedError, OSError, ValueError, KeyError),
    ) as damage:
        raise BadInput(f"Tệp “{path.name}” bị hỏng, không mở được. {SAVE_AS}") from damage


def _check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Judge a workbook by its directory: no member can yield more than its directory entry says."""
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise BadInput("Tệp được bảo vệ bằng mật khẩu. Hãy bỏ mật khẩu rồi lưu lại.")
    if "xl/workbook.xml" not in names:
        raise BadInput(f"Tệp “{path.name}” không phải bảng tính XLSX. {SAVE_AS}")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BadInput(f"Tệp có chứa macro. {SAVE_AS}")
    if sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise BadInput("Tệp giải nén ra quá lớn, không an toàn để mở. Hãy tách thành nhiều tệp.")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as stream:
                if _declares_a_type(stream):
                    raise BadInput("Tệp chứa khai báo XML không an toàn nên không được mở.")


class _Begun(Exception):
    """Raised when a part's first element begins: what comes before it is known then."""


def _declares_a_type(part: IO[bytes]) -> bool:
    """Whether a part declares a document type (and with it entities): in any encoding, however far down.

    Raises:
        xml.parsers.expat.ExpatError: what stands before the first element is no XML.
    """
    declared = []

    def begun(*_: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: declared.append(True)
    parser.StartElementHandler = begun
    try:
        while not declared and (block := part.read(_BLOCK)):
            parser.Parse(block)
    except _Begun:
        pass
    return bool(declared)
