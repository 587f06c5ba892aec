"""Surveys as they are read: the list, one survey with who was asked, its answers together and as a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from actions.exports import Column, Listed
from actions.panels.papers import PaperLine, papers_of
from actions.surveys.answering import reply_in
from actions.surveys.keeping import survey_of
from models import surveys as rules
from models.deeds import Deed, may, require
from models.language import PartyKind
from models.permissions import Actor
from models.queries import surveys as asked
from models.surveys import FORMS, Asked, Form, Level, Summary, comma, dong
from models.tables import Organisation, Survey, SurveyLink, WorkFile

PAGE: Final = 50
"""Rows of a page."""


class Stand(StrEnum):
    """How far a survey has come; the value is its code."""

    DRAFT = "draft"
    """Its first day is still to come."""
    OPEN = "open"
    """It is answered."""
    CLOSED = "closed"
    """Its last day has passed."""


@dataclass(frozen=True)
class SurveyRow:
    """A survey in a list."""

    code: str
    title: str
    province: str
    year: int
    stand: Stand
    opens_on: date
    closes_on: date
    asked: int
    answered: int


@dataclass(frozen=True)
class LinkRow:
    """An enterprise that was asked: when, and its points once it answered."""

    organisation: str
    province: str
    mailed: bool
    asked_on: date
    answered_at: datetime | None
    points: Decimal | None
    level: Level | None
    needs: int


@dataclass(frozen=True)
class SurveyPage:
    """A survey whole; `links` are one page of those asked."""

    row: SurveyRow
    form: Form
    summary: Summary
    links: tuple[LinkRow, ...]
    page: int
    more: bool
    papers: tuple[PaperLine, ...]
    may_keep: bool
    may_sum_up: bool


@dataclass(frozen=True)
class Line:
    """A line of the summary as a list: `of` and the means are None where they say nothing."""

    part: str
    name: str
    count: int | None
    of: int | None
    percent: Decimal | None
    mean: Decimal | None
    sum_vnd: Decimal | None = None


SUMMARY: Final = Listed[Line](
    "tong-hop-khao-sat",
    "Tổng hợp khảo sát",
    "Summary of a survey",
    (
        Column("Nội dung", "Part", lambda line: line.part, 34),
        Column("Chỉ tiêu", "Line", lambda line: line.name, 40),
        Column("Số lượng", "Count", lambda line: line.count, 12),
        Column("Trên tổng số", "Of", lambda line: line.of, 14),
        Column("Tỷ lệ (%)", "Percent", lambda line: line.percent, 12),
        Column("Điểm bình quân", "Mean points", lambda line: line.mean, 16),
        Column("Số tiền (đồng)", "Sum (đồng)", lambda line: line.sum_vnd, 20),
    ),
)
"""The summary of a survey as a file."""


def surveys(session: Session, actor: Actor, on: date, *, page: int = 1) -> tuple[tuple[SurveyRow, ...], bool]:
    """One page of the surveys, the latest first, and whether there are more.

    Raises:
        NotPermitted: the actor sees no surveys.
    """
    require(actor, Deed.SURVEY_SEE)
    rows = session.execute(asked.surveys(skip=(page - 1) * PAGE, limit=PAGE + 1)).all()
    return tuple(_row(file, row, on, n, done) for row, file, n, done in rows[:PAGE]), len(rows) > PAGE


def page(session: Session, code: str, actor: Actor, on: date, *, number: int = 1) -> SurveyPage:
    """One survey with its summary.

    Raises:
        NotFound: no such survey.
        NotPermitted: the actor sees no surveys.
    """
    require(actor, Deed.SURVEY_SEE)
    file, row = survey_of(session, code)
    links = session.execute(asked.links(row.id)).all()
    found = summed(row, [(link, party) for link, party in links])
    start = (number - 1) * PAGE
    shown = links[start : start + PAGE]
    keeps = may(actor, Deed.SURVEY_KEEP)
    papers = papers_of(session, file.id, everything=True)
    return SurveyPage(
        row=_row(file, row, on, found.response.of, found.response.count),
        form=FORMS[row.form],
        summary=found,
        links=tuple(_link(FORMS[row.form], link, party) for link, party in shown),
        page=number,
        more=len(links) > start + PAGE,
        papers=papers,
        may_keep=keeps,
        may_sum_up=keeps and not papers and row.closes_on < on,
    )


def summed(row: Survey, links: list[tuple[SurveyLink, Organisation]]) -> Summary:
    """The answers of a survey together."""
    return rules.summary(
        FORMS[row.form],
        [
            Asked(
                PartyKind(party.kind),
                party.province,
                reply_in(link.answers) if link.answered_at is not None else None,
            )
            for link, party in links
        ],
    )


def _row(file: WorkFile, row: Survey, on: date, n: int, done: int) -> SurveyRow:
    stand = Stand.DRAFT if on < row.opens_on else Stand.CLOSED if on > row.closes_on else Stand.OPEN
    return SurveyRow(
        file.code, file.title, file.province, file.year, stand, row.opens_on, row.closes_on, n, done
    )


def _link(form: Form, link: SurveyLink, party: Organisation) -> LinkRow:
    reply = reply_in(link.answers) if link.answered_at is not None else None
    points = rules.score(form, reply.marks) if reply else None
    return LinkRow(
        party.name,
        party.province,
        bool(link.email),
        link.made_on,
        link.answered_at,
        points,
        rules.level(points) if points is not None else None,
        len(reply.needs) if reply else 0,
    )


def summary_lines(found: Summary) -> Iterator[Line]:
    """The summary line by line, as the file and the interface tell it."""
    yield _share("Tỷ lệ trả lời", "Tất cả", found.response, found.mean)
    for part, rows in (
        ("Theo loại hình", found.by_kind),
        ("Theo tỉnh, thành phố", found.by_province),
        ("Theo lĩnh vực (đơn vị đã trả lời)", found.by_discipline),
    ):
        for row in rows:
            yield _share(part, row.name, row.answered, row.mean)
    for level, share in found.levels:
        yield _share("Mức trình độ công nghệ", level.vi, share, None)
    for group, mean, of in found.groups:
        yield Line("Điểm từng nhóm", group.vi, of, None, None, mean)
    yield _share("Nhu cầu công nghệ", "Đơn vị nêu nhu cầu", found.with_needs, None)
    yield Line("Nhu cầu công nghệ", "Số nhu cầu", found.needs, None, None, None)
    for name, count in found.needs_by_discipline:
        yield Line("Nhu cầu theo lĩnh vực", name, count, found.needs, None, None)
    for way, share in found.willing:
        yield _share("Nhu cầu theo mức sẵn sàng", way.vi, share, None)
    for year, count in found.by_year:
        yield Line("Nhu cầu theo năm cần có", year, count, found.needs, None, None)
    yield Line("Kinh phí nêu trong nhu cầu", "Từ", found.budgeted, found.needs, None, None, found.from_vnd)
    yield Line("Kinh phí nêu trong nhu cầu", "Đến", found.budgeted, found.needs, None, None, found.to_vnd)


def _share(part: str, name: str, share: rules.Share, mean: Decimal | None) -> Line:
    return Line(part, name, share.count, share.of, share.percent, mean)


def budget_words(found: Summary) -> str:
    """What the needs that name money come to, in words; empty where none does."""
    if not found.budgeted:
        return ""
    return (
        f"{found.budgeted}/{found.needs} nhu cầu nêu kinh phí: {dong(found.from_vnd)} – {dong(found.to_vnd)}"
    )


def points_words(mean: Decimal | None) -> str:
    """Mean points in words: "46,4 điểm"; a dash where there are none."""
    return "–" if mean is None else f"{comma(mean)} điểm"
