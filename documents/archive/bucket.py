"""Setting a bucket up, and looking whether it is set up: done by the minio client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from documents.archive.refusals import NO_LOCK, code_of, minio_errors
from documents.archive.s3_client import CONNECT_SECONDS, TRIES, WRITE_SECONDS
from documents.archive.words import Finding

if TYPE_CHECKING:
    from minio import Minio


@dataclass(frozen=True)
class Bucket:
    """One bucket, and who comes in: the credentials of a boto3 session."""

    name: str
    endpoint: str | None
    region: str
    session: Any

    def prepare(self, mode: str, days: int) -> None:
        """Make the bucket with versioning and object lock when it is not there.

        Args:
            mode: GOVERNANCE or COMPLIANCE, for objects that come without a day of their own.
            days: for how many days those are locked; 0 sets none.
        """
        from minio.commonconfig import ENABLED  # noqa: PLC0415 - minio is loaded for set-up alone
        from minio.objectlockconfig import DAYS, ObjectLockConfig  # noqa: PLC0415 - idem
        from minio.versioningconfig import VersioningConfig  # noqa: PLC0415 - idem

        admin = self._administrator()
        if admin.bucket_exists(self.name):
            return
        try:
            admin.make_bucket(self.name, location=self.region, object_lock=True)
        except minio_errors() as error:
            if code_of(error) in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}:
                return  # Another process made it in this moment.
            raise
        admin.set_bucket_versioning(self.name, VersioningConfig(ENABLED))
        if days:
            admin.set_object_lock_config(self.name, ObjectLockConfig(mode, days, DAYS))

    def findings(self) -> tuple[Finding, ...]:
        """Whether the bucket answers, keeps versions and can lock. Changes nothing."""
        admin = self._administrator()
        if not admin.bucket_exists(self.name):
            return (Finding.fine(f"Bucket {self.name} sẽ được tạo khi lưu tệp đầu tiên."),)
        found = [Finding.fine(f"Bucket {self.name} trả lời.")]
        if admin.get_bucket_versioning(self.name).status == "Enabled":
            found.append(Finding.fine(f"Bucket {self.name} giữ mọi phiên bản."))
        else:
            found.append(Finding.wrong(f"Bucket {self.name} chưa giữ phiên bản: hãy bật versioning."))
        if self._can_lock(admin):
            found.append(Finding.fine(f"Bucket {self.name} khóa được từng văn bản đến hết thời hạn lưu."))
        else:
            found.append(
                Finding.wrong(
                    f"Bucket {self.name} không có object lock: chỉ bật được khi tạo bucket; "
                    "hãy tạo bucket mới rồi chép dữ liệu sang."
                )
            )
        return tuple(found)

    def _can_lock(self, admin: Minio) -> bool:
        try:
            admin.get_object_lock_config(self.name)
        except minio_errors() as error:
            if code_of(error) in NO_LOCK:
                return False
            raise
        return True

    def _administrator(self) -> Minio:
        from minio import Minio  # noqa: PLC0415 - minio is loaded for set-up alone
        from urllib3 import PoolManager, Retry, Timeout  # noqa: PLC0415 - idem

        owner = self.session.get_credentials()
        keys = owner.get_frozen_credentials() if owner else None
        place = urlsplit(self.endpoint or "https://s3.amazonaws.com")
        return Minio(
            endpoint=place.netloc,
            secure=place.scheme == "https",
            region=self.region,
            access_key=keys.access_key if keys else None,
            secret_key=keys.secret_key if keys else None,
            session_token=keys.token if keys else None,
            # Its own would wait five minutes, five times.
            http_client=PoolManager(
                timeout=Timeout(connect=CONNECT_SECONDS, read=WRITE_SECONDS),
                retries=Retry(total=TRIES - 1, backoff_factor=0.2),
            ),
        )
