"""Writing a package so that the same dossier gives the same bytes: a ZIP file, or a folder.

Files stand in the order of their paths, undated, not compressed (a compressor's bytes depend on its version;
PDF is compressed already). So a package can be made again and compared, and a change anywhere in the file,
in its directory too, is seen when it is checked.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from documents.packages.contents import Package
from documents.packages.metadata import (
    FILE_XML,
    INDEX_CSV,
    MANIFEST,
    METS,
    Listed,
    file_xml,
    index_csv,
    manifest,
    mets_xml,
)
from models.errors import BadInput, Unavailable

_UNDATED = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100644 << 16

Fetch = Callable[[str], bytes]
"""Gives the bytes of a hash, checked."""


@dataclass(frozen=True)
class Written:
    """A finished package: where it lies, its hash (None for a folder), how many files, how many bytes."""

    path: Path
    sha256: str | None
    files: int
    size: int


def write(package: Package, fetch: Fetch, out: Path) -> Written:
    """Write the package; it is there whole or not at all, and nothing is overwritten.

    Args:
        package: what it holds.
        fetch: gives the bytes of a hash; one file at a time is held in memory.
        out: a name that ends in `.zip`, or that of a folder.

    Raises:
        BadInput: something stands there already, or a size on record is not that of the bytes.
        Unavailable: the place cannot be written.
    """
    if out.exists():
        raise BadInput(f"«{out}» đã có; hãy chọn tên khác.")
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        if out.suffix.lower() != ".zip":
            size, count = _folder(package, fetch, draft)
            draft.rename(out)
            return Written(out, None, count, size)
        with draft.open("x+b") as file:
            size, count = _zip(package, fetch, file)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        draft.rename(out)
    except OSError as problem:
        raise Unavailable(f"Không ghi được «{out}»: {problem.strerror or problem}.") from problem
    finally:
        _discard(draft)
    return Written(out, sha256, count, size)


def entry(path: str) -> zipfile.ZipInfo:
    """A file's head as every package has it: undated, readable, not compressed."""
    info = zipfile.ZipInfo(path, _UNDATED)
    info.create_system = 3
    info.external_attr = _MODE
    info.compress_type = zipfile.ZIP_STORED
    return info


def _parts(package: Package, fetch: Fetch) -> tuple[dict[str, bytes], dict[str, Listed]]:
    """The descriptions by their paths, and the papers' files as they are listed.

    The bytes of the papers are read once here for their sizes where the tables do not know them.
    """
    papers = {
        file.path: Listed(
            file.path,
            file.sha256,
            file.size if file.size is not None else len(fetch(file.sha256)),
            file.media_type,
        )
        for file in package.files
    }
    texts = {FILE_XML: file_xml(package), INDEX_CSV: index_csv(package)}
    described = [*papers.values(), *(_listed(path, data) for path, data in texts.items())]
    texts[METS] = mets_xml(package, described)
    texts[MANIFEST] = manifest([*described, _listed(METS, texts[METS])])
    return texts, papers


def _listed(path: str, data: bytes) -> Listed:
    kind = {"xml": "application/xml", "csv": "text/csv"}[path.rpartition(".")[2]]
    return Listed(path, hashlib.sha256(data).hexdigest(), len(data), kind)


def _files(package: Package, fetch: Fetch) -> Iterator[tuple[str, bytes]]:
    texts, papers = _parts(package, fetch)
    for path in sorted([*texts, *papers]):
        data = texts[path] if path in texts else fetch(papers[path].sha256)
        if path in papers and len(data) != papers[path].size:
            raise BadInput(f"Tệp {path} có kích thước khác với hồ sơ ({papers[path].size} byte).")
        yield path, data


def _zip(package: Package, fetch: Fetch, file: IO[bytes]) -> tuple[int, int]:
    size = count = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
        for path, data in _files(package, fetch):
            head = entry(f"{package.name}/{path}")
            head.file_size = len(data)
            with packed.open(head, "w") as into:
                into.write(data)
            size, count = size + len(data), count + 1
    return size, count


def _folder(package: Package, fetch: Fetch, draft: Path) -> tuple[int, int]:
    size = count = 0
    for path, data in _files(package, fetch):
        place = draft / package.name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        size, count = size + len(data), count + 1
    return size, count


def _discard(draft: Path) -> None:
    """Take away what was half written."""
    if draft.is_dir():
        for folder, _, names in os.walk(draft, topdown=False):
            for name in names:
                (Path(folder) / name).unlink()
            Path(folder).rmdir()
    else:
        draft.unlink(missing_ok=True)
