"""Plans, their targets, readings and work; figures as published; the rows behind indicators."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Date, Integer, Select, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from models.tables import (
    ClockStop,
    Decision,
    Filing,
    Person,
    Plan,
    ProvinceYear,
    Publication,
    PublishedCase,
    Reading,
    ReportedFigures,
    Result,
    StageEntry,
    Target,
    Task,
    WorkItem,
)


def plan(number: int, *, lock: bool = False) -> Select[Plan]:
    """One plan; `lock` holds it until the transaction ends."""
    query = select(Plan).where(Plan.id == number)
    return query.with_for_update() if lock else query


def plan_called(province: str, year: int, code: str) -> Select[Plan]:
    """The plan of that code, of that year, under the province's name of the time; held."""
    return (
        select(Plan).where(Plan.province == province, Plan.year == year, Plan.code == code).with_for_update()
    )


def plans_of(names: Collection[str], year: int | None = None) -> Select[Plan]:
    """The plans of a province under all of its names, the latest year first; of one year, or of all."""
    query = select(Plan).where(Plan.province.in_(names)).order_by(Plan.year.desc(), Plan.province, Plan.code)
    return query if year is None else query.where(Plan.year == year)


def years_planned(names: Collection[str]) -> Select[int]:
    """The years for which there are plans, the latest first."""
    return select(Plan.year).where(Plan.province.in_(names)).distinct().order_by(Plan.year.desc())


def provinces_planned() -> Select[str]:
    """The names under which there are plans."""
    return select(Plan.province).distinct().order_by(Plan.province)


def targets_of(plan_ids: Collection[int]) -> Select[Target]:
    """The targets of these plans, in the order in which they were put down."""
    return select(Target).where(Target.plan_id.in_(plan_ids)).order_by(Target.plan_id, Target.id)


def target(number: int, *, lock: bool = False) -> Select[Target]:
    """One target; `lock` holds it until the transaction ends."""
    query = select(Target).where(Target.id == number)
    return query.with_for_update() if lock else query


def last_readings(plan_ids: Collection[int], on: date) -> Select[Reading]:
    """What the targets of these plans stood at last on that day: of each the reading that counts."""
    return (
        select(Reading)
        .join(Target, Target.id == Reading.target_id)
        .where(Target.plan_id.in_(plan_ids), Reading.on <= on)
        .ext(distinct_on(Reading.target_id))
        .order_by(Reading.target_id, Reading.on.desc(), Reading.id.desc())
    )


def readings_of(target_id: int) -> Select[Reading]:
    """All readings of a target, the latest first."""
    return (
        select(Reading).where(Reading.target_id == target_id).order_by(Reading.on.desc(), Reading.id.desc())
    )


def work_of(plan_ids: Collection[int]) -> Select[WorkItem, str | None, str | None, str | None]:
    """The work of these plans: who does it (handle and function), and the code of its task, if it is one."""
    return (
        select(WorkItem, Person.handle, Person.title, Task.code)
        .outerjoin(Person, Person.id == WorkItem.officer_id)
        .outerjoin(Task, Task.id == WorkItem.task_id)
        .where(WorkItem.plan_id.in_(plan_ids))
        .order_by(WorkItem.plan_id, WorkItem.id)
    )


def work_item(number: int, *, lock: bool = False) -> Select[WorkItem]:
    """One piece of work; `lock` holds it until the transaction ends."""
    query = select(WorkItem).where(WorkItem.id == number)
    return query.with_for_update() if lock else query


def work_given_to(person_id: int) -> Select[WorkItem, Plan]:
    """The work that was given to a person and is not over, what is due first before the rest."""
    return (
        select(WorkItem, Plan)
        .join(Plan, Plan.id == WorkItem.plan_id)
        .where(
            WorkItem.officer_id == person_id,
            WorkItem.published_on.is_not(None),
            WorkItem.done_on.is_(None),
            WorkItem.cancelled_on.is_(None),
        )
        .order_by(WorkItem.due_on, WorkItem.id)
    )


