"""Archive timestamps (PAdES B-LTA): a document timestamp over the whole file, another before that one ends.

Each is an incremental update. With it go the proofs for the authority of the timestamp before, so that a
chain of timestamps proves, long after its certificates have ended, what stood in the file while they held.
"""

from __future__ import annotations

from io import BytesIO

from asn1crypto import crl, x509  # type: ignore[import-untyped] # asn1crypto has no types
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper, TimestampDSSContentSettings
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from documents.signing import pen
from documents.signing.words import Proofs
from models.errors import BadInput, Unavailable

_BEFORE = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
"""The proofs stand before the timestamp: no byte of the file is left uncovered."""


def stamp(pdf: bytes, proofs: Proofs) -> bytes:
    """Add an archive timestamp to a signed paper, with the proofs for the authority of the last one.

    Raises:
        BadInput: the last archive timestamp can no longer be proven, or no authority is configured.
        Unavailable: the timestamp authority or the revocation service does not answer.
    """
    authority = pen.timestamper(proofs)
    if authority is None:
        raise BadInput("Chưa cấu hình máy chủ cấp dấu thời gian (TRIPLEHELIX_SIGNING_TSA_URL).")
    try:
        writer = pen.Writer(BytesIO(pdf))
        made = writer.prev.embedded_timestamp_signatures
        if made:
            known = _context(proofs)
            last = validate_pdf_timestamp(made[-1], known)
            if not (last.intact and last.valid and last.trusted):
                raise BadInput("Dấu thời gian lưu trữ trước đây đã hết hiệu lực nên không gia hạn được nữa.")
            DocumentSecurityStore.supply_dss_in_writer(
                writer, sig_contents=None, paths=(last.validation_path,), validation_context=known
            )
        out: BytesIO = PdfTimeStamper(authority, field_name=f"LuuTru{len(made) + 1}").timestamp_pdf(
            writer, "sha256", _context(proofs), dss_settings=_BEFORE
        )
    except (TimestampRequestError, OSError) as problem:
        raise Unavailable(pen.AWAY) from problem
    except (SigningError, PdfError, PathBuildingError, PathValidationError) as problem:
        raise BadInput(f"Không thêm được dấu thời gian lưu trữ: {problem}") from problem
    return out.getvalue()


def _context(proofs: Proofs) -> ValidationContext:
    """What the proofs are collected with; the network is used here and when signing, and nowhere else."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in proofs.trust.roots],
        crls=[crl.CertificateList.load(each) for each in proofs.trust.revocations],
        allow_fetching=True,
        revocation_mode="require" if proofs.revocation else "soft-fail",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=pen.PATIENCE),
    )
