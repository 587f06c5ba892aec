"""Organisations as administrators keep them: added, corrected, dissolved, succeeded.

What a task remembers of its past stays as it was. When a body is gone, its successor stands for it before the
closet's judgement at once; the tasks that live are handed over by an act of their own, so that the
successor's people may act on them and everybody sees when that was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, outbox, wiring
from models import provinces, queries
from models.errors import NotFound, Refused
from models.language import PartyKind
from models.listing.text import clean, fold
from models.permissions import Actor
from models.queries import administration as found
from models.tables import Organisation

PAGE: Final = 50
"""Organisations on one page."""
_LONGEST: Final = 300
_DIGITS: Final = 12
"""No organisation's number is so long."""
_SHOWN: Final = 50
"""Living tasks that an organisation's page names; it tells how many there are."""


@dataclass(frozen=True)
class Sheet:
    """What is on record of an organisation; `e_id` is its electronic identifier among authorities."""

    name: str
    kind: PartyKind = PartyKind.UNKNOWN
    province: str = ""
    e_id: str = ""
    address: str = ""


@dataclass(frozen=True)
class Row:
    """An organisation in a list."""

    id: int
    sheet: Sheet
    dissolved_on: date | None
    successor: str
    accounts: int


@dataclass(frozen=True)
class Page:
    """A page of organisations; `more` tells whether there is another."""

    rows: tuple[Row, ...]
    number: int
    more: bool


@dataclass(frozen=True)
class Detail:
    """An organisation with what hangs on it: all tasks, those that live, and the first of these."""

    id: int
    sheet: Sheet
    dissolved_on: date | None
    successor_id: int | None
    successor: str
    tasks: int
    living: int
    named: tuple[tuple[str, str], ...]


def page(
    session: Session, text: str = "", kind: str = "", number: int = 1, *, only_dissolved: bool = False
) -> Page:
    """The organisations whose name has that text, or whose identifier it is."""
    number = max(1, number)
    rows = session.execute(
        found.organisation_page(
            folded=fold(text),
            kind=kind,
            only_dissolved=only_dissolved,
            limit=PAGE + 1,
            offset=(number - 1) * PAGE,
        )
    ).all()
    listed = tuple(
        Row(row.id, sheet_of(row), row.dissolved_on, heir or "", accounts)
        for row, heir, accounts in rows[:PAGE]
    )
    return Page(listed, number, len(rows) > PAGE)


def one(session: Session, number: int) -> Detail:
    """One organisation.

    Raises:
        NotFound: there is none of that number.
    """
    row = session.get(Organisation, number)
    if row is None:
        raise _unknown(number)
    heir = session.get(Organisation, row.successor_id) if row.successor_id is not None else None
    tasks, living = session.execute(found.task_counts(number)).one()
    named = session.execute(found.tasks_of_party(number, limit=_SHOWN)).all() if living else ()
    return Detail(
        row.id,
        sheet_of(row),
        row.dissolved_on,
        row.successor_id,
        heir.name if heir is not None else "",
        tasks,
        living,
        tuple((code, title) for code, title in named),
    )


def named(session: Session, text: str) -> int:
    """The number of the one organisation that a person means: by its number (`#12`) or its whole name.

    Raises:
        NotFound: there is none.
        Refused: several bear that name; the sentence tells their numbers.
    """
    text = clean(text)
    digits = text.removeprefix("#")
    if digits.isascii() and digits.isdigit() and len(digits) < _DIGITS:
        return one(session, int(digits)).id
    rows = session.scalars(queries.organisations_named(fold(text))).all() if fold(text) else ()
    if not rows:
        raise NotFound(f"Không có tổ chức nào tên «{text}»; hãy ghi tên đầy đủ như trong danh mục.")
    if len(rows) > 1:
        told = ", ".join(f"#{row.id} ({row.province or 'không ghi tỉnh'})" for row in rows)
        raise Refused(f"Có {len(rows)} tổ chức tên «{text}»: {told}; hãy ghi số của tổ chức.")
    return rows[0].id


def add(session: Session, actor: Actor, sheet: Sheet) -> int:
    """Put an organisation on record; returns its number.

    Raises:
        Refused: with every reason.
    """
    sheet = _checked(session, sheet)
    row = Organisation(folded=fold(sheet.name), **_columns(sheet))
    session.add(row)
    session.flush()
    _note(session, actor, "added", f"Thêm tổ chức {sheet.name}.", row.id)
    return row.id


def edit(session: Session, actor: Actor, number: int, sheet: Sheet) -> None:
    """Correct what is on record; papers that were issued stay as they are.

    Raises:
        NotFound: there is no such organisation.
        Refused: with every reason.
    """
    row = _held(session, number)
    sheet, before = _checked(session, sheet, but=number), sheet_of(row)
    if sheet == before:
        return
    row.folded = fold(sheet.name)
    for name, value in _columns(sheet).items():
        setattr(row, name, value)
    changed = [name for name, value in _columns(sheet).items() if value != _columns(before)[name]]
    was = f" (trước là {before.name})" if before.name != sheet.name else ""
    _note(session, actor, "edited", f"Sửa thông tin tổ chức {sheet.name}{was}.", number, changed=changed)


