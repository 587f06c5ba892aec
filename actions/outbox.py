"""What a transaction promised: rows that the engine takes, keeps, or parks with their error."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session, object_session

from actions import wiring
from actions.operation import trail
from models import queries
from models.errors import Unavailable
from models.tables import Promise

CHANNEL = "triplehelix_outbox"
"""The PostgreSQL channel on which a new promise is announced (LISTEN/NOTIFY)."""

OUTAGE: Final = timedelta(seconds=10)
"""How long a promise waits for a service that is away, each time: it never gives up."""

PAUSES: Final = tuple(timedelta(seconds=2**failure) for failure in range(6))
"""How long a promise waits after each failure of its own. After the last one it is parked: it no longer holds
up its subject, and doctor names it."""

LONGEST_WAIT: Final = max(*PAUSES, OUTAGE)
"""Whoever waits longer was told so by a clock that ran ahead, and is taken at once."""

TURN: Final = timedelta(minutes=1)
"""How long new promises go before one that failed and is due: where work never ends, they would for ever."""


class Kind(StrEnum):
    """What is promised."""

    STAGE = "stage"
    """Run the stage's flow: facts are `code`, `entry` and `moment`."""
    REDRAW = "redraw"
    """Bring the window of the subject up to date."""
    CLOSET = "closet"
    """Judge the task's closet case anew, and redraw its run."""
    LIST = "list"
    """Look through a long list that was uploaded, or take it in: facts are `person` and `sha256`."""
    PAPER = "paper"
    """Set the page of a numbered document and keep its bytes: the fact is `document`, the row's number."""
    EVENT = "event"
    """Tell Prefect's feed what happened, and so the automations: facts are `event`, `number` and `payload`.

    The number is the audit entry's: told twice, it stays one event.
    """
    INVITE = "invite"
    """Mail a link that lets a person in: facts are `person` and `purpose`."""
    LETTER = "letter"
    """Write to a person: facts are `person`, `letter` (its kind), `key`, `texts` by language, `path`."""
    SURVEY = "survey"
    """Mail an enterprise the link to a survey's form: the fact is `link`, the row's number."""


def promise(session: Session, kind: Kind, subject: str, *, on: date, **facts: Any) -> None:  # noqa: ANN401 - JSON
    """Promise work in the caller's transaction; the engine hears of it when that commits."""
    session.add(Promise(kind=kind.value, subject=subject, facts=trail.marked(facts), on=on))
    session.execute(text("select pg_notify(:channel, '')"), {"channel": CHANNEL})


@contextmanager
def taken(without: Collection[Kind] = ()) -> Iterator[Promise | None]:
    """The next promise that nobody else works on, held by a row lock while the block runs.

    The block leaves normally: the promise is kept. It raises: the attempt is counted, the next one waits
    (`PAUSES`), and after the last the promise is parked; the error does not leave the block. A service is
    away: the promise waits for it, however long, and new ones go first. The engine dies: the lock goes with
    its connection, and the next engine takes the row. Kinds that the caller lets rest are left out.
    """
    with wiring.unit_of_work() as session:
        row = _next(session, without)
        if row is None:
            yield None
            return
        try:
            yield row
        except Unavailable as outage:
            row.error = str(outage)[:2000]
            row.not_before = wiring.now() + OUTAGE
        except Exception as problem:  # noqa: BLE001 - whatever failed, the row must say so and wait
            row.attempts += 1
            row.error = f"{type(problem).__name__}: {problem}"[:2000]
            row.not_before = wiring.now() + PAUSES[min(row.attempts, len(PAUSES)) - 1]
            row.parked = row.attempts >= len(PAUSES)
        else:
            row.done_at = wiring.now()
            row.error = ""


def _next(session: Session, without: Collection[Kind]) -> Promise | None:
    """The next promise to keep; a redrawing is kept by a later promise for the same subject.

    New ones go before those that failed: a service that is away, and answers each of these after a while,
    must not hold up what needs another one. After a minute of that they come to their turn.
    """
    while True:
        now, kinds = wiring.now(), [kind.value for kind in without]
        row = None
        for failed in (False, True):
            row = row or session.scalar(
                queries.next_promise(
                    now, now + LONGEST_WAIT, failed=failed, without=kinds, overlooked=now - TURN
                )
            )
        if row is None or row.kind != Kind.REDRAW or session.scalar(queries.later_promise(row)) is None:
            return row
        row.done_at = wiring.now()
        session.flush()


@contextmanager
def redrawing(promise: Promise) -> Iterator[None]:
    """Keep the redrawings that wait behind a promise with the drawing that the block makes for it.

    Only those that stood before the block, for the block takes its picture of the tables after them; and only
    if it leaves normally. They are kept with the transaction that holds the promise.
    """
    session = object_session(promise)
    behind = [] if session is None else session.scalars(queries.redrawings_after(promise)).all()
    yield
    for row in behind:
        row.done_at = wiring.now()


def waiting() -> tuple[int, int]:
    """How many promises are not kept yet, and how many of these are parked."""
    with wiring.unit_of_work() as session:
        pending, parked = session.execute(queries.promises_waiting()).one()
        return pending, parked


@dataclass(frozen=True)
class Backlog:
    """What waits of one kind and is not parked: how much, since when the first, and an error, if any."""

    kind: Kind
    count: int
    since: datetime
    error: str


def backlog() -> tuple[Backlog, ...]:
    """What waits, kind by kind, the longest wait first."""
    with wiring.unit_of_work() as session:
        rows = session.execute(queries.promises_by_kind()).all()
        return tuple(Backlog(Kind(kind), count, since, error) for kind, count, since, error in rows)


def parked() -> tuple[str, ...]:
    """The parked promises as sentences: what about, and the last error."""
    with wiring.unit_of_work() as session:
        return tuple(f"{row.subject}: {row.error}" for row in session.scalars(queries.parked_promises()))


def release(session: Session) -> int:
    """Give parked promises another six attempts; returns how many."""
    rows = session.scalars(queries.parked_promises()).all()
    for row in rows:
        row.parked, row.attempts, row.not_before = False, 0, None
    if rows:
        session.execute(text("select pg_notify(:channel, '')"), {"channel": CHANNEL})
    return len(rows)
