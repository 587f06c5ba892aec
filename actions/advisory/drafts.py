"""Drafts of a session's papers: what its agenda, minutes or closet report would say if issued now."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from actions import wiring
from actions.advisory import papers, sessions
from actions.advisory.agenda import gather
from actions.advisory.minutes import Sheet
from actions.advisory.report import report_facts, standing_before
from actions.preview import Draft
from documents.catalogue.advisory import ADVISORY, AGENDA, CLOSET_REPORT
from documents.facts.advisory import AdvisoryFacts
from documents.typeset import typeset
from models import deeds, provinces, queries
from models.deeds import Deed
from models.errors import NotFound, Refused
from models.permissions import Actor


def session_draft(
    session: Session,
    paper: str,
    province: str,
    month: date | None,
    actor: Actor,
    *,
    on: date,
    sheet: Sheet | None = None,
) -> Draft:
    """Set a paper of a session in type as it would be issued on that day; nothing is numbered or written.

    Args:
        session: an open transaction.
        paper: the catalogue code of one of a session's papers.
        province: any name of the province.
        month: any day of the session's month; None for the next session.
        actor: who asks to read it.
        on: the day of which it speaks.
        sheet: the minutes form, for a draft of the minutes.

    Raises:
        BadInput: there is no such province.
        NotFound: no such paper of a session.
        NotPermitted: the actor has no part in the council's work.
        Refused: the minutes lack something, or there is no form of them: every reason at once.
    """
    deeds.require(actor, Deed.ADVISORY_FOLLOW)
    if paper not in ADVISORY:
        known = "; ".join(f"{entry.name_vi} ({code})" for code, entry in ADVISORY.items())
        raise NotFound(f"Phiên họp hội đồng tư vấn không có văn bản «{paper}». Các văn bản: {known}.")
    name = provinces.successor(province, on)
    month = month.replace(day=1) if month is not None else sessions.next_month(session, name, on)
    facts = _facts(session, paper, name, month, sheet, on)
    printed = typeset(paper, facts, issued_on=None, sizes=wiring.settings().paper_sizes, draft=True)
    file = f"HDTV-{provinces.letters(name)}-{month:%Y-%m}"
    title = ADVISORY[paper].name_vi
    return Draft(file, paper, title, printed.data, printed.pages, f"{file}.{paper}.du-thao.pdf")


def _facts(
    session: Session, paper: str, name: str, month: date, sheet: Sheet | None, on: date
) -> AdvisoryFacts:
    row = session.scalar(queries.advisory_session(name, month))
    if paper == CLOSET_REPORT:
        return report_facts(session, name, month, on, standing_before(session, name, month))
    if paper == AGENDA:
        day = row.meets_on if row is not None else sessions.meeting_day(month)
        before = papers.latest(session, row, AGENDA) if row is not None else None
        return papers.agenda_facts(name, month, gather(session, name, month, day, on), on, before)
    if sheet is None:
        raise Refused("Dự thảo biên bản cần tệp biên bản: thêm --form FILE.")
    agenda = papers.latest(session, row, AGENDA) if row is not None else None
    if row is None or agenda is None:
        raise NotFound(f"Chưa có chương trình phiên họp tháng {month:%m/%Y} nên chưa lập được biên bản.")
    items = {code: (item, title) for item, code, title in session.execute(queries.advisory_items(row.id))}
    sessions.check(session, row, agenda, sheet, items, on)
    titles = {code: title for code, (_, title) in items.items()}
    return papers.minutes_facts(row, sheet, titles, agenda, on)
