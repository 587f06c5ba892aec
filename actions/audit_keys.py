"""The keys that seal the journal: one that signs, and those that are known from before.

They stand in one PEM: the private key (Ed25519), and under it the public keys of earlier ones, so that what
those sealed can still be proved. It lies in the state folder, or where `TRIPLEHELIX_AUDIT_KEY` says.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from actions import wiring
from models.errors import BadInput

_BLOCK: Final = re.compile(r"-----BEGIN ([A-Z ]+)-----.*?-----END \1-----", re.DOTALL)
_READABLE_BY_OTHERS: Final = 0o077


@dataclass(frozen=True)
class Keys:
    """The key that signs (None: this place can only check), and the public keys by fingerprint."""

    signing: Ed25519PrivateKey | None
    known: Mapping[str, Ed25519PublicKey]

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the key that signs; empty when there is none."""
        return "" if self.signing is None else fingerprint_of(self.signing.public_key())

    def proves(self, key: str, signature: str, statement: bytes) -> bool:
        """Whether that known key made the signature (hex) over the statement."""
        try:
            self.known[key].verify(bytes.fromhex(signature), statement)
        except (InvalidSignature, KeyError, ValueError):
            return False
        return True


def raw(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint_of(key: Ed25519PublicKey) -> str:
    """The SHA-256 of a public key's 32 bytes, in hex."""
    return sha256(raw(key)).hexdigest()


def keys() -> Keys:
    """The keys as they are configured; none when the state folder has no key yet.

    Raises:
        BadInput: the key cannot be read, or others can read the state folder's own (one that was mounted has
            the rights that the platform gave it).
    """
    given = wiring.settings().audit_key.get_secret_value().strip()
    if given.startswith("-----BEGIN "):
        return _parsed(given, "TRIPLEHELIX_AUDIT_KEY")
    place = Path(given) if given else _own()
    if not given and not place.exists():
        return Keys(None, {})
    if not place.is_absolute():
        raise BadInput(f"TRIPLEHELIX_AUDIT_KEY phải là đường dẫn tuyệt đối hoặc nội dung PEM: «{place}».")
    try:
        if not given and place.stat().st_mode & _READABLE_BY_OTHERS:
            raise BadInput(f"Người dùng khác đọc được khóa niêm phong nhật ký; hãy chạy: chmod 600 {place}")
        return _parsed(place.read_text(encoding="utf-8"), str(place))
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"Không đọc được khóa niêm phong nhật ký ở {place}: {problem}.") from None


def make() -> Keys:
    """Make the state folder's own key, readable by its owner alone; whole or not at all."""
    place = _own()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    return keys()


def _own() -> Path:
    return wiring.settings().home.resolve() / "secrets" / "journal.pem"


def _parsed(text: str, where: str) -> Keys:
    signing: Ed25519PrivateKey | None = None
    known: dict[str, Ed25519PublicKey] = {}
    for block in _BLOCK.finditer(text):
        key = _read(block[0].encode(), where)
        if isinstance(key, Ed25519PrivateKey):
            signing = signing or key
            key = key.public_key()
        known[fingerprint_of(key)] = key
    if not known:
        raise BadInput(f"Không có khóa nào trong {where}: cần khóa Ed25519 dạng PEM.")
    return Keys(signing, known)


def _read(block: bytes, where: str) -> Ed25519PrivateKey | Ed25519PublicKey:
    try:
        key = (
            load_pem_private_key(block, password=None) if b"PRIVATE" in block else load_pem_public_key(block)
        )
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, Ed25519PrivateKey | Ed25519PublicKey):
        return key
    raise BadInput(f"Khóa niêm phong nhật ký trong {where} không phải khóa Ed25519 dạng PEM không mật khẩu.")
