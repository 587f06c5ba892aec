"""Files on their way in, in parts: what a folder and a bucket promise alike of what is not kept yet.

A file that comes over a slow line comes in parts, in any order, some of them twice. They wait in a place of
their own beside what is kept, until they are joined, read as one, and kept under their hash or dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from documents.archive.words import Altered, Finding
from models.errors import BadInput, NotFound
from models.loopback import is_loopback

PART_BYTES = 8 * 1024**2
"""The size of a part, but for the last: a minute at 1 Mbit/s. S3 takes 5 MiB at least (general knowledge)."""
MOST_PARTS = 10_000
"""So many parts S3 takes for one file (general knowledge)."""
ADDRESS_SECONDS = 3600
"""For how long an address may be used to put a part: the slowest line that is worth using needs a quarter."""

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has come: its number from 1, its size in bytes, its hash, and what the store calls it."""

    number: int
    size: int
    sha256: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a part may be put straight, by a PUT with exactly these headers, until that moment."""

    url: str
    headers: Mapping[str, str]
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """An upload whose parts lie in the store, begun at that moment (UTC)."""

    key: str
    handle: str
    begun_at: datetime


class AlteredPart(Altered):
    """Raised when the bytes of a part are not those that were sent.

    Attributes:
        number: which part; None when the store does not say.
    """

    def __init__(self, number: int | None) -> None:
        self.number = number
        which = "Một phần" if number is None else f"Phần {number}"
        super().__init__(
            f"{which} của tệp trong kho không phải là phần đã gửi. "
            "Hãy nộp lại tệp; phần nào còn đúng sẽ không phải gửi lại."
        )


class Staging(Protocol):
    """Where parts wait. Every method may raise Unavailable when the place does not answer.

    `key` is 32 hexadecimal digits that name the upload; `handle` is what `begin` gave.
    """

    def begin(self, key: str) -> str:
        """Make room for an upload; the handle that the store gives it."""

    def direct(self, portal: str) -> bool:
        """Whether a browser on pages of that origin can put parts straight into the store."""

    def address(self, key: str, handle: str, number: int, size: int, sha256: str) -> Address | None:
        """Where the part may be put straight; None where the store has no such thing (a folder).

        Nothing else than bytes of that size and that hash can be put there.
        """

    def take(self, key: str, handle: str, number: int, data: bytes, sha256: str) -> Part:
        """Take a part; one that is there under that number is replaced.

        Raises:
            BadInput: the bytes have not that hash: they were damaged on their way.
            NotFound: there is no such upload (any more).
        """

    def part(self, key: str, handle: str, number: int, etag: str = "") -> Part | None:
        """The part of that number as the store has it; None when it has none.

        `sha256` is empty where the store does not tell it. Of a part that was put twice the one of that etag,
        or else the later.

        Raises:
            NotFound: there is no such upload (any more).
        """

    def parts(self, key: str, handle: str) -> tuple[Part, ...]:
        """The parts that are there, in order; see `part`. One that was put twice may be told twice.

        SeaweedFS 4.48 keeps both and joins the one whose etag it is given.
        """

    def join(self, key: str, handle: str, parts: Sequence[Part], into: Path) -> str:
        """Write the whole into a file, piece by piece, and give its SHA-256; joining again gives the same.

        What is altered is let go of: the part where the store can, else the whole upload.

        Raises:
            AlteredPart: the bytes of a part are not those of its hash.
            NotFound: there is no such upload, or a part of it is missing.
        """

    def abandon(self, key: str, handle: str) -> None:
        """Let go of all that came; harmless when there is nothing."""

    def left(self) -> Iterator[Left]:
        """Every upload of which something lies in the store."""

    def open_to(self, portal: str) -> tuple[Finding, ...]:
        """Let browsers on pages of that origin in, where the store can; say in sentences what came of it."""


def checked_key(key: str) -> str:
    """Give the key back when it is one; raises BadInput when it is not."""
    if not _KEY.fullmatch(key):
        raise BadInput(f"«{key}» không phải mã của một lần tải lên.")
    return key


def gone() -> NotFound:
    """The error for an upload that is not there."""
    return NotFound(
        "Lần tải lên này không còn trong kho (đã xong, đã hủy hoặc đã quá hạn); hãy nộp lại từ đầu."
    )


def damaged(number: int) -> BadInput:
    """The error for a part that is not what its sender says."""
    return BadInput(f"Phần {number} của tệp bị hỏng trên đường truyền; hãy gửi lại phần đó.")


def gathered(pieces: Iterable[bytes], parts: Sequence[Part], into: Path) -> str:
    """Write a stream into a file and give its hash, comparing each part of it with the part's own hash.

    Raises:
        AlteredPart: a part is not what it should be, or the stream is shorter or longer than all parts.
    """
    whole = hashlib.sha256()
    expected = iter(parts)
    part, own, wanted = next(expected, None), hashlib.sha256(), 0
    wanted = part.size if part else 0
    with into.open("wb") as file:
        for piece in pieces:
            whole.update(piece)
            file.write(piece)
            rest = memoryview(piece)
            while rest:
                if part is None:
                    raise AlteredPart(None)
                own.update(rest[:wanted])
                taken = min(wanted, len(rest))
                wanted, rest = wanted - taken, rest[taken:]
                if not wanted:
                    if own.hexdigest() != part.sha256:
                        raise AlteredPart(part.number)
                    part, own = next(expected, None), hashlib.sha256()
                    wanted = part.size if part else 0
    if part is not None:
        raise AlteredPart(part.number)
    return whole.hexdigest()


def reaches(portal: str, store: str) -> bool:
    """Whether whoever sees the portal's pages can be thought to reach the store at that address.

    A page that came encrypted may send nothing unencrypted, and a store that answers on its own machine alone
    is out of reach for everybody who is elsewhere.
    """
    here, there = urlsplit(portal), urlsplit(store)
    if not there.netloc or (here.scheme == "https" and there.scheme != "https"):
        return False
    return is_loopback(here.hostname or "") or not is_loopback(there.hostname or "")
