"""Facts of reports: every figure as it was read once, in the words in which every form of it is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from documents.catalogue.reporting import COMMITTEE_REPORT, REPORTING
from documents.facts.base import Facts, HeadFacts, Letterhead, Signature, Text
from models.reporting.figures import Figure, Group, Report, Section


class FigureLine(Facts):
    """A figure: what it stands at, stood at before (empty: not compared), and the difference."""

    label: Text
    said: Text
    before: Text
    change: Text


class GroupLines(Facts):
    """A breakdown with its parts."""

    label: Text
    parts: tuple[FigureLine, ...]


class NamedLine(Facts):
    """Something that the report names."""

    code: Text
    what: Text
    said: Text
    due_on: date | None


class BarFacts(Facts):
    """The bars above one label."""

    label: Text
    values: tuple[Decimal, ...]


class PictureFacts(Facts):
    """A chart, to be drawn on the page."""

    title: Text
    says: Text
    series: tuple[Text, ...]
    bars: tuple[BarFacts, ...]


class SectionFacts(Facts):
    """A part of the report."""

    title: Text
    figures: tuple[FigureLine, ...]
    groups: tuple[GroupLines, ...]
    named_title: Text
    named: tuple[NamedLine, ...]
    picture: PictureFacts | None
    notes: tuple[Text, ...]


class ReportFacts(HeadFacts):
    """Báo cáo định kỳ, báo cáo Ủy ban nhân dân, báo cáo chỉ tiêu."""

    province: Text
    about: Text
    """The period in words, or what the report is on."""
    first: date | None
    until: date
    compared: bool
    """Whether there is a period before to compare with."""
    addressees: tuple[Text, ...]
    sections: tuple[SectionFacts, ...]


REPORTING_FACTS: dict[str, type[HeadFacts]] = dict.fromkeys(REPORTING, ReportFacts)
"""The model of each paper's facts."""


def report_facts(found: Report, paper: str, number: int, on: date) -> ReportFacts:
    """The report as facts of a paper under that number (0: a draft).

    Args:
        found: the report, read once.
        paper: its code in the catalogue.
        number: of the register of papers.
        on: the day on the paper.
    """
    entry, letterhead = REPORTING[paper], Letterhead.of(found.province)
    place = f"{letterhead.unit} {letterhead.province}"
    period, committee = found.period, paper == COMMITTEE_REPORT
    if period is None:
        subject = f"Tình hình thực hiện {found.vi.removeprefix('Báo cáo ')}"
    else:
        subject = f"Tình hình khoa học, công nghệ và đổi mới sáng tạo {place}, {period.vi}"
    return ReportFacts(
        code=paper,
        type_name=entry.title,
        superior=letterhead.ppc,
        issuer="Sở Khoa học và Công nghệ",
        place=letterhead.place,
        number=number,
        symbol=entry.register.symbol,
        issued_on=on,
        subject=subject,
        authority="",
        bases=(),
        recipients=(
            ("Như trên", f"Lãnh đạo {letterhead.ppc}")
            if committee
            else ("Lãnh đạo Sở Khoa học và Công nghệ", "Các phòng, đơn vị thuộc Sở")
        ),
        filing_unit=letterhead.science_unit,
        signers=(Signature(position="Giám đốc"),),
        ppc=letterhead.ppc,
        dost=letterhead.dost,
        unit=letterhead.unit,
        province=letterhead.province,
        about=found.vi.removeprefix("Báo cáo ") if period is None else period.vi,
        first=None if period is None else period.first,
        until=found.until,
        compared=period is not None,
        addressees=(letterhead.ppc,) if committee else (),
        sections=tuple(map(_section, found.sections)),
    )


def _section(section: Section) -> SectionFacts:
    picture = section.picture
    return SectionFacts(
        title=section.vi,
        figures=tuple(map(_figure, section.figures)),
        groups=tuple(map(_group, section.groups)),
        named_title=section.named_vi,
        named=tuple(
            NamedLine(code=each.code, what=each.what, said=each.said, due_on=each.due_on)
            for each in section.named
        ),
        picture=None
        if picture is None
        else PictureFacts(
            title=picture.vi,
            says=picture.says,
            series=picture.series,
            bars=tuple(BarFacts(label=bar.label, values=bar.values) for bar in picture.bars),
        ),
        notes=section.said,
    )


def _group(group: Group) -> GroupLines:
    return GroupLines(label=group.vi, parts=tuple(map(_figure, group.parts)))


def _figure(figure: Figure) -> FigureLine:
    return FigureLine(label=figure.vi, said=figure.said, before=figure.said_before, change=figure.change)
