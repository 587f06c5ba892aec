"""What a person may see: a task that is not theirs to see answers as one that is not there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from actions import dossiers
from models.dossier import Dossier
from models.errors import NotFound
from models.permissions import Actor, may_see


def seen(session: Session, code: str, actor: Actor, *, lock: bool = False) -> Dossier:
    """The dossier of a task that the person may see.

    Raises:
        NotFound: no task bears the code, or it is not theirs to see; the sentence does not tell which.
    """
    task = dossiers.load(session, code, lock=lock)
    if not may_see(actor, task):
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    return task
