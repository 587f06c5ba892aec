"""The archive in a bucket of any S3: boto3 carries the data, minio sets the bucket up.

The bucket is made with versioning and object lock, so that even an overwrite by someone else's hand keeps
the first version. Writing is conditional (If-None-Match) and checked by the server (x-amz-checksum-sha256).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import SecretStr

from documents.archive import (
    Altered,
    Finding,
    Stored,
    Verification,
    checked,
    intact,
    key_of,
    key_prefix_of,
    sha256_of,
    verified,
)
from models.errors import Unavailable

if TYPE_CHECKING:
    from minio import Minio

_ABSENT = {"NoSuchKey", "404", "NotFound"}
_NO_BUCKET = {"NoSuchBucket"}
_ALREADY_THERE = {"PreconditionFailed", "412"}
_AT_THE_SAME_MOMENT = {"ConditionalRequestConflict", "OperationAborted", "409"}
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
        retain_days: for how many days a new bucket locks each object; 0 leaves it to the server's policy.
        lock: how firmly.
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
    ) -> None:
        self._bucket = bucket
        self._endpoint = endpoint
        self._region = region
        self._retain_days = retain_days
        self._lock = lock
        self._has_bucket = False
        self._first_write = Lock()
        self._session = boto3.session.Session(
            aws_access_key_id=access_key.get_secret_value() or None if access_key else None,
            aws_secret_access_key=secret_key.get_secret_value() or None if secret_key else None,
            region_name=region,
        )
        self._client: Any = self._session.client(
            "s3",
            endpoint_url=self._endpoint,
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                max_pool_connections=32,
                retries={"max_attempts": 3, "mode": "standard"},
                # Many stores that speak S3 refuse the checksums that boto3 adds on its own account.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if self._endpoint else "auto"},
            ),
        )

    def __repr__(self) -> str:
        return f"S3Archive({self._bucket!r}, endpoint={self._endpoint!r})"

    def put(
        self,
        data: bytes,
        *,
        media_type: str = "application/octet-stream",
        metadata: Mapping[str, str] | None = None,
    ) -> str:
        """Keep the bytes; see `Archive.put`."""
        sha256 = sha256_of(data)
        self._ensure_bucket()
        with self._explained():
            for _ in range(_TRIES):
                try:
                    self._put_once(sha256, data, media_type, metadata or {})
                except ClientError as error:
                    code = _code(error)
                    if code in _ALREADY_THERE:
                        self._compare_sizes(sha256, len(data))
                        return sha256
                    if code not in _AT_THE_SAME_MOMENT:
                        raise
                else:
                    return sha256
        raise Unavailable(f"Kho {self._bucket} đang bận với cùng một tệp; không có gì bị mất, hãy thử lại.")

    def get(self, sha256: str) -> bytes:
        """Fetch the bytes; see `Archive.get`."""
        return intact(sha256, self._found(checked(sha256)))

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
                if _code(error) not in _NO_BUCKET:
                    raise

    def verify(self, sha256: str) -> Verification:
        """Read the bytes again and compare their hash with their name."""
        return verified(sha256, self._found(checked(sha256)))

    def prepare(self) -> None:
        """Make the bucket with versioning and object lock when it is not there."""
        from minio.commonconfig import ENABLED  # noqa: PLC0415 - minio is loaded for set-up alone
        from minio.objectlockconfig import DAYS, ObjectLockConfig  # noqa: PLC0415 - idem
        from minio.versioningconfig import VersioningConfig  # noqa: PLC0415 - idem

        with self._explained():
            admin = self._administrator()
            if admin.bucket_exists(self._bucket):
                return
            try:
                admin.make_bucket(self._bucket, location=self._region, object_lock=True)
            except _minio_errors() as error:
                if getattr(error, "code", "") in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                    return  # Another process made it in this moment.
                raise
            admin.set_bucket_versioning(self._bucket, VersioningConfig(ENABLED))
            if self._retain_days:
                admin.set_object_lock_config(
                    self._bucket, ObjectLockConfig(self._lock.value.upper(), self._retain_days, DAYS)
                )

    def doctor(self) -> tuple[Finding, ...]:
        """Check that the bucket answers, keeps versions and can lock."""
        try:
            with self._explained():
                admin = self._administrator()
                if not admin.bucket_exists(self._bucket):
                    return (Finding.fine(f"Bucket {self._bucket} sẽ được tạo khi lưu tệp đầu tiên."),)
                versioned = admin.get_bucket_versioning(self._bucket).status == "Enabled"
                lockable = self._can_lock(admin)
        except Unavailable as error:
            return tuple(Finding.wrong(reason) for reason in error.reasons)
        found = [Finding.fine(f"Bucket {self._bucket} trả lời.")]
        if not versioned:
            found.append(Finding.wrong(f"Bucket {self._bucket} chưa giữ phiên bản: hãy bật versioning."))
        if not lockable:
            found.append(
                Finding.wrong(
                    f"Bucket {self._bucket} không có object lock: chỉ bật được khi tạo bucket; "
                    "hãy tạo bucket mới rồi chép dữ liệu sang."
                )
            )
        return tuple(found)

    def _ensure_bucket(self) -> None:
        """Make the bucket before the first write of this process.

        Not when a write is refused: some servers (SeaweedFS) make a missing bucket by themselves on the
        first write, without versions and without lock, and it stays so.
        """
        with self._first_write:
            if self._has_bucket:
                return
            with self._explained():
                try:
                    self._client.head_bucket(Bucket=self._bucket)
                except ClientError as error:
                    if _code(error) not in _ABSENT | _NO_BUCKET:
                        raise
                    self.prepare()
            self._has_bucket = True

    def _put_once(self, sha256: str, data: bytes, media_type: str, metadata: Mapping[str, str]) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=key_of(sha256),
            Body=data,
            ContentType=media_type,
            ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
            IfNoneMatch="*",
            # S3 carries metadata in headers, which know no Vietnamese.
            Metadata={name: quote(value, safe=" ") for name, value in metadata.items()},
        )

    def _compare_sizes(self, sha256: str, size: int) -> None:
        """Notice at once when something else stands in the place; `verify` reads the bytes themselves."""
        there = self._size(sha256)
        if there != size:
            raise Altered(
                f"Tệp {sha256} trong kho {self._bucket} đã bị thay đổi ({there} byte, đúng là {size} byte): "
                "hãy khôi phục phiên bản đầu tiên của nó."
            )

    def _size(self, sha256: str) -> int | None:
        with self._explained():
            try:
                return int(self._client.head_object(Bucket=self._bucket, Key=key_of(sha256))["ContentLength"])
            except ClientError as error:
                if _code(error) in _ABSENT | _NO_BUCKET:
                    return None
                raise

    def _found(self, sha256: str) -> bytes | None:
        with self._explained():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=key_of(sha256))
            except ClientError as error:
                if _code(error) in _ABSENT | _NO_BUCKET:
                    return None
                raise
            with answer["Body"] as body:
                return bytes(body.read())

    def _can_lock(self, admin: Minio) -> bool:
        try:
            admin.get_object_lock_config(self._bucket)
        except _minio_errors() as error:
            if getattr(error, "code", "") == "ObjectLockConfigurationNotFoundError":
                return False
            raise
        return True

    def _administrator(self) -> Minio:
        from minio import Minio  # noqa: PLC0415 - minio is loaded for set-up alone

        owner = self._session.get_credentials()
        keys = owner.get_frozen_credentials() if owner else None
        place = urlsplit(self._endpoint or "https://s3.amazonaws.com")
        return Minio(
            endpoint=place.netloc,
            secure=place.scheme == "https",
            region=self._region,
            access_key=keys.access_key if keys else None,
            secret_key=keys.secret_key if keys else None,
            session_token=keys.token if keys else None,
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what the libraries raise into a sentence; never with a key in it."""
        try:
            yield
        except ClientError as error:
            raise self._unavailable(_REFUSALS.get(_code(error), f"máy chủ trả lời {_code(error)}")) from error
        except BotoCoreError as error:
            raise self._unavailable(f"không nối được tới máy chủ ({type(error).__name__})") from error
        except _minio_errors() as error:
            code = str(getattr(error, "code", type(error).__name__))
            raise self._unavailable(_REFUSALS.get(code, f"máy chủ trả lời {code}")) from error

    def _unavailable(self, cause: str) -> Unavailable:
        where = self._endpoint or f"AWS {self._region}"
        return Unavailable(
            f"Kho lưu trữ {self._bucket} tại {where} không dùng được: {cause}. "
            "Không có gì bị mất; hãy chạy `./triplehelix doctor`, rồi làm lại."
        )


_REFUSALS = {
    "AccessDenied": "khóa truy cập không có quyền",
    "403": "khóa truy cập không có quyền hoặc sai",
    "InvalidAccessKeyId": "không có khóa truy cập này",
    "SignatureDoesNotMatch": "khóa bí mật sai",
    "SlowDown": "máy chủ quá tải",
    "ServiceUnavailable": "máy chủ quá tải",
    "BadDigest": "dữ liệu hỏng trên đường truyền",
}


def _minio_errors() -> tuple[type[Exception], ...]:
    from minio.error import MinioException  # noqa: PLC0415 - minio is loaded for set-up alone
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - idem

    return (MinioException, HTTPError)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
