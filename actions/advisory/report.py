"""The closet report of a session: the department tells the People's Committee what still lies unused.

Its figures are those of the boards, for the provinces for which the council answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions.advisory import papers, sessions
from actions.advisory.agenda import of_council
from actions.boards.figures import BUCKETS, ClosetFigures, ClosetRow, closet_figures
from actions.boards.words import AGE_VI
from documents.catalogue.advisory import CLOSET_REPORT
from documents.facts.advisory import (
    ActingLine,
    CaseLine,
    CauseLine,
    ClosetReportFacts,
    CountLine,
    MonthLine,
    head,
)
from documents.facts.base import Letterhead
from models import deeds, provinces, queries
from models.closet import CAUSES
from models.deeds import Deed
from models.permissions import Actor
from models.tables import Document

_CAUSE_VI = {cause.code: cause.vi for cause in CAUSES}
_VALUED, _BUDGETED = "định giá", "kinh phí"


@dataclass(frozen=True)
class Reported:
    """A closet report on record: of which session, its row and number, how many results it tells of."""

    province: str
    month: date
    file: str
    document: int
    number: str
    lying: int


def report(session: Session, province: str, month: date | None, actor: Actor, *, on: date) -> Reported:
    """Issue the closet report of a session (None: the next one), once for what it says.

    Raises:
        BadInput: there is no such province.
        NotPermitted: the actor does not run the council's sessions.
    """
    deeds.require(actor, Deed.ADVISORY_RUN)
    name = provinces.successor(province, on)
    month = month.replace(day=1) if month is not None else sessions.next_month(session, name, on)
    row = sessions.opened(session, name, month)
    before = papers.latest(session, row, CLOSET_REPORT)
    facts = report_facts(session, name, month, on, before)
    same = before is not None and papers.says_the_same(before, facts)
    document = before if before is not None and same else papers.issue(session, row, facts)
    return Reported(name, month, papers.file_of(row), document.id, document.number_text, facts.lying)


def report_facts(
    session: Session, province: str, month: date, on: date, before: Document | None
) -> ClosetReportFacts:
    """What the report says on that day; `before` is the one that it would replace."""
    figures = closet_figures(session, on, provinces=of_council(province, on))
    return written(figures, province, month, papers.cited(before) if before else None)


def written(figures: ClosetFigures, province: str, month: date, replaces: str | None) -> ClosetReportFacts:
    """The boards' figures as facts of the paper."""
    letterhead, on = Letterhead.of(province), figures.on
    common = head(CLOSET_REPORT, letterhead, 0, on, month)
    place = f"{letterhead.unit} {letterhead.province}"
    common["subject"] = f"Kết quả khoa học và công nghệ {place} còn trong ngăn tủ, tính đến {on:%d/%m/%Y}"
    counted = dict(figures.count(lambda row: row.causes))
    then = figures.before.by_cause
    ages = dict(figures.count(lambda row: (row.bucket,)))
    return ClosetReportFacts(
        **common,
        reckoned_on=on,
        lying=len(figures.rows),
        before_on=figures.before.day,
        before=figures.before.lying,
        came=len(figures.before.came),
        left=len(figures.before.left),
        late=len(figures.overdue),
        valued=figures.worth(_VALUED),
        budgeted=figures.worth(_BUDGETED),
        unvalued=sum(row.value.vnd is None for row in figures.rows),
        by_acting=_acting(figures.rows, on),
        by_cause=tuple(
            CauseLine(label=_CAUSE_VI[code], count=counted.get(code, 0), before=then[code])
            for code in sorted({*counted, *then}, key=lambda code: (-counted.get(code, 0), code))
        ),
        by_age=tuple(
            CountLine(label=AGE_VI[bucket], count=ages[bucket]) for bucket in BUCKETS if ages.get(bucket)
        ),
        months=tuple(
            MonthLine(until=each.until, came=each.came, left=each.left, lying=each.lying)
            for each in figures.months
        ),
        cases=tuple(_case(row, on) for row in figures.rows),
        replaces=replaces,
    )


def _acting(rows: Sequence[ClosetRow], on: date) -> tuple[ActingLine, ...]:
    """Who must act on how many, the most first."""
    waiting: dict[str, list[ClosetRow]] = defaultdict(list)
    for row in rows:
        waiting[row.acting.who].append(row)
    lines = [
        ActingLine(
            who=who,
            count=len(theirs),
            longest=max((row.days for row in theirs if row.days is not None), default=None),
            late=sum(row.acting.is_late(on) for row in theirs),
        )
        for who, theirs in waiting.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.count, line.who)))


def _case(row: ClosetRow, on: date) -> CaseLine:
    acting = row.acting
    late = (on - acting.due_on).days if acting.due_on is not None and acting.is_late(on) else None
    return CaseLine(
        code=row.code,
        title=row.title,
        cause=row.headline_vi,
        days=row.days,
        acting=acting.who,
        what=acting.what,
        due_on=acting.due_on,
        days_late=late,
        responsible=acting.responsible,
        value=None if row.value.vnd is None else row.value.vnd.quantize(1),
        value_kind=row.value.kind,
    )


def standing_before(session: Session, province: str, month: date) -> Document | None:
    """The report of that session that stands, if one was issued."""
    row = session.scalar(queries.advisory_session(province, month))
    return None if row is None else papers.latest(session, row, CLOSET_REPORT)
