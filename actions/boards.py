"""The figures that boards show: how many tasks stand where, what is in the closet and who must act."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from models.closet import Case
from sqlalchemy.orm import Session

from actions import closet, outbox
from models import queries
from models.lifecycle import LIFECYCLE


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
    remedies = closet.remedies_for(case)
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
        next_step_vi=remedies[0].vi if remedies else "",
    )


def status_board(session: Session, on: date) -> StatusBoard:
    """Tasks by stage in the order of life, the closet, and how much work the engine still has."""
    counts = dict(session.execute(queries.stage_counts()).tuples().all())
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


BUCKETS = ("0-90", "91-180", "181-365", ">365", ">1095", "?")


def closet_board(session: Session, on: date, prefect_url: str) -> ClosetBoard:
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
    return ClosetBoard(table, _markdown(rows, on, prefect_url), len(rows))


def _markdown(rows: tuple[ClosetRow, ...], on: date, prefect_url: str) -> str:
    causes = Counter(cause for row in rows for cause in row.causes)
    ages = Counter(row.bucket or "?" for row in rows)
    bars = "\n".join(
        f"| {bucket} | {ages[bucket]} | {'█' * min(ages[bucket], 40)} |" for bucket in BUCKETS if ages[bucket]
    )
    lines = "\n".join(
        f"| [{row.code}]({prefect_url}/v2/runs?tags=task%3A{row.code}) | {row.title} | {row.headline_vi} "
        f"| {'chưa rõ' if row.days is None else row.days} | {row.responsible_vi} | {row.next_step_vi} |"
        for row in rows
    )
    counted = "\n".join(f"| {cause} | {count} |" for cause, count in causes.most_common())
    return (
        f"# Kết quả nằm trong ngăn tủ\n\nNgày {on:%d/%m/%Y}: **{len(rows)}** kết quả.\n\n"
        f"## Theo nguyên nhân\n\n| Nguyên nhân | Số kết quả |\n|---|---|\n{counted}\n\n"
        f"## Theo số ngày nằm chờ\n\n| Số ngày | Số kết quả | |\n|---|---|---|\n{bars}\n\n"
        "## Từng kết quả\n\n| Mã | Tên | Nguyên nhân chính | Số ngày | Ai phải xử lý | Bước tiếp theo |\n"
        f"|---|---|---|---|---|---|\n{lines}\n"
    )
