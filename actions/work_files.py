"""Files of work (hồ sơ công việc): what a department keeps beyond single tasks, and the papers in them.

A file is opened once, by its code; its papers are numbered, put on record and promised to the engine in the
transaction that asks for them, as those of tasks are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from actions import audit, issuing, outbox
from documents.catalogue.steering import STEERING
from documents.facts import HeadFacts
from models import provinces, queries
from models.errors import NotFound
from models.permissions import Actor
from models.tables import Document, WorkFile


class Kind(StrEnum):
    """What a file of work is about."""

    REPORT = "report"
    """Periodic reports."""
    HONOURS = "honours"
    """Outstanding results and people of a year."""
    SUPPORT = "support"
    """A call for proposals of innovation."""
    SURVEY = "survey"
    """A survey of enterprises."""
    PLAN = "plan"
    """A plan with its targets and work."""
    REGISTER = "register"
    """A register that is kept year by year."""


def opened(session: Session, code: str, kind: Kind, title: str, province: str, year: int) -> WorkFile:
    """The file of that code, held until the transaction ends; opened now if there is none."""
    row = session.scalar(queries.work_file(code, lock=True))
    if row is None:
        row = WorkFile(code=code, kind=kind.value, title=title, province=province, year=year)
        session.add(row)
        session.flush()
    return row


def held(session: Session, code: str) -> WorkFile:
    """The file of that code, held until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    row = session.scalar(queries.work_file(code, lock=True))
    if row is None:
        raise NotFound(f"Không có hồ sơ công việc mang mã {code}.")
    return row


def write(
    session: Session,
    file: WorkFile,
    paper: str,
    moment: str,
    facts_of: Callable[[int], HeadFacts],
    actor: Actor | None,
    *,
    on: date,
) -> Document:
    """Number a paper of the file and put it on record; its bytes are promised to the engine.

    Asked for again at the same moment, the paper that stands is returned. The caller holds the file.

    Args:
        session: the transaction that asks for the paper.
        file: to which the paper belongs.
        paper: its code in the catalogue.
        moment: what makes it unique in its file, as `final` or `2026-W47`.
        facts_of: gives all that the page may see, told the paper's number.
        actor: who issues it; None where it is issued by itself.
        on: its day.
    """
    standing = next(
        (
            row
            for row in session.scalars(queries.documents_of_file(file.id))
            if (row.paper, row.moment) == (paper, moment)
        ),
        None,
    )
    if standing is not None:
        return standing
    entry = STEERING[paper]
    keeper = provinces.slug(provinces.successor(file.province, on))
    series = f"{entry.issuer.value}-{keeper}:{entry.register.symbol}"
    ordinal = (session.scalar(queries.ordinal_in_file(file.id)) or 0) + 1
    facts = facts_of(issuing.next_number(session, series, on.year))
    row = issuing.record(facts, entry, series, moment)
    row.file_id, row.file_catalog, row.doc_ordinal = file.id, on.year, ordinal
    row.file_notation = f"{file.code}.{ordinal:03d}"
    session.add(row)
    session.flush()
    issued = f"an hành {entry.name_vi} số {row.number_text} ({file.code})."
    audit.record(
        session,
        "file:document:numbered",
        f"B{issued}" if actor is None else f"{actor.title} b{issued}",
        on=on,
        person_id=None if actor is None else actor.id,
        facts={"file": file.id, "document": row.id, "paper": paper},
    )
    outbox.promise(session, outbox.Kind.PAPER, f"file:{file.code}", on=on, document=row.id)
    return row