def dissolve(
    session: Session, actor: Actor, number: int, on: date | None, document: str, successor: int | None = None
) -> None:
    """Record that an organisation is no more from that day, by a document, and who succeeds it.

    Done again, the later record stands in the place of the earlier. Every task that names it is judged anew.

    Raises:
        NotFound: there is no such organisation, or no such successor.
        Refused: with every reason.
    """
    row = _held(session, number)
    reasons = []
    if on is None:
        reasons.append("Hãy ghi ngày giải thể, sáp nhập.")
    if not clean(document):
        reasons.append("Hãy ghi số, ký hiệu của quyết định giải thể, sáp nhập.")
    heir = _heir(session, row, successor, on or wiring.today(), reasons)
    if reasons or on is None:
        raise Refused.because(reasons)
    row.dissolved_on, row.successor_id = on, None
    said = f"{row.name} giải thể, sáp nhập từ ngày {on:%d/%m/%Y} ({clean(document)})."
    _note(session, actor, "dissolved", said, number, document=clean(document))
    if heir is not None:
        _note(session, actor, "succeeded", succeed(session, row.id, heir.id, wiring.today()), number)
    outbox.promise(session, outbox.Kind.CLOSET, "closet:all", on=wiring.today())


def succeed(session: Session, gone: int, heir: int, on: date) -> str:
    """Name who succeeds a body that is gone, and have its stuck results judged anew; returns a sentence."""
    row, successor = session.get_one(Organisation, gone), session.get_one(Organisation, heir)
    row.successor_id = successor.id
    session.flush()
    for code in session.scalars(queries.stuck_with(gone)):
        outbox.promise(session, outbox.Kind.CLOSET, f"case:{code}", on=on, code=code)
    return f"{successor.name} kế thừa {row.name}."


def hand_over(session: Session, actor: Actor, number: int) -> int:
    """Let the successor stand for a body that is gone in every task that lives; returns how many.

    Raises:
        NotFound: there is no such organisation.
        Refused: it is not gone yet, or nobody succeeds it.
    """
    row, today = _held(session, number), wiring.today()
    if row.dissolved_on is None or row.dissolved_on > today or row.successor_id is None:
        raise Refused("Chỉ chuyển nhiệm vụ khi tổ chức đã giải thể, sáp nhập và có tổ chức kế thừa.")
    heir = session.get_one(Organisation, row.successor_id)
    if heir.dissolved_on is not None and heir.dissolved_on <= today:
        raise Refused(f"{heir.name} cũng đã giải thể, sáp nhập; hãy ghi tổ chức kế thừa hiện nay.")
    session.execute(found.hold_living(number)).all()
    moved = session.execute(found.hand_over(number, heir.id)).all()
    for task_id, code in moved:
        audit.record(
            session,
            "task:organisation:handed-over",
            f"{heir.name} thay {row.name} trong nhiệm vụ {code}.",
            on=today,
            task_id=task_id,
            person_id=actor.id,
            facts={"from": number, "to": heir.id},
        )
        outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=today, code=code)
    return len(moved)


def sheet_of(row: Organisation) -> Sheet:
    """What is on record of an organisation."""
    return Sheet(row.name, PartyKind(row.kind), row.province, row.e_id, row.address)


def _columns(sheet: Sheet) -> dict[str, str]:
    return {
        "name": sheet.name,
        "kind": sheet.kind.value,
        "province": sheet.province,
        "e_id": sheet.e_id,
        "address": sheet.address,
    }


def _checked(session: Session, sheet: Sheet, but: int = 0) -> Sheet:
    """The sheet, cleaned.

    Raises:
        Refused: with every reason.
    """
    sheet = Sheet(
        clean(sheet.name), sheet.kind, clean(sheet.province), clean(sheet.e_id), clean(sheet.address)
    )
    reasons = []
    if not fold(sheet.name):
        reasons.append("Hãy ghi tên tổ chức.")
    if any(len(value) > _LONGEST for value in _columns(sheet).values()):
        reasons.append(f"Tên, mã định danh và địa chỉ dài nhất là {_LONGEST} ký tự.")
    province = provinces.find(sheet.province) if sheet.province else None
    if sheet.province and province is None:
        reasons.append(f"Không có tỉnh nào tên «{sheet.province}»; hãy ghi tên đầy đủ hoặc để trống.")
    if province is not None:
        sheet = Sheet(sheet.name, sheet.kind, province.name, sheet.e_id, sheet.address)
    if session.scalar(found.namesakes(fold(sheet.name), sheet.province, but)) is not None:
        reasons.append(f"Đã có tổ chức tên «{sheet.name}»{f' ở {sheet.province}' if sheet.province else ''}.")
    if reasons:
        raise Refused.because(reasons)
    return sheet


def _heir(
    session: Session, gone: Organisation, successor: int | None, on: date, reasons: list[str]
) -> Organisation | None:
    """Who succeeds; every reason why it cannot be so is added."""
    if successor is None:
        return None
    heir = session.get(Organisation, successor)
    if heir is None:
        raise _unknown(successor)
    if gone.id in set(session.scalars(found.heirs_of(heir.id))):
        reasons.append(f"{gone.name} không thể kế thừa chính mình, kể cả qua tổ chức khác.")
    elif heir.dissolved_on is not None and heir.dissolved_on <= on:
        reasons.append(f"{heir.name} đã giải thể, sáp nhập từ ngày {heir.dissolved_on:%d/%m/%Y}.")
    return heir


def _held(session: Session, number: int) -> Organisation:
    row = session.scalar(found.organisation_held(number))
    if row is None:
        raise _unknown(number)
    return row


def _unknown(number: int) -> NotFound:
    return NotFound(f"Không có tổ chức nào mang số {number}.")


def _note(session: Session, actor: Actor, act: str, said: str, number: int, **facts: object) -> None:
    audit.record(
        session,
        f"organisation:organisation:{act}",
        said,
        on=wiring.today(),
        person_id=actor.id,
        facts={"organisation": number, **facts},
    )
