"""Digital signatures on papers (PAdES): making places, signing, taking back, inspecting.

The only package that knows pyHanko, which takes more than a second to load: nothing of it is imported
before somebody signs or inspects. A signature is what a key made over the bytes of a paper; what is drawn on
the page only tells of it, and a drawing is never called a signature.
"""

# ruff: noqa: PLC0415 - pyHanko is loaded by who signs or inspects, and by nobody else

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from documents.signing.words import (
    TEST_ORGANISATION,
    Certificate,
    Fault,
    Inspected,
    Inspection,
    Level,
    Place,
    Proofs,
    Stamp,
    Trust,
    field_of,
)


def prepare(pdf: bytes, places: Iterable[Place]) -> bytes:
    """Add all signature fields to an unsigned paper; the same paper and places give the same bytes.

    Raises:
        BadInput: it is no PDF that can be signed.
    """
    from documents.signing import pen

    return pen.prepare(pdf, places)


def holder(key: str, passphrase: str) -> Certificate:
    """Whose key it is; raises as `sign` does."""
    from documents.signing import keys

    with keys.opened(key, passphrase) as signer:
        return keys.described(signer.signing_cert)


def sign(
    pdf: bytes,
    place: Place,
    key: str,
    passphrase: str,
    *,
    moment: datetime,
    proofs: Proofs,
    certify: bool = False,
) -> bytes:
    """Sign in a place with the key of a PKCS#12 file or of a token (`pkcs11:...`).

    Args:
        pdf: the prepared paper, with the signatures before this one.
        place: whose field is signed.
        key: a file name, or a `pkcs11:` URI with `token`, `object` and `module-path`.
        passphrase: that of the file, or the PIN of the token.
        moment: the signing time.
        proofs: which timestamp and revocation data the signature takes along.
        certify: whether from now on nothing may be done to the paper but signing it (DocMDP); only the
            first signature can say so.

    Raises:
        BadInput: the key cannot be used, or the place cannot be signed.
        Unavailable: the token, the timestamp authority or the revocation service does not answer.
    """
    from documents.signing import keys, pen

    with keys.opened(key, passphrase) as signer:
        return pen.sign(pdf, place, signer, moment, proofs, certify=certify)


def take_back(offered: bytes, returned: bytes, field: str, trust: Trust) -> Inspected:
    """The signature that a party added outside, when nothing else was done to the paper.

    Raises:
        BadInput: with the reason why it is not accepted.
    """
    from documents.signing import outside

    return outside.take_back(offered, returned, field, trust)


def stamp(pdf: bytes, proofs: Proofs) -> bytes:
    """Add an archive timestamp to a signed paper (PAdES B-LTA), the first or one more.

    Raises:
        BadInput: the last one can no longer be proven, or no timestamp authority is configured.
        Unavailable: the authority or the revocation service does not answer.
    """
    from documents.signing import lasting

    return lasting.stamp(pdf, proofs)


def inspect(data: bytes, trust: Trust) -> Inspection:
    """Check every signature of a file; never raises on what the file holds, and fetches nothing."""
    from documents.signing import inspection

    return inspection.inspect(data, trust)


def inspect_apart(data: bytes, trust: Trust) -> Inspection:
    """Check a stranger's file as `inspect` does, in a process with limits; raises Unavailable without one."""
    from documents.signing import strangers

    return strangers.inspect_apart(data, trust)


def development_trust(folder: Path) -> Trust:
    """The trust in the development CA of a folder; raises BadInput when there is none."""
    from documents.signing.development import REVOCATIONS, ROOT

    return Trust.read((folder / ROOT, folder / REVOCATIONS))


def development_tsa(folder: Path) -> Path:
    """The key of the development CA's timestamp authority."""
    from documents.signing.development import TIME

    return folder / TIME


__all__ = [
    "TEST_ORGANISATION",
    "Certificate",
    "Fault",
    "Inspected",
    "Inspection",
    "Level",
    "Place",
    "Proofs",
    "Stamp",
    "Trust",
    "development_trust",
    "development_tsa",
    "field_of",
    "holder",
    "inspect",
    "inspect_apart",
    "prepare",
    "sign",
    "stamp",
    "take_back",
]
