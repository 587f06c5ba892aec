"""Reading what a file says of itself: who signed what and when, and whether anything was changed.

The file comes from anybody: nothing in it is believed before it is checked, nothing is fetched that it
points at, and whatever it does to the parser ends in a sentence. PyHanko judges signatures, chains and
incremental updates; `profile` judges the bytes that a signature leaves uncovered.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

from asn1crypto import crl, x509  # type: ignore[import-untyped] # asn1crypto has no types
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from documents.signing import keys, profile
from documents.signing.words import Fault, Inspected, Inspection, Level, Stamp, Trust

_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
_UNREADABLE = Inspection((), (), 0, (Fault.UNREADABLE,))
_TOO_HEAVY = Inspection((), (), 0, (Fault.TOO_HEAVY,))

for _name in ("pyhanko", "pyhanko_certvalidator"):
    # What a stranger's file does to the parser is answered in a sentence, not with a traceback on stderr.
    logging.getLogger(_name).addHandler(logging.NullHandler())


def inspect(data: bytes, trust: Trust) -> Inspection:
    """Check every signature of a file; never raises on what the file holds."""
    try:
        return _inspected(data, trust)
    except MemoryError:
        return _TOO_HEAVY
    except Exception:  # noqa: BLE001 - a stranger's file can break a parser in any way
        return _UNREADABLE


def _inspected(data: bytes, trust: Trust) -> Inspection:
    reader = PdfFileReader(BytesIO(data))
    if reader.encrypted:
        return _UNREADABLE
    waiting = tuple(name for name, value, _ in enumerate_sig_fields(reader) if value is None)
    stamps = _stamps(reader, data, trust)
    signatures = tuple(
        _archived(_one(signature, data, trust), stamps) for signature in reader.embedded_regular_signatures
    )
    faults = []
    if not signatures:
        faults.append(Fault.NO_SIGNATURE)
    elif not (any(each.covers_file for each in signatures) or any(each.covers_file for each in stamps)):
        faults.append(Fault.UNSIGNED_TAIL)
    if not all(each.sound for each in stamps):
        faults.append(Fault.STAMP_ENDED)
    return Inspection(signatures, waiting, reader.xrefs.total_revisions, tuple(faults), stamps)


def _one(signature: EmbeddedPdfSignature, data: bytes, trust: Trust) -> Inspected:
    stamped = _stamped_at(signature)
    status = _status(signature, trust, stamped)
    faults = list(_faults(signature, status, data, trust))
    valid_stamp = stamped is not None and Fault.WRONG_TIME not in faults and Fault.ALTERED not in faults
    return Inspected(
        field=signature.field_name,
        certificate=keys.described(signature.signer_cert),
        claimed_at=signature.self_reported_timestamp,
        stamped_at=stamped if valid_stamp else None,
        level=_level(signature, stamped if valid_stamp else None),
        revision=signature.signed_revision + 1,
        covers_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        trusted=status.trusted and not {Fault.MALFORMED, Fault.UNTRUSTED} & set(faults),
        faults=tuple(dict.fromkeys(faults)),
    )


def _stamped_at(signature: EmbeddedPdfSignature) -> datetime | None:
    token = next(extract_tst_data_iter(signature.signer_info, signed=False), None)
    if token is None:
        return None
    moment: datetime = token["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _status(signature: EmbeddedPdfSignature, trust: Trust, moment: datetime | None) -> PdfSignatureStatus:
    """Judge the certificates as they were at the timestamp's moment; without one, as they are now."""
    return validate_pdf_signature(
        signature,
        _context(signature.reader, trust, moment),
        _context(signature.reader, trust, moment),
        key_usage_settings=_USAGE,
    )


def _context(reader: PdfFileReader, trust: Trust, moment: datetime | None) -> ValidationContext:
    options: dict[str, Any] = {
        "trust_roots": [x509.Certificate.load(each) for each in trust.roots],
        "crls": [crl.CertificateList.load(each) for each in trust.revocations],
        "moment": moment,
        "allow_fetching": False,
        "revocation_mode": "soft-fail",
        "retroactive_revinfo": True,
    }
    try:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(options)
    except NoDSSFoundError:
        return ValidationContext(**options)


