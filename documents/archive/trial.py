"""The object-lock suite, run against the store that is really used: what it promises, tried one by one.

A server that speaks S3 may accept a lock and not hold it. Every attempt here is made on objects under
`trial/`, with a lock of some minutes; what an earlier trial left is cleared by the next one. Nothing else in
the bucket is touched, and neither versioning nor the bucket itself is put at risk.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from documents.archive.refusals import ALREADY_THERE, AT_THE_SAME_MOMENT, code_of
from documents.archive.words import Finding, sha256_of

_FOLDER = "trial/"
_MINUTES = timedelta(minutes=10)
_WRITERS = 4
_NO_ANSWER = ""


class Trial:
    """One run of the suite on a bucket that is there.

    Args:
        client: boto3's client of the store.
        bucket: the bucket's name.
        mode: GOVERNANCE or COMPLIANCE, as papers are locked.
        locks: whether the bucket knows locks at all.
    """

    def __init__(self, client: Any, bucket: str, mode: str, locks: bool) -> None:  # noqa: ANN401, FBT001 - boto3 has no types; it is a fact, not a switch
        self._client = client
        self._bucket = bucket
        self._mode = mode
        self._locks = locks
        self._key = f"{_FOLDER}{secrets.token_hex(16)}"
        self._data = secrets.token_bytes(2000)

    def findings(self) -> tuple[Finding, ...]:
        """Every promise with what came of it."""
        self._clear()
        try:
            found = [*self._writing(), *(self._locking() if self._locks else ())]
        finally:
            self._clear()
        return tuple(found)

    def _writing(self) -> Iterator[Finding]:
        """Checksums, conditional writing, reading."""
        wrong = base64.b64encode(bytes.fromhex(sha256_of(b"other bytes"))).decode()
        refused = self._refusal(lambda: self._put(ChecksumSHA256=wrong))
        yield _held("dữ liệu không khớp mã băm SHA-256 bị từ chối khi ghi", refused)
        with ThreadPoolExecutor(_WRITERS) as writers:
            answers = list(
                writers.map(lambda _: self._refusal(lambda: self._put(IfNoneMatch="*")), range(_WRITERS))
            )
        winners = answers.count(_NO_ANSWER)
        yield _seen("nhiều bên cùng ghi một tên thì đúng một bên ghi được", winners == 1)
        again = self._refusal(lambda: self._put(IfNoneMatch="*"))
        yield _seen(
            "tên đã có tệp thì không ghi đè được (If-None-Match)", again in ALREADY_THERE | AT_THE_SAME_MOMENT
        )
        body = self._client.get_object(Bucket=self._bucket, Key=self._key)["Body"].read()
        yield _seen("tệp đọc ra đúng từng byte như khi ghi", body == self._data)

    def _locking(self) -> Iterator[Finding]:
        """What must not be possible while a lock holds."""
        key, until = f"{self._key}-locked", (datetime.now(UTC) + _MINUTES).replace(microsecond=0)
        first = self._put(key, ObjectLockMode=self._mode, ObjectLockRetainUntilDate=until)["VersionId"]
        which = {"Bucket": self._bucket, "Key": key, "VersionId": first}
        head = self._client.head_object(**which)
        yield _seen(
            "kho ghi đúng chế độ và ngày hết khóa",
            head.get("ObjectLockMode") == self._mode and head.get("ObjectLockRetainUntilDate") == until,
        )
        yield _held(
            "phiên bản đang khóa không xóa được", self._refusal(lambda: self._client.delete_object(**which))
        )
        yield _seen("phiên bản đang khóa không xóa được theo lô", not self._deleted_in_a_batch(key, first))
        sooner = {"Mode": self._mode, "RetainUntilDate": until - _MINUTES / 2}
        shorter = self._refusal(lambda: self._client.put_object_retention(**which, Retention=sooner))
        yield _held("không rút ngắn được thời hạn khóa", shorter)
        later = {"Mode": self._mode, "RetainUntilDate": until + timedelta(minutes=1)}
        longer = self._refusal(lambda: self._client.put_object_retention(**which, Retention=later))
        yield _seen("kéo dài được thời hạn khóa", longer == _NO_ANSWER)
        self._put(key, b"other bytes")
        self._client.delete_object(Bucket=self._bucket, Key=key)
        still = self._client.get_object(**which)["Body"].read()
        yield _seen("ghi đè hay xóa tên vẫn để nguyên phiên bản đầu tiên", still == self._data)
        yield self._bypass(which)

    def _bypass(self, which: dict[str, str]) -> Finding:
        refused = self._refusal(lambda: self._client.delete_object(**which, BypassGovernanceRetention=True))
        if refused:
            return Finding.fine("Đạt: khóa truy cập của hệ thống không gỡ được khóa của văn bản.")
        if self._mode == "COMPLIANCE":
            return Finding.wrong("Không đạt: khóa compliance vẫn bị gỡ; kho này không giữ được lời hứa.")
        return Finding.note(
            "khóa truy cập của hệ thống gỡ được khóa governance; hãy thu quyền "
            "s3:BypassGovernanceRetention của khóa đó, để riêng cho người quản trị kho."
        )

    def _put(self, key: str = "", data: bytes = b"", **more: Any) -> Any:  # noqa: ANN401 - boto3 has no types
        data = data or self._data
        checksum = base64.b64encode(bytes.fromhex(sha256_of(data))).decode()
        wanted = {"ChecksumSHA256": checksum, **more}
        return self._client.put_object(Bucket=self._bucket, Key=key or self._key, Body=data, **wanted)

    def _deleted_in_a_batch(self, key: str, version: str) -> bool:
        objects = {"Objects": [{"Key": key, "VersionId": version}]}
        with suppress(ClientError):
            self._client.delete_objects(Bucket=self._bucket, Delete=objects)
        return bool(
            self._refusal(lambda: self._client.head_object(Bucket=self._bucket, Key=key, VersionId=version))
        )

    def _refusal(self, attempt: Callable[[], object]) -> str:
        """The code with which the server refuses; empty when it does as it is told."""
        try:
            attempt()
        except ClientError as error:
            return code_of(error) or "?"
        return _NO_ANSWER

    def _clear(self) -> None:
        """Delete what trials left, as far as their locks have run out."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=_FOLDER
        )
        for page in pages:
            for each in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]:
                self._refusal(
                    lambda each=each: self._client.delete_object(  # type: ignore[misc] # mypy cannot infer a lambda with a default
                        Bucket=self._bucket, Key=each["Key"], VersionId=each["VersionId"]
                    )
                )


def _held(promise: str, refusal: str) -> Finding:
    """A promise that is held when the server refuses."""
    return _seen(promise, bool(refusal))


def _seen(promise: str, held: bool) -> Finding:  # noqa: FBT001 - what was seen, beside what was promised
    return Finding.fine(f"Đạt: {promise}.") if held else Finding.wrong(f"Không đạt: {promise}.")
