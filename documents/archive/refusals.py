"""What S3 servers and their libraries say when they refuse, as codes and as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from models.errors import Unavailable

ABSENT = {"NoSuchKey", "404", "NotFound", "NoSuchBucket"}
"""Neither the object nor, perhaps, the bucket."""
ALREADY_THERE = {"PreconditionFailed", "412"}
AT_THE_SAME_MOMENT = {"ConditionalRequestConflict", "OperationAborted", "409"}
NO_LOCK = {
    "ObjectLockConfigurationNotFoundError",
    "NoSuchObjectLockConfiguration",
    "InvalidRequest",
    "NotImplemented",
}
"""The bucket, or the object, knows of no lock."""

_SENTENCES = {
    "AccessDenied": "khóa truy cập không có quyền",
    "403": "khóa truy cập không có quyền hoặc sai",
    "InvalidAccessKeyId": "không có khóa truy cập này",
    "SignatureDoesNotMatch": "khóa bí mật sai",
    "SlowDown": "máy chủ quá tải",
    "ServiceUnavailable": "máy chủ quá tải",
    "BadDigest": "dữ liệu hỏng trên đường truyền",
}


def code_of(error: Exception) -> str:
    """The code that the server gave, whichever library brings it; empty when there is none."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return str(getattr(error, "code", ""))


def minio_errors() -> tuple[type[Exception], ...]:
    """What the minio client raises."""
    from minio.error import MinioException  # noqa: PLC0415 - minio is loaded for set-up alone
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - idem

    return (MinioException, HTTPError)


@contextmanager
def explained(bucket: str, where: str) -> Iterator[None]:
    """Turn what the libraries raise into a sentence; never with a key in it.

    Raises:
        Unavailable: for whatever the server or the way to it refused.
    """
    try:
        yield
    except ClientError as error:
        raise _unavailable(bucket, where, _said(code_of(error))) from error
    except BotoCoreError as error:
        cause = f"không nối được tới máy chủ ({type(error).__name__})"
        raise _unavailable(bucket, where, cause) from error
    except minio_errors() as error:
        raise _unavailable(bucket, where, _said(code_of(error) or type(error).__name__)) from error


def _said(code: str) -> str:
    return _SENTENCES.get(code, f"máy chủ trả lời {code}")


def _unavailable(bucket: str, where: str, cause: str) -> Unavailable:
    return Unavailable(
        f"Kho lưu trữ {bucket} tại {where} không dùng được: {cause}. "
        "Không có gì bị mất; hãy chạy `./triplehelix doctor`, rồi làm lại."
    )
