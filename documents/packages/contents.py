"""What a package holds, as data: the dossier, its papers, the bytes of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

REPRESENTATIONS = "representations"


class Kind(StrEnum):
    """Which package it is (Circular 05/2025/TT-BNV)."""

    SIP = "SIP"
    """Handed over to an archive that runs another system."""
    AIP = "AIP"
    """Kept in an archive that runs the same system."""


class Origin(StrEnum):
    """What a file of a paper is; each is a representation with a folder of its own."""

    ISSUED = "ban-hanh"
    """The paper as it was issued."""
    SIGNED = "ky-so"
    """A revision of it with digital signatures."""
    SUBMITTED = "giay-nop"
    """A paper that a party handed in."""


@dataclass(frozen=True)
class SignedBy:
    """A digital signature as it is on record; the certificate is in the PDF itself."""

    place: int
    position: str
    holder: str
    issuer: str
    serial: str
    signed_at: datetime
    is_test: bool
    sha256: str


@dataclass(frozen=True)
class File:
    """The bytes of a paper in one form."""

    name: str
    origin: Origin
    sha256: str
    size: int | None
    media_type: str

    @property
    def path(self) -> str:
        """Where it lies in the package."""
        return f"{REPRESENTATIONS}/{self.origin}/data/{self.name}"


@dataclass(frozen=True)
class Paper:
    """A paper with the fields of Annex VI; what is not known is empty."""

    code: str
    ordinal: int
    type_name: str
    number: str
    notation: str
    issued_on: date
    organ: str
    subject: str
    maintenance: str
    files: tuple[File, ...]
    language: str = "Tiếng Việt"
    pages: int | None = None
    positions: str = ""
    priority: int = 0
    copies: int = 1
    description: str = ""
    signatures: tuple[SignedBy, ...] = ()


@dataclass(frozen=True)
class Package:
    """A dossier to hand over: its code, the fields of Annex VI, its papers in their order."""

    kind: Kind
    task: str
    organ: str
    catalog: int
    title: str
    creator: str
    maintenance: str
    rights: str
    description: str
    papers: tuple[Paper, ...]

    @property
    def name(self) -> str:
        """The folder that holds everything, and what the file is called."""
        return re.sub(r"[^\w.-]+", "-", f"{self.kind}_hoso_{self.task}")

    @property
    def files(self) -> tuple[File, ...]:
        """The bytes of all papers, each path once."""
        return tuple({file.path: file for paper in self.papers for file in paper.files}.values())

    @property
    def starts_on(self) -> date:
        """The day of the oldest paper."""
        return min(paper.issued_on for paper in self.papers)

    @property
    def ends_on(self) -> date:
        """The day of the newest paper, and of the package: made again it is the same."""
        return max(paper.issued_on for paper in self.papers)
