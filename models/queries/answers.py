"""What the interface answered to requests that bear a key of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Delete, Executable, Select, delete, select
from sqlalchemy.dialects.postgresql import insert

from models.tables import Answer


def answer_begun(person_id: int, key: str, request: str, ends_at: datetime) -> Executable:
    """Begin to answer under that key; gives the key, or nothing when somebody has begun before."""
    given = insert(Answer).values(person_id=person_id, key=key, request=request, ends_at=ends_at)
    return given.on_conflict_do_nothing().returning(Answer.key)


def answer(person_id: int, key: str) -> Select[Answer]:
    """What was answered under that key."""
    return select(Answer).where(Answer.person_id == person_id, Answer.key == key)


def answer_dropped(person_id: int, key: str) -> Delete:
    """Forget that an answer was begun: nothing was done."""
    return delete(Answer).where(Answer.person_id == person_id, Answer.key == key, Answer.status.is_(None))


def answers_ended(at: datetime) -> Delete:
    """Forget the answers whose time is over."""
    return delete(Answer).where(Answer.ends_at <= at)
