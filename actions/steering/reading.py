"""Plans as they are read: the board of a province and year, and the lines of a plan, as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions.steering.lines import PlanLine, TargetLine, WorkLine, lines_of, work_facts
from models import provinces
from models import queries as everything
from models.errors import NotFound
from models.queries import steering as queries
from models.steering.figures import Account, Figures, Part, account, together
from models.steering.plans import names_of
from models.steering.statuses import (
    Status,
    status_of_work,
)
from models.steering.tallies import Tally, tally
from models.tables import Reading, ReportedFigures, WorkItem

_MANY = 2


@dataclass(frozen=True)
class CouncilWork:
    """What a session of the province's advisory council asked for and nobody has done yet."""

    number: int
    month: date
    task: str
    who: str
    what: str
    due_on: date
    result: str
    responsible: str
    authority: str
    late: bool


@dataclass(frozen=True)
class PlanBoard:
    """How a province stands to its plans of a year on a day, with the plans of those that joined it.

    `reported` are the figures that were published, each with what does not add up; `merged` are those of
    several provinces that have become one, added.
    """

    province: str
    year: int
    on: date
    plans: tuple[PlanLine, ...]
    targets: Tally
    work: Tally
    drafts: int
    target_lines: tuple[TargetLine, ...]
    work_lines: tuple[WorkLine, ...]
    council: tuple[CouncilWork, ...]
    reported: tuple[Account, ...]
    merged: tuple[Account, ...]

    @property
    def late_targets(self) -> tuple[TargetLine, ...]:
        """The targets that are past their day."""
        return tuple(each for each in self.target_lines if each.status is Status.IN_PROGRESS_LATE)

    @property
    def late_work(self) -> tuple[WorkLine, ...]:
        """The work that is past its day."""
        return tuple(each for each in self.work_lines if each.status is Status.IN_PROGRESS_LATE)

    @property
    def awaiting(self) -> tuple[TargetLine | WorkLine, ...]:
        """Everything that waits for the central authorities."""
        lines: tuple[TargetLine | WorkLine, ...] = (*self.target_lines, *self.work_lines)
        return tuple(each for each in lines if each.status is Status.AWAITING_CENTRAL)


def board(session: Session, province: str, year: int, on: date) -> PlanBoard:
    """How a province stands to its plans of a year on that day.

    Raises:
        BadInput: there is no such province.
    """
    keeper, names = provinces.successor(province, on), names_of(province, on)
    found = session.scalars(queries.plans_of(names, year))
    rows = sorted(found, key=lambda row: (names.index(row.province), row.code))
    plans, targets, works = lines_of(session, rows, keeper, on)
    reported = tuple(account(_figures(row)) for row in session.scalars(queries.figures_of(names, year)))
    return PlanBoard(
        province=keeper,
        year=year,
        on=on,
        plans=plans,
        targets=sum((each.targets for each in plans), tally(())),
        work=sum((each.work for each in plans), tally(())),
        drafts=sum(each.drafts for each in plans),
        target_lines=targets,
        work_lines=works,
        council=_council(session, names, on),
        reported=reported,
        merged=tuple(_merged(reported, keeper)),
    )


@dataclass(frozen=True)
class PlanSheet:
    """One plan, whole."""

    plan: PlanLine
    targets: tuple[TargetLine, ...]
    work: tuple[WorkLine, ...]


def plan_sheet(session: Session, number: int, on: date) -> PlanSheet:
    """One plan as it stands on that day.

    Raises:
        NotFound: there is none of that number.
    """
    row = session.scalar(queries.plan(number))
    if row is None:
        raise NotFound(f"Không có kế hoạch số {number}.")
    keeper = provinces.successor(row.province, on)
    among = session.scalars(queries.plans_of(names_of(row.province, on), row.year)).all()
    (plan,), targets, works = lines_of(session, (row,), keeper, on, among)
    return PlanSheet(plan, targets, works)


