"""Reports as papers: drafts, and those issued into the file of work of their year and province, once each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import links, wiring, work_files
from actions.reporting.reading import report, target_report
from documents import typeset
from documents.catalogue.reporting import COMMITTEE_REPORT, OF_PERIOD, REPORTING, TARGET_REPORT
from documents.facts.reporting import report_facts
from models import deeds, provinces
from models.deeds import Deed
from models.errors import Refused
from models.permissions import Actor
from models.queries import reporting as queries
from models.reporting.figures import Report
from models.reporting.periods import Kind, Period
from models.steering.plans import names_of
from models.tables import Document, WorkFile

RUNS: Final = 6
"""Periods of each kind that the list offers, beside the one that runs."""


def issue(
    session: Session,
    province: str,
    period: Period,
    actor: Actor | None,
    *,
    on: date,
    committee: bool = False,
) -> Document:
    """Issue the report of a period, once: asked for again, the one that stands is returned.

    Args:
        session: the caller's transaction.
        province: whose report it is.
        period: of which it tells.
        actor: who issues it; None where the schedule does.
        on: the day on the paper.
        committee: whether it is the one addressed to the People's Committee.

    Raises:
        NotPermitted: the actor issues no reports.
        Refused: the period is not over.
        BadInput: there is no such province, or the period has not begun.
    """
    if actor is not None:
        deeds.require(actor, Deed.REPORT_ISSUE)
    if period.first <= on <= period.last:
        raise Refused(
            f"{period.vi[0].upper()}{period.vi[1:]} chưa kết thúc: báo cáo được ban hành từ ngày sau "
            f"{period.last:%d/%m/%Y}; đến lúc đó hãy xem bản dự thảo."
        )
    paper = COMMITTEE_REPORT if committee else OF_PERIOD[period.kind]
    name = provinces.successor(province, min(period.last, on))
    file = _file(session, name, period.year)
    standing = _standing(session, name, paper, period.code)
    if standing is not None:
        return standing
    found = report(session, name, period, on)
    return _written(session, file, found, paper, period.code, actor, on)


def issue_target(session: Session, number: int, actor: Actor, *, on: date) -> Document:
    """Issue the report on a target as it stands on a day, once a day.

    Raises:
        NotPermitted: the actor issues no reports.
        NotFound: there is no such target.
    """
    deeds.require(actor, Deed.REPORT_ISSUE)
    found = target_report(session, number, on)
    file = _file(session, found.province, on.year)
    moment = f"{found.code}@{on.isoformat()}"
    return _written(session, file, found, TARGET_REPORT, moment, actor, on)


def _file(session: Session, province: str, year: int) -> WorkFile:
    """The file of a province's reports of a year, held."""
    code = f"BC-{provinces.letters(province)}-{year}"
    title = f"Báo cáo năm {year}"
    return work_files.opened(session, code, work_files.Kind.REPORT, title, province, year)


def _written(
    session: Session,
    file: WorkFile,
    found: Report,
    paper: str,
    moment: str,
    actor: Actor | None,
    on: date,
) -> Document:
    return work_files.write(
        session,
        file,
        paper,
        moment,
        lambda number: report_facts(found, paper, number, on),
        actor,
        on=on,
    )


def draft(found: Report, *, committee: bool = False) -> bytes:
    """The report as a PDF that is marked as a draft, without number and day.

    Raises:
        Unavailable: this machine cannot typeset.
    """
    if found.period is None:
        paper = TARGET_REPORT
    else:
        paper = COMMITTEE_REPORT if committee else OF_PERIOD[found.period.kind]
    facts = report_facts(found, paper, 0, found.until)
    return typeset.typeset(paper, facts, issued_on=None, draft=True).data


@dataclass(frozen=True)
class Issued:
    """A report on record: `path` is empty while its bytes are not kept yet."""

    paper: str
    vi: str
    en: str
    number: str
    on: date
    path: str

    @property
    def is_for_committee(self) -> bool:
        """Whether it is the one addressed to the People's Committee."""
        return self.paper == COMMITTEE_REPORT


@dataclass(frozen=True)
class Offered:
    """A period with the reports on it that were issued."""

    period: Period
    is_over: bool
    issued: tuple[Issued, ...]


def offered(session: Session, province: str, on: date) -> dict[Kind, tuple[Offered, ...]]:
    """The periods of each kind of which a report can be read, the running one first, with what was issued.

    Raises:
        BadInput: there is no such province.
    """
    known = _issued(session, names_of(province, on))
    found = {}
    for kind in Kind:
        periods = reversed(Period.holding(kind, on).trail(RUNS + 1))
        found[kind] = tuple(
            Offered(period, period.last < on, tuple(known[period.code])) for period in periods
        )
    return found


def issued(session: Session, found: Report) -> tuple[Issued, ...]:
    """The papers of a report that were issued."""
    known = _issued(session, (found.province,))
    if found.period is not None:
        return tuple(known[found.code])
    return tuple(
        each for moment, own in known.items() if moment.partition("@")[0] == found.code for each in own
    )


def _issued(session: Session, names: tuple[str, ...]) -> defaultdict[str, list[Issued]]:
    """The reports on record by the moments that tell them apart, the latest first."""
    portal = wiring.settings().portal_url
    found: defaultdict[str, list[Issued]] = defaultdict(list)
    for row in session.scalars(queries.reports_issued(names, work_files.Kind.REPORT.value)):
        if row.paper in REPORTING:
            entry = REPORTING[row.paper]
            path = (
                links.paper_link(row.signed_sha256 or row.sha256).removeprefix(portal) if row.sha256 else ""
            )
            found[row.moment].append(
                Issued(row.paper, entry.name_vi, entry.name_en, row.number_text, row.issued_on, path)
            )
    return found


def _standing(session: Session, province: str, paper: str, moment: str) -> Document | None:
    rows = session.scalars(queries.reports_issued((province,), work_files.Kind.REPORT.value))
    return next((row for row in rows if (row.paper, row.moment) == (paper, moment)), None)