def _faults(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, data: bytes, trust: Trust
) -> list[Fault]:
    found = []
    if not status.intact or not status.valid:
        found.append(Fault.ALTERED)
    if status.coverage not in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}:
        found.append(Fault.PARTIAL)
    if status.modification_level is ModificationLevel.OTHER or not status.docmdp_ok:
        found.append(Fault.CHANGED_AFTER)
    if not profile.conforms(signature, data, trust, carries="data"):
        found.append(Fault.MALFORMED)
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        found.append(Fault.WRONG_TIME)
    if not trust.roots:
        return [*found, Fault.UNKNOWN_ROOTS]
    if stamp is not None and not stamp.trusted:
        found.append(Fault.WRONG_TIME)
    if _revoked(signature.signer_cert, trust, _stamped_at(signature)):
        found.append(Fault.REVOKED)
    elif not status.trusted:
        found.append(_why_untrusted(status))
    return found


def _revoked(certificate: x509.Certificate, trust: Trust, moment: datetime | None) -> bool:
    """Whether a list at hand has the certificate, by that moment.

    PyHanko looks at lists only for certificates that say where theirs is published.
    """
    for der in trust.revocations:
        issued = crl.CertificateList.load(der)["tbs_cert_list"]
        if issued["issuer"] != certificate.issuer:
            continue
        for entry in issued["revoked_certificates"] or ():
            by_then = moment is None or entry["revocation_date"].native <= moment
            if entry["user_certificate"].native == certificate.serial_number and by_then:
                return True
    return False


def _why_untrusted(status: PdfSignatureStatus) -> Fault:
    said = "" if status.trust_problem_indic is None else str(status.trust_problem_indic)
    if "REVOKED" in said:
        return Fault.REVOKED
    if "OUT_OF_BOUNDS" in said or "EXPIRED" in said or "NOT_YET_VALID" in said:
        return Fault.EXPIRED
    return Fault.UNTRUSTED


def _level(signature: EmbeddedPdfSignature, stamped: datetime | None) -> Level:
    if stamped is None:
        return Level.BASIC
    try:
        store = DocumentSecurityStore.read_dss(signature.reader)
    except NoDSSFoundError:
        return Level.TIMED
    own = signature.signer_cert.dump()
    proven = any(each.dump() == own for each in store.load_certs()) and (store.crls or store.ocsps)
    return Level.LONG if proven else Level.TIMED


def _stamps(reader: PdfFileReader, data: bytes, trust: Trust) -> tuple[Stamp, ...]:
    """The archive timestamps, each judged at the moment of the next, for that is what the next one proves."""
    made = reader.embedded_timestamp_signatures
    moments = [_moment_of(each) for each in made]
    return tuple(
        _stamp(stamp, data, trust, at, judged_at)
        for stamp, (at, judged_at) in zip(made, pairwise([*moments, None]), strict=True)
        if at is not None
    )


def _moment_of(stamp: EmbeddedPdfSignature) -> datetime:
    moment: datetime = stamp.signed_data["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _stamp(
    stamp: EmbeddedPdfSignature, data: bytes, trust: Trust, at: datetime, judged_at: datetime | None
) -> Stamp:
    status = validate_pdf_timestamp(stamp, _context(stamp.reader, trust, judged_at))
    whole = status.coverage in {SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION}
    return Stamp(
        at=at,
        authority=keys.described(stamp.signer_cert),
        until=stamp.signer_cert.not_valid_after,
        revision=stamp.signed_revision + 1,
        covers_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        sound=status.intact
        and status.valid
        and status.trusted
        and whole
        and profile.conforms(stamp, data, trust, carries="tst_info"),
    )


def _archived(found: Inspected, stamps: tuple[Stamp, ...]) -> Inspected:
    """The signature, a level higher when its proofs stand under a sound archive timestamp."""
    later = any(stamp.sound and stamp.revision > found.revision for stamp in stamps)
    return replace(found, level=Level.ARCHIVED) if later and found.level is Level.LONG else found
