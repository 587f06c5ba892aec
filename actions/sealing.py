"""Sealing what must be read again: keys of authenticators, keys of webhooks, answers that may hold a key.

A password or a token need only be recognised, and the tables keep their hash. These must be used as they
are; so they stand sealed with a key of the installation (AES-256-GCM, NIST SP 800-38D). Whoever holds a copy
of the database alone reads none of them. A sealed text names its place: put into another row it does not
open.
"""

from __future__ import annotations

import base64
import secrets
from binascii import Error as NoBase64
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection

from models.errors import Unavailable
from models.queries import sealed as queries

PREFIX: Final = "sealed:1:"
"""How a sealed text begins. One that begins otherwise was written before texts were sealed."""

_NONCE: Final = 12
"""Bytes (NIST SP 800-38D, 8.2.2): drawn anew each time; far fewer than 2^32 texts are sealed."""
_NO_KEY: Final = (
    "Chưa đặt TRIPLEHELIX_SECRET_KEY nên chưa niêm phong được khóa bí mật của tài khoản và kết nối."
)
_OTHER_KEY: Final = (
    "Khóa của bản cài đặt (TRIPLEHELIX_SECRET_KEY) không phải khóa đã niêm phong dữ liệu này. "
    "Hãy khôi phục khóa cũ; nếu khóa cũ đã mất, hãy mời lại các tài khoản và đăng ký lại các kết nối."
)


def seal(text: str, place: str, secret_key: str) -> str:
    """The text as the tables keep it; an empty one stays empty.

    Args:
        text: what is to be kept.
        place: the row to which it belongs; to be said again to open it.
        secret_key: the installation's.

    Raises:
        Unavailable: the installation has no secret key.
    """
    if not text:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    closed = _cipher(secret_key).encrypt(nonce, text.encode(), place.encode())
    return PREFIX + base64.b64encode(nonce + closed).decode()


def unseal(kept: str, place: str, secret_key: str) -> str:
    """What was sealed; a text of before sealing as it is.

    Raises:
        Unavailable: the secret key is not the one with which it was sealed, or the text is another row's.
    """
    if not kept.startswith(PREFIX):
        return kept
    cipher = _cipher(secret_key)
    try:
        closed = base64.b64decode(kept.removeprefix(PREFIX), validate=True)
        return cipher.decrypt(closed[:_NONCE], closed[_NONCE:], place.encode()).decode()
    except (InvalidTag, NoBase64, ValueError) as wrong:
        raise Unavailable(_OTHER_KEY) from wrong


def of_person(handle: str) -> str:
    """The place of an authenticator's key."""
    return f"people.totp_secret:{handle}"


def of_webhook(organisation_id: int, url: str) -> str:
    """The place of a webhook's key."""
    return f"webhooks.secret:{organisation_id}:{url}"


def of_answer(person_id: int, key: str) -> str:
    """The place of an answer of the interface."""
    return f"answers.body:{person_id}:{key}"


def seal_what_is_plain(connection: Connection, secret_key: str) -> int:
    """Seal the keys that were written before keys were sealed; returns how many there were."""
    if not secret_key:
        return 0
    count = 0
    for number, handle, secret in connection.execute(queries.plain_authenticators(PREFIX)).all():
        closed = seal(secret, of_person(handle), secret_key)
        connection.execute(queries.authenticator_sealed(number, closed))
        count += 1
    for number, organisation_id, url, secret in connection.execute(queries.plain_webhooks(PREFIX)).all():
        closed = seal(secret, of_webhook(organisation_id, url), secret_key)
        connection.execute(queries.webhook_sealed(number, closed))
        count += 1
    return count


@lru_cache(maxsize=2)
def _cipher(secret_key: str) -> AESGCM:
    if not secret_key:
        raise Unavailable(_NO_KEY)
    key = HKDF(SHA256(), 32, salt=None, info=b"triplehelix: what the tables keep sealed").derive(
        secret_key.encode()
    )
    return AESGCM(key)
