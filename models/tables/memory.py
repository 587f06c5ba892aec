"""What the system remembers of itself: the audit chain, the outbox, the windows, the closet cases."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp


class Audit(Base):
    """One entry of the audit chain; `tag` is `subject:object:act`, each hash covers the one before."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_task_id", "task_id"),
        Index("ix_audit_on", "on", postgresql_using="brin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    on: Mapped[date]
    tag: Mapped[str]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str]
    facts: Mapped[Json]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The head of the audit chain on a day, signed; `sha256` names the object that proves it in storage.

    `previous` is the `sha256` of the head before, `key` the fingerprint of the key that signed.
    """

    __tablename__ = "audit_heads"

    id: Mapped[Key]
    on: Mapped[date] = mapped_column(unique=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger)
    previous: Mapped[str]
    signature: Mapped[str]
    key: Mapped[str]
    sha256: Mapped[str]
    sealed_at: Mapped[Stamp]


class Promise(Base):
    """A row of the outbox: what a transaction promised and the engine keeps."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "id", postgresql_where=text("done_at is null")),
        Index("ix_outbox_subject", "subject", "id", postgresql_where=text("done_at is null")),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[Json]
    on: Mapped[date]
    created_at: Mapped[Stamp]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    not_before: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    parked: Mapped[bool] = mapped_column(server_default=text("false"))
    error: Mapped[str] = mapped_column(server_default="")
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Window(Base):
    """Which Prefect run shows a subject. Never the truth: lost, it is drawn again."""

    __tablename__ = "windows"

    subject: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[UUID]
    version: Mapped[int]
    drawn_on: Mapped[date]
    drawn_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ClosetCase(Base):
    """A stay in the closet: opened by the watch, closed by the fact that ends it. Causes are not stored."""

    __tablename__ = "closet_cases"
    __table_args__ = (
        Index(
            "uq_closet_cases_open",
            "task_id",
            unique=True,
            postgresql_where=text("closed_on is null"),
        ),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_by: Mapped[str] = mapped_column(server_default="")


class RemedyTaken(Base):
    """A remedy chosen for a case, under the six clears: who, what, when, with which result, by what right.

    `responsible` is who answers for it, `organisation_id` whom it names (a recipient, a successor, an
    addressee). `document_id` is the paper that it brought forth; `document` the reference of one that it
    rests on. It is done on `done_on`, by the fact that `done_by` tells.
    """

    __tablename__ = "remedies"
    __table_args__ = (
        Index("ix_remedies_case_id", "case_id"),
        Index("ix_remedies_due_on", "due_on", postgresql_where=text("done_on is null")),
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey("closet_cases.id"))
    remedy: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    on: Mapped[date]
    due_on: Mapped[date | None]
    comment: Mapped[str] = mapped_column(server_default="")
    document: Mapped[str] = mapped_column(server_default="")
    who: Mapped[str] = mapped_column(server_default="")
    what: Mapped[str] = mapped_column(server_default="")
    result: Mapped[str] = mapped_column(server_default="")
    responsible: Mapped[str] = mapped_column(server_default="")
    authority: Mapped[str] = mapped_column(server_default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    facts: Mapped[Json]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    done_on: Mapped[date | None]
    done_by: Mapped[str] = mapped_column(server_default="")
    channel: Mapped[str]
    made_at: Mapped[Stamp]
