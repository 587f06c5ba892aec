"""The papers of a task as its page lists them: handed in and issued, with versions, hashes and signatures."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import papers, preview, sight
from actions.delivering import Delivery, deliver
from actions.desk.words import Name
from actions.signing_places import catalogued, may_approve, may_sign, posts_of
from documents.catalogue import CATALOGUE
from models.dossier import Dossier
from models.errors import NotFound, Refused
from models.lifecycle import paper_named, stages_of
from models.permissions import Actor
from models.queries import task_page as queries
from models.tables import Document, Submission


@dataclass(frozen=True)
class Version:
    """One file that was handed in for a paper."""

    id: int
    on: date
    by: str
    organisation: str
    sha256: str
    file_name: str
    media_type: str
    size: int
    pages: int | None
    thumbnail: str | None
    withdrawn: bool


@dataclass(frozen=True)
class HandedIn:
    """A paper of a stage that was handed in, with all its versions, the latest first."""

    name: Name
    stage: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class IssuedPaper:
    """A document that was issued: `signed` of `places` are signed; `mine` is approve, sign or empty."""

    id: int
    number: str
    name: Name
    subject: str
    on: date
    sha256: str | None
    original: str | None
    pages: int | None
    approved_on: date | None
    signed: int
    places: int
    mine: str


@dataclass(frozen=True)
class DraftPaper:
    """A paper that comes next, readable as a draft."""

    paper: str
    name: Name
    entry_id: int


def handed_in(session: Session, task: Dossier) -> tuple[HandedIn, ...]:
    """What was handed in, paper by paper, the latest paper first."""
    stages = {entry.id: entry.stage for entry in task.entries}
    found: dict[tuple[int, str], list[Version]] = defaultdict(list)
    names: dict[tuple[int, str], Name] = {}
    for row, title, organisation in session.execute(queries.handed_in(task.id)):
        key = (row.entry_id, row.paper if row.document_id is None else f"{row.paper}:{row.document_id}")
        found[key].append(_version(row, title, organisation))
        known = paper_named(row.paper)
        names[key] = Name(papers.title_of(row), known.en if known is not None else papers.title_of(row))
        if row.document_id is not None:
            names[key] = Name(papers.title_of(row), f"Edited: {CATALOGUE[row.paper].name_en}")
    return tuple(
        HandedIn(names[key], stages.get(key[0], ""), tuple(versions)) for key, versions in found.items()
    )


def _version(row: Submission, title: str, organisation: str) -> Version:
    return Version(
        row.id,
        row.on,
        title,
        organisation,
        row.sha256,
        row.file_name,
        row.media_type,
        row.size,
        row.pages,
        row.thumbnail_sha256,
        row.withdrawn_on is not None,
    )


def issued(session: Session, task: Dossier, actor: Actor) -> tuple[IssuedPaper, ...]:
    """What the system issued, the latest first."""
    return tuple(
        _issued(row, signed, task, actor) for row, signed in session.execute(queries.issued(task.id))
    )


def _issued(row: Document, signed: int, task: Dossier, actor: Actor) -> IssuedPaper:
    entry = catalogued(row, task)
    try:
        posts = posts_of(row, task)
    except Refused:
        posts = ()
    mine = ""
    if row.sha256 is not None and row.approved_on is None and may_approve(row, task, actor) is not None:
        mine = "approve"
    elif row.approved_on is not None and signed < len(posts) and posts[signed].signatory is not None:
        mine = "sign" if may_sign(row, task, posts[signed], actor, ())[0] else ""
    return IssuedPaper(
        row.id,
        row.number_text,
        Name(entry.name_vi, entry.name_en),
        row.subject,
        row.issued_on,
        row.signed_sha256 or row.sha256,
        row.sha256 if row.signed_sha256 else None,
        row.page_amount,
        row.approved_on,
        signed,
        len(posts),
        mine,
    )


def name_of(paper: str) -> Name:
    """What a paper of the catalogue is called."""
    return Name(CATALOGUE[paper].name_vi, CATALOGUE[paper].name_en)


def drafts(task: Dossier, on: date) -> tuple[DraftPaper, ...]:
    """The papers that may be read as drafts: of the open stages, and of a case's remedies."""
    entries = {
        each.paper: entry.id for entry in task.open_entries for each in stages_of(task)[entry.stage].documents
    }
    return tuple(
        DraftPaper(paper, name_of(paper), entries.get(paper, 0)) for paper in preview.papers_ahead(task, on)
    )


def opened(session: Session, code: str, sha256: str, actor: Actor) -> Delivery:
    """A paper of a task that the person may see, by its whole hash.

    Raises:
        NotFound: there is no such task or paper for this person.
        Altered: the bytes are no longer those that were kept.
        Unavailable: the storage does not answer.
    """
    task = sight.seen(session, code, actor)
    found = session.execute(queries.paper_of_task(task.id, sha256)).first()
    if found is None:
        raise NotFound(f"{code} không có văn bản nào mang mã băm «{sha256}».")
    media_type, file_name, size = found
    return deliver(sha256, media_type, file_name, size or 0)
