"""Tasks as rows of a list, and one task or case as a sheet with all that is known of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions import closet, dossiers, papers
from models import law, progress, queries
from models.closet import Case
from models.dossier import Dossier, Entry
from models.lifecycle import STAGES
from models.listing.text import fold


def task_rows(
    session: Session, *, province: str = "", stage: str = "", search: str = ""
) -> list[dict[str, Any]]:
    """Tasks with the stage where each stands, for lists; `search` needs no accents."""
    found = session.execute(queries.task_list(province=province, stage=stage, search=fold(search)))
    return [
        {
            "code": task.code,
            "title": task.title,
            "province": task.province,
            "stage": here or "",
            "stage_vi": STAGES[here].vi if here else "Đã kết thúc",
            "entered_on": entered_on,
            "due_on": due_on,
            "outcome": task.outcome,
        }
        for task, here, entered_on, due_on in found
    ]


def task_sheet(session: Session, code: str, on: date) -> dict[str, Any]:
    """One task as a sheet: facts, stages, what it waits for, its duties, its journal."""
    task = dossiers.load(session, code)
    case = closet.case_of(task, on)
    return {
        "code": task.code,
        "title": task.title,
        "province": task.province,
        "regime": task.regime,
        "law": law.regime_text(task.regime),
        "orderer": task.orderer.name if task.orderer else None,
        "host": task.host.name if task.host else None,
        "recipient": task.recipient.name if task.recipient else task.recipient_note or None,
        "method": task.method,
        "state_share": task.state_share,
        "budget_vnd": task.budget_vnd,
        "outcome": task.outcome,
        "result": task.result,
        "stage": main.stage if (main := progress.main_entry(task)) else None,
        "waiting": papers.next_actions(task, on),
        "entries": [_entry_row(task, entry, on) for entry in task.entries],
        "obligations": [
            {
                "code": owed.obligation.code,
                "vi": owed.obligation.vi,
                "due_on": owed.due_on,
                "done": owed.done,
                "overdue": owed.overdue,
                "source": str(owed.obligation.source),
            }
            for owed in progress.obligations(task, on)
        ],
        "closet": _case_sheet(case) if case is not None else None,
        "unknowns": (*task.provisional, *task.unknowns),
        "journal": [
            f"{row.on:%d/%m/%Y} · {row.text}" for row in session.scalars(queries.journal_of(task.id))
        ],
    }


def _entry_row(task: Dossier, entry: Entry, on: date) -> dict[str, Any]:
    return {
        "id": entry.id,
        "stage": entry.stage,
        "stage_vi": progress.stage_of(task, entry).vi,
        "entered_on": entry.entered_on,
        "left_on": entry.left_on,
        "due_on": progress.due_on(entry, on),
        "overdue": progress.is_overdue(entry, on),
        "rule": entry.rule_version,
        "exit": entry.exit,
    }


def closet_sheet(session: Session, on: date) -> list[dict[str, Any]]:
    """The closet for scripts: each case with all its causes, evidence, remedies, who must act."""
    return [_case_sheet(case) for case in closet.cases(session, on)]


def _case_sheet(case: Case) -> dict[str, Any]:
    return {
        "task": case.code,
        "title": case.title,
        "province": case.province,
        "days": case.days,
        "closet": case.closet,
        "notes": case.notes,
        "headline": case.headline.code,
        "headline_vi": case.headline.vi,
        "causes": [
            {
                "code": cause.code,
                "vi": cause.vi,
                "since": cause.since,
                "severity": cause.severity.name.lower(),
                "evidence": cause.evidence,
                "remedies": [{"code": remedy.code, "vi": remedy.vi} for remedy in cause.remedies],
                "responsible": cause.responsible,
                "source": str(cause.source),
            }
            for cause in case.causes
        ],
    }
