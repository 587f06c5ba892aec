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

from actions import dossiers
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
_LOOKED: Final = 3000
"""Open stays looked into before all of them are: those that are due first."""
_ALL: Final = 1_000_000_000

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


def desk_of(session: Session, actor: Actor, on: date, *, sort: Sort | None = None, page: int = 1) -> Desk:
    """One page of what waits for the person; of one sort, when one is named."""
    stays, all_looked = _stays(session, actor)
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
        found = desk_of(session, actor, on, sort=sort, page=page)
        yield from found.items
        if found.page >= found.pages:
            return


def _urgency(each: Candidate) -> tuple[date, str, str, int]:
    return (each.day or date.max, each.sort, each.code, each.number)


def _stays(session: Session, actor: Actor) -> tuple[dict[Candidate, tuple[int, int, bool]], bool]:
    """What stages may wait for: each with its stay, what is asked, and whether a conflict was stated.

    Returns:
        these, and whether all open stays were looked into for them.
    """
    asked = asked_of(actor.roles)
    anywhere = [each for each in asked if "any" in each.scopes]
    own = [each for each in asked if "any" not in each.scopes]
    found, all_of_them = _waiting(session, anywhere, actor, anywhere=True)
    found_own, all_own = _waiting(session, own, actor, anywhere=False)
    stays = {
        Candidate(
            _SORTS.get(asked[number].kind, Sort.DECIDE), asked[number].kind, entry * 1000 + number, code, due
        ): (entry, number, stated)
        for code, entry, number, due, stated in (*found, *found_own)
    }
    return stays, all_of_them and all_own


def _waiting(
    session: Session, asked: Sequence[Asked], actor: Actor, *, anywhere: bool
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
    for most in (_LOOKED, _ALL):
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
