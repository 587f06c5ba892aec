"""Why a task is stalled on a day. Facts and the date alone decide."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache

from models.closet.causes import CAUSES, VERSION
from models.closet.contradictions import contradictions
from models.closet.facts import as_of, is_accepted, is_only_published, is_out, period_text
from models.closet.reception import used_since
from models.closet.words import Case, Cause, Found, FoundCause
from models.dossier import Dossier
from models.language import Severity

_ENDED = frozenset({"rejected", "withdrawn", "terminated", "failed"})
"""Outcomes of a life that brought no result: there is nothing left to be stuck."""


def find(task: Dossier, on: date) -> Case | None:
    """The case of a stalled task as the facts stood on that day; None when nothing stalls it."""
    known = as_of(task, on)
    causes = _found(known, on)
    if not causes:
        return None
    codes = {cause.code for cause in causes}
    closet = lies_in_closet(known, codes)
    since, fact = _counted_from(known, causes, closet=closet, codes=codes)
    return Case(
        code=task.code,
        title=task.title,
        province=task.province,
        closet=closet,
        days=(on - since).days if since is not None else None,
        since=since,
        since_fact=fact,
        recognised_on=known.result.recognised_on,
        causes=causes,
        paused="AWAIT_CENTRAL" in codes,
        notes=(*known.provisional, *contradictions(known)),
    )


def holding(known: Dossier, on: date) -> list[tuple[Cause, Found]]:
    """The causes that hold on that day, told what is known; `known` must not tell of a later day."""
    if known.outcome in _ENDED and not is_accepted(known):
        return []
    return [(cause, found) for cause in CAUSES if (found := cause.find(known, on)) is not None]


def _found(known: Dossier, on: date) -> tuple[FoundCause, ...]:
    found = [_told(cause, found) for cause, found in holding(known, on)]
    if len(found) > 1:
        found.sort(key=_gravest_first)
    return tuple(found)


def _gravest_first(each: FoundCause) -> tuple[int, bool, date]:
    return -each.severity, each.since is None, each.since or date.max


@cache
def _known_of(code: str) -> dict[str, object]:
    """What is told of a cause, whatever task it holds on."""
    cause = next(each for each in CAUSES if each.code == code)
    return {
        "code": cause.code,
        "vi": cause.vi,
        "en": cause.en,
        "severity": cause.severity,
        "remedies": cause.remedies,
        "responsible": cause.responsible,
        "role": cause.role,
        "source": str(cause.source),
        "rule_version": f"{cause.code}@{VERSION}",
        "period": "",
        "statutory": False,
    }


def _told(cause: Cause, found: Found) -> FoundCause:
    """The cause with what was found. A scan tells of a million: no field of theirs is set by a call."""
    told = object.__new__(FoundCause)
    told.__dict__.update(_known_of(cause.code), since=found.since, evidence=found.evidence)
    rule = found.rule
    if rule is not None:
        told.__dict__.update(
            source=str(rule.source),
            rule_version=rule.version,
            period=period_text(rule),
            statutory=not rule.source.confidence.is_reference_only,
        )
    return told


def lies_in_closet(known: Dossier, codes: Collection[str]) -> bool:
    """Whether a result with these causes lies in the closet: accepted and not out, or out and not used."""
    if "HANDED_NOT_USED" in codes:
        return True
    return is_accepted(known) and not is_out(known) and not is_only_published(known)


def lies_since(known: Dossier, codes: Collection[str]) -> tuple[bool, date | None]:
    """Whether a result with these causes lies in the closet, and since when; the day may be unknown."""
    closet = lies_in_closet(known, codes) if codes else False
    return closet, _lain_since(known, codes)[0] if closet else None


def _counted_from(
    known: Dossier, causes: tuple[FoundCause, ...], *, closet: bool, codes: Collection[str]
) -> tuple[date | None, str]:
    """The day from which the days of the case count, and the Vietnamese name of what happened on it."""
    if not closet:
        days = [cause.since for cause in causes if cause.since is not None and cause.severity > Severity.NONE]
        return min(days, default=None), "ngày vướng đầu tiên" if days else ""
    return _lain_since(known, codes)


def _lain_since(known: Dossier, codes: Collection[str]) -> tuple[date | None, str]:
    result, used = known.result, used_since(known)
    if "HANDED_NOT_USED" in codes and used is not None:
        return used, "ngày bàn giao"
    if result.recognised_on is not None:
        return result.recognised_on, "ngày công nhận kết quả"
    if result.accepted_on is not None:
        return result.accepted_on, "ngày nghiệm thu (chưa biết ngày công nhận)"
    return None, ""
