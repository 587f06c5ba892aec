"""Looking about and ahead: what stands still before there is a result, and what will enter the closet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import dossiers
from models import closet
from models.lifecycle import STAGES


@dataclass(frozen=True)
class StallRow:
    """One thing that stands still before there is a result: for how long, and who must do what."""

    code: str
    title: str
    province: str
    stage_vi: str
    stall: str
    stall_vi: str
    since: date
    days: int
    responsible: str
    next_step_vi: str
    evidence: tuple[str, ...] = ()


def stalled(session: Session, on: date) -> tuple[StallRow, ...]:
    """What stands still on that day outside the closet, the longest first."""
    found = [
        StallRow(
            code=task.code,
            title=task.title,
            province=task.province,
            stage_vi=STAGES[stall.stage].vi,
            stall=stall.code,
            stall_vi=stall.vi,
            since=stall.since,
            days=(on - stall.since).days,
            responsible=stall.responsible,
            next_step_vi=stall.next_step_vi,
            evidence=stall.evidence,
        )
        for task in dossiers.live(session)
        for stall in closet.stalls(task, on)
    ]
    return tuple(sorted(found, key=lambda row: (row.since, row.code)))


@dataclass(frozen=True)
class ComingRow:
    """One result that will enter the closet if nothing happens, and the one step that prevents it.

    `on` is the day on which it enters, and `days_left` the days until then. Where it is a `sign`, the task is
    not accepted yet and will enter on the day of acceptance: `on` is the day that the contract leads to, and
    both are None where there is no contract. `responsible` is who takes the step.
    """

    code: str
    title: str
    province: str
    cause: str
    cause_vi: str
    on: date | None
    days_left: int | None
    responsible: str
    prevent_vi: str
    sign: bool = False
    evidence: tuple[str, ...] = ()


def coming(session: Session, on: date, days: int = 90) -> tuple[ComingRow, ...]:
    """The results that will enter the closet within `days`, the nearest first; then the signs."""
    found = []
    for task in dossiers.live(session):
        foreseen = closet.entering(task, on, days)
        if foreseen is None:
            continue
        found.append(
            ComingRow(
                code=task.code,
                title=task.title,
                province=task.province,
                cause=foreseen.cause,
                cause_vi=foreseen.vi,
                on=foreseen.on,
                days_left=(foreseen.on - on).days if foreseen.on is not None else None,
                responsible=foreseen.prevent.by.vi,
                prevent_vi=foreseen.prevent.vi,
                sign=foreseen.sign,
                evidence=foreseen.evidence,
            )
        )
    return tuple(sorted(found, key=lambda row: (row.sign, row.on or date.max, row.code)))
