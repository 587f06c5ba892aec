"""The yearly summary of a survey as a paper: numbered once, after the last day of answering."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import work_files
from actions.surveys.keeping import note, survey_of
from actions.surveys.reading import budget_words, summed
from documents.catalogue.surveys import SURVEY_SUMMARY
from documents.facts.surveys import ShareLine, SortLine, SummaryFacts, summary_facts
from models import provinces
from models.deeds import Deed, require
from models.errors import Refused
from models.permissions import Actor
from models.queries import surveys as asked
from models.surveys import FORMS, Row, Share, Summary, comma
from models.tables import Document, Survey, WorkFile


def issue_summary(session: Session, code: str, actor: Actor, *, on: date) -> Document:
    """Issue «Báo cáo tổng hợp khảo sát»; asked for again, the report that stands is returned.

    Raises:
        NotFound: no such survey.
        NotPermitted: the actor keeps no surveys.
        Refused: it is answered still, or nobody was asked.
    """
    require(actor, Deed.SURVEY_KEEP)
    file, row = survey_of(session, code, lock=True)
    reasons = []
    if row.closes_on >= on:
        reasons.append(
            f"{code} còn nhận trả lời đến hết ngày {row.closes_on:%d/%m/%Y}; lập báo cáo sau ngày đó."
        )
    links = [(link, party) for link, party in session.execute(asked.links(row.id))]
    if not links:
        reasons.append(f"{code} chưa gửi phiếu cho đơn vị nào nên không có gì để tổng hợp.")
    if reasons:
        raise Refused.because(reasons)
    found = summed(row, links)
    made = work_files.write(
        session,
        file,
        SURVEY_SUMMARY,
        "final",
        lambda number: _facts(file, row, found, number, on),
        actor,
        on=on,
    )
    note(session, file, "summed-up", f"{actor.title} lập báo cáo tổng hợp khảo sát {code}.", actor, on)
    return made


def _facts(file: WorkFile, row: Survey, found: Summary, number: int, on: date) -> SummaryFacts:
    return summary_facts(
        provinces.successor(file.province, on),
        number,
        on,
        survey=file.code,
        title=file.title,
        year=file.year,
        form=FORMS[row.form].code,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        response=str(found.response),
        mean=None if found.mean is None else comma(found.mean),
        kinds=tuple(_sort(each) for each in found.by_kind),
        provinces=tuple(_sort(each) for each in found.by_province),
        disciplines=tuple(_sort(each) for each in found.by_discipline),
        levels=tuple(_share(each.vi, share) for each, share in found.levels),
        groups=tuple(
            SortLine(name=group.vi, answered=str(of), mean=None if mean is None else comma(mean))
            for group, mean, of in found.groups
        ),
        needs=found.needs,
        with_needs=str(found.with_needs),
        needs_by_discipline=tuple(
            _share(name, Share(count, found.needs)) for name, count in found.needs_by_discipline
        ),
        willing=tuple(_share(each.vi, share) for each, share in found.willing),
        by_year=tuple(_share(year, Share(count, found.needs)) for year, count in found.by_year),
        budget=budget_words(found) or None,
        notes=found.notes,
    )


def _sort(row: Row) -> SortLine:
    return SortLine(
        name=row.name, answered=str(row.answered), mean=None if row.mean is None else comma(row.mean)
    )


def _share(name: str, share: Share) -> ShareLine:
    return ShareLine(name=name, share=str(share))
