"""Facts of the yearly register of intellectual property: each application and title, and how many of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.catalogue.protection import IP_REGISTER, PROTECTION
from documents.facts.base import Facts, HeadFacts, Letterhead, Signature, Text
from models.language import Confidence, Source

_LAW = Source("Luật Sở hữu trí tuệ", Confidence.SECONDARY)
_DECREE = Source("Điều 9a Nghị định số 65/2023/NĐ-CP", Confidence.UNCERTAIN)


class RegisterLine(Facts):
    """An application or title."""

    task: Text
    kind: Text
    title: Text
    office: Text
    number: Text
    applicant: Text
    filed_on: date
    granted_on: date | None
    grant_number: Text | None
    valid_until: date | None
    state: Text


class KindLine(Facts):
    """How many applications of one kind: in the register, filed and granted in the year."""

    kind: Text
    lines: int
    filed: int
    granted: int


class RegisterFacts(HeadFacts):
    """Sổ theo dõi quyền sở hữu trí tuệ."""

    province: Text
    year: int
    reckoned_on: date
    lines: tuple[RegisterLine, ...]
    kinds: tuple[KindLine, ...]
    filed_first: int
    filed_or_published: int
    """Of so many results that were filed or published, `filed_first` were filed before."""
    replaces: Text | None
    """The register of this year that was issued before, and that this one replaces."""


PROTECTION_FACTS: dict[str, type[HeadFacts]] = {IP_REGISTER: RegisterFacts}
"""The model of each paper's facts."""


def register_facts(
    province: str,
    year: int,
    lines: Sequence[RegisterLine],
    kinds: Sequence[KindLine],
    first: tuple[int, int],
    number: int,
    on: date,
    replaces: str | None = None,
) -> RegisterFacts:
    """The facts of the register of a province's year under that number (0: a draft).

    Args:
        province: which answers today.
        year: of the register.
        lines: the applications and titles.
        kinds: how many of each kind.
        first: how many results were filed before they were published, of how many.
        number: of the register of papers.
        on: the day on the paper.
        replaces: the paper of the same year that stood before.
    """
    entry, letterhead = PROTECTION[IP_REGISTER], Letterhead.of(province)
    return RegisterFacts(
        code=IP_REGISTER,
        type_name=entry.title,
        superior=letterhead.ppc,
        issuer="Sở Khoa học và Công nghệ",
        place=letterhead.place,
        number=number,
        symbol=entry.register.symbol,
        issued_on=on,
        subject=(
            f"Quyền sở hữu trí tuệ hình thành từ nhiệm vụ khoa học và công nghệ {letterhead.unit} "
            f"{letterhead.province}, năm {year}"
        ),
        authority="",
        bases=(f"Căn cứ {_LAW}", f"Căn cứ {_DECREE}"),
        recipients=(f"{letterhead.ppc} (để báo cáo)", "Các tổ chức chủ trì nhiệm vụ"),
        filing_unit=letterhead.science_unit,
        signers=(Signature(position="Giám đốc"),),
        ppc=letterhead.ppc,
        dost=letterhead.dost,
        unit=letterhead.unit,
        province=letterhead.province,
        year=year,
        reckoned_on=min(on, date(year, 12, 31)),
        lines=tuple(lines),
        kinds=tuple(kinds),
        filed_first=first[0],
        filed_or_published=first[1],
        replaces=replaces,
    )
