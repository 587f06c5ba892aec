"""What the interface for other systems reads: lists that are paged by where the last page ended."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, select

from models.queries.browsing import Sees, Wanted, tasks_listed
from models.tables import Task


def tasks_after(
    sees: Sees, wanted: Wanted, on: date, *, after: str, limit: int
) -> Select[Task, str | None, date | None, bool, str | None, bool]:
    """Tasks by code, those after that code: stage, due date, standing still, host, in the closet."""
    listed = tasks_listed(sees, wanted, on, offset=0, limit=limit)
    return listed.where(Task.code > after).order_by(None).order_by(Task.code)


def task_version(code: str) -> Select[int]:
    """How often the task has changed."""
    return select(Task.version).where(Task.code == code)
