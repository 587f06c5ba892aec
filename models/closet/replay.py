"""When the closet would have found a task: its life replayed from its facts, interval by interval.

What is known of a task changes only on the days of its facts. Between two of them the dossier is the same, so
each interval is judged once, on its last day: no cause ends within it, and each began on its own `since`.
The result is what `find` would have said on every single day, at the price of one judgement a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.closet.contradictions import contradictions
from models.closet.facts import as_of, has_recipient, is_accepted, is_imported, known_days
from models.closet.judgement import holding, lies_in_closet
from models.closet.names import NAMES
from models.closet.words import Cause
from models.dossier import Dossier
from models.language import Regime

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Lived:
    """A cause while it held: from its first day (None where no date tells it) until a fact ended it.

    `until` is the first day on which it held no more, and `ended_by` what happened on that day; both are
    empty where it still holds.
    """

    cause: str
    vi: str
    severity: int
    since: date | None
    until: date | None = None
    ended_by: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether it held on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Spell:
    """A time in the closet: `found` is its first day (None: no date tells it), `left` the first day out."""

    found: date | None
    headline: str
    headline_vi: str
    left: date | None = None
    left_by: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        """Whether the result lay in the closet on that day."""
        return (self.found is None or self.found <= on) and (self.left is None or on < self.left)


@dataclass(frozen=True)
class History:
    """What the closet would have said of a task until `on`, and what its facts do not tell.

    `untold` are the unknown facts by which it may be early or late, `notes` the dates known in part and the
    facts that contradict each other.
    """

    code: str
    title: str
    province: str
    on: date
    spells: tuple[Spell, ...]
    causes: tuple[Lived, ...]
    untold: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> Spell | None:
        """The first time in the closet; None when it never lay there."""
        return self.spells[0] if self.spells else None

    @property
    def days_earlier(self) -> int | None:
        """How many days before `on` the closet would have found it; None where that cannot be told."""
        first = self.first
        return (self.on - first.found).days if first is not None and first.found is not None else None


@dataclass(frozen=True)
class _Held:
    """A cause as it holds in an interval: since when by its own rule, and its first day in the interval."""

    cause: Cause
    since: date | None
    begun: date | None


@dataclass(frozen=True)
class _Interval:
    """Days on which the same is known: the first (None: since ever) and the last, and what holds on it."""

    start: date | None
    end: date
    known: Dossier
    held: tuple[_Held, ...]


def replay(task: Dossier, on: date) -> History:
    """The history of a task up to that day, as far as its facts tell it."""
    intervals = tuple(_intervals(task, on))
    return History(
        task.code,
        task.title,
        task.province,
        on,
        tuple(_spells(intervals, task)),
        tuple(_lived(intervals, task)),
        untold(as_of(task, on)),
        (*task.provisional, *contradictions(as_of(task, on))),
    )


def spells(task: Dossier, on: date, since: date) -> tuple[Spell, ...]:
    """The times in the closet up to that day, as far as they reach beyond `since`.

    What lay there on `since` is told as found on that day or before, not when; the judgements of all that
    was over by then are spared, which are most of a result's that has lain for years.
    """
    return tuple(_spells(tuple(_intervals(task, on, since)), task))


def _intervals(task: Dossier, on: date, since: date = date.min) -> Iterator[_Interval]:
    days = [day for day in known_days(task) if day <= on]
    starts: list[date | None] = [None, *days]
    ends = [*(day - _DAY for day in days), on]
    for start, end in zip(starts, ends, strict=True):
        if end < since:
            continue
        known = as_of(task, end)
        held = tuple(
            _Held(cause, found.since, _begun(found.since, start)) for cause, found in holding(known, end)
        )
        yield _Interval(start, end, known, held)


def _begun(since: date | None, start: date | None) -> date | None:
    """The first day within the interval: the cause's own, or the interval's when it began before."""
    if since is None or start is None:
        return since or start
    return max(since, start)


def _lived(intervals: tuple[_Interval, ...], task: Dossier) -> Iterator[Lived]:
    """Each cause from its first day to the fact that ended it; a cause may hold more than once."""
    running: dict[str, Lived] = {}
    for interval in intervals:
        unbroken = {held.cause.code for held in interval.held if held.begun == interval.start}
        for code in [code for code in running if code not in unbroken]:
            yield _ended(running.pop(code), interval.start, task)
        for held in interval.held:
            cause = held.cause
            running.setdefault(cause.code, Lived(cause.code, cause.vi, int(cause.severity), held.begun))
    yield from running.values()


def _ended(lived: Lived, day: date | None, task: Dossier) -> Lived:
    return replace(lived, until=day, ended_by=happened(task, day))


def _spells(intervals: tuple[_Interval, ...], task: Dossier) -> Iterator[Spell]:
    running: Spell | None = None
    for interval in intervals:
        there = _there(interval)
        day = there[0].begun if there else None
        if running is not None and (not there or day != interval.start):
            yield replace(running, left=interval.start, left_by=happened(task, interval.start))
            running = None
        if running is None and there:
            gravest = min(there, key=_weight)
            running = Spell(day, gravest.cause.code, gravest.cause.vi)
    if running is not None:
        yield running


def _there(interval: _Interval) -> tuple[_Held, ...]:
    """What held on the interval's first day in the closet, the latest first; empty without such a day."""
    counting = [held for held in interval.held if lies_in_closet(interval.known, {held.cause.code})]
    first = min((held.begun or date.min for held in counting), default=None)
    if first is None:
        return ()
    there = (held for held in interval.held if (held.begun or date.min) <= first)
    return tuple(sorted(there, key=lambda held: held.begun or date.min, reverse=True))


