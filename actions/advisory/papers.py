"""The papers of the advisory council: numbered in the transaction that writes them, set by the engine.

A numbered agenda is never altered: when what it says has changed before the session is held, another one
is issued that replaces it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from actions import audit, issuing, outbox
from actions.advisory.agenda import Agenda, Item, Owed, Reason
from actions.advisory.minutes import Sheet
from documents.catalogue.advisory import ADVISORY, AGENDA, MINUTES
from documents.facts.advisory import (
    AdvisoryAgendaFacts,
    AdvisoryFacts,
    AdvisoryMinutesFacts,
    AgendaLine,
    ConclusionLine,
    CountLine,
    LeftLine,
    PresentLine,
    SixClears,
    head,
)
from documents.facts.base import Letterhead
from models import provinces, queries
from models.tables import AdvisorySession, Document

_OF_THE_DAY = {"number", "issued_on", "replaces"}
"""What two editions of the same paper may differ in."""

Written = TypeVar("Written", bound=AdvisoryFacts)


def file_of(row: AdvisorySession) -> str:
    """The name of a session's file: `HDTV-DN-2026-11`."""
    return f"HDTV-{provinces.letters(row.province)}-{row.month:%Y-%m}"


def papers_of(session: Session, row: AdvisorySession) -> tuple[Document, ...]:
    """The papers of a session, in the order in which they were issued."""
    return tuple(session.scalars(queries.documents_of_session(row.id)))


def latest(session: Session, row: AdvisorySession, paper: str) -> Document | None:
    """The paper of that code that stands now."""
    issued = [each for each in papers_of(session, row) if each.paper == paper]
    return issued[-1] if issued else None


def cited(document: Document) -> str:
    """A paper as another one cites it: "Chương trình số 01/CTr-SKHCN ngày 20/11/2026"."""
    kind = ADVISORY[document.paper].title.capitalize()
    return f"{kind} số {document.number_text} ngày {document.issued_on:%d/%m/%Y}"


def write_agenda(session: Session, row: AdvisorySession, agenda: Agenda, on: date) -> Document:
    """Issue the agenda of a session; the paper that stands already, when it says the same."""
    before = latest(session, row, AGENDA)
    facts = agenda_facts(row.province, row.month, agenda, on, before)
    return before if before is not None and says_the_same(before, facts) else issue(session, row, facts)


def agenda_facts(
    province: str, month: date, agenda: Agenda, on: date, before: Document | None
) -> AdvisoryAgendaFacts:
    """What an agenda says; `before` is the one that it would replace."""
    return AdvisoryAgendaFacts(
        **head(AGENDA, Letterhead.of(province), 0, on, month),
        meets_on=agenda.meets_on,
        reckoned_on=agenda.reckoned_on,
        counts=_counts(agenda.items),
        items=tuple(_line(item) for item in agenda.items),
        overdue=tuple(_owed(each) for each in agenda.overdue),
        replaces=cited(before) if before else None,
    )


def says_the_same(before: Document, facts: AdvisoryFacts) -> bool:
    """Whether the paper that stands says what these facts say, but for its day and number."""
    said = type(facts).model_validate(before.facts)
    return said.model_dump(exclude=_OF_THE_DAY) == facts.model_dump(exclude=_OF_THE_DAY)


def write_minutes(
    session: Session, row: AdvisorySession, sheet: Sheet, titles: dict[str, str], agenda: Document, on: date
) -> Document:
    """Issue the minutes of a session that was held; `titles` are those of the results on its agenda."""
    return issue(session, row, minutes_facts(row, sheet, titles, agenda, on))


def minutes_facts(
    row: AdvisorySession, sheet: Sheet, titles: dict[str, str], agenda: Document, on: date
) -> AdvisoryMinutesFacts:
    """What the minutes of a session say."""
    concluded = {each.task: each.conclusion for each in sheet.conclusions}
    return AdvisoryMinutesFacts(
        **head(MINUTES, Letterhead.of(row.province), 0, on, row.month),
        held_on=sheet.held_on,
        agenda=cited(agenda),
        present=tuple(PresentLine(function=each.function, number=each.number) for each in sheet.present),
        conclusions=tuple(
            ConclusionLine(code=code, title=titles[code], conclusion=text) for code, text in concluded.items()
        ),
        left=tuple(
            LeftLine(code=code, title=title) for code, title in titles.items() if code not in concluded
        ),
        actions=tuple(
            SixClears(
                task=each.task or None,
                who=each.who,
                what=each.what,
                due_on=each.due_on,
                result=each.result,
                responsible=each.responsible,
                authority=each.authority,
            )
            for each in sheet.actions
            if each.due_on is not None
        ),
        conclusion=sheet.conclusion or None,
    )


def issue(session: Session, row: AdvisorySession, facts: Written) -> Document:
    """Give the facts their number and their place in the session's file; the bytes are promised."""
    entry, on = ADVISORY[facts.code], facts.issued_on
    series = f"{entry.issuer.value}-{provinces.slug(row.province)}:{entry.register.symbol}"
    facts = facts.model_copy(update={"number": issuing.next_number(session, series, on.year)})
    kept = papers_of(session, row)
    editions = Counter(each.paper for each in kept)[facts.code]
    document = issuing.record(facts, entry, series, f"{facts.code}#{editions + 1}")
    document.session_id = row.id
    document.file_catalog = row.month.year
    document.doc_ordinal = len(kept) + 1
    document.file_notation = f"{file_of(row)}.{document.doc_ordinal:03d}"
    session.add(document)
    session.flush()
    part = {AGENDA: "agenda", MINUTES: "minutes"}.get(facts.code, "document")
    audit.record(
        session,
        f"session:{part}:numbered",
        f"Ban hành {entry.name_vi} số {document.number_text}.",
        on=on,
        facts={"document": document.id, "paper": facts.code, "session": row.id, "file": file_of(row)},
    )
    outbox.promise(session, outbox.Kind.PAPER, f"session:{file_of(row)}", on=on, document=document.id)
    return document


def _counts(items: Sequence[Item]) -> tuple[CountLine, ...]:
    counted = Counter(item.reason for item in items)
    return tuple(CountLine(label=reason.label, count=counted[reason]) for reason in Reason if counted[reason])


def _line(item: Item) -> AgendaLine:
    return AgendaLine(
        code=item.code,
        title=item.title,
        host=item.host,
        reason=item.reason.label,
        why=item.why,
        cause=item.cause,
        days=item.days,
        acting=item.acting,
        responsible=item.responsible,
        law=item.law,
        next_step=item.next_step,
    )


def _owed(each: Owed) -> SixClears:
    return SixClears(
        task=each.code,
        who=each.who,
        what=each.what,
        due_on=each.due_on,
        result=each.result,
        responsible=each.responsible,
        authority=each.authority,
        days_overdue=each.days_overdue,
        origin=each.origin,
    )
