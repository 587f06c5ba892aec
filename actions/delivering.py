"""Giving out what the archive keeps: small files whole and compared, large ones without ever holding them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from actions import wiring
from models.errors import NotFound

_LARGE: Final = 20_000_000
"""Bytes from which a file goes out piece by piece, or from the storage itself where it answers browsers."""


@dataclass(frozen=True)
class Delivery:
    """A file on its way out: an address at the storage, or its pieces."""

    media_type: str
    file_name: str
    address: str = ""
    pieces: Iterable[bytes] = ()
    size: int | None = None
    """Bytes of a small file, which is known whole; None while they are not counted."""


def deliver(sha256: str, media_type: str, file_name: str, size: int) -> Delivery:
    """The file of that hash; `size` is its size on record in bytes. The caller has asked who may read it.

    Raises:
        NotFound: the storage has it no more.
        Altered: the bytes are no longer those that were kept.
        Unavailable: the storage does not answer.
    """
    archive = wiring.archive()
    if size <= _LARGE:
        data = archive.get(sha256)
        return Delivery(media_type, file_name, pieces=(data,), size=len(data))
    address = archive.download_address(
        sha256, file_name=file_name, media_type=media_type, portal=wiring.settings().portal_url
    )
    if address:
        return Delivery(media_type, file_name, address=address)
    pieces = archive.read(sha256)
    if pieces is None:
        raise NotFound(f"Kho không còn tệp «{file_name}»; hãy báo quản trị hệ thống.")
    return Delivery(media_type, file_name, pieces=pieces)
