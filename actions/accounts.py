"""Accounts as administrators keep them: opened, changed, shut, opened again, linked with the province."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, invitations, people, wiring
from actions.invitations import Invited
from actions.personal import ERASED
from models import queries
from models.errors import NotFound, Refused
from models.language import Role
from models.listing.text import clean
from models.permissions import Actor
from models.queries import administration as found
from models.queries import doors as doorkeeping
from models.tables import Organisation, Person

PAGE: Final = 50
"""Accounts on one page."""
_HANDLE: Final = re.compile(r"[a-z0-9]+([.\-][a-z0-9]+)*")
_LONGEST_HANDLE: Final = 60
_LONGEST: Final = 200


@dataclass(frozen=True)
class Sheet:
    """What is on record of an account, but for its secrets."""

    title: str
    organisation: int
    roles: tuple[str, ...]
    email: str = ""
    sso_subject: str = ""
    unit: str = ""
    """The unit of the organisation that the person works in: figures are also summed up by unit."""


@dataclass(frozen=True)
class Row:
    """An account in a list, and on its own page."""

    handle: str
    sheet: Sheet
    organisation: str
    roles: tuple[Role, ...]
    active: bool
    has_password: bool
    shut_until: datetime | None
    """Until when the portal's door stays shut after wrong passwords."""
    is_shut_for_codes: bool
    invited_until: datetime | None = None
    """Until when an invitation waits to be taken up."""


@dataclass(frozen=True)
class Page:
    """A page of accounts; `more` tells whether there is another."""

    rows: tuple[Row, ...]
    number: int
    more: bool


def page(
    session: Session,
    text: str = "",
    role: str = "",
    organisation: int = 0,
    number: int = 1,
    *,
    only_shut: bool = False,
) -> Page:
    """The accounts whose handle, address or organisation has that text."""
    number = max(1, number)
    rows = session.execute(
        found.people_page(
            text=clean(text).lower(),
            role=role if role in {each.value for each in Role} else "",
            organisation=organisation,
            only_shut=only_shut,
            limit=PAGE + 1,
            offset=(number - 1) * PAGE,
        )
    ).all()
    return Page(tuple(_row(row, name) for row, name in rows[:PAGE]), number, len(rows) > PAGE)


def one(session: Session, handle: str) -> Row:
    """One account.

    Raises:
        NotFound: there is none of that handle.
    """
    person = session.scalar(queries.person_by_handle(handle))
    if person is None:
        raise _unknown(handle)
    invitation = session.scalar(doorkeeping.open_invitation(person.id, wiring.now()))
    organisation = session.get_one(Organisation, person.organisation_id)
    return _row(person, organisation.name, invitation.ends_at if invitation is not None else None)


def open_invited(session: Session, actor: Actor, handle: str, sheet: Sheet) -> Invited:
    """Open an account and invite its person.

    Raises:
        Refused: with every reason.
        BadInput: the handle is taken, or the address is none.
    """
    handle = clean(handle)
    reasons = [] if _is_handle(handle) else [_HANDLES]
    reasons += _reasons(session, sheet)
    organisation = session.get(Organisation, sheet.organisation)
    if reasons or organisation is None:
        raise Refused.because(reasons)
    roles = tuple(Role(each) for each in dict.fromkeys(sheet.roles))
    opened = people.open_account(session, handle, sheet.title, organisation, roles, email=sheet.email)
    person = session.get_one(Person, opened.actor.id)
    person.sso_subject, person.unit = clean(sheet.sso_subject), clean(sheet.unit)
    named = "; ".join(role.vi for role in roles)
    said = f"Mở tài khoản {handle}: {clean(sheet.title)}, {organisation.name} ({named})."
    _note(session, actor, "opened", said, opened.actor.id)
    return invitations.invite(session, handle, actor)


