"""Issuing documents: a number and the facts in one transaction, then the page, then the bytes.

Each step can be run again: the row is found by entry, paper and moment; the page is set from the facts on
record, so it has the same bytes; the archive keeps each content once. So a document exists once and a
number is given once, wherever the work was cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, dossiers, outbox, stages, wiring
from documents import terms
from documents.catalogue import CatalogueEntry, Issuer, entry_for, number_text
from documents.facts import FACTS, Award, HeadFacts, Letterhead, Occasion, PaperFacts, gather, missing
from documents.metadata import Filed
from documents.typeset import Pdf, typeset
from models import progress, provinces, queries
from models.closet import Case, Chosen
from models.dossier import Dossier, Entry
from models.errors import NotFound
from models.sharing import Ledger
from models.tables import Document, Register


def papers_due(code: str, entry_id: int, moment: str) -> tuple[str, ...]:
    """The catalogue codes of the documents to issue at that moment of the entry."""
    with wiring.unit_of_work() as session:
        task = dossiers.load(session, code)
        entry = _entry(task, entry_id)
        stage = progress.stage_of(task, entry)
        return tuple(each.paper for each in progress.documents_due(stage, task, moment))


def issue(code: str, entry_id: int, moment: str, paper: str, on: date) -> int:
    """Give the document its number and write its facts down, once; returns the number of its row.

    Raises:
        Refused: when a fact that the paper must state is missing, each in a sentence; no number is used.
    """
    with wiring.unit_of_work() as session:
        task = dossiers.load(session, code, lock=True)
        for row in session.scalars(queries.documents_at(entry_id, moment)):
            if row.paper == paper:
                return row.id
        return _write(session, task, _entry(task, entry_id), moment, paper, on).id


def write_remedy(session: Session, task: Dossier, case: Case, chosen: Chosen, paper: str, moment: str) -> int:
    """Write the paper of a remedy in the transaction of its decision; returns the number of its row.

    It is dated by the day of the choice and kept with the task's latest stay; its bytes are promised to the
    engine.

    Raises:
        Refused: when a fact that the paper must state is missing, each in a sentence.
    """
    on = chosen.decided_on
    row = _write(session, task, task.entries[-1], moment, paper, on, case=case, chosen=chosen)
    outbox.promise(session, outbox.Kind.PAPER, f"case:{task.code}", on=on, document=row.id)
    return row.id


def remedy_missing(task: Dossier, case: Case, chosen: Chosen, paper: str, moment: str) -> tuple[str, ...]:
    """Why the paper of a remedy could not be written; empty when it can."""
    occasion = _occasion(task, task.entries[-1], moment, chosen.decided_on, number=0)
    return missing(paper, replace(occasion, case=case, chosen=chosen))


def write_asked(session: Session, task: Dossier, paper: str, asked: Ledger | Award, on: date) -> Document:
    """Write a paper that somebody asks for, kept with the task's latest stay; its bytes are promised.

    Asked for again with nothing new to say, the paper that stands is returned. The caller holds the task.

    Raises:
        Refused: when a fact that the paper must state is missing, each in a sentence.
    """
    before = [row for row in session.scalars(queries.documents_of(task.id)) if row.paper == paper]
    if before and _says_the_same(before[-1], as_asked(task, paper, asked, on)):
        return before[-1]
    moment = f"asked#{len(before) + 1}"
    row = _write(session, task, task.entries[-1], moment, paper, on, asked=asked)
    outbox.promise(session, outbox.Kind.PAPER, f"task:{task.code}", on=on, document=row.id)
    return row


_OF_THE_DAY = {"number", "issued_on", "symbol"}
"""What a paper may differ in from one that says the same."""


def _says_the_same(before: Document, facts: PaperFacts) -> bool:
    said = type(facts).model_validate(before.facts)
    return said.model_dump(exclude=_OF_THE_DAY) == facts.model_dump(exclude=_OF_THE_DAY)


def as_asked(task: Dossier, paper: str, asked: Ledger | Award, on: date) -> PaperFacts:
    """The facts of a paper that somebody asks for, for a draft; no number is used.

    Raises:
        Refused: when a fact that the paper must state is missing, each in a sentence.
    """
    return gather(paper, replace(_occasion(task, task.entries[-1], paper, on, number=0), asked=asked))


def hold_registers(session: Session, task: Dossier, papers: Iterable[str], on: date) -> None:
    """Hold the registers of papers that are about to be numbered, always in the same order.

    Everybody takes a register before the audit chain. Who writes more than one paper, or tells the journal
    something before the last of them, holds all registers first; else two could wait for each other.
    """
    for series in sorted({_series(entry_for(paper, task), task, on) for paper in papers}):
        statement = insert(Register).values(series=series, year=on.year, last=0)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[Register.series, Register.year], set_={"last": Register.last}
            )
        )


def _series(catalogued: CatalogueEntry, task: Dossier, on: date) -> str:
    return f"{_keeper(task, catalogued.register.issuer, on)}:{catalogued.register.symbol}"


def _write(
    session: Session,
    task: Dossier,
    entry: Entry,
    moment: str,
    paper: str,
    on: date,
    *,
    case: Case | None = None,
    chosen: Chosen | None = None,
    asked: Ledger | Award | None = None,
) -> Document:
    catalogued = entry_for(paper, task)
    series = _series(catalogued, task, on)
    number = next_number(session, series, on.year)
    occasion = replace(_occasion(task, entry, moment, on, number), case=case, chosen=chosen, asked=asked)
    return _file(session, task, entry, moment, gather(paper, occasion), catalogued, series)


def _file(
    session: Session,
    task: Dossier,
    entry: Entry,
    moment: str,
    facts: HeadFacts,
    catalogued: CatalogueEntry,
    series: str,
) -> Document:
    """Put a paper of a task on record under the next place of the task's file."""
    ordinal = session.scalar(queries.ordinal_of(task.id)) or 0
    row = record(facts, catalogued, series, moment)
    row.task_id, row.entry_id = task.id, entry.id
    row.file_catalog, row.file_notation = facts.issued_on.year, f"{task.code}.{ordinal + 1:03d}"
    row.doc_ordinal = ordinal + 1
    session.add(row)
    session.flush()
    audit.record(
        session,
        "task:document:numbered",
        f"Ban hành {catalogued.name_vi} số {row.number_text}.",
        on=facts.issued_on,
        task_id=task.id,
        facts={"document": row.id, "paper": facts.code, "entry": entry.id},
    )
    stages.touch(session, task.id)
    return row


