"""The list of tasks and the search over everything: what a visitor may see, filtered and paged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from actions.papers import title_of
from models.language import Role, Stage
from models.lifecycle import STAGES
from models.listing.text import fold
from models.permissions import APPLICANTS, Actor, valued_at
from models.queries import browsing as queries
from models.queries.browsing import Sees, Wanted
from models.tables import Task

PAGE: Final = 50
"""Rows on a page."""
MOST: Final = 1000
"""Tasks that are counted and paged through; whoever wants others narrows the list."""
DUES: Final = ("late", "soon")
_FOUND: Final = 12
"""Finds shown of each kind."""


@dataclass(frozen=True)
class TaskRow:
    """One task in a list."""

    code: str
    title: str
    province: str
    host: str | None
    stage: Stage | None
    due_on: date | None
    stopped: bool
    in_closet: bool


@dataclass(frozen=True)
class TaskList:
    """One page of the list; `more` says that there are more than `MOST`, of which the first are paged."""

    rows: tuple[TaskRow, ...]
    total: int
    more: bool
    page: int
    pages: int


def sees(actor: Actor) -> Sees:
    """What the actor may see, as the statements take it."""
    return Sees(
        any(role.is_state for role in actor.roles),
        actor.organisation_id,
        actor.id,
        sits=Role.COUNCIL in actor.roles,
        applies=not actor.roles.isdisjoint(APPLICANTS),
        values_at=tuple(sorted(valued_at())) if Role.VALUER in actor.roles else (),
    )


def wanted(session: Session, filters: Mapping[str, str]) -> Wanted:
    """The filters that an address bears; what is unknown filters nothing."""
    stage, due = filters.get("stage", ""), filters.get("due", "")
    words = fold(filters.get("q", "")[:200])
    return Wanted(
        words=words,
        provinces=_named(session, words) if words else (),
        stage=stage if stage in STAGES else "",
        province=filters.get("province", "")[:100],
        organisation=fold(filters.get("organisation", "")[:200]),
        due=due if due in DUES else "",
        in_closet=filters.get("closet") == "1",
    )


def listed(session: Session, actor: Actor, asked: Wanted, on: date, *, page: int = 1) -> TaskList:
    """One page of the tasks that the actor may see and that fit the filters."""
    scope = sees(actor)
    total = session.scalar(queries.tasks_counted(scope, asked, on, MOST + 1)) or 0
    pages = max(1, -(-min(total, MOST) // PAGE))
    page = min(max(page, 1), pages)
    statement = queries.tasks_listed(scope, asked, on, offset=(page - 1) * PAGE, limit=PAGE)
    return TaskList(tuple(_rows(session, statement)), min(total, MOST), total > MOST, page, pages)


def every(session: Session, actor: Actor, asked: Wanted, on: date) -> Iterator[TaskRow]:
    """All tasks that the actor may see and that fit the filters, read as they are asked for."""
    statement = queries.tasks_listed(sees(actor), asked, on, offset=0, limit=None)
    return _rows(session, statement.execution_options(yield_per=1000))


def _rows(
    session: Session, statement: Select[Task, str | None, date | None, bool, str | None, bool]
) -> Iterator[TaskRow]:
    for task, stage, due, stopped, host, stuck in session.execute(statement):
        yield TaskRow(
            task.code, task.title, task.province, host, STAGES.get(stage or ""), due, stopped, stuck
        )


def provinces(session: Session) -> tuple[str, ...]:
    """The provinces that tasks bear."""
    return tuple(sorted(session.scalars(queries.provinces_of_tasks())))


def _named(session: Session, folded: str) -> tuple[str, ...]:
    """The provinces whose names hold the words."""
    return tuple(province for province in provinces(session) if folded in fold(province))


@dataclass(frozen=True)
class Hit:
    """One find: its title, what is said of it, and the task or organisation it belongs to."""

    title: str
    code: str = ""
    told: str = ""
    sha256: str = ""
    stage: Stage | None = None


@dataclass(frozen=True)
class Finds:
    """What a search found, by kind; `few` says that the words were too short to search for."""

    tasks: tuple[Hit, ...] = ()
    organisations: tuple[Hit, ...] = ()
    needs: tuple[Hit, ...] = ()
    papers: tuple[Hit, ...] = ()
    few: bool = False

    @property
    def total(self) -> int:
        """How many finds are shown."""
        return len(self.tasks) + len(self.organisations) + len(self.needs) + len(self.papers)


_SHORTEST: Final = 2


def search(session: Session, actor: Actor, words: str) -> Finds:
    """Everything that the actor may see and that says the words, with or without marks."""
    folded = fold(words)
    if len(folded) < _SHORTEST:
        return Finds(few=True)
    scope = sees(actor)
    named: dict[str, Hit] = {}
    asked = queries.tasks_found(scope, folded, _named(session, folded), _FOUND)
    for _, task, stage in session.execute(asked):
        hit = Hit(task.title, task.code, task.province, stage=STAGES.get(stage or ""))
        named.setdefault(task.code, hit)
    tasks = tuple(named.values())[:_FOUND]
    organisations = tuple(
        Hit(row.name, told=row.province)
        for row in session.scalars(queries.organisations_found(scope, folded, _FOUND))
    )
    needs = tuple(
        Hit(need.title, need.kind, name)
        for need, name in session.execute(queries.needs_found(folded, _FOUND))
    )
    return Finds(tasks, organisations, needs, _papers(session, scope, words))


def _papers(session: Session, scope: Sees, words: str) -> tuple[Hit, ...]:
    numbers = list(session.scalars(queries.papers_found(scope, words, _FOUND)))
    if not numbers:
        return ()
    shown = {
        row.id: Hit(title_of(row), code, " ".join(snippet.split()), row.sha256)
        for row, code, snippet in session.execute(queries.papers_shown(words, numbers))
    }
    return tuple(shown[number] for number in numbers)
