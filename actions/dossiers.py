"""Loading dossiers: the tables' facts as the pure judgements read them, one SELECT for one task or for all.

The SELECT gives a row a task, with all that belongs to it as JSON (`models.queries.dossiers`); `dossier_rows`
makes them the frozen classes of `models.dossier`. The driver is asked directly: a decision reads one dossier,
a scan a million, and what SQLAlchemy would add to each row costs more than the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from operator import attrgetter

from sqlalchemy.orm import Session

from actions import straight
from actions.dossier_rows import belongings, builder, gatherer, party
from actions.units import Unit
from models import queries
from models.dossier import Dossier
from models.errors import NotFound
from models.queries import hot
from models.queries.dossiers import Reading, Sweep, dossiers_held, dossiers_of
from models.tables import Result as ResultRow
from models.tables import StageEntry, Task

__all__ = ["closet_candidates", "every", "forget", "held", "live", "load", "party", "several", "swept"]

_AT_ONCE = 500
"""Rows that a long reading holds in memory at a time."""


def load(session: Session, code: str, *, lock: bool = False) -> Dossier:
    """The dossier of a task; `lock` holds the task until the transaction ends.

    The lock is taken before anything is read: a reading that waits for it would see the task as it was.

    Raises:
        NotFound: when no task bears the code.
    """
    found = (task for task, _ in held(session, code)) if lock else several(session, code)
    for task in found:
        return task
    raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")


def held(session: Session, *codes: str) -> tuple[tuple[Dossier, int], ...]:
    """Hold the tasks until the transaction ends, and read them; a code that no task bears is left out.

    Several are always held in the same order, so that nobody waits for each other. What the session has read
    of them before is forgotten: somebody may have changed it while we waited.

    Returns:
        each task, by code, with a number for the stay that may follow.
    """
    tasks: Iterable[Dossier]
    if len(codes) == 1:
        reading = queries.dossier()
        holds, rows = straight.together(session, ((hot.HOLD_TASK, *codes), (reading.sql, *codes)))
        tasks = map(builder(reading.columns), rows)
    else:
        sweep, asked = dossiers_held(), list(codes)
        statements = (hot.HOLD_TASKS, sweep.tasks.sql, sweep.work)
        holds, rows, ((work,),) = straight.together(session, [(each, asked) for each in statements])
        found = map(partial(gatherer(sweep.tasks.columns), belongings(work)), rows)
        tasks = sorted(found, key=attrgetter("code"))
    numbers: dict[str, int] = dict(row for row in holds)
    forget(session)
    return tuple((task, numbers[task.code]) for task in tasks)


def several(session: Session, *codes: str) -> Iterator[Dossier]:
    """The dossiers of these tasks, by code, in one SELECT, which is sent at once and read when asked for."""
    reading, asked = _reading(*codes)
    return _asked(session, reading, *asked)


def _reading(*codes: str) -> tuple[Reading, tuple[object, ...]]:
    """The statement that reads these tasks, and what it is told; one is not asked for as a list of one."""
    return (queries.dossier(), codes) if len(codes) == 1 else (dossiers_of(), (list(codes),))


def forget(session: Session) -> None:
    """Let the session read tasks, results and stays anew when they are next asked for."""
    if isinstance(session, Unit) and not session.is_session:
        return
    for row in list(session.identity_map.values()):
        if isinstance(row, (Task, ResultRow, StageEntry)):
            session.expire(row)


def closet_candidates(session: Session) -> Iterator[Dossier]:
    """The tasks that may be in the closet, by code, read as they are asked for."""
    return _read(session, queries.closet_dossiers())


def _asked(session: Session, reading: Reading, *asked: object) -> Iterator[Dossier]:
    return map(builder(reading.columns), straight.ask(session, reading.sql, *asked))


def swept(session: Session, sweep: Sweep, *asked: object) -> Iterator[Dossier]:
    """The dossiers that two statements read together when they are told what they ask for."""
    rows, ((work,),) = straight.together(session, ((sweep.tasks.sql, *asked), (sweep.work, *asked)))
    return map(partial(gatherer(sweep.tasks.columns), belongings(work)), rows)


def live(session: Session) -> Iterator[Dossier]:
    """The tasks whose life has not ended, by code."""
    return _read(session, queries.live_dossiers())


def every(session: Session) -> Iterator[Dossier]:
    """All tasks, by code."""
    return _read(session, queries.every_dossier())


_readings = count(1)


def _read(session: Session, reading: Reading) -> Iterator[Dossier]:
    build = builder(reading.columns)
    with straight.driver(session).cursor(f"dossiers_{next(_readings)}") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(reading.sql)
        yield from map(build, cursor)
