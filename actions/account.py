"""What a person keeps of their own account: password, authenticator, letters, stays in the portal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from actions import audit, doors, invitations, letters, people, tokens, wiring
from actions.doors import Visitor
from models.errors import BadInput, NotFound, Refused, WrongCode
from models.language import Role
from models.permissions import Actor
from models.queries import doors as doorkeeping
from models.tables import Organisation, Person

REFERENCE = 16
"""Characters of a session's SHA-256 by which its owner names it; they open nothing."""


@dataclass(frozen=True)
class Stay:
    """A stay in the portal: `is_this` is the one that asks."""

    reference: str
    began_at: datetime
    seen_at: datetime
    browser: str
    by_sso: bool
    is_this: bool


@dataclass(frozen=True)
class Account:
    """An account as its owner sees it."""

    handle: str
    title: str
    organisation: str
    roles: tuple[Role, ...]
    lent: tuple[tuple[Role, str], ...]
    """Roles that are lent today, and by whom."""
    email: str
    language: str
    wanted: frozenset[letters.Kind]
    has_password: bool
    has_sso: bool
    stays: tuple[Stay, ...]
    tokens: tuple[tokens.Listed, ...]


@dataclass(frozen=True)
class Authenticator:
    """A new authenticator that was not proved yet."""

    secret: str
    uri: str


def mine(session: Session, visit: Visitor) -> Account:
    """The visitor's account."""
    person = session.get_one(Person, visit.actor.id)
    organisation = session.get_one(Organisation, person.organisation_id)
    return Account(
        person.handle,
        person.title,
        organisation.name,
        tuple(role for role in Role if role.value in person.roles),
        tuple((loan.role, loan.title) for loan in visit.actor.loans),
        person.email,
        person.language,
        frozenset(kind for kind in letters.Kind if kind.value not in person.declined),
        bool(person.password),
        bool(person.sso_subject),
        tuple(
            Stay(
                row.sha256[:REFERENCE],
                row.began_at,
                row.seen_at,
                row.browser,
                row.by_sso,
                row.sha256 == visit.session,
            )
            for row in session.scalars(doorkeeping.sessions_of(person.id, wiring.now()))
        ),
        tokens.listed(session, visit.actor),
    )


def change_password(session: Session, visit: Visitor, old: str, new: str) -> None:
    """Change the visitor's password; their other stays in the portal end.

    Raises:
        WrongCode: the old one is wrong; `doors.count_failure` is to be called then, in its own transaction.
        Refused: the account has no password, the door is shut, or the new one is too short or too long.
    """
    person = session.get_one(Person, visit.actor.id, with_for_update=True)
    if not person.password:
        raise Refused(
            "Tài khoản này chưa có mật khẩu; hãy xin quản trị hệ thống một đường dẫn mời để đặt mật khẩu."
        )
    if person.shut_until is not None and person.shut_until > wiring.now():
        raise Refused("Đã nhập sai mật khẩu quá nhiều lần; hãy đợi rồi thử lại.")
    if not doors.is_password_of(session, visit.actor, old):
        raise WrongCode("Mật khẩu hiện tại không đúng.")
    person.password = doors.password_hash(new)
    person.password_failures, person.shut_until = 0, None
    session.execute(doorkeeping.end_sessions_of(person.id, but=visit.session))
    _note(session, visit.actor, "person:password:changed", "đổi mật khẩu")


def new_authenticator(session: Session, visit: Visitor) -> Authenticator:
    """The authenticator that the visitor may change to: the same at each look, until it was changed."""
    person = session.get_one(Person, visit.actor.id)
    secret = invitations.secret_from("authenticator", f"{visit.session}:{people.authenticator_of(person)}")
    return Authenticator(secret, people.authenticator_uri(person.handle, secret))


def change_authenticator(session: Session, visit: Visitor, old_code: str, new_code: str) -> None:
    """Let the new authenticator prove the visitor from now on; proved by a code of the old one.

    Raises:
        WrongCode: a code is wrong; `people.count_failure` is to be called then, in its own transaction.
    """
    new = new_authenticator(session, visit)
    people.prove(session, visit.actor.handle, old_code)
    person = session.get_one(Person, visit.actor.id)
    if not people.adopt_authenticator(person, new.secret, new_code):
        raise WrongCode("Mã của ứng dụng xác thực mới không đúng; hãy quét lại hình và lấy mã mới.")
    _note(session, visit.actor, "person:account:authenticator-changed", "đổi ứng dụng xác thực")


def choose_letters(session: Session, actor: Actor, wanted: Collection[str]) -> None:
    """Send the actor only letters of these kinds, besides those that nobody can do without.

    Raises:
        BadInput: there is no such kind.
    """
    known = [kind.value for kind in letters.Kind]
    if unknown := set(wanted) - set(known):
        raise BadInput(f"Không có loại thư {', '.join(sorted(unknown))}.")
    person = session.get_one(Person, actor.id, with_for_update=True)
    person.declined = [kind for kind in known if kind not in wanted]
    _note(
        session,
        actor,
        "person:account:letters-chosen",
        f"chọn thư muốn nhận: {', '.join(kind for kind in known if kind in wanted) or 'không nhận'}",
    )


def end_stays(session: Session, visit: Visitor, reference: str = "") -> None:
    """End the visitor's other stays in the portal, or the one of that reference.

    Raises:
        NotFound: there is no such stay.
    """
    if not reference:
        session.execute(doorkeeping.end_sessions_of(visit.actor.id, but=visit.session))
    elif len(reference) != REFERENCE or visit.session.startswith(reference):
        raise NotFound("Không có phiên làm việc này.")
    else:
        session.execute(doorkeeping.end_session_of(visit.actor.id, reference))
    _note(session, visit.actor, "person:session:ended-elsewhere", "kết thúc phiên làm việc ở nơi khác")


def _note(session: Session, actor: Actor, tag: str, did: str) -> None:
    audit.record(session, tag, f"{actor.title} {did}.", on=wiring.today(), person_id=actor.id)
