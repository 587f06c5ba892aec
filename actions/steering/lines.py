"""The lines of plans as of a day: each target and each piece of work with where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from actions.steering.doing import terms_of
from actions.steering.measuring import indicators
from models.queries import steering as queries
from models.steering import rules
from models.steering.indicators import Indicator
from models.steering.plans import PlanKey, labels
from models.steering.statuses import (
    Direction,
    Status,
    TargetFacts,
    WorkFacts,
    status_of_target,
    status_of_work,
)
from models.steering.tallies import Tally, figure_vi, tally
from models.tables import Plan, Reading, Target, WorkItem


@dataclass(frozen=True)
class TargetLine:
    """A target as it stands; `value` is its last reading, or what the tasks say where `indicator` is named.

    `records` are the codes of the tasks behind a computed figure; `note` says why one is not known.
    """

    number: int
    key: PlanKey
    plan: str
    code: str
    title: str
    unit: str
    direction: Direction
    goal: Decimal
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    read_on: date | None
    source: str
    status: Status
    due_on: date
    lead_unit: str
    indicator: str
    awaits_central_since: date | None
    awaits_central_document: str
    records: tuple[str, ...] = ()
    note: str = ""

    @property
    def stands_at(self) -> str:
        """What it stands at, in words; empty while that is not known."""
        return "" if self.value is None else figure_vi(self.value, self.unit)

    @property
    def wanted(self) -> str:
        """The goal in words: «từ 80%», «không quá 180 ngày»."""
        return f"{self.direction.vi} {figure_vi(self.goal, self.unit)}"


@dataclass(frozen=True)
class WorkLine:
    """A piece of work as it stands; a draft has no status, and `missing` says what is unclear in it."""

    number: int
    key: PlanKey
    plan: str
    code: str
    what: str
    parent: str
    who: str
    lead_unit: str
    co_units: tuple[str, ...]
    due_on: date | None
    result: str
    criterion: str
    responsible: str
    authority: str
    handle: str
    officer: str
    task: str
    status: Status | None
    missing: tuple[str, ...]
    published_on: date | None
    started_on: date | None
    done_on: date | None
    evidence: str
    quality: Decimal | None
    awaits_central_since: date | None
    awaits_central_document: str


@dataclass(frozen=True)
class PlanLine:
    """A plan with how its targets and its work stand; `drafts` were not given out and are not counted."""

    number: int
    label: str
    province: str
    year: int
    code: str
    title: str
    issued_by: str
    issued_on: date | None
    source: str
    targets: Tally
    work: Tally
    drafts: int


def lines_of(
    session: Session, rows: Collection[Plan], keeper: str, on: date, among: Collection[Plan] = ()
) -> tuple[tuple[PlanLine, ...], tuple[TargetLine, ...], tuple[WorkLine, ...]]:
    """The plans and all that is in them: the same number of queries however many there are.

    `among` are the other plans from which these are told apart by their names.
    """
    ids = [row.id for row in rows]
    keys = {row.id: PlanKey(row.province, row.year, row.code) for row in rows}
    others = (PlanKey(row.province, row.year, row.code) for row in among)
    called = labels(dict.fromkeys((*keys.values(), *others)), on)
    names = {number: called[key] for number, key in keys.items()}
    wanted = list(session.scalars(queries.targets_of(ids)))
    read = {each.target_id: each for each in session.scalars(queries.last_readings(ids, on))}
    codes = {row.indicator for row in wanted if row.indicator}
    measured = {each.code: each for each in indicators(session, keeper, on, codes)}
    targets: dict[int, list[TargetLine]] = defaultdict(list)
    for row in wanted:
        reading = read.get(row.id)
        line = _target_line(
            row, keys[row.plan_id], names[row.plan_id], reading, measured.get(row.indicator), on
        )
        targets[row.plan_id].append(line)
    works: dict[int, list[WorkLine]] = defaultdict(list)
    for item, handle, title, task in session.execute(queries.work_of(ids)):
        works[item.plan_id].append(
            _work_line(
                item, keys[item.plan_id], names[item.plan_id], handle or "", title or "", task or "", on
            )
        )
    plans = tuple(_plan_line(row, names[row.id], targets[row.id], works[row.id]) for row in rows)
    return (
        plans,
        tuple(line for number in ids for line in targets[number]),
        tuple(line for number in ids for line in works[number]),
    )


def _plan_line(row: Plan, label: str, targets: list[TargetLine], works: list[WorkLine]) -> PlanLine:
    return PlanLine(
        number=row.id,
        label=label,
        province=row.province,
        year=row.year,
        code=row.code,
        title=row.title,
        issued_by=row.issued_by,
        issued_on=row.issued_on,
        source=row.source,
        targets=tally(line.status for line in targets),
        work=tally(line.status for line in works if line.status is not None),
        drafts=sum(line.status is None for line in works),
    )


def _target_line(
    row: Target, key: PlanKey, plan: str, read: Reading | None, measured: Indicator | None, on: date
) -> TargetLine:
    now: Reading | Indicator | None = measured if row.indicator else read
    value = None if now is None else now.value
    direction = Direction(row.direction)
    facts = TargetFacts(
        row.goal, direction, row.due_on, value, row.started_on, row.awaits_central_since, row.cancelled_on
    )
    return TargetLine(
        number=row.id,
        key=key,
        plan=plan,
        code=row.code,
        title=row.title,
        unit=row.unit,
        direction=direction,
        goal=row.goal,
        value=value,
        numerator=None if now is None else now.numerator,
        denominator=None if now is None else now.denominator,
        read_on=on if row.indicator and value is not None else None if read is None else read.on,
        source="" if now is None else now.source,
        status=status_of_target(facts, on),
        due_on=row.due_on,
        lead_unit=row.lead_unit,
        indicator=row.indicator,
        awaits_central_since=row.awaits_central_since,
        awaits_central_document=row.awaits_central_document,
        records=measured.records if measured is not None else (),
        note=measured.note if measured is not None else "",
    )


def work_facts(row: WorkItem) -> WorkFacts:
    """What decides where work on record stands."""
    return WorkFacts(
        row.due_on, row.started_on, row.done_on, row.exceeded, row.awaits_central_since, row.cancelled_on
    )


def _work_line(
    row: WorkItem, key: PlanKey, plan: str, handle: str, officer: str, task: str, on: date
) -> WorkLine:
    given_out = row.published_on is not None and row.published_on <= on
    return WorkLine(
        number=row.id,
        key=key,
        plan=plan,
        code=row.code,
        what=row.what,
        parent=row.parent,
        who=row.who,
        lead_unit=row.lead_unit,
        co_units=tuple(row.co_units),
        due_on=row.due_on,
        result=row.result,
        criterion=row.criterion,
        responsible=row.responsible,
        authority=row.authority,
        handle=handle,
        officer=officer,
        task=task,
        status=status_of_work(work_facts(row), on) if given_out else None,
        missing=rules.unclear(terms_of(row)),
        published_on=row.published_on,
        started_on=row.started_on,
        done_on=row.done_on,
        evidence=row.evidence,
        quality=row.quality,
        awaits_central_since=row.awaits_central_since,
        awaits_central_document=row.awaits_central_document,
    )
