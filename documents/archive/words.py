"""What every archive speaks of: names, findings, and the promises that a folder and a bucket share."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.parse import quote

from models.errors import BadInput, NotFound, TripleHelixError

if TYPE_CHECKING:
    from documents.archive.staging import Staging

_SHA256 = re.compile(r"[0-9a-f]{64}")
_START_OF_SHA256 = re.compile(r"[0-9a-f]{0,64}")
_SHARD = 2  # hex digits of each of the two folder levels
DOWNLOAD_SECONDS = 300
"""For how long the address of a paper may be used: it is followed at once."""
PIECE = 1024 * 1024
"""How many bytes are read at a time where an object need not be held whole."""


class Altered(TripleHelixError):
    """Raised when the bytes in the archive are no longer those that were kept under that name."""


@dataclass(frozen=True)
class Stored:
    """An object of the archive: its name, its size in bytes, when it was kept (UTC)."""

    sha256: str
    size: int
    stored_at: datetime


class Condition(StrEnum):
    """What a verification found."""

    INTACT = "intact"
    """The bytes are those that were kept."""
    ALTERED = "altered"
    """There are other bytes under that name."""
    MISSING = "missing"
    """There is nothing under that name."""


@dataclass(frozen=True)
class Verification:
    """The answer to "is this still what was kept?", with what was found in its place."""

    sha256: str
    condition: Condition
    size: int = 0
    found: str = ""

    @property
    def is_intact(self) -> bool:
        """Whether the bytes are those that were kept."""
        return self.condition is Condition.INTACT


@dataclass(frozen=True)
class Finding:
    """One thing that a check-up of the archive found: good, or bad with the way out in the sentence."""

    good: bool
    sentence: str

    @classmethod
    def fine(cls, sentence: str) -> Finding:
        """What is as it should be."""
        return cls(good=True, sentence=sentence)

    @classmethod
    def note(cls, sentence: str) -> Finding:
        """What nothing here can mend, and people must know."""
        return cls(good=True, sentence=f"Lưu ý: {sentence}")

    @classmethod
    def wrong(cls, sentence: str) -> Finding:
        """What must be mended."""
        return cls(good=False, sentence=sentence)


class Archive(Protocol):
    """Where bytes are kept. Every method may raise Unavailable when the place does not answer."""

    def put(
        self,
        data: bytes | Path,
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
        retain_until: date | None = None,
    ) -> str:
        """Keep the bytes and give their SHA-256; keeping the same bytes again changes nothing.

        A file is read piece by piece and never held whole.
        `media_type` and `metadata` travel with the object where the place can hold them (S3); the
        database is the truth. Until `retain_until` nobody may delete them, where the place can lock (S3);
        bytes that are there already are locked longer when the day is later, never shorter.

        Raises:
            Altered: other bytes stand under that name.
        """

    def get(self, sha256: str) -> bytes:
        """Fetch the bytes.

        Raises:
            NotFound: nothing is kept under that name.
            Altered: the bytes are no longer those that were kept.
            BadInput: it is no SHA-256.
        """

    def read(self, sha256: str) -> Iterator[bytes] | None:
        """What stands under that name, piece by piece and not compared; None when there is nothing."""

    def has(self, sha256: str) -> bool:
        """Whether something is kept under that name (its bytes are not read)."""

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """All objects whose SHA-256 begins so, in the order of their names."""

    def verify(self, sha256: str) -> Verification:
        """Read the bytes again, piece by piece, and compare their hash with their name."""

    def recall(self, sha256: str) -> bytes | None:
        """The right bytes, where the place itself still has them beneath what stands there; else None."""

    def restore(
        self,
        data: bytes | Path,
        *,
        media_type: str = "application/octet-stream",
        retain_until: date | None = None,
    ) -> str:
        """Put the bytes where others stand under their name; those are set aside, never deleted."""

    def retain(self, sha256: str, until: date) -> bool:
        """Lock an object until that day if its lock ends sooner; whether anything had to be changed.

        A place that cannot lock changes nothing.
        """

    def retained_until(self, sha256: str) -> date | None:
        """Until which day the place itself refuses to delete the object; None when it does not."""

    def download_address(self, sha256: str, *, file_name: str, media_type: str, portal: str) -> str | None:
        """Where a browser on the portal's pages may fetch the object by itself, for `DOWNLOAD_SECONDS`.

        The store answers with that type, and has the browser save it under that name. None where the place
        has no addresses (a folder), or none that such a browser reaches: then the portal streams it.
        The bytes are not compared with their hash on this way; `fsck` does that.
        """

    def staging(self) -> Staging:
        """Where files on their way in wait, in parts."""

    def upload_origin(self) -> str:
        """Scheme, host and port to which browsers put parts, for the pages' CSP; empty for a folder."""

    def prepare(self) -> None:
        """Make the folder or the bucket when it is not there; harmless when it is."""

    def doctor(self) -> tuple[Finding, ...]:
        """Check the place itself: reachable, writable, safe. Changes nothing."""

    def trial(self) -> tuple[Finding, ...]:
        """Try every promise on objects made for the purpose, and say in sentences which are not held."""


