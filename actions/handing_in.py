"""Handing in, as one person sees it: what open stages ask for, what is in, by whom the rest is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import sight, uploads, wiring
from actions.delivering import Delivery, deliver
from actions.papers import Kept
from actions.uploads import Standing
from documents import intake
from models import progress
from models.deeds import Deed, may
from models.dossier import Dossier, Entry
from models.errors import NotFound, Unavailable
from models.language import Paper, Role, Stage, Verdict
from models.permissions import Actor, may_see, role_for
from models.progress import Owed
from models.queries.task_page import handed_in
from models.tables import Submission


@dataclass(frozen=True)
class Filed:
    """One file that was handed in for a paper; `own` says that the reader may take it back now."""

    id: int
    on: date
    by: str
    organisation: str
    sha256: str
    file_name: str
    size: int
    pages: int | None
    withdrawn: bool
    own: bool


@dataclass(frozen=True)
class Wanted:
    """A paper that a stage asks for, with what came of it, the latest first.

    `role` is that in which the reader hands it in, None where others do; `going` are the reader's own uploads
    of it that have not ended. `kinds` are those that are taken, by name; `suffixes` as a file field has them.
    """

    paper: Paper
    role: Role | None
    acts_as: str
    kinds: tuple[str, ...]
    suffixes: tuple[str, ...]
    files: tuple[Filed, ...]
    going: tuple[Standing, ...]

    @property
    def came(self) -> bool:
        """Whether it is in."""
        return any(not each.withdrawn for each in self.files)


@dataclass(frozen=True)
class Stay:
    """An open stage and its papers; `asked` is what the last return for supplement asks for."""

    stage: Stage
    due_on: date | None
    stopped: bool
    asked: tuple[str, ...]
    papers: tuple[Wanted, ...]

    @property
    def required(self) -> int:
        """How many papers it cannot do without."""
        return sum(each.paper.required for each in self.papers)

    @property
    def there(self) -> int:
        """How many of those are in."""
        return sum(each.paper.required and each.came for each in self.papers)


@dataclass(frozen=True)
class Checklist:
    """All that the page of handing in shows; `sees` says whether the reader may see the task itself."""

    task: Dossier
    sees: bool
    stays: tuple[Stay, ...]
    duties: tuple[Owed, ...]
    largest_mb: int

    def wanted(self, paper: str) -> Wanted | None:
        """The paper of that code, where it is asked for."""
        return next((each for stay in self.stays for each in stay.papers if each.paper.code == paper), None)


def opened_to(session: Session, code: str, actor: Actor) -> Dossier:
    """The dossier of a task for which the person may hand something in, or which they may see.

    An institute that applies to host, a buyer that offers to receive and a valuer hand in their papers before
    they are a party of the task: the stage that asks for the paper lets them in.

    Raises:
        NotFound: no task bears the code, or the person has no business with it; it is not told which.
    """
    task = sight.asked(session, code, actor)
    if may_see(actor, task) or any(_role(actor, task, entry, paper) for entry, paper in _asked(task)):
        return task
    raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")


def checklist(session: Session, code: str, actor: Actor, on: date) -> Checklist:
    """What the open stages of a task ask for. Who may not see the task sees their own papers alone.

    Raises:
        NotFound: as `opened_to`.
    """
    task = opened_to(session, code, actor)
    sees = may_see(actor, task)
    filed = [
        (row, title, organisation)
        for row, title, organisation in session.execute(handed_in(task.id))
        if row.document_id is None and (sees or row.organisation_id == actor.organisation_id)
    ]
    going = _going(session, code, actor)
    return Checklist(
        task=task,
        sees=sees,
        stays=tuple(_stay(task, entry, actor, sees, filed, going, on) for entry in task.open_entries),
        duties=tuple(duty for duty in progress.obligations(task, on) if not duty.done) if sees else (),
        largest_mb=wiring.settings().largest_upload_mb,
    )


def _asked(task: Dossier) -> Iterator[tuple[Entry, Paper]]:
    for entry in task.open_entries:
        for paper in progress.papers_of(progress.stage_of(task, entry), task):
            yield entry, paper


def _role(actor: Actor, task: Dossier, entry: Entry, paper: Paper) -> Role | None:
    """The role in which the person hands in the paper."""
    return role_for(actor, task, paper.by, entry) if may(actor, Deed.PAPER_SUBMIT) else None


def _going(session: Session, code: str, actor: Actor) -> tuple[Standing, ...]:
    """What the person has begun to send; nothing is offered while the store is away."""
    try:
        return uploads.unfinished(session, actor, code)
    except Unavailable:
        return ()


_Rows = list[tuple[Submission, str, str]]


def _stay(
    task: Dossier,
    entry: Entry,
    actor: Actor,
    sees: bool,  # noqa: FBT001 - a fact of the reader
    filed: _Rows,
    going: tuple[Standing, ...],
    on: date,
) -> Stay:
    stage = progress.stage_of(task, entry)
    stopped = progress.clock_stopped(entry)
    returns = [each for each in entry.decisions if each.verdict is Verdict.SUPPLEMENT]
    papers = (_wanted(task, entry, paper, actor, filed, going) for paper in progress.papers_of(stage, task))
    return Stay(
        stage=stage,
        due_on=progress.due_on(entry, on),
        stopped=stopped,
        asked=returns[-1].missing if sees and stopped and returns else (),
        papers=tuple(each for each in papers if sees or each.role is not None),
    )


def _wanted(
    task: Dossier, entry: Entry, paper: Paper, actor: Actor, filed: _Rows, going: tuple[Standing, ...]
) -> Wanted:
    role = _role(actor, task, entry, paper)
    kinds = intake.wanted_for(paper.code)
    takes_back = may(actor, Deed.PAPER_WITHDRAW) and not entry.decisions
    return Wanted(
        paper=paper,
        role=role,
        acts_as=actor.signing_as(role) if role else "",
        kinds=tuple(kind.name for kind in kinds),
        suffixes=tuple(suffix for kind in kinds for suffix in kind.suffixes),
        files=tuple(
            _filed(row, title, organisation, takes_back and row.organisation_id == actor.organisation_id)
            for row, title, organisation in filed
            if (row.entry_id, row.paper) == (entry.id, paper.code)
        ),
        going=tuple(each for each in going if each.paper == paper.code),
    )


def _filed(row: Submission, title: str, organisation: str, own: bool) -> Filed:  # noqa: FBT001 - a fact of the reader
    return Filed(
        id=row.id,
        on=row.on,
        by=title,
        organisation=organisation,
        sha256=row.sha256,
        file_name=row.file_name,
        size=row.size,
        pages=row.pages,
        withdrawn=row.withdrawn_on is not None,
        own=own and row.withdrawn_on is None,
    )


@dataclass(frozen=True)
class Receipt:
    """What was taken in: the paper, the file as it is kept, its size in bytes, pages (None: not counted)."""

    title: str
    file_name: str
    size: int
    pages: int | None
    sha256: str


def receipt(session: Session, kept: Kept) -> Receipt:
    """What is told to whoever handed in a paper."""
    row = session.get_one(Submission, kept.id)
    return Receipt(kept.title, row.file_name, row.size, row.pages, row.sha256)


def delivery(session: Session, code: str, number: int, actor: Actor) -> Delivery:
    """A file that was handed in for the task, by its number; a large one is never held whole.

    Raises:
        NotFound: the person has no business with the task, or it has no such file that they may read.
        Altered: the bytes are no longer those that were kept.
        Unavailable: the storage does not answer.
    """
    task = opened_to(session, code, actor)
    row = next((row for row, _, _ in session.execute(handed_in(task.id)) if row.id == number), None)
    if row is None or not (may_see(actor, task) or row.organisation_id == actor.organisation_id):
        raise NotFound(f"{code} không có giấy tờ số {number}.")
    return deliver(row.sha256, row.media_type, row.file_name, row.size)
