"""The words of the catalogue: who issues a paper, how it is laid out, who gets it, how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from models.dossier import Position
from models.language import Confidence, Role, Source


class Issuer(StrEnum):
    """Who issues a paper, and so whose letterhead it bears."""

    PPC = "ppc"
    """Ủy ban nhân dân tỉnh, thành phố."""
    DOST = "dost"
    """Sở Khoa học và Công nghệ."""
    COUNCIL = "council"
    """Hội đồng tư vấn, tổ thẩm định."""
    HOST = "host"
    """Tổ chức chủ trì."""
    ORDERER = "orderer"
    """Cơ quan đặt hàng."""
    RECIPIENT = "recipient"
    """Tổ chức tiếp nhận kết quả."""
    PARTIES = "parties"
    """Các bên cùng ký: no letterhead of one body."""
    INFO_BODY = "info_body"
    """Tổ chức đầu mối thông tin KH&CN của tỉnh."""


class Layout(StrEnum):
    """How a paper is laid out (Decree 30/2020 and the customs of each type)."""

    DECISION = "decision"
    """Căn cứ, Điều 1..n."""
    NOTICE = "notice"
    """Type name and subject, running text."""
    LETTER = "letter"
    """Công văn: no type name, "V/v" under the number, "Kính gửi"."""
    MINUTES = "minutes"
    """Biên bản: time, place, those present, course, conclusion."""
    CONTRACT = "contract"
    """Parties, Điều, signatures side by side."""
    CERTIFICATE = "certificate"
    """Giấy chứng nhận, xác nhận."""
    TABLE = "table"
    """Bảng, sổ, mục lục."""
    ANNEX = "annex"
    """Phụ lục to a contract."""


class To(StrEnum):
    """A recipient in "Nơi nhận", resolved to a name when the paper is written."""

    HOST = "host"
    ORDERER = "orderer"
    RECIPIENT = "recipient"
    PPC = "ppc"
    PPC_LEADERS = "ppc_leaders"
    DOST = "dost"
    FINANCE = "finance"
    TREASURY = "treasury"
    COUNCIL = "council"
    APPLICANTS = "applicants"
    PORTAL = "portal"
    INFO_BODY = "info_body"
    PARTIES = "parties"
    PARTY = "party"
    """Whom a remedy of the closet names."""
    ADDRESSEE = "addressee"
    """Whoever the paper speaks to (e.g. Điều 3 of a decision)."""


Signatory = Role | Position
"""Who signs: a role in the life of the task, or a seat on the council."""


@dataclass(frozen=True)
class Register:
    """A run of numbers: one for each issuer and symbol, restarting on 1 January."""

    issuer: Issuer
    abbreviation: str
    symbol: str


@dataclass(frozen=True)
class Retention:
    """How long a paper is kept; `years` is None for permanent keeping."""

    years: int | None
    source: Source

    @property
    def permanent(self) -> bool:
        """Whether the paper is never destroyed."""
        return self.years is None

    @property
    def label(self) -> str:
        """As printed in the file index: "Vĩnh viễn" or "50 năm"."""
        return "Vĩnh viễn" if self.years is None else f"{self.years} năm"


_CIRCULAR_19 = Source("Thông tư số 19/2019/TT-BKHCN", Confidence.READ)
PERMANENT = Retention(None, _CIRCULAR_19)
"""Dossiers of implementation, acceptance and recognition of provincial tasks."""
FIFTY_YEARS = Retention(50, _CIRCULAR_19)
"""Surveys of application, transfer and innovation at provincial level; technology-transfer licences."""

PdfVariant = Literal["pdf/a-2b"]


EDITED_LAYOUTS = frozenset({Layout.CONTRACT, Layout.ANNEX, Layout.LETTER, Layout.MINUTES})
"""Offices word these anew before they sign: contracts, agreements and their annexes, letters, minutes."""
EDITED_KINDS = frozenset({"TTr", "TM", "BC", "CK"})
"""So they do with these types, whatever their layout: submissions, proposals, reports, commitments."""


@dataclass(frozen=True)
class CatalogueEntry:
    """One paper: what it is, who answers for it, how it looks, how long it stays.

    `title` is the type name as printed (empty for a công văn, which bears none); `per` says whether one is
    written for the whole stay in a stage or one for each member of its council; `counted` marks a paper that
    only states what was counted, which nobody words anew.
    """

    code: str
    title: str
    name_vi: str
    name_en: str
    register: Register
    signers: tuple[Signatory, ...]
    layout: Layout
    recipients: tuple[To, ...]
    retention: Retention = PERMANENT
    pdf_variant: PdfVariant = "pdf/a-2b"
    per: Literal["entry", "member"] = "entry"
    counted: bool = False

    @property
    def has_twin(self) -> bool:
        """Whether it has a Word twin that offices edit before signing (docs/decisions/0013-docx-twins.md)."""
        return not self.counted and (self.layout in EDITED_LAYOUTS or self.kind in EDITED_KINDS)

    @property
    def kind(self) -> str:
        """The abbreviation of the type (Decree 30/2020 Annex III where it has one); "CV" for a công văn."""
        return self.register.abbreviation

    @property
    def issuer(self) -> Issuer:
        """Who issues it."""
        return self.register.issuer


def number_text(entry: CatalogueEntry, number: int, year: int) -> str:
    """The number and symbol as printed after "Số: ", e.g. "05/QĐ-SKHCN".

    Numbers below 10 get a leading 0. A contract's number bears its year, as contracts outlive the year.

    Raises:
        ValueError: when the number is not positive; a paper without a number must not be issued.
    """
    if number < 1:
        raise ValueError(f"A register starts at 1, not at {number}.")
    if entry.layout in {Layout.CONTRACT, Layout.ANNEX}:
        return f"{number:02d}/{year}/{entry.register.symbol}"
    return f"{number:02d}/{entry.register.symbol}"
