"""Delegation (ủy quyền): lending roles for a time, by a document, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit
from models import queries, workdays
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Role
from models.listing.text import clean
from models.permissions import PERSONAL, Actor
from models.tables import Delegation, Person

_LONGEST_MONTHS = 12
"""The longest time for which a role is lent; a longer absence is a matter of appointing somebody."""


@dataclass(frozen=True)
class Lent:
    """A delegation as it is listed: who lends what to whom, when, by which document."""

    id: int
    giver: str
    giver_title: str
    taker: str
    taker_title: str
    roles: tuple[Role, ...]
    valid_from: date
    valid_to: date
    document: str
    revoked_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        revoked = self.revoked_on is not None and self.revoked_on <= day
        return self.valid_from <= day <= self.valid_to and not revoked


def lend(
    session: Session,
    giver: Actor,
    taker_handle: str,
    roles: Iterable[Role],
    valid_from: date,
    valid_to: date,
    document: str,
    on: date,
) -> int:
    """Lend roles of one's own to a colleague between two days (both inclusive); returns the number.

    Raises:
        NotFound: there is no active account of that handle.
        Refused: with every reason why it cannot be lent so.
    """
    rows = {
        row.handle: row for row in session.scalars(queries.people_by_handles((giver.handle, taker_handle)))
    }
    taker = rows.get(taker_handle)
    if taker is None or not taker.active:
        raise NotFound(f"Không có tài khoản nào đang hoạt động tên là «{taker_handle}».")
    asked = tuple(dict.fromkeys(roles))
    reasons = [
        *_role_reasons(rows[giver.handle], taker, asked),
        *_time_reasons(valid_from, valid_to, on),
        *_overlaps(session, giver.id, taker.id, asked, valid_from, valid_to),
    ]
    if not document.strip():
        reasons.append("Ủy quyền phải có văn bản: hãy ghi số, ký hiệu của văn bản ủy quyền.")
    if reasons:
        raise Refused.because(reasons)
    row = Delegation(
        from_id=giver.id,
        to_id=taker.id,
        roles=[role.value for role in asked],
        valid_from=valid_from,
        valid_to=valid_to,
        document=clean(document),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "person:delegation:lent",
        f"{giver.title} ủy quyền cho {taker.title}: {_named(asked)}, từ {valid_from:%d/%m/%Y} "
        f"đến {valid_to:%d/%m/%Y}. Văn bản: {row.document}.",
        on=on,
        person_id=giver.id,
        facts={"delegation": row.id, "to": taker.id, "roles": row.roles},
    )
    return row.id


def revoke(session: Session, number: int, actor: Actor, on: date) -> None:
    """Take a delegation back from that day on; what was decided under it stands.

    Raises:
        NotFound: no such delegation.
        NotPermitted: neither who lent, nor an administrator.
        Refused: it has ended already.
    """
    found = session.execute(queries.delegation(number)).one_or_none()
    if found is None:
        raise NotFound(f"Không có ủy quyền nào mang số {number}.")
    row, lender = found
    if actor.id != row.from_id and Role.ADMIN not in actor.roles:
        raise NotPermitted(f"Chỉ {lender.title} hoặc quản trị hệ thống được thu hồi ủy quyền này.")
    if row.revoked_on is not None or row.valid_to < on:
        ended = row.valid_to if row.revoked_on is None else row.revoked_on
        raise Refused(f"Ủy quyền số {number} đã hết hiệu lực ngày {ended:%d/%m/%Y}.")
    row.revoked_on = on
    audit.record(
        session,
        "person:delegation:revoked",
        f"{actor.title} thu hồi ủy quyền số {number} của {lender.title} (văn bản: {row.document}).",
        on=on,
        person_id=actor.id,
        facts={"delegation": row.id},
    )


def listed(session: Session) -> tuple[Lent, ...]:
    """All delegations, the latest first, those that have ended among them."""
    return tuple(
        Lent(
            row.id,
            lender.handle,
            lender.title,
            taker.handle,
            taker.title,
            tuple(Role(role) for role in row.roles),
            row.valid_from,
            row.valid_to,
            row.document,
            row.revoked_on,
        )
        for row, lender, taker in session.execute(queries.delegations())
    )


@dataclass(frozen=True)
class Holder:
    """Who acts in a role on a day: the function, where to write to, and by whose delegation, if by any.

    `declined` are the kinds of letters that this person does not want.
    """

    title: str
    email: str
    lent_by: str = ""
    declined: frozenset[str] = frozenset()

    @property
    def named(self) -> str:
        """The function, with the delegation."""
        return f"{self.title} (theo ủy quyền của {self.lent_by})" if self.lent_by else self.title


def acting(session: Session, role: Role, on: date) -> tuple[Holder, ...]:
    """Who acts in a role on that day: its holders, and instead of those who have lent it, their delegates."""
    owners = {person.id: person for person in session.scalars(queries.holders(role.value))}
    delegates: dict[int, Person] = {}
    for row, taker in session.execute(queries.loans_of(role.value, on)):
        delegates.setdefault(row.from_id, taker)
    return tuple(_holder(person, delegates.get(number)) for number, person in owners.items())


def _holder(person: Person, delegate: Person | None) -> Holder:
    if delegate is None:
        return Holder(person.title, person.email, declined=frozenset(person.declined))
    return Holder(delegate.title, delegate.email, person.title, frozenset(delegate.declined))


def _named(roles: Iterable[Role]) -> str:
    return "; ".join(role.vi for role in roles)


def _role_reasons(giver: Person, taker: Person, roles: tuple[Role, ...]) -> list[str]:
    found = []
    if not roles:
        found.append("Phải nêu ít nhất một vai trò được ủy quyền.")
    if giver.id == taker.id:
        found.append("Không thể ủy quyền cho chính mình.")
    if giver.organisation_id != taker.organisation_id:
        found.append(
            f"{taker.title} không cùng cơ quan, tổ chức với {giver.title} nên không nhận ủy quyền được."
        )
    for role in roles:
        if role in PERSONAL:
            found.append(f"Vai trò «{role.vi}» gắn với cá nhân, không ủy quyền được.")
        elif role.value not in giver.roles:
            found.append(
                f"{giver.title} không giữ vai trò «{role.vi}»; vai trò nhận ủy quyền không được ủy quyền lại."
            )
        if role.value in taker.roles and giver.id != taker.id:
            found.append(f"{taker.title} đã giữ vai trò «{role.vi}».")
    return found


def _time_reasons(valid_from: date, valid_to: date, on: date) -> list[str]:
    found = []
    if valid_to < valid_from:
        found.append(f"Ngày kết thúc {valid_to:%d/%m/%Y} trước ngày bắt đầu {valid_from:%d/%m/%Y}.")
    if valid_from < on:
        found.append(f"Ủy quyền không có hiệu lực trở về trước: sớm nhất là ngày {on:%d/%m/%Y}.")
    longest = workdays.add_months(valid_from, _LONGEST_MONTHS)
    if valid_to >= longest:
        found.append(f"Ủy quyền không quá một năm: muộn nhất là trước ngày {longest:%d/%m/%Y}.")
    return found


def _overlaps(
    session: Session, giver: int, taker: int, roles: tuple[Role, ...], first: date, last: date
) -> list[str]:
    """The same role is with one delegate at a time, and a delegate has it from one lender."""
    return [
        f"Vai trò «{role.vi}» đã được ủy quyền từ {row.valid_from:%d/%m/%Y} đến {row.valid_to:%d/%m/%Y} "
        f"(số {row.id}); hãy thu hồi trước hoặc chọn ngày khác."
        for row in session.scalars(queries.loans_beside(giver, taker, first, last))
        for role in roles
        if role.value in row.roles
    ]


def parse_roles(values: Iterable[str]) -> tuple[Role, ...]:
    """The roles that are written so.

    Raises:
        BadInput: one of them is none.
    """
    try:
        return tuple(Role(value.strip()) for value in values)
    except ValueError:
        raise BadInput(f"Vai trò là: {', '.join(Role)}.") from None
