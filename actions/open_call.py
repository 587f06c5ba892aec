"""What stands open to whoever may apply: the facts of a call or of a valuing, and what is to be handed in.

A call is public: an institute reads it before it has a part in the task, and so does a valuer with what is to
be valued. They read what was ordered, by when, and which papers are asked for; nothing that others handed in,
decided or said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import dossiers
from models import progress
from models.deeds import Deed, may
from models.dossier import Dossier
from models.errors import NotFound
from models.language import Paper, Stage
from models.permissions import Actor, role_for


@dataclass(frozen=True)
class OpenCall:
    """The public facts of a task that waits for applications, or for a valuer."""

    code: str
    title: str
    province: str
    discipline: str
    orderer: str
    what: str
    result: str
    when: date | None
    months: int | None
    published_on: date | None
    stage: Stage
    due_on: date | None
    papers: tuple[Paper, ...]


def open_call(session: Session, code: str, actor: Actor, on: date) -> OpenCall:
    """What is asked where the person may apply.

    Raises:
        NotFound: no task bears the code, or nothing of it stands open to them; it is not told which.
    """
    task = dossiers.load(session, code)
    if may(actor, Deed.CALL_SEE, task):
        for entry in task.open_entries:
            stage = progress.stage_of(task, entry)
            papers = tuple(
                paper
                for paper in progress.papers_of(stage, task)
                if role_for(actor, task, paper.by, entry) is not None
            )
            if papers:
                return _told(task, stage, progress.due_on(entry, on), papers)
    raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")


def _told(task: Dossier, stage: Stage, due_on: date | None, papers: tuple[Paper, ...]) -> OpenCall:
    return OpenCall(
        code=task.code,
        title=task.title,
        province=task.province,
        discipline=task.discipline,
        orderer=task.orderer.name if task.orderer else "",
        what=task.clears.what,
        result=task.clears.result,
        when=task.clears.when,
        months=task.months,
        published_on=task.call_published_on,
        stage=stage,
        due_on=due_on,
        papers=papers,
    )
