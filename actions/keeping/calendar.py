"""The calendar of keeping: when the term of each paper ends. Nothing is destroyed by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from actions.keeping.beside import OnRecord, on_record
from documents import terms
from models import queries

WARNED_BEFORE = 30
"""How many days before a term ends people are told (Decree 30/2020, Annex VI)."""
_ROWS = 1000


@dataclass(frozen=True)
class Term:
    """How long a paper is kept; `ends_on` is None when it is permanent or its work goes on."""

    kind: str
    id: int
    task: str
    paper: str
    title: str
    number: str
    on: date
    permanent: bool
    retention: str
    source: str
    counted_from: date | None
    ends_on: date | None
    days_left: int | None

    @property
    def sentence(self) -> str:
        """What is to be known of its term, for people."""
        if self.permanent:
            return self.retention
        if self.ends_on is None:
            return f"{self.retention}, tính từ khi công việc kết thúc"
        if self.days_left is not None and self.days_left < 0:
            return f"đã hết hạn ngày {self.ends_on:%d/%m/%Y}, chờ quyết định"
        return f"hết hạn ngày {self.ends_on:%d/%m/%Y}"


def calendar(
    session: Session, on: date, *, within: int | None = WARNED_BEFORE, task: str = ""
) -> Iterator[Term]:
    """The papers whose term has ended or ends within so many days; all of them when `within` is None.

    Read as they are asked for, so that a calendar of all papers needs no memory.
    """
    if within is None:
        query = queries.papers_on_record(task=task)
    else:
        query = queries.papers_on_record(papers=terms.TERMED_PAPERS, stages=terms.TERMED_STAGES, task=task)
    last = None if within is None else on + timedelta(days=within)
    for row in map(on_record, session.execute(query.execution_options(yield_per=_ROWS))):
        term = _term(row, on)
        if last is None or (term.ends_on is not None and term.ends_on <= last):
            yield term


def _term(row: OnRecord, on: date) -> Term:
    ends = row.ends_on
    return Term(
        kind=row.kind,
        id=row.id,
        task=row.task,
        paper=row.paper,
        title=row.title,
        number=row.number,
        on=row.on,
        permanent=row.retention.permanent,
        retention=row.retention.label,
        source=str(row.retention.source),
        counted_from=row.closed_on,
        ends_on=ends,
        days_left=None if ends is None else (ends - on).days,
    )
