"""What the rules ask of a dossier, in the words of the domain: accepted, out, named, kept here, overdue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, timedelta
from operator import attrgetter

from models import law, workdays
from models.dossier import Dossier, Entry, Grade, Party, Result
from models.language import ProductType, Regime, Rule

SCHEDULED = frozenset({"contract_ends_on"})
"""Dates that are set beforehand; all others say what has happened."""

_TASK_DATES = tuple(
    field.name for field in fields(Dossier) if field.name.endswith("_on") and field.name not in SCHEDULED
)
_RESULT_DATES = tuple(field.name for field in fields(Result) if field.name.endswith(("_on", "_since")))
_TOLD_WITH: dict[str, dict[str, object]] = {
    "accepted_on": {"grade": None, "in_use": None},
    "handed_over_on": {"in_use": None},
    "transferred_on": {"transfer_form": "", "in_use": None},
    "application_report_on": {"in_use": None},
    "rights_decided_on": {"rights_rung": None},
    "valued_on": {"value_vnd": None},
    "awaits_central_since": {"awaits_central_document": ""},
}
"""Facts without a date of their own, that came with a dated one."""

_task_dates = attrgetter(*_TASK_DATES)
_result_dates = attrgetter(*_RESULT_DATES)


def as_of(task: Dossier, on: date) -> Dossier:
    """The dossier as it stood on that day: what happened later was not known yet.

    Undated facts are kept, and so is the entry by which a list was imported: that a task comes from a list
    is a fact about our knowledge, not about its life.
    """
    if not _knows_later(task, on):
        return task
    later = {name: None for name, day in _dated(task, _TASK_DATES) if day > on}
    of_result = [name for name, day in _dated(task.result, _RESULT_DATES) if day > on]
    untold: dict[str, object] = dict.fromkeys(of_result)
    for name in of_result:
        untold.update(_TOLD_WITH.get(name, {}))
    parties = {name: _party_as_of(getattr(task, name), on) for name in ("orderer", "host", "recipient")}
    entries = tuple(
        _entry_as_of(entry, on) for entry in task.entries if entry.imported or entry.entered_on <= on
    )
    result = replace(task.result, **untold)  # type: ignore[arg-type]  # the names are fields of Result
    return replace(task, **later, **parties, entries=entries, result=result)  # type: ignore[arg-type]  # idem


def _knows_later(task: Dossier, on: date) -> bool:
    if any(day is not None and day > on for day in (*_task_dates(task), *_result_dates(task.result))):
        return True
    if any(party is not None and party.dissolved_on is not None and party.dissolved_on > on
           for party in (task.orderer, task.host, task.recipient)):  # fmt: skip
        return True
    return any(_entry_knows_later(entry, on) for entry in task.entries)


def _entry_knows_later(entry: Entry, on: date) -> bool:
    return (
        (entry.entered_on > on and not entry.imported)
        or (entry.left_on is not None and entry.left_on > on)
        or any(paper.on > on for paper in entry.submissions)
        or any(made.on > on for made in entry.decisions)
        or any(each.issued_on > on for each in entry.issued)
    )


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
    return replace(
        entry,
        left_on=entry.left_on if entry.left_on is not None and entry.left_on <= on else None,
        submissions=tuple(paper for paper in entry.submissions if paper.on <= on),
        decisions=tuple(made for made in entry.decisions if made.on <= on),
        issued=tuple(each for each in entry.issued if each.issued_on <= on),
    )


def is_accepted(task: Dossier) -> bool:
    """Whether there is an accepted result, by a date, a grade, or a list that speaks of its use."""
    result = task.result
    if result.grade is Grade.FAIL:
        return False
    known = (result.accepted_on, result.recognised_on, result.registered_on, result.grade)
    return any(fact is not None for fact in known) or result.in_use is False


def is_out(task: Dossier) -> bool:
    """Whether the result has left the closet: handed over, transferred, in use, replicated, or not for it."""
    result = task.result
    return result.in_use is True or any(
        day is not None
        for day in (
            result.transferred_on,
            result.handed_over_on,
            result.replication_approved_on,
            result.not_transferable_on,
        )
    )


def is_stuck(task: Dossier) -> bool:
    """Whether there is an accepted result that has not left the closet."""
    return is_accepted(task) and not is_out(task)


def is_only_published(task: Dossier) -> bool:
    """Whether the task has type-I products alone and so never enters transfer."""
    return task.products == frozenset({ProductType.I})


def has_recipient(task: Dossier) -> bool:
    """Whether somebody is named who is to receive the result."""
    named = task.recipient is not None or bool(task.recipient_note.strip())
    return named or task.result.partner_found_on is not None


def is_imported(task: Dossier) -> bool:
    """Whether the task came from a province's list."""
    return any(entry.imported for entry in task.entries)


def kept_here(task: Dossier, day: date) -> bool:
    """Whether papers of that day would be on record here, so that their absence is a fact.

    Of a task that came from a list, only what happened after the import is on record; before it, a paper
    that is missing here may well exist.
    """
    return all(entry.entered_on < day for entry in task.entries if entry.imported)


def is_unhandled(task: Dossier) -> bool:
    """Whether the result is known to have gone nowhere: not merely that a list is silent about it."""
    if not is_stuck(task):
        return False
    day = task.result.recognised_on or task.result.accepted_on
    silent = is_imported(task) and (day is None or not kept_here(task, day))
    return not silent or task.result.in_use is False or not has_recipient(task)


def is_under_old_law(task: Dossier) -> bool:
    """Whether the State decides on the rights (R1 to R3), and not the host."""
    return task.regime in {Regime.R1_LAW2013, Regime.R2_ND70, Regime.R3_NQ193}


def submitted_on(task: Dossier, paper: str) -> date | None:
    """When the paper was first handed in and not withdrawn."""
    days = [
        each.on
        for entry in task.entries
        for each in entry.submissions
        if each.paper == paper and not each.withdrawn
    ]
    return min(days, default=None)


def issued_on(task: Dossier, paper: str) -> tuple[date, str] | None:
    """When the document was first issued, and its number."""
    found = [
        (each.issued_on, each.number)
        for entry in task.entries
        for each in entry.issued
        if each.paper == paper
    ]
    return min(found, default=None)


def overdue_since(code: str, start: date, task: Dossier, on: date) -> tuple[date, Rule] | None:
    """The first day after the period that the rule gives from `start`, once that day has come.

    None before it, and where no text sets a period for the task's regime.
    """
    rule = law.rule(code, start, task.regime, task.province)
    if rule is None:
        return None
    since = workdays.after(start, int(rule.value), rule.unit) + timedelta(days=1)
    return (since, rule) if since <= on else None


def day_text(day: date) -> str:
    """The date as an officer writes it."""
    return f"{day:%d/%m/%Y}"


def period_text(rule: Rule) -> str:
    """The rule's period, e.g. "30 ngày làm việc"."""
    return f"{rule.value} {rule.unit.value}"
