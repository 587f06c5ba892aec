"""A shelf: where things lie under names that we give them, such as the parts of a backup.

Unlike the archive it knows nothing of what the bytes are; like the archive it never puts anything over what
stands there. A thing is there whole and synced, or not at all.
"""

from __future__ import annotations

import errno
import io
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from documents.archive.disk import pieces_of, sync
from models.errors import BadInput, Unavailable

_INCOMING: Final = ".incoming"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_PRIVATE: Final = 0o700
_READ_ONLY: Final = 0o400
_NO_LINKS: Final = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS}
_PARAMETERS: Final = {"endpoint", "region", "retain_days", "lock"}


@dataclass(frozen=True, slots=True)
class Thing:
    """What lies on a shelf: its name, and its size in bytes."""

    name: str
    size: int


class Shelf(Protocol):
    """Where things lie under names. Every method may raise Unavailable when the place does not answer."""

    def put(self, name: str, pieces: Iterable[bytes]) -> bool:
        """Put a thing there piece by piece; False, and nothing is changed, when one stands there already.

        When the pieces end in an error, nothing is there.
        """

    def read(self, name: str) -> Iterator[bytes] | None:
        """What stands under that name, piece by piece; None when there is nothing."""

    def list(self, prefix: str = "") -> Iterator[Thing]:
        """All things whose names begin so, in any order."""

    def remove(self, name: str) -> None:
        """Take a thing away; where the place locks or keeps versions, it stays beneath."""


def open_shelf(
    url: str, *, access_key: SecretStr | None = None, secret_key: SecretStr | None = None
) -> Shelf:
    """Open the shelf that a URL names; nothing is touched before it is used.

    `folder:///path`, or `s3://bucket?endpoint=https://...&region=...&retain_days=30&lock=governance`.

    Raises:
        BadInput: the URL cannot be read.
    """
    place = urlsplit(url)
    if place.scheme == "folder":
        path = Path(url.removeprefix("folder://"))
        if not path.is_absolute():
            raise BadInput(f"“{url}” phải là đường dẫn tuyệt đối, ví dụ folder:///srv/sao-luu.")
        return FolderShelf(path)
    if place.scheme != "s3" or not place.netloc or "@" in place.netloc:
        raise BadInput(
            "Không hiểu địa chỉ nơi sao lưu: dùng folder:///đường-dẫn hoặc "
            "s3://tên-bucket?endpoint=https://máy-chủ (khóa truy cập không ghi trong địa chỉ)."
        )
    return _in_bucket(place.netloc, parse_qs(place.query), access_key, secret_key)


def _in_bucket(
    bucket: str, query: Mapping[str, list[str]], access_key: SecretStr | None, secret_key: SecretStr | None
) -> Shelf:
    from documents.archive.s3_shelf import S3Shelf  # noqa: PLC0415 - boto3 takes a second to load

    said = {name: values[-1] for name, values in query.items()}
    days, mode = said.get("retain_days", "0"), said.get("lock", "governance").upper()
    reasons = [f"Nơi sao lưu S3 không có tham số “{name}”." for name in sorted(set(said) - _PARAMETERS)]
    if not days.isdecimal():
        reasons.append(f"retain_days phải là số ngày, không phải “{days}”.")
    if mode not in {"GOVERNANCE", "COMPLIANCE"}:
        reasons.append("lock phải là governance hoặc compliance.")
    if reasons:
        raise BadInput(*reasons)
    return S3Shelf(
        bucket,
        endpoint=said.get("endpoint"),
        region=said.get("region", "us-east-1"),
        access_key=access_key,
        secret_key=secret_key,
        default_lock=(mode, int(days)),
    )


def named(name: str) -> str:
    """Give a name back when a shelf can hold it.

    Raises:
        BadInput: it leads elsewhere, or a file system or S3 would take it for something else.
    """
    if not _NAME.fullmatch(name):
        raise BadInput(f"“{name}” không phải là tên của một phần sao lưu.")
    return name


class FolderShelf:
    """A shelf in a folder, which may be another machine's (NFS, SMB); several processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return f"FolderShelf({self._root})"

    def put(self, name: str, pieces: Iterable[bytes]) -> bool:
        """Put a thing there; see `Shelf.put`."""
        target = self._root / named(name)
        with self._explained():
            if target.exists():
                return False
            incoming = self._root / _INCOMING
            incoming.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
            draft = incoming / secrets.token_hex(16)
            try:
                with draft.open("xb") as file:
                    for piece in pieces:
                        file.write(piece)
                    file.flush()
                    os.fchmod(file.fileno(), _READ_ONLY)
                    os.fsync(file.fileno())
                target.parent.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
                return self._appear(draft, target)
            finally:
                draft.unlink(missing_ok=True)

    def read(self, name: str) -> Iterator[bytes] | None:
        """What stands under that name; see `Shelf.read`."""
        place = self._root / named(name)
        with self._explained():
            return self._pieces(place) if place.is_file() else None

    def list(self, prefix: str = "") -> Iterator[Thing]:
        """All things whose names begin so; see `Shelf.list`."""
        with self._explained():
            for folder, below, files in os.walk(self._root / prefix.rpartition("/")[0]):
                below[:] = [one for one in below if not one.startswith(".")]
                for file in files:
                    path = Path(folder, file)
                    name = path.relative_to(self._root).as_posix()
                    if name.startswith(prefix):
                        yield Thing(name, path.stat().st_size)

    def remove(self, name: str) -> None:
        """Take a thing away; see `Shelf.remove`."""
        with self._explained():
            (self._root / named(name)).unlink(missing_ok=True)

    def _appear(self, draft: Path, target: Path) -> bool:
        """Give the draft its name, unless somebody else took that in this moment."""
        try:
            target.hardlink_to(draft)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # SMB and some NFS servers know no hard links; the command's lock keeps writers apart there.
            draft.rename(target)
        for folder in (target.parent, target.parent.parent):
            sync(folder)
        return True

    def _pieces(self, place: Path) -> Iterator[bytes]:
        with self._explained():
            yield from pieces_of(place)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable(
                f"Nơi sao lưu {self._root} không dùng được: {error.strerror or error}. "
                "Không có gì bị mất; sửa xong hãy chạy lại."
            ) from error


class Stream(io.RawIOBase):
    """Pieces as a file to be read once, from its beginning to its end."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = bytearray()

    def readable(self) -> bool:
        """It can be read; a base class asks."""
        return True

    def read(self, size: int = -1) -> bytes:
        """So many bytes, fewer only at the end."""
        while size < 0 or len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        taken = bytes(self._left if size < 0 else self._left[:size])
        del self._left[: len(taken)]
        return taken