def _weight(held: _Held) -> tuple[int, bool, date]:
    """The gravest first, then the oldest, as the headline of a case is chosen."""
    return -held.cause.severity, held.since is None, held.since or date.max


def happened(task: Dossier, day: date | None) -> tuple[str, ...]:
    """What is on record of that day, in the words of the domain."""
    if day is None:
        return ()
    facts = [vi for name, vi in NAMES.items() if task.date_of(name) == day]
    papers = ["nộp giấy tờ" for entry in task.entries for paper in entry.submissions if paper.on == day]
    decisions = ["có quyết định" for entry in task.entries for made in entry.decisions if made.on == day]
    return tuple(dict.fromkeys((*facts, *decisions, *papers)))


def untold(task: Dossier) -> tuple[str, ...]:
    """What the facts do not tell, so that the replay may be early or late by it, as sentences."""
    result = task.result
    asked = (
        (task.regime is Regime.UNKNOWN, "Chưa biết ngày phê duyệt giao chủ trì: chưa rõ chế độ pháp lý."),
        (
            is_accepted(task) and result.accepted_on is None and result.recognised_on is None,
            "Chưa biết ngày nghiệm thu, ngày công nhận: không tính được số ngày.",
        ),
        (
            is_accepted(task) and result.accepted_on is not None and result.recognised_on is None,
            "Chưa biết ngày công nhận: tính từ ngày nghiệm thu.",
        ),
        (
            not is_accepted(task) and is_imported(task) and result.grade is None,
            "Danh sách không cho biết đã nghiệm thu hay chưa.",
        ),
        (
            has_recipient(task) and result.partner_found_on is None,
            "Chưa biết ngày xác định đơn vị tiếp nhận: coi như có từ đầu.",
        ),
        (
            has_recipient(task)
            and is_accepted(task)
            and result.handed_over_on is None
            and result.in_use is None,
            "Chưa biết ngày bàn giao và việc sử dụng.",
        ),
        (
            is_imported(task),
            "Giấy tờ trước ngày nhập danh sách không được lưu ở đây: việc thiếu giấy tờ khi đó không xét.",
        ),
    )
    return tuple(sentence for unknown, sentence in asked if unknown)
