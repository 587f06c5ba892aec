"""Councils that judge more than one task's gate: who is outstanding, whose proposal is supported."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp


class Panel(Base):
    """A council for a file of work, by a scheme of `models.law`; `secret`: nobody is shown who voted how."""

    __tablename__ = "panels"
    __table_args__ = (Index("ix_panels_file_id", "file_id"),)

    id: Mapped[Key]
    file_id: Mapped[int] = mapped_column(ForeignKey("work_files.id"))
    scheme: Mapped[str]
    formed_on: Mapped[date]
    meets_on: Mapped[date | None]
    concluded_on: Mapped[date | None]
    secret: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[Stamp]


class PanelSeat(Base):
    """A member's seat, as in a council of a task."""

    __tablename__ = "panel_seats"
    __table_args__ = (Index("ix_panel_seats_person_id", "person_id"),)

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    position: Mapped[str]
    present: Mapped[bool] = mapped_column(server_default=text("true"))


class PanelBallot(Base):
    """One member's vote on one of those whom the panel judges; `recused` is a vote withheld for a conflict.

    `candidate` is the number of a nomination or a proposal, as the panel's file says.
    """

    __tablename__ = "panel_ballots"

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"), primary_key=True)
    candidate: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    on: Mapped[date]
    agree: Mapped[bool | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    comment: Mapped[str] = mapped_column(server_default="")
    recused: Mapped[bool] = mapped_column(server_default=text("false"))
    conflict: Mapped[str] = mapped_column(server_default="")
    written: Mapped[bool] = mapped_column(server_default=text("false"))
    marks: Mapped[Json]
    cast_at: Mapped[Stamp]


class Nomination(Base):
    """A result, or a person by account, nominated as outstanding in a year; exactly one of the two."""

    __tablename__ = "nominations"
    __table_args__ = (
        UniqueConstraint("file_id", "task_id"),
        UniqueConstraint("file_id", "person_id"),
        CheckConstraint("num_nonnulls(task_id, person_id) = 1", name="one_subject"),
    )

    id: Mapped[Key]
    file_id: Mapped[int] = mapped_column(ForeignKey("work_files.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    nominated_on: Mapped[date]
    nominated_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    honoured: Mapped[bool | None]
    created_at: Mapped[Stamp]
