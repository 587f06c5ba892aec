"""Being let in for the first time, and again after a password was forgotten: by a link that serves once.

The key of a link stands nowhere: the table keeps its SHA-256, and a link that goes by mail is made when the
letter is sent. An invitation brings an authenticator with it, whose secret is derived from the link's key: it
is the same at each look, and the account's own secret stays good until the link is taken up. A forgotten
password leaves the authenticator as it is and is proved by it: whoever reads the mail alone gets nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, doors, mail, outbox, people, wiring
from models import queries
from models.errors import NotFound, Refused, WrongCode
from models.permissions import Actor
from models.queries import doors as doorkeeping
from models.tables import Invitation, Organisation, Person


class Purpose(StrEnum):
    """What a link is for; the value stands in the table."""

    INVITATION = "invitation"
    """Set a password and a new authenticator."""
    RESET = "reset"
    """Set a new password, proved by the authenticator that is in use."""


LASTS: Final = {Purpose.INVITATION: timedelta(hours=72), Purpose.RESET: timedelta(hours=1)}
"""How long a link is good for."""
ASKED_AT_MOST: Final = 3
"""Letters on a forgotten password that one account gets in an hour."""

_HOUR: Final = timedelta(hours=1)
_GONE: Final = (
    "Đường dẫn này đã được dùng, đã hết hạn hoặc không đúng. "
    "Hãy xin đường dẫn mới: chọn «Quên mật khẩu», hoặc báo quản trị hệ thống."
)
_WRONG_CODE: Final = (
    "Mã một lần không đúng. Hãy nhập sáu chữ số đang hiện trong ứng dụng xác thực; "
    "nếu vẫn sai, hãy kiểm tra giờ của điện thoại."
)

_INVITED_VI: Final = """Kính gửi {title},

Bạn được mời vào Cổng Ba nhà với tài khoản {handle}.
Mở đường dẫn sau để đặt mật khẩu và cài ứng dụng xác thực:

{link}

Đường dẫn dùng được một lần, đến {until}. Không chuyển đường dẫn này cho người khác.
"""
_INVITED_EN: Final = """To the {title},

You are invited to the Triple Helix portal with the account {handle}.
Open this link to set a password and an authenticator:

{link}

It serves once, until {until}. Do not pass it on.
"""
_RESET_VI: Final = """Kính gửi {title},

Có người đề nghị đặt lại mật khẩu của tài khoản {handle}. Mở đường dẫn sau để đặt mật khẩu mới:

{link}

Đường dẫn dùng được một lần, đến {until}.
Nếu không phải bạn đề nghị, hãy bỏ qua thư này: mật khẩu không đổi.
"""
_RESET_EN: Final = """To the {title},

Somebody asked for a new password of the account {handle}. Open this link to set it:

{link}

It serves once, until {until}. If it was not you, leave this letter: the password stays.
"""
_LETTERS: Final = {
    (Purpose.INVITATION, "vi"): ("Mời vào Cổng Ba nhà", _INVITED_VI),
    (Purpose.INVITATION, "en"): ("Your invitation to the Triple Helix portal", _INVITED_EN),
    (Purpose.RESET, "vi"): ("Đặt lại mật khẩu Cổng Ba nhà", _RESET_VI),
    (Purpose.RESET, "en"): ("A new password for the Triple Helix portal", _RESET_EN),
}
"""Subject and body of each letter, in the language of who gets it."""


@dataclass(frozen=True)
class Invited:
    """What became of an invitation: the address that it is mailed to, or the link to be handed over."""

    handle: str
    address: str = ""
    link: str = ""
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """A link that is good: for whom, what for, until when; `secret` and `uri` are a new authenticator's."""

    handle: str
    title: str
    organisation: str
    purpose: Purpose
    ends_at: datetime
    secret: str = ""
    uri: str = ""


def invite(session: Session, handle: str, actor: Actor | None, *, by_mail: bool = True) -> Invited:
    """Invite the person of an account: by mail, or with a link to be handed over.

    The link is given to whoever asks where there is no mail server, the account has no address, or it is
    wanted so; at the console nobody is signed in, and `actor` is None.

    Raises:
        NotFound: there is no such account.
        Refused: the account is shut.
    """
    person = _person(session, handle)
    if not person.active:
        raise Refused(f"Tài khoản {person.handle} đang bị khóa; hãy mở lại tài khoản trước khi mời.")
    if by_mail and person.email and mail.is_configured():
        _promise(session, person, Purpose.INVITATION)
        made = Invited(person.handle, address=person.email)
    else:
        link, ends_at = _make(session, person, Purpose.INVITATION)
        made = Invited(person.handle, link=link, ends_at=ends_at)
    how = "gửi thư đến địa chỉ đã ghi" if made.address else "đưa đường dẫn trực tiếp"
    audit.record(
        session,
        "person:invitation:made",
        f"Mời {person.title} (tài khoản {person.handle}) vào cổng: {how}.",
        on=wiring.today(),
        person_id=actor.id if actor else None,
        facts={"account": person.id},
    )
    return made


