"""The Word twins of a task's papers, as one person sees them: which there are, and what came back changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import preview, sight, twins
from actions.desk.words import Name
from actions.twins import Returned
from documents.catalogue import CATALOGUE, entry_for
from models.deeds import Deed, may
from models.dossier import Dossier
from models.errors import NotFound, Refused
from models.permissions import Actor
from models.queries.records import documents_of
from models.queries.task_page import document_and_task
from models.tables import Document


@dataclass(frozen=True)
class WordPaper:
    """An issued paper that offices edit in Word: `taken` says that the reader may hand it back edited now.

    `why_not` says why not, where the reader might think so; empty where it is none of the reader's business.
    """

    id: int
    number: str
    name: Name
    on: date
    returned: int
    taken: bool
    why_not: str = ""


@dataclass(frozen=True)
class WordDraft:
    """A paper that comes next and can be had as a Word draft."""

    paper: str
    name: Name


@dataclass(frozen=True)
class WordShelf:
    """The Word papers of a task, the latest first, and the drafts."""

    issued: tuple[WordPaper, ...]
    drafts: tuple[WordDraft, ...]


@dataclass(frozen=True)
class WordSheet:
    """One Word paper with what came back of it, the latest first, each with what was changed in words."""

    task: Dossier
    paper: WordPaper
    returned: tuple[Returned, ...]


def shelf(session: Session, code: str, actor: Actor, on: date) -> WordShelf:
    """The Word papers of a task.

    Raises:
        NotFound: there is no such task that the reader may see.
    """
    task = sight.seen(session, code, actor)
    back = twins.handed_back(session, code)
    rows = session.scalars(documents_of(task.id)).all()
    issued = (
        _paper(row, task, actor, back.get(row.id, 0))
        for row in reversed(rows)
        if CATALOGUE[row.paper].has_twin
    )
    drafts = (paper for paper in preview.papers_ahead(task, on) if CATALOGUE[paper].has_twin)
    return WordShelf(
        tuple(issued),
        tuple(WordDraft(each, Name(CATALOGUE[each].name_vi, CATALOGUE[each].name_en)) for each in drafts),
    )


def sheet(session: Session, code: str, document: int, actor: Actor) -> WordSheet:
    """One Word paper of the task, with what came back of it.

    Raises:
        NotFound: there is no such task that the reader may see, or it has no such paper in Word.
    """
    task = sight.seen(session, code, actor)
    found = session.execute(document_and_task(document)).first()
    if found is None or found[1] != code or not CATALOGUE[found[0].paper].has_twin:
        raise NotFound(f"{code} không có bản Word nào của văn bản số {document}.")
    returned = twins.returned_of(session, document, actor)
    return WordSheet(task, _paper(found[0], task, actor, len(returned)), tuple(reversed(returned)))


def _paper(row: Document, task: Dossier, actor: Actor, returned: int) -> WordPaper:
    entry = entry_for(row.paper, task)
    taken, why_not = True, ""
    try:
        twins.role_to_hand_back(row, task, actor)
    except Refused as refusal:
        taken, why_not = False, " ".join(refusal.reasons) if may(actor, Deed.PAPER_EDIT, task) else ""
    name = Name(entry.name_vi, entry.name_en)
    return WordPaper(row.id, row.number_text, name, row.issued_on, returned, taken, why_not)
