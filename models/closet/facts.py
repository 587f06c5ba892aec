"""What the rules ask of a dossier, in the words of the domain: accepted, out, named, kept here, overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter

from models import law, workdays
from models.dossier import Dossier, Entry, Grade, Party, Result
from models.language import ProductType, Regime, Rule
from models.lifecycle import ARCHIVE, stages_of

SCHEDULED = frozenset({"contract_ends_on"})
"""Dates that are set beforehand; all others say what has happened."""

_TASK_DATES = tuple(
    field.name for field in fields(Dossier) if field.name.endswith("_on") and field.name not in SCHEDULED
)
_RESULT_DATES = tuple(field.name for field in fields(Result) if field.name.endswith(("_on", "_since")))
_ONLY_PUBLISHED = frozenset({ProductType.I})
_OLD_LAW = frozenset({Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193})
_PARTIES = ("orderer", "host", "recipient", "co_owner")
_TOLD_WITH: dict[str, dict[str, object]] = {
    "recipient_named_on": {"recipient_note": ""},
    "contract_signed_on": {"share_clause": None},
    "approved_on": {"regime": Regime.UNKNOWN},
    "accepted_on": {"grade": None, "in_use": None, "trl": None},
    "handed_over_on": {"in_use": None},
    "transferred_on": {"transfer_form": "", "in_use": None},
    "application_report_on": {"in_use": None},
    "rights_decided_on": {"rights_rung": None},
    "valued_on": {"value_vnd": None},
    "awaits_central_since": {"awaits_central_document": ""},
}
"""Facts without a date of their own, that came with a dated one."""

_parties = attrgetter(*_PARTIES)
_task_dates = attrgetter(*_TASK_DATES)
_result_dates = attrgetter(*_RESULT_DATES)


def as_of(task: Dossier, on: date) -> Dossier:
    """The dossier as it stood on that day: what happened later was not known yet.

    Undated facts are kept, and so is the entry by which a list was imported: that a task comes from a list
    is a fact about our knowledge, not about its life.
    """
    if not _knows_later(task, on):
        return task
    of_task = _untold((name for name, day in _dated(task, _TASK_DATES) if day > on))
    of_result = _untold((name for name, day in _dated(task.result, _RESULT_DATES) if day > on))
    parties = {name: _party_as_of(getattr(task, name), on) for name in _PARTIES}
    if "recipient_named_on" in of_task:
        parties["recipient"] = None
        of_task["item13"] = task.item13 and bool(task.state_reserves)
    entries = tuple(
        _entry_as_of(entry, on) for entry in task.entries if entry.imported or entry.entered_on <= on
    )
    return replace(
        task,
        **of_task,  # type: ignore[arg-type]  # the names are fields of Dossier
        **parties,  # type: ignore[arg-type]  # idem
        entries=entries,
        outcome=_outcome_as_of(task, on),
        result=replace(task.result, **of_result),  # type: ignore[arg-type]  # the names are fields of Result
    )


def _untold(names: Iterable[str]) -> dict[str, object]:
    """What is forgotten with the dates of these names."""
    found: dict[str, object] = {}
    for name in names:
        found[name] = None
        found.update(_TOLD_WITH.get(name, {}))
    return found


def _outcome_as_of(task: Dossier, on: date) -> str:
    """How the life ended; nothing while the task still stood in a stage that it left later."""
    still_lived = any(
        entry.left_on is not None
        and entry.left_on > on
        and entry.stage != ARCHIVE.code
        and not stages_of(task)[entry.stage].beside
        for entry in task.entries
    )
    return "" if still_lived else task.outcome


def known_days(task: Dossier) -> tuple[date, ...]:
    """Every day on which something became known of the task, in order; `as_of` changes on no other."""
    parties = (getattr(task, name) for name in _PARTIES)
    found = {
        *_task_dates(task),
        *_result_dates(task.result),
        *(party.dissolved_on for party in parties if party is not None),
        *(day for entry in task.entries for day in _days_of(entry)),
    }
    return tuple(sorted(day for day in found if day is not None))


def _days_of(entry: Entry) -> Iterator[date | None]:
    if not entry.imported:
        yield entry.entered_on
    yield entry.left_on
    yield from (paper.on for paper in entry.submissions)
    yield from (made.on for made in entry.decisions)
    yield from (each.issued_on for each in entry.issued)
    yield from (day for stop in entry.stops for day in (stop.since, stop.until))
    for sitting in entry.sittings:
        yield sitting.formed_on
        yield from (ballot.on for ballot in sitting.ballots)


def _knows_later(task: Dossier, on: date) -> bool:
    return (
        _latest((*_task_dates(task), *_result_dates(task.result))) > on
        or _latest([party.dissolved_on for party in _parties(task) if party is not None]) > on
        or any([_entry_knows_later(entry, on) for entry in task.entries])  # noqa: C419 - one or two, and a list is quicker
    )


def _latest(days: Iterable[date | None]) -> date:
    """The latest of the days that are known: a million dossiers are asked for all of theirs."""
    return max(filter(None, days), default=date.min)


def _entry_knows_later(entry: Entry, on: date) -> bool:
    if (entry.entered_on > on and not entry.imported) or (entry.left_on is not None and entry.left_on > on):
        return True
    if not (entry.submissions or entry.decisions or entry.issued or entry.stops or entry.sittings):
        return False
    return _latest(_days_of(entry)) > on


def _dated(record: Dossier | Result, names: Iterable[str]) -> Iterable[tuple[str, date]]:
    for name in names:
        day = getattr(record, name)
        if day is not None:
            yield name, day


def _party_as_of(party: Party | None, on: date) -> Party | None:
    if party is None or party.dissolved_on is None or party.dissolved_on <= on:
        return party
    return replace(party, dissolved_on=None, successor=None)


def _entry_as_of(entry: Entry, on: date) -> Entry:
    if not _entry_knows_later(entry, on):
        return entry
    has_left = entry.left_on is not None and entry.left_on <= on
    return replace(
        entry,
        left_on=entry.left_on if has_left else None,
        exit=entry.exit if has_left else "",
        submissions=tuple(paper for paper in entry.submissions if paper.on <= on),
        decisions=tuple(made for made in entry.decisions if made.on <= on),
        issued=tuple(each for each in entry.issued if each.issued_on <= on),
        stops=tuple(
            replace(stop, until=stop.until if stop.until is not None and stop.until <= on else None)
            for stop in entry.stops
            if stop.since <= on
        ),
        sittings=tuple(
            replace(sitting, ballots=tuple(ballot for ballot in sitting.ballots if ballot.on <= on))
            for sitting in entry.sittings
            if sitting.formed_on <= on
        ),
    )


def is_accepted(task: Dossier) -> bool:
    """Whether there is an accepted result, by a date, a grade, or a list that speaks of its use."""
    result = task.result
    if result.grade is not None:
        return result.grade is not Grade.FAIL
    return (
        result.accepted_on is not None
        or result.recognised_on is not None
        or result.registered_on is not None
        or result.in_use is False
    )


def is_out(task: Dossier) -> bool:
    """Whether the result has left the closet: handed over, transferred, in use, replicated, or not for it."""
    result = task.result
    return (
        result.in_use is True
        or result.transferred_on is not None
        or result.handed_over_on is not None
        or result.replication_approved_on is not None
        or result.not_transferable_on is not None
    )


def is_stuck(task: Dossier) -> bool:
    """Whether there is an accepted result that has not left the closet."""
    return is_accepted(task) and not is_out(task)


def is_only_published(task: Dossier) -> bool:
    """Whether the task has type-I products alone and so never enters transfer."""
    return task.products == _ONLY_PUBLISHED


def has_recipient(task: Dossier) -> bool:
    """Whether somebody is named who is to receive the result."""
    named = task.recipient is not None or bool(task.recipient_note.strip())
    return named or task.result.partner_found_on is not None


def is_imported(task: Dossier) -> bool:
    """Whether the task came from a province's list."""
    for entry in task.entries:  # noqa: SIM110 - asked of a million: a generator costs twice as much
        if entry.imported:
            return True
    return False


