"""What a person may see: a task that is not theirs to see answers as one that is not there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import dossiers, walls
from models import progress
from models.dossier import Dossier
from models.errors import NotFound
from models.permissions import Actor, may_see, role_for


def seen(session: Session, code: str, actor: Actor, *, lock: bool = False) -> Dossier:
    """The dossier of a task that the person may see.

    Raises:
        NotFound: no task bears the code, or it is not theirs to see; the sentence does not tell which.
    """
    task = dossiers.load(session, code, lock=lock)
    if not may_see(actor, task):
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    return task


def asked(session: Session, code: str, actor: Actor, *, lock: bool = False) -> Dossier:
    """The dossier of a task that the person may see, or whose open stages ask them for a paper.

    An institute that applies to host, a buyer that offers to receive and a valuer hand in before they are a
    party of the task. Whether the person may do what they came for is judged by the caller; PostgreSQL shows
    them the rows of such a task alone.

    Raises:
        NotFound: no task bears the code.
    """
    with walls.beyond(session):
        task = dossiers.load(session, code, lock=lock)
    if not may_see(actor, task) and _asks(task, actor):
        walls.let_by(session, task.id)
    return task


def _asks(task: Dossier, actor: Actor) -> bool:
    return any(
        role_for(actor, task, paper.by, entry) is not None
        for entry in task.open_entries
        for paper in progress.papers_of(progress.stage_of(task, entry), task)
    )
