"""Coming into the portal and leaving it: passwords, one-time codes, sessions, and how often one may knock.

A session's key is a random text that only the browser holds; the table keeps its SHA-256. Whoever errs is
never told what was wrong, and waits longer each time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.orm import Session

from actions import audit, people, straight, wiring
from models import queries
from models.errors import Refused, Unavailable, WrongCode
from models.permissions import Actor
from models.queries import doors
from models.tables import Person, PortalSession

STAY: Final = timedelta(hours=2)
"""A session that is not used for so long ends."""
LONGEST_STAY: Final = timedelta(hours=12)
"""No session lasts longer than a working day."""
SHORTEST_PASSWORD: Final = 12
"""Characters; NIST SP 800-63B asks for length, not for odd characters."""
LONGEST_PASSWORD: Final = 200
FAILURES_ALLOWED: Final = 5
"""Wrong passwords in a row after which the door stays shut: 1 minute, then twice as long each time."""

_NOTED_EVERY: Final = timedelta(minutes=5)
"""A session's last use is written down at most so often."""
_LONGEST_SHUT: Final = timedelta(hours=24)
_WRONG: Final = "Tài khoản, mật khẩu hoặc mã một lần không đúng. Hãy kiểm tra lại, hoặc đặt lại mật khẩu."


@dataclass(frozen=True)
class Visitor:
    """Who stands in the portal: the account, its organisation, its language, and the key of its forms."""

    actor: Actor
    organisation: str
    language: str
    session: str
    """The SHA-256 of the session's key."""

    @property
    def form_key(self) -> str:
        """What a form of this visitor carries, so that no other site can send one (HMAC-SHA-256, hex)."""
        return hmac.new(_secret(), f"form:{self.session}".encode(), hashlib.sha256).hexdigest()


def enter(session: Session, handle: str, password: str, code: str, *, browser: str = "") -> str:
    """Let a person in; returns the key of the new session.

    Raises:
        WrongCode: account, password or code is wrong, or the door is shut; the sentence does not tell which.
            `count_failure` is to be called in a transaction of its own, for this one is undone.
        Unavailable: the installation has no secret key.
    """
    _secret()
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    is_known = person is not None and person.active and bool(person.password)
    fits = _fits(person.password if person is not None and is_known else _nobodys(), password)
    if person is None or not is_known or not fits:
        raise WrongCode(_WRONG)
    if is_shut_at(person.shut_until, wiring.now()):
        raise WrongCode(_WRONG)
    try:
        people.prove(session, handle, code)
    except WrongCode:
        raise WrongCode(_WRONG) from None
    person.password_failures = 0
    person.shut_until = None
    if _hasher().check_needs_rehash(person.password):
        person.password = _hasher().hash(password)
    return admit(session, person, browser=browser)


def admit(session: Session, person: Person, *, browser: str = "", by_sso: bool = False) -> str:
    """Begin a session of a person who was proven; returns its key."""
    key = secrets.token_urlsafe(32)
    now = wiring.now()
    session.execute(doors.ended_sessions(now))
    session.add(
        PortalSession(
            sha256=sha256_of(key),
            person_id=person.id,
            began_at=now,
            seen_at=now,
            ends_at=now + STAY,
            browser=browser[:200],
            by_sso=by_sso,
        )
    )
    audit.record(
        session,
        "person:session:began",
        f"{person.title} vào cổng.",
        on=wiring.today(),
        person_id=person.id,
        facts={"sso": by_sso},
    )
    return key


def is_shut_at(shut_until: datetime | None, moment: datetime) -> bool:
    """Whether a door is shut then; for longer than any can be, only a clock that ran ahead shut it."""
    return shut_until is not None and moment < shut_until <= moment + _LONGEST_SHUT


def count_failure(session: Session, handle: str) -> None:
    """Count a failed entry against an account; from the fifth on its door stays shut for a while."""
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    if person is None:
        return
    person.password_failures += 1
    over = person.password_failures - FAILURES_ALLOWED
    if over >= 0:
        shut = min(timedelta(minutes=2 ** min(over, 11)), _LONGEST_SHUT)
        person.shut_until = wiring.now() + shut


def visitor(session: Session, key: str) -> Visitor | None:
    """Who holds that key now; None when nobody does any more. The session's end moves on with its use."""
    now = wiring.now()
    asked = doors.portal_visit()
    given = {"sha256": sha256_of(key), "at": now, "latest": now + LONGEST_STAY, "day": wiring.today()}
    (found,) = straight.together(session, [(asked.sql, *(given[name] for name in asked.told))])
    if not found:
        return None
    stay, began_at, seen_at, *account, roles, language, organisation, lent = found[0]
    if now - seen_at >= _NOTED_EVERY:
        until = min(now + STAY, began_at + LONGEST_STAY)
        session.execute(doors.session_used(stay, now, until))
    who = people.acting(tuple(account), roles, lent or ())
    return Visitor(who, organisation, language, stay)


def leave(session: Session, visit: Visitor) -> None:
    """End the visitor's session."""
    session.execute(doors.end_session(visit.session))
    audit.record(
        session,
        "person:session:ended",
        f"{visit.actor.title} rời cổng.",
        on=wiring.today(),
        person_id=visit.actor.id,
    )


def password_hash(password: str) -> str:
    """The argon2id hash of a new password.

    Raises:
        Refused: it is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(
            f"Mật khẩu phải có từ {SHORTEST_PASSWORD} đến {LONGEST_PASSWORD} ký tự; "
            "một câu dài dễ nhớ là tốt nhất."
        )
    return _hasher().hash(password)


def is_password_of(session: Session, actor: Actor, password: str) -> bool:
    """Whether that is the actor's password."""
    return _fits(session.get_one(Person, actor.id).password, password)


def sha256_of(key: str) -> str:
    """What a table keeps of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def knocks(session: Session, key: str, within: timedelta) -> int:
    """How often something was asked for under that key, this time included, since its first time.

    The count begins anew once the stretch of time is over that the first knock began.
    """
    now = wiring.now()
    count: int = session.execute(doors.knock(key, now, within)).scalar_one()
    if count == 1:
        session.execute(doors.ended_knocks(now))
    return count


def _secret() -> bytes:
    secret = wiring.settings().secret_key.get_secret_value()
    if not secret:
        raise Unavailable("Chưa đặt TRIPLEHELIX_SECRET_KEY nên cổng chưa nhận người vào.")
    return secret.encode()


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """A hash that nothing fits: an unknown account takes as long to refuse as a known one."""
    return _hasher().hash(secrets.token_urlsafe(32))


def _fits(kept: str, password: str) -> bool:
    with suppress(Argon2Error, InvalidHashError):
        return _hasher().verify(kept, password[:LONGEST_PASSWORD])
    return False
