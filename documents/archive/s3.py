"""The archive in a bucket of any S3: boto3 carries the data, minio sets the bucket up.

The bucket is made with versioning and object lock, so that even an overwrite by someone else's hand keeps
the first version. Writing is conditional (If-None-Match) and checked by the server (x-amz-checksum-sha256);
each object is locked until the day on which its term of keeping ends.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError
from pydantic import SecretStr

from documents.archive.bucket import Bucket
from documents.archive.refusals import ABSENT, ALREADY_THERE, AT_THE_SAME_MOMENT, NO_LOCK, code_of, explained
from documents.archive.s3_client import JOIN_SECONDS, READ_SECONDS, Door
from documents.archive.s3_staging import S3Staging
from documents.archive.staging import reaches
from documents.archive.words import (
    DOWNLOAD_SECONDS,
    PIECE,
    Altered,
    Finding,
    Stored,
    Verification,
    checked,
    intact,
    key_of,
    key_prefix_of,
    opened,
    saved_as,
    sha256_of,
    size_of,
    verified,
)
from models.errors import NotFound, Unavailable

LONGEST_LOCK = timedelta(days=36_500 - 1)
"""A hundred years from now, less a day for clocks that differ: the longest period that S3 servers take
(AWS gives 36 500 days as the most for a bucket's default; general knowledge)."""

_TRIES = 5


class Firmness(StrEnum):
    """How firmly the bucket holds an object during its retention."""

    GOVERNANCE = "governance"
    """Only who has the right to bypass can delete."""
    COMPLIANCE = "compliance"
    """Nobody can delete, not even the owner of the bucket."""


class S3Archive:
    """An archive in a bucket. Safe to be used by many threads at once.

    Args:
        bucket: its name; made on the first write when it is not there.
        endpoint: where the S3 answers; None for AWS.
        region: the region, whatever the server calls so.
        access_key: who comes in; None or empty takes the machine's own credentials.
        secret_key: the secret to it.
        retain_days: for how many days a new bucket locks an object that comes without a day of its own;
            0 leaves it to the server's policy.
        lock: how firmly.
        public: under which address browsers reach the store, where it is another one than ours.
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint: str | None = None,
        region: str = "us-east-1",
        access_key: SecretStr | None = None,
        secret_key: SecretStr | None = None,
        retain_days: int = 0,
        lock: Firmness = Firmness.GOVERNANCE,
        public: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._where = endpoint or f"AWS {region}"
        self._retain_days = retain_days
        self._mode = lock.value.upper()
        self._has_bucket = False
        self._locks = False
        self._locks_by_default = False
        self._public = public
        self._first_write = Lock()
        self._door = Door.of(access_key, secret_key, region)
        self._care = Bucket(bucket, endpoint, region, self._door.session)
        self._endpoint = endpoint
        self._client: Any = self._door.client(endpoint)
        self._reader: Any = self._door.client(endpoint, READ_SECONDS)

    def __repr__(self) -> str:
        return f"S3Archive({self._bucket!r} at {self._where!r})"

    def put(
        self,
        data: bytes | Path,
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
        retain_until: date | None = None,
    ) -> str:
        """Keep the bytes; see `Archive.put`."""
        sha256 = sha256_of(data)
        self._ensure_bucket()
        wanted = self._described(sha256, media_type, metadata or {}) | self._locked_until(retain_until)
        with self._explained():
            for _ in range(_TRIES):
                try:
                    with opened(data) as body:
                        self._client.put_object(**wanted, Body=body, IfNoneMatch="*")
                except ClientError as error:
                    if code_of(error) in ALREADY_THERE:
                        self._compare_sizes(sha256, size_of(data))
                        if retain_until:
                            self.retain(sha256, retain_until)
                        return sha256
                    if code_of(error) not in AT_THE_SAME_MOMENT:
                        raise
                else:
                    return sha256
        raise Unavailable(f"Kho {self._bucket} đang bận với cùng một tệp; không có gì bị mất, hãy thử lại.")

    def get(self, sha256: str) -> bytes:
        """Fetch the bytes; see `Archive.get`."""
        pieces = self.read(sha256)
        return intact(sha256, None if pieces is None else b"".join(pieces))

    def read(self, sha256: str) -> Iterator[bytes] | None:
        """What stands under that name, piece by piece; see `Archive.read`."""
        return self._pieces(Key=key_of(checked(sha256)))

    def has(self, sha256: str) -> bool:
        """Whether something is kept under that name."""
        return self._size(checked(sha256)) is not None

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """All objects whose SHA-256 begins so, in the order of their names."""
        start = key_prefix_of(prefix)
        with self._explained():
            try:
                pages = self._client.get_paginator("list_objects_v2").paginate(
                    Bucket=self._bucket, Prefix=start
                )
                for page in pages:
                    for thing in page.get("Contents", ()):
                        name = PurePosixPath(thing["Key"]).name
                        if thing["Key"] == key_of(name):
                            yield Stored(name, thing["Size"], thing["LastModified"])
            except ClientError as error:
                if code_of(error) not in ABSENT:
                    raise

    def verify(self, sha256: str) -> Verification:
        """Read the bytes again, piece by piece, and compare their hash with their name."""
        return verified(sha256, self.read(sha256))

    def recall(self, sha256: str) -> bytes | None:
        """The right bytes from an earlier version, where somebody's hand put others on top."""
        key = key_of(checked(sha256))
        with self._explained():
            pages = self._client.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=key
            )
            versions = [each["VersionId"] for page in pages for each in page.get("Versions", ())]
        for version in versions:
            pieces = self._pieces(Key=key, VersionId=version)
            data = None if pieces is None else b"".join(pieces)
            if data is not None and sha256_of(data) == sha256:
                return data
        return None

    def restore(
        self,
        data: bytes | Path,
        *,
        media_type: str = "application/octet-stream",
        retain_until: date | None = None,
    ) -> str:
        """Put the bytes above those that stand there; every version stays."""
        sha256 = sha256_of(data)
        self._ensure_bucket()
        if not self.verify(sha256).is_intact:
            with self._explained():
                wanted = self._described(sha256, media_type, {}) | self._locked_until(retain_until)
                with opened(data) as body:
                    self._client.put_object(**wanted, Body=body)
        return sha256

    def retain(self, sha256: str, until: date) -> bool:
        """Lock an object until that day if its lock ends sooner; see `Archive.retain`."""
        self._ensure_bucket()
        wanted = self._locked_until(until)
        now = self._lock_of(checked(sha256))
        if not wanted or (now and now["RetainUntilDate"] >= wanted["ObjectLockRetainUntilDate"]):
            return False
        with self._explained():
            self._client.put_object_retention(
                Bucket=self._bucket,
                Key=key_of(sha256),
                Retention={
                    # What nobody can lift stays so, whatever the setting says today.
                    "Mode": now["Mode"] if now else self._mode,
                    "RetainUntilDate": wanted["ObjectLockRetainUntilDate"],
                },
            )
        return True

    def retained_until(self, sha256: str) -> date | None:
        """Until which day the bucket refuses to delete the object; see `Archive.retained_until`."""
        now = self._lock_of(checked(sha256))
        return now["RetainUntilDate"].astimezone(UTC).date() if now else None

    def download_address(self, sha256: str, *, file_name: str, media_type: str, portal: str) -> str | None:
        """Where a browser may fetch the object by itself; see `Archive.download_address`."""
        address = str(
            self._outside.generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key_of(checked(sha256)),
                    "ResponseContentDisposition": saved_as(file_name),
                    "ResponseContentType": media_type,
                    "ResponseCacheControl": "private, no-store",
                },
                ExpiresIn=DOWNLOAD_SECONDS,
            )
        )
        return address if reaches(portal, address) else None

    def staging(self) -> S3Staging:
        """Where files on their way in wait, in parts: `uploads/`."""
        return self._staging

    def upload_origin(self) -> str:
        """Where browsers put parts; see `Archive.upload_origin`."""
        return self._staging.origin

    @cached_property
    def _staging(self) -> S3Staging:
        joiner = self._door.client(self._endpoint, JOIN_SECONDS)
        return S3Staging(joiner, self._outside, self._bucket, self._explained, self._passing_lock)

    @cached_property
    def _outside(self) -> Any:  # noqa: ANN401 - boto3 has no types
        """The client whose addresses browsers follow."""
        return self._door.client(self._public) if self._public else self._client

    def _passing_lock(self) -> str:
        """The mode of a lock shorter than the bucket's own default; empty when there is no default."""
        self._ensure_bucket()
        return "GOVERNANCE" if self._locks_by_default else ""

    def prepare(self) -> None:
        """Make the bucket with versioning and object lock when it is not there."""
        with self._explained():
            self._care.prepare(self._mode, self._retain_days)

    def doctor(self) -> tuple[Finding, ...]:
        """Check that the bucket answers, keeps versions and can lock."""
        try:
            with self._explained():
                return self._care.findings()
        except Unavailable as error:
            return tuple(Finding.wrong(reason) for reason in error.reasons)

    def trial(self) -> tuple[Finding, ...]:
        """Try every promise of the bucket; see `documents.archive.trial`."""
        from documents.archive.trial import Trial  # noqa: PLC0415 - needed at set-up alone

        try:
            self._ensure_bucket()
            with self._explained():
                tried = Trial(self._client, self._bucket, self._mode, self._locks).findings()
                return (*self._care.findings(), *tried)
        except Unavailable as error:
            return tuple(Finding.wrong(reason) for reason in error.reasons)

    def _ensure_bucket(self) -> None:
        """Make the bucket before the first write of this process, and learn whether it can lock.

        Not when a write is refused: some servers (SeaweedFS) make a missing bucket by themselves on the
        first write, without versions and without lock, and it stays so. A bucket that cannot lock still
        keeps papers (`doctor` says what it lacks): losing them would be worse.
        """
        with self._first_write:
            if self._has_bucket:
                return
            with self._explained():
                try:
                    self._reader.head_bucket(Bucket=self._bucket)
                except ClientError as error:
                    if code_of(error) not in ABSENT:
                        raise
                    self.prepare()
                self._locks = self._can_lock()
            self._has_bucket = True

    def _can_lock(self) -> bool:
        try:
            answer = self._reader.get_object_lock_configuration(Bucket=self._bucket)
        except ClientError as error:
            if code_of(error) in NO_LOCK:
                return False
            raise
        lock = answer.get("ObjectLockConfiguration", {})
        self._locks_by_default = bool(lock.get("Rule"))
        return bool(lock.get("ObjectLockEnabled") == "Enabled")

    def _described(self, sha256: str, media_type: str, metadata: Mapping[str, str]) -> dict[str, Any]:
        return {
            "Bucket": self._bucket,
            "Key": key_of(sha256),
            "ContentType": media_type,
            "ChecksumSHA256": base64.b64encode(bytes.fromhex(sha256)).decode(),
            # S3 carries metadata in headers, which know no Vietnamese.
            "Metadata": {name: quote(value, safe=" ") for name, value in metadata.items()},
        }

    def _locked_until(self, day: date | None) -> dict[str, Any]:
        """The lock to ask for; none for a day that is past, or in a bucket that knows no lock.

        The moment is measured by the machine's clock, not by the day on which business is done: the server
        compares it with its own.
        """
        if day is None or not self._locks:
            return {}
        now = datetime.now(UTC).replace(microsecond=0)
        until = datetime.combine(day, time(), UTC)
        if until > now + LONGEST_LOCK:
            # The first day of a year: else each renewal would find every lock a day too short.
            until = datetime((now + LONGEST_LOCK).year, 1, 1, tzinfo=UTC)
        if until <= now:
            return {}
        return {"ObjectLockMode": self._mode, "ObjectLockRetainUntilDate": until}

    def _lock_of(self, sha256: str) -> Mapping[str, Any] | None:
        """Mode and end of an object's lock; None when it has none."""
        with self._explained():
            try:
                head = self._reader.head_object(Bucket=self._bucket, Key=key_of(sha256))
            except ClientError as error:
                if code_of(error) in ABSENT:
                    raise NotFound(f"Kho lưu trữ không có tệp {sha256}.") from error
                raise
        if "ObjectLockRetainUntilDate" not in head:
            return None
        return {"Mode": head["ObjectLockMode"], "RetainUntilDate": head["ObjectLockRetainUntilDate"]}

    def _compare_sizes(self, sha256: str, size: int) -> None:
        """Notice at once when something else stands in the place; `verify` reads the bytes themselves."""
        there = self._size(sha256)
        if there != size:
            raise Altered(
                f"Tệp {sha256} trong kho {self._bucket} đã bị thay đổi ({there} byte, đúng là {size} byte): "
                "hãy khôi phục phiên bản đầu tiên của nó (./triplehelix fsck --heal)."
            )

    def _size(self, sha256: str) -> int | None:
        with self._explained():
            try:
                return int(self._reader.head_object(Bucket=self._bucket, Key=key_of(sha256))["ContentLength"])
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return None
                raise

    def _pieces(self, **which: str) -> Iterator[bytes] | None:
        with self._explained():
            try:
                answer = self._reader.get_object(Bucket=self._bucket, **which)
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return None
                raise
        return self._streamed(answer["Body"])

    def _streamed(self, body: Any) -> Iterator[bytes]:  # noqa: ANN401 - botocore's own stream
        with self._explained(), body:
            yield from body.iter_chunks(PIECE)

    def _explained(self) -> AbstractContextManager[None]:
        return explained(self._bucket, self._where)
