"""The figures that boards show: how many tasks stand where, what is in the closet and who must act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from actions import closet, dossiers, links, outbox, papers, remedies
from models import law, progress, queries
from models.closet import CAUSES, Case
from models.closet.words import UNKNOWN_AGE
from models.dossier import Entry
from models.lifecycle import LIFECYCLE, STAGES
from models.listing.text import fold


@dataclass(frozen=True)
class ClosetRow:
    """One case as a board shows it; `days` is None where no date is known."""

    code: str
    title: str
    province: str
    headline_code: str
    headline_vi: str
    causes: tuple[str, ...]
    days: int | None
    bucket: str
    responsible_vi: str
    next_step_vi: str


@dataclass(frozen=True)
class StatusBoard:
    """What the status page shows."""

    tasks: int
    tasks_by_stage: tuple[tuple[str, str, str, int], ...]
    closet: tuple[ClosetRow, ...]
    waiting: int
    parked: int


def closet_rows(session: Session, on: date) -> tuple[ClosetRow, ...]:
    """The closet, gravest and longest first."""
    return tuple(_row(case) for case in closet.cases(session, on))


def _row(case: Case) -> ClosetRow:
    fitting = remedies.remedies_for(case)
    return ClosetRow(
        code=case.code,
        title=case.title,
        province=case.province,
        headline_code=case.headline.code,
        headline_vi=case.headline.vi,
        causes=tuple(cause.code for cause in case.causes),
        days=case.days,
        bucket=case.bucket,
        responsible_vi=case.headline.responsible,
        next_step_vi=fitting[0].vi if fitting else "",
    )


def status_board(session: Session, on: date) -> StatusBoard:
    """Tasks by stage in the order of life, the closet, and how much work the engine still has."""
    counts = {row[0]: row[1] for row in session.execute(queries.stage_counts())}
    pending, parked = outbox.waiting()
    return StatusBoard(
        tasks=session.scalar(queries.task_total()) or 0,
        tasks_by_stage=tuple(
            (stage.code, stage.vi, stage.en, counts[stage.code])
            for stage in LIFECYCLE
            if counts.get(stage.code)
        ),
        closet=closet_rows(session, on),
        waiting=pending,
        parked=parked,
    )


@dataclass(frozen=True)
class ClosetBoard:
    """The closet board: rows for the table, and the same told in markdown with links."""

    table: tuple[dict[str, str], ...]
    markdown: str
    count: int


BUCKETS = ("0-90", "91-180", "181-365", ">365", ">1095", UNKNOWN_AGE)


def closet_board(session: Session, on: date) -> ClosetBoard:
    """The board that managers read in Prefect: counts by cause and age, each case with who must act."""
    rows = closet_rows(session, on)
    table = tuple(
        {
            "Mã nhiệm vụ": row.code,
            "Tên nhiệm vụ": row.title,
            "Tỉnh": row.province,
            "Nguyên nhân": ", ".join(row.causes),
            "Số ngày": "chưa rõ" if row.days is None else str(row.days),
            "Ai phải xử lý": row.responsible_vi,
            "Bước tiếp theo": row.next_step_vi,
        }
        for row in rows
    )
    return ClosetBoard(table, _markdown(rows, on), len(rows))


def _markdown(rows: tuple[ClosetRow, ...], on: date) -> str:
    """The board as a page: each case with its link, then the counts by cause and by age."""
    causes = Counter(cause for row in rows for cause in row.causes)
    names = {cause.code: cause.vi for cause in CAUSES}
    ages = Counter(row.bucket for row in rows)
    parts = [
        f"# Kết quả nằm trong ngăn tủ\n\nNgày {on:%d/%m/%Y}: **{len(rows)}** kết quả.",
        "| Mã | Tên | Nguyên nhân chính | Số ngày | Ai phải xử lý | Bước tiếp theo |",
        "|---|---|---|---|---|---|",
        *(
            f"| [{row.code}]({links.runs_link(f'case:{row.code}')}) | {row.title} | {row.headline_vi} "
            f"| {'chưa rõ' if row.days is None else row.days} | {row.responsible_vi} | {row.next_step_vi} |"
            for row in rows
        ),
        "\n## Theo nguyên nhân\n\n| Nguyên nhân | Số kết quả |\n|---|---|",
        *(
            f"| [{names[cause]}]({links.runs_link(f'closet:{cause}')}) ({cause}) | {count} |"
            for cause, count in causes.most_common()
        ),
        "\n## Theo số ngày nằm chờ\n\n| Số ngày | Số kết quả | |\n|---|---|---|",
        *(
            f"| {bucket.replace(UNKNOWN_AGE, 'chưa rõ')} | {ages[bucket]} | {'█' * min(ages[bucket], 40)} |"
            for bucket in BUCKETS
            if ages[bucket]
        ),
    ]
    return parts[0] + "\n\n" + "\n".join(parts[1:]) + "\n"


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
        "entries": [_entry_row(entry, on) for entry in task.entries],
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


def _entry_row(entry: Entry, on: date) -> dict[str, Any]:
    return {
        "id": entry.id,
        "stage": entry.stage,
        "stage_vi": STAGES[entry.stage].vi,
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
