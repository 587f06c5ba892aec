"""A shelf in a bucket of any S3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cached_property
from itertools import chain
from typing import Any, Final

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from pydantic import SecretStr

from documents.archive.bucket import Bucket
from documents.archive.refusals import ABSENT, ALREADY_THERE, AT_THE_SAME_MOMENT, code_of, explained
from documents.archive.s3_client import Door
from documents.archive.shelf import Stream, Thing, named
from documents.archive.words import PIECE

_AT_ONCE: Final = 16 * 1024 * 1024
"""Bytes up to which a thing goes in one request, which the server itself keeps from overwriting."""
_PART: Final = 64 * 1024 * 1024
"""Bytes of a part: S3 takes 10 000 of them (general knowledge), which is 640 GB."""
_IN_PARTS: Final = TransferConfig(multipart_threshold=_PART, multipart_chunksize=_PART, use_threads=False)


class S3Shelf:
    """A shelf in a bucket; the bucket is made with versions and object lock when it is not there.

    Args:
        bucket: its name.
        endpoint: where the S3 answers; None for AWS.
        region: the region, whatever the server calls so.
        access_key: who comes in; None or empty takes the machine's own credentials.
        secret_key: the secret to it.
        default_lock: mode and days for which a new bucket locks what comes; 0 days sets none.
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint: str | None,
        region: str,
        access_key: SecretStr | None,
        secret_key: SecretStr | None,
        default_lock: tuple[str, int],
    ) -> None:
        self._bucket = bucket
        self._where = endpoint or f"AWS {region}"
        door = Door.of(access_key, secret_key, region)
        self._client: Any = door.client(endpoint)
        self._care = Bucket(bucket, endpoint, region, door.session)
        self._default_lock = default_lock

    def __repr__(self) -> str:
        return f"S3Shelf({self._bucket!r} at {self._where!r})"

    def put(self, name: str, pieces: Iterable[bytes]) -> bool:
        """Put a thing there; see `Shelf.put`."""
        which = {"Bucket": self._bucket, "Key": named(name)}
        rest = iter(pieces)
        start = bytearray()
        for piece in rest:
            start += piece
            if len(start) > _AT_ONCE:
                break
        with self._explained():
            self._ready  # noqa: B018 - the bucket is made once
            if len(start) <= _AT_ONCE:
                return self._put_new(which, bytes(start))
            if self._stands(name):
                return False
            self._client.upload_fileobj(
                Stream(chain((bytes(start),), rest)),
                **which,
                Config=_IN_PARTS,
            )
            return True

    def read(self, name: str) -> Iterator[bytes] | None:
        """What stands under that name; see `Shelf.read`."""
        with self._explained():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=named(name))
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return None
                raise
        return self._streamed(answer["Body"])

    def list(self, prefix: str = "") -> Iterator[Thing]:
        """All things whose names begin so; see `Shelf.list`."""
        with self._explained():
            try:
                pages = self._client.get_paginator("list_objects_v2")
                for page in pages.paginate(Bucket=self._bucket, Prefix=prefix):
                    for one in page.get("Contents", ()):
                        yield Thing(one["Key"], one["Size"])
            except ClientError as error:
                if code_of(error) not in ABSENT:
                    raise

    def remove(self, name: str) -> None:
        """Take a thing away; a bucket with versions keeps it beneath a marker."""
        with self._explained():
            self._client.delete_object(Bucket=self._bucket, Key=named(name))

    @cached_property
    def _ready(self) -> bool:
        self._care.prepare(*self._default_lock)
        return True

    def _put_new(self, which: dict[str, str], data: bytes) -> bool:
        try:
            self._client.put_object(**which, Body=data, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) in ALREADY_THERE | AT_THE_SAME_MOMENT:
                return False
            raise
        return True

    def _stands(self, name: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=name)
        except ClientError as error:
            if code_of(error) in ABSENT:
                return False
            raise
        return True

    def _streamed(self, body: Any) -> Iterator[bytes]:  # noqa: ANN401 - botocore's own stream
        with self._explained(), body:
            yield from body.iter_chunks(PIECE)

    def _explained(self) -> AbstractContextManager[None]:
        return explained(self._bucket, self._where)
