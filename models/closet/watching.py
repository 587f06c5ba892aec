"""What a watch needs of a result: its verdict, and the day until which no clock can change it. Pure.

A verdict is a matter of facts and of the day. The facts change by acts, which are on record; the day changes
by itself, but moves a verdict on few days only: when a cause comes to hold, when the case passes into the
next age, when a text of the law begins or ends. `verdict` tells the first of them, so that a watch over a
million results asks, on each day, those whose day has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from models import law, provinces
from models.closet.facts import as_of, known_days
from models.closet.judgement import holding, lies_since
from models.closet.words import OLDER_AFTER, bucket_of
from models.dossier import Dossier
from models.language import Rule

_DAY = timedelta(days=1)
_FAR = date(2500, 1, 1)
"""A day by which every clock of today's facts has run out."""


class Held(NamedTuple):
    """A cause that holds, and since when."""

    code: str
    since: date | None


class Verdict(NamedTuple):
    """What `find` says of a task on a day, without its words.

    `since` is the day from which a result counts its days in the closet. `until` is the first later day on
    which the verdict may be another one though nobody acts; None where there is no such day.
    """

    code: str
    province: str
    on: date
    closet: bool
    since: date | None
    causes: tuple[Held, ...]
    until: date | None

    @property
    def paused(self) -> bool:
        """Whether a document stops the clocks of those who must act."""
        return any(cause.code == "AWAIT_CENTRAL" for cause in self.causes)

    @property
    def bucket(self) -> str:
        """The age bucket."""
        return bucket_of((self.on - self.since).days if self.since is not None else None)


def verdict(task: Dossier, on: date, texts_change_on: date | None) -> Verdict:
    """Judge a task as its facts stood on that day, and foresee the next day on which to judge it again.

    A cause that holds goes on to hold until a fact ends it. So one look at the last day before anything new
    becomes known shows every cause that holds now and every one that will come, each with its first day.

    Args:
        task: all that is known of it.
        on: the day of judgement.
        texts_change_on: the next day on which a text of the law changes, by `texts_change`.
    """
    known = as_of(task, on)
    told_on = None if known is task else next((day for day in known_days(task) if day > on), None)
    horizon = earliest((texts_change_on, told_on))
    held, changes = [], [horizon]
    for cause, found in holding(known, _FAR if horizon is None else horizon - _DAY):
        if found.since is None or found.since <= on:
            held.append(Held(cause.code, found.since))
        else:
            changes.append(found.since)
    closet, since = lies_since(known, [each.code for each in held])
    if since is not None:
        changes.append(_ages_on(since, on))
    return Verdict(task.code, task.province, on, closet, since, tuple(held), earliest(changes))


def _ages_on(since: date, on: date) -> date | None:
    """The first later day on which a case passes into the next age; None where it is in the last."""
    days = (on - since).days
    for older in OLDER_AFTER:
        if older > days:
            return since + timedelta(days=older)
    return None


def earliest(days: Iterable[date | None]) -> date | None:
    """The earliest of the days that are known; None where none is."""
    return min(filter(None, days), default=None)


def texts_change(on: date) -> date | None:
    """The next day on which a rule begins or ceases to hold, or another province answers; None where none is.

    It is the same for all tasks, so a watch asks once.
    """
    local = law.adopted()
    texts: tuple[Rule | law.CouncilScheme, ...] = (
        *law.RULES,
        *law.SCHEMES.values(),
        *local.rules,
        *local.schemes,
    )
    days = (
        *(each.valid_from for each in texts),
        *(each.valid_to + _DAY for each in texts if each.valid_to is not None),
        *(each.since for each in provinces.PROVINCES if each.since is not None),
        law.DECREE_70_LAPSED_ON,
    )
    return earliest(day for day in days if day > on)
