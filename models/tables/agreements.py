"""Agreements of the three houses: the State, an institute and an enterprise, and the tasks under them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Money, Stamp


class Agreement(Base):
    """A tripartite agreement. Shares are parts of one; null is not agreed yet.

    `fund_*` say who pays, `own_*` who owns the results, `gain_*` who shares in the benefits.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        CheckConstraint("ends_on is null or starts_on is null or ends_on >= starts_on", name="in_order"),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    province: Mapped[str]
    state_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    institute_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    fund_state: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    fund_institute: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    fund_enterprise: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    own_state: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    own_institute: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    own_enterprise: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    gain_state: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    gain_institute: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    gain_enterprise: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    state_reserves: Mapped[bool | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class AgreementItem(Base):
    """A task that an agreement foresees, in its annex; `task_id` once it was ordered."""

    __tablename__ = "agreement_items"
    __table_args__ = (Index("ix_agreement_items_agreement_id", "agreement_id"),)

    id: Mapped[Key]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreements.id"))
    number: Mapped[int]
    title: Mapped[str]
    product: Mapped[str] = mapped_column(server_default="")
    budget_vnd: Mapped[Money | None]
    months: Mapped[int | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), unique=True)
