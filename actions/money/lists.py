"""Lists of money in and out: the template, the rows on record, and lists that are taken in.

A list that is taken in twice adds nothing: a plan is known by task, source and year, a sum by its key. A sum
on record that a list tells otherwise is refused, for sums are not changed but taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from actions import audit, dossiers, wiring
from actions.exports import Column, Listed
from actions.money.keeping import OWN_KEY, Fate, MoveForm, PlanForm, plan, record
from actions.money.provinces import answering
from actions.parts import AFRESH, Account, Counts, to_the_last
from documents.spreadsheets import read_lines
from models import deeds
from models.deeds import Deed
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.listing.facts import Rejected
from models.listing.movements import PLAN_VI, ListedSum, ReadRow, read_money
from models.listing.tables import RawRow
from models.money import Kind, Source, dong
from models.permissions import Actor
from models.queries import money as queries
from models.tables import FundingLine, Movement

_BATCH: Final = 200
"""Rows taken in one transaction."""


@dataclass(frozen=True)
class SumRow:
    """A row of the list: a plan (kind None), or a sum that moved."""

    code: str
    host: str
    kind: Kind | None
    source: Source
    year: int | None
    on: date | None
    amount: Decimal
    instalment: int | None
    document: str
    key: str


ROWS: Final = Listed[SumRow](
    "kinh-phi-nhiem-vu",
    "Kinh phí nhiệm vụ",
    "Money of tasks",
    (
        Column("Mã nhiệm vụ", "code", lambda row: row.code, 18),
        Column("Tổ chức chủ trì", "host", lambda row: row.host, 40),
        Column("Loại", "kind", lambda row: PLAN_VI if row.kind is None else row.kind.vi, 20),
        Column("Nguồn", "source", lambda row: row.source.vi, 22),
        Column("Năm", "year", lambda row: row.year, 8),
        Column("Ngày", "on", lambda row: row.on, 12),
        Column("Số tiền (đồng)", "amount", lambda row: int(row.amount), 20),
        Column("Đợt", "instalment", lambda row: row.instalment, 6),
        Column("Chứng từ", "document", lambda row: row.document, 40),
        Column("Mã dòng", "key", lambda row: row.key, 16),
    ),
)
"""The list as it goes out; the same columns come in. Without rows, it is the template."""


@dataclass
class Imported(Counts):
    """What came of a list of money."""

    rejects: list[tuple[RawRow, tuple[str, ...]]] = field(default_factory=list)

    def count(self, row: ReadRow, fate: Fate | tuple[str, ...]) -> None:
        """Count a row by what becomes of it; a rejected one is kept with its reasons."""
        self.rows += 1
        if isinstance(fate, tuple):
            self.rejected += 1
            self.rejects.append((RawRow(row.number, row.cells), fate))
        else:
            setattr(self, fate.value, getattr(self, fate.value) + 1)


def rows_on_record(
    session: Session, province: str, year: int | None, *, host: int | None = None
) -> Iterator[SumRow]:
    """Plans and sums that stand, as rows of the list.

    Raises:
        BadInput: there is no such province.
    """
    names = answering(province, wiring.today()) if province else ()
    for line, code, called in session.execute(queries.plan_rows(names, year, host)):
        yield _plan_row(line, code, called or "")
    for row, code, called in session.execute(queries.movement_rows(names, year, host)):
        yield _move_row(row, code, called or "")


def _plan_row(line: FundingLine, code: str, host: str) -> SumRow:
    source = Source(line.source)
    return SumRow(code, host, None, source, line.year, None, line.amount_vnd, None, line.document, "")


def _move_row(row: Movement, code: str, host: str) -> SumRow:
    return SumRow(
        code,
        host,
        Kind(row.kind),
        Source(row.source),
        None,
        row.on,
        row.amount_vnd,
        row.instalment,
        row.document,
        row.key or f"{OWN_KEY}{row.id}",
    )


def import_file(path: Path, actor: Actor, *, on: date, account: Account = AFRESH) -> Imported:
    """Take a CSV or XLSX list in: twice adds nothing, a wrong row stays out with its reasons.

    `account` says what a run brought that was cut off.

    Raises:
        BadInput: the file cannot be read as a list of money.
        NotPermitted: the actor does not keep money.
    """

    def kept(session: Session, found: Imported, is_last: bool) -> None:  # noqa: FBT001 - inner
        if is_last:
            found.with_earlier(account.brought)
        if is_last and not account.is_concluded:
            _note(session, path, found, actor, on)
        account.keep(session, found, is_last=is_last)

    return _through(path, actor, on, _take, kept=kept)


def _note(session: Session, path: Path, found: Imported, actor: Actor, on: date) -> None:
    """Write down what came of a list."""
    audit.record(
        session,
        "import:money:read",
        f"Nhập danh sách kinh phí «{path.name}»: {found.rows} dòng, {found.imported} dòng mới, "
        f"{found.updated} được cập nhật, {found.unchanged} không đổi, {found.rejected} dòng bị từ chối.",
        on=on,
        person_id=actor.id,
    )


def foresee(path: Path, actor: Actor, *, on: date, told: Callable[[int], None] = lambda _: None) -> Imported:
    """What would become of each row of a list if it were taken in now; nothing is written.

    Raises:
        BadInput: the file cannot be read as a list of money.
        NotPermitted: the actor does not keep money.
    """
    return _through(path, actor, on, _foreseen, told=told)


_Judge = Callable[[Session, ListedSum, Actor, date], Fate]


def _through(
    path: Path,
    actor: Actor,
    on: date,
    judge: _Judge,
    *,
    kept: Callable[[Session, Imported, bool], None] = lambda _session, _found, _is_last: None,
    told: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Judge every row; `kept` is asked within the transaction of each part, `told` after it."""
    deeds.require(actor, Deed.MONEY_KEEP)
    found = Imported()
    rows = read_money(read_lines(path), on)
    for batch, is_last in to_the_last(iter(lambda: list(islice(rows, _BATCH)), [])):
        with wiring.unit_of_work() as session:
            _hold(session, batch)
            for row in batch:
                found.count(row, _fate(session, row, actor, on, judge))
            kept(session, found, is_last)
        told(found.rows)
    return found