@dataclass(frozen=True)
class TargetSheet:
    """One target with every figure that was read of it, the latest first."""

    plan: PlanLine
    line: TargetLine
    started_on: date | None
    readings: tuple[Reading, ...]


def target_sheet(session: Session, number: int, on: date) -> TargetSheet:
    """One target as it stands on that day.

    Raises:
        NotFound: there is none of that number.
    """
    row = session.scalar(queries.target(number))
    if row is None:
        raise NotFound(f"Không có chỉ tiêu số {number}.")
    sheet = plan_sheet(session, row.plan_id, on)
    line = next(each for each in sheet.targets if each.number == number)
    readings = tuple(session.scalars(queries.readings_of(number)))
    return TargetSheet(sheet.plan, line, row.started_on, readings)


@dataclass(frozen=True)
class WorkSheet:
    """One piece of work; `row` is what is on record of it."""

    plan: PlanLine
    line: WorkLine
    row: WorkItem


def work_sheet(session: Session, number: int, on: date) -> WorkSheet:
    """One piece of work as it stands on that day.

    Raises:
        NotFound: there is none of that number.
    """
    row = session.scalar(queries.work_item(number))
    if row is None:
        raise NotFound(f"Không có nhiệm vụ kế hoạch số {number}.")
    sheet = plan_sheet(session, row.plan_id, on)
    return WorkSheet(sheet.plan, next(each for each in sheet.work if each.number == number), row)


@dataclass(frozen=True)
class GivenWork:
    """A piece of work that waits for whoever it was given to."""

    number: int
    plan: str
    code: str
    what: str
    due_on: date | None
    status: Status


def work_given_to(session: Session, person: int, on: date) -> tuple[GivenWork, ...]:
    """The work that was given to a person and is not over, what is due first before the rest."""
    return tuple(
        GivenWork(row.id, plan.code, row.code, row.what, row.due_on, status_of_work(work_facts(row), on))
        for row, plan in session.execute(queries.work_given_to(person))
    )


def years(session: Session, province: str, on: date) -> tuple[int, ...]:
    """The years for which the province has plans, the latest first; that of the day always among them."""
    found = set(session.scalars(queries.years_planned(names_of(province, on))))
    return tuple(sorted({*found, on.year}, reverse=True))


def planning_provinces(session: Session, on: date, own: str) -> tuple[str, ...]:
    """The provinces that answer for plans on that day, and one's own."""
    found = {provinces.successor(name, on) for name in session.scalars(queries.provinces_planned())}
    return tuple(sorted({*found, provinces.successor(own, on)}))


def _council(session: Session, names: Collection[str], on: date) -> tuple[CouncilWork, ...]:
    return tuple(
        CouncilWork(
            number=row.id,
            month=of.month,
            task=code or "",
            who=row.who,
            what=row.what,
            due_on=row.due_on,
            result=row.result,
            responsible=row.responsible,
            authority=row.authority,
            late=row.due_on < on,
        )
        for row, of, code in session.execute(everything.advisory_actions(names, undone=True))
    )


def _figures(row: ReportedFigures) -> Figures:
    return Figures(
        subject=row.subject,
        title=row.title,
        province=row.province,
        as_of=row.as_of,
        total=row.total,
        parts={Part(name): count for name, count in row.parts.items()},
        within={Part(name): Part(outer) for name, outer in row.within.items()},
        source=row.source,
    )


def _merged(reported: Iterable[Account], keeper: str) -> Iterable[Account]:
    """The figures of several provinces that have become one, on one subject as of one day, added."""
    alike: dict[tuple[str, date], list[Figures]] = defaultdict(list)
    for each in reported:
        alike[each.figures.subject, each.figures.as_of].append(each.figures)
    for figures in alike.values():
        if len(figures) >= _MANY:
            names = " và ".join(each.province for each in figures)
            yield together(figures, keeper, f"Cộng {names}: {figures[0].title}")
