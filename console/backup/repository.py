"""The place of the backups: parts put away sealed, read back opened; one key for all of them."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr

from console.backup import cipher, manifest
from console.backup.cipher import Broken, Key
from console.backup.manifest import Manifest, Part
from documents.archive.shelf import Shelf, open_shelf
from models.errors import BadInput, NotFound, Refused

URL: Final = "TRIPLEHELIX_BACKUP_URL"
KEY: Final = "TRIPLEHELIX_BACKUP_KEY"
ACCESS: Final = "TRIPLEHELIX_BACKUP_S3_ACCESS_KEY"
SECRET: Final = "TRIPLEHELIX_BACKUP_S3_SECRET_KEY"  # noqa: S105 - the name of a setting

MARK: Final = "repository"
BACKUPS: Final = "backups/"
WAL: Final = "wal/"
PAPERS: Final = "papers/"
_MANIFEST: Final = "manifest"


@dataclass(frozen=True)
class Repository:
    """All backups of one installation on one shelf, under one key."""

    shelf: Shelf
    key: Key

    @classmethod
    def configured(cls, given: Mapping[str, str] | None = None) -> Repository:
        """The repository that the environment names.

        Raises:
            NotFound: none is configured.
            BadInput: the address or the key cannot be read.
        """
        told = os.environ if given is None else given
        missing = [name for name in (URL, KEY) if not told.get(name)]
        if missing:
            raise NotFound(
                f"Chưa cấu hình sao lưu: hãy đặt {' và '.join(missing)} (docs/operators.vi.md, «Sao lưu»)."
            )
        shelf = open_shelf(
            told[URL],
            access_key=SecretStr(told.get(ACCESS, "")),
            secret_key=SecretStr(told.get(SECRET, "")),
        )
        return cls(shelf, Key.of(told[KEY]))

    def claim(self) -> None:
        """Make the repository this key's when it is new.

        Raises:
            BadInput: it is under another key.
        """
        mark = json.dumps({"format": manifest.FORMAT, "id": secrets.token_hex(8)}).encode()
        if not self.shelf.put(MARK, cipher.sealed((mark,), self.key, MARK)):
            self.admit()

    def admit(self) -> None:
        """Make sure that there is a repository and that the key is its own, before anything else is read.

        Raises:
            NotFound: nothing was ever put away there.
            BadInput: the key is another one.
        """
        stands = self.shelf.read(MARK)
        if stands is None:
            raise NotFound(f"Chưa có bản sao lưu nào ở {self.shelf!r}.")
        try:
            b"".join(cipher.opened(stands, self.key, MARK))
        except Broken:
            raise BadInput(
                f"Khóa sao lưu (dấu {self.key.fingerprint}) không mở được nơi sao lưu này: đó là khóa khác. "
                "Chưa có gì bị ghi đè; hãy lấy đúng khóa đã cất riêng."
            ) from None

    def put(self, name: str, pieces: Iterable[bytes], *, compress: bool = False) -> Part:
        """Put a part away.

        Raises:
            Refused: one of that name is there already.
        """
        digest, count = hashlib.sha256(), 0

        def counted() -> Iterator[bytes]:
            nonlocal count
            for piece in cipher.sealed(pieces, self.key, name, compress=compress):
                digest.update(piece)
                count += len(piece)
                yield piece

        if not self.shelf.put(name, counted()):
            raise Refused(f"Nơi sao lưu đã có phần «{name}»; không ghi đè.")
        return Part(name, count, digest.hexdigest())

    def read(self, name: str) -> Iterator[bytes]:
        """A part, opened piece by piece.

        Raises:
            Broken: it is missing, or no longer what was put away.
        """
        pieces = self.shelf.read(name)
        if pieces is None:
            raise Broken(f"Thiếu phần sao lưu «{name}».")
        yield from cipher.opened(pieces, self.key, name)

    def read_part(self, part: Part) -> Iterator[bytes]:
        """A part of a manifest, opened, and compared at the end with what the manifest says of it.

        Raises:
            Broken: it is missing, altered, or another one than that of the manifest.
        """
        pieces = self.shelf.read(part.name)
        if pieces is None:
            raise Broken(f"Thiếu phần sao lưu «{part.name}».")
        digest = hashlib.sha256()

        def hashed(stored: Iterator[bytes]) -> Iterator[bytes]:
            for piece in stored:
                digest.update(piece)
                yield piece

        yield from cipher.opened(hashed(pieces), self.key, part.name)
        if digest.hexdigest() != part.sha256:
            raise Broken(f"Phần sao lưu «{part.name}» không phải là phần mà mục lục ghi: đã bị thay.")

    def manifests(self) -> dict[str, Manifest]:
        """Every whole backup by its name: the manifest is written last.

        Raises:
            Broken: a manifest was altered.
        """
        found: dict[str, Manifest] = {}
        for thing in self.shelf.list(BACKUPS):
            within, _, what = thing.name.removeprefix(BACKUPS).partition("/")
            if what == _MANIFEST and manifest.is_id(within):
                found[within] = manifest.read(b"".join(self.read(thing.name)))
        return found

    def conclude(self, made: Manifest) -> None:
        """Write the manifest: from now on the backup is there."""
        self.put(part_name(made.id, _MANIFEST), (manifest.written(made),))

    def paper_name(self, sha256: str) -> str:
        """Where a paper lies."""
        name = self.key.name_of(sha256)
        return f"{PAPERS}{name[:2]}/{name}"


def part_name(backup: str, what: str) -> str:
    """Where a part of a backup lies."""
    return f"{BACKUPS}{backup}/{what}"
