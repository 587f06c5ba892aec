"""How long papers are kept: when a term ends, and until which day storage must not let go.

A term is counted in years from the year in which the work of the dossier ended, and ends with the last day
of a year (general knowledge of the archive's practice, tham khảo); so it never ends too early. While the work
goes on nothing ends. Nothing is destroyed by itself: the end of a term is told to people.
"""

from __future__ import annotations

from datetime import date

from documents.catalogue import CATALOGUE, FIFTY_YEARS, PERMANENT, Retention
from documents.catalogue.advisory import ADVISORY
from documents.catalogue.agreements import AGREEMENTS
from documents.catalogue.steering import STEERING
from models.lifecycle import FOLLOW_UP

LONGEST_YEARS = 100
"""For how long storage locks what is kept permanently: no lock lasts for ever, and none longer than this is
taken everywhere. Before it ends it is renewed (`./triplehelix storage lock`)."""

PAPERS = {**CATALOGUE, **ADVISORY, **AGREEMENTS, **STEERING}
"""Every paper that the system writes: of tasks, of the advisory council, of agreements, of files of work."""

_SUBMITTED = {FOLLOW_UP.code: FIFTY_YEARS}
"""What is handed in while a result's use is followed is a survey of application (Circular 19/2019)."""

TERMED_PAPERS = frozenset(code for code, entry in PAPERS.items() if not entry.retention.permanent)
"""The papers that are not kept permanently."""
TERMED_STAGES = frozenset(_SUBMITTED)
"""The stages in which papers are handed in that are not kept permanently."""


def of_paper(code: str) -> Retention:
    """How long an issued paper is kept; what the catalogue no longer knows is kept permanently."""
    return PAPERS[code].retention if code in PAPERS else PERMANENT


def of_submission(stage: str) -> Retention:
    """How long a paper is kept that was handed in for a stage: the dossier is kept permanently as a whole."""
    return _SUBMITTED.get(stage, PERMANENT)


def ends_on(retention: Retention, closed_on: date | None) -> date | None:
    """The last day of the term; None when it is permanent, or when the work has not ended."""
    if retention.years is None or closed_on is None:
        return None
    return date(closed_on.year + retention.years, 12, 31)


def lock_until(retention: Retention, on: date, closed_on: date | None = None) -> date:
    """Until which day storage locks a paper of that day.

    While the work goes on its end is not known: the lock runs from the paper's own day, and is made longer
    when the work has ended.
    """
    return ends_on(retention, closed_on or on) or date(on.year + LONGEST_YEARS, 12, 31)
