"""The board of tasks as the portal shows it: a column for each stage, what comes, how dates were kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from actions.boards import published
from models import provinces, queries
from models.language import Stage
from models.lifecycle import STAGES, every_stage
from models.queries import boards
from models.tables import AdvisoryAction, AdvisoryItem, AdvisorySession, Document

AGES: Final = (*(name for _, name in published.AGES), published.OLDEST, published.UNKNOWN)
"""The ages of a stay, in their order."""
SESSIONS: Final = 24
"""Sessions of advisory councils that the board lists, the latest first."""
ACTIONS: Final = 50
"""Actions of advisory councils that wait, on the board."""


@dataclass(frozen=True)
class Card:
    """A task in a column: for how many days it has stood there, and until when it has."""

    code: str
    title: str
    province: str
    days: int | None
    due_on: date | None
    stopped: bool


@dataclass(frozen=True)
class StageColumn:
    """A stage with its tasks: how many, how many past their due date, of what ages, the longest there."""

    stage: Stage
    count: int
    overdue: int
    ages: Mapping[str, int]
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class TasksBoard:
    """Where the living tasks are, of all provinces or of one, with the figures beside.

    `lying` counts the closet, `within` what will enter it within so many days, `stalled` what stands still
    before there is a result; these three are of all provinces.
    """

    on: date
    at: datetime
    exact: bool
    columns: tuple[StageColumn, ...]
    lying: int
    within: tuple[tuple[int, int], ...]
    stalled: int
    kept: Kept

    @property
    def count(self) -> int:
        """How many tasks live."""
        return sum(column.count for column in self.columns)

    @property
    def overdue(self) -> int:
        """How many are past their due date."""
        return sum(column.overdue for column in self.columns)

    @property
    def ages(self) -> list[tuple[str, int]]:
        """How many tasks of each age, in the order of age."""
        return [(age, sum(column.ages.get(age, 0) for column in self.columns)) for age in AGES]


@dataclass(frozen=True)
class Line:
    """How a month or a unit kept its dates: stages ended early, on the very day, and late."""

    name: str
    early: int
    on_time: int
    overdue: int

    @property
    def total(self) -> int:
        """All stages ended."""
        return self.early + self.on_time + self.overdue

    @property
    def in_time(self) -> int:
        """The stages ended by their due date."""
        return self.early + self.on_time


@dataclass(frozen=True)
class Kept:
    """How stages kept their dates since a day: month by month and unit by unit, and both together."""

    since: date
    rows: tuple[tuple[date, str, int, int, int], ...]

    @property
    def by_month(self) -> tuple[Line, ...]:
        """Each month, the latest first; the name is the month's first day."""
        return tuple(_lines(self.rows, lambda row: f"{row[0]:%m/%Y}"))

    @property
    def by_unit(self) -> tuple[Line, ...]:
        """Each unit, the one with most stages late first; where nobody decided, the name is empty."""
        return tuple(
            sorted(_lines(self.rows, lambda row: row[1]), key=lambda line: (-line.overdue, -line.total))
        )


def _lines(rows: Sequence[tuple[date, str, int, int, int]], name: Any) -> list[Line]:  # noqa: ANN401 - a key
    added: dict[str, Counter[int]] = defaultdict(Counter)
    for row in rows:
        for place, count in enumerate(row[2:]):
            added[name(row)][place] += int(count)
    return [Line(each, counted[0], counted[1], counted[2]) for each, counted in added.items()]


def tasks_board(session: Session, on: date, province: str = "") -> TasksBoard:
    """Where the living tasks are, as it was last published."""
    key = f"{published.PLACES}:{provinces.slug(province)}" if province else published.PLACES
    found = published.read(
        session, on, key, published.PLACES, published.CLOSET, published.AHEAD, published.KEPT
    )
    board = found[published.PLACES]
    ahead = found[published.AHEAD].facts
    return TasksBoard(
        on=board.on,
        at=board.at,
        exact=board.exact,
        columns=_columns(found[key].facts) if key in found else (),
        lying=sum(share[8] for share in found[published.CLOSET].facts["shares"]),
        within=tuple((days, count) for days, count in ahead["within"]),
        stalled=ahead["counts"]["stalled"],
        kept=_kept(found[published.KEPT].facts),
    )


