"""Keep and fetch bytes by their SHA-256: a folder, or any S3 (`archive_s3`).

An object's name is the hash of its bytes, so writing twice is writing once, nothing is ever overwritten,
and whoever reads can tell whether the bytes are those that were kept. What a document is, who may see it
and how long it is kept stands in the database; the archive knows bytes alone. Both backends lay objects
out alike (`ab/cd/abcd...`), so that one can be copied into the other.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from models.errors import BadInput, NotFound, TripleHelixError, Unavailable

_SHA256 = re.compile(r"[0-9a-f]{64}")
_START_OF_SHA256 = re.compile(r"[0-9a-f]{0,64}")
_SHARD = 2  # hex digits of each of the two folder levels
_INCOMING = ".incoming"


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
    def wrong(cls, sentence: str) -> Finding:
        """What must be mended."""
        return cls(good=False, sentence=sentence)


class Archive(Protocol):
    """Where bytes are kept. Every method may raise Unavailable when the place does not answer."""

    def put(
        self,
        data: bytes,
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Keep the bytes and give their SHA-256; keeping the same bytes again changes nothing.

        `media_type` and `metadata` travel with the object where the place can hold them (S3); the
        database is the truth.

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

    def has(self, sha256: str) -> bool:
        """Whether something is kept under that name (its bytes are not read)."""

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """All objects whose SHA-256 begins so, in the order of their names."""

    def verify(self, sha256: str) -> Verification:
        """Read the bytes again and compare their hash with their name."""

    def prepare(self) -> None:
        """Make the folder or the bucket when it is not there; harmless when it is."""

    def doctor(self) -> tuple[Finding, ...]:
        """Check the place itself: reachable, writable, safe. Changes nothing."""


def open_archive(
    url: str,
    *,
    access_key: SecretStr | None = None,
    secret_key: SecretStr | None = None,
) -> Archive:
    """Open the archive that a URL names; nothing is touched before it is used.

    `folder:///path` (the path as it stands, unquoted), or
    `s3://bucket?endpoint=https://...&region=...&retain_days=3650&lock=compliance`; without an endpoint
    it is AWS, without keys the credentials are those of the machine. Keys never stand in the URL.

    Raises:
        BadInput: the URL cannot be read.
    """
    if url.startswith("folder://"):
        path = Path(url.removeprefix("folder://"))
        if not path.is_absolute():
            raise BadInput(
                f"Địa chỉ kho lưu trữ “{url}” phải là đường dẫn tuyệt đối, ví dụ folder:///var/lib/triplehelix/archive."
            )
        return FolderArchive(path)
    place = urlsplit(url)
    if place.scheme != "s3" or not place.netloc:
        raise BadInput(
            f"Không hiểu địa chỉ kho lưu trữ có kiểu “{place.scheme}”: dùng folder:///đường-dẫn "
            "hoặc s3://tên-bucket?endpoint=https://máy-chủ."
        )
    if "@" in place.netloc:
        raise BadInput(
            "Không ghi khóa truy cập vào địa chỉ kho lưu trữ: "
            "đặt TRIPLEHELIX_S3_ACCESS_KEY và TRIPLEHELIX_S3_SECRET_KEY."
        )
    return _s3(place.netloc, parse_qs(place.query), access_key, secret_key)


def _s3(
    bucket: str,
    query: Mapping[str, list[str]],
    access_key: SecretStr | None,
    secret_key: SecretStr | None,
) -> Archive:
    from documents.archive_s3 import Firmness, S3Archive  # noqa: PLC0415 - boto3 takes a second to load

    unknown = sorted(set(query) - {"endpoint", "region", "retain_days", "lock"})
    said = {name: values[-1] for name, values in query.items()}
    days = said.get("retain_days", "0")
    reasons = [f"Kho S3 không có tham số “{name}”." for name in unknown]
    if not days.isdecimal():
        reasons.append(f"retain_days phải là số ngày, không phải “{days}”.")
    if said.get("lock", Firmness.GOVERNANCE) not in set(Firmness):
        reasons.append(f"lock phải là {' hoặc '.join(Firmness)}.")
    if reasons:
        raise BadInput(*reasons)
    return S3Archive(
        bucket,
        endpoint=said.get("endpoint"),
        region=said.get("region", "us-east-1"),
        access_key=access_key,
        secret_key=secret_key,
        retain_days=int(days),
        lock=Firmness(said.get("lock", Firmness.GOVERNANCE)),
    )


def sha256_of(data: bytes) -> str:
    """The name under which bytes are kept."""
    return hashlib.sha256(data).hexdigest()


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


def verified(sha256: str, data: bytes | None) -> Verification:
    """Compare what was found (None: nothing) with the name."""
    if data is None:
        return Verification(sha256, Condition.MISSING)
    found = sha256_of(data)
    return Verification(sha256, Condition.INTACT if found == sha256 else Condition.ALTERED, len(data), found)


def intact(sha256: str, data: bytes | None) -> bytes:
    """Give the bytes when they are those that were kept; raises NotFound or Altered."""
    found = verified(sha256, data)
    if data is None:
        raise NotFound(f"Kho lưu trữ không có tệp {sha256}.")
    if not found.is_intact:
        raise Altered(
            f"Tệp {sha256} trong kho lưu trữ đã bị thay đổi (mã băm hiện tại {found.found}, "
            f"{found.size} byte). Không dùng tệp này: hãy khôi phục từ bản sao lưu."
        )
    return data


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
        data: bytes,
        *,
        media_type: str = "application/octet-stream",  # noqa: ARG002 - a file system holds bytes alone
        metadata: Mapping[str, str] | None = None,  # noqa: ARG002 - idem
    ) -> str:
        """Keep the bytes; see `Archive.put`."""
        sha256 = sha256_of(data)
        with self._explained():
            target = self._root / key_of(sha256)
            if not target.exists():
                self._write_once(target, data)
            intact(sha256, target.read_bytes())
        return sha256

    def get(self, sha256: str) -> bytes:
        """Fetch the bytes; see `Archive.get`."""
        return intact(sha256, self._found(checked(sha256)))

    def has(self, sha256: str) -> bool:
        """Whether something is kept under that name."""
        with self._explained():
            return (self._root / key_of(checked(sha256))).is_file()

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """All objects whose SHA-256 begins so, in the order of their names."""
        start = key_prefix_of(prefix)
        with self._explained():
            for shard in sorted(self._root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]")):
                here = f"{shard.parent.name}/{shard.name}/"
                if here.startswith(start) or start.startswith(here):
                    yield from _objects(shard, prefix)

    def verify(self, sha256: str) -> Verification:
        """Read the bytes again and compare their hash with their name."""
        return verified(sha256, self._found(checked(sha256)))

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
        good = Finding.fine(f"Thư mục lưu trữ {self._root} ghi được.")
        incoming = self._root / _INCOMING
        left = len(list(incoming.glob("*")))
        if not left:
            return (good,)
        return (
            good,
            Finding.wrong(f"Có {left} tệp ghi dở trong {incoming}: khi hệ thống dừng, có thể xóa."),
        )

    def _write_once(self, target: Path, data: bytes) -> None:
        self.prepare()
        draft = self._root / _INCOMING / secrets.token_hex(16)
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), 0o444)
                os.fsync(file.fileno())
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            try:
                target.hardlink_to(draft)
            except FileExistsError:
                return  # Somebody else kept the same bytes in this moment.
            for folder in (target.parent, target.parent.parent, self._root):
                _sync(folder)
        finally:
            draft.unlink(missing_ok=True)

    def _found(self, sha256: str) -> bytes | None:
        with self._explained():
            try:
                return (self._root / key_of(sha256)).read_bytes()
            except FileNotFoundError:
                return None

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


def _objects(shard: Path, prefix: str) -> Iterable[Stored]:
    for file in sorted(shard.iterdir()):
        if _SHA256.fullmatch(file.name) and file.name.startswith(prefix):
            facts = file.stat()
            yield Stored(file.name, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
