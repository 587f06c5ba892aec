"""Organisations and the people who act for them. People are known by their function, not by name."""

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Key, Stamp, Texts


class Organisation(Base):
    """An organisation; `folded` is its name without accents, for search and matching."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("folded", "province"),)

    id: Mapped[Key]
    name: Mapped[str]
    folded: Mapped[str]
    kind: Mapped[str]
    province: Mapped[str] = mapped_column(server_default="")
    e_id: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")
    dissolved_on: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[Stamp]


class Person(Base):
    """An account: a handle, the function held, the roles, and what proves the person.

    `totp_secret` makes the one-time codes, and stands sealed with the installation's key; `last_step` is
    the time step of the last code used, so that no code serves twice; `failures` counts wrong codes in a
    row. `password` is an argon2id hash, empty until the invitation is taken up; `password_failures` counts
    wrong passwords in a row, and the portal's door stays shut until `shut_until`. `sso_subject` is who the
    person is at the province's own sign-in, empty where it has none. `unit` is the unit within the
    organisation, empty where it is not told. `language` is `vi` or `en`; `declined` names the kinds of
    letters that the person declined.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_organisation_id", "organisation_id"),
        Index(
            "uq_people_sso_subject", "sso_subject", unique=True, postgresql_where=text("sso_subject <> ''")
        ),
    )

    id: Mapped[Key]
    handle: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    email: Mapped[str] = mapped_column(server_default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    unit: Mapped[str] = mapped_column(server_default="")
    roles: Mapped[Texts]
    totp_secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(server_default=text("0"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    password: Mapped[str] = mapped_column(server_default="")
    password_failures: Mapped[int] = mapped_column(server_default=text("0"))
    shut_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sso_subject: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="vi")
    declined: Mapped[Texts]
    created_at: Mapped[Stamp]


class Delegation(Base):
    """Roles that one person lends to another between two days (both inclusive), by a document."""

    __tablename__ = "delegations"
    __table_args__ = (Index("ix_delegations_to_id", "to_id"),)

    id: Mapped[Key]
    from_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    roles: Mapped[Texts]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    document: Mapped[str]
    revoked_on: Mapped[date | None]
    created_at: Mapped[Stamp]
