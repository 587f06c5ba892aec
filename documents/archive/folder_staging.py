"""Parts of files on their way in, in a folder: a file each, named by its number and its hash."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from documents.archive.staging import Address, AlteredPart, Left, Part, checked_key, damaged, gathered, gone
from documents.archive.words import PIECE, Finding, sha256_of
from models.errors import NotFound

_PART = re.compile(r"([0-9]{5})\.([0-9a-f]{64})")
_KEY = re.compile(r"[0-9a-f]{32}")


class FolderStaging:
    """Parts in a folder. A part appears whole and synced or not at all.

    Args:
        root: the folder of all uploads; made when it is not there.
        explained: what turns an error of the file system into a sentence.
    """

    def __init__(self, root: Path, explained: Callable[[], AbstractContextManager[None]]) -> None:
        self._root = root
        self._explained = explained

    def begin(self, key: str) -> str:
        """Make room for an upload; a folder needs no handle."""
        with self._explained():
            (self._root / checked_key(key)).mkdir(parents=True, exist_ok=True, mode=0o750)
        return ""

    def direct(self, portal: str) -> bool:  # noqa: ARG002 - no browser reaches into a folder
        """Whether browsers put parts straight: never into a folder."""
        return False

    def address(
        self,
        key: str,  # noqa: ARG002 - a folder has no addresses
        handle: str,  # noqa: ARG002 - idem
        number: int,  # noqa: ARG002 - idem
        size: int,  # noqa: ARG002 - idem
        sha256: str,  # noqa: ARG002 - idem
    ) -> Address | None:
        """Where a part may be put straight: nowhere."""
        return None

    def take(self, key: str, handle: str, number: int, data: bytes, sha256: str) -> Part:  # noqa: ARG002 - a folder has no handles
        """Take a part; see `Staging.take`."""
        if sha256_of(data) != sha256:
            raise damaged(number)
        place = self._place(key)
        target = place / f"{number:05d}.{sha256}"
        draft = place / f".{secrets.token_hex(8)}"
        with self._explained():
            try:
                with draft.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(target)
            except FileNotFoundError as error:  # abandoned in this moment
                raise gone() from error
            finally:
                draft.unlink(missing_ok=True)
            for other in place.glob(f"{number:05d}.*"):
                if other != target:
                    other.unlink(missing_ok=True)
        return Part(number, len(data), sha256)

    def part(self, key: str, handle: str, number: int, etag: str = "") -> Part | None:  # noqa: ARG002 - idem
        """The part of that number; see `Staging.part`."""
        return next((part for part in self.parts(key, handle) if part.number == number), None)

    def parts(self, key: str, handle: str) -> tuple[Part, ...]:  # noqa: ARG002 - a folder has no handles
        """The parts that are there, in order; of two under one number the later."""
        found: dict[int, Part] = {}
        with self._explained():
            files = [(each.stat().st_mtime_ns, each) for each in self._place(key).iterdir()]
        for _, file in sorted(files):
            if name := _PART.fullmatch(file.name):
                number = int(name[1])
                found[number] = Part(number, file.stat().st_size, name[2])
        return tuple(found[number] for number in sorted(found))

    def join(self, key: str, handle: str, parts: Sequence[Part], into: Path) -> str:  # noqa: ARG002 - idem
        """Write the whole into a file; see `Staging.join`. A part that was altered is let go of."""
        place = self._place(key)
        with self._explained():
            try:
                return gathered(_pieces(place, parts), parts, into)
            except AlteredPart as altered:
                if altered.number is not None:
                    for file in place.glob(f"{altered.number:05d}.*"):
                        file.unlink(missing_ok=True)
                raise

    def abandon(self, key: str, handle: str) -> None:  # noqa: ARG002 - idem
        """Let go of all that came."""
        with self._explained():
            place = self._root / checked_key(key)
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)

    def left(self) -> Iterator[Left]:
        """Every upload of which something lies here."""
        with self._explained():
            if not self._root.is_dir():
                return
            for place in sorted(self._root.iterdir()):
                if _KEY.fullmatch(place.name):
                    begun = datetime.fromtimestamp(place.stat().st_mtime, UTC)
                    yield Left(place.name, "", begun)

    def open_to(self, portal: str) -> tuple[Finding, ...]:  # noqa: ARG002 - a folder lets no browser in
        """Say that a folder lets no browser in."""
        return (
            Finding.note(
                "thư mục không nhận tệp thẳng từ trình duyệt: cổng thông tin nhận từng phần rồi ghi vào, "
                "và tự gửi văn bản cho người tải về."
            ),
        )

    def _place(self, key: str) -> Path:
        place = self._root / checked_key(key)
        if not place.is_dir():
            raise gone()
        return place


def _pieces(place: Path, parts: Sequence[Part]) -> Iterator[bytes]:
    for part in parts:
        try:
            file = (place / f"{part.number:05d}.{part.sha256}").open("rb")
        except FileNotFoundError as error:
            raise NotFound(f"Kho chưa có phần {part.number} của tệp; hãy gửi phần đó.") from error
        with file:
            while piece := file.read(PIECE):
                yield piece
