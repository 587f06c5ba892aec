"""From the address in the settings to the archive that it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from documents.archive.folder import FolderArchive
from documents.archive.words import Archive
from models.errors import BadInput


def open_archive(
    url: str,
    *,
    access_key: SecretStr | None = None,
    secret_key: SecretStr | None = None,
) -> Archive:
    """Open the archive that a URL names; nothing is touched before it is used.

    `folder:///path` (the path as it stands, unquoted), or
    `s3://bucket?endpoint=https://...&region=...&retain_days=3650&lock=compliance`; without an endpoint
    it is AWS, without keys the credentials are those of the machine. `public=https://...` is the address
    under which browsers reach the same store, where it is another one. Keys never stand in the URL.

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
    from documents.archive.s3 import Firmness, S3Archive  # noqa: PLC0415 - boto3 takes a second to load

    unknown = sorted(set(query) - {"endpoint", "region", "retain_days", "lock", "public"})
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
        public=said.get("public"),
    )
