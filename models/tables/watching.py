"""What the closet's watch remembers, so that it asks only what may have changed: never the truth.

Lost, all tasks are asked once. A trigger on `organisations` makes the tasks of one that changes due at once.
"""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class ClosetWatch(Base):
    """Until when a task need not be asked again unless something is recorded of it; null for ever."""

    __tablename__ = "closet_watches"
    __table_args__ = (Index("ix_closet_watches_until", "until"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    until: Mapped[date | None]


class ClosetRound(Base):
    """The last round of the watch: its day, the entry of the audit chain that it knew of, by which rules."""

    __tablename__ = "closet_rounds"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date]
    audit: Mapped[int] = mapped_column(BigInteger)
    rules: Mapped[str]
