"""The dry run of a change of process as a list: a row a task, what becomes of it in words; as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import IO, Final

from actions import exports
from actions.exports import Column, Listed
from models import progress
from models.changing import Finding
from models.dossier import Dossier
from models.errors import BadInput


def _stands(task: Dossier) -> str:
    return "; ".join(progress.stage_of(task, entry).vi for entry in task.open_entries)


def _goes(row: Finding) -> str:
    return _stands(row.after) if row.can_move else ""


def _first_due(row: Finding, *, after: bool) -> date | None:
    if after and not row.can_move:
        return None
    return next((move.after.due_on if after else move.before.due_on for move in row.moves), None)


FINDINGS: Final = Listed[Finding](
    "chuyen-quy-trinh",
    "Chạy thử chuyển quy trình",
    "Dry run of a change of process",
    (
        Column("Mã nhiệm vụ", "Task", lambda row: row.task.code, 16),
        Column("Tên nhiệm vụ", "Title", lambda row: row.task.title, 50),
        Column("Tỉnh", "Province", lambda row: row.task.province, 16),
        Column("Giai đoạn hiện nay", "Stage now", lambda row: _stands(row.task), 28),
        Column("Giai đoạn sau khi chuyển", "Stage then", _goes, 28),
        Column("Kết quả", "Outcome", lambda row: "chuyển được" if row.can_move else "không chuyển được", 18),
        Column("Hạn hiện nay", "Due now", lambda row: _first_due(row, after=False), 14),
        Column("Hạn sau khi chuyển", "Due then", lambda row: _first_due(row, after=True), 14),
        Column("Diễn giải", "In words", lambda row: "\n".join(row.told), 100),
    ),
)
"""What each task's row says."""


def file_of(found: Iterable[Finding], suffix: str) -> IO[bytes]:
    """The list as a file of that suffix, at its beginning; to be closed by whoever reads it.

    Raises:
        BadInput: the suffix is neither `.xlsx` nor `.csv`.
    """
    if suffix == ".csv":
        return exports.csv_of(found, FINDINGS.columns)
    if suffix == ".xlsx":
        return exports.xlsx_of(found, FINDINGS.columns, FINDINGS.vi)
    raise BadInput(f"Báo cáo ghi được ra tệp .xlsx hoặc .csv, không phải «{suffix or 'không có đuôi'}».")
