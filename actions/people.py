"""Organisations and accounts, and the one-time code that proves who decides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import pyotp
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit, sealing, wiring
from models import queries
from models.errors import BadInput, NotFound, WrongCode
from models.language import PartyKind, Role
from models.listing.text import clean, fold
from models.permissions import Actor, Loan
from models.tables import Organisation, Person

Lent = tuple[Iterable[str], int, str, Collection[str]]
"""What is lent: the roles, who lends them (account and function), and the roles that the lender has."""

_STEP_SECONDS = 30
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_KEPT: Final = timedelta(days=1)
"""So long an answer that was kept elsewhere may wait until it is heard: a day's outage."""
_FAILURES_ALLOWED = 10
"""Wrong codes in a row after which an account is shut until an administrator opens it."""


def ensure_organisation(
    session: Session,
    name: str,
    kind: PartyKind = PartyKind.UNKNOWN,
    *,
    province: str = "",
    e_id: str = "",
    address: str = "",
) -> Organisation:
    """The organisation of that name in that province, made when it is not on record."""
    name = clean(name)
    named = queries.organisation_named(fold(name), province)
    found = session.scalar(named)
    if found is None:
        # Somebody else may name the same body at this moment: whoever comes second takes what the first made.
        session.execute(
            insert(Organisation)
            .values(
                name=name, folded=fold(name), kind=kind.value, province=province, e_id=e_id, address=address
            )
            .on_conflict_do_nothing(index_elements=[Organisation.folded, Organisation.province])
        )
        found = session.scalars(named).one()
    if found.kind == PartyKind.UNKNOWN.value and kind is not PartyKind.UNKNOWN:
        found.kind = kind.value
    return found


@dataclass(frozen=True)
class Account:
    """A new account: the secret is shown once, to be put into an authenticator."""

    actor: Actor
    secret: str
    uri: str


def open_account(
    session: Session,
    handle: str,
    title: str,
    organisation: Organisation,
    roles: Iterable[Role],
    *,
    email: str = "",
) -> Account:
    """Open an account for a function in an organisation; `email` is where notices are sent.

    Raises:
        BadInput: when the handle is taken, or the address is none.
    """
    if session.scalar(queries.person_by_handle(handle)) is not None:
        raise BadInput(f"Tài khoản «{handle}» đã có; hãy chọn tên khác.")
    address = _address(email)
    secret = pyotp.random_base32()
    person = Person(
        handle=handle,
        title=clean(title),
        email=address,
        organisation_id=organisation.id,
        roles=[role.value for role in roles],
        totp_secret=_sealed(handle, secret),
    )
    session.add(person)
    session.flush()
    return Account(actor_of(session, person), secret, authenticator_uri(handle, secret))


def authenticator_uri(handle: str, secret: str) -> str:
    """What an authenticator reads from the picture: the account and its secret (otpauth://)."""
    return pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name="Triple Helix")


def adopt_authenticator(person: Person, secret: str, code: str) -> bool:
    """Let that secret make the codes of the person from now on; False when the code is not its own.

    The code that proves it does not serve again.
    """
    step = _step_of(secret, code.strip(), wiring.now())
    if step is None:
        return False
    person.totp_secret, person.last_step, person.failures = _sealed(person.handle, secret), step, 0
    return True


def authenticator_of(person: Person) -> str:
    """The key of the person's authenticator, which the tables keep sealed.

    Raises:
        Unavailable: it was sealed with another secret key than the installation's.
    """
    place = sealing.of_person(person.handle)
    return sealing.unseal(person.totp_secret, place, wiring.settings().secret_key.get_secret_value())


def _sealed(handle: str, secret: str) -> str:
    return sealing.seal(secret, sealing.of_person(handle), wiring.settings().secret_key.get_secret_value())


def find(session: Session, handle: str, *, on: date | None = None) -> Actor:
    """The active account of that handle, with the roles that it is lent on that day (today by default).

    Raises:
        NotFound: when there is none, or it is shut.
    """
    person = session.scalar(queries.person_by_handle(handle.strip()))
    if person is None or not person.active:
        raise NotFound(f"Không có tài khoản nào đang hoạt động tên là «{handle}».")
    return actor_of(session, person, on)


def prove(session: Session, handle: str, code: str, *, given_at: datetime | None = None) -> Actor:
    """The account whose one-time code this is; each code serves once, and none after a newer one.

    Args:
        session: the transaction.
        handle: the account.
        code: what its authenticator shows.
        given_at: when the code was given, where another program kept it until we were there to hear it; a
            code of that moment counts for a day.

    Raises:
        WrongCode: when the account is unknown or shut, or the code is wrong, too old or already used.
            The sentence does not tell which, so that accounts cannot be guessed.
    """
    refusal = WrongCode(
        "Tài khoản hoặc mã một lần không đúng, đã hết hạn hoặc đã dùng. Hãy lấy mã mới và thử lại."
    )
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    if person is None or not person.active or is_shut_for_codes(person):
        raise refusal
    secret = authenticator_of(person)
    step = _step_of(secret, code.strip(), wiring.now())
    if step is None and given_at is not None and wiring.now() - _KEPT <= given_at <= wiring.now():
        step = _step_of(secret, code.strip(), given_at)
    if step is None or step <= person.last_step:
        raise refusal
    person.last_step = step
    person.failures = 0
    return actor_of(session, person)


