"""Taking a published list in: good rows become tasks, bad rows go into a report, twice adds nothing.

A task enters at the stage that its facts show, under the law of its approval date. What the list does not
say stays unknown and is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from actions import audit, dossiers, orders, outbox, people, stages, wiring
from documents.spreadsheets import read_tasks, write_report
from models import progress, queries
from models.dossier import Grade
from models.language import PartyKind
from models.lifecycle import ARCHIVE, STAGES, VERSION
from models.listing.dates import PartialDate
from models.listing.facts import ListedTask, Named, Rejected
from models.listing.matching import Register, match_key
from models.listing.rows import read_raw
from models.listing.stages import CLOSED, asked_for, stage_shown
from models.listing.tables import RawRow
from models.listing.text import fold
from models.permissions import Actor
from models.tables import Result, StageEntry, Task

_BATCH = 200
"""Rows taken in one transaction."""

KINDS_IN_LAW = {
    "state": PartyKind.STATE_BODY,
    "enterprise": PartyKind.ENTERPRISE,
    "cooperative": PartyKind.COOPERATIVE,
    "household": PartyKind.INDIVIDUAL,
}
"""What the law sees in a kind that a list names. A university or a centre may be public or private: the
list does not say, so it stays unknown."""


class Fate(StrEnum):
    """What becomes of a row; the value is the name of its count."""

    IMPORTED = "imported"
    """It becomes a task."""
    UPDATED = "updated"
    """It completes a task on record."""
    UNCHANGED = "unchanged"
    """It says what is on record already."""
    REJECTED = "rejected"
    """It stays out, with its reasons."""


@dataclass(frozen=True)
class Judged:
    """What becomes of a row and why; `own` is the task that was ordered here before the list named it."""

    fate: Fate
    reasons: tuple[str, ...] = ()
    own: str = ""


@dataclass
class Imported:
    """What came of a list: how many rows it has, and what became of each."""

    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    codes: list[str] = field(default_factory=list)
    rejects: list[tuple[RawRow, tuple[str, ...]]] = field(default_factory=list)

    def count(self, raw: RawRow, listed: ListedTask | Rejected, judged: Judged) -> None:
        """Count a row by what becomes of it; a rejected one is kept with its reasons."""
        self.rows += 1
        setattr(self, judged.fate, getattr(self, judged.fate) + 1)
        if judged.fate is Fate.REJECTED:
            self.skipped += isinstance(listed, Rejected) and listed.skipped
            self.rejects.append((raw, judged.reasons))


def import_file(
    path: Path,
    actor: Actor | None,
    *,
    on: date,
    report: Path | None = None,
    sha256: str = "",
    told: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Take a CSV or XLSX list in; `report` is where the refused rows go, each with its reasons beside it.

    `sha256` names the list in the archive, where it is kept; `told` is called with the rows taken so far.

    Raises:
        BadInput: the file cannot be read as a list of tasks.
    """
    found = Imported()
    seen: Register[int] = Register()
    known = _known_tasks()
    rows = read_tasks(path)
    while batch := list(islice(rows, _BATCH)):
        read = [(raw, read_raw(raw)) for raw in batch]
        with wiring.unit_of_work() as session:
            _hold(session, [listed for _, listed in read if isinstance(listed, ListedTask)], known)
            for raw, listed in read:
                _take(session, raw, listed, found, seen, known, on)
        told(found.rows)
    with wiring.unit_of_work() as session:
        audit.record(
            session,
            "import:file:read",
            f"Nhập danh sách «{path.name}»: {found.rows} dòng, {found.imported} nhiệm vụ mới, "
            f"{found.unchanged} không đổi, {found.rejected} dòng bị từ chối.",
            on=on,
            person_id=actor.id if actor else None,
            facts={"sha256": sha256} if sha256 else {},
        )
        if found.imported or found.updated:
            outbox.promise(session, outbox.Kind.CLOSET, "closet:all", on=on)
    if report is not None:
        write_report(found.rejects, report)
    return found


def foresee(path: Path, told: Callable[[int], None] = lambda _: None) -> Imported:
    """What would become of each row of a list if it were taken in now; nothing is written.

    Raises:
        BadInput: the file cannot be read as a list of tasks.
    """
    found = Imported()
    seen: Register[int] = Register()
    known = _known_tasks()
    rows = read_tasks(path)
    while batch := list(islice(rows, _BATCH)):
        read = [(raw, read_raw(raw)) for raw in batch]
        keys = [match_key(listed) for _, listed in read if isinstance(listed, ListedTask)]
        with wiring.unit_of_work() as session:
            stored = {
                row.source_key: row.source_hash for row in session.scalars(queries.tasks_by_source(keys))
            }
        for raw, listed in read:
            found.count(raw, listed, _judge(raw, listed, seen, known, stored.get))
        told(found.rows)
    return found


