"""Research tasks and what is known of their results. A date is null until a document fixes it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Computed, ForeignKey, Index, Numeric, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Money, Stamp, Texts


class Task(Base):
    """One research task. `version` grows with every change, so that a window knows when it is outdated."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("ix_tasks_province", "province"),
        Index("ix_tasks_co_owner_id", "co_owner_id"),
        Index("ix_tasks_orderer_id", "orderer_id"),
        Index("ix_tasks_host_id", "host_id"),
        Index("ix_tasks_recipient_id", "recipient_id"),
        Index("ix_tasks_folded", "folded", postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"}),
        Index(
            "ix_tasks_open_calls",
            "id",
            postgresql_where=text(
                "host_id is null and call_published_on is not null and files_opened_on is null"
            ),
        ),
        Index("ix_tasks_terms", "terms", postgresql_using="gin"),
        Index("uq_tasks_source_key", "source_key", unique=True, postgresql_where=text("source_key <> ''")),
    )

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    folded: Mapped[str]
    terms: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('vietnamese'::regconfig, title)", persisted=True), deferred=True
    )
    title_en: Mapped[str] = mapped_column(server_default="")
    province: Mapped[str]
    discipline: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    lifecycle: Mapped[str]
    outcome: Mapped[str] = mapped_column(server_default="")
    source_key: Mapped[str] = mapped_column(server_default="")
    source_url: Mapped[str] = mapped_column(server_default="")
    source_hash: Mapped[str] = mapped_column(server_default="")

    orderer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    host_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    recipient_note: Mapped[str] = mapped_column(server_default="")
    recipient_named_on: Mapped[date | None]
    co_owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    item13: Mapped[bool] = mapped_column(server_default=text("false"))
    state_reserves: Mapped[bool | None]

    clear_who: Mapped[str] = mapped_column(server_default="")
    clear_what: Mapped[str] = mapped_column(server_default="")
    clear_when: Mapped[date | None]
    clear_result: Mapped[str] = mapped_column(server_default="")
    clear_responsibility: Mapped[str] = mapped_column(server_default="")
    clear_authority: Mapped[str] = mapped_column(server_default="")

    method: Mapped[str | None]
    products: Mapped[Texts]
    state_share: Mapped[Decimal | None] = mapped_column(Numeric(5, 4))
    budget_vnd: Mapped[Money | None]
    months: Mapped[int | None]
    ordered_on: Mapped[date | None]
    listed_on: Mapped[date | None]
    call_published_on: Mapped[date | None]
    files_opened_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    contract_signed_on: Mapped[date | None]
    contract_ends_on: Mapped[date | None]
    contract_no: Mapped[str] = mapped_column(server_default="")
    share_clause: Mapped[bool | None]
    equipment_bought: Mapped[bool | None]
    equipment_settled_on: Mapped[date | None]
    legal_basis_on: Mapped[date | None]
    unknowns: Mapped[Texts]
    provisional: Mapped[Texts]
    remedies: Mapped[Texts]
    created_at: Mapped[Stamp]


class Result(Base):
    """What is known of a task's result after acceptance (domain notes, sections 2 to 4)."""

    __tablename__ = "results"
    __table_args__ = (Index("ix_results_waiting", "task_id", postgresql_where=text("archived_on is null")),)

    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    accepted_on: Mapped[date | None]
    grade: Mapped[str | None]
    registered_on: Mapped[date | None]
    recognised_on: Mapped[date | None]
    asset_report_on: Mapped[date | None]
    rights_dossier_on: Mapped[date | None]
    rights_decided_on: Mapped[date | None]
    rights_rung: Mapped[int | None]
    handed_over_on: Mapped[date | None]
    disclosed_on: Mapped[date | None]
    ip_decided_on: Mapped[date | None]
    ip_filed_on: Mapped[date | None]
    ip_granted_on: Mapped[date | None]
    partner_found_on: Mapped[date | None]
    funding_line_on: Mapped[date | None]
    paid_path_on: Mapped[date | None]
    valued_on: Mapped[date | None]
    value_vnd: Mapped[Money | None]
    price_agreed_on: Mapped[date | None]
    transferred_on: Mapped[date | None]
    transfer_form: Mapped[str] = mapped_column(server_default="")
    free_transfer_asked_on: Mapped[date | None]
    application_report_on: Mapped[date | None]
    in_use: Mapped[bool | None]
    state_decision_on: Mapped[date | None]
    awaits_central_since: Mapped[date | None]
    awaits_central_document: Mapped[str] = mapped_column(server_default="")
    benefit_agreement_on: Mapped[date | None]
    not_transferable_on: Mapped[date | None]
    replication_approved_on: Mapped[date | None]
    shared_on: Mapped[date | None]
    archived_on: Mapped[date | None]
    trl: Mapped[int | None]
    approval_needed_since: Mapped[date | None]
    approval_granted_on: Mapped[date | None]
    ip_waived_on: Mapped[date | None]
    ip_kind: Mapped[str] = mapped_column(server_default="")
    rights_handed_on: Mapped[date | None]
    memorandum_on: Mapped[date | None]
    central_guidance_on: Mapped[date | None]
