"""A person's own data: given out on request, and erased as far as the law on records allows.

Erasing takes from an account its address, its handle, its links to other systems and everything that opens a
door. What the person decided, signed and handed in stays with the dossiers, under the function held; and the
journal stays whole: its entries name the account by number, and the handle in older sentences cannot be
taken out without breaking the chain (docs/data-protection.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import audit, wiring
from models import deeds, queries
from models.deeds import Deed
from models.errors import NotFound, Refused
from models.listing.text import clean
from models.permissions import Actor
from models.personal import HELD
from models.queries import personal as found
from models.tables import Organisation, Person

ERASED: Final = "da-xoa."
"""How the handle of an erased account begins; its number follows."""
_LONGEST: Final = 200
_STILL_OPEN: Final = (
    "Tài khoản {handle} còn đang hoạt động; hãy khóa tài khoản (trang Tài khoản của quản trị) rồi mới xóa "
    "dữ liệu cá nhân."
)


def exported(session: Session, person_id: int) -> dict[str, Any]:
    """Everything that the tables hold about a person, by table, as JSON knows it; no key and no hash.

    Raises:
        NotFound: there is no such account.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("Không có tài khoản này.")
    organisation = session.get_one(Organisation, person.organisation_id)
    tables = {
        held.table: [
            {name: _plain(value) for name, value in row.items()}
            for row in session.execute(found.told(held, person_id)).mappings()
        ]
        for held in HELD
        if held.whose
    }
    return {
        "account": person.handle,
        "organisation": organisation.name,
        "made_at": wiring.now().isoformat(timespec="seconds"),
        "about": {
            held.table: {"why": held.purpose.why[0], "kept": held.purpose.keeps[0]}
            for held in HELD
            if held.whose
        },
        "data": {name: rows for name, rows in tables.items() if rows},
    }


def export_own(session: Session, actor: Actor) -> dict[str, Any]:
    """The actor's own data; that it was taken is written down."""
    deeds.require(actor, Deed.ACCOUNT_OWN)
    told = exported(session, actor.id)
    audit.record(
        session,
        "person:account:exported",
        f"{actor.title} lấy bản dữ liệu cá nhân của mình.",
        on=wiring.today(),
        person_id=actor.id,
    )
    return told


def export_of(session: Session, who: str) -> dict[str, Any]:
    """The data of the person of that account or address, as an operator takes it at the machine.

    Raises:
        NotFound: there is none.
    """
    person = _named(session, who)
    told = exported(session, person.id)
    audit.record(
        session,
        "person:account:exported",
        f"Xuất dữ liệu cá nhân của tài khoản số {person.id} từ dòng lệnh.",
        on=wiring.today(),
        facts={"account": person.id},
    )
    return told


def erase(session: Session, actor: Actor | None, who: str, document: str) -> str:
    """Erase what may be erased of a person's data; returns the handle that stays.

    Args:
        session: the transaction.
        actor: the administrator; None at the machine itself.
        who: the account, or its address.
        document: the request on which it is done.

    Raises:
        NotFound: there is none.
        Refused: the account is not shut yet, or no document is named.
        NotPermitted: the actor does not keep accounts.
    """
    if actor is not None:
        deeds.require(actor, Deed.PEOPLE_KEEP)
    person, document = _named(session, who), clean(document)
    reasons = []
    if person.active:
        reasons.append(_STILL_OPEN.format(handle=person.handle))
    if not 1 <= len(document) <= _LONGEST:
        reasons.append(f"Hãy ghi số, ký hiệu của văn bản đề nghị xóa (tối đa {_LONGEST} ký tự).")
    if reasons:
        raise Refused.because(reasons)
    handle, now = f"{ERASED}{person.id}", wiring.now()
    for statement in found.gone(person.id):
        session.execute(statement)
    for hook in session.scalars(found.webhooks_of_person(person.id)):
        hook.ended_at, hook.secret = now, ""
    session.execute(found.knocks_gone(f"reset:{person.id}"))
    session.execute(found.blanked(person.id, handle))
    session.expire(person)
    audit.record(
        session,
        "person:account:erased",
        f"Xóa dữ liệu liên hệ và thông tin đăng nhập của tài khoản số {person.id}, theo {document}.",
        on=wiring.today(),
        person_id=actor.id if actor else None,
        facts={"account": person.id},
    )
    return handle


def _named(session: Session, who: str) -> Person:
    """The one person of that account or address; held.

    Raises:
        NotFound: there is none.
        Refused: several accounts share the address.
    """
    who = who.strip()
    person = session.scalar(queries.person_by_handle(who, lock=True))
    if person is None and "@" in who:
        people = session.scalars(found.people_of_address(who)).all()
        if len(people) > 1:
            named = ", ".join(each.handle for each in people)
            raise Refused(f"Địa chỉ này là của nhiều tài khoản: {named}. Hãy ghi rõ tài khoản.")
        person = next(iter(people), None)
    if person is None:
        raise NotFound(f"Không có tài khoản hay địa chỉ thư nào là «{who}».")
    return person


def _plain(value: object) -> object:
    match value:
        case date() | datetime():
            return value.isoformat()
        case Decimal():
            return str(value)
        case list() | tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)