@contextmanager
def proven(handle: str, code: str) -> Iterator[tuple[Session, Actor]]:
    """One transaction of the person whose one-time code this is; a wrong code is counted.

    Raises:
        WrongCode: as `prove` does.
    """
    try:
        with wiring.unit_of_work() as session:
            yield session, prove(session, handle, code)
    except WrongCode:
        with wiring.unit_of_work() as session:
            count_failure(session, handle)
        raise


def reopen_account(session: Session, handle: str) -> None:
    """Let an account that was shut for wrong codes, or by a clock that ran ahead, be used again.

    Raises:
        NotFound: when there is no such account.
    """
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    if person is None:
        raise NotFound(f"Không có tài khoản nào tên là «{handle}».")
    person.failures = 0
    # A code that was used while the clock ran ahead would keep out all codes until that moment comes.
    person.last_step = min(person.last_step, step_at(wiring.now()))
    audit.record(
        session,
        "person:account:reopened",
        f"Mở lại tài khoản {person.handle}.",
        on=wiring.today(),
        person_id=person.id,
    )


def readdress(session: Session, handle: str, email: str) -> None:
    """Change where an account's notices are sent; an empty address ends them.

    Raises:
        NotFound: when there is no such account.
        BadInput: when the address is none.
    """
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    if person is None:
        raise NotFound(f"Không có tài khoản nào tên là «{handle}».")
    person.email = _address(email)
    audit.record(
        session,
        "person:account:readdressed",
        f"Đổi địa chỉ nhận thông báo của tài khoản {person.handle}.",
        on=wiring.today(),
        person_id=person.id,
    )


LANGUAGES: Final = ("vi", "en")
"""The languages in which people are spoken to."""


def speak(session: Session, actor: Actor, language: str) -> None:
    """Speak to a person in that language from now on, on pages and in letters.

    Raises:
        BadInput: it is not on offer.
    """
    if language not in LANGUAGES:
        raise BadInput("Chỉ có tiếng Việt (vi) và tiếng Anh (en).")
    session.get_one(Person, actor.id).language = language


def is_shut_for_codes(person: Person) -> bool:
    """Whether so many wrong codes came in a row that an administrator must open the account again."""
    return person.failures >= _FAILURES_ALLOWED


def _address(email: str) -> str:
    """The address of an account's notices, which may be none.

    Raises:
        BadInput: when it is no e-mail address.
    """
    if email.strip() and not _ADDRESS.fullmatch(email.strip()):
        raise BadInput(f"«{email}» không phải là địa chỉ thư điện tử; hãy ghi theo dạng phong@so.gov.vn.")
    return email.strip()


def count_failure(session: Session, handle: str) -> None:
    """Count a wrong code against an account, in a transaction of its own (the refused one is undone)."""
    person = session.scalar(queries.person_by_handle(handle.strip(), lock=True))
    if person is not None:
        person.failures += 1


def current_code(session: Session, handle: str) -> str:
    """The code that an account's authenticator shows now: for demonstrations and for tests.

    Raises:
        NotFound: when there is no such account.
    """
    person = session.scalar(queries.person_by_handle(handle.strip()))
    if person is None:
        raise NotFound(f"Không có tài khoản nào tên là «{handle}».")
    return pyotp.TOTP(authenticator_of(person)).now()


def step_at(moment: datetime) -> int:
    """The time step of that moment, by which one-time codes are counted."""
    return int(moment.timestamp()) // _STEP_SECONDS


def _step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The time step that the code belongs to: that of the moment or a neighbour; None when it fits none."""
    totp = pyotp.TOTP(secret)
    present = step_at(moment)
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(code, totp.generate_otp(step)):
            return step
    return None


def actor_of(session: Session, person: Person, on: date | None = None) -> Actor:
    """The person as an actor, with the roles that are lent on that day (today by default)."""
    found = session.execute(queries.loans_to(person.id, on or wiring.today()))
    lent = ((lent.roles, lender.id, lender.title, lender.roles) for lent, lender in found)
    account = (person.id, person.handle, person.title, person.organisation_id)
    return acting(account, person.roles, lent)


def acting(account: tuple[int, str, str, int], roles: Iterable[str], lent: Iterable[Lent]) -> Actor:
    """Who acts: an account (number, handle, function, organisation), its roles, and what is lent to it."""
    own = frozenset(Role(role) for role in roles)
    loans = tuple(
        Loan(Role(role), lender, title)
        for named, lender, title, held in lent
        for role in named
        if role in held and Role(role) not in own
    )
    return Actor(*account, roles=own | {loan.role for loan in loans}, loans=loans)


def listed(session: Session) -> list[dict[str, Any]]:
    """All accounts, without their secrets."""
    return [
        {
            "handle": person.handle,
            "title": person.title,
            "organisation": organisation.name,
            "roles": list(person.roles),
            "active": person.active,
        }
        for person, organisation in session.execute(queries.people())
    ]
