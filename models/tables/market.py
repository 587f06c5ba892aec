"""Needs and offers of technology, and the matches between results and those who could use them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Computed, ForeignKey, Index, Numeric, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Stamp


class Need(Base):
    """A technology that an organisation needs, or offers. `folded` is title and text without accents.

    `kind` is `need` or `offer`. `source_key` makes an imported row known again.
    """

    __tablename__ = "needs"
    __table_args__ = (
        Index("ix_needs_terms", "terms", postgresql_using="gin"),
        Index("ix_needs_folded", "folded", postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"}),
        Index("uq_needs_source_key", "source_key", unique=True, postgresql_where=text("source_key <> ''")),
    )

    id: Mapped[Key]
    kind: Mapped[str]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(server_default="")
    folded: Mapped[str]
    terms: Mapped[str] = mapped_column(
        TSVECTOR,
        Computed("to_tsvector('vietnamese'::regconfig, title || ' ' || text)", persisted=True),
        deferred=True,
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    province: Mapped[str] = mapped_column(server_default="")
    discipline: Mapped[str] = mapped_column(server_default="")
    registered_on: Mapped[date]
    closed_on: Mapped[date | None]
    closed_by: Mapped[str] = mapped_column(server_default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source_key: Mapped[str] = mapped_column(server_default="")
    source_url: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]


class Match(Base):
    """A result brought together with an organisation: proposed, met, memorandum, transferred, or dropped.

    Where it stands is told by its dates. A result and an organisation have one match at a time.
    """

    __tablename__ = "matches"
    __table_args__ = (
        Index(
            "uq_matches_open",
            "task_id",
            "organisation_id",
            unique=True,
            postgresql_where=text("dropped_on is null"),
        ),
        Index("ix_matches_organisation_id", "organisation_id"),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"))
    score: Mapped[Decimal | None] = mapped_column(Numeric(8, 4))
    proposed_on: Mapped[date]
    met_on: Mapped[date | None]
    memorandum_on: Mapped[date | None]
    memorandum: Mapped[str] = mapped_column(server_default="")
    transferred_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    dropped_because: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]