def sha256_of(data: bytes | Path) -> str:
    """The name under which bytes are kept."""
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(data: bytes | Path) -> int:
    """How many bytes they are, or the file has."""
    return data.stat().st_size if isinstance(data, Path) else len(data)


def opened(data: bytes | Path) -> BinaryIO:
    """The bytes, or the file, to be read from the beginning; whoever opens it closes it."""
    return data.open("rb") if isinstance(data, Path) else io.BytesIO(data)


def saved_as(file_name: str) -> str:
    """The header that has a browser save what it fetches, under that name (RFC 6266)."""
    plain = re.sub(r"[^ -~]|[\"\\\\]", "_", file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def checked(sha256: str) -> str:
    """Give the name back when it is a SHA-256 in lower-case hex; raises BadInput when it is not."""
    if not _SHA256.fullmatch(sha256):
        raise BadInput(f"“{sha256}” không phải mã băm SHA-256 (64 chữ số thập lục phân, chữ thường).")
    return sha256


def key_of(sha256: str) -> str:
    """Where an object lies: `ab/cd/abcd...`."""
    return f"{sha256[:_SHARD]}/{sha256[_SHARD : 2 * _SHARD]}/{sha256}"


def key_prefix_of(prefix: str) -> str:
    """With what the keys of all objects begin whose SHA-256 begins so; raises BadInput if none can."""
    if not _START_OF_SHA256.fullmatch(prefix):
        raise BadInput(f"“{prefix}” không phải phần đầu của một mã băm SHA-256.")
    if len(prefix) < _SHARD:
        return prefix
    if len(prefix) < 2 * _SHARD:
        return f"{prefix[:_SHARD]}/{prefix[_SHARD:]}"
    return key_of(prefix)


def verified(sha256: str, pieces: Iterable[bytes] | None) -> Verification:
    """Compare what was found (None: nothing) with the name; never holds more than a piece."""
    if pieces is None:
        return Verification(sha256, Condition.MISSING)
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    found = digest.hexdigest()
    return Verification(sha256, Condition.INTACT if found == sha256 else Condition.ALTERED, size, found)


def intact(sha256: str, data: bytes | None) -> bytes:
    """Give the bytes when they are those that were kept; raises NotFound or Altered."""
    confirmed(verified(sha256, None if data is None else (data,)))
    return data or b""


def confirmed(found: Verification) -> None:
    """Raise NotFound or Altered unless the bytes are those that were kept."""
    if found.condition is Condition.MISSING:
        raise NotFound(f"Kho lưu trữ không có tệp {found.sha256}.")
    if not found.is_intact:
        raise Altered(
            f"Tệp {found.sha256} trong kho lưu trữ đã bị thay đổi (mã băm hiện tại {found.found}, "
            f"{found.size} byte). Không dùng tệp này: hãy khôi phục từ bản sao lưu."
        )
