"""The words of the closet: a cause, what was found, the remedies, and the case that gathers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from models.dossier import Dossier, Party, SixClears
from models.language import Confidence, Role, Rule, Severity, Source

UNKNOWN_AGE = "unknown"
"""The bucket of a case whose days nobody knows."""

_BUCKETS = ((90, "0-90"), (180, "91-180"), (365, "181-365"), (1095, ">365"))
OLDER_AFTER = tuple(days + 1 for days, _ in _BUCKETS)
"""The days after which a case passes into the next age bucket."""


def bucket_of(days: int | None) -> str:
    """The age bucket of a case: 0-90, 91-180, 181-365, >365, >1095 days, or unknown."""
    if days is None:
        return UNKNOWN_AGE
    return next((name for most, name in _BUCKETS if days <= most), ">1095")


DECIDERS = (Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR, Role.PPC_CHAIR)
"""Who chooses remedies, unless one is kept for those above."""
_UNSAID = SixClears()


@dataclass(frozen=True)
class Remedy:
    """One way out that a person may choose: DATA, walked by `actions.remedies`.

    `papers` are the catalogue's codes of what it brings forth. `clears` are its six clears as they stand
    unless somebody says otherwise; they may name {party}, {addressee}, {host}, {orderer}, {recipient},
    {dost}, {ppc} and {responsible}. `must_name` says what the party is that it has to name; empty where it
    may name one. `by_document` asks for the reference of a paper. `sets` are the dates that become known by
    choosing it, `opens` the stage that it leads to where the task stands before it. It is done when one of
    the facts `done_by` comes, or `at_once`; else when the causes that it answers have ended. `rule` sets its
    days. `deciders` may choose it: on the rung that a case has climbed to, or above, unless `at_any_rung`.
    """

    code: str
    vi: str
    en: str
    papers: tuple[str, ...] = ()
    clears: SixClears = _UNSAID
    must_name: str = ""
    by_document: bool = False
    sets: tuple[str, ...] = ()
    opens: str = ""
    done_by: tuple[str, ...] = ()
    at_once: bool = False
    rule: str = "remedy"
    deciders: tuple[Role, ...] = DECIDERS
    at_any_rung: bool = False


@dataclass(frozen=True)
class Prevention:
    """The one step that keeps a cause from coming to hold, taken in time, and who takes it.

    It is not always the first remedy: a letter of demand brings a late registration about, but what prevents
    the delay is the registration itself.
    """

    vi: str
    en: str
    by: Role


class Found(NamedTuple):
    """A cause that holds: since when (None where no date is known), by which facts, by which rule."""

    since: date | None
    evidence: tuple[str, ...]
    rule: Rule | None = None

    @classmethod
    def by(cls, since: date | None, *evidence: str, rule: Rule | None = None) -> Found:
        """What was found, told in these sentences."""
        return cls(since, evidence, rule)


@dataclass(frozen=True)
class Cause:
    """A reason why a result is stuck; `find` is the small rule that tells whether it holds.

    `rule` is the code in `law` of the rule that sets its days, if one does; else `source` is cited.
    `prevent` is what keeps it from coming to hold.
    """

    code: str
    vi: str
    en: str
    severity: Severity
    responsible: str
    role: Role
    remedies: tuple[Remedy, ...]
    source: Source
    find: Callable[[Dossier, date], Found | None]
    prevent: Prevention
    rule: str | None = None

    @property
    def confidence(self) -> Confidence:
        """How well the cause's own basis is known."""
        return self.source.confidence


@dataclass(frozen=True)
class FoundCause:
    """A cause found on a task, with all that a person needs to act on it.

    `rule_version` names the rule of law that set its days, else this set of causes. `period` tells those
    days ("30 ngày làm việc"), empty where the cause counts none; `statutory` says whether a text that was
    read sets them, and no custom that a province may tune.
    """

    code: str
    vi: str
    en: str
    since: date | None
    severity: Severity
    evidence: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    responsible: str
    role: Role
    source: str
    rule_version: str
    period: str = ""
    statutory: bool = False


@dataclass(frozen=True)
class Case:
    """A stalled task: its causes, gravest and then oldest first.

    `closet` tells a result that lies in the closet from a stall elsewhere in the life of the task. `days`
    counts from `since`, which `since_fact` names; both are None where no date is known. `paused` says that
    a document (central guidance awaited) stops the clocks of those who must act. `notes` are the dates among
    the evidence that are known to the month or the year only, and the facts that contradict each other.
    """

    code: str
    title: str
    province: str
    closet: bool
    days: int | None
    since: date | None
    since_fact: str
    recognised_on: date | None
    causes: tuple[FoundCause, ...]
    paused: bool
    notes: tuple[str, ...] = ()

    @property
    def headline(self) -> FoundCause:
        """The gravest cause, the oldest among equals."""
        return self.causes[0]

    @property
    def bucket(self) -> str:
        """The age bucket."""
        return bucket_of(self.days)


@dataclass(frozen=True)
class Chosen:
    """A remedy as it was chosen for a case, under the six clears (sáu rõ).

    Chosen on `decided_on`: `who` does `what` by `due_on`, with this `result`; `responsible` answers for it,
    by the `authority` named. `party` is whom the remedy names (a recipient, a successor, an addressee);
    `document` is the reference of a paper that it rests on; `decided_by` is the function of who chose it.
    """

    code: str
    vi: str
    decided_by: str
    decided_on: date
    who: str
    what: str
    due_on: date
    result: str
    responsible: str
    authority: str
    party: Party | None = None
    document: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Foreseen:
    """A cause that will hold on a result in the closet if nothing happens, and the step that prevents it.

    `on` is the first day on which it will hold. Where it is a `sign` (the result is not accepted yet, and the
    cause will hold on the very day of acceptance), `on` is the day of acceptance that the contract and the
    rules lead to; None where there is no contract to count from.
    """

    cause: str
    vi: str
    en: str
    on: date | None
    severity: Severity
    responsible: str
    evidence: tuple[str, ...]
    prevent: Prevention
    sign: bool = False


@dataclass(frozen=True)
class Stall:
    """Something that stands still before there is a result: since when, by which facts, who must do what.

    `stage` is the code of the stage (or the track beside) in which the task stands still.
    """

    code: str
    vi: str
    en: str
    since: date
    evidence: tuple[str, ...]
    responsible: str
    role: Role
    next_step_vi: str
    source: str
    stage: str
