"""Publications, applications for protection, incomes and payouts of results."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from models.tables import Filing, Income, Organisation, Payout, Publication, Result, Task


def publications_of(task_ids: Collection[int]) -> Select[Publication]:
    """The publications of these tasks, in the order in which they were put down."""
    return select(Publication).where(Publication.task_id.in_(task_ids)).order_by(Publication.id)


def filings_of(task_ids: Collection[int]) -> Select[Filing, str]:
    """The applications of these tasks with the applicant's name, in the order of their days."""
    return (
        select(Filing, Organisation.name)
        .join(Organisation, Organisation.id == Filing.applicant_id)
        .where(Filing.task_id.in_(task_ids))
        .order_by(Filing.filed_on, Filing.id)
    )


def filing_numbered(office: str, number: str) -> Select[Filing, str]:
    """The application of that number at that office, with the code of its task."""
    same = func.lower(Filing.office) == office.lower()
    return (
        select(Filing, Task.code)
        .join(Task, Task.id == Filing.task_id)
        .where(same, func.upper(Filing.number) == number.upper())
    )


def incomes_of(task_id: int) -> Select[Income]:
    """What the result of a task brought in, by period."""
    return select(Income).where(Income.task_id == task_id).order_by(Income.begins_on, Income.id)


def payouts_of(income_ids: Collection[int]) -> Select[Payout]:
    """What was paid of these incomes, in the order of the days."""
    return payouts_ever_of(income_ids).where(Payout.withdrawn_on.is_(None))


def payouts_ever_of(income_ids: Collection[int]) -> Select[Payout]:
    """What was put down as paid of these incomes, also by mistake, in the order of the days."""
    return select(Payout).where(Payout.income_id.in_(income_ids)).order_by(Payout.on, Payout.id)


def _where(provinces: Sequence[str], host: int | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Task.province.in_(provinces)]
    return [*found, Task.host_id == host] if host is not None else found


def registered(
    provinces: Sequence[str], year: int, host: int | None
) -> Select[Filing, str, str, str, str | None]:
    """Applications that lived in a year: with the applicant, the task's code and title, and its host."""
    began, ended = date(year, 1, 1), date(year, 12, 31)
    owner = aliased(Organisation)
    return (
        select(Filing, Organisation.name, Task.code, Task.title, owner.name)
        .join(Task, Task.id == Filing.task_id)
        .join(Organisation, Organisation.id == Filing.applicant_id)
        .outerjoin(owner, owner.id == Task.host_id)
        .where(
            *_where(provinces, host),
            Filing.filed_on <= ended,
            *(
                or_(day.is_(None), day >= began)
                for day in (Filing.refused_on, Filing.withdrawn_on, Filing.lapsed_on)
            ),
        )
        .order_by(Filing.filed_on, Filing.id)
    )


def sheltered(provinces: Sequence[str], year: int, host: int | None) -> Select[int]:
    """The tasks that were filed or published first by the end of a year."""
    until = date(year, 12, 31)
    filed = select(Filing.task_id).where(Filing.filed_on <= until)
    published = select(Publication.task_id).where(Publication.published_on <= until)
    told = select(Result.task_id).where(or_(Result.disclosed_on <= until, Result.ip_filed_on <= until))
    return (
        select(Task.id)
        .where(*_where(provinces, host), Task.id.in_(filed.union(published, told)))
        .order_by(Task.id)
    )


def results_of(task_ids: Collection[int]) -> Select[Result]:
    """What is known of the results of these tasks."""
    return select(Result).where(Result.task_id.in_(task_ids))


def unfiled(
    organisation: int, since: date, most: int
) -> Select[int, str, date | None, str, date | None, str]:
    """Results of an organisation that were published since that day, and neither filed nor given up.

    The task's number and code, the first publication, the object, the day of approval, the province.
    """
    return (
        select(Task.id, Task.code, Result.disclosed_on, Result.ip_kind, Task.approved_on, Task.province)
        .join(Result, Result.task_id == Task.id)
        .where(
            Task.host_id == organisation,
            Result.disclosed_on >= since,
            Result.ip_filed_on.is_(None),
            Result.ip_granted_on.is_(None),
            Result.ip_waived_on.is_(None),
        )
        .order_by(Result.disclosed_on)
        .limit(most)
    )


def uncleared(organisation: int, until: date, most: int) -> Select[int, str, date | None]:
    """Planned publications of an organisation that come by that day, and that nobody has cleared."""
    return (
        select(Publication.id, Task.code, Publication.planned_on)
        .join(Task, Task.id == Publication.task_id)
        .where(
            Task.host_id == organisation,
            Publication.planned_on <= until,
            Publication.cleared_on.is_(None),
            Publication.published_on.is_(None),
            Publication.cancelled_on.is_(None),
        )
        .order_by(Publication.planned_on)
        .limit(most)
    )


def ending(organisation: int, until: date, most: int) -> Select[int, str, date | None]:
    """Titles of an organisation's results that end by that day."""
    return (
        select(Filing.id, Task.code, Filing.valid_until)
        .join(Task, Task.id == Filing.task_id)
        .where(
            Task.host_id == organisation,
            Filing.granted_on.is_not(None),
            Filing.lapsed_on.is_(None),
            Filing.valid_until <= until,
        )
        .order_by(Filing.valid_until)
        .limit(most)
    )
