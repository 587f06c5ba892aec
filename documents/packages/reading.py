"""Opening a package without trusting it: names are judged before anything is read, nothing is unpacked."""

from __future__ import annotations

import hashlib
import re
import stat
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from documents.packages.writing import entry
from models.errors import BadInput

_PIECE = 1024 * 1024
_MOST_FILES = 100_000
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_LONGEST_PATH = 240
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, OverflowError,
)  # fmt: skip
"""What the ZIP reader raises on bytes that somebody changed."""


@dataclass(frozen=True)
class Found:
    """A file's hash and size in bytes."""

    sha256: str
    size: int


class Opened(ABC):
    """An open package: its files by their paths below the one folder that holds them."""

    def __init__(self, names: list[str]) -> None:
        self.faults = _unsafe(names)
        roots = {name.partition("/")[0] for name in names}
        self.root = roots.pop() if len(roots) == 1 else ""
        if not self.root:
            self.faults.append("Mọi tệp phải nằm trong đúng một thư mục của gói.")
        self.paths = {name.removeprefix(f"{self.root}/") for name in names} if not self.faults else set()

    @abstractmethod
    def read(self, path: str) -> Iterator[bytes]:
        """A file piece by piece; raises BadInput when it is broken."""

    def is_canonical(self) -> bool:
        """Whether the wrapping, too, is what this system makes."""
        return True

    def sha256(self) -> str:
        """The hash of the whole; empty for a folder."""
        return ""


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Open a package.

    Raises:
        BadInput: there is nothing, or it is neither a ZIP file nor a folder.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        file = path.open("rb")
    except OSError as problem:
        raise BadInput(f"Không đọc được «{path}»: {problem.strerror}.") from problem
    with file:
        try:
            packed = zipfile.ZipFile(file)
        except _BROKEN as problem:
            raise BadInput(f"«{path}» không phải tệp ZIP đọc được: có thể bị hỏng hoặc bị cắt.") from problem
        with packed:
            yield _Zip(packed, file)


class _Zip(Opened):
    def __init__(self, packed: zipfile.ZipFile, file: IO[bytes]) -> None:
        self._packed = packed
        self._file = file
        heads = packed.infolist()
        super().__init__([head.filename for head in heads])
        self.faults.extend(_odd(heads))
        if sum(head.file_size for head in heads) > file.seek(0, 2):
            self.faults.append("Các tệp trong gói lớn hơn chính gói: mục lục ZIP bị sửa.")
        if self.faults:
            self.paths = set()

    def read(self, path: str) -> Iterator[bytes]:
        try:
            with self._packed.open(f"{self.root}/{path}") as stream:
                while piece := stream.read(_PIECE):
                    yield piece
        except (*_BROKEN, KeyError, NotImplementedError) as problem:
            raise BadInput(f"Tệp {path} trong gói bị hỏng, không đọc được.") from problem

    def is_canonical(self) -> bool:
        """Pack the same files again and compare: so a change is found even where no file is touched."""
        with tempfile.TemporaryFile() as again:
            with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as packed:
                for path in sorted(self.paths):
                    with packed.open(self._head(path), "w") as into:
                        for piece in self.read(path):
                            into.write(piece)
            return _same(self._file, again)

    def sha256(self) -> str:
        self._file.seek(0)
        return hashlib.file_digest(self._file, "sha256").hexdigest()  # type: ignore[arg-type] # an open binary file

    def _head(self, path: str) -> zipfile.ZipInfo:
        name = f"{self.root}/{path}"
        head = entry(name)
        head.file_size = self._packed.getinfo(name).file_size
        return head


class _Folder(Opened):
    def __init__(self, path: Path) -> None:
        self._path = path
        things = sorted(path.rglob("*"))[: _MOST_FILES + 1]
        super().__init__([each.relative_to(path).as_posix() for each in things if not each.is_dir()])
        if links := [
            each.name for each in things if each.is_symlink() or not (each.is_dir() or each.is_file())
        ]:
            self.faults.append(f"Gói có liên kết hoặc tệp đặc biệt: {', '.join(links[:5])}.")
            self.paths = set()

    def read(self, path: str) -> Iterator[bytes]:
        try:
            with (self._path / self.root / path).open("rb") as file:
                while piece := file.read(_PIECE):
                    yield piece
        except OSError as problem:
            raise BadInput(f"Không đọc được tệp {path}: {problem.strerror}.") from problem


def _unsafe(names: list[str]) -> list[str]:
    """What is wrong with the names, before any is used."""
    if len(names) > _MOST_FILES:
        return [f"Gói có hơn {_MOST_FILES} tệp: không đọc."]
    faults = [f"Đường dẫn không an toàn trong gói: «{name[:100]!r}»." for name in names if not _is_safe(name)]
    seen: set[str] = set()
    for name in names:
        folded = name.casefold()
        if folded in seen:
            faults.append(f"Tên tệp lặp lại trong gói: {name[:100]!r}.")
        seen.add(folded)
    return faults


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        len(name) <= _LONGEST_PATH
        and not _FORBIDDEN.search(name)
        and unicodedata.is_normalized("NFC", name)
        and all(part not in {"", ".", ".."} and part == part.strip() for part in parts)
    )


def _odd(heads: list[zipfile.ZipInfo]) -> Iterator[str]:
    for head in heads:
        mode = head.external_attr >> 16
        if stat.S_ISLNK(mode) or (mode and not stat.S_ISREG(mode)):
            yield f"Gói có liên kết hoặc tệp đặc biệt: {head.filename[:100]!r}."
        if head.flag_bits & 0x1 or head.compress_type != zipfile.ZIP_STORED:
            yield f"Tệp {head.filename[:100]!r} bị nén hoặc mã hóa: gói của hệ thống không làm vậy."


def _same(one: IO[bytes], other: IO[bytes]) -> bool:
    one.seek(0)
    other.seek(0)
    while True:
        left, right = one.read(_PIECE), other.read(_PIECE)
        if left != right:
            return False
        if not left:
            return True
