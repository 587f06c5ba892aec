"""One of our logins at work: come in as it, and see what it did with which table."""

from __future__ import annotations

import os
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from psycopg import sql

from models.wall import ENGINE, PORTAL
from trials.crash.world import Ended, Place, World

Used = dict[str, set[str]]
"""Of each table, letters of `models.wall.VERBS`."""

_COUNTS: Final = """
select relname, coalesce(seq_scan, 0) + coalesce(idx_scan, 0), n_tup_ins, n_tup_upd, n_tup_del
from pg_stat_user_tables where schemaname = 'public'
"""
_ALONE: Final = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
_PATIENCE: Final = 30.0
_REFUSED: Final = "permission denied"


@dataclass(frozen=True)
class Login:
    """A login of the second wall, with a password that was set for this trial.

    Attributes:
        world: the server with its places.
        role: as whom.
        password: with what.
    """

    world: World
    role: str
    password: str

    @classmethod
    def of(cls, world: World, role: str) -> Login:
        """Give the login a password and take it."""
        password = secrets.token_hex(16)
        told_to = sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password))
        with world.server.connect() as session:
            session.execute(told_to)
        return cls(world, role, password)

    def url(self, place: Place) -> str:
        """The address by which it comes to a place."""
        own = f"://{self.role}:{self.password}@"
        return self.world.server.url(place.database).replace("://postgres:@", own, 1)

    @contextmanager
    def entered(self, place: Place) -> Iterator[None]:
        """Be this login in this process while the block runs."""
        from actions import wiring

        before = os.environ["TRIPLEHELIX_DATABASE_URL"]
        os.environ["TRIPLEHELIX_DATABASE_URL"] = self.url(place)
        wiring.forget()
        try:
            yield
        finally:
            os.environ["TRIPLEHELIX_DATABASE_URL"] = before
            wiring.forget()

    def does(self, place: Place, act: Callable[[], Any], used: Used) -> Ended:
        """Act there as this login, in a process of its own; what it did with which table is noted."""
        before = _counts(self.world, place)

        def as_itself() -> Any:  # noqa: ANN401 - what the act gives
            with self.entered(place):
                return act()

        ended = self.world.live(place, as_itself)
        for table, now in _counts(self.world, place).items():
            then = before.get(table, (0, 0, 0, 0))
            used[table] |= {
                letter for letter, one, other in zip("siud", then, now, strict=True) if other > one
            }
        return ended

    def refusals(self) -> list[str]:
        """What the server refused anybody since it began, for want of a right, each once."""
        lines = self.world.server.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return sorted({line.partition("ERROR:")[2].strip() for line in lines if _REFUSED in line})


def noted() -> Used:
    """Nothing has been used yet."""
    return defaultdict(set)


def _counts(world: World, place: Place) -> Mapping[str, tuple[int, ...]]:
    """What the server has counted of each table, once nobody is connected any more and all is counted."""
    until = time.monotonic() + _PATIENCE
    with world.server.connect(place.database) as session:
        while (session.execute(_ALONE).fetchone() or (0,))[0] and time.monotonic() < until:
            time.sleep(0.02)
        return {table: tuple(counts) for table, *counts in session.execute(_COUNTS).fetchall()}


def spare(role: str, used: Used) -> dict[str, str]:
    """What a login may and was not seen to do: letters by table.

    Whoever locks a row needs the right to change it, and no counter tells that.
    """
    from models.wall import RIGHTS

    found = {}
    for table, right in RIGHTS.items():
        granted = {PORTAL: right.portal, ENGINE: right.engine}[role]
        left = "".join(letter for letter in granted if letter not in used.get(table, ()))
        if left:
            found[table] = left
    return found
