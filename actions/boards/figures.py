"""The closet in figures: each result with who must act now, the counts, and how both have changed.

The past is computed from the facts as they stood then, never from when the watch happened to run: a list
that is taken in today has its whole history today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from sqlalchemy.orm import Session

from actions import dossiers
from actions.boards.acting import Acting, acting_now
from models import closet
from models.closet import Case
from models.closet.replay import Spell, spells
from models.closet.words import UNKNOWN_AGE
from models.dossier import Dossier
from models.language import Severity

BUCKETS = ("0-90", "91-180", "181-365", ">365", ">1095", UNKNOWN_AGE)
"""The age buckets in order; `models.closet.bucket_of` says where days belong."""

MONTHS_SHOWN = 12
"""How many months of inflow and outflow the boards show, the present one included."""

_VALUED, _BUDGETED = "định giá", "kinh phí"


@dataclass(frozen=True)
class Value:
    """What a result is worth: its valuation, else its task's budget; `vnd` is None where both are unknown."""

    vnd: Decimal | None
    kind: str

    @classmethod
    def of(cls, task: Dossier) -> Value:
        """The value of a task's result, and which one it is."""
        if task.result.value_vnd is not None:
            return cls(task.result.value_vnd, _VALUED)
        return cls(task.budget_vnd, _BUDGETED if task.budget_vnd is not None else "")


@dataclass(frozen=True)
class ClosetRow:
    """One result in the closet, as boards show it; `days` is None where no date is known.

    `acting` tells who must act now and by when, under the six clears; `responsible_vi` is the body that
    answers for the headline cause. `task` is the number of the task's row, `host` the organisation that hosts
    it, `discipline` the field of science.
    """

    code: str
    title: str
    province: str
    headline_code: str
    headline_vi: str
    causes: tuple[str, ...]
    severity: Severity
    days: int | None
    bucket: str
    responsible_vi: str
    acting: Acting
    value: Value
    task: int = 0
    host: str = ""
    discipline: str = ""

    @property
    def next_step_vi(self) -> str:
        """What must be done next."""
        return self.acting.what


@dataclass(frozen=True)
class Month:
    """What came into the closet and what left it between two days, and what lay there on the later one."""

    after: date
    until: date
    came: int
    left: int
    lying: int


@dataclass(frozen=True)
class Comparison:
    """The closet beside itself as it stood on an earlier day.

    `came` and `left` are the codes that lie there only now, and only then; `by_cause` counts each cause then.
    """

    day: date
    lying: int
    came: tuple[str, ...]
    left: tuple[str, ...]
    by_cause: Counter[str]


@dataclass(frozen=True)
class ClosetFigures:
    """The closet on one day: each result, the gravest first, and how it came to be so."""

    on: date
    rows: tuple[ClosetRow, ...]
    before: Comparison
    months: tuple[Month, ...]

    def count(self, names: Callable[[ClosetRow], Iterable[str]]) -> list[tuple[str, int]]:
        """How many results bear each name, the most frequent first, equals by name."""
        counted = Counter(name for row in self.rows for name in names(row))
        return sorted(counted.items(), key=lambda each: (-each[1], each[0]))

    @property
    def overdue(self) -> tuple[ClosetRow, ...]:
        """The results whose chosen remedy is past its due date, the longest overdue first."""
        late = [row for row in self.rows if row.acting.is_late(self.on)]
        return tuple(sorted(late, key=lambda row: (row.acting.due_on or self.on, row.code)))

    def worth(self, kind: str) -> Decimal:
        """The sum of the values of one kind, in dong."""
        return sum((row.value.vnd or Decimal(0) for row in self.rows if row.value.kind == kind), Decimal(0))


def closet_figures(
    session: Session,
    on: date,
    months: int = MONTHS_SHOWN,
    provinces: Collection[str] | None = None,
    ends: Sequence[date] = (),
) -> ClosetFigures:
    """Read every result that may be stuck, once; judge it today and a month ago, and replay its months.

    Args:
        session: an open transaction.
        on: the day of judgement.
        months: how many months of inflow and outflow to tell.
        provinces: only the results of these, by the names that their tasks bear; None for all.
        ends: the borders between which inflow and outflow are told, in place of those months.
    """
    earlier = month_before(on)
    found: list[tuple[Dossier, Case]] = []
    then: list[Case] = []
    lain: list[Spell] = []
    borders = tuple(ends) or month_ends(on, months)
    for task in dossiers.closet_candidates(session):
        if provinces is not None and task.province not in provinces:
            continue
        now = closet.find(task, on)
        if now is not None and now.closet:
            found.append((task, now))
        lain.extend(spells(task, on, borders[0]))
        before = closet.find(task, earlier)
        if before is not None and before.closet:
            then.append(before)
    acting = acting_now(session, [case for _, case in found], on)
    rows = sorted(
        (_row(task, case, acting[case.code]) for task, case in found),
        key=lambda row: (-row.severity, row.days is None, -(row.days or 0), row.code),
    )
    return ClosetFigures(
        on=on,
        rows=tuple(rows),
        before=_compare(earlier, {row.code for row in rows}, then),
        months=tuple(_month(lain, after, until) for after, until in pairwise(borders)),
    )


def _month(lain: Sequence[Spell], after: date, until: date) -> Month:
    """Count the spells that began and that ended within the month; none is lost that did both."""
    return Month(
        after=after,
        until=until,
        came=sum(spell.found is not None and after < spell.found <= until for spell in lain),
        left=sum(spell.left is not None and after < spell.left <= until for spell in lain),
        lying=sum(spell.holds(until) for spell in lain),
    )


def _row(task: Dossier, case: Case, acting: Acting) -> ClosetRow:
    return ClosetRow(
        code=case.code,
        title=case.title,
        province=case.province,
        headline_code=case.headline.code,
        headline_vi=case.headline.vi,
        causes=tuple(cause.code for cause in case.causes),
        severity=case.headline.severity,
        days=case.days,
        bucket=case.bucket,
        responsible_vi=case.headline.responsible,
        acting=acting,
        value=Value.of(task),
        task=task.id,
        host=task.host.name if task.host is not None else "",
        discipline=task.discipline,
    )


def _compare(day: date, now: set[str], then: Sequence[Case]) -> Comparison:
    codes = {case.code for case in then}
    return Comparison(
        day=day,
        lying=len(then),
        came=tuple(sorted(now - codes)),
        left=tuple(sorted(codes - now)),
        by_cause=Counter(cause.code for case in then for cause in case.causes),
    )


def month_before(on: date) -> date:
    """The same day of the month before; its last day where it has no such day."""
    last = on.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(on.day, last.day))


def month_ends(on: date, months: int) -> tuple[date, ...]:
    """The last days of the months before `on`, and `on` itself: the borders of that many months."""
    ends = [on]
    last = on.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        ends.append(last)
        last = last.replace(day=1) - timedelta(days=1)
    return tuple(reversed(ends))
