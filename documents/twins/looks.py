"""How each kind of paragraph of a twin looks: Decree 30/2020/NĐ-CP, Annex I, in the words of Word. DATA.

The figures are those of `templates/_decree30.css`, from which the PDF is set; tests measure both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from documents.typeset import SizeSet

FONT = "Times New Roman"
LANGUAGE = "vi-VN"

TWIPS_PER_MM = 1440 / 25.4
"""Word measures in twentieths of a point."""
A4 = (210, 297)
"""Millimetres."""
TOP, RIGHT, BOTTOM, LEFT = 20, 15, 20, 30
"""Margins in millimetres: Decree 30 has 20-25, 15-20, 20-25, 30-35."""
PAGE_NUMBER_FROM_TOP = 7
"""Millimetres to the line of the page number, so that it stands in the middle of the top margin."""
SIGNING_ROOM = 28
"""Millimetres between position and name."""

Size = Literal["state", "body", "small"] | int
"""A size that depends on the set, or a size in points that does not."""

SIZES: dict[SizeSet, dict[str, int]] = {
    12: {"state": 12, "body": 13, "small": 12},
    13: {"state": 13, "body": 14, "small": 13},
}
"""Points: quốc hiệu and bodies' names; tiêu ngữ, headings and text; "V/v"."""


@dataclass(frozen=True)
class Look:
    """A kind of paragraph. Spaces in points, indent of the first line in millimetres.

    `line` is the distance of lines in multiples of the face's own (1.15 of the size): 1.13 gives the 1.3 of
    the PDF. `kept`: it stands on one page with what follows. `outline`: its level in the navigation.
    """

    size: Size = "body"
    bold: bool = False
    italic: bool = False
    side: Literal["left", "center", "right", "both"] = "center"
    indent: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.04
    kept: bool = False
    outline: int | None = None


_TEXT = Look(side="both", indent=12.7, after=6, line=1.13)
_ASIDE = replace(_TEXT, indent=0)

LOOKS: dict[str, Look] = {
    "Draft": Look(bold=True, after=6),
    "State": Look("state", bold=True),
    "Motto": Look(bold=True),
    "Superior": Look("state"),
    "Issuer": Look("state", bold=True),
    "Number": Look(13, before=6),
    "About": Look("small", before=3, outline=0),
    "PlaceDate": Look(italic=True, before=6),
    "Form": Look(12, italic=True, side="right", after=4),
    "TypeName": Look(bold=True, before=16, outline=0),
    "Subject": Look(bold=True, after=12),
    "ContractSubject": Look(bold=True, after=2),
    "ContractNumber": Look(13, before=2, after=12),
    "Authority": Look(bold=True, before=10, after=10, kept=True),
    "Addressed": Look(before=14, after=12),
    "AddressedLabel": Look(side="right"),
    "AddressedTo": Look(side="left"),
    "Ground": replace(_TEXT, italic=True),
    "Enacting": Look(bold=True, before=10, after=10, kept=True),
    "Body": _TEXT,
    "BodyKept": replace(_TEXT, kept=True),
    "ArticleTitle": replace(_TEXT, kept=True, outline=1),
    "Part": Look(bold=True, side="left", indent=12.7, before=8, after=6, line=1.13, kept=True, outline=1),
    "Centred": Look(after=6, line=1.13),
    "Plain": _ASIDE,
    "PartyName": replace(_ASIDE, kept=True),
    "PartyLine": replace(_ASIDE, kept=True),
    "Head": Look(13, bold=True, before=3, after=3),
    "CellLeft": Look(13, side="left", before=3, after=3),
    "CellCenter": Look(13, before=3, after=3),
    "CellRight": Look(13, side="right", before=3, after=3),
    "Signer": Look(bold=True, kept=True),
    "SigningRoom": Look(kept=True),
    "SignerName": Look(bold=True),
    "RecipientsLabel": Look(12, bold=True, italic=True, side="left", kept=True),
    "Recipient": Look(11, side="left"),
    "RecipientKept": Look(11, side="left", kept=True),
    "AnnexName": Look(bold=True, outline=0),
    "AnnexTitle": Look(bold=True, after=2),
    "AnnexOf": Look(italic=True, after=12),
    "Gap": Look(8, kept=True),
    "PageNumber": Look(13),
}
"""Each kind by the identifier of its style."""


def points(size: Size, sizes: SizeSet) -> int:
    """The size in points."""
    return size if isinstance(size, int) else SIZES[sizes][size]


def twips(millimetres: float) -> int:
    """A length as Word writes it."""
    return round(millimetres * TWIPS_PER_MM)
