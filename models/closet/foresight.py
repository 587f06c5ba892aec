"""What will put a result into the closet if nothing happens, and the one step that prevents it.

Two things are foreseen. A clock that runs on an accepted result will run out on a day that is known. And a
cause that an unaccepted task carries with it will hold on the day of acceptance, whenever that comes: an
order without an answer in item 13 is the earliest sign of all. Whatever does not put the result into the
closet (a late report on a result that is out) is not foreseen here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from models import law, workdays
from models.closet.facts import as_of, is_accepted, is_imported, is_out, kept_here
from models.closet.judgement import find, holding, lies_in_closet
from models.closet.reception import lacks_at_ordering
from models.closet.words import Cause, Foreseen, Found
from models.dossier import Dossier, Grade

_UNTIL_ACCEPTANCE = ("acceptance_dossier", "accept")
"""The rules whose days lie between the end of the contract and the acceptance."""
_CARRIED = "Nếu nghiệm thu khi chưa có gì thay đổi, kết quả vướng ngay nguyên nhân này."


def early_warnings(task: Dossier, on: date, days: int = 90) -> tuple[Foreseen, ...]:
    """What will come to hold within `days` on a result in the closet, the nearest first; then the signs.

    A warning with a day comes true on that day if nothing happens: `find` of what is known today, asked on
    that day, has the cause, and the day before it has not.
    """
    known = as_of(task, on)
    return (*_clocks(known, on, days), *_signs(known, on))


def entering(task: Dossier, on: date, days: int = 90) -> Foreseen | None:
    """What will put the result into the closet first; None when it lies there, or nothing is foreseen."""
    case = find(task, on)
    if case is not None and case.closet:
        return None
    known = as_of(task, on)
    return next(
        (
            each
            for each in early_warnings(known, on, days)
            if each.sign or lies_in_closet(known, {each.cause})
        ),
        None,
    )


def _clocks(known: Dossier, on: date, days: int) -> list[Foreseen]:
    held = {cause.code for cause, _ in holding(known, on)}
    then = holding(known, on + timedelta(days=days))
    if not lies_in_closet(known, {cause.code for cause, _ in then}):
        return []
    coming = [
        _foreseen(cause, found.since, found.evidence)
        for cause, found in then
        if cause.code not in held and found.since is not None and found.since > on
    ]
    return sorted(coming, key=lambda each: (each.on or date.max, -each.severity))


def _signs(known: Dossier, on: date) -> list[Foreseen]:
    """The causes that would hold were the result accepted today as the task stands, the gravest first.

    Of a task that came from a list, only what was recorded here since says anything: the list's silence
    is asked for, and accuses nobody.
    """
    if is_accepted(known) or is_out(known) or known.outcome or known.result.grade is Grade.FAIL:
        return []
    accepted = _as_if_accepted(known, on)
    held = dict.fromkeys(cause.code for cause, _ in holding(known, on))
    when = _acceptance_expected(known, on)
    signs = [
        _foreseen(cause, when, _told(known, cause, found, held), sign=True)
        for cause, found in holding(accepted, on)
        if not is_imported(known)
        or (found.since is not None and found.since < on and kept_here(known, found.since))
    ]
    if not lies_in_closet(accepted, {each.cause for each in signs}):
        return []
    return sorted(signs, key=lambda each: -each.severity)


def _as_if_accepted(known: Dossier, on: date) -> Dossier:
    """The task led on to acceptance today, with everything else as it is."""
    return replace(
        known,
        ordered_on=known.ordered_on or on,
        contract_signed_on=known.contract_signed_on or on,
        result=replace(known.result, accepted_on=on, grade=Grade.PASS),
    )


def _told(known: Dossier, cause: Cause, found: Found, held: dict[str, None]) -> tuple[str, ...]:
    if cause.code in held:
        return found.evidence
    if cause.code == "NO_RECIPIENT" and (lacking := lacks_at_ordering(known)):
        return lacking
    return (_CARRIED,)


def _acceptance_expected(known: Dossier, on: date) -> date | None:
    """When the result should be accepted at the latest, by the contract and the rules; today when overdue."""
    day = known.contract_ends_on
    if day is None:
        return None
    for code in _UNTIL_ACCEPTANCE:
        rule = law.rule(code, day, known.regime, known.province)
        if rule is None:
            return None
        day = workdays.after(day, int(rule.value), rule.unit)
    return max(day, on)


def _foreseen(cause: Cause, on: date | None, evidence: tuple[str, ...], *, sign: bool = False) -> Foreseen:
    return Foreseen(
        cause.code,
        cause.vi,
        cause.en,
        on,
        cause.severity,
        cause.responsible,
        evidence,
        cause.prevent,
        sign=sign,
    )
