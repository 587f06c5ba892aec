"""Support for small enterprises: calls for proposals of innovation, the proposals, and what was paid."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Money, Stamp, Texts


class SupportCall(Base):
    """A call for proposals of innovation; `share_max` is the State's greatest part (0..1) of the cost.

    `rules` holds what makes a proposal eligible, as data that `models` judges; `source` names the text.
    """

    __tablename__ = "support_calls"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="in_order"),)

    id: Mapped[Key]
    file_id: Mapped[int] = mapped_column(ForeignKey("work_files.id"), unique=True)
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    budget_vnd: Mapped[Money | None]
    ceiling_vnd: Mapped[Money | None]
    share_max: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    rules: Mapped[Json]
    source: Mapped[str] = mapped_column(server_default="")
    published_on: Mapped[date | None]
    concluded_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class Proposal(Base):
    """What an enterprise proposes under a call; an enterprise has one that stands under a call."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_call_id", "call_id"),
        Index("ix_proposals_organisation_id", "organisation_id"),
        CheckConstraint("asked_vnd >= 0 and own_vnd >= 0", name="not_negative"),
    )

    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(ForeignKey("support_calls.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    content: Mapped[str]
    expected: Mapped[str]
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    facts: Mapped[Json]
    asked_vnd: Mapped[Money]
    own_vnd: Mapped[Money]
    submitted_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    ineligible: Mapped[Texts]
    decided_on: Mapped[date | None]
    granted_vnd: Mapped[Money | None]
    outcome: Mapped[str] = mapped_column(server_default="")
    outcome_on: Mapped[date | None]
    in_use: Mapped[bool | None]
    created_at: Mapped[Stamp]


class SupportPayment(Base):
    """A sum paid to whom a call supports; together never more than was granted."""

    __tablename__ = "support_payments"
    __table_args__ = (
        UniqueConstraint("proposal_id", "document"),
        CheckConstraint("amount_vnd > 0", name="positive"),
    )

    id: Mapped[Key]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    on: Mapped[date]
    amount_vnd: Mapped[Money]
    document: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Stamp]
