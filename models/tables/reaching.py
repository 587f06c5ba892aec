"""How people and other systems are reached: letters that went out, webhooks and their deliveries."""

from datetime import date, datetime

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp, Texts


class Sent(Base):
    """A letter that went out to a person: `key` is what it was about, so that it goes out once."""

    __tablename__ = "letters"
    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    key: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
    on: Mapped[date]
    sent_at: Mapped[Stamp]


class Webhook(Base):
    """An address of an organisation's system that is told of events; `secret` signs what is sent there.

    The secret stands sealed with the installation's key.
    `looked_at` is the number of the last entry of the journal that was looked at for it: entries are numbered
    in the order in which they become visible, so that none is passed over and none is told twice.
    """

    __tablename__ = "webhooks"
    __table_args__ = (Index("ix_webhooks_organisation_id", "organisation_id"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    url: Mapped[str]
    secret: Mapped[str]
    events: Mapped[Texts]
    made_at: Mapped[Stamp]
    looked_at: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    paused_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Delivery(Base):
    """One telling of one event to one webhook: how often it was tried, and what the other side said last."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index(
            "ix_deliveries_waiting",
            "not_before",
            postgresql_where=text("delivered_at is null and not given_up"),
        ),
    )

    id: Mapped[Key]
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    event_id: Mapped[str]
    event: Mapped[str]
    facts: Mapped[Json]
    made_at: Mapped[Stamp]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    not_before: Mapped[Stamp]
    answer: Mapped[int | None]
    error: Mapped[str] = mapped_column(server_default="")
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    given_up: Mapped[bool] = mapped_column(server_default=text("false"))
