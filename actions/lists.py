"""Lists that people upload: looked through first, with nothing written, then taken in on their word.

The file waits in the archive under its SHA-256; who uploaded it has a row on the desk (`form_drafts`) that
says how far it has come, and nobody else reaches it by its hash. A short list is dealt with at once; a long
one is promised to the engine, and the row tells how many of its rows are done.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import drafts, imports, needs, outbox, people, wiring
from actions.money import lists as money_lists
from actions.parts import AFRESH, Account, Counts
from documents.spreadsheets import read_lines, read_tasks, write_report
from models.deeds import Deed, require
from models.errors import BadInput, NotFound, Refused, TripleHelixError, Unavailable
from models.listing.tables import RawRow
from models.permissions import Actor
from models.queries.keeping import LIST_FORM
from models.tables import Person

FORM: Final = LIST_FORM
"""The name under which uploads stand on their owner's desk."""
AT_ONCE: Final = 300
"""Rows up to which a list is dealt with while its owner waits; about two seconds."""
LARGEST: Final = 20_000_000
"""Bytes of an uploaded list; fifty thousand rows take about 12 MB."""
_TOLD: Final = 200
"""Rejected rows that are told on the page; the report holds all of them."""
_STRANGE: Final = re.compile(r"[^\w.\- ]")
_LONGEST_NAME: Final = 100
_BROUGHT, _CONCLUDED = "brought", "concluded"
"""What the desk has of a list that is being taken in: how many rows came in, whether it is written down."""


Told = Callable[[int], None]
"""Takes how many rows are done."""


class Kind(StrEnum):
    """What a list is of."""

    TASKS = "tasks"
    """Tasks of a province."""
    NEEDS = "needs"
    """Needs and offers of technology."""
    MONEY = "money"
    """What is planned for tasks, and sums that moved."""


_DEEDS: Final = {
    Kind.TASKS: Deed.TASK_IMPORT,
    Kind.NEEDS: Deed.NEED_REGISTER_ANY,
    Kind.MONEY: Deed.MONEY_KEEP,
}


class State(StrEnum):
    """How far an uploaded list has come."""

    LOOKING = "looking"
    """It is being looked through."""
    LOOKED = "looked"
    """It is known what would become of each row; its owner has not said the word yet."""
    TAKING = "taking"
    """It is being taken in."""
    TAKEN = "taken"
    """It was taken in."""
    FAILED = "failed"
    """It cannot be read."""

    @property
    def is_busy(self) -> bool:
        """Whether the engine is at work on it."""
        return self in {State.LOOKING, State.TAKING}


@dataclass(frozen=True)
class Uploaded:
    """A list on its owner's desk. `counts` has rows, imported, updated, unchanged and rejected."""

    sha256: str
    kind: Kind
    file_name: str
    state: State
    rows: int
    done: int
    counts: Mapping[str, int]
    rejects: tuple[tuple[str, tuple[str, ...]], ...]
    """Place and reasons of the rejected rows, the first of them."""
    report: str
    """The SHA-256 of the report on the rejected rows; empty while there is none."""
    reasons: tuple[str, ...]
    """Why it cannot be read."""
    at: datetime


