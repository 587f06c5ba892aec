"""Looking at tasks: would a judgement under lock change anything, and until when need nobody look again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from actions import dossiers, escalations, straight
from models import closet, queries
from models.closet import Verdict
from models.closet.ladder import AGES, LADDER, Height
from models.closet.watching import earliest
from models.dossier import Dossier
from models.language import Role
from models.queries import watching
from models.tables import RemedyTaken

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """What was seen of some tasks: how many were asked, how many cases stand as they are, what has changed.

    `changed` are the codes of the tasks that are to be judged under lock.
    """

    asked: int
    standing: int
    changed: tuple[str, ...]


class _Seen(NamedTuple):
    task: int
    code: str
    until: date | None
    lying: bool
    changed: bool


@dataclass(frozen=True)
class _Lying:
    """An open case as it is on record: since when, how high it stood, and the remedies chosen for it."""

    opened_on: date
    height: Height
    taken: Sequence[RemedyTaken] = ()


def look_between(session: Session, first: int, after: int, on: date, texts: date | None) -> Part:
    """Look at the tasks that may be in the closet, from that number on and before the other.

    `texts` is the next day on which a text of the law changes.
    """
    tasks = dossiers.swept(session, watching.stuck_between(), first, after)
    return _kept(session, _look(session, tasks, on, texts))


def look_among(session: Session, tasks: Sequence[int], on: date, texts: date | None) -> Part:
    """Look at those of the tasks that may be in the closet; the others need not be asked again."""
    seen = _look(session, dossiers.swept(session, watching.stuck_of(), list(tasks)), on, texts)
    gone = set(tasks) - {each.task for each in seen}
    if gone:
        straight.ask(session, watching.FORGET, list(gone))
    return _kept(session, seen)


def keep_until(session: Session, task: int, until: date | None) -> None:
    """Remember until when a task need not be looked at again unless something is recorded of it."""
    straight.ask(session, watching.KEEP, [task], [until])


def _kept(session: Session, seen: Sequence[_Seen]) -> Part:
    """Remember until when what has not changed holds; what has changed is remembered when it is judged."""
    same = [each for each in seen if not each.changed]
    if same:
        straight.ask(session, watching.KEEP, [each.task for each in same], [each.until for each in same])
    return Part(
        asked=len(seen),
        standing=sum(each.lying for each in same),
        changed=tuple(each.code for each in seen if each.changed),
    )


def last_height(facts: Mapping[str, Any], opened_on: date) -> Height:
    """How high a case stood when that was last written down; the lowest where nothing tells."""
    if "rung" not in facts:
        return Height(LADDER[0].role, opened_on, AGES[0])
    return Height(Role(facts["rung"]), date.fromisoformat(facts["since"]), facts["bucket"])


def holds_until(verdict: Verdict, opened_on: date, taken: Iterable[RemedyTaken]) -> date | None:
    """The first later day on which the clock may change anything about a case; None where there is none."""
    rows = tuple(taken)
    late = (each.due_on + _DAY for each in rows if each.done_on is None and each.due_on is not None)
    return earliest(
        (
            verdict.until,
            escalations.climbs_on(verdict, opened_on, rows, verdict.on),
            *(day for day in late if day > verdict.on),
        )
    )


def _look(session: Session, tasks: Iterable[Dossier], on: date, texts: date | None) -> list[_Seen]:
    verdicts = {task.id: closet.verdict(task, on, texts) for task in tasks}
    lying = _lying(session, list(verdicts))
    return [_seen(task, verdict, lying.get(task)) for task, verdict in verdicts.items()]


def _seen(task: int, verdict: Verdict, case: _Lying | None) -> _Seen:
    if case is None:
        return _Seen(task, verdict.code, verdict.until, lying=False, changed=verdict.closet)
    until = holds_until(verdict, case.opened_on, case.taken)
    return _Seen(task, verdict.code, until, lying=True, changed=_has_moved(verdict, case))


def _has_moved(verdict: Verdict, case: _Lying) -> bool:
    """Whether the case is to be closed, has climbed, or was opened on a day yet to come.

    One for which a remedy was chosen that is not done is always judged: what settles it is many a fact.
    """
    if not verdict.closet or case.opened_on > verdict.on or any(each.done_on is None for each in case.taken):
        return True
    step = escalations.step_of(verdict, case.opened_on, case.taken, verdict.on)
    return Height(step.role, step.since, verdict.bucket).is_above(case.height) and not step.paused


def _lying(session: Session, tasks: Sequence[int]) -> dict[int, _Lying]:
    """The open cases of these tasks, by task."""
    rows = straight.ask(session, watching.OPEN_CASES, list(tasks), watching.CLIMBED).fetchall()
    taken: dict[int, list[RemedyTaken]] = defaultdict(list)
    answered = [case for _, case, _, _, chosen in rows if chosen]
    if answered:
        for remedy in session.scalars(queries.remedies_in(answered)):
            taken[remedy.case_id].append(remedy)
    return {
        task: _Lying(opened_on, last_height(facts or {}, opened_on), taken[case])
        for task, case, opened_on, facts, _ in rows
    }
