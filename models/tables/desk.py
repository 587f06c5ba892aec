"""What people leave on their desks: comments, forms not sent yet, files on their way in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp


class Comment(Base):
    """A remark on a task. `mentioned` are the accounts that it calls by handle."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_task_id", "task_id"),
        Index("ix_comments_mentioned", "mentioned", postgresql_using="gin"),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    mentioned: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default="{}")
    on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    made_at: Mapped[Stamp]


class FormDraft(Base):
    """What a person has typed into a form and not sent yet; `form` names it, `subject` what it is about."""

    __tablename__ = "form_drafts"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[Json]
    saved_at: Mapped[Stamp]


class Upload(Base):
    """A file on its way in, in parts, for a paper of a task; `key` names the parts in the storage.

    `handle` is the storage's own name of the unfinished upload. `parts` are the parts that have come: number
    to what the storage said of it. It ends as a submission, or is dropped after `ends_at`.
    """

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_person_id", "person_id"),
        Index("ix_uploads_ends_at", "ends_at", postgresql_where=text("ended_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    paper: Mapped[str]
    file_name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    part_size: Mapped[int]
    key: Mapped[str]
    handle: Mapped[str] = mapped_column(server_default="")
    parts: Mapped[Json]
    made_at: Mapped[Stamp]
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
