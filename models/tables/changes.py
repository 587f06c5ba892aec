"""Changes of process: tasks in flight that were moved from one version of the lifecycle to another."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp


class ProcessChange(Base):
    """A bulk move of tasks between two versions; `plan` says which and how, `undone_at` if it was undone."""

    __tablename__ = "process_changes"

    id: Mapped[Key]
    from_version: Mapped[str]
    to_version: Mapped[str]
    plan: Mapped[Json]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    applied_at: Mapped[Stamp]
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ProcessMove(Base):
    """One task's move in a change: what stood `before` and `after`, so that it can be taken back."""

    __tablename__ = "process_moves"

    change_id: Mapped[int] = mapped_column(ForeignKey("process_changes.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    before: Mapped[Json]
    after: Mapped[Json]
    undone: Mapped[bool] = mapped_column(server_default=text("false"))
