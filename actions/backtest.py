"""Backtest: a province's history replayed, to show when the closet would have found each result.

From a list of the province (nothing is written, no database is needed), or from the lists that were taken in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from actions import dossiers, imports
from documents.spreadsheets import read_tasks
from models import closet, law, provinces
from models.closet.facts import is_imported
from models.closet.replay import History
from models.dossier import Dossier, Entry, Grade, Party, Result, SixClears
from models.language import PartyKind
from models.lifecycle import ARCHIVE, STAGES
from models.listing.facts import ListedTask, Named, Rejected
from models.listing.matching import Seen
from models.listing.rows import read_raw
from models.listing.stages import CLOSED, stage_shown
from models.listing.tables import RawRow


@dataclass(frozen=True)
class Refusal:
    """A row of the list that tells of no task, with every reason."""

    sheet: str
    row: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Backtest:
    """What the closet would have said of a history up to `on`, task by task."""

    on: date
    histories: tuple[History, ...]
    refused: tuple[Refusal, ...] = ()

    @property
    def found(self) -> tuple[History, ...]:
        """The tasks that would have been found, the earliest first, those without a known day last."""
        there = [history for history in self.histories if history.first is not None]
        return tuple(sorted(there, key=lambda each: (_first_day(each) or date.max, each.code)))

    @property
    def in_closet(self) -> int:
        """How many lie in the closet on the last day."""
        return sum(any(spell.left is None for spell in history.spells) for history in self.histories)

    @property
    def by_cause(self) -> dict[str, int]:
        """How many of those in the closet on the last day have each cause, the most frequent first."""
        counted = Counter(
            lived.cause
            for history in self.histories
            if any(spell.left is None for spell in history.spells)
            for lived in history.causes
            if lived.until is None
        )
        return dict(counted.most_common())

    @property
    def in_part(self) -> int:
        """Of how many tasks a date is known to the month or the year only, or contradicts another."""
        return sum(bool(history.notes) for history in self.histories)

    @property
    def untold(self) -> dict[str, int]:
        """What the facts do not tell, and of how many tasks."""
        counted = Counter(sentence for history in self.histories for sentence in history.untold)
        return dict(counted.most_common())


def _first_day(history: History) -> date | None:
    return history.first.found if history.first is not None else None


def of_imported(session: Session, on: date, *, province: str = "") -> Backtest:
    """Replay the tasks that came from lists, from what is on record of them today.

    Raises:
        BadInput: no province bears or bore the name.
    """
    tasks = (task for task in dossiers.every(session) if is_imported(task))
    return Backtest(on, _replayed(tasks, on, province))


def of_list(path: Path, on: date, *, province: str = "") -> Backtest:
    """Replay a CSV or XLSX list of tasks, as if it were taken in on that day; nothing is kept.

    Raises:
        BadInput: the file cannot be read as a list of tasks, or no province bears or bore the name.
    """
    refused: list[Refusal] = []
    listed = _listed(path, on, refused)
    return Backtest(on, _replayed(listed, on, province), tuple(refused))


def _replayed(tasks: Iterable[Dossier], on: date, province: str) -> tuple[History, ...]:
    if province:
        provinces.province_named(province)
    return tuple(
        closet.replay(task, on)
        for task in tasks
        if not province or provinces.same_province(task.province, province, on)
    )


def _listed(path: Path, on: date, refused: list[Refusal]) -> Iterator[Dossier]:
    """The tasks of a list, each once; what tells of none goes to `refused`."""
    seen: Seen[int] = Seen()
    for raw in read_tasks(path):
        listed = read_raw(raw)
        if isinstance(listed, Rejected):
            refused.append(Refusal(raw.sheet, raw.number, listed.reasons))
            continue
        twin = seen.same(listed)
        if twin is not None:
            reason = f"Trùng với dòng {twin.reference} của cùng danh sách."
            refused.append(Refusal(raw.sheet, raw.number, (reason,)))
            continue
        seen.add(listed, raw.number)
        yield dossier_of(listed, raw, on)


def dossier_of(listed: ListedTask, raw: RawRow, on: date) -> Dossier:
    """The dossier that the listed task would have if its list were taken in on that day."""
    shown = stage_shown(listed, on)
    stage = ARCHIVE if shown == CLOSED else STAGES[shown]
    facts: dict[str, Any] = imports.task_facts(listed)
    result: dict[str, Any] = imports.result_facts(listed)
    grade = result["grade"]
    return replace(
        _UNKNOWN,
        code=listed.source_code or listed.task_code or f"dòng {raw.number}",
        title=listed.title,
        title_en=listed.gloss_en or "",
        province=listed.province,
        discipline=listed.field or "",
        orderer=_party(listed.orderer, listed.province),
        host=_party(listed.host, listed.province),
        recipient=_party(imports.only_recipient(listed), listed.province),
        regime=law.regime_of(listed.approved_on),
        entries=(Entry(0, stage.code, on, imported=True),),
        result=Result(**{**result, "grade": Grade(grade) if grade else None}),
        outcome="failed" if shown == CLOSED else "",
        source_url=listed.source_url or "",
        provisional=tuple(imports.inexact(listed)),
        **{name: value if value is not None else getattr(_UNKNOWN, name) for name, value in facts.items()},
    )


def _party(named: Named | None, province: str) -> Party | None:
    if named is None:
        return None
    kind = imports.KINDS_IN_LAW.get(named.kind or "", PartyKind.UNKNOWN)
    return Party(0, named.name, kind, province=province)


_UNKNOWN = Dossier(
    id=0,
    code="",
    title="",
    title_en="",
    province="",
    discipline="",
    version=0,
    orderer=None,
    host=None,
    recipient=None,
    recipient_note="",
    recipient_named_on=None,
    co_owner=None,
    item13=False,
    state_reserves=None,
    clears=SixClears(),
    method=None,
    products=frozenset(),
    state_share=None,
    budget_vnd=None,
    months=None,
    ordered_on=None,
    listed_on=None,
    call_published_on=None,
    files_opened_on=None,
    approved_on=None,
    contract_signed_on=None,
    contract_ends_on=None,
    contract_no="",
    share_clause=None,
    equipment_settled_on=None,
    equipment_bought=None,
    legal_basis_on=None,
    regime=law.regime_of(None),
    entries=(),
    result=Result(),
)
"""A task of which nothing is known."""
