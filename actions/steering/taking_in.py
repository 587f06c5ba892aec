"""Taking a list of plans in: targets and work with how far each has come; wrong rows stay out with reasons.

A list that was taken in before changes nothing and says so. One that says something new is followed row by
row; what it leaves blank of how far something has come stays as it is on record, and what it does not name
stays too.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import audit
from actions.steering.doing import officer_called
from actions.steering.keeping import add_reading, changes
from documents.spreadsheets import read_lines
from models import deeds
from models.deeds import Deed
from models.errors import BadInput, TripleHelixError
from models.listing.facts import Rejected
from models.listing.plans import ListedTarget, ListedWork, PlanHead, read_plans
from models.permissions import Actor
from models.queries import steering as queries
from models.steering import rules
from models.steering.plans import PlanKey
from models.tables import Plan, Reading, Target, WorkItem

MOST_ROWS = 5000
"""Rows of one list; a province's plan has a few hundred."""
Listed = ListedTarget | ListedWork
Row = tuple[int, Listed, int | None]
"""The number of a row, what it says, and the account that it names."""


@dataclass
class TakenIn:
    """What came of a list: of each row, and of each plan a sentence."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    plans: list[str] = field(default_factory=list)

    @property
    def changed_nothing(self) -> bool:
        """Whether everything stands as it did before."""
        return not self.added and not self.updated

    def reject(self, number: int, reasons: tuple[str, ...]) -> None:
        """A row stays out."""
        self.rejected += 1
        self.rejects.append((number, reasons))

    def met(self, fate: str) -> None:
        """Something became so of a row: added, updated, unchanged."""
        setattr(self, fate, getattr(self, fate) + 1)


def take_in(
    session: Session, path: Path, actor: Actor | None, *, on: date, given: PlanHead | None = None
) -> TakenIn:
    """Take a CSV or XLSX list of plans in.

    Args:
        session: the caller's transaction.
        path: the file.
        actor: who takes it in; None for the system's own samples.
        on: the day.
        given: the plan to which rows belong that name none.

    Raises:
        BadInput: the file is no list of plans, or too long.
        NotPermitted: the actor keeps no plans.
    """
    if actor is not None:
        deeds.require(actor, Deed.PLAN_KEEP)
    found = TakenIn()
    by_plan: dict[PlanKey, list[Row]] = defaultdict(list)
    for row in _read(session, path, given, found, on):
        by_plan[row[1].head.key].append(row)
    for key, rows in sorted(by_plan.items(), key=lambda each: (each[0].province, each[0].year, each[0].code)):
        _take_plan(session, key, rows, found, path.name, actor, on)
    return found


def _read(session: Session, path: Path, given: PlanHead | None, found: TakenIn, on: date) -> Iterator[Row]:
    """The rows that can go in; the others are noted as rejected."""
    officers: dict[str, int | None] = {}
    for number, read in read_plans(read_lines(path), given):
        found.rows += 1
        if found.rows > MOST_ROWS:
            raise BadInput(f"Danh sách có hơn {MOST_ROWS} dòng: hãy tách theo từng kế hoạch.")
        if isinstance(read, Rejected):
            found.reject(number, read.reasons)
            continue
        try:
            handle = read.officer if isinstance(read, ListedWork) else ""
            if handle not in officers:
                officers[handle] = officer_called(session, handle)
        except TripleHelixError as unknown:
            found.reject(number, unknown.reasons)
            continue
        if ahead := tuple(_of_the_future(read, on)):
            found.reject(number, ahead)
            continue
        yield number, read, officers[handle]


_DAYS = {
    "read_on": "Ngày số liệu",
    "started_on": "Ngày bắt đầu",
    "published_on": "Ngày giao",
    "done_on": "Ngày hoàn thành",
    "awaits_central_since": "Ngày bắt đầu chờ Trung ương",
    "cancelled_on": "Ngày hủy",
}


def _of_the_future(read: Listed, on: date) -> Iterator[str]:
    for name, vi in _DAYS.items():
        day: date | None = getattr(read, name, None)
        if day is not None and day > on:
            yield f"{vi} {day:%d/%m/%Y} còn ở tương lai."


def _take_plan(
    session: Session,
    key: PlanKey,
    rows: list[Row],
    found: TakenIn,
    name: str,
    actor: Actor | None,
    on: date,
) -> None:
    plan, is_new = _plan(session, key)
    digest = _digest(listed for _, listed, _ in rows)
    called = f"{key.code} năm {key.year} của {key.province}"
    if plan.source_hash == digest:
        for _ in rows:
            found.met("unchanged")
        found.plans.append(f"Kế hoạch {called} đã nhập danh sách này: không có gì thay đổi.")
        return
    changed: dict[str, Any] = {}
    heads = [listed.head for _, listed, _ in rows]
    head_facts = {
        "title": next((head.title for head in heads if head.title), plan.title or key.code),
        "issued_by": next((head.issued_by for head in heads if head.issued_by), plan.issued_by),
        "issued_on": next((head.issued_on for head in heads if head.issued_on), plan.issued_on),
    }
    if altered := changes(plan, head_facts):
        changed["plan"] = altered
    before = (found.added, found.updated)
    targets = {each.code: each for each in session.scalars(queries.targets_of((plan.id,)))}
    works = {row.code: row for row, *_ in session.execute(queries.work_of((plan.id,)))}
    readings = {each.target_id: each for each in session.scalars(queries.last_readings((plan.id,), on))}
    session.flush()
    refused = found.rejected
    for number, listed, officer in rows:
        if isinstance(listed, ListedTarget):
            altered = _take_target(session, plan, targets, readings, listed, found, actor)
        else:
            altered = _take_work(session, plan, works, number, listed, officer, found)
        if altered:
            changed[listed.terms.code] = altered
    plan.source_hash = digest if found.rejected == refused else ""
    session.flush()
    added, updated = found.added - before[0], found.updated - before[1]
    if not is_new and not added and not updated and "plan" not in changed:
        found.plans.append(f"Kế hoạch {called}: nội dung đã có đủ, không có gì thay đổi.")
        return
    plan.source = name
    session.flush()
    who = "Hệ thống" if actor is None else actor.title
    act = "nhập" if is_new else "cập nhật"
    told = f"Kế hoạch {called}: thêm {added}, cập nhật {updated} chỉ tiêu, nhiệm vụ."
    found.plans.append(told)
    audit.record(
        session,
        "plan:plan:imported",
        f"{who} {act} từ «{name}». {told}",
        on=on,
        person_id=None if actor is None else actor.id,
        facts={"plan": plan.id, "added": added, "updated": updated, "changed": changed},
    )


def _plan(session: Session, key: PlanKey) -> tuple[Plan, bool]:
    """The plan, held, and whether it is new."""
    facts = {"province": key.province, "year": key.year, "code": key.code}
    made = session.execute(
        insert(Plan).values(**facts, title=key.code).on_conflict_do_nothing().returning(Plan.id)
    ).scalar_one_or_none()
    row = session.scalars(queries.plan_called(key.province, key.year, key.code)).one()
    return row, made is not None


def _digest(rows: Iterable[Listed]) -> str:
    """What tells a list that was taken in before: its content, in whatever order its rows stand."""
    said = sorted(json.dumps(asdict(each), default=str, sort_keys=True) for each in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


_TARGET_STATE = ("started_on", "awaits_central_since", "awaits_central_document", "cancelled_on")
_WORK_STATE = (
    "published_on",
    "started_on",
    "done_on",
    "evidence",
    "awaits_central_since",
    "awaits_central_document",
    "cancelled_on",
)
"""How far something has come: a list that leaves it blank takes nothing away."""


def _state(listed: Listed, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(listed, name))}


def _take_target(
    session: Session,
    plan: Plan,
    known: dict[str, Target],
    readings: dict[int, Reading],
    listed: ListedTarget,
    found: TakenIn,
    actor: Actor | None,
) -> dict[str, list[str]]:
    facts = asdict(listed.terms) | {
        "direction": listed.direction.value,
        "lead_unit": listed.lead_unit,
        **_state(listed, _TARGET_STATE),
    }
    row = known.get(listed.terms.code)
    altered: dict[str, list[str]] = {}
    if row is None:
        row = known[listed.terms.code] = Target(plan_id=plan.id, **facts)
        session.add(row)
        session.flush()
        fate = "added"
    else:
        altered = changes(row, facts)
        fate = "updated" if altered else "unchanged"
    if (read := listed.figure) is not None and listed.read_on is not None:
        last = readings.get(row.id)
        if last is None or (last.on, last.value, last.source) != (listed.read_on, read.value, listed.source):
            add_reading(
                session, row, read, listed.read_on, listed.source, None if actor is None else actor.id
            )
            altered["reading"] = ["" if last is None else str(last.value), str(read.value)]
            fate = "added" if fate == "added" else "updated"
    found.met(fate)
    return {} if fate == "added" else altered


def _take_work(
    session: Session,
    plan: Plan,
    known: dict[str, WorkItem],
    number: int,
    listed: ListedWork,
    officer: int | None,
    found: TakenIn,
) -> dict[str, list[str]]:
    facts = asdict(listed.terms) | {
        "parent": listed.parent,
        "co_units": list(listed.co_units),
        **_state(listed, _WORK_STATE),
    }
    if officer is not None:
        facts["officer_id"] = officer
    if listed.exceeded:
        facts["exceeded"] = True
    row = known.get(listed.terms.code)
    if row is None:
        known[listed.terms.code] = row = WorkItem(plan_id=plan.id, **facts)
        session.add(row)
        found.met("added")
        return {}
    if row.published_on is not None and (missing := rules.unclear(listed.terms)):
        found.reject(
            number,
            (f"Nhiệm vụ {row.code} đã giao, danh sách lại để thiếu: {', '.join(missing)}; giữ nguyên.",),
        )
        return {}
    altered = changes(row, facts)
    found.met("updated" if altered else "unchanged")
    return altered
