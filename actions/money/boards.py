"""Boards of money: a province's year by source, by host and by task, and what it spends on science."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from actions import wiring
from actions.money.provinces import Spending, answering, spending
from models import deeds
from models.deeds import Deed
from models.errors import BadInput
from models.money import YEARS_AHEAD, ZERO, Kind, Source, faults_of_year
from models.permissions import Actor
from models.queries import money as queries

Key = TypeVar("Key")

PAGE: Final = 50
"""Tasks on a page."""


@dataclass
class Sums:
    """What was planned and what moved, in đồng."""

    planned: Decimal = ZERO
    moved: dict[Kind, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def paid(self) -> Decimal:
        """What was paid, by the State or by others."""
        return self.moved[Kind.DISBURSED] + self.moved[Kind.COUNTERPART]

    @property
    def settled(self) -> Decimal:
        """What was accepted."""
        return self.moved[Kind.SETTLED]

    @property
    def outstanding(self) -> Decimal:
        """What is to be paid back and was not."""
        return max(ZERO, self.moved[Kind.TO_RECOVER] - self.moved[Kind.RECOVERED])


@dataclass(frozen=True)
class Row:
    """The sums of one source, host, year or task; `code` is empty where the row is of no task."""

    name: str
    sums: Sums
    code: str = ""
    title: str = ""
    year: int = 0
    source: Source | None = None


@dataclass(frozen=True)
class Board:
    """A province's money of a year (`total`, by source, by host) and of all years; its spending shares."""

    province: str
    year: int
    total: Sums
    by_source: tuple[Row, ...]
    by_host: tuple[Row, ...]
    by_year: tuple[Row, ...]
    spending: Spending


@dataclass(frozen=True)
class TaskRows:
    """One page of tasks with their money of the year."""

    rows: tuple[Row, ...]
    page: int
    more: bool


def board(session: Session, province: str, year: int, *, host: int | None = None) -> Board:
    """The board of a province's year; with `host`, of that organisation's tasks alone.

    Raises:
        BadInput: there is no such province, or the year cannot be meant.
    """
    on = wiring.today()
    if reasons := tuple(faults_of_year(year, on.year + YEARS_AHEAD)):
        raise BadInput(*reasons)
    names = answering(province, on)
    total, sources, hosts = Sums(), _Table[Source](), _Table[str]()
    for _, called, source, _year, amount in session.execute(queries.planned_by(names, year, host)):
        for sums in (total, sources[Source(source)], hosts[called or _NO_HOST]):
            sums.planned += amount
    for _, called, kind, source, _year, amount in session.execute(queries.moved_by(names, year, host)):
        for sums in (total, sources[Source(source)], hosts[called or _NO_HOST]):
            sums.moved[Kind(kind)] += amount
    order = list(Source)
    return Board(
        province=province,
        year=year,
        total=total,
        by_source=tuple(
            Row(source.vi, sums, source=source)
            for source, sums in sorted(sources.items(), key=lambda each: order.index(each[0]))
        ),
        by_host=tuple(
            Row(name, sums)
            for name, sums in sorted(hosts.items(), key=lambda each: (-each[1].planned, each[0]))
        ),
        by_year=_by_year(session, names, host),
        spending=spending(session, province, year),
    )


_NO_HOST: Final = "Chưa có tổ chức chủ trì"


class _Table(dict[Key, Sums]):
    """Sums by something, begun when it is first met."""

    def __missing__(self, key: Key) -> Sums:
        self[key] = Sums()
        return self[key]


def _by_year(session: Session, names: Sequence[str], host: int | None) -> tuple[Row, ...]:
    """Year by year and source by source: what was planned, what was paid."""
    found = _Table[tuple[int, Source]]()
    for _, _, source, year, amount in session.execute(queries.planned_by(names, None, host)):
        found[year, Source(source)].planned += amount
    for _, _, kind, source, year, amount in session.execute(queries.moved_by(names, None, host)):
        found[int(year), Source(source)].moved[Kind(kind)] += amount
    order = list(Source)
    return tuple(
        Row(f"{year}", sums, year=year, source=source)
        for (year, source), sums in sorted(
            found.items(), key=lambda each: (-each[0][0], order.index(each[0][1]))
        )
    )


def task_rows(
    session: Session, province: str, year: int, *, host: int | None = None, words: str = "", page: int = 1
) -> TaskRows:
    """One page of the tasks that have money in the year.

    Raises:
        BadInput: there is no such province.
    """
    names, page = answering(province, wiring.today()), min(max(page, 1), 1000)
    found = session.execute(
        queries.tasks_with_money(names, year, host, words, offset=(page - 1) * PAGE, limit=PAGE + 1)
    ).all()
    sums = _Table[int]()
    numbers = [number for number, _, _, _ in found[:PAGE]]
    for line in session.scalars(queries.funding_of(numbers)):
        if line.year == year:
            sums[line.task_id].planned += line.amount_vnd
    moves = [row for row, _ in session.execute(queries.movements_of(numbers))]
    void = {row.voids_id for row in moves if row.voids_id is not None}
    for row in moves:
        if row.on.year == year and row.voids_id is None and row.id not in void:
            sums[row.task_id].moved[Kind(row.kind)] += row.amount_vnd
    rows = tuple(Row(called or "", sums[number], code, title) for number, code, title, called in found[:PAGE])
    return TaskRows(rows, page, len(found) > PAGE)


def own_host(actor: Actor) -> int | None:
    """The organisation to whose tasks the actor's view of money is bound; None: the actor sees all.

    Raises:
        NotPermitted: the actor does not see money.
    """
    deeds.require(actor, Deed.MONEY_SEE)
    return None if any(role.is_state for role in actor.roles) else actor.organisation_id
