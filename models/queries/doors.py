"""Who is let in: sessions, invitations, tokens, knocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    Date,
    Delete,
    Executable,
    Select,
    Update,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert

from models.queries.parties import loans_told
from models.tables import Invitation, Knock, Organisation, Person, PortalSession, Token

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own is untyped


class Visit(NamedTuple):
    """A statement as the driver takes it, and the names of what it is told, in their order."""

    sql: str
    told: tuple[str, ...]


@cache
def portal_visit() -> Visit:
    """Who holds a session that is still good at a moment: told `sha256`, `at`, `latest`, `day`.

    One that would be good for longer than `latest` was begun by a clock that ran ahead, and is good no more.
    Asked with each page: session, account, organisation and what is lent on that day are one row.
    """
    found = (
        select(
            PortalSession.sha256,
            PortalSession.began_at,
            PortalSession.seen_at,
            Person.id,
            Person.handle,
            Person.title,
            Person.organisation_id,
            Person.roles,
            Person.language,
            Organisation.name,
            loans_told(Person.id, bindparam("day", type_=Date)).correlate(Person).scalar_subquery(),
        )
        .join(Person, Person.id == PortalSession.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            PortalSession.sha256 == bindparam("sha256"),
            PortalSession.ends_at > bindparam("at"),
            PortalSession.ends_at <= bindparam("latest"),
            Person.active,
        )
    )
    made = found.compile(dialect=_DIALECT)
    return Visit(str(made), tuple(made.positiontup or ()))


def session_used(sha256: str, at: datetime, until: datetime) -> Update:
    """Note that a session was used at that moment, and until when it is good now."""
    return update(PortalSession).where(PortalSession.sha256 == sha256).values(seen_at=at, ends_at=until)


def end_session(sha256: str) -> Delete:
    """End one session."""
    return delete(PortalSession).where(PortalSession.sha256 == sha256)


def end_sessions_of(person_id: int, *, but: str = "") -> Delete:
    """End all sessions of a person, but for one."""
    return delete(PortalSession).where(PortalSession.person_id == person_id, PortalSession.sha256 != but)


def end_session_of(person_id: int, reference: str) -> Delete:
    """End the session of a person whose SHA-256 begins so."""
    return delete(PortalSession).where(
        PortalSession.person_id == person_id, PortalSession.sha256.startswith(reference, autoescape=True)
    )


def sessions_of(person_id: int, at: datetime) -> Select[PortalSession]:
    """The sessions of a person that are good at that moment, the last used first."""
    return (
        select(PortalSession)
        .where(PortalSession.person_id == person_id, PortalSession.ends_at > at)
        .order_by(PortalSession.seen_at.desc())
    )


def ended_sessions(at: datetime) -> Delete:
    """Forget the sessions whose time is over."""
    return delete(PortalSession).where(PortalSession.ends_at <= at)


def invitation(sha256: str, at: datetime) -> Select[Invitation, Person]:
    """The invitation of that key that is still good at that moment, held, and whom it invites."""
    return (
        select(Invitation, Person)
        .join(Person, Person.id == Invitation.person_id)
        .where(
            Invitation.sha256 == sha256,
            Invitation.used_at.is_(None),
            Invitation.ends_at > at,
            Person.active,
        )
        .with_for_update()
    )


def spend_invitations(person_id: int, at: datetime, kind: str = "") -> Update:
    """Let no earlier invitation of a person serve any more: none of that kind, or none at all."""
    spent = update(Invitation).where(Invitation.person_id == person_id, Invitation.used_at.is_(None))
    return (spent.where(Invitation.kind == kind) if kind else spent).values(used_at=at)


def open_invitation(person_id: int, at: datetime) -> Select[Invitation]:
    """The invitation of a person that is good at that moment, if there is one."""
    return (
        select(Invitation)
        .where(
            Invitation.person_id == person_id,
            Invitation.kind == "invitation",
            Invitation.used_at.is_(None),
            Invitation.ends_at > at,
        )
        .limit(1)
    )


def token(sha256: str, at: datetime) -> Select[Token, Person, str]:
    """The token of that key that is good at that moment, for whom it acts, and the organisation's name."""
    return (
        select(Token, Person, Organisation.name)
        .join(Person, Person.id == Token.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Token.sha256 == sha256,
            Token.revoked_at.is_(None),
            or_(Token.ends_at.is_(None), Token.ends_at > at),
            Person.active,
        )
    )


def tokens_of(person_id: int) -> Select[Token]:
    """The tokens of a person that were not revoked, the newest first."""
    return (
        select(Token)
        .where(Token.person_id == person_id, Token.revoked_at.is_(None))
        .order_by(Token.id.desc())
    )


def token_of(person_id: int, number: int) -> Select[Token]:
    """The token of that number, if it is the person's and was not revoked; held."""
    return (
        select(Token)
        .where(Token.id == number, Token.person_id == person_id, Token.revoked_at.is_(None))
        .with_for_update()
    )


def knock(key: str, at: datetime, within: timedelta) -> Executable:
    """Count one more knock under that key, in the stretch of time that its first knock began.

    A stretch that has not begun yet is of a clock that ran ahead, and holds nobody up.
    """
    running = (
        select(func.min(Knock.began_at))
        .where(Knock.key == key, Knock.began_at <= at, Knock.ends_at > at)
        .scalar_subquery()
    )
    given = insert(Knock).values(key=key, began_at=func.coalesce(running, at), ends_at=at + within, count=1)
    return given.on_conflict_do_update(
        index_elements=[Knock.key, Knock.began_at], set_={"count": Knock.count + 1}
    ).returning(Knock.count)


def ended_knocks(at: datetime) -> Delete:
    """Forget the knocks of stretches that are over."""
    return delete(Knock).where(Knock.ends_at <= at)


def person_by_sso(subject: str) -> Select[Person]:
    """The account that the province's own sign-in knows under that name."""
    return select(Person).where(Person.sso_subject == subject, Person.active)


def people_at(address: str) -> Select[Person]:
    """The active accounts whose letters go to that address."""
    return select(Person).where(func.lower(Person.email) == address.lower(), Person.active)