def _known_tasks() -> Register[str]:
    """The tasks on record, for finding the same task under another title."""
    known: Register[str] = Register()
    with wiring.unit_of_work() as session:
        for code, title, province in session.execute(queries.titles()):
            known.add(ListedTask(title=title, province=province), code)
    return known


def _hold(session: Session, batch: Sequence[ListedTask], known: Register[str]) -> None:
    """Lock the tasks that the batch may complete before the audit chain, as whoever decides on them does.

    Taken the other way round, the two would wait for each other.
    """
    alike = [known.find(listed) for listed in batch]
    codes = [found.reference for found in alike if found is not None and found.exact]
    keys = [match_key(listed) for listed in batch]
    session.scalars(queries.tasks_to_complete(keys, codes).with_for_update()).all()


def _judge(
    raw: RawRow,
    listed: ListedTask | Rejected,
    seen: Register[int],
    known: Register[str],
    stored: Callable[[str], str | None],
) -> Judged:
    """What becomes of a row, and why; `stored` tells what was taken in under a key before."""
    if isinstance(listed, Rejected):
        return Judged(Fate.REJECTED, listed.reasons)
    twin = seen.find(listed)
    if twin is not None and twin.exact:
        return Judged(Fate.REJECTED, (f"Trùng với dòng {twin.reference} của cùng danh sách.",))
    seen.add(listed, raw.number)
    before = stored(match_key(listed))
    if before is not None:
        return Judged(Fate.UNCHANGED if before == listed.digest() else Fate.UPDATED)
    alike = known.find(listed)
    if alike is None:
        return Judged(Fate.IMPORTED)
    if alike.exact:
        return Judged(Fate.UPDATED, own=alike.reference)
    reason = (
        f"Có vẻ là nhiệm vụ {alike.reference} đã có (giống {alike.likeness:.0%}); "
        "nếu đúng là nhiệm vụ khác, hãy ghi mã số riêng cho dòng này."
    )
    return Judged(Fate.REJECTED, (reason,))


def _take(
    session: Session,
    raw: RawRow,
    listed: ListedTask | Rejected,
    found: Imported,
    seen: Register[int],
    known: Register[str],
    on: date,
) -> None:
    def stored(key: str) -> str | None:
        row = session.scalars(queries.tasks_by_source([key])).one_or_none()
        return row.source_hash if row is not None else None

    judged = _judge(raw, listed, seen, known, stored)
    found.count(raw, listed, judged)
    if isinstance(listed, Rejected):
        return
    if judged.fate is Fate.IMPORTED:
        found.codes.append(_open(session, listed, on))
    elif judged.own:
        # Ordered here before the list was published: the list completes it, and is known from now on.
        own = session.scalars(queries.task_by_code(judged.own)).one()
        own.source_key = match_key(listed)
        _complete(session, own, listed, on)
    elif judged.fate is Fate.UPDATED:
        _complete(session, session.scalars(queries.tasks_by_source([match_key(listed)])).one(), listed, on)


def _open(session: Session, listed: ListedTask, on: date) -> str:
    """Open a task at the stage that its facts show."""
    code = orders.next_code(session, listed.province, _year(listed))
    task = Task(
        code=code,
        title=listed.title,
        folded=fold(listed.title),
        title_en=listed.gloss_en or "",
        province=listed.province,
        discipline=listed.field or "",
        lifecycle=VERSION,
        source_key=match_key(listed),
        source_url=listed.source_url or "",
        products=[],
        unknowns=[],
        provisional=[],
        remedies=[],
    )
    session.add(task)
    session.flush()
    session.add(Result(task_id=task.id))
    session.flush()
    _complete(session, task, listed, on, quiet=True)
    shown = stage_shown(listed, on)
    stage = ARCHIVE if shown == CLOSED else STAGES[shown]
    task.outcome = "failed" if shown == CLOSED else ""
    audit.record(
        session,
        "task:order:imported",
        f"Nhập từ danh sách công bố; giai đoạn theo dữ liệu: «{stage.vi}».",
        on=on,
        task_id=task.id,
        facts={"source": listed.source_code or "", "url": listed.source_url or ""},
    )
    stages.enter(session, dossiers.load(session, code), stage, on, imported=True)
    return code


