"""The escalation ladder: who must act on a case now, by the days for which it has waited. Pure.

Officer, head of unit, director, People's Committee. A case that nobody has answered waits from the day on
which it was opened in this system, for somebody could act from then on; one that was answered waits from the
due date of the oldest remedy that is not done. The days of a documented pause do not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from models import law
from models.closet.words import bucket_of
from models.dossier import ClockStop
from models.language import Role, Rule


@dataclass(frozen=True)
class Rung:
    """One rung: who acts there, and the rule in `law` of the days overdue that lead up to it."""

    role: Role
    rule: str = ""

    def reached_after(self, on: date, province: str) -> Rule | None:
        """The rule in force that leads up to this rung; None for the first one."""
        return law.rule(self.rule, on, province=province) if self.rule else None


LADDER: tuple[Rung, ...] = (
    Rung(Role.DOST_OFFICER),
    Rung(Role.DOST_HEAD, "escalate_head"),
    Rung(Role.DOST_DIRECTOR, "escalate_director"),
    Rung(Role.PPC_CHAIR, "escalate_ppc"),
)
"""From the bottom to the top; each rung takes over from the one before, which goes on working."""

AGES: tuple[str, ...] = tuple(bucket_of(days) for days in (0, 91, 181, 366, 1096))
"""The age buckets in order: a case that passes into the next one is escalated as well."""


@dataclass(frozen=True)
class Step:
    """Where a case stands on the ladder: who must act, and the days overdue, counted from `since`.

    `rule` is the one that led up to this rung; None on the first.
    """

    role: Role
    since: date
    days_overdue: int
    paused: bool = False
    rule: Rule | None = None


@dataclass(frozen=True)
class Height:
    """How high a case has climbed: its rung, the day that its days count from, and its age bucket."""

    role: Role
    since: date
    bucket: str

    def is_above(self, last: Height) -> bool:
        """Whether the case has climbed since: onto a higher rung, or into an older bucket.

        Where the days count from another day, somebody has acted meanwhile and the climb began anew.
        """
        before = rung_number(last.role) if last.since == self.since else 0
        return rung_number(self.role) > before or _age(self.bucket) > _age(last.bucket)


def rung_number(role: Role) -> int:
    """The place of a role on the ladder, from 0."""
    return next(number for number, rung in enumerate(LADDER) if rung.role is role)


def _age(bucket: str) -> int:
    """The place of a bucket among the ages; an age that nobody knows is the lowest."""
    return AGES.index(bucket) if bucket in AGES else 0


def rung(days_overdue: int, on: date, province: str) -> Role:
    """Who must act after so many days overdue: the highest rung whose days are full."""
    return _reached(days_overdue, on, province)[0].role


def escalation(
    case_opened_on: date,
    oldest_due_on: date | None,
    on: date,
    province: str,
    paused: bool = False,  # noqa: FBT001, FBT002 - a fact of the case like the others, never a switch
    stops: Iterable[ClockStop] = (),
) -> Step:
    """Who must act on a case on that day.

    Args:
        case_opened_on: from when somebody could act: the case was opened, or its last remedy was done.
        oldest_due_on: the due date of the oldest remedy that is not done; None where there is none.
        on: the day of judgement.
        province: whose own rules come before the common ones.
        paused: whether a document stops the clock now.
        stops: the documented pauses, this one included; where a pause's own days are not known, none count.
    """
    since = case_opened_on if oldest_due_on is None else oldest_due_on
    pauses = tuple(stops)
    if paused and all(stop.until is not None for stop in pauses):
        pauses = (*pauses, ClockStop(since, None, ""))
    days = max(0, (on - since).days - _stopped(pauses, since, on))
    reached, rule = _reached(days, on, province)
    return Step(reached.role, since, days, paused, rule)


def climbs_on(
    case_opened_on: date,
    oldest_due_on: date | None,
    on: date,
    province: str,
    paused: bool = False,  # noqa: FBT001, FBT002 - as in `escalation`
    stops: Iterable[ClockStop] = (),
) -> date | None:
    """The first later day on which `escalation` may reach a higher rung though nobody acts; None for never.

    The arguments are its own. While a document stops the clock nothing climbs; a pause that begins or ends on
    a day yet to come is looked at anew each day.
    """
    pauses = tuple(stops)
    lasting = [stop for stop in pauses if stop.until is None]
    if (paused and not lasting) or any(stop.since <= on for stop in lasting):
        return None
    if any(stop.until is None or stop.until > on for stop in pauses):
        return on + timedelta(days=1)
    since = case_opened_on if oldest_due_on is None else oldest_due_on
    stopped = _stopped(pauses, since, on)
    rules = (each.reached_after(on, province) for each in LADDER[1:])
    days = (since + timedelta(days=ceil(rule.value) + stopped) for rule in rules if rule is not None)
    return min((day for day in days if day > on), default=None)


def _reached(days_overdue: int, on: date, province: str) -> tuple[Rung, Rule | None]:
    ruled = ((each, each.reached_after(on, province)) for each in LADDER[1:])
    full = [(each, rule) for each, rule in ruled if rule is not None and days_overdue >= rule.value]
    return full[-1] if full else (LADDER[0], None)


def _stopped(stops: Iterable[ClockStop], since: date, on: date) -> int:
    """The days between the two dates for which the clock stood still; no day counts twice."""
    stopped, counted_to = 0, since
    for stop in sorted(stops, key=lambda stop: stop.since):
        until = min(stop.until or on, on)
        stopped += max(0, (until - max(stop.since, counted_to)).days)
        counted_to = max(counted_to, until)
    return stopped
