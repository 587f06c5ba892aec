"""Trying, on the store that is really used, what is promised of files that come in parts."""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from documents.archive.staging import Address, Staging
from documents.archive.words import Finding, sha256_of
from models.errors import BadInput, TripleHelixError, Unavailable


def tried(staging: Staging, portal: str) -> tuple[Finding, ...]:
    """Every promise with what came of it; the bucket is opened to the portal's pages on the way.

    Args:
        staging: where parts wait.
        portal: scheme, host and port of the portal as browsers see it.
    """
    key = secrets.token_hex(16)
    try:
        handle = staging.begin(key)
        try:
            found = [*_parts(staging, key, handle), *staging.open_to(portal)]
        finally:
            staging.abandon(key, handle)
        found.append(_seen("bỏ một lần tải lên thì không còn gì trong kho", key not in _keys(staging)))
    except TripleHelixError as error:
        return tuple(Finding.wrong(reason) for reason in error.reasons)
    return tuple(found)


def _parts(staging: Staging, key: str, handle: str) -> Iterator[Finding]:
    data = secrets.token_bytes(3000)
    sha256 = sha256_of(data)
    try:
        staging.take(key, handle, 1, data, sha256_of(b"other bytes"))
        yield _seen("phần không khớp mã băm bị từ chối", held=False)
    except BadInput:
        yield _seen("phần không khớp mã băm bị từ chối", held=True)
    if address := staging.address(key, handle, 1, len(data), sha256):
        yield from _straight(address, data)
    taken = staging.take(key, handle, 1, data, sha256)
    listed = staging.parts(key, handle)
    there = {(each.number, each.size) for each in listed} == {(1, len(data))}
    yield _seen("phần đã nhận có trong danh sách", there)
    with TemporaryDirectory(prefix="triplehelix-") as folder:
        whole = Path(folder) / "whole"
        joined = staging.join(key, handle, [taken], whole) == sha256 and whole.read_bytes() == data
        yield _seen("các phần ghép lại đúng từng byte", joined)


def _straight(address: Address, data: bytes) -> Iterator[Finding]:
    """What an address takes, asked from here: other bytes never, the right ones from whoever has it."""
    try:
        yield _seen("địa chỉ gửi thẳng không nhận dữ liệu khác", not _put(address, data[::-1]))
        yield _seen("địa chỉ gửi thẳng nhận đúng dữ liệu đã ký", _put(address, data))
    except Unavailable:
        yield Finding.note(f"máy chủ này không tới được {address.url.partition('?')[0]} để thử gửi thẳng.")


def _put(address: Address, data: bytes) -> bool:
    asked = urllib.request.Request(  # noqa: S310 - the store's own address, from the settings
        address.url, data=data, method="PUT", headers=dict(address.headers)
    )
    try:
        with urllib.request.urlopen(asked, timeout=30):  # noqa: S310 - idem
            return True
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return False
    except OSError as error:
        raise Unavailable("Kho lưu trữ không trả lời ở địa chỉ gửi thẳng.") from error


def _keys(staging: Staging) -> set[str]:
    return {left.key for left in staging.left()}


def _seen(promise: str, held: bool) -> Finding:  # noqa: FBT001 - what was seen, beside what was promised
    return Finding.fine(f"Đạt: {promise}.") if held else Finding.wrong(f"Không đạt: {promise}.")