def _complete(session: Session, task: Task, listed: ListedTask, on: date, *, quiet: bool = False) -> None:
    """Fill in what is still unknown with what the list says; what is on record is never overwritten."""
    for name, value in _task_facts(session, task, listed).items():
        if getattr(task, name) in (None, "", []) and value is not None:
            setattr(task, name, value)
    result = session.get_one(Result, task.id)
    for name, value in result_facts(listed).items():
        if getattr(result, name) is None and value is not None:
            setattr(result, name, value)
    task.unknowns = [*asked_for(listed, on), *listed.remarks]
    task.provisional = list(inexact(listed))
    task.source_hash = listed.digest()
    session.flush()
    if quiet:
        return
    audit.record(
        session,
        "task:order:completed",
        "Bổ sung thông tin từ danh sách mới.",
        on=on,
        task_id=task.id,
    )
    _move_on(session, task.code, listed, on)
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{task.code}", on=on, code=task.code)


def _move_on(session: Session, code: str, listed: ListedTask, on: date) -> None:
    """Put a task that only lists have spoken of into the later stage that a newer list shows."""
    known = dossiers.load(session, code)
    main = progress.main_entry(known)
    shown = stage_shown(listed, on)
    if main is None or not main.imported or main.submissions or main.decisions or shown not in STAGES:
        return
    order = list(STAGES)
    if order.index(shown) > order.index(main.stage):
        session.get_one(StageEntry, main.id).left_on = on
        session.flush()
        stages.enter(session, dossiers.load(session, code), STAGES[shown], on, imported=True)


def _task_facts(session: Session, task: Task, listed: ListedTask) -> dict[str, object]:
    return {
        "host_id": _party(session, listed.host, task.province),
        "orderer_id": _party(session, listed.orderer, task.province),
        "recipient_id": _party(session, only_recipient(listed), task.province),
        **task_facts(listed),
    }


def only_recipient(listed: ListedTask) -> Named | None:
    """The recipient, where the list names exactly one: of several, none alone is the recipient."""
    return listed.recipients[0] if len(listed.recipients) == 1 else None


def task_facts(listed: ListedTask) -> dict[str, object]:
    """What the list says of the task beside its parties, by the names of the task's facts."""
    end = listed.period.end
    return {
        "recipient_note": listed.recipient,
        "budget_vnd": listed.budget_vnd,
        "months": listed.period.months,
        "approved_on": listed.approved_on,
        "contract_no": listed.contract_no,
        "contract_signed_on": listed.contract_date.exact() if listed.contract_date else None,
        "contract_ends_on": end.latest() if end else None,
    }


_IN_USE = {"yes": True, "partly": True, "no": False}


def result_facts(listed: ListedTask) -> dict[str, object]:
    """What the list says of the result, by the names of the result's facts."""
    accepted = listed.accepted_on
    recognised = listed.recognised_on
    return {
        "accepted_on": accepted.latest() if accepted else None,
        "recognised_on": recognised.latest() if recognised else None,
        "grade": Grade.FAIL.value if listed.failed else listed.grade,
        "in_use": _IN_USE.get(listed.applied),
    }


def inexact(listed: ListedTask) -> Iterator[str]:
    """What is to be asked because a date is known to the month or the year only."""
    named: tuple[tuple[str, PartialDate | None], ...] = (
        ("Ngày nghiệm thu", listed.accepted_on),
        ("Ngày công nhận kết quả", listed.recognised_on),
        ("Ngày kết thúc thực hiện", listed.period.end),
    )
    for name, day in named:
        if day is not None and day.exact() is None:
            counted = f"{day.latest():%d/%m/%Y}"
            yield f"{name} chỉ biết «{day}»; tạm tính đến ngày {counted}, cần bổ sung ngày chính xác."


def _party(session: Session, named: Named | None, province: str) -> int | None:
    if named is None:
        return None
    kind = KINDS_IN_LAW.get(named.kind or "", PartyKind.UNKNOWN)
    return people.ensure_organisation(session, named.name, kind, province=province).id


def _year(listed: ListedTask) -> int | None:
    """The year in the task's code: of the plan, the start, the decision or the acceptance."""
    if listed.plan_year:
        return listed.plan_year
    for day in (listed.period.start, listed.decision_date, listed.accepted_on):
        if day is not None:
            return day.year
    return None
