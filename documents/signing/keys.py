"""Keys to sign with: a PKCS#12 file, or a token that speaks PKCS#11. A key is opened once and read once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pkcs11.exceptions
from asn1crypto import x509  # type: ignore[import-untyped] # asn1crypto has no types
from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped] # idem
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.signing.words import TEST_ORGANISATION, Certificate
from models.errors import BadInput, Unavailable

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey

_HASHES: dict[str, HashAlgorithm] = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
_ENVELOPE = 16
"""Bytes that the ASN.1 around the two numbers of an ECDSA signature takes at most."""


@contextmanager
def opened(where: str, passphrase: str) -> Iterator[Signer]:
    """Open the key that a file name or a `pkcs11:` URI (RFC 7512) names, for as long as the block lasts.

    Raises:
        BadInput: the key is not there, the passphrase is wrong, or the kind of key is not supported.
        Unavailable: the token or its driver does not answer.
    """
    if where.startswith("pkcs11:"):
        with _on_token(where, passphrase) as signer:
            yield signer
        return
    yield in_file(Path(where), passphrase)


def in_file(path: Path, passphrase: str) -> Signer:
    """The key of a PKCS#12 file.

    Raises:
        BadInput: as `opened` does.
    """
    key, certificate, chain = _read(path, passphrase)
    ders = [each.public_bytes(Encoding.DER) for each in (certificate, *chain)]
    return _KeyInMemory(key, ders[0], ders[1:])


def test_timestamper(path: Path, passphrase: str) -> TimeStamper:
    """The timestamp authority of the development CA, which needs no server."""
    key, certificate, _ = _read(path, passphrase)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        x509.Certificate.load(certificate.public_bytes(Encoding.DER)), PrivateKeyInfo.load(plain)
    )


def _read(path: Path, passphrase: str) -> tuple[PrivateKey, Any, list[Any]]:
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase.encode())
    except OSError as problem:
        raise BadInput(f"Không đọc được tệp khóa «{path}»: {problem.strerror}.") from None
    except ValueError:
        raise BadInput(f"Mật khẩu sai, hoặc «{path}» không phải là tệp khóa PKCS#12.") from None
    if key is None or certificate is None:
        raise BadInput(f"Tệp «{path}» không có đủ khóa bí mật và chứng thư.")
    if not isinstance(key, PrivateKey):
        raise BadInput(f"Khóa trong «{path}» không thuộc loại RSA hoặc EC nên chưa dùng để ký được.")
    return key, certificate, chain


class _KeyInMemory(Signer):
    """A private key read once; pyHanko's own reads and checks it twice for each signature (46 ms each)."""

    def __init__(self, key: PrivateKey, certificate: bytes, chain: list[bytes]) -> None:
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko has half its types
        known.register_multiple(x509.Certificate.load(each) for each in (certificate, *chain))
        super().__init__(
            signing_cert=x509.Certificate.load(certificate), cert_registry=known, embed_roots=False
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - pyHanko's signature
        size = (self._key.key_size + 7) // 8
        if isinstance(self._key, RSAPrivateKey):
            return bytes(size) if dry_run else self._key.sign(data, PKCS1v15(), _HASHES[digest_algorithm])
        if dry_run:
            return bytes(2 * size + _ENVELOPE)
        return self._key.sign(data, ECDSA(_HASHES[digest_algorithm]))


@contextmanager
def _on_token(uri: str, pin: str) -> Iterator[Signer]:
    named = _read_uri(uri)
    driver = named.get("module-path", "")
    if not driver or "token" not in named or "object" not in named:
        raise BadInput(
            "Địa chỉ khóa trên thiết bị phải có dạng "
            "pkcs11:token=TÊN_THIẾT_BỊ;object=TÊN_KHÓA?module-path=/đường/dẫn/trình-điều-khiển.so."
        )
    try:
        session = open_pkcs11_session(
            driver, token_criteria=TokenCriteria(label=named["token"]), user_pin=pin or None
        )
    except pkcs11.exceptions.PinIncorrect:
        raise BadInput("Mã PIN của thiết bị không đúng.") from None
    except pkcs11.exceptions.PinLocked:
        raise BadInput("Thiết bị đã bị khóa do nhập sai mã PIN nhiều lần.") from None
    except (pkcs11.exceptions.PKCS11Error, OSError, RuntimeError) as problem:
        raise Unavailable(
            f"Không mở được thiết bị «{named['token']}»: kiểm tra thiết bị đã cắm và trình điều khiển "
            f"{driver} ({type(problem).__name__})."
        ) from problem
    try:
        signer = PKCS11Signer(
            session, cert_label=named["object"], key_label=named["object"], embed_roots=False
        )
        try:
            if signer.signing_cert is None:
                raise SigningError("no certificate")  # noqa: TRY301 - one sentence for both ways
        except (SigningError, pkcs11.exceptions.PKCS11Error) as problem:
            raise BadInput(
                f"Thiết bị «{named['token']}» không có khóa và chứng thư tên «{named['object']}»."
            ) from problem
        # Few tokens know how to hash for ECDSA; all know how to sign a hash.
        signer.use_raw_mechanism = signer.signing_cert.public_key.algorithm == "ec"
        yield signer
    except pkcs11.exceptions.PKCS11Error as problem:
        raise Unavailable(
            f"Thiết bị «{named['token']}» không ký được ({type(problem).__name__}); chưa ký gì."
        ) from problem
    finally:
        session.close()


def _read_uri(uri: str) -> dict[str, str]:
    path, _, query = uri.removeprefix("pkcs11:").partition("?")
    named = {}
    for part in filter(None, path.split(";")):
        name, _, value = part.partition("=")
        named[name] = unquote(value)
    return named | {name: values[-1] for name, values in parse_qs(query).items()}


def described(certificate: x509.Certificate) -> Certificate:
    """What a certificate says of its holder and its issuer."""
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return Certificate(
        holder=_text(subject, "common_name") or certificate.subject.human_friendly,
        organisation=_text(subject, "organization_name"),
        issuer=_text(issuer, "common_name") or certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        fingerprint=sha256(certificate.dump()).hexdigest(),
        is_test=_text(issuer, "organization_name") == TEST_ORGANISATION,
    )


def _text(name: dict[str, object], part: str) -> str:
    value = name.get(part, "")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