def ask_reset(session: Session, said: str) -> None:
    """Have a link mailed to whoever forgot the password: by account or by address.

    Nothing is told of what was found. An account that never had a password is not reset but invited, and no
    account gets more than a few letters in an hour.
    """
    said = said.strip()
    found = session.scalars(doorkeeping.people_at(said)).all() if "@" in said else ()
    if not found and (one := session.scalar(queries.person_by_handle(said))) is not None:
        found = (one,)
    for person in found:
        if not (person.active and person.password and person.email):
            continue
        if doors.knocks(session, f"reset:{person.id}", _HOUR) > ASKED_AT_MOST:
            continue
        _promise(session, person, Purpose.RESET)
        audit.record(
            session,
            "person:password:reset-asked",
            f"Có đề nghị đặt lại mật khẩu của tài khoản {person.handle}.",
            on=wiring.today(),
            facts={"account": person.id},
        )


def deliver(person_id: int, purpose: Purpose) -> None:
    """Make the link that was promised, and mail it. Done again after a failure, the earlier link is void.

    Raises:
        Unavailable: the mail server does not answer or takes nothing now.
        BadInput: the settings of the mail server cannot be read.
    """
    with wiring.unit_of_work() as session:
        person = session.get(Person, person_id)
        if person is None or not person.active or not person.email:
            return
        link, ends_at = _make(session, person, purpose)
        language = person.language if person.language in people.LANGUAGES else people.LANGUAGES[0]
        subject, body = _LETTERS[purpose, language]
        letter = mail.Letter(
            key=f"{purpose}-{doors.sha256_of(link)[:32]}",
            to=(person.email,),
            subject=subject,
            body=body.format(
                title=person.title, handle=person.handle, link=link, until=f"{ends_at:%d/%m/%Y %H:%M}"
            ),
            language=language,
        )
    mail.send(letter)


def look(session: Session, key: str) -> Opened:
    """What a link is for, while it is good.

    Raises:
        NotFound: it was used, is over, or never was.
    """
    row, person = _found(session, key)
    organisation = session.get_one(Organisation, person.organisation_id)
    purpose = Purpose(row.kind)
    new = secret_from("join", key) if purpose is Purpose.INVITATION else ""
    return Opened(
        person.handle,
        person.title,
        organisation.name,
        purpose,
        row.ends_at,
        new,
        people.authenticator_uri(person.handle, new) if new else "",
    )


def take_up(session: Session, key: str, password: str, code: str, *, browser: str = "") -> str:
    """Set the password that the link allows, and begin a session; returns the session's key.

    Raises:
        NotFound: the link was used, is over, or never was.
        Refused: the password is too short or too long.
        WrongCode: the code is not that of the authenticator; `count_failure` is to be called then, in a
            transaction of its own.
    """
    row, person = _found(session, key)
    hashed = doors.password_hash(password)
    if row.kind == Purpose.INVITATION:
        if not people.adopt_authenticator(person, secret_from("join", key), code):
            raise WrongCode(_WRONG_CODE)
    else:
        people.prove(session, person.handle, code)
    person.password, person.password_failures, person.shut_until = hashed, 0, None
    session.execute(doorkeeping.spend_invitations(person.id, wiring.now()))
    session.execute(doorkeeping.end_sessions_of(person.id))
    done = "nhận lời mời, đặt mật khẩu và ứng dụng xác thực"
    audit.record(
        session,
        "person:invitation:taken-up" if row.kind == Purpose.INVITATION else "person:password:reset",
        f"{person.title} {done if row.kind == Purpose.INVITATION else 'đặt lại mật khẩu'}.",
        on=wiring.today(),
        person_id=person.id,
    )
    return doors.admit(session, person, browser=browser)


def count_failure(session: Session, key: str) -> None:
    """Count a wrong code against the account whose password is being reset."""
    row, person = _found(session, key)
    if row.kind == Purpose.RESET:
        people.count_failure(session, person.handle)


def secret_from(what: str, key: str) -> str:
    """The secret of a new authenticator that belongs to a key which only its holder has (base32)."""
    own = wiring.settings().secret_key.get_secret_value().encode()
    return base64.b32encode(hmac.digest(own, f"{what}:{key}".encode(), hashlib.sha256)[:20]).decode()


def _promise(session: Session, person: Person, purpose: Purpose) -> None:
    outbox.promise(
        session,
        outbox.Kind.INVITE,
        f"person:{person.id}",
        on=wiring.today(),
        person=person.id,
        purpose=purpose.value,
    )


def _make(session: Session, person: Person, purpose: Purpose) -> tuple[str, datetime]:
    """A new link for the person, good alone of its kind, and until when."""
    now, key = wiring.now(), secrets.token_urlsafe(32)
    session.execute(doorkeeping.spend_invitations(person.id, now, purpose.value))
    ends_at = now + LASTS[purpose]
    session.add(
        Invitation(
            sha256=doors.sha256_of(key), kind=purpose.value, person_id=person.id, made_at=now, ends_at=ends_at
        )
    )
    return f"{wiring.settings().portal_url.rstrip('/')}/join/{key}", ends_at


def _found(session: Session, key: str) -> tuple[Invitation, Person]:
    found = session.execute(doorkeeping.invitation(doors.sha256_of(key), wiring.now())).first()
    if found is None:
        raise NotFound(_GONE)
    row, person = found
    return row, person


def _person(session: Session, handle: str) -> Person:
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    if person is None:
        raise NotFound(f"Không có tài khoản nào tên là «{handle}».")
    return person
