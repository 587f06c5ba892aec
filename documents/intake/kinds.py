"""What may be handed in: the kinds of file, those that each paper takes, and what else a file can be.

A file is what its bytes say. Its name is only asked whether it says the same.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken in: its name, media type, suffixes, and largest size in MB."""

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    largest_mb: int

    @property
    def largest_bytes(self) -> int:
        """The largest size in bytes."""
        return self.largest_mb * 1024 * 1024

    @property
    def too_large(self) -> str:
        """Why a larger one is refused, and the way out."""
        return (
            f"Tệp {self.name} lớn hơn {self.largest_mb} MB. "
            "Hãy giảm độ phân giải ảnh quét hoặc tách thành nhiều tệp."
        )


_OFFICE = "application/vnd.openxmlformats-officedocument."

PDF = Kind("PDF", "application/pdf", (".pdf",), 2000)
DOCX = Kind("DOCX", f"{_OFFICE}wordprocessingml.document", (".docx",), 50)
XLSX = Kind("XLSX", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",), 50)
PNG = Kind("PNG", "image/png", (".png",), 25)
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), 25)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (PDF, DOCX, XLSX, PNG, JPEG)}

WRITTEN = (PDF, DOCX, PNG, JPEG)
"""A text: as it was written, or scanned after it was signed."""
SEALED = (PDF, PNG, JPEG)
"""A paper that counts for its signature and seal: a file that anybody can still edit is none."""
TABLE = (PDF, XLSX, DOCX, PNG, JPEG)
"""A text with sums or lists, which those who check it want to reckon with."""

WANTED: Mapping[str, tuple[Kind, ...]] = {
    **dict.fromkeys(
        (
            *("asset_list", "asset_report", "budget_estimate", "cost_annex", "equipment_list", "file_list"),
            *("financial_report", "inventory", "periodic_report", "product_report", "research_data"),
            *("revenue_ledger", "settlement", "supplement", "vouchers", "evidence_of_use"),
        ),
        TABLE,
    ),
    **dict.fromkeys(
        (
            *("acceptance_letter", "application_commitment", "contribution_document", "counterpart_proof"),
            *("ownership_note", "partner_letter", "reception_commitment", "registered_report"),
            *("valuation_certificate",),
        ),
        SEALED,
    ),
}
"""The kinds that a paper of the lifecycle takes, by its code; a paper not named here is `WRITTEN`."""


def wanted_for(paper: str) -> tuple[Kind, ...]:
    """The kinds of file that this paper takes."""
    return WANTED.get(paper, WRITTEN)


_AS_PDF = "hãy mở tệp và xuất (hoặc in) ra PDF rồi nộp lại"
_UNPACK = "hãy giải nén và nộp từng tệp bên trong"
_NEVER = "hệ thống không nhận tệp chạy được; hãy nộp văn bản ở dạng PDF"

FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tệp Office đời cũ (.doc, .xls) hoặc có mật khẩu",
     "hãy bỏ mật khẩu nếu có và lưu thành .docx hoặc .xlsx"),
    (b"MZ", "chương trình chạy được của Windows", _NEVER),
    (b"\x7fELF", "chương trình chạy được", _NEVER),
    (b"\xca\xfe\xba\xbe", "chương trình chạy được", _NEVER),
    (b"\xcf\xfa\xed\xfe", "chương trình chạy được", _NEVER),
    (b"#!", "kịch bản chạy được", _NEVER),
    (b"Rar!", "tệp nén RAR", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z", _UNPACK),
    (b"\x1f\x8b", "tệp nén gzip", _UNPACK),
    (b"{\\rtf", "tệp RTF", _AS_PDF),
    (b"%!PS", "tệp PostScript", _AS_PDF),
    (b"GIF8", "ảnh GIF", "hãy lưu thành PNG hoặc JPEG rồi nộp lại"),
    (b"II*\x00", "ảnh TIFF", _AS_PDF),
    (b"MM\x00*", "ảnh TIFF", _AS_PDF),
    (b"RIFF", "ảnh WEBP hoặc tệp âm thanh, phim", "hãy lưu ảnh thành PNG hoặc JPEG rồi nộp lại"),
    (b"BM", "ảnh BMP", "hãy lưu thành PNG hoặc JPEG rồi nộp lại"),
    (b"<", "trang web hoặc tệp XML", _AS_PDF),
    (b"\xef\xbb\xbf<", "trang web hoặc tệp XML", _AS_PDF),
)  # fmt: skip
"""Other kinds by their first bytes: what each is, and the way out."""

HEIC_AT_4 = b"ftyp"
_HEAD_BYTES = 1024
PDF_HEAD = b"%PDF-"
ZIP_HEAD = b"PK\x03\x04"


def begins_as_pdf(data: bytes) -> bool:
    """Whether a reader would take it for a PDF: they accept the head anywhere in the first kilobyte."""
    return PDF_HEAD in data[:_HEAD_BYTES]


def foreign(data: bytes) -> tuple[str, str]:
    """What a file is that is of no kind taken in, and the way out."""
    if data[4:8] == HEIC_AT_4:
        return "ảnh HEIC hoặc phim", "hãy lưu ảnh thành JPEG rồi nộp lại"
    for head, name, way_out in FOREIGN:
        if data.startswith(head):
            return name, way_out
    if _is_text(data[:4096]):
        return "tệp văn bản thuần", _AS_PDF
    return "tệp không rõ loại", _AS_PDF


def _is_text(start: bytes) -> bool:
    try:
        # Not to the end: the last character may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return b"\x00" not in start


def bare_name(file_name: str) -> str:
    """The name alone, without the folders that a browser or an archive put before it."""
    return PurePosixPath(file_name.replace("\\", "/")).name


def suffix_of(file_name: str) -> str:
    """The suffix of a name, in small letters; empty when it has none."""
    return PurePosixPath(bare_name(file_name)).suffix.lower()


def any_of(kinds: tuple[Kind, ...]) -> str:
    """The kinds as a sentence lists them."""
    *first, last = [kind.name for kind in kinds]
    return f"{', '.join(first)} hoặc {last}" if first else last
