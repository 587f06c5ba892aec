"""What a signature leaves uncovered must look in one way alone, or a byte could change there unseen.

A PDF signature covers every byte but its own container: the hexadecimal digits between its two ranges.
There the digits, the padding and those parts of the CMS that nobody signs (its version, its list of digests,
the certificates of others) must be as a conforming signer writes them.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

from asn1crypto import cms, x509  # type: ignore[import-untyped] # asn1crypto has no types
from cryptography import x509 as certificates
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from documents.signing.words import Trust

_DIGITS = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_SHORT, _MANY = 0x80, 0x7F
_CONSTRUCTED, _LONG_TAG = 0x20, 0x1F
_TIMESTAMP = "signature_time_stamp_token"


def conforms(signature: EmbeddedPdfSignature, data: bytes, trust: Trust, *, carries: str) -> bool:
    """Whether the container of a signature (it carries `data`) or timestamp (`tst_info`) is as it must be."""
    try:
        der = _container(signature, data)
        content = cms.ContentInfo.load(der, strict=True)
        return _canonical(der) and _complete(content) and _plain(content["content"], trust, carries=carries)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        return False


def _container(signature: EmbeddedPdfSignature, data: bytes) -> bytes:
    """The CMS of a signature: lower-case or upper-case digits throughout, and nothing but zeros behind it."""
    _, first, second, _ = (int(each) for each in signature.byte_range)
    gap = data[first:second]
    if not _DIGITS.fullmatch(gap):
        raise ValueError("not one run of digits")
    raw = bytes.fromhex(gap[1:-1].decode("ascii"))
    _, end = _length(raw)
    if any(raw[end:]):
        raise ValueError("something behind the container")
    return raw[:end]


def _length(der: bytes, start: int = 0) -> tuple[int, int]:
    """Where the content of the DER value at `start` begins and ends; its length in the shortest form."""
    size, head = der[start + 1], start + 2
    if size < _SHORT:
        return head, head + size
    digits = der[head : head + (size & _MANY)]
    length = int.from_bytes(digits)
    if not digits or digits[0] == 0 or length < _SHORT:
        raise ValueError("not the shortest form of a length")
    return head + len(digits), head + len(digits) + length


def _canonical(der: bytes) -> bool:
    """Whether the DER values nest without a gap, all lengths in their shortest form."""
    waiting = [(0, len(der))]
    while waiting:
        start, end = waiting.pop()
        while start < end:
            head, after = _length(der, start)
            if after > end or not der[start] or der[start] & _LONG_TAG == _LONG_TAG:
                return False
            if der[start] & _CONSTRUCTED:
                waiting.append((head, after))
            start = after
    return True


def _complete(value: Any) -> bool:  # noqa: ANN401 - asn1crypto has no types
    """Whether a sequence holds its known fields alone: the parser passes over what it does not know."""
    known: bytes = b"".join(value[name].dump() for name in value)
    return known == bytes(value.contents)


def _plain(signed: Any, trust: Trust, *, carries: str) -> bool:  # noqa: ANN401 - idem
    """Whether nothing stands in a CMS's unsigned parts but what its signer needs there."""
    (signer,) = signed["signer_infos"]
    by_name = signer["sid"].name == "issuer_and_serial_number"
    version = "v1" if by_name else "v3"
    outer = version if carries == "data" else "v3"
    digest = signer["digest_algorithm"]
    return (
        all(_complete(each) for each in (signed, signed["encap_content_info"], signer, digest))
        and signed["version"].native == outer
        and signer["version"].native == version
        and signed["encap_content_info"]["content_type"].native == carries
        and [each["algorithm"].native for each in signed["digest_algorithms"]] == [digest["algorithm"].native]
        and all(each["parameters"].native is None for each in (*signed["digest_algorithms"], digest))
        and not signed["crls"].native
        and _known(signed, signer, trust)
        and all(_stamp(attribute, trust) for attribute in signer["unsigned_attrs"])
    )


def _stamp(attribute: Any, trust: Trust) -> bool:  # noqa: ANN401 - idem
    """Whether an unsigned attribute is a timestamp, and itself as it must be."""
    if attribute["type"].native != _TIMESTAMP or not _complete(attribute):
        return False
    (token,) = attribute["values"]
    if token["content_type"].native != "signed_data" or not _complete(token):
        return False
    return _plain(token["content"], trust, carries="tst_info")


def _known(signed: Any, signer: Any, trust: Trust) -> bool:  # noqa: ANN401 - idem
    """Whether each certificate beside the signer's own is a root, or was issued by one that is there."""
    given = {each.chosen.dump() for each in signed["certificates"]}
    others = {der for der in given if not _is_signers(der, signer)} - set(trust.roots)
    if len(given) - len({*others, *(given & set(trust.roots))}) != 1:
        return False
    pool = [certificates.load_der_x509_certificate(each) for each in chain(given, trust.roots)]
    return not trust.roots or all(
        any(_issued(certificates.load_der_x509_certificate(der), issuer) for issuer in pool) for der in others
    )


def _is_signers(der: bytes, signer: Any) -> bool:  # noqa: ANN401 - idem
    """Whether it is the certificate that the signature names; that one is under the signature by its hash."""
    certificate = x509.Certificate.load(der)
    sid = signer["sid"]
    if sid.name == "issuer_and_serial_number":
        named = sid.chosen
        return bool(
            named["serial_number"].native == certificate.serial_number
            and named["issuer"].dump() == certificate.issuer.dump()
        )
    return bool(sid.native == certificate.key_identifier)


def _issued(certificate: certificates.Certificate, issuer: certificates.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # noqa: BLE001 - whatever keeps it from being proven, it is not proven
        return False
    return True
