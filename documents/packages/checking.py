"""Checking a package that comes back or goes out: every hash, list and name; what is wrong in sentences.

The package need not be trusted: nothing is unpacked, no path is followed, no entity of XML is resolved, and
one piece of a file is held at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from documents.packages.contents import REPRESENTATIONS
from documents.packages.lists import Lists, read_lists
from documents.packages.metadata import FILE_XML, INDEX_CSV, MANIFEST, METS
from documents.packages.reading import Found, Opened, opened
from models.errors import BadInput

_TOLD = 200
"""How many faults are told one by one."""
_TEXTS = {METS, MANIFEST, FILE_XML, INDEX_CSV}
_LONGEST_TEXT = 64 * 1024 * 1024


@dataclass
class Checked:
    """What a check found; `sha256` is that of the whole file (empty for a folder)."""

    name: str = ""
    sha256: str = ""
    files: int = 0
    size: int = 0
    papers: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was packed."""
        return not self.faults

    def blame(self, *sentences: str) -> None:
        """Note what is wrong, up to a number that a person can read."""
        self.faults.extend(sentences[: max(0, _TOLD - len(self.faults))])


def check(path: Path, *, sha256: str = "") -> Checked:
    """Check a package: a ZIP file or a folder.

    Args:
        path: where it lies.
        sha256: the hash that was told when it was made, where one has it: whoever changes a package and all
            lists in it cannot change that.

    Raises:
        BadInput: there is nothing, or it is neither a ZIP file nor a folder that can be read.
    """
    result = Checked()
    with opened(path) as package:
        result.blame(*package.faults)
        hashes = _hashed(package, result)
        texts = _texts(package, result)
        result.name = package.root
        if not package.faults and set(texts) == _TEXTS:
            lists = read_lists(texts)
            result.papers = lists.papers
            result.blame(*_compare(hashes, lists))
            if lists.name != package.root:
                result.blame(f"{METS} mang tên {lists.name}, còn thư mục của gói là {package.root}.")
        if result.ok and not package.is_canonical():
            result.blame(
                "Phần vỏ của tệp ZIP (tên, ngày, mục lục nén hoặc phần thừa) khác với gói mà hệ thống tạo ra."
            )
        result.sha256 = package.sha256()
    if sha256 and sha256.strip().lower() != result.sha256:
        result.blame(f"Mã băm của gói là {result.sha256 or 'không có (thư mục)'}, không phải {sha256}.")
    return result


def _hashed(package: Opened, result: Checked) -> dict[str, Found]:
    """Every file of the package with its hash and size."""
    found = {}
    for path in package.paths:
        digest, size = hashlib.sha256(), 0
        try:
            for piece in package.read(path):
                digest.update(piece)
                size += len(piece)
        except BadInput as fault:
            result.blame(*fault.reasons)
            continue
        found[path] = Found(digest.hexdigest(), size)
    result.files, result.size = len(found), sum(one.size for one in found.values())
    return found


def _texts(package: Opened, result: Checked) -> dict[str, bytes]:
    texts = {}
    for path in sorted(_TEXTS):
        if path not in package.paths:
            result.blame(f"Thiếu tệp {path}.")
            continue
        try:
            data = b""
            for piece in package.read(path):
                data += piece
                if len(data) > _LONGEST_TEXT:
                    result.blame(f"Tệp {path} lớn quá mức, không đọc.")
                    break
            else:
                texts[path] = data
        except BadInput:
            continue  # said already when the hashes were taken
    return texts


def _compare(hashes: dict[str, Found], lists: Lists) -> Iterator[str]:
    """Hold the lists (manifest, METS, dossier, file list) against the files, and against each other."""
    yield from lists.faults
    yield from _by_manifest(hashes, lists)
    yield from _by_mets(hashes, lists)
    yield from _by_dossier(hashes, lists)


def _by_manifest(hashes: dict[str, Found], lists: Lists) -> Iterator[str]:
    for path, wanted in sorted(lists.manifest.items()):
        if path not in hashes:
            yield f"Thiếu tệp {path}, có trong {MANIFEST}."
        elif hashes[path].sha256 != wanted:
            yield f"Tệp {path} đã bị thay đổi: mã băm không khớp với {MANIFEST}."
    for path in sorted(set(hashes) - set(lists.manifest) - {MANIFEST}):
        yield f"Tệp {path} thừa: không có trong {MANIFEST}."


def _by_mets(hashes: dict[str, Found], lists: Lists) -> Iterator[str]:
    for path in sorted((set(hashes) ^ set(lists.mets)) - {MANIFEST, METS}):
        yield f"{METS} và các tệp trong gói không khớp nhau ở {path}."
    for path, listed in sorted(lists.mets.items()):
        if path in hashes and hashes[path] != listed:
            yield f"{METS} ghi mã băm hoặc kích thước khác với tệp {path}."


def _by_dossier(hashes: dict[str, Found], lists: Lists) -> Iterator[str]:
    for path, wanted in sorted(lists.contents.items()):
        if path not in hashes or hashes[path].sha256 != wanted:
            yield f"{FILE_XML} nhắc đến {path} nhưng tệp đó thiếu hoặc khác mã băm."
    held = {path for path in hashes if path.startswith(f"{REPRESENTATIONS}/")}
    for path in sorted(held - set(lists.contents)):
        yield f"Tệp {path} không thuộc văn bản nào trong {FILE_XML}."
    if lists.index != lists.contents:
        yield f"{INDEX_CSV} và {FILE_XML} liệt kê các tệp khác nhau."
