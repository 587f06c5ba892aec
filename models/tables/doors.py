"""Who is let in: sessions of the portal, invitations, tokens of the interface and what it answered, knocks.

No secret stands here as it is: a session, an invitation and a token are known by their SHA-256.
"""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Json, Key, Stamp, Texts


class PortalSession(Base):
    """A stay of a person in the portal, ended by `ends_at` or by leaving."""

    __tablename__ = "portal_sessions"
    __table_args__ = (Index("ix_portal_sessions_person_id", "person_id"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    began_at: Mapped[Stamp]
    seen_at: Mapped[Stamp]
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    browser: Mapped[str] = mapped_column(server_default="")
    by_sso: Mapped[bool] = mapped_column(server_default=text("false"))


class Invitation(Base):
    """A link that lets its holder set a password: `kind` is `invitation` or `reset`. It serves once."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_person_id", "person_id"),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[Stamp]
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Token(Base):
    """A key with which another system acts for a person; `scopes` are read, write or calendar."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_person_id", "person_id"),)

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    scopes: Mapped[Texts]
    made_at: Mapped[Stamp]
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Knock(Base):
    """How often something was asked for under a key (an address, an account) in a stretch of time."""

    __tablename__ = "knocks"
    __table_args__ = (Index("ix_knocks_ends_at", "ends_at"), {"prefixes": ["UNLOGGED"]})

    key: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    count: Mapped[int]


class Answer(Base):
    """What the interface answered to a request that bears a key of its own: sent again, it is not done again.

    `request` is the SHA-256 of what was asked. `status` is null until it was answered.
    """

    __tablename__ = "answers"
    __table_args__ = (Index("ix_answers_ends_at", "ends_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[Json]
    body: Mapped[str] = mapped_column(server_default="")
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
