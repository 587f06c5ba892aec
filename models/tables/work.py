"""The work on a task: its stays in stages, the papers handed in, the decisions, the councils."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Computed, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp, Texts


class StageEntry(Base):
    """One stay of a task in a stage. A task has at most one open entry on the main line."""

    __tablename__ = "stage_entries"
    __table_args__ = (
        Index(
            "uq_stage_entries_main_line",
            "task_id",
            unique=True,
            postgresql_where=text("left_on is null and not beside"),
        ),
        Index(
            "uq_stage_entries_open",
            "task_id",
            "stage",
            unique=True,
            postgresql_where=text("left_on is null"),
        ),
        Index("ix_stage_entries_task_id", "task_id"),
        Index("ix_stage_entries_due", "due_on", "id", postgresql_where=text("left_on is null")),
        Index("ix_stage_entries_waiting", "stage", "due_on", "id", postgresql_where=text("left_on is null")),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    stage: Mapped[str]
    beside: Mapped[bool] = mapped_column(server_default=text("false"))
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    due_on: Mapped[date | None]
    rule_version: Mapped[str] = mapped_column(server_default="")
    exit: Mapped[str] = mapped_column(server_default="")
    imported: Mapped[bool] = mapped_column(server_default=text("false"))


class ClockStop(Base):
    """A time in which an entry's clock stands still, with the reason."""

    __tablename__ = "clock_stops"
    __table_args__ = (Index("ix_clock_stops_entry_id", "entry_id"),)

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("stage_entries.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    reason: Mapped[str]


class Submission(Base):
    """A paper that a person handed in; its bytes are in the archive under the SHA-256.

    `text` is what could be read from it, for search; `thumbnail_sha256` a small picture of its first page.
    `document_id` is the issued paper whose edited twin this is, where it is one.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        Index("ix_submissions_entry_id", "entry_id"),
        Index("ix_submissions_terms", "terms", postgresql_using="gin"),
    )

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("stage_entries.id"))
    paper: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str]
    on: Mapped[date]
    sha256: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int | None]
    text: Mapped[str] = mapped_column(server_default="", deferred=True)
    terms: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('vietnamese'::regconfig, text)", persisted=True), deferred=True
    )
    thumbnail_sha256: Mapped[str | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    withdrawn_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class Decision(Base):
    """What one person decided at a gate in one round. Nobody decides twice in a round."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("entry_id", "gate", "round", "person_id"),)

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("stage_entries.id"))
    gate: Mapped[str]
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    verdict: Mapped[str]
    on: Mapped[date]
    comment: Mapped[str] = mapped_column(server_default="")
    missing: Mapped[Texts]
    channel: Mapped[str]
    made_at: Mapped[Stamp]


class Council(Base):
    """A council formed for one gate of one entry; `secret`: nobody is shown who voted how."""

    __tablename__ = "councils"
    __table_args__ = (Index("ix_councils_entry_id", "entry_id"),)

    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("stage_entries.id"))
    gate: Mapped[str]
    formed_on: Mapped[date]
    meets_on: Mapped[date | None]
    secret: Mapped[bool] = mapped_column(server_default=text("false"))


class Seat(Base):
    """A member's seat, whether present, whether recused.

    `stated_on` is the day on which the member said whether there is a conflict of interest, `conflict` what
    it is; whoever states one is recused.
    """

    __tablename__ = "council_seats"
    __table_args__ = (Index("ix_council_seats_person_id", "person_id"),)

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    position: Mapped[str]
    present: Mapped[bool] = mapped_column(server_default=text("true"))
    recused: Mapped[bool] = mapped_column(server_default=text("false"))
    stated_on: Mapped[date | None]
    conflict: Mapped[str] = mapped_column(server_default="")


class Ballot(Base):
    """One member's vote. `written` is one that an absent member sent; `marks` are points by criterion."""

    __tablename__ = "ballots"

    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    on: Mapped[date]
    agree: Mapped[bool | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    grade: Mapped[str | None]
    comment: Mapped[str] = mapped_column(server_default="")
    written: Mapped[bool] = mapped_column(server_default=text("false"))
    marks: Mapped[Json]
    cast_at: Mapped[Stamp]
