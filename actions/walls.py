"""The second wall at work: it is built with the schema, and each transaction of a visitor goes behind it.

Whoever stands in the portal has a place; a transaction that begins there takes on the role and the sight of
who was let in, and sees nothing while nobody was. Where nobody stands in the portal (the engine, a command)
the transaction is what its process logged in as.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from actions import guises, straight
from actions.units import Unit
from models.queries import walling
from models.wall import EVERYTHING, NOTHING, OPEN_TO_ALL, Sight, with_task


@dataclass
class _Place:
    """Where one request stands; threads that serve it share it, so that who is let in is known to all."""

    sight: Sight = NOTHING


_place: ContextVar[_Place | None] = ContextVar("place", default=None)
_standing: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


@contextmanager
def arrived() -> Iterator[None]:
    """Stand in the portal: nothing is seen of any task until somebody is let in."""
    token = _place.set(_Place())
    try:
        yield
    finally:
        _place.reset(token)


def let_in(sight: Sight) -> None:
    """From now on this request sees so much; outside of the portal nothing changes."""
    place = _place.get()
    if place is not None:
        place.sight = sight


@contextmanager
def _seeing(sight: Sight) -> Iterator[None]:
    if _place.get() is None:
        yield
        return
    token = _place.set(_Place(sight))
    try:
        yield
    finally:
        _place.reset(token)


@contextmanager
def open_to_all() -> Iterator[None]:
    """Answer from what doors open to everybody answer from, and change nothing."""
    with _seeing(OPEN_TO_ALL):
        yield


@contextmanager
def by_sealed_link() -> Iterator[None]:
    """Answer to whoever bears a link that this installation sealed: the link is the permission."""
    with _seeing(EVERYTHING):
        yield


def enter(session: Session) -> None:
    """Let the transaction see what the request sees, where there is one."""
    place = _place.get()
    guises.wanted.set(place.sight.role if place is not None else "")
    if place is not None and _stands(session):
        _take_on(session, place.sight)


@contextmanager
def beyond(session: Session) -> Iterator[None]:
    """Look beyond the wall, where what is told of others is judged row by row and is less than the row.

    Who calls it answers for what leaves the block: what is shown of a row is read again behind the wall, or
    is less than the row, as on the market.
    """
    place = _place.get()
    if place is None or place.sight == EVERYTHING or not _stands(session):
        yield
        return
    session.flush()
    _take_on(session, EVERYTHING)
    try:
        yield
        session.flush()
    finally:
        if session.is_active:
            _take_on(session, place.sight)


def let_by(session: Session, task: int) -> None:
    """Let the visitor at one more task for this request, once an action has judged that it may be theirs."""
    place = _place.get()
    if place is not None:
        place.sight = with_task(place.sight, task)
        enter(session)


def _take_on(session: Session, sight: Sight) -> None:
    straight.together(session, [(walling.ENTER, sight.role, sight.told)])


def _stands(session: Session) -> bool:
    """Whether the wall stands in this database, asked once a process as soon as there is a schema."""
    engine = session.engine if isinstance(session, Unit) else session.get_bind().engine
    if engine in _standing:
        return _standing[engine]
    connection = session.connection()
    stands = _is_able(connection) and bool(connection.scalar(text(walling.STANDS)))
    # A portal may be up before the schema is (a first installation): it looks again until there is one.
    if stands or connection.scalar(text(walling.HAS_FUNCTIONS)):
        _standing[engine] = stands
    return stands


def _is_able(connection: Connection) -> bool:
    """Whether this PostgreSQL can keep the wall."""
    return bool(connection.scalar(text(walling.IS_ABLE)))


def build(connection: Connection) -> bool:
    """Make the roles and build the wall, unless it stands as it should; says whether it stands.

    The database's user may not be allowed to make roles: then they are the administrator's to make
    (`./triplehelix database roles --sql`), and until then there is no second wall.
    """
    if not _is_able(connection) or not connection.scalar(text(walling.HAS_FUNCTIONS)):
        return False
    if not connection.scalar(text(walling.HAS_ROLES)):
        if not connection.scalar(text(walling.MAY_MAKE_ROLES)):
            return False
        connection.exec_driver_sql(walling.making_roles())
    if connection.scalar(text(walling.BUILT)) != walling.mark():
        connection.exec_driver_sql(walling.building())
    return True
