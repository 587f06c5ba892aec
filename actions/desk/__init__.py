"""My work: all that waits for a person, by due date, each thing with the page where it is done.

The tables narrow (`models.queries.desk`): a few candidates, those that are due first, among a hundred
thousand tasks. The dossiers of one page are then loaded in one SELECT and judged: what no longer waits is not
there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import dossiers, walls
from actions.desk import beside, judged
from actions.desk.asked import Asked, asked_of, told
from actions.desk.beside import Candidate
from actions.desk.words import Desk, Name, Sort, WaitingItem
from models.dossier import Dossier
from models.permissions import Actor
from models.queries import desk
from models.queries.task_page import statements_of

PAGE: Final = 50
"""Rows on a page."""
MOST: Final = 500
"""Candidates looked at; who has more begins with those that are due first."""
_AT_FIRST: Final = (500, 3000, 1_000_000_000)
"""How many open stays are looked into, those that are due first, until what they hold fills a page."""
_THOROUGHLY: Final = _AT_FIRST[1:]
"""The same where one sort is wanted, which may be a rare one, or a file of all."""

_SORTS: Final = {
    "submit": Sort.SUBMIT,
    "returned": Sort.SUBMIT,
    "form": Sort.COUNCIL,
    "seat": Sort.COUNCIL,
}

__all__ = [
    "MOST",
    "PAGE",
    "Desk",
    "Name",
    "Sort",
    "WaitingItem",
    "desk_of",
    "every",
    "on_task",
    "waiting_for",
]


def waiting_for(session: Session, actor: Actor, on: date) -> tuple[WaitingItem, ...]:
    """What waits for the person on that day, what is due first before the rest; at most one page."""
    return desk_of(session, actor, on).items


def desk_of(
    session: Session,
    actor: Actor,
    on: date,
    *,
    sort: Sort | None = None,
    page: int = 1,
    thoroughly: bool = False,
) -> Desk:
    """One page of what waits for the person; of one sort, when one is named; `thoroughly` looks further."""
    steps = _THOROUGHLY if thoroughly or sort is not None else _AT_FIRST
    # Each statement asks by whose the task is already; the wall's policies on each of its dozen tables would
    # cost ten times what it costs itself. Nothing is shown but what is then read behind the wall.
    with walls.beyond(session):
        stays, all_looked = _stays(session, actor, steps)
        others = beside.candidates(session, actor, on, MOST + 1)
    everything = [*stays, *others]
    counts = Counter(each.sort for each in everything)
    whole = all_looked and len(stays) <= MOST and max(counts.values(), default=0) <= MOST
    wanted = sorted((each for each in everything if sort in {None, each.sort}), key=_urgency)
    pages = max(1, -(-len(wanted) // PAGE))
    page = min(max(page, 1), pages)
    chosen = wanted[(page - 1) * PAGE : page * PAGE]
    items = _judged(session, chosen, stays, actor, on)
    total = len(items) if pages == 1 else len(wanted)
    if pages == 1 and sort is None:
        counts = Counter(item.sort for item in items)
    return Desk(items, dict(counts), total, page, pages, whole)


def every(session: Session, actor: Actor, on: date, *, sort: Sort | None = None) -> Iterator[WaitingItem]:
    """All that waits for the person, page after page; of one sort, when one is named."""
    for page in count(1):
        found = desk_of(session, actor, on, sort=sort, page=page, thoroughly=True)
        yield from found.items
        if found.page >= found.pages:
            return


def _urgency(each: Candidate) -> tuple[date, str, str, int]:
    return (each.day or date.max, each.sort, each.code, each.number)


def _stays(
    session: Session, actor: Actor, steps: Sequence[int]
) -> tuple[dict[Candidate, tuple[int, int, bool]], bool]:
    """What stages may wait for: each with its stay, what is asked, and whether a conflict was stated.

    Returns:
        these, and whether all open stays were looked into for them.
    """
    asked = asked_of(actor.roles)
    anywhere = [each for each in asked if "any" in each.scopes]
    own = [each for each in asked if "any" not in each.scopes]
    found, all_of_them = _waiting(session, anywhere, actor, steps, anywhere=True)
    found_own, all_own = _waiting(session, own, actor, steps, anywhere=False)
    stays = {
        Candidate(
            _SORTS.get(asked[number].kind, Sort.DECIDE), asked[number].kind, entry * 1000 + number, code, due
        ): (entry, number, stated)
        for code, entry, number, due, stated in (*found, *found_own)
    }
    return stays, all_of_them and all_own


def _waiting(
    session: Session, asked: Sequence[Asked], actor: Actor, steps: Sequence[int], *, anywhere: bool
) -> tuple[Sequence[Any], bool]:
    """The candidates among the stays that are due first; among all, when those hold less than a page.

    Returns:
        these, and whether all stays were looked into.
    """
    if not asked:
        return (), True
    given = {
        "asked": told(tuple(asked)),
        "stages": sorted({each.stage for each in asked}),
        "organisation": actor.organisation_id,
        "person": actor.id,
        "most": MOST + 1,
    }
    found: list[Any] = []
    for most in steps:
        rows = session.execute(desk.waiting(most, anywhere=anywhere), given).all()
        found = [found for _, *found in rows if found[0] is not None]
        if rows[0][0] < most:
            return found, True
        if len(found) > PAGE:
            break
    return found, False


def _judged(
    session: Session,
    chosen: list[Candidate],
    stays: dict[Candidate, tuple[int, int, bool]],
    actor: Actor,
    on: date,
) -> tuple[WaitingItem, ...]:
    codes = sorted({each.code for each in chosen if each.code})
    tasks = {task.code: task for task in dossiers.several(session, *codes)} if codes else {}
    asked = asked_of(actor.roles)
    found = beside.items(session, [each for each in chosen if each not in stays], tasks, actor)
    for each in chosen:
        if each not in stays or each.code not in tasks:
            continue
        entry_id, number, stated = stays[each]
        task = tasks[each.code]
        entry = next(stay for stay in task.entries if stay.id == entry_id)
        item = judged.item_of(judged.Standing(asked[number], task, entry, actor, on, stated))
        if item is not None:
            found[each] = item
    return tuple(found[each] for each in chosen if each in found)


def on_task(session: Session, task: Dossier, actor: Actor, on: date) -> tuple[WaitingItem, ...]:
    """What waits for the person on one task, as far as its stages ask it."""
    stated = set(session.execute(statements_of(task.id, actor.id)).all()) if task.open_entries else set()
    found = []
    for entry in task.open_entries:
        for asked in asked_of(actor.roles):
            if asked.stage != entry.stage or not asked.of(task.lifecycle):
                continue
            here = judged.Standing(asked, task, entry, actor, on, (entry.id, asked.gate) in stated)
            item = judged.item_of(here)
            if item is not None:
                found.append(item)
    return tuple(found)