def kept_here(task: Dossier, day: date) -> bool:
    """Whether papers of that day would be on record here, so that their absence is a fact.

    Of a task that came from a list, only what happened after the import is on record; before it, a paper
    that is missing here may well exist.
    """
    for entry in task.entries:  # noqa: SIM110 - as above
        if entry.imported and entry.entered_on >= day:
            return False
    return True


def is_unhandled(task: Dossier) -> bool:
    """Whether the result is known to have gone nowhere: not merely that a list is silent about it."""
    if not is_stuck(task):
        return False
    day = task.result.recognised_on or task.result.accepted_on
    silent = is_imported(task) and (day is None or not kept_here(task, day))
    return not silent or task.result.in_use is False or not has_recipient(task)


def co_owned(task: Dossier) -> bool:
    """Whether somebody beside the State has a part in the result: by money, or as a second owner."""
    share = task.state_share
    return task.co_owner is not None or (share is not None and 0 < share < 1)


def is_under_old_law(task: Dossier) -> bool:
    """Whether the State decides on the rights (R1 to R3), and not the host."""
    return task.regime in _OLD_LAW


def submitted_on(task: Dossier, paper: str) -> date | None:
    """When the paper was first handed in and not withdrawn."""
    first = None
    for entry in task.entries:
        for each in entry.submissions:
            if each.paper == paper and not each.withdrawn and (first is None or each.on < first):
                first = each.on
    return first


def issued_on(task: Dossier, paper: str) -> tuple[date, str] | None:
    """When the document was first issued, and its number."""
    first = None
    for entry in task.entries:
        for each in entry.issued:
            if each.paper == paper and (first is None or (each.issued_on, each.number) < first):
                first = each.issued_on, each.number
    return first


def overdue_since(code: str, start: date, task: Dossier, on: date) -> tuple[date, Rule] | None:
    """The first day after the period that the rule gives from `start`, once that day has come.

    None before it, and where no text sets a period for the task's regime.
    """
    rule = law.rule(code, start, task.regime, task.province)
    if rule is None:
        return None
    since = workdays.after(start, int(rule.value), rule.unit) + timedelta(days=1)
    return (since, rule) if since <= on else None


@lru_cache(maxsize=16_384)
def day_text(day: date) -> str:
    """The date as an officer writes it."""
    return f"{day:%d/%m/%Y}"


def period_text(rule: Rule) -> str:
    """The rule's period, e.g. "30 ngày làm việc"."""
    return f"{rule.value} {rule.unit}"
