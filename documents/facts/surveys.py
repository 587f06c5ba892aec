"""Facts of the summary report on a survey: counts, shares with both numbers, mean points; no enterprise."""

from __future__ import annotations

from datetime import date
from typing import Any

from documents.catalogue.surveys import SURVEY_SUMMARY, SURVEYS
from documents.facts.base import Facts, HeadFacts, Letterhead, Signature, Text


class SortLine(Facts):
    """One sort of enterprises: how many of how many answered ("3/4 (75,0%)"), their mean points."""

    name: Text
    answered: Text
    mean: Text | None


class ShareLine(Facts):
    """So many of so many: "3/4 (75,0%)"."""

    name: Text
    share: Text


class SummaryFacts(HeadFacts):
    """Báo cáo tổng hợp khảo sát."""

    survey: Text
    title: Text
    year: int
    form: Text
    opens_on: date
    closes_on: date
    response: Text
    mean: Text | None
    kinds: tuple[SortLine, ...]
    provinces: tuple[SortLine, ...]
    disciplines: tuple[SortLine, ...]
    levels: tuple[ShareLine, ...]
    groups: tuple[SortLine, ...]
    needs: int
    with_needs: Text
    needs_by_discipline: tuple[ShareLine, ...]
    willing: tuple[ShareLine, ...]
    by_year: tuple[ShareLine, ...]
    budget: Text | None
    notes: tuple[Text, ...]


SURVEY_FACTS: dict[str, type[HeadFacts]] = {SURVEY_SUMMARY: SummaryFacts}
"""The model of the paper's facts."""


def summary_facts(province: str, number: int, on: date, **told: Any) -> SummaryFacts:  # noqa: ANN401 - the model checks them
    """The facts of the report under that number (0: a draft).

    Args:
        province: whose department reports.
        number: of the register of papers.
        on: the day on the paper.
        told: what the survey found, by the fields of `SummaryFacts`.
    """
    entry, letterhead = SURVEYS[SURVEY_SUMMARY], Letterhead.of(province)
    return SummaryFacts(
        code=SURVEY_SUMMARY,
        type_name=entry.title,
        superior=letterhead.ppc,
        issuer="Sở Khoa học và Công nghệ",
        place=letterhead.place,
        number=number,
        symbol=entry.register.symbol,
        issued_on=on,
        subject=f"Tổng hợp khảo sát trình độ và nhu cầu công nghệ năm {told['year']}",
        authority="",
        bases=(),
        recipients=(
            f"{letterhead.ppc} (để báo cáo)",
            f"Cổng thông tin điện tử {letterhead.unit}",
        ),
        filing_unit=letterhead.science_unit,
        signers=(Signature(position="Giám đốc"),),
        ppc=letterhead.ppc,
        dost=letterhead.dost,
        unit=letterhead.unit,
        **told,
    )