def record(facts: HeadFacts, catalogued: CatalogueEntry, series: str, moment: str) -> Document:
    """A document's row as its facts and its catalogue entry have it; its place in a file is still open."""
    on = facts.issued_on
    return Document(
        paper=facts.code,
        moment=moment,
        facts=facts.model_dump(mode="json"),
        type_name=catalogued.name_vi,
        series=series,
        year=on.year,
        number=facts.number,
        code_notation=facts.symbol,
        number_text=number_text(catalogued, facts.number, on.year),
        issued_on=on,
        organ_name=facts.issuer,
        subject=facts.subject,
        signer_position=", ".join(signer.position for signer in facts.signers),
        maintenance=catalogued.retention.label,
    )


def facts_missing(task: Dossier, entry: Entry, moment: str, on: date) -> tuple[str, ...]:
    """Why a document that is due at that moment could not be written; empty when all of them can.

    Asked inside the transaction of the decision, so that nothing is decided that cannot be put on paper.
    """
    occasion = _occasion(task, entry, moment, on, number=0)
    due = progress.documents_due(progress.stage_of(task, entry), task, moment)
    return tuple(dict.fromkeys(reason for each in due for reason in missing(each.paper, occasion)))


def as_written(
    task: Dossier,
    entry: Entry,
    moment: str,
    paper: str,
    on: date,
    case: Case | None = None,
    chosen: Chosen | None = None,
) -> PaperFacts:
    """The facts of a paper as it would be issued at that moment, for a draft; no number is used.

    Raises:
        Refused: when a fact that the paper must state is missing, each in a sentence.
    """
    occasion = _occasion(task, entry, moment, on, number=0)
    return gather(paper, replace(occasion, case=case, chosen=chosen))


