"""Money of tasks and of provinces: plans, sums that moved, and what stands of them together."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, exists, extract, func, or_, select
from sqlalchemy.orm import aliased

from models.listing.text import fold
from models.tables import FundingLine, Movement, Organisation, Person, ProvinceYear, Task

_later = aliased(Movement)
STANDS: ColumnElement[bool] = Movement.voids_id.is_(None) & ~exists().where(_later.voids_id == Movement.id)
"""The sums that count: neither taken back by a later row, nor taking one back."""


def funding_of(task_ids: Collection[int]) -> Select[FundingLine]:
    """The plans of these tasks, by year and source."""
    return (
        select(FundingLine)
        .where(FundingLine.task_id.in_(task_ids))
        .order_by(FundingLine.task_id, FundingLine.year, FundingLine.source)
    )


def funding_line(task_id: int, source: str, year: int) -> Select[FundingLine]:
    """What one source is to pay for a task in a year."""
    return select(FundingLine).where(
        FundingLine.task_id == task_id, FundingLine.source == source, FundingLine.year == year
    )


def movements_of(task_ids: Collection[int]) -> Select[Movement, str | None]:
    """Every sum of these tasks, those taken back among them, in the order of their days; and who wrote it."""
    return (
        select(Movement, Person.title)
        .outerjoin(Person, Person.id == Movement.person_id)
        .where(Movement.task_id.in_(task_ids))
        .order_by(Movement.on, Movement.id)
    )


def movement(number: int) -> Select[Movement, str]:
    """The sum of that number, with the code of its task."""
    return select(Movement, Task.code).join(Task, Task.id == Movement.task_id).where(Movement.id == number)


def movement_by_key(key: str) -> Select[Movement, str]:
    """The sum that was taken in under that key, with the code of its task."""
    return select(Movement, Task.code).join(Task, Task.id == Movement.task_id).where(Movement.key == key)


def void_of(number: int) -> Select[Movement]:
    """The row that takes a sum back."""
    return select(Movement).where(Movement.voids_id == number)


def _in_year(year: int) -> ColumnElement[bool]:
    return Movement.on.between(date(year, 1, 1), date(year, 12, 31))


def _where(provinces: Sequence[str], host: int | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Task.province.in_(provinces)] if provinces else []
    return [*found, Task.host_id == host] if host is not None else found


def planned_by(
    provinces: Sequence[str], year: int | None, host: int | None = None
) -> Select[int | None, str | None, str, int, Decimal]:
    """Host, its name, source, year, and what was planned; of one year, or of all."""
    query = (
        select(Task.host_id, Organisation.name, FundingLine.source, FundingLine.year, _sum(FundingLine))
        .join(Task, Task.id == FundingLine.task_id)
        .outerjoin(Organisation, Organisation.id == Task.host_id)
        .where(*_where(provinces, host))
        .group_by(Task.host_id, Organisation.name, FundingLine.source, FundingLine.year)
    )
    return query if year is None else query.where(FundingLine.year == year)


def moved_by(
    provinces: Sequence[str], year: int | None, host: int | None = None
) -> Select[int | None, str | None, str, str, int, Decimal]:
    """Host, its name, kind, source, year, and what moved; of one year, or of all."""
    when = extract("year", Movement.on)
    query = (
        select(Task.host_id, Organisation.name, Movement.kind, Movement.source, when, _sum(Movement))
        .join(Task, Task.id == Movement.task_id)
        .outerjoin(Organisation, Organisation.id == Task.host_id)
        .where(STANDS, *_where(provinces, host))
        .group_by(Task.host_id, Organisation.name, Movement.kind, Movement.source, when)
    )
    return query if year is None else query.where(_in_year(year))


def _sum(table: type[FundingLine] | type[Movement]) -> ColumnElement[Decimal]:
    return func.sum(table.amount_vnd)


def tasks_with_money(
    provinces: Sequence[str], year: int, host: int | None, words: str, *, offset: int, limit: int
) -> Select[int, str, str, str | None]:
    """Tasks for which money was planned in the year, or moved in it: number, code, title, host."""
    planned = exists().where(FundingLine.task_id == Task.id, FundingLine.year == year)
    moved = exists().where(Movement.task_id == Task.id, _in_year(year))
    query = (
        select(Task.id, Task.code, Task.title, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Task.host_id)
        .where(or_(planned, moved), *_where(provinces, host))
        .order_by(Task.code)
        .offset(offset)
        .limit(limit)
    )
    if folded := fold(words):
        query = query.where(
            or_(
                Task.folded.contains(folded, autoescape=True),
                func.lower(func.replace(Task.code, "-", " ")).contains(folded, autoescape=True),
            )
        )
    return query


def plan_rows(
    provinces: Sequence[str], year: int | None, host: int | None
) -> Select[FundingLine, str, str | None]:
    """Plans as rows of a list, with the task's code and its host's name."""
    query = (
        select(FundingLine, Task.code, Organisation.name)
        .join(Task, Task.id == FundingLine.task_id)
        .outerjoin(Organisation, Organisation.id == Task.host_id)
        .where(*_where(provinces, host))
        .order_by(Task.code, FundingLine.year, FundingLine.source)
    )
    return query if year is None else query.where(FundingLine.year == year)


def movement_rows(
    provinces: Sequence[str], year: int | None, host: int | None
) -> Select[Movement, str, str | None]:
    """The sums that stand as rows of a list, with the task's code and its host's name."""
    query = (
        select(Movement, Task.code, Organisation.name)
        .join(Task, Task.id == Movement.task_id)
        .outerjoin(Organisation, Organisation.id == Task.host_id)
        .where(STANDS, *_where(provinces, host))
        .order_by(Task.code, Movement.on, Movement.id)
    )
    return query if year is None else query.where(_in_year(year))


def province_year(province: str, year: int) -> Select[ProvinceYear]:
    """What a province said of a year, the latest first."""
    return (
        select(ProvinceYear)
        .where(ProvinceYear.province == province, ProvinceYear.year == year)
        .order_by(ProvinceYear.id.desc())
    )


def tasks_to_hold(codes: Sequence[str]) -> Select[Task]:
    """The tasks of these codes in their order, held until the transaction ends."""
    return select(Task).where(Task.code.in_(codes)).order_by(Task.code).with_for_update()