def change(session: Session, actor: Actor, handle: str, sheet: Sheet) -> None:
    """Change what is on record of an account; who is signed in holds the new roles at the next page.

    Raises:
        NotFound: there is none of that handle.
        Refused: with every reason.
        BadInput: the address is none.
    """
    person = _held(session, handle)
    reasons = _reasons(session, sheet, but=person.id)
    if (
        Role.ADMIN.value in person.roles
        and Role.ADMIN.value not in sheet.roles
        and not session.scalar(found.active_admins(person.id))
    ):
        reasons.append(_LAST_ADMIN)
    if reasons:
        raise Refused.because(reasons)
    before = _sheet(person)
    if sheet.email.strip() != before.email:
        people.readdress(session, handle, sheet.email)
    person.title, person.organisation_id = clean(sheet.title), sheet.organisation
    person.roles = list(dict.fromkeys(sheet.roles))
    person.sso_subject, person.unit = clean(sheet.sso_subject), clean(sheet.unit)
    after = _sheet(person)
    changed = [name for name in Sheet.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    if changed:
        said = f"Sửa tài khoản {handle}: {', '.join(_NAMES[name] for name in changed)}."
        _note(session, actor, "changed", said, person.id, roles=list(after.roles), changed=changed)


def shut(session: Session, actor: Actor, handle: str) -> None:
    """Shut an account: its stays end at once, its keys and invitations open nothing.

    Raises:
        NotFound: there is none of that handle.
        Refused: it is the administrator's own, or the last one that keeps the system.
    """
    person = _held(session, handle)
    if person.id == actor.id:
        raise Refused("Không thể tự khóa tài khoản của mình.")
    if Role.ADMIN.value in person.roles and not session.scalar(found.active_admins(person.id)):
        raise Refused(_LAST_ADMIN)
    person.active = False
    session.execute(doorkeeping.end_sessions_of(person.id))
    session.execute(doorkeeping.spend_invitations(person.id, wiring.now()))
    _note(session, actor, "shut", f"Khóa tài khoản {person.handle}.", person.id)


def reopen(session: Session, actor: Actor, handle: str) -> None:
    """Let an account be used again that was shut: by hand, for wrong codes, or for wrong passwords.

    Raises:
        NotFound: there is none of that handle.
        Refused: its data were erased: whoever comes after is somebody else.
    """
    person = _held(session, handle)
    if person.handle.startswith(ERASED):
        raise Refused("Dữ liệu của tài khoản này đã được xóa theo đề nghị; hãy mở tài khoản mới.")
    person.active, person.failures, person.password_failures, person.shut_until = True, 0, 0, None
    person.last_step = min(person.last_step, people.step_at(wiring.now()))  # a clock may have run ahead
    _note(session, actor, "reopened", f"Mở lại tài khoản {person.handle}.", person.id)


def set_password(session: Session, handle: str, hashed: str) -> None:
    """Put a password's hash on record, as an operator does at the machine itself; all stays end.

    Raises:
        NotFound: there is none of that handle.
    """
    person = _held(session, handle)
    person.password, person.password_failures, person.shut_until = hashed, 0, None
    session.execute(doorkeeping.end_sessions_of(person.id))
    audit.record(
        session,
        "person:password:set",
        f"Đặt mật khẩu của tài khoản {person.handle} từ dòng lệnh.",
        on=wiring.today(),
        facts={"account": person.id},
    )


_HANDLES: Final = (
    "Tên tài khoản gồm chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối "
    f"(tối đa {_LONGEST_HANDLE} ký tự), ví dụ so.chuyen-vien."
)
_LAST_ADMIN: Final = "Đây là tài khoản quản trị cuối cùng đang hoạt động: phải còn ít nhất một."
_NAMES: Final = {
    "title": "chức danh",
    "organisation": "tổ chức",
    "roles": "vai trò",
    "email": "địa chỉ thư",
    "sso_subject": "liên kết tài khoản của tỉnh",
    "unit": "đơn vị",
}


def _is_handle(handle: str) -> bool:
    return len(handle) <= _LONGEST_HANDLE and bool(_HANDLE.fullmatch(handle))


def _reasons(session: Session, sheet: Sheet, but: int = 0) -> list[str]:
    reasons = []
    if not 1 <= len(clean(sheet.title)) <= _LONGEST:
        reasons.append(f"Hãy ghi chức danh (tối đa {_LONGEST} ký tự).")
    if session.get(Organisation, sheet.organisation) is None:
        reasons.append("Hãy chọn tổ chức đã có trong danh mục.")
    if not sheet.roles:
        reasons.append("Hãy chọn ít nhất một vai trò.")
    if unknown := set(sheet.roles) - {role.value for role in Role}:
        reasons.append(f"Không có vai trò {', '.join(sorted(unknown))}.")
    subject = clean(sheet.sso_subject)
    if len(subject) > _LONGEST:
        reasons.append(f"Mã tài khoản của tỉnh dài nhất là {_LONGEST} ký tự.")
    if len(clean(sheet.unit)) > _LONGEST:
        reasons.append(f"Tên đơn vị dài nhất là {_LONGEST} ký tự.")
    other = session.scalar(found.linked_with(subject, but)) if subject else None
    if other is not None:
        reasons.append(f"Tài khoản của tỉnh này đã liên kết với tài khoản {other}.")
    return reasons


def _sheet(person: Person) -> Sheet:
    return Sheet(
        person.title,
        person.organisation_id,
        tuple(person.roles),
        person.email,
        person.sso_subject,
        person.unit,
    )


def _row(person: Person, organisation: str, invited_until: datetime | None = None) -> Row:
    shut = person.shut_until if person.shut_until and person.shut_until > wiring.now() else None
    return Row(
        person.handle,
        _sheet(person),
        organisation,
        tuple(role for role in Role if role.value in person.roles),
        person.active,
        bool(person.password),
        shut,
        people.is_shut_for_codes(person),
        invited_until,
    )


def _held(session: Session, handle: str) -> Person:
    person = session.scalar(queries.person_by_handle(handle, lock=True))
    if person is None:
        raise _unknown(handle)
    return person


def _unknown(handle: str) -> NotFound:
    return NotFound(f"Không có tài khoản nào tên là «{handle}».")


def _note(session: Session, actor: Actor, act: str, said: str, account: int, **facts: object) -> None:
    audit.record(
        session,
        f"person:account:{act}",
        said,
        on=wiring.today(),
        person_id=actor.id,
        facts={"account": account, **facts},
    )
