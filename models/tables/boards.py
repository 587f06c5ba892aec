"""What boards show, as it was last computed: never the truth, and made anew from the tables at any time.

To know what lies in the closet every dossier has to be judged, which no page can wait for. So whoever judges
them publishes what was found, with the day and the last entry of the audit chain that it knew of.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Texts


class PublishedBoard(Base):
    """A board as it was published: of which day, at what moment, up to which entry of the audit chain."""

    __tablename__ = "published_boards"

    key: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    audit: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[Any] = mapped_column(JSONB)


class PublishedCase(Base):
    """A result in the closet as it was published, for lists that filter and page.

    Whose it is stands in the task alone, and is asked there each time. `days` is null where no date is known;
    `due_on`, `remedy` and `doer` are of the remedy that was chosen and is not done.
    """

    __tablename__ = "published_cases"
    __table_args__ = (
        Index("ix_published_cases_folded", "folded", postgresql_using="gin",
              postgresql_ops={"folded": "gin_trgm_ops"}),
    )  # fmt: skip

    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    code: Mapped[str]
    title: Mapped[str]
    folded: Mapped[str]
    province: Mapped[str]
    discipline: Mapped[str]
    host: Mapped[str]
    headline: Mapped[str]
    causes: Mapped[Texts]
    severity: Mapped[int]
    days: Mapped[int | None]
    bucket: Mapped[str]
    responsible: Mapped[str]
    who: Mapped[str]
    what: Mapped[str]
    due_on: Mapped[date | None]
    remedy: Mapped[str]
    doer: Mapped[str]
    late: Mapped[bool]
    value_vnd: Mapped[Decimal | None] = mapped_column(Numeric(18, 2))
    value_kind: Mapped[str]
    band: Mapped[int]


Index(
    "ix_published_cases_gravest",
    PublishedCase.severity.desc(),
    PublishedCase.days.desc().nulls_last(),
    PublishedCase.code,
)
