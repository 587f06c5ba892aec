"""A session of the advisory council as a sheet: its state, its agenda, its papers, what it asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import links
from actions.advisory import papers, sessions
from actions.advisory.agenda import Item, Owed, Reason, gather, of_council, overdue
from models import provinces, queries
from models.tables import AdvisorySession


@dataclass(frozen=True)
class PaperLine:
    """A paper of the session."""

    number: str
    title: str
    issued_on: date
    sha256: str | None
    link: str


@dataclass(frozen=True)
class ItemLine:
    """What stands, or stood, on the agenda; `known` is told while the session is not held."""

    code: str
    title: str
    reason: str
    why: str
    conclusion: str
    known: Item | None


@dataclass(frozen=True)
class ActionLine:
    """An action that a session of the council asked for; done, or still owed."""

    id: int
    month: date
    code: str | None
    who: str
    what: str
    due_on: date
    result: str
    responsible: str
    authority: str
    done_on: date | None
    done_by: str


@dataclass(frozen=True)
class SessionSheet:
    """A session as it stands; `actions` are its own and those of earlier ones that are not done."""

    province: str
    month: date
    meets_on: date
    held_on: date | None
    state: str
    conclusion: str
    papers: tuple[PaperLine, ...]
    items: tuple[ItemLine, ...]
    actions: tuple[ActionLine, ...]
    overdue: tuple[Owed, ...]


def session_sheet(session: Session, province: str, month: date | None, on: date) -> SessionSheet:
    """The session of a month (None: the next one), read without changing anything.

    A session that nobody has prepared yet is shown as it would be prepared today.

    Raises:
        BadInput: there is no such province.
    """
    name = provinces.successor(province, on)
    month = month.replace(day=1) if month is not None else sessions.next_month(session, name, on)
    row = session.scalar(queries.advisory_session(name, month))
    day = row.meets_on if row is not None else sessions.meeting_day(month)
    papers = _papers(session, row)
    held_on = row.held_on if row is not None else None
    if row is not None and held_on is not None:
        items = _held(session, row)
    else:
        items = tuple(_known(item) for item in gather(session, name, month, day, on).items)
    return SessionSheet(
        province=name,
        month=month,
        meets_on=day,
        held_on=held_on,
        state="đã họp" if held_on else "đã lập chương trình" if papers else "chưa lập chương trình",
        conclusion=row.conclusion if row is not None else "",
        papers=papers,
        items=items,
        actions=_actions(session, name, row, on),
        overdue=overdue(session, of_council(name, on), on),
    )


def _papers(session: Session, row: AdvisorySession | None) -> tuple[PaperLine, ...]:
    if row is None:
        return ()
    return tuple(
        PaperLine(
            each.number_text, each.type_name, each.issued_on, each.sha256, links.paper_link(each.sha256)
        )
        for each in papers.papers_of(session, row)
    )


def _held(session: Session, row: AdvisorySession) -> tuple[ItemLine, ...]:
    return tuple(
        ItemLine(code, title, Reason(item.reason).label, item.note, item.conclusion, None)
        for item, code, title in session.execute(queries.advisory_items(row.id))
    )


def _known(item: Item) -> ItemLine:
    return ItemLine(item.code, item.title, item.reason.label, " ".join(item.why), "", item)


def _actions(session: Session, name: str, row: AdvisorySession | None, on: date) -> tuple[ActionLine, ...]:
    found = session.execute(queries.advisory_actions(of_council(name, on)))
    return tuple(
        ActionLine(
            each.id, of.month, code, each.who, each.what, each.due_on, each.result, each.responsible,
            each.authority, each.done_on, each.done_by,
        )
        for each, of, code in found
        if each.done_on is None or (row is not None and of.id == row.id)
    )  # fmt: skip
