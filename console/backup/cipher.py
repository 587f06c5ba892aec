"""The lock on a backup: AES-256-GCM in chunks (the STREAM construction), one key for each part.

A part is a header and chunks. Its own key comes from the master key, a random salt and its name, so that no
part can stand in another's place; each chunk is sealed under its number, and the last one says that it is the
last, so that nothing can be cut off, moved or added. Nothing is given out before its seal was found good.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import BadInput, TripleHelixError

MAGIC: Final = b"3HELIX-BACKUP-1\n"
CHUNK: Final = 256 * 1024
"""Bytes of a chunk before it is sealed."""

_PLAIN, _COMPRESSED = b"\0", b"\1"
_SALT: Final = 32
_HEADER: Final = len(MAGIC) + 1 + _SALT
_TAG: Final = 16
_KEY: Final = 32
_WRITTEN: Final = re.compile(r"triplehelix-backup-key-1:([A-Za-z0-9_-]{43}=)")


class Broken(TripleHelixError):
    """Raised when a part of a backup is not what was put away: altered, cut off, or under another key."""


@dataclass(frozen=True)
class Key:
    """The master key of a repository; never shown."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Key:
        """A key from the system's randomness."""
        return cls(os.urandom(_KEY))

    @classmethod
    def of(cls, given: str) -> Key:
        """The key as it was given: the words of a key file, or the absolute path of one.

        Raises:
            BadInput: it is neither; what was given is never repeated.
        """
        text = given.strip()
        if text.startswith("/"):
            try:
                text = Path(text).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as problem:
                raise BadInput(f"Không đọc được tệp khóa sao lưu: {type(problem).__name__}.") from None
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise BadInput(
                "Khóa sao lưu không đúng dạng: TRIPLEHELIX_BACKUP_KEY là đường dẫn tuyệt đối của tệp khóa, "
                "hoặc nội dung tệp đó (./triplehelix backup key -o TỆP tạo khóa)."
            )
        try:
            return cls(base64.urlsafe_b64decode(found[1]))
        except binascii.Error:
            raise BadInput("Khóa sao lưu bị hỏng.") from None

    @property
    def written(self) -> str:
        """The words of a key file."""
        return f"triplehelix-backup-key-1:{base64.urlsafe_b64encode(self.secret).decode()}\n"

    @property
    def fingerprint(self) -> str:
        """By which people tell keys apart; says nothing of the key."""
        return hmac.new(self.secret, b"fingerprint", hashlib.sha256).hexdigest()[:16]

    def name_of(self, sha256: str) -> str:
        """The name under which a paper lies in the backup: nobody without the key can tell which it is."""
        return hmac.new(self.secret, f"paper {sha256}".encode(), hashlib.sha256).hexdigest()

    def for_part(self, name: str, salt: bytes) -> AESGCM:
        """The key of one part."""
        info = f"triplehelix backup 1 {name}".encode()
        return AESGCM(HKDF(SHA256(), _KEY, salt, info).derive(self.secret))


def sealed(pieces: Iterable[bytes], key: Key, name: str, *, compress: bool = False) -> Iterator[bytes]:
    """Seal a part that is to lie under that name, holding no more than a chunk."""
    header = MAGIC + (_COMPRESSED if compress else _PLAIN) + os.urandom(_SALT)
    lock = key.for_part(name, header[-_SALT:])
    yield header
    for number, (chunk, last) in enumerate(_chunks(_squeezed(pieces) if compress else pieces, CHUNK)):
        yield lock.encrypt(_nonce(number, last=last), chunk, header)


def opened(pieces: Iterable[bytes], key: Key, name: str) -> Iterator[bytes]:
    """Open a part: each piece is given once its seal was found good, the last once the end was.

    Raises:
        Broken: a byte was altered, the part was cut off or renamed, or it is under another key.
    """
    stream = iter(pieces)
    header = b""
    while len(header) < _HEADER and (piece := next(stream, None)) is not None:
        header += piece
    header, rest = header[:_HEADER], header[_HEADER:]
    flag = header[len(MAGIC) : len(MAGIC) + 1]
    if len(header) < _HEADER or not header.startswith(MAGIC) or flag not in {_PLAIN, _COMPRESSED}:
        raise _broken(name)
    unsealed = _unsealed(rest, stream, key, name, header)
    yield from (_unsqueezed(unsealed, name) if flag == _COMPRESSED else unsealed)


def _unsealed(rest: bytes, stream: Iterator[bytes], key: Key, name: str, header: bytes) -> Iterator[bytes]:
    lock = key.for_part(name, header[-_SALT:])
    for number, (chunk, last) in enumerate(_chunks(_before(rest, stream), CHUNK + _TAG)):
        try:
            yield lock.decrypt(_nonce(number, last=last), chunk, header)
        except InvalidTag:
            raise _broken(name) from None


def _before(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _chunks(pieces: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Even chunks, each with whether it is the last; nothing at all is one empty chunk."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _squeezed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    squeezing = zlib.compressobj(1)
    for piece in pieces:
        yield squeezing.compress(piece)
    yield squeezing.flush()


def _unsqueezed(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    easing = zlib.decompressobj()
    for piece in pieces:
        left = piece
        while left:
            yield easing.decompress(left, 4 * CHUNK)
            left = easing.unconsumed_tail
    yield easing.flush()
    if not easing.eof:
        raise _broken(name)


def _broken(name: str) -> Broken:
    return Broken(
        f"Phần sao lưu «{name}» đã bị sửa, bị cắt ngắn, hoặc thuộc khóa khác: không dùng được. "
        "Chưa có gì bị ghi đè; hãy chạy ./triplehelix backup verify để biết bản nào còn nguyên."
    )