def figures_of(names: Collection[str], year: int) -> Select[ReportedFigures]:
    """The figures that a province published, under all of its names, as of days of that year."""
    return (
        select(ReportedFigures)
        .where(
            ReportedFigures.province.in_(names),
            ReportedFigures.as_of.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(ReportedFigures.as_of.desc(), ReportedFigures.province, ReportedFigures.subject)
    )


def figures_called(province: str, as_of: date, subject: str) -> Select[ReportedFigures]:
    """The figures of a province on a subject as of a day; held."""
    return (
        select(ReportedFigures)
        .where(
            ReportedFigures.province == province,
            ReportedFigures.as_of == as_of,
            ReportedFigures.subject == subject,
        )
        .with_for_update()
    )


_first_filed = (
    select(func.min(Filing.filed_on)).where(Filing.task_id == Task.id).correlate(Task).scalar_subquery()
)
_first_published = (
    select(func.min(Publication.published_on))
    .where(Publication.task_id == Task.id, Publication.cancelled_on.is_(None))
    .correlate(Task)
    .scalar_subquery()
)


def results_measured(
    names: Collection[str],
) -> Select[str, date | None, date | None, date | None, date | None, date | None, date | None]:
    """Results: code, when accepted, recognised, transferred, in use, and first filed and published."""
    filed = func.least(_first_filed, Result.ip_filed_on)
    published = func.least(_first_published, Result.disclosed_on)
    return (
        select(
            Task.code,
            Result.accepted_on,
            Result.recognised_on,
            Result.transferred_on,
            Result.application_report_on,
            filed,
            published,
        )
        .join(Result, Result.task_id == Task.id)
        .where(
            Task.province.in_(names),
            or_(Result.accepted_on.is_not(None), Result.recognised_on.is_not(None)),
        )
        .order_by(Task.code)
    )


def results_stuck(names: Collection[str]) -> Select[str, str]:
    """The results in the closet as they were last looked through: code and headline cause."""
    return (
        select(PublishedCase.code, PublishedCase.headline)
        .where(PublishedCase.province.in_(names))
        .order_by(PublishedCase.code)
    )


def years_of_province(name: str) -> Select[ProvinceYear]:
    """What a province spent and produced, of each year the row that counts: the latest."""
    return (
        select(ProvinceYear)
        .where(ProvinceYear.province == name)
        .ext(distinct_on(ProvinceYear.year))
        .order_by(ProvinceYear.year.desc(), ProvinceYear.id.desc())
    )


def officers(organisation_id: int | None, unit: str | None) -> Select[Person]:
    """The active accounts of an organisation (None: of all), of one of its units (None: of all)."""
    query = select(Person).where(Person.active).order_by(Person.unit, Person.handle)
    if organisation_id is not None:
        query = query.where(Person.organisation_id == organisation_id)
    return query if unit is None else query.where(Person.unit == unit)


def work_measured(people: Collection[int], begins: date, ends: date) -> Select[WorkItem]:
    """The work that was given to these people and is due in the period; cancelled work is not."""
    return (
        select(WorkItem)
        .where(
            WorkItem.officer_id.in_(people),
            WorkItem.published_on.is_not(None),
            WorkItem.cancelled_on.is_(None),
            WorkItem.due_on.between(begins, ends),
        )
        .order_by(WorkItem.due_on, WorkItem.id)
    )


_earlier = aliased(Decision)
_stopped = (
    select(func.coalesce(func.sum(ClockStop.until - ClockStop.since), 0))
    .where(ClockStop.entry_id == StageEntry.id, ClockStop.until.is_not(None))
    .correlate(StageEntry)
    .scalar_subquery()
)


def decisions_measured(
    people: Collection[int], begins: date, ends: date, asking: str
) -> Select[int, str, str, str, str, date, date | None, bool]:
    """The decisions of these people in the period: person, task, title, stage, gate, day, due day, again.

    The due day is that of the stay, with the days in which its clock stood still; the last column says that
    the decision asks for supplements (`asking` is that verdict) at a gate where they were asked for before.
    """
    again = (Decision.verdict == asking) & exists().where(
        _earlier.entry_id == Decision.entry_id,
        _earlier.gate == Decision.gate,
        _earlier.round < Decision.round,
        _earlier.verdict == asking,
    )
    return (
        select(
            Decision.person_id,
            Task.code,
            Task.title,
            StageEntry.stage,
            Decision.gate,
            Decision.on,
            cast(StageEntry.due_on + cast(_stopped, Integer), Date),
            again,
        )
        .join(StageEntry, StageEntry.id == Decision.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(
            Decision.person_id.in_(people),
            Decision.on.between(begins, ends),
            StageEntry.imported.is_(False),
        )
        .order_by(Decision.on, Decision.id)
    )
