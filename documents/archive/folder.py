"""The archive in a folder of a local file system: it keeps as promised, and says what it cannot promise."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.archive.disk import pieces_of, sync
from documents.archive.folder_staging import FolderStaging
from documents.archive.staging import Staging
from documents.archive.words import (
    PIECE,
    Finding,
    Stored,
    Verification,
    checked,
    confirmed,
    intact,
    key_of,
    key_prefix_of,
    sha256_of,
    verified,
)
from models.errors import NotFound, TripleHelixError, Unavailable

_INCOMING = ".incoming"
_SET_ASIDE = ".altered"
_ON_THE_WAY = ".uploads"
_SHARD = re.compile(r"[0-9a-f]{2}")
_OBJECT = re.compile(r"[0-9a-f]{64}")
_READ_ONLY = 0o444
_ADVISORY = (
    "thư mục không khóa được tệp: thời hạn lưu chỉ là lời nhắc, ai có quyền trên thư mục vẫn xóa được. "
    "Muốn khóa thật, hãy dùng kho S3 có object lock."
)


class FolderArchive:
    """An archive in a folder of a local file system; several processes may share it.

    A file appears under its name whole and synced or not at all (temporary file, fsync, link), read-only;
    of many who write the same bytes at once one wins. Who owns the folder can still delete: the folder
    protects from accidents, a locked bucket from people.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(
        self,
        data: bytes | Path,
        *,
        media_type: str = "application/octet-stream",  # noqa: ARG002 - a file system holds bytes alone
        metadata: Mapping[str, str] | None = None,  # noqa: ARG002 - idem
        retain_until: date | None = None,  # noqa: ARG002 - a folder cannot lock
    ) -> str:
        """Keep the bytes; see `Archive.put`."""
        with self._explained():
            sha256 = sha256_of(data)
            target = self._root / key_of(sha256)
            if not target.exists():
                self._write_once(target, data)
            confirmed(verified(sha256, self._pieces(target)))
        return sha256

    def get(self, sha256: str) -> bytes:
        """Fetch the bytes; see `Archive.get`."""
        pieces = self.read(sha256)
        return intact(sha256, None if pieces is None else b"".join(pieces))

    def read(self, sha256: str) -> Iterator[bytes] | None:
        """What stands under that name, piece by piece; see `Archive.read`."""
        place = self._root / key_of(checked(sha256))
        with self._explained():
            return self._pieces(place) if place.is_file() else None

    def has(self, sha256: str) -> bool:
        """Whether something is kept under that name."""
        with self._explained():
            return (self._root / key_of(checked(sha256))).is_file()

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """All objects whose SHA-256 begins so, in the order of their names."""
        start = key_prefix_of(prefix)
        with self._explained():
            for first in _shards(self._root):
                for shard in _shards(first):
                    here = f"{first.name}/{shard.name}/"
                    if here.startswith(start) or start.startswith(here):
                        yield from _objects(shard, prefix)

    def verify(self, sha256: str) -> Verification:
        """Read the bytes again, piece by piece, and compare their hash with their name."""
        return verified(sha256, self.read(sha256))

    def recall(self, sha256: str) -> bytes | None:
        """The right bytes beneath what stands there: a folder keeps no versions."""
        checked(sha256)
        return None

    def restore(
        self,
        data: bytes | Path,
        *,
        media_type: str = "application/octet-stream",  # noqa: ARG002 - a file system holds bytes alone
        retain_until: date | None = None,  # noqa: ARG002 - a folder cannot lock
    ) -> str:
        """Put the bytes where others stand; those move to `.altered`, for whoever wants to know."""
        sha256 = sha256_of(data)
        if not self.verify(sha256).is_intact:
            with self._explained():
                aside = self._root / _SET_ASIDE
                aside.mkdir(parents=True, exist_ok=True, mode=0o750)
                target = self._root / key_of(sha256)
                if target.exists():
                    target.rename(aside / f"{sha256}.{secrets.token_hex(4)}")
        return self.put(data)

    def retain(self, sha256: str, until: date) -> bool:  # noqa: ARG002 - a folder cannot lock
        """Lock nothing: a folder cannot; see `Archive.retain`."""
        if not self.has(sha256):
            raise NotFound(f"Kho lưu trữ không có tệp {sha256}.")
        return False

    def retained_until(self, sha256: str) -> date | None:
        """Until which day the place refuses to delete: a folder never refuses its owner."""
        checked(sha256)
        return None

    def download_address(
        self,
        sha256: str,  # noqa: ARG002 - a folder has no addresses
        *,
        file_name: str,  # noqa: ARG002 - idem
        media_type: str,  # noqa: ARG002 - idem
        portal: str,  # noqa: ARG002 - idem
    ) -> str | None:
        """Where a browser may fetch the object by itself: nowhere, the portal streams it."""
        return None

    def staging(self) -> Staging:
        """Where files on their way in wait, in parts: `.uploads`."""
        return FolderStaging(self._root / _ON_THE_WAY, self._explained)

    def upload_origin(self) -> str:
        """Where browsers put parts: nowhere, the portal takes them."""
        return ""

    def prepare(self) -> None:
        """Make the folder when it is not there."""
        with self._explained():
            (self._root / _INCOMING).mkdir(parents=True, exist_ok=True, mode=0o750)

    def doctor(self) -> tuple[Finding, ...]:
        """Check that the folder is there, can be written, and holds nothing half-written."""
        if not self._root.is_dir():
            return (Finding.fine(f"Thư mục lưu trữ {self._root} sẽ được tạo khi lưu tệp đầu tiên."),)
        if not os.access(self._root, os.W_OK | os.X_OK):
            sentence = f"Không ghi được vào {self._root}: hãy cấp quyền ghi cho tài khoản chạy hệ thống."
            return (Finding.wrong(sentence),)
        found = [Finding.fine(f"Thư mục lưu trữ {self._root} ghi được."), Finding.note(_ADVISORY)]
        if left := len(list((self._root / _INCOMING).glob("*"))):
            half = f"Có {left} tệp ghi dở trong {self._root / _INCOMING}: khi hệ thống dừng, có thể xóa."
            found.append(Finding.wrong(half))
        if aside := len(list((self._root / _SET_ASIDE).glob("*"))):
            found.append(
                Finding.note(
                    f"{self._root / _SET_ASIDE} giữ {aside} tệp đã bị thay đổi, được thay bằng bản đúng."
                )
            )
        return tuple(found)

    def trial(self) -> tuple[Finding, ...]:
        """Try the folder's promises in a corner of it, which is removed afterwards."""
        try:
            self.prepare()
            with self._explained(), TemporaryDirectory(prefix=".trial-", dir=self._root) as corner:
                return (*_try_promises(Path(corner)), Finding.note(_ADVISORY))
        except TripleHelixError as error:
            return tuple(Finding.wrong(reason) for reason in error.reasons)

    def _write_once(self, target: Path, data: bytes | Path) -> None:
        self.prepare()
        draft = self._root / _INCOMING / secrets.token_hex(16)
        try:
            with draft.open("xb") as file:
                if isinstance(data, bytes):
                    file.write(data)
                else:
                    with data.open("rb") as source:
                        shutil.copyfileobj(source, file, PIECE)
                file.flush()
                os.fchmod(file.fileno(), _READ_ONLY)
                os.fsync(file.fileno())
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            try:
                target.hardlink_to(draft)
            except FileExistsError:
                return  # Somebody else kept the same bytes in this moment.
            for folder in (target.parent, target.parent.parent, self._root):
                sync(folder)
        finally:
            draft.unlink(missing_ok=True)

    def _pieces(self, place: Path) -> Iterator[bytes]:
        with self._explained():
            yield from pieces_of(place)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            cause = _CAUSES.get(error.errno or 0, error.strerror or str(error))
            raise Unavailable(
                f"Kho lưu trữ ở {self._root} không dùng được: {cause}. "
                "Không có gì bị mất; sửa xong hãy làm lại."
            ) from error


