"""The development CA: certificates to rehearse with. Each says TEST, and so does each signature made with it.

The root's key is thrown away when all is issued: nobody can issue more in its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from documents.signing.words import TEST_ORGANISATION
from models.errors import Refused

ROOT, REVOCATIONS, TIME, STATUS = "ca.pem", "ca.crl", "tsa.p12", "ocsp.p12"
PASSPHRASE = "TEST"  # noqa: S105 - the passphrase of keys that prove nothing, printed by the command
_STAMPS, _TELLS = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING
_YEARS = timedelta(days=3650)
_LONGEST_NAME = 64
"""Characters that X.509 lets a common name have."""


@dataclass(frozen=True)
class Holder:
    """Who gets a certificate: the file's name, a function or an organisation, and the organisation."""

    name: str
    title: str
    organisation: str
    revoked: bool = False


def make(
    folder: Path, holders: Iterable[Holder], moment: datetime, *, lists_at: str = "", status_at: str = ""
) -> tuple[Path, ...]:
    """Make the CA, its timestamp authority and the holders' keys in a folder of their own (mode 0600).

    Args:
        folder: where; it must not hold a CA already.
        holders: who gets a key, `<name>.p12`, with the passphrase "TEST".
        moment: from when they are valid (ten years).
        lists_at: the URL under which `ca.crl` will be served, written into the certificates.
        status_at: the URL at which a responder will tell of single certificates (OCSP), with the key
            `ocsp.p12`, written into the certificates as well.

    Raises:
        Refused: there is a CA in the folder; its signatures would turn into those of a stranger.
    """
    if (folder / ROOT).exists():
        raise Refused(f"Thư mục «{folder}» đã có CA thử nghiệm; hãy dùng tiếp hoặc chọn thư mục khác.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    issuer = _Issuer(moment, lists_at, status_at)
    files = [_kept(folder / TIME, issuer.issue("TEST TSA", TEST_ORGANISATION, use=_STAMPS))]
    if status_at:
        files.append(_kept(folder / STATUS, issuer.issue("TEST OCSP", TEST_ORGANISATION, use=_TELLS)))
    for holder in holders:
        bundle = issuer.issue(holder.title, holder.organisation, revoked=holder.revoked)
        files.append(_kept(folder / f"{holder.name}.p12", bundle))
    _kept(folder / REVOCATIONS, issuer.list_of_revoked())
    _kept(folder / ROOT, issuer.root.public_bytes(Encoding.PEM))
    return tuple(files)


class _Issuer:
    def __init__(self, moment: datetime, lists_at: str, status_at: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._from, self._to = moment - timedelta(days=1), moment + _YEARS
        self._lists_at, self._status_at = lists_at, status_at
        self._revoked: list[int] = []
        self._name = _name("TEST CA", TEST_ORGANISATION)
        self.root = (
            self._draft(self._name, self._key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(issues=True), critical=True)
            .sign(self._key, SHA256())
        )

    def issue(
        self,
        title: str,
        organisation: str,
        *,
        use: x509.ObjectIdentifier | None = None,
        revoked: bool = False,
    ) -> bytes:
        key = _key(rsa_for_stamps=use == _STAMPS)
        draft = self._draft(_name(title, organisation), key)
        draft = draft.add_extension(_usage(), critical=True)
        draft = draft.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
        )
        if use is not None:
            draft = draft.add_extension(x509.ExtendedKeyUsage([use]), critical=True)
        if use == _TELLS:
            draft = draft.add_extension(x509.OCSPNoCheck(), critical=False)
        elif self._status_at:
            told = x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(self._status_at)
            )
            draft = draft.add_extension(x509.AuthorityInformationAccess([told]), critical=False)
        if self._lists_at:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(self._lists_at)], None, None, None)
            draft = draft.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        certificate = draft.sign(self._key, SHA256())
        if revoked:
            self._revoked.append(certificate.serial_number)
        return pkcs12.serialize_key_and_certificates(
            title.encode(), key, certificate, [self.root], BestAvailableEncryption(PASSPHRASE.encode())
        )

    def list_of_revoked(self) -> bytes:
        draft = x509.CertificateRevocationListBuilder(self._name, self._from, self._to)
        draft = draft.add_extension(x509.CRLNumber(1), critical=False)
        for serial in self._revoked:
            entry = x509.RevokedCertificateBuilder(serial, self._from + timedelta(hours=1)).build()
            draft = draft.add_revoked_certificate(entry)
        return draft.sign(self._key, SHA256()).public_bytes(Encoding.PEM)

    def _draft(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._from)
            .not_valid_after(self._to)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )


def _key(*, rsa_for_stamps: bool) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    """A new key; pyHanko's own timestamp authority knows RSA alone."""
    if rsa_for_stamps:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def _name(title: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:_LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, title[:_LONGEST_NAME]),
        ]
    )


def _usage(*, issues: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not issues,
        content_commitment=not issues,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


def _kept(path: Path, content: bytes) -> Path:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path
