"""The advisory council on transfer: its monthly sessions, what each dealt with, and what it asked for."""

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Stamp


class AdvisorySession(Base):
    """A monthly session of a province's advisory council; `month` is the first day of its month."""

    __tablename__ = "advisory_sessions"
    __table_args__ = (UniqueConstraint("province", "month"),)

    id: Mapped[Key]
    province: Mapped[str]
    month: Mapped[date]
    meets_on: Mapped[date]
    held_on: Mapped[date | None]
    conclusion: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]


class AdvisoryItem(Base):
    """A result on the agenda: `reason` is new, escalated, overdue, or called (by a remedy)."""

    __tablename__ = "advisory_items"
    __table_args__ = (UniqueConstraint("session_id", "task_id"),)

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("advisory_sessions.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(server_default="")
    conclusion: Mapped[str] = mapped_column(server_default="")


class AdvisoryAction(Base):
    """What a session asks for, under the six clears (`when` is a date); done on `done_on` by `done_by`."""

    __tablename__ = "advisory_actions"
    __table_args__ = (
        Index("ix_advisory_actions_session_id", "session_id"),
        Index("ix_advisory_actions_due_on", "due_on", postgresql_where=text("done_on is null")),
    )

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("advisory_sessions.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    who: Mapped[str]
    what: Mapped[str]
    due_on: Mapped[date]
    result: Mapped[str]
    responsible: Mapped[str]
    authority: Mapped[str]
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]