_CAUSES = {
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết hạn mức đĩa",
    errno.EACCES: "không có quyền đọc, ghi",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EPERM: "hệ thống tệp không cho tạo liên kết cứng",
    errno.ENOTDIR: "đường dẫn đi qua một tệp",
    errno.EIO: "ổ đĩa báo lỗi vào ra",
}


def _try_promises(corner: Path) -> Iterator[Finding]:
    """Keep, fetch, keep again and alter: what a folder must do with each."""
    archive = FolderArchive(corner)
    data = secrets.token_bytes(2000)
    name = archive.put(data)
    place = corner / key_of(name)
    yield _tried(archive.get(name) == data, "tệp đọc ra đúng từng byte như khi ghi")
    yield _tried(
        archive.put(data) == name and len(list(archive.list())) == 1, "ghi lại không tạo bản thứ hai"
    )
    yield _tried(stat.S_IMODE(place.stat().st_mode) == _READ_ONLY, "tệp đã lưu chỉ cho đọc")
    yield _tried(place.stat().st_nlink == 1, "không còn bản ghi dở sau khi lưu")
    place.chmod(0o644)
    place.write_bytes(b"other bytes")
    yield _tried(not archive.verify(name).is_intact, "tệp bị sửa thì bị phát hiện")


def _tried(held: bool, promise: str) -> Finding:  # noqa: FBT001 - what was seen, beside what was promised
    return Finding.fine(f"Đạt: {promise}.") if held else Finding.wrong(f"Không đạt: {promise}.")


def _shards(folder: Path) -> Iterator[Path]:
    """The folders of one level, in order; 256 at most are held."""
    if folder.is_dir():
        yield from sorted(one for one in folder.iterdir() if _SHARD.fullmatch(one.name))


def _objects(shard: Path, prefix: str) -> Iterator[Stored]:
    for file in sorted(shard.iterdir()):
        if _OBJECT.fullmatch(file.name) and file.name.startswith(prefix):
            facts = file.stat()
            yield Stored(file.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
