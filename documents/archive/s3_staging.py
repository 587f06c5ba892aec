"""Parts of files on their way in, as S3's own multipart uploads under `uploads/`."""

from __future__ import annotations

import base64
import binascii
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from documents.archive.refusals import ABSENT, code_of
from documents.archive.staging import (
    ADDRESS_SECONDS,
    Address,
    AlteredPart,
    Left,
    Part,
    checked_key,
    damaged,
    gathered,
    gone,
    reaches,
)
from documents.archive.words import PIECE, Finding

FOLDER = "uploads/"
_NO_UPLOAD = {"NoSuchUpload", *ABSENT}
_NOT_AS_SENT = {"BadDigest", "InvalidPart", "InvalidRequest", "XAmzContentChecksumMismatch"}
_RULE = "triplehelix-uploads"
_CHECKED_AGAIN_SECONDS = 600
_PUT_AGAIN = 20  # so often a part may have been put before the right one among them can be missed
_SHORT_LOCK = timedelta(minutes=1)
_PREFLIGHT = {
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "x-amz-checksum-sha256",
}


class S3Staging:
    """Parts in a bucket. Safe to be used by many threads at once.

    Args:
        client: boto3's client of the store.
        outside: a client whose addresses are those under which browsers reach the store.
        bucket: the bucket's name.
        explained: what turns an error of the store into a sentence.
        lock: the lock that a new object asks for so that the bucket's own default does not hold what is only
            passing through; nothing where the bucket has no default.
    """

    def __init__(
        self,
        client: Any,  # noqa: ANN401 - boto3 has no types
        outside: Any,  # noqa: ANN401 - idem
        bucket: str,
        explained: Callable[[], AbstractContextManager[None]],
        lock: Callable[[], str],
    ) -> None:
        self._client = client
        self._outside = outside
        self._bucket = bucket
        self._explained = explained
        self._lock = lock
        self._doors: dict[str, tuple[float, bool]] = {}
        self._asking = threading.Lock()

    def begin(self, key: str) -> str:
        """Make room for an upload; see `Staging.begin`."""
        with self._explained():
            more: dict[str, Any] = {}
            if mode := self._lock():
                until = datetime.now(UTC).replace(microsecond=0) + _SHORT_LOCK
                more = {"ObjectLockMode": mode, "ObjectLockRetainUntilDate": until}
            answer = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=_name(key), ChecksumAlgorithm="SHA256", **more
            )
        return str(answer["UploadId"])

    def direct(self, portal: str) -> bool:
        """Whether browsers put parts straight: asked of the store as a browser asks, now and then."""
        if not reaches(portal, self.origin):
            return False
        with self._asking:
            when, answer = self._doors.get(portal, (0.0, False))
            if not when or time.monotonic() - when > _CHECKED_AGAIN_SECONDS:
                answer = self._lets_in(portal)
                self._doors[portal] = (time.monotonic(), answer)
        return answer

    @property
    def origin(self) -> str:
        """Scheme, host and port under which browsers reach the store."""
        place = urlsplit(self._signed("0" * 32, "-", 1, 1, "0" * 64))
        return f"{place.scheme}://{place.netloc}"

    def address(self, key: str, handle: str, number: int, size: int, sha256: str) -> Address | None:
        """Where a part may be put straight; size and hash are part of what is signed."""
        ends = datetime.now(UTC) + timedelta(seconds=ADDRESS_SECONDS)
        headers = {"x-amz-checksum-sha256": _base64(sha256)}
        return Address(self._signed(key, handle, number, size, sha256), headers, ends)

    def take(self, key: str, handle: str, number: int, data: bytes, sha256: str) -> Part:
        """Take a part; the store compares it with its hash."""
        with self._explained():
            try:
                answer = self._client.upload_part(
                    **_upload(self._bucket, key, handle),
                    PartNumber=number,
                    Body=data,
                    ChecksumSHA256=_base64(sha256),
                )
            except ClientError as error:
                if code_of(error) in _NO_UPLOAD:
                    raise gone() from error
                if code_of(error) in _NOT_AS_SENT:
                    raise damaged(number) from error
                raise
        return Part(number, len(data), sha256, answer["ETag"])

    def part(self, key: str, handle: str, number: int, etag: str = "") -> Part | None:
        """The part of that number as the store has it; see `Staging.part`."""
        page = self._listed(key, handle, PartNumberMarker=number - 1, MaxParts=_PUT_AGAIN)
        found = [part for part in page if part.number == number]
        named = [part for part in found if part.etag == etag]
        return next(reversed(named or found), None)

    def parts(self, key: str, handle: str) -> tuple[Part, ...]:
        """The parts that are there, in order."""
        return tuple(self._listed(key, handle))

    def join(self, key: str, handle: str, parts: Sequence[Part], into: Path) -> str:
        """Have the store make one object of the parts, and write it into a file; see `Staging.join`.

        What was altered is let go of as a whole: no part of an object can be put anew.
        """
        try:
            return self._joined(key, handle, parts, into)
        except AlteredPart:
            self.abandon(key, handle)
            raise

    def _joined(self, key: str, handle: str, parts: Sequence[Part], into: Path) -> str:
        wanted = [
            {"PartNumber": part.number, "ETag": part.etag, "ChecksumSHA256": _base64(part.sha256)}
            for part in parts
        ]
        with self._explained():
            try:
                self._client.complete_multipart_upload(
                    **_upload(self._bucket, key, handle), MultipartUpload={"Parts": wanted}
                )
            except ClientError as error:
                if code_of(error) in _NOT_AS_SENT:
                    raise AlteredPart(None) from error
                if code_of(error) not in _NO_UPLOAD:  # else it was joined before, or is gone
                    raise
            try:
                body = self._client.get_object(Bucket=self._bucket, Key=_name(key))["Body"]
            except ClientError as error:
                if code_of(error) in ABSENT:
                    raise gone() from error
                raise
            with body:
                return gathered(body.iter_chunks(PIECE), parts, into)

    def abandon(self, key: str, handle: str) -> None:
        """Let go of all that came, joined or not, every version of it."""
        with self._explained():
            if handle:
                try:
                    self._client.abort_multipart_upload(**_upload(self._bucket, key, handle))
                except ClientError as error:
                    if code_of(error) not in _NO_UPLOAD:
                        raise
            try:
                listed = self._client.list_object_versions(Bucket=self._bucket, Prefix=_name(key))
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return
                raise
            for each in [*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())]:
                self._client.delete_object(Bucket=self._bucket, Key=each["Key"], VersionId=each["VersionId"])

    def left(self) -> Iterator[Left]:
        """Every upload of which something lies in the bucket, joined or not."""
        with self._explained():
            try:
                for page in self._pages("list_multipart_uploads"):
                    for each in page.get("Uploads", ()):
                        yield Left(each["Key"].removeprefix(FOLDER), each["UploadId"], each["Initiated"])
                for page in self._pages("list_object_versions"):
                    for each in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]:
                        yield Left(each["Key"].removeprefix(FOLDER), "", each["LastModified"])
            except ClientError as error:
                if code_of(error) not in ABSENT:
                    raise

    def open_to(self, portal: str) -> tuple[Finding, ...]:
        """Add a rule to the bucket that lets the portal's pages put parts, and ask as a browser asks."""
        if not reaches(portal, self.origin):
            return (
                Finding.note(
                    f"trình duyệt ở {portal} không tới được kho tại {self.origin}: cổng thông tin tự nhận "
                    "từng phần và tự gửi văn bản. Nếu kho có địa chỉ mà trình duyệt tới được, hãy ghi thêm "
                    "&public=https://… vào địa chỉ kho."
                ),
            )
        found = []
        try:
            self._allow(portal)
        except ClientError as error:
            found.append(
                Finding.note(f"không đặt được quy tắc CORS của bucket (kho trả lời {code_of(error)}).")
            )
        answer = self._lets_in(portal)
        with self._asking:
            self._doors[portal] = (time.monotonic(), answer)
        if answer:
            sentence = f"Trình duyệt ở {portal} gửi được tệp thẳng vào kho tại {self.origin} (CORS)."
            return (*found, Finding.fine(sentence))
        sentence = (
            f"kho tại {self.origin} không cho trang {portal} gửi tệp thẳng (CORS): cổng thông tin nhận "
            "từng phần thay cho kho. Muốn gửi thẳng, hãy cho phép PUT từ địa chỉ đó trong CORS của kho."
        )
        return (*found, Finding.note(sentence))

    def _allow(self, portal: str) -> None:
        with self._explained():
            try:
                rules = self._client.get_bucket_cors(Bucket=self._bucket).get("CORSRules", [])
            except ClientError as error:
                if code_of(error) != "NoSuchCORSConfiguration":
                    raise
                rules = []
        ours = {
            "ID": _RULE,
            "AllowedOrigins": [portal],
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": ["*"],
            "ExposeHeaders": ["ETag"],
            "MaxAgeSeconds": 3600,
        }
        others = [rule for rule in rules if rule.get("ID") != _RULE and not _is_ours(rule, ours)]
        self._client.put_bucket_cors(Bucket=self._bucket, CORSConfiguration={"CORSRules": [*others, ours]})

    def _lets_in(self, portal: str) -> bool:
        """Ask the store the question that a browser asks before it puts something from another origin."""
        asked = urllib.request.Request(  # noqa: S310 - the store's own address, from the settings
            self._signed("0" * 32, "-", 1, 1, "0" * 64),
            method="OPTIONS",
            headers={"Origin": portal, **_PREFLIGHT},
        )
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 - idem
                allowed = answer.headers.get("Access-Control-Allow-Origin", "")
                methods = answer.headers.get("Access-Control-Allow-Methods", "")
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return False
        except OSError:
            return False
        return allowed in {portal, "*"} and "PUT" in methods

    def _signed(self, key: str, handle: str, number: int, size: int, sha256: str) -> str:
        which = {**_upload(self._bucket, key, handle), "PartNumber": number}
        # Without size and hash in what is signed, an address would take any bytes of any length.
        which |= {"ContentLength": size, "ChecksumSHA256": _base64(sha256)}
        return str(
            self._outside.generate_presigned_url("upload_part", Params=which, ExpiresIn=ADDRESS_SECONDS)
        )

    def _listed(self, key: str, handle: str, **which: int) -> Iterator[Part]:
        with self._explained():
            try:
                while True:
                    page = self._client.list_parts(**_upload(self._bucket, key, handle), **which)
                    for each in sorted(page.get("Parts", ()), key=_in_time):
                        sha256 = _hex(each.get("ChecksumSHA256", ""))
                        yield Part(each["PartNumber"], each["Size"], sha256, each["ETag"])
                    if not page.get("IsTruncated") or "MaxParts" in which:
                        return
                    which["PartNumberMarker"] = page["NextPartNumberMarker"]
            except ClientError as error:
                if code_of(error) in _NO_UPLOAD:
                    raise gone() from error
                raise

    def _pages(self, what: str) -> Iterator[Mapping[str, Any]]:
        yield from self._client.get_paginator(what).paginate(Bucket=self._bucket, Prefix=FOLDER)


def _is_ours(rule: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Whether it is our rule, in a store that forgets the names of rules."""
    return all(rule.get(name) == value for name, value in ours.items() if name != "ID")


def _in_time(part: Mapping[str, Any]) -> tuple[int, datetime]:
    return part["PartNumber"], part["LastModified"]


def _name(key: str) -> str:
    return f"{FOLDER}{checked_key(key)}"


def _upload(bucket: str, key: str, handle: str) -> dict[str, Any]:
    return {"Bucket": bucket, "Key": _name(key), "UploadId": handle}


def _base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _hex(checksum: str) -> str:
    """The hash that a store tells in base64; empty when it tells none."""
    try:
        return base64.b64decode(checksum, validate=True).hex()
    except (binascii.Error, ValueError):
        return ""
