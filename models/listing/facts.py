"""What a list says of one task: the facts, the unknowns, or the reasons why a row does not go in."""

import hashlib
import json
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from models.listing import words
from models.listing.dates import PartialDate, Period

NO_PERIOD: Final = Period()
"""The list does not say when."""


@dataclass(frozen=True)
class Named:
    """An organisation by its printed name; `kind` is a code of organisations.KINDS, where that shows."""

    name: str
    kind: str | None = None


@dataclass(frozen=True)
class ListedTask:
    """What a list says of one task. None is "the list does not say".

    Attributes:
        title: without number and prefix, on one line.
        kind: code of words.KINDS, from the prefix or its own column.
        province: by the name of the time.
        level: code of words.LEVELS.
        plan_year: the year of the plan in which the task was ordered; no contract date.
        period: from contract start to end, as exactly as stated.
        budget_vnd: total in dong; `budget_approximate` where the list says about.
        decision_role: "approval" (of the host), "list" (of orders), or None where it does not show.
        accepted_on: the acceptance, or the recognition where only that is published.
        accepted: whether the list says that the task was accepted, with or without date and grade.
        grade: code of words.GRADES.
        recipients: who was named to receive the result.
        applied: yes, partly, no or unknown.
        unknowns: names of the facts that the list does not state.
        remarks: cells that were readable but settle nothing, as sentences.
    """

    title: str
    province: str
    source_code: str | None = None
    gloss_en: str | None = None
    kind: str | None = None
    field: str | None = None
    level: str | None = None
    host: Named | None = None
    orderer: Named | None = None
    plan_year: int | None = None
    period: Period = NO_PERIOD
    budget_vnd: Decimal | None = None
    budget_approximate: bool = False
    decision_no: str | None = None
    decision_by: str | None = None
    decision_date: PartialDate | None = None
    decision_role: str | None = None
    recognition_no: str | None = None
    recognised_on: PartialDate | None = None
    task_code: str | None = None
    contract_no: str | None = None
    contract_date: PartialDate | None = None
    registry_no: str | None = None
    accepted: bool = False
    accepted_on: PartialDate | None = None
    grade: str | None = None
    recipients: tuple[Named, ...] = ()
    applied: str = "unknown"
    source_url: str | None = None
    unknowns: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def approved_on(self) -> date | None:
        """The day on which the host was approved, which decides the regime; None unless truly known.

        A decision that approves the list of orders, sets up a council or recognises the result is not it.
        """
        return self.decision_date.exact() if self.decision_role == "approval" and self.decision_date else None

    @property
    def recipient(self) -> str | None:
        """The recipients' names, as one text."""
        return "; ".join(recipient.name for recipient in self.recipients) or None

    @property
    def failed(self) -> bool:
        """Whether the council found no result to keep."""
        return self.grade in words.FAILING

    def digest(self) -> str:
        """Return a SHA-256 over all facts: two equal digests mean that nothing is new."""
        return hashlib.sha256(_told(self).encode()).hexdigest()


def _as_json(value: object) -> object:
    """A record as its fields, anything else as text: as `dataclasses.asdict` says it, without a copy."""
    if is_dataclass(value):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return str(value)


_told = json.JSONEncoder(sort_keys=True, default=_as_json).encode
"""A record as JSON; one encoder serves the rows of all lists."""


@dataclass(frozen=True)
class Rejected:
    """A row that does not go in, with every reason as a sentence.

    Attributes:
        reasons: whole sentences, each with what is expected.
        skipped: whether the row is sound but not for this system (a base-level task).
    """

    reasons: tuple[str, ...]
    skipped: bool = False