def _hold(session: Session, batch: list[ReadRow]) -> None:
    """Hold the tasks of the batch, in one order, before the audit chain."""
    codes = {row.said.code for row in batch if isinstance(row.said, ListedSum)}
    session.scalars(queries.tasks_to_hold(sorted(codes))).all()


def _fate(session: Session, row: ReadRow, actor: Actor, on: date, judge: _Judge) -> Fate | tuple[str, ...]:
    if isinstance(row.said, Rejected):
        return row.said.reasons
    try:
        return judge(session, row.said, actor, on)
    except (BadInput, Refused, NotFound, NotPermitted) as refusal:
        return refusal.reasons


def _foreseen(session: Session, said: ListedSum, actor: Actor, on: date) -> Fate:
    """What would become of a row: read in full, written nowhere."""
    task = dossiers.load(session, said.code)
    deeds.require(actor, Deed.MONEY_KEEP, task)
    if said.kind is not None:
        return Fate.UNCHANGED if _known(session, said) else Fate.IMPORTED
    line = session.scalar(queries.funding_line(task.id, said.source.value, said.year or on.year))
    if line is None:
        return Fate.IMPORTED
    same = (line.amount_vnd, line.document) == (said.amount, said.document or line.document)
    return Fate.UNCHANGED if same else Fate.UPDATED


def _take(session: Session, said: ListedSum, actor: Actor, on: date) -> Fate:
    if said.kind is None:
        form = PlanForm(said.source, said.year, said.amount, said.document)
        return plan(session, said.code, form, actor, on=on)
    if _known(session, said):
        return Fate.UNCHANGED
    move = MoveForm(
        said.kind, said.source, said.on, said.amount, "", said.instalment, said.document, said.key
    )
    record(session, said.code, move, actor, on=on)
    return Fate.IMPORTED


def _known(session: Session, said: ListedSum) -> bool:
    """Whether the sum is on record already.

    Raises:
        Refused: it is, and says something else, or was taken back.
    """
    own = said.key.removeprefix(OWN_KEY)
    if said.key.startswith(OWN_KEY):
        number = int(own) if own.isascii() and own.isdigit() and len(own) < len("1000000000") else 0
        found = session.execute(queries.movement(number)).first()
    else:
        found = session.execute(queries.movement_by_key(said.key)).first()
    if found is None:
        if said.key.startswith(OWN_KEY):
            raise Refused(f"Không có dòng tiền nào mang mã {said.key}: dòng mới thì để trống «Mã dòng».")
        return False
    row, code = found
    if session.scalar(queries.void_of(row.id)) is not None:
        raise Refused(f"Dòng «{said.key}» đã bị hủy: nếu ghi lại, hãy cho dòng này một «Mã dòng» khác.")
    same = (code, row.kind, row.source, row.on, row.amount_vnd) == (
        said.code,
        said.kind,
        said.source,
        said.on,
        said.amount,
    )
    if not same:
        raise Refused(
            f"Dòng «{said.key}» đã ghi {Kind(row.kind).vi.lower()} {dong(row.amount_vnd)} ngày "
            f"{row.on:%d/%m/%Y} cho {code}: dòng tiền không sửa, hãy hủy dòng cũ rồi ghi dòng mới."
        )
    return True
