"""Steering a province: files that its department keeps beyond single tasks, its plans, targets and work."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp, Texts

Figure = Numeric(20, 4)
"""A measured figure: money in đồng, a percentage, or a count."""


class WorkFile(Base):
    """A file (hồ sơ công việc) of papers that belong to no single task: a report's, a call's, a survey's.

    `kind` is report, honours, support, survey, or plan.
    """

    __tablename__ = "work_files"
    __table_args__ = (Index("ix_work_files_kind", "kind", "province", "year"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    province: Mapped[str]
    year: Mapped[int]
    created_at: Mapped[Stamp]


class Plan(Base):
    """A province's plan for a year, under the name that the province had; a code is unique there in a year.

    `source_hash` tells a list that was imported before from one that says something new.
    """

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("province", "year", "code"),)

    id: Mapped[Key]
    province: Mapped[str]
    year: Mapped[int]
    code: Mapped[str]
    title: Mapped[str]
    issued_by: Mapped[str] = mapped_column(server_default="")
    issued_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(server_default="")
    source_hash: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Stamp]


class Target(Base):
    """A figure that a plan wants reached (chỉ tiêu). Where it stands is computed from its readings.

    `indicator` names a figure that is computed from the tasks; empty: readings are entered with a source.
    `direction` is at_least or at_most.
    """

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    code: Mapped[str]
    title: Mapped[str]
    unit: Mapped[str] = mapped_column(server_default="")
    indicator: Mapped[str] = mapped_column(server_default="")
    goal: Mapped[Decimal] = mapped_column(Figure)
    direction: Mapped[str] = mapped_column(server_default="at_least")
    lead_unit: Mapped[str] = mapped_column(server_default="")
    due_on: Mapped[date]
    started_on: Mapped[date | None]
    awaits_central_since: Mapped[date | None]
    awaits_central_document: Mapped[str] = mapped_column(server_default="")
    cancelled_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class Reading(Base):
    """What a target stood at on a day; `numerator` and `denominator` where the figure is a share.

    Readings are never changed: a later one replaces an earlier one.
    """

    __tablename__ = "target_readings"
    __table_args__ = (
        Index("ix_target_readings_target_id", "target_id", "on"),
        CheckConstraint("denominator is null or denominator <> 0", name="divisible"),
    )

    id: Mapped[Key]
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id"))
    on: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Figure)
    numerator: Mapped[Decimal | None] = mapped_column(Figure)
    denominator: Mapped[Decimal | None] = mapped_column(Figure)
    source: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[Stamp]


class WorkItem(Base):
    """Something that a plan wants done (nhiệm vụ), under the six clears.

    `who` and `lead_unit` (with `co_units`) say who, `what` which work, `due_on` when, `result` and
    `criterion` which product judged how, `responsible` who answers for it, `authority` who decides. Where
    it stands is computed from its days. `officer_id` is the account that does it; `task_id` the research
    task, if it is one.
    """

    __tablename__ = "work_items"
    __table_args__ = (
        UniqueConstraint("plan_id", "code"),
        Index("ix_work_items_officer_id", "officer_id"),
        Index("ix_work_items_task_id", "task_id"),
    )

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    code: Mapped[str]
    what: Mapped[str]
    parent: Mapped[str] = mapped_column(server_default="")
    who: Mapped[str] = mapped_column(server_default="")
    lead_unit: Mapped[str] = mapped_column(server_default="")
    co_units: Mapped[Texts]
    due_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(server_default="")
    criterion: Mapped[str] = mapped_column(server_default="")
    responsible: Mapped[str] = mapped_column(server_default="")
    authority: Mapped[str] = mapped_column(server_default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    published_on: Mapped[date | None]
    started_on: Mapped[date | None]
    done_on: Mapped[date | None]
    exceeded: Mapped[bool] = mapped_column(server_default=text("false"))
    evidence: Mapped[str] = mapped_column(server_default="")
    quality: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    awaits_central_since: Mapped[date | None]
    awaits_central_document: Mapped[str] = mapped_column(server_default="")
    cancelled_on: Mapped[date | None]
    created_at: Mapped[Stamp]


class ReportedFigures(Base):
    """Figures as somebody published them: a total, its parts by status, and which parts lie inside others.

    `parts` maps a status to a count, `within` a status to the status that it is counted in. They are kept as
    published, also where they do not sum.
    """

    __tablename__ = "reported_figures"
    __table_args__ = (UniqueConstraint("province", "as_of", "subject"),)

    id: Mapped[Key]
    province: Mapped[str]
    subject: Mapped[str]
    title: Mapped[str]
    as_of: Mapped[date]
    total: Mapped[int]
    parts: Mapped[Json]
    within: Mapped[Json]
    source: Mapped[str]
    created_at: Mapped[Stamp]
