"""The rows of a data set, read page by page and judged one by one; and the edition that they make.

Each page is a transaction of its own, so that a long file holds nothing. The journal's last entry is the
edition: nothing changes without one, but for the day, which is part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy.orm import Session

from actions import wiring
from models import publishing
from models.errors import NotFound
from models.publishing import DATASETS, Dataset, Figure, NeedTold, Party, TaskTold
from models.queries import open_data as queries
from models.tables import Need, Organisation, Result, Task

PAGE: Final = 1000
"""Rows of one page."""
_OF_SURVEYS: Final = "survey:"
"""How the key of a need begins that was named in the answer to a survey."""


@dataclass(frozen=True)
class Edition:
    """What a client compares: a tag that changes with the data, and when they last did."""

    tag: str
    modified: datetime


def dataset_of(code: str) -> Dataset:
    """The data set of that code.

    Raises:
        NotFound: there is none.
    """
    found = DATASETS.get(code)
    if found is None:
        raise NotFound(f"Không có tập dữ liệu mở nào tên là «{code}»; xem danh mục tại /open.")
    return found


def edition(session: Session, on: date) -> Edition:
    """The edition of all data sets on that day."""
    number, at = session.execute(queries.state()).one_or_none() or (0, None)
    midnight = datetime.combine(on, time.min, wiring.ZONE)
    tag = hashlib.sha256(f"{number}:{on}".encode()).hexdigest()[:32]
    return Edition(tag, max(at, midnight) if at is not None else midnight)


def rows(dataset: Dataset, on: date) -> Iterator[object]:
    """Every row of a data set that may be published on that day."""
    return _READERS[dataset.code](on)


def _tasks(on: date, *, open_results: bool = False) -> Iterator[TaskTold]:
    after = 0
    while True:
        with wiring.unit_of_work() as session:
            query = queries.tasks_told(on, after=after, limit=PAGE, open_results=open_results)
            page = [task_told(task, result, host) for task, result, host, _ in session.execute(query)]
        for each in page:
            if publishing.is_open_result(each, on) if open_results else not publishing.withheld(each, on):
                yield each
        if len(page) < PAGE:
            return
        after = page[-1].number


def task_told(task: Task, result: Result, host: Organisation | None) -> TaskTold:
    """What the rule asks of a task, and what is told of it."""
    return TaskTold(
        number=task.id,
        code=task.code,
        title=task.title,
        title_en=task.title_en,
        province=task.province,
        discipline=task.discipline,
        host=Party(host.name, host.kind) if host is not None else None,
        state_reserves=task.state_reserves,
        call_published_on=task.call_published_on,
        listed=bool(task.source_url),
        approved_on=task.approved_on,
        accepted_on=result.accepted_on,
        grade=result.grade,
        registered_on=result.registered_on,
        rights_decided_on=result.rights_decided_on,
        transferred_on=result.transferred_on,
        not_transferable_on=result.not_transferable_on,
        trl=result.trl,
    )


def _results(on: date) -> Iterator[TaskTold]:
    return _tasks(on, open_results=True)


def _needs(on: date) -> Iterator[NeedTold]:
    after = 0
    while True:
        with wiring.unit_of_work() as session:
            page: Sequence[tuple[Need, Organisation]] = [
                (need, party)
                for need, party in session.execute(queries.needs_told(on, after=after, limit=PAGE))
            ]
        for need, party in page:
            told = NeedTold(
                need.id,
                need.kind,
                need.title,
                Party(party.name, party.kind),
                need.province,
                need.discipline,
                need.registered_on,
                need.closed_on,
                asked_in_confidence=need.source_key.startswith(_OF_SURVEYS),
            )
            if publishing.is_open_need(told, on):
                yield told
        if len(page) < PAGE:
            return
        after = page[-1][0].id


def _figures(on: date) -> Iterator[Figure]:
    with wiring.unit_of_work() as session:
        found = [Figure(*row) for row in session.execute(queries.figures_told(on))]
    yield from found


_READERS: Final[Mapping[str, Callable[[date], Iterator[object]]]] = {
    "tasks": _tasks,
    "results": _results,
    "needs": _needs,
    "figures": _figures,
}