def _occasion(task: Dossier, entry: Entry, moment: str, on: date, number: int) -> Occasion:
    """What a paper is written on; after a merger the successor's bodies issue it."""
    letterhead = Letterhead.of(provinces.successor(task.province, on))
    return Occasion(task, entry, _gate_of(task, entry, moment), on, number, letterhead)


def _keeper(task: Dossier, issuer: Issuer, on: date) -> str:
    """Whose register gives the number: each province's bodies and each organisation keep their own."""
    kept_by = {Issuer.HOST: task.host, Issuer.ORDERER: task.orderer, Issuer.RECIPIENT: task.recipient}
    party = kept_by.get(issuer)
    if party is not None:
        return f"organisation-{party.id}"
    return f"{issuer.value}-{provinces.slug(provinces.successor(task.province, on))}"


def _gate_of(task: Dossier, entry: Entry, moment: str) -> str | None:
    """The gate that a moment speaks of, if any: `select`, `adjust#2`, `supplement:validity#1`."""
    name = moment.split("#", maxsplit=1)[0].rsplit(":", maxsplit=1)[-1]
    return name if progress.stage_of(task, entry).has_gate(name) else None


def next_number(session: Session, series: str, year: int) -> int:
    """The next number of a register in a year: the row's lock lets one transaction at a time have it."""
    statement = insert(Register).values(series=series, year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=[Register.series, Register.year], set_={"last": Register.last + 1}
    )
    return session.execute(statement.returning(Register.last)).scalar_one()


def keep(document_id: int) -> str:
    """Set the page of an issued document and keep its bytes; returns their SHA-256.

    Raises:
        NotFound: no such document.
        Unavailable: the storage does not answer; the document waits and loses nothing.
    """
    with wiring.unit_of_work() as session:
        row = session.get(Document, document_id)
        if row is None:
            raise NotFound(f"Không có văn bản số {document_id}.")
        if row.sha256 is not None and wiring.archive().has(row.sha256):
            return row.sha256
    page = page_of(row)
    until = terms.lock_until(terms.of_paper(row.paper), row.issued_on)
    sha256 = wiring.archive().put(page.data, media_type="application/pdf", retain_until=until)
    with wiring.unit_of_work() as session:
        row = session.get_one(Document, document_id)
        row.sha256, row.size, row.page_amount = sha256, len(page.data), page.pages
        row.stored_at = wiring.now()
        if row.task_id is not None:
            stages.touch(session, row.task_id)
    return sha256


def page_of(row: Document) -> Pdf:
    """Set the page of an issued document from the facts on record: the same facts, the same bytes."""
    return typeset(
        row.paper,
        FACTS[row.paper].model_validate(row.facts),
        issued_on=row.issued_on,
        sizes=wiring.settings().paper_sizes,
        filed=_filed(row),
    )


def _filed(row: Document) -> Filed:
    """Its place in its file, as the PDF's own metadata tell it."""
    return Filed(
        organ_id=row.organ_id,
        file_catalog=row.file_catalog,
        file_notation=row.file_notation,
        doc_ordinal=row.doc_ordinal,
        priority=row.priority,
        issued_amount=row.issued_amount,
    )


def unstored() -> tuple[int, ...]:
    """The documents that have a number and no bytes yet."""
    with wiring.unit_of_work() as session:
        return tuple(session.scalars(queries.documents_unstored()))


def _entry(task: Dossier, entry_id: int) -> Entry:
    for entry in task.entries:
        if entry.id == entry_id:
            return entry
    raise NotFound(f"Nhiệm vụ {task.code} không có lượt giai đoạn số {entry_id}.")
