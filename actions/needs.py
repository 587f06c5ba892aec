"""Needs and offers of technology: registering one, closing it, taking a list in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from actions import audit, matching, people, wiring
from actions.imports import KINDS_IN_LAW
from actions.parts import AFRESH, Account, Counts, to_the_last
from documents.spreadsheets import read_lines
from models.deeds import Deed, may, require
from models.errors import BadInput, NotPermitted, Refused
from models.language import PartyKind
from models.listing.facts import Rejected
from models.listing.needs import KIND_LABELS, ListedNeed, read_needs, stated
from models.listing.organisations import kind_of
from models.listing.text import fold
from models.permissions import Actor
from models.queries import market
from models.tables import Need, Organisation

_BATCH = 200
"""Rows taken in one transaction."""


@dataclass
class Imported(Counts):
    """What came of a list of needs and offers."""

    rejects: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)


def register(
    session: Session,
    kind: str,
    title: str,
    text: str,
    organisation: str,
    province: str,
    discipline: str,
    actor: Actor,
    on: date,
) -> Need:
    """Register a technology that an organisation needs (`need`) or offers (`offer`).

    Raises:
        BadInput: what is stated cannot be read, with every reason.
        NotPermitted: the actor speaks for another organisation.
        Refused: the organisation was dissolved.
    """
    read = stated(
        {
            "kind": kind,
            "title": title,
            "text": text,
            "organisation": organisation,
            "province": province,
            "field": discipline,
        }
    )
    if isinstance(read, Rejected):
        raise BadInput(*read.reasons)
    own = session.get_one(Organisation, actor.organisation_id)
    party = (
        own
        if own.folded == fold(read.organisation)
        else party_called(session, read.organisation, read.province)
    )
    _check_speaks_for(actor, party)
    if party.dissolved_on is not None and party.dissolved_on <= on:
        raise Refused(
            f"{party.name} đã giải thể ngày {party.dissolved_on:%d/%m/%Y}: không ghi nhận nhu cầu mới."
        )
    row = _new(party, read, on)
    row.source_key, row.person_id = "", actor.id
    session.add(row)
    session.flush()
    _note(session, "registered", f"{actor.title} đăng ký {_named(row, party)}.", row, on, actor)
    return row


def own_organisation(session: Session, actor: Actor) -> str:
    """The name of the organisation for which a person acts."""
    return session.get_one(Organisation, actor.organisation_id).name


def close(session: Session, need_id: int, actor: Actor, on: date, *, because: str) -> None:
    """Close a need or offer that is met, withdrawn or out of date.

    Raises:
        BadInput: no reason is given.
        NotFound: there is no such need or offer.
        NotPermitted: the actor speaks for another organisation.
        Refused: it is closed already.
    """
    if not because.strip():
        raise BadInput("Phải nêu lý do đóng: đã được đáp ứng (bởi ai), đã rút, hoặc không còn phù hợp.")
    row, party = matching.need_of(session, need_id, lock=True)
    _check_speaks_for(actor, party)
    if row.closed_on is not None:
        raise Refused(f"Mục số {need_id} đã đóng từ ngày {row.closed_on:%d/%m/%Y}.")
    if row.registered_on > on:
        raise Refused(f"Mục số {need_id} đăng ký ngày {row.registered_on:%d/%m/%Y}, không thể đóng trước đó.")
    row.closed_on, row.closed_by = on, because.strip()
    session.flush()
    _note(session, "closed", f"{actor.title} đóng {_named(row, party)}: {because.strip()}.", row, on, actor)


def import_file(path: Path, actor: Actor | None, on: date, account: Account = AFRESH) -> Imported:
    """Take a CSV or XLSX list in: twice adds nothing, a wrong row stays out with its reasons.

    `account` says what a run brought that was cut off.

    Raises:
        BadInput: the file cannot be read as a list of needs.
        NotPermitted: the actor does not register for any organisation.
    """
    if actor is not None:
        require(actor, Deed.NEED_REGISTER_ANY)
    found = Imported()
    rows = read_needs(read_lines(path))
    for batch, is_last in to_the_last(iter(lambda: list(islice(rows, _BATCH)), [])):
        with wiring.unit_of_work() as session:
            for number, read in batch:
                found.rows += 1
                if isinstance(read, Rejected):
                    found.rejected += 1
                    found.rejects.append((number, read.reasons))
                    continue
                outcome = keep(session, read, on)
                setattr(found, outcome, getattr(found, outcome) + 1)
            if is_last:
                found.with_earlier(account.brought)
            if is_last and not account.is_concluded:
                _note_list(session, path, found, actor, on)
            account.keep(session, found, is_last=is_last)
    return found


def _note_list(session: Session, path: Path, found: Imported, actor: Actor | None, on: date) -> None:
    """Write down what came of a list."""
    audit.record(
        session,
        "import:technology:read",
        f"Nhập danh sách nhu cầu «{path.name}»: {found.rows} dòng, {found.imported} mục mới, "
        f"{found.updated} được cập nhật, {found.unchanged} không đổi, {found.rejected} dòng bị từ chối.",
        on=on,
        person_id=actor.id if actor else None,
    )


def foresee(path: Path) -> Imported:
    """What would become of each row of a list if it were taken in now; nothing is written.

    Raises:
        BadInput: the file cannot be read as a list of needs.
    """
    found = Imported()
    rows = read_needs(read_lines(path))
    while batch := list(islice(rows, _BATCH)):
        with wiring.unit_of_work() as session:
            for number, read in batch:
                found.rows += 1
                if isinstance(read, Rejected):
                    found.rejected += 1
                    found.rejects.append((number, read.reasons))
                    continue
                fate = _foreseen(session, read)
                setattr(found, fate, getattr(found, fate) + 1)
    return found


def _foreseen(session: Session, read: ListedNeed) -> str:
    row = session.scalar(market.need_by_source(read.source_key))
    if row is None:
        return "imported"
    party = session.get_one(Organisation, row.organisation_id)
    same = all(getattr(row, name) == value for name, value in _facts(party, read).items())
    return "unchanged" if same and party.folded == fold(read.organisation) else "updated"


def keep(session: Session, read: ListedNeed, on: date) -> str:
    """Keep one row of a list; tells whether it was `imported`, `updated` or `unchanged`."""
    party = party_called(session, read.organisation, read.province)
    row = session.scalar(market.need_by_source(read.source_key))
    if row is None:
        session.add(_new(party, read, on))
        session.flush()
        return "imported"
    new = _facts(party, read)
    if all(getattr(row, name) == value for name, value in new.items()):
        return "unchanged"
    for name, value in new.items():
        setattr(row, name, value)
    session.flush()
    return "updated"


def listed(
    session: Session,
    *,
    kind: str = "",
    search: str = "",
    open_on: date | None = None,
    offset: int = 0,
    limit: int = 500,
) -> list[dict[str, Any]]:
    """Some needs and offers for people and programs, newest first; `search` needs no accents."""
    return [
        {
            "id": need.id,
            "kind": need.kind,
            "kind_vi": KIND_LABELS[need.kind],
            "title": need.title,
            "text": need.text,
            "organisation": party.name,
            "province": need.province,
            "discipline": need.discipline,
            "registered_on": need.registered_on,
            "closed_on": need.closed_on,
            "source_url": need.source_url,
        }
        for need, party in session.execute(
            market.needs_listed(kind=kind, search=fold(search), open_on=open_on, offset=offset, limit=limit)
        )
    ]


def _facts(party: Organisation, read: ListedNeed) -> dict[str, object]:
    return {
        "kind": read.kind,
        "title": read.title,
        "text": read.text,
        "folded": fold(f"{read.title} {read.text}"),
        "organisation_id": party.id,
        "province": read.province,
        "discipline": read.discipline,
        "source_url": read.source_url,
    }


def _new(party: Organisation, read: ListedNeed, on: date) -> Need:
    return Need(**_facts(party, read), source_key=read.source_key, registered_on=on)


def party_called(session: Session, name: str, province: str, *, seat: str = "") -> Organisation:
    """The one organisation of that name that the province does not rule out, else a new one.

    Args:
        session: the transaction.
        name: as stated.
        province: as stated; blank when it is not said.
        seat: the province of a new organisation, where none is stated.
    """
    called = session.scalars(market.organisations_called(fold(name))).all()
    fitting = [each for each in called if not province or each.province in {province, ""}]
    if len(fitting) == 1:
        return fitting[0]
    kind = KINDS_IN_LAW.get(kind_of(name) or "", PartyKind.UNKNOWN)
    return people.ensure_organisation(session, name, kind, province=province or seat)


def _check_speaks_for(actor: Actor, party: Organisation) -> None:
    if may(actor, Deed.NEED_REGISTER_ANY):
        return
    require(actor, Deed.NEED_REGISTER)
    if actor.organisation_id != party.id:
        raise NotPermitted(
            f"{actor.title} chỉ đăng ký và đóng nhu cầu của tổ chức mình, không phải của {party.name}; "
            "hãy ghi đúng tên và tỉnh của tổ chức mình, hoặc gửi Sở Khoa học và Công nghệ."
        )


def _named(row: Need, party: Organisation) -> str:
    return f"{KIND_LABELS[row.kind]} công nghệ số {row.id} «{row.title}» của {party.name}"


def _note(session: Session, act: str, sentence: str, row: Need, on: date, actor: Actor) -> None:
    audit.record(
        session, f"need:technology:{act}", sentence, on=on, person_id=actor.id, facts={"need": row.id}
    )
