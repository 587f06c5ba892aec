"""The words of the desk: what waits for a person, sorted, and one row of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sort(StrEnum):
    """What sort of thing waits; the value is its code in addresses."""

    DECIDE = "decide"
    """A decision at a gate."""
    SUBMIT = "submit"
    """Papers to hand in, or to hand in anew."""
    COUNCIL = "council"
    """A council to form, a statement, a ballot."""
    SIGN = "sign"
    """An issued paper to approve or to sign."""
    REMEDY = "remedy"
    """A remedy or a council's action that is due."""
    TALK = "talk"
    """A remark that calls the person."""


@dataclass(frozen=True)
class Name:
    """A title in both languages."""

    vi: str
    en: str


@dataclass(frozen=True)
class WaitingItem:
    """One row: the task, what is to be done with what, by when, and where.

    `act` is decide, request, conclude, form, state, vote, submit, returned, approve, sign, remedy, action,
    file, clear, renew or mention.
    `count` tells how a council stands («3/5 phiếu, cần 4»); `missing` what stands in the way or was asked
    for, in sentences; `papers` which papers are to come, each with the page where it is handed in. `lent_by`
    is who lent the role in which the person acts. `bulk` says that it may be approved together with others.
    """

    sort: Sort
    act: str
    code: str
    title: str
    thing: Name
    due_on: date | None
    path: str
    count: str = ""
    missing: tuple[str, ...] = ()
    papers: tuple[tuple[Name, str], ...] = ()
    lent_by: str = ""
    gate: str = ""
    bulk: bool = False
    number: int = 0


@dataclass(frozen=True)
class Desk:
    """One page of what waits for a person, by due date.

    `counts` are candidates by sort, at most `MOST` looked at; `whole` says whether the counts are exact.
    """

    items: tuple[WaitingItem, ...]
    counts: Mapping[Sort, int]
    total: int
    page: int
    pages: int
    whole: bool
