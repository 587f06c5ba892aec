"""boto3's clients as every part of the archive in a bucket wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import boto3
from botocore.config import Config
from pydantic import SecretStr

CONNECT_SECONDS: Final = 3
"""For a way to the store; one in the same building takes a thousandth of that."""
READ_SECONDS: Final = 5
"""For the next bytes of what is read: people wait for it."""
WRITE_SECONDS: Final = 10
"""For the answer to what was written, after its last byte: the store has to put it on its disks."""
JOIN_SECONDS: Final = 60
"""For joining the parts of a large file."""
TRIES: Final = 2
"""A break is tried once more here; what lasts waits in the outbox, and people are told."""


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

    def client(self, endpoint: str | None, patience: float = WRITE_SECONDS) -> Any:  # noqa: ANN401 - boto3 has no types
        """A client of the store at that address; None is AWS. Many threads may share it.

        Args:
            endpoint: the address.
            patience: how long it waits for an answer, in seconds.
        """
        return self.session.client(
            "s3",
            endpoint_url=endpoint,
            config=Config(
                signature_version="s3v4",  # the older one signs neither sizes nor hashes
                connect_timeout=CONNECT_SECONDS,
                read_timeout=patience,
                max_pool_connections=32,
                retries={"total_max_attempts": TRIES, "mode": "standard"},
                # Many stores that speak S3 refuse the checksums that boto3 adds on its own account.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        )
