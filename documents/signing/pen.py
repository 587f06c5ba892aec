"""Making places to sign, and signing in them: each signature is an incremental update, nothing is rewritten.

All places are made before the first signature. A field that is made later breaks a signature that certified
the paper (DocMDP), and the unsigned fields of a file that was cut short show that signatures are missing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import crl, x509  # type: ignore[import-untyped] # asn1crypto has no types
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.generic import ByteStringObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    SigDSSPlacementPreference,
)
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend

from documents.signing import development, keys
from documents.signing.words import Certificate, Place, Proofs
from documents.typeset import typeset
from models.errors import BadInput, Unavailable

PATIENCE = 10
"""Seconds in which a timestamp authority or a revocation service must answer."""


AWAY = "Máy chủ cấp dấu thời gian hoặc dữ liệu thu hồi không trả lời; chưa ký gì. Hãy thử lại sau."

_FILLING = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)
"""The words fill their place; pyHanko's own layout leaves a margin of five points and shrinks them."""
_APPEND_ONLY = 3
"""SigFlags: there are signatures, and whoever saves the file must add to it and rewrite nothing."""


def prepare(pdf: bytes, places: Iterable[Place]) -> bytes:
    """Add all signature fields to an unsigned paper; the same paper and places give the same bytes.

    Raises:
        BadInput: it is no PDF that can be signed.
    """
    try:
        writer = Writer(BytesIO(pdf), identity=pdf)
        for place in places:
            box = (round(place.x1), round(place.y1), round(place.x2), round(place.y2))
            append_signature_field(
                writer,
                SigFieldSpec(place.field, on_page=place.page - 1, box=box, empty_field_appearance=True),
            )
        form = writer.root["/AcroForm"]
        form["/SigFlags"] = NumberObject(_APPEND_ONLY)  # type: ignore[no-untyped-call] # pyHanko has half its types
        writer.update_container(form)
        out = BytesIO()
        writer.write(out)  # type: ignore[no-untyped-call] # idem
    except PdfError as problem:
        raise BadInput(f"Văn bản không thêm được ô chữ ký: {problem}.") from problem
    return out.getvalue()


def sign(
    pdf: bytes, place: Place, signer: Signer, moment: datetime, proofs: Proofs, *, certify: bool = False
) -> bytes:
    """Sign in the field of a place, with words that show it.

    Args:
        pdf: the paper with all its places, and the signatures before this one.
        place: whose field is signed, and how large it is.
        signer: the opened key.
        moment: the signing time, shown on the page.
        proofs: which timestamp and revocation data it takes along.
        certify: whether it allows nothing from now on but further signatures (DocMDP).

    Raises:
        BadInput: the field is not there or signed already, or the certificate is not for signing.
        Unavailable: the timestamp or revocation service does not answer.
    """
    certificate = keys.described(signer.signing_cert)
    settings = PdfSignatureMetadata(
        field_name=place.field,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=certificate.holder,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        signer_key_usage={"digital_signature"},
        embed_validation_info=proofs.revocation,
        validation_context=_context(proofs, signer) if proofs.revocation else None,
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )
    with tempfile.NamedTemporaryFile(suffix=".pdf") as shown:
        shown.write(_appearance(place, certificate, moment))
        shown.flush()
        words = ImportedPdfPage(shown.name)  # type: ignore[no-untyped-call] # idem
        look = StaticStampStyle(background=words, border_width=0, background_layout=_FILLING)
        pen = _Pen(settings, signer, timestamper=timestamper(proofs), stamp_style=look)
        pen.moment = moment
        try:
            out: BytesIO = pen.sign_pdf(Writer(BytesIO(pdf)), existing_fields_only=True)
        except (TimestampRequestError, OSError) as problem:
            raise Unavailable(AWAY) from problem
        except (SigningError, PdfError) as problem:
            if isinstance(problem.__cause__, PathBuildingError | PathValidationError):
                raise BadInput(
                    f"Chứng thư «{certificate.holder}» không dùng được để ký có bằng chứng lâu dài: đã bị "
                    "thu hồi, hết hạn, không do tổ chức được tin cậy cấp, hoặc chưa lấy được dữ liệu thu hồi."
                ) from problem
            raise BadInput(f"Không ký được vào ô {place.field}: {problem}") from problem
    return out.getvalue()


class Writer(IncrementalPdfFileWriter):
    """An update that leaves the paper's own metadata as they were issued, and can be made again alike."""

    def __init__(self, stream: BytesIO, *, identity: bytes = b"") -> None:
        super().__init__(stream)
        if identity:
            self._document_id[1] = ByteStringObject(sha256(identity).digest()[:16])

    def _update_meta(self) -> None:
        """Change neither the dates nor the producer of the paper."""


class _Pen(PdfSigner):
    """A signer that writes the time that the page shows."""

    moment: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:  # noqa: ANN401 - pyHanko's
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.moment
        return session


def _appearance(place: Place, certificate: Certificate, moment: datetime) -> bytes:
    """The words of a signature as a page of the size of its place (dd/MM/yyyy hh:mm:ss +07:00)."""
    offset = moment.strftime("%z")
    facts = {
        "width": round(place.x2) - round(place.x1),
        "height": round(place.y2) - round(place.y1),
        "holder": certificate.holder,
        "organisation": certificate.organisation,
        "issuer": certificate.issuer,
        "moment": f"{moment:%d/%m/%Y %H:%M:%S} {offset[:3]}:{offset[3:]}",
        "is_test": certificate.is_test,
    }
    return typeset("_signature", facts, issued_on=None).data


def timestamper(proofs: Proofs) -> TimeStamper | None:
    """The authority that stamps: that of the installation, else the development CA's own, else none."""
    if proofs.tsa_url:
        return HTTPTimeStamper(proofs.tsa_url, timeout=PATIENCE)
    if proofs.test_tsa is not None:
        return keys.test_timestamper(proofs.test_tsa, development.PASSPHRASE)
    return None


def _context(proofs: Proofs, signer: Signer) -> ValidationContext:
    """What the proofs of a signature are collected with; the network is used here, and only here."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(each) for each in proofs.trust.roots],
        other_certs=list(signer.cert_registry),
        crls=[crl.CertificateList.load(each) for each in proofs.trust.revocations],
        allow_fetching=True,
        revocation_mode="require",
        fetcher_backend=RequestsFetcherBackend(per_request_timeout=PATIENCE),
    )
