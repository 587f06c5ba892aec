"""Issued documents and their registers, with the metadata of Decree 30/2020, Annex VI."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp


class Register(Base):
    """The last number given in a register in a year. Restarts on 1 January."""

    __tablename__ = "registers"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Document(Base):
    """An issued document. The number, the facts and the row are written in one transaction.

    It belongs to a task's stay in a stage, to a session of the advisory council, to an agreement, or to a
    file of work; `moment` and `paper` make it unique there: work that runs again finds it and renders the
    same bytes. `sha256` is null until the bytes are stored; `signed_sha256` and `signed_size` are those of
    the last signed revision, null before the first signature. Only a paper that was approved is signed.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("entry_id", "paper", "moment"),
        UniqueConstraint("session_id", "paper", "moment"),
        UniqueConstraint("agreement_id", "paper", "moment"),
        UniqueConstraint("file_id", "paper", "moment"),
        CheckConstraint("(task_id is null) = (entry_id is null)", name="whole_task"),
        CheckConstraint("num_nonnulls(task_id, session_id, agreement_id, file_id) = 1", name="one_subject"),
        UniqueConstraint("series", "year", "number"),
        Index("ix_documents_task_id", "task_id"),
        Index("ix_documents_sha256", "sha256"),
        Index("ix_documents_unstored", "id", postgresql_where=text("sha256 is null")),
    )

    id: Mapped[Key]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("stage_entries.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("advisory_sessions.id"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreements.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("work_files.id"))
    paper: Mapped[str]
    moment: Mapped[str]
    facts: Mapped[Json]

    organ_id: Mapped[str] = mapped_column(server_default="")
    file_catalog: Mapped[int]
    file_notation: Mapped[str]
    doc_ordinal: Mapped[int]
    type_name: Mapped[str]
    series: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    code_notation: Mapped[str]
    number_text: Mapped[str]
    issued_on: Mapped[date]
    organ_name: Mapped[str]
    subject: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="Tiếng Việt")
    page_amount: Mapped[int | None]
    signer_position: Mapped[str] = mapped_column(server_default="")
    issued_amount: Mapped[int] = mapped_column(server_default=text("1"))
    priority: Mapped[int] = mapped_column(server_default=text("0"))
    maintenance: Mapped[str] = mapped_column(server_default="")

    approved_on: Mapped[date | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_sha256: Mapped[str | None]
    signed_size: Mapped[int | None]
    sha256: Mapped[str | None]
    size: Mapped[int | None]
    stored_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Stamp]


class Signature(Base):
    """A signature on a document, in its place of the order; `sha256` is the revision that it made.

    `kind` says where the key was: pkcs12, pkcs11, or external (signed outside and handed in). `holder`,
    `issuer`, `serial` and `fingerprint` (SHA-256) are the certificate's; `is_test` marks a certificate of the
    development CA.
    """

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("document_id", "place"), Index("ix_signatures_sha256", "sha256"))

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    place: Mapped[int]
    position: Mapped[str]
    role: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    on: Mapped[date]
    signed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    kind: Mapped[str]
    holder: Mapped[str]
    issuer: Mapped[str]
    serial: Mapped[str]
    fingerprint: Mapped[str]
    is_test: Mapped[bool] = mapped_column(server_default=text("false"))
    sha256: Mapped[str]
    created_at: Mapped[Stamp]
