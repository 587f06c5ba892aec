"""boto3's clients as every part of the archive in a bucket wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from pydantic import SecretStr


@dataclass(frozen=True)
class Door:
    """Who comes in, and into which region; makes clients of any address of the store."""

    session: Any
    region: str

    @classmethod
    def of(cls, access_key: SecretStr | None, secret_key: SecretStr | None, region: str) -> Door:
        """The door to which these keys fit; without keys that of the machine itself."""
        session = boto3.session.Session(
            aws_access_key_id=access_key.get_secret_value() or None if access_key else None,
            aws_secret_access_key=secret_key.get_secret_value() or None if secret_key else None,
            region_name=region,
        )
        return cls(session, region)

    def client(self, endpoint: str | None) -> Any:  # noqa: ANN401 - boto3 has no types
        """A client of the store at that address; None is AWS. Many threads may share it."""
        return self.session.client(
            "s3",
            endpoint_url=endpoint,
            config=Config(
                signature_version="s3v4",  # the older one signs neither sizes nor hashes
                connect_timeout=5,
                read_timeout=60,
                max_pool_connections=32,
                retries={"max_attempts": 3, "mode": "standard"},
                # Many stores that speak S3 refuse the checksums that boto3 adds on its own account.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        )
