"""Money: what a task is to cost and who pays, every sum that moved, and what a province spends in a year."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Money, Stamp


class FundingLine(Base):
    """What one source is to pay for a task in a year; `source` is state, host, recipient, or other."""

    __tablename__ = "funding_lines"
    __table_args__ = (
        UniqueConstraint("task_id", "source", "year"),
        CheckConstraint("amount_vnd >= 0", name="not_negative"),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    source: Mapped[str]
    year: Mapped[int]
    amount_vnd: Mapped[Money]
    document: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]


class Movement(Base):
    """A sum that moved, or was fixed, on a day; never changed: a mistake is voided by a later row.

    `kind` is disbursed (paid to the host), counterpart (paid by another source), settled (spending accepted),
    to_recover (to be paid back), or recovered. `key` makes an imported row known again.
    """

    __tablename__ = "movements"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="positive"),
        Index("ix_movements_task_id", "task_id"),
        Index("ix_movements_on", "on"),
        Index("uq_movements_key", "key", unique=True, postgresql_where=text("key <> ''")),
    )

    id: Mapped[Key]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    kind: Mapped[str]
    source: Mapped[str]
    stage: Mapped[str] = mapped_column(server_default="")
    instalment: Mapped[int | None]
    on: Mapped[date]
    amount_vnd: Mapped[Money]
    document: Mapped[str] = mapped_column(server_default="")
    key: Mapped[str] = mapped_column(server_default="")
    voids_id: Mapped[int | None] = mapped_column(ForeignKey("movements.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Stamp]


class ProvinceYear(Base):
    """What a province spent and produced in a year; null is not known. The latest row of a year counts.

    `local_budget_vnd` is its whole budget spending, `science_vnd` the spending on science, technology and
    innovation in it, `digital_vnd` that on digital transformation, `grdp_vnd` its gross regional product.
    """

    __tablename__ = "province_years"
    __table_args__ = (Index("ix_province_years_province", "province", "year"),)

    id: Mapped[Key]
    province: Mapped[str]
    year: Mapped[int]
    local_budget_vnd: Mapped[Money | None]
    science_vnd: Mapped[Money | None]
    digital_vnd: Mapped[Money | None]
    grdp_vnd: Mapped[Money | None]
    source: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Stamp]