def stage_rows(session: Session, on: date, province: str = "") -> list[dict[str, Any]]:
    """The same columns as rows for a file, in the order of life."""
    key = f"{published.PLACES}:{provinces.slug(province)}" if province else published.PLACES
    found = published.read(session, on, key)
    return _in_order(found[key].facts) if key in found else []


def _in_order(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    by_code = {each["stage"]: each for each in facts["stages"]}
    return [by_code[stage.code] for stage in every_stage() if stage.code in by_code]


def _columns(facts: Mapping[str, Any]) -> tuple[StageColumn, ...]:
    return tuple(
        StageColumn(
            STAGES[each["stage"]],
            each["count"],
            each["overdue"],
            each["ages"],
            tuple(Card(**{**card, "due_on": _day(card["due_on"])}) for card in each["cards"]),
        )
        for each in _in_order(facts)
    )


def _kept(facts: Mapping[str, Any]) -> Kept:
    return Kept(
        date.fromisoformat(facts["since"]),
        tuple(
            (date.fromisoformat(month), unit, early, on_time, overdue)
            for month, unit, early, on_time, overdue in facts["rows"]
        ),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class AheadBoard:
    """What comes into the closet and what stands still before there is a result; the first of each list."""

    at: datetime
    exact: bool
    within: tuple[tuple[int, int], ...]
    counts: Mapping[str, int]
    coming: tuple[Mapping[str, Any], ...]
    signs: tuple[Mapping[str, Any], ...]
    stalled: tuple[Mapping[str, Any], ...]
    kinds: tuple[tuple[str, int], ...]


def ahead_board(session: Session, on: date) -> AheadBoard:
    """What comes and what stands still, as it was last published."""
    board = published.read(session, on, published.AHEAD)[published.AHEAD]
    facts = board.facts
    return AheadBoard(
        board.at,
        board.exact,
        tuple((days, count) for days, count in facts["within"]),
        facts["counts"],
        tuple(map(_dated, facts["coming"])),
        tuple(map(_dated, facts["signs"])),
        tuple(map(_dated, facts["stalled"])),
        tuple((stall, count) for stall, count in facts["kinds"]),
    )


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{name: _day(row[name]) for name in ("on", "since") if name in row}}


def rows_of(session: Session, on: date, key: str) -> list[dict[str, Any]]:
    """All rows of a published list (`COMING` or `STALLED`), for a file."""
    return list(published.read(session, on, key)[key].facts)


def kept_board(session: Session, on: date) -> tuple[published.Published, Kept]:
    """How stages kept their dates, as it was last published."""
    board = published.read(session, on, published.KEPT)[published.KEPT]
    return board, _kept(board.facts)


@dataclass(frozen=True)
class AdvisoryBoard:
    """The sessions of advisory councils: the latest, one of them with its agenda and papers, what waits."""

    sessions: tuple[tuple[AdvisorySession, int, int], ...]
    chosen: AdvisorySession | None
    items: tuple[tuple[AdvisoryItem, str, str], ...]
    papers: tuple[Document, ...]
    actions: tuple[tuple[AdvisoryAction, AdvisorySession, str | None], ...]


def advisory_board(session: Session, number: int | None = None) -> AdvisoryBoard:
    """The latest sessions, with the agenda of the one that is asked for, else of the newest."""
    found = tuple(session.execute(boards.sessions_latest(SESSIONS)).all())
    chosen = next((row for row, _, _ in found if number in {None, row.id}), None)
    if chosen is None and number is not None:
        chosen = session.scalar(boards.advisory_session_by_id(number))
    return AdvisoryBoard(
        found,
        chosen,
        tuple(session.execute(queries.advisory_items(chosen.id)).all()) if chosen else (),
        tuple(session.scalars(queries.documents_of_session(chosen.id))) if chosen else (),
        tuple(session.execute(boards.actions_waiting(ACTIONS)).all()),
    )
