"""Whom the province's own sign-in lets in: the account that its subject is linked with, or becomes so.

A subject is linked by an administrator, or by itself in one case: the sign-in vouches for an e-mail address,
and exactly one account has that address, is not linked yet, and holds an invitation that is still good. An
administrator chose that address for that person within the last days; an address alone would let whoever
inherits a mailbox inherit an account.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from actions import audit, doors, wiring
from models.errors import NotPermitted
from models.queries import doors as doorkeeping
from models.tables import Person

_UNKNOWN = (
    "Tài khoản của tỉnh này chưa được liên kết với tài khoản nào ở đây. "
    "Hãy báo quản trị hệ thống liên kết, hoặc đăng nhập bằng mật khẩu."
)


@dataclass(frozen=True)
class Vouched:
    """What the sign-in says of who came: `email` only where it vouches for the address."""

    subject: str
    email: str = ""


def admit(session: Session, known: Vouched, *, browser: str = "") -> tuple[str, str]:
    """Begin a session of whoever the sign-in vouches for; returns its key and the person's language.

    Raises:
        NotPermitted: no account is linked with them.
    """
    person = session.scalar(doorkeeping.person_by_sso(known.subject)) if known.subject else None
    person = person or _invited(session, known)
    if person is None:
        raise NotPermitted(_UNKNOWN)
    return doors.admit(session, person, browser=browser, by_sso=True), person.language


def _invited(session: Session, known: Vouched) -> Person | None:
    """The one account that was invited at the address that is vouched for, linked from now on."""
    found = session.scalars(doorkeeping.people_at(known.email)).all() if known.email else ()
    if len(found) != 1 or not known.subject:
        return None
    person = session.get_one(Person, found[0].id, with_for_update=True, populate_existing=True)
    if person.sso_subject or not person.active:
        return None
    now = wiring.now()
    if session.scalar(doorkeeping.open_invitation(person.id, now)) is None:
        return None
    person.sso_subject = known.subject
    session.execute(doorkeeping.spend_invitations(person.id, now))
    audit.record(
        session,
        "person:account:linked",
        f"Liên kết tài khoản {person.handle} với tài khoản của tỉnh, theo địa chỉ thư được mời.",
        on=wiring.today(),
        person_id=person.id,
    )
    return person
