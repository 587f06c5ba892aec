"""Protection and yield of results: what is published, what is filed, what came in, and who was paid of it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Money, Stamp


class Publication(Base):
    """A publication of what a task found: planned, cleared for publication, published.

    `kind` is article, talk, thesis, exhibition, or other. Until it is cleared nobody should publish.
    """

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_task_id", "task_id"),)

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[str]
    title: Mapped[str]
    planned_on: Mapped[date | None]
    cleared_on: Mapped[date | None]
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_on: Mapped[date | None]
    where: Mapped[str] = mapped_column(server_default="")
    cancelled_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class Filing(Base):
    """An application to protect a result; its days tell where it stands. `kind` is a key of `IP_KINDS`."""

    __tablename__ = "filings"
    __table_args__ = (
        Index("ix_filings_task_id", "task_id"),
        UniqueConstraint("office", "number"),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[str]
    title: Mapped[str]
    office: Mapped[str]
    number: Mapped[str]
    applicant_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    filed_on: Mapped[date]
    formal_on: Mapped[date | None]
    granted_on: Mapped[date | None]
    grant_number: Mapped[str] = mapped_column(server_default="")
    valid_until: Mapped[date | None]
    refused_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    lapsed_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class Income(Base):
    """What a result brought in, in one period; `kind` is licence, sale, use, equity, or other.

    What it cost, the taxes on it and the fee agreed with an intermediary are null while they are not known.
    """

    __tablename__ = "incomes"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="positive"),
        Index("ix_incomes_task_id", "task_id"),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[str]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    amount_vnd: Mapped[Money]
    costs_vnd: Mapped[Money | None]
    taxes_vnd: Mapped[Money | None]
    intermediary_vnd: Mapped[Money | None]
    payer: Mapped[str] = mapped_column(server_default="")
    document: Mapped[str] = mapped_column(server_default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Stamp]


class Payout(Base):
    """A share of an income that was paid; `share` is author, intermediary, owner, or state.

    What was put down by mistake stays, with the day and the reason of its taking back, and counts no more.
    """

    __tablename__ = "payouts"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="positive"),
        Index("ix_payouts_income_id", "income_id"),
    )

    id: Mapped[Key]
    income_id: Mapped[int] = mapped_column(ForeignKey("incomes.id"))
    share: Mapped[str]
    recipient: Mapped[str] = mapped_column(server_default="")
    on: Mapped[date]
    amount_vnd: Mapped[Money]
    document: Mapped[str] = mapped_column(server_default="")
    withdrawn_on: Mapped[date | None]
    withdrawn_because: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]