def receive(session: Session, actor: Actor, kind: Kind, file_name: str, data: bytes, *, on: date) -> Uploaded:
    """Keep an uploaded list and look through it: at once when it is short, else by the engine.

    Raises:
        NotPermitted: the actor takes in no such lists.
        BadInput: it is too large, empty, or no list that can be read.
    """
    require(actor, _DEEDS[kind])
    if not data:
        raise BadInput("Tệp trống; hãy chọn tệp danh sách .xlsx hoặc .csv.")
    if len(data) > LARGEST:
        raise BadInput(f"Tệp lớn hơn {LARGEST // 1_000_000} MB. Hãy tách thành nhiều tệp.")
    name = (_STRANGE.sub("_", file_name.replace("\\", "/").rsplit("/", 1)[-1]) or "danh-sach")[
        -_LONGEST_NAME:
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        rows = _rows(kind, path)
        sha256 = wiring.archive().put(data)
        values = {
            "kind": kind.value,
            "file_name": name,
            "state": State.LOOKING.value,
            "rows": rows,
            "done": 0,
        }
        if rows <= AT_ONCE:
            values |= _looked(kind, path, actor, on)
    drafts.keep(session, actor, FORM, sha256, values)
    if rows > AT_ONCE:
        _promise(session, actor, sha256, on)
    return of(session, actor, sha256)


def confirm(session: Session, actor: Actor, sha256: str, *, on: date) -> Uploaded:
    """Take in a list that was looked through: a short one at once, a long one by the engine.

    The list is held meanwhile: who confirms it twice at once finds it taken in the second time.

    Raises:
        NotFound: the actor uploaded no such list.
        NotPermitted: the actor takes in no such lists (any more).
        Refused: it was not looked through yet, or is taken in already.
    """
    listed = of(session, actor, sha256)
    require(actor, _DEEDS[listed.kind])
    if listed.state is not State.LOOKED:
        raise Refused("Danh sách này chưa xem trước xong, hoặc đã được nhập.")
    values = _values(session, actor, sha256)
    if listed.rows <= AT_ONCE:
        with _file(listed) as path:
            news = _taken(listed.kind, path, actor, sha256, on, AFRESH)
    else:
        news = {"state": State.TAKING.value, "done": 0, _BROUGHT: {}, _CONCLUDED: False}
        _promise(session, actor, sha256, on)
    drafts.keep(session, actor, FORM, sha256, {**values, **news})
    return of(session, actor, sha256)


def work(person_id: int, sha256: str, on: date) -> None:
    """Do what a list waits for: look through it, or take it in. Done twice, it changes nothing more.

    Raises:
        Unavailable: the database or the archive does not answer; it is tried again.
    """
    with wiring.unit_of_work() as session:
        actor = people.actor_of(session, session.get_one(Person, person_id))
        listed = of(session, actor, sha256)
    if not listed.state.is_busy:
        return
    told, account = _Teller(actor, sha256), _Kept.of(actor, sha256)
    try:
        require(actor, _DEEDS[listed.kind])
        with _file(listed) as path:
            news = (
                _looked(listed.kind, path, actor, on, told)
                if listed.state is State.LOOKING
                else _taken(listed.kind, path, actor, sha256, on, account)
            )
    except Unavailable:
        raise
    except TripleHelixError as refusal:
        news = {"state": State.FAILED.value, "reasons": list(refusal.reasons)}
    told.say(**news)


def of(session: Session, actor: Actor, sha256: str) -> Uploaded:
    """A list on the actor's desk.

    Raises:
        NotFound: the actor uploaded no such list.
    """
    found = drafts.take(session, actor, FORM, sha256)
    if found is None:
        raise NotFound("Không có danh sách nào như vậy do bạn tải lên.")
    return _uploaded(found)


def listed(session: Session, actor: Actor) -> tuple[Uploaded, ...]:
    """The lists on the actor's desk, the latest first."""
    return tuple(_uploaded(each) for each in drafts.listed(session, actor, FORM))


def report_of(session: Session, actor: Actor, sha256: str) -> tuple[str, bytes]:
    """The report on the rejected rows of the actor's list: file name and bytes (XLSX).

    Raises:
        NotFound: no such list of the actor's, or no row of it was rejected.
    """
    uploaded = of(session, actor, sha256)
    if not uploaded.report:
        raise NotFound("Danh sách này không có dòng nào bị từ chối.")
    return f"{Path(uploaded.file_name).stem}-dong-bi-tu-choi.xlsx", wiring.archive().get(uploaded.report)


def forget(session: Session, actor: Actor, sha256: str) -> None:
    """Take a list off the actor's desk; what was taken in of it stays.

    Raises:
        NotFound: the actor uploaded no such list.
        Refused: the engine is at work on it.
    """
    if of(session, actor, sha256).state.is_busy:
        raise Refused("Danh sách đang được xử lý; hãy đợi xong.")
    drafts.forget(session, actor, FORM, sha256)


class _Teller:
    """Tells the list's owner how far it has come, in transactions of its own."""

    def __init__(self, actor: Actor, sha256: str) -> None:
        self._actor, self._sha256 = actor, sha256

    def __call__(self, done: int) -> None:
        self.say(done=done)

    def say(self, **news: Any) -> None:  # noqa: ANN401 - JSON
        with wiring.unit_of_work() as session:
            values = {**_values(session, self._actor, self._sha256), **news}
            drafts.keep(session, self._actor, FORM, self._sha256, values)


@dataclass(kw_only=True)
class _Kept(Account):
    """What has come in of a list, kept on its owner's desk with each part: the next engine counts it all."""

    actor: Actor
    sha256: str

    @classmethod
    def of(cls, actor: Actor, sha256: str) -> _Kept:
        """As the desk has it: empty unless an engine was cut off."""
        with wiring.unit_of_work() as session:
            values = _values(session, actor, sha256)
        return cls(values.get(_BROUGHT, {}), values.get(_CONCLUDED, False), actor=actor, sha256=sha256)

    def keep(self, session: Session, found: Counts, *, is_last: bool) -> None:
        """Keep what was brought, which the last part counts whole, and tell how many rows are done."""
        before = {} if is_last else self.brought
        brought = {name: getattr(found, name) + before.get(name, 0) for name in ("imported", "updated")}
        values = _values(session, self.actor, self.sha256)
        values |= {"done": found.rows, _BROUGHT: brought, _CONCLUDED: is_last}
        drafts.keep(session, self.actor, FORM, self.sha256, values)


def _silent(_: int) -> None:
    """Tell nobody."""


def _rows(kind: Kind, path: Path) -> int:
    """How many rows the list has."""
    return sum(1 for _ in (read_tasks(path) if kind is Kind.TASKS else read_lines(path)))


def _looked(kind: Kind, path: Path, actor: Actor, on: date, told: Told = _silent) -> dict[str, Any]:
    if kind is Kind.MONEY:
        return {**_counted(money_lists.foresee(path, actor, on=on, told=told)), "state": State.LOOKED.value}
    found = imports.foresee(path, told) if kind is Kind.TASKS else needs.foresee(path)
    return {**_counted(found), "state": State.LOOKED.value}


def _taken(kind: Kind, path: Path, actor: Actor, sha256: str, on: date, account: Account) -> dict[str, Any]:
    if kind is Kind.TASKS:
        found = imports.import_file(path, actor, on=on, sha256=sha256, account=account)
        return {**_counted(found), "state": State.TAKEN.value}
    if kind is Kind.MONEY:
        taken = money_lists.import_file(path, actor, on=on, account=account)
        return {**_counted(taken), "state": State.TAKEN.value}
    return {**_counted(needs.import_file(path, actor, on, account)), "state": State.TAKEN.value}


def _counted(found: imports.Imported | needs.Imported | money_lists.Imported) -> dict[str, Any]:
    """Counts, the first rejected rows, and the report on all of them, kept in the archive."""
    rows = [_row(row) for row, _ in found.rejects]
    rejects = [(row, reasons) for row, (_, reasons) in zip(rows, found.rejects, strict=True)]
    report = ""
    if rejects:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.xlsx"
            write_report(rejects, path)
            report = wiring.archive().put(path)
    return {
        "counts": {
            name: getattr(found, name) for name in ("rows", "imported", "updated", "unchanged", "rejected")
        },
        "rejects": [[_place(row), list(reasons)] for row, reasons in rejects[:_TOLD]],
        "report": report,
        "rows": found.rows,
        "done": found.rows,
    }


def _row(row: RawRow | int) -> RawRow:
    """A rejected row as the report writes it; of a list of needs only its number is known."""
    return row if isinstance(row, RawRow) else RawRow(row, {})


def _place(row: RawRow) -> str:
    return f"{row.sheet}, dòng {row.number}" if row.sheet else f"Dòng {row.number}"


@contextmanager
def _file(uploaded: Uploaded) -> Iterator[Path]:
    """The list as a file under the name that it came with."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / uploaded.file_name
        path.write_bytes(wiring.archive().get(uploaded.sha256))
        yield path


def _promise(session: Session, actor: Actor, sha256: str, on: date) -> None:
    outbox.promise(session, outbox.Kind.LIST, f"list:{sha256}", on=on, person=actor.id, sha256=sha256)


def _values(session: Session, actor: Actor, sha256: str) -> dict[str, Any]:
    found = drafts.take(session, actor, FORM, sha256)
    return dict(found.values) if found else {}


def _uploaded(draft: drafts.Draft) -> Uploaded:
    told = draft.values
    return Uploaded(
        sha256=draft.subject,
        kind=Kind(told["kind"]),
        file_name=told["file_name"],
        state=State(told["state"]),
        rows=told["rows"],
        done=told["done"],
        counts=told.get("counts", {}),
        rejects=tuple((place, tuple(reasons)) for place, reasons in told.get("rejects", ())),
        report=told.get("report", ""),
        reasons=tuple(told.get("reasons", ())),
        at=draft.saved_at,
    )
