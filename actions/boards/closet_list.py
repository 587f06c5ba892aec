"""The closet as a list that is filtered and paged, with its figures: of all, or of one's own organisation.

The figures are those of the board (`actions.boards.published`), so they say of what moment they are. What
they count is what the visitor may see and what fits the filters: of another's result nothing is told, not
even that it is there. Whose a result is, is asked of the task itself, never of what was published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from actions.boards import published
from actions.boards.closet_page import BANDS
from actions.boards.figures import BUCKETS, Month
from actions.task_list import sees
from models.closet import CAUSES
from models.listing.text import fold
from models.listing.words import FIELDS
from models.permissions import Actor
from models.queries import boards
from models.queries.boards import CasesWanted
from models.queries.browsing import Sees
from models.tables import PublishedCase

PAGE: Final = 50
"""Rows on a page."""
FILTERS: Final = ("q", "province", "cause", "age", "who", "responsible", "discipline", "value", "late")
"""The filters, as addresses bear them."""
CAUSES_BY_CODE: Final = {cause.code: cause for cause in CAUSES}
_COUNTED: Final = ("province", "age", "who", "responsible", "discipline", "cause")
_REMEMBERED_MOST: Final = 200
"""Sets of figures that a process remembers."""


@dataclass
class Counts:
    """How many results, by what they are counted by; sums are in dong."""

    total: int = 0
    late: int = 0
    valued_vnd: Decimal = Decimal(0)
    budget_vnd: Decimal = Decimal(0)
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in _COUNTED})
    bands: dict[int, list[Decimal]] = field(default_factory=dict)
    """Of each band of value: how many results, how many of them valued, and the sum."""

    def of(self, name: str) -> list[tuple[str, int]]:
        """What is counted by that name, the most frequent first, equals by name."""
        return sorted(self.by[name].items(), key=lambda each: (-each[1], each[0]))

    @property
    def ages(self) -> list[tuple[str, int]]:
        """How many of each age, in the order of age."""
        return [(age, self.by["age"][age]) for age in BUCKETS]


@dataclass(frozen=True)
class Before:
    """The closet a month ago: how many lay there, how many came and left since, and each cause then."""

    day: date
    lying: int
    came: int
    left: int
    by_cause: Mapping[str, int]


@dataclass(frozen=True)
class ClosetView:
    """One page of the closet. `everything` counts what the visitor may see, `counts` what fits the filters.

    `before` and `months` are of the whole closet, so they are only there for those who see all of it and
    filter nothing.
    """

    on: date
    at: datetime
    exact: bool
    rows: tuple[PublishedCase, ...]
    counts: Counts
    everything: Counts
    page: int
    pages: int
    before: Before | None
    months: tuple[Month, ...]


def wanted(filters: Mapping[str, str]) -> CasesWanted:
    """The filters that an address bears; what is unknown filters nothing."""
    band = filters.get("value", "")
    cause, age, discipline = (filters.get(name, "") for name in ("cause", "age", "discipline"))
    return CasesWanted(
        words=fold(filters.get("q", "")[:200]),
        province=filters.get("province", "")[:100],
        cause=cause if cause in CAUSES_BY_CODE else "",
        age=age if age in BUCKETS else "",
        who=filters.get("who", "")[:300],
        responsible=filters.get("responsible", "")[:300],
        discipline=discipline if discipline in FIELDS else "",
        band=int(band) if band.isascii() and band.isdigit() and int(band) <= len(BANDS) else None,
        late=filters.get("late") == "1",
    )


def view(session: Session, actor: Actor, asked: CasesWanted, on: date, *, page: int = 1) -> ClosetView:
    """One page of the results that the actor may see and that fit the filters, with their figures."""
    board = published.read(session, on, published.CLOSET)[published.CLOSET]
    scope = sees(actor)
    everything = _counts(session, scope, CasesWanted(), board)
    counts = everything if asked.whole else _counts(session, scope, asked, board)
    pages = max(1, -(-counts.total // PAGE))
    page = min(max(page, 1), pages)
    rows = session.scalars(boards.cases_listed(scope, asked, offset=(page - 1) * PAGE, limit=PAGE)).all()
    whole = scope.everything and asked.whole
    return ClosetView(
        on=board.on,
        at=board.at,
        exact=board.exact,
        rows=tuple(rows),
        counts=counts,
        everything=everything,
        page=page,
        pages=pages,
        before=_before(board.facts["before"]) if whole else None,
        months=_months(board.facts["months"]) if whole else (),
    )


def every(session: Session, actor: Actor, asked: CasesWanted, on: date) -> Iterator[PublishedCase]:
    """All results that the actor may see and that fit the filters, read as they are asked for."""
    published.read(session, on, published.CLOSET)
    statement = boards.cases_listed(sees(actor), asked).execution_options(yield_per=1000)
    yield from session.scalars(statement)


_remembered: dict[tuple[datetime, CasesWanted], Counts] = {}
"""The figures that those who see everything share, by the moment of the board and the filters."""


def _counts(session: Session, scope: Sees, asked: CasesWanted, board: published.Published) -> Counts:
    if not scope.everything:
        return _added_up(session.execute(boards.cases_counted(scope, asked)))
    key = (board.at, asked)
    if key not in _remembered:
        if asked.words:
            shares: Iterable[Sequence[Any]] = session.execute(boards.cases_counted(scope, asked))
        else:
            shares = (share for share in board.facts["shares"] if _fits(share, asked))
        if len(_remembered) >= _REMEMBERED_MOST:
            _remembered.clear()
        _remembered[key] = _added_up(shares)
    return _remembered[key]


def _fits(share: Sequence[Any], asked: CasesWanted) -> bool:
    """Whether the results of a share fit the filters; it says what `boards.cases_listed` says."""
    province, age, who, responsible, discipline, band, late, causes = share[:8]
    return (
        (not asked.province or province == asked.province)
        and (not asked.age or age == asked.age)
        and (not asked.who or who == asked.who)
        and (not asked.responsible or responsible == asked.responsible)
        and (not asked.discipline or discipline == asked.discipline)
        and (asked.band is None or band == asked.band)
        and (not asked.late or late)
        and (not asked.cause or asked.cause in causes)
    )


def _added_up(shares: Iterable[Sequence[Any]]) -> Counts:
    found = Counts()
    by = found.by
    for province, age, who, responsible, discipline, band, late, causes, count, valued, *sums in shares:
        valued_vnd, budget_vnd = map(Decimal, sums)
        found.total += count
        found.late += count if late else 0
        found.valued_vnd += valued_vnd
        found.budget_vnd += budget_vnd
        by["province"][province] += count
        by["age"][age] += count
        by["who"][who] += count
        by["responsible"][responsible] += count
        if discipline:
            by["discipline"][discipline] += count
        for cause in causes:
            by["cause"][cause] += count
        there = found.bands.setdefault(band, [Decimal(0)] * 3)
        for place, more in enumerate((count, valued, valued_vnd + budget_vnd)):
            there[place] += more
    return found


def _before(facts: Mapping[str, Any]) -> Before:
    return Before(
        date.fromisoformat(facts["day"]), facts["lying"], facts["came"], facts["left"], facts["by_cause"]
    )


def _months(facts: Iterable[Mapping[str, Any]]) -> tuple[Month, ...]:
    return tuple(
        Month(
            date.fromisoformat(each["after"]),
            date.fromisoformat(each["until"]),
            each["came"],
            each["left"],
            each["lying"],
        )
        for each in facts
    )
