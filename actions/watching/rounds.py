"""A round of the watch: whom to ask, what was seen, and what is remembered of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import models
from actions import straight, wiring
from actions.watching import apart
from actions.watching.looking import Part, look_among
from models import closet, law, queries, workdays
from models.queries import watching

AT_ONCE: Final = 1000
"""Tasks looked at in one transaction."""

_WRITTEN: Final = Path(models.__file__).parent
_NO_RULES: Final = frozenset({"migrations", "queries", "tables", "samples"})


@dataclass
class Round:
    """A round on a day: the tasks to ask (None for all), and how many were seen so far.

    `audit` is the last entry of the audit chain before it began: what comes later is for the next round.
    `standing` counts the cases that stand as they are, `none` the tasks that have none.
    """

    on: date
    audit: int
    rules: str
    due: tuple[int, ...] | None
    asked: int = 0
    standing: int = 0
    none: int = 0

    def changed(self) -> Iterator[str]:
        """Look at the tasks; the codes of those that are to be judged under lock, as they are found.

        Raises:
            Unavailable: a process that looks has ended before its time.
        """
        texts = closet.texts_change(self.on)
        for part in apart.everything(self.on, texts) if self.due is None else self._due(self.due, texts):
            self.asked += part.asked
            self.standing += part.standing
            self.none += part.asked - part.standing - len(part.changed)
            yield from part.changed

    def _due(self, due: tuple[int, ...], texts: date | None) -> Iterable[Part]:
        for first in range(0, len(due), AT_ONCE):
            with wiring.unit_of_work() as session:
                part = look_among(session, due[first : first + AT_ONCE], self.on, texts)
            yield part


def begin(on: date) -> Round:
    """Begin a round on that day: find out which tasks may have changed since the last one."""
    rules = _rules()
    with wiring.unit_of_work() as session:
        known = session.execute(queries.last_audit()).first()
        audit = known[0] if known is not None else 0
        last = straight.ask(session, watching.ROUND).fetchone()
        straight.ask(session, watching.BEGIN, on)
        due: tuple[int, ...] | None = None
        if last is not None and last[0] <= on and last[2] == rules:
            due = tuple(task for (task,) in straight.ask(session, watching.DUE, on, last[1], audit))
    return Round(on, audit, rules, due)


def end(ended: Round) -> None:
    """Remember a round whose changes were all judged; one that broke off is made again from its beginning."""
    with wiring.unit_of_work() as session:
        straight.ask(session, watching.KEEP_ROUND, ended.on, ended.audit, ended.rules)


def lying() -> int:
    """How many cases are open."""
    with wiring.unit_of_work() as session:
        ((found,),) = straight.ask(session, watching.LYING)
        return int(found)


def shown_before(on: date) -> tuple[str, ...]:
    """The codes of the tasks whose open case was drawn before that day: its name tells too few days."""
    with wiring.unit_of_work() as session:
        return tuple(code for (code,) in straight.ask(session, watching.SHOWN_BEFORE, on))


def _rules() -> str:
    """By what is judged: the program, what provinces have set of their own, the special days."""
    local = law.adopted()
    schemes = [replace(each, statutory=frozenset()) for each in local.schemes]
    said = repr((_program(), local.rules, schemes, sorted(workdays.adopted().items())))
    return hashlib.sha256(said.encode()).hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """The digest of all modules that judge: an upgrade may find what the version before it did not."""
    digest = hashlib.sha256()
    for module in sorted(_WRITTEN.rglob("*.py")):
        if module.relative_to(_WRITTEN).parts[0] not in _NO_RULES:
            digest.update(module.read_bytes())
    return digest.hexdigest()
