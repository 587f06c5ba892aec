"""The doctor's look at the backups: when the last was made, and whether PostgreSQL's log arrives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from actions.keeping.notes import last
from console.backup.repository import KEY, URL
from console.findings import VIET_NAM, Finding, bad, good
from console.stack import Stack

LARGEST_LAG: Final = timedelta(hours=26)
"""A backup is made each night, and may take its time."""

_ARCHIVER: Final = """
    SELECT current_setting('archive_mode') <> 'off',
           coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false),
           coalesce(last_failed_wal, '')
    FROM pg_stat_archiver
"""
_NOTE: Final = "backup"


def backups(stack: Stack) -> Finding:
    """Say when the last backup was made, and whether the log since then is put away."""
    missing = [name for name in (URL, KEY) if not stack.given.get(name)]
    if len(missing) == 2:  # noqa: PLR2004 - neither of the two
        return good("backup", f"Lưu ý: chưa cấu hình sao lưu ({URL}, {KEY}).")
    if missing:
        return bad("backup", f"Chưa đặt {missing[0]} nên không sao lưu được gì.", f"Hãy đặt {missing[0]}.")
    stuck = _stuck(stack)
    if stuck:
        return stuck
    done = last(stack.home, _NOTE)
    if done is None:
        return bad("backup", "Chưa có bản sao lưu nào của thư mục này.", "Hãy chạy ./triplehelix backup")
    when = f"{done.at.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"
    if not done.ok or datetime.now(UTC) - done.at > LARGEST_LAG:
        return bad("backup", f"Sao lưu lần cuối {when}: {done.sentence}", "Hãy chạy ./triplehelix backup")
    return good("backup", f"Sao lưu lần cuối {when}: {done.sentence}")


def _stuck(stack: Stack) -> Finding | None:
    """What keeps the log of our own server from the backup; None when it flows, or nothing runs here."""
    if stack.outer_database or not stack.postgres.running():
        return None
    try:
        with stack.postgres.connect() as session:
            found = session.execute(_ARCHIVER).fetchone()
    except psycopg.Error:
        return None
    if found is None:
        return None
    archives, fails, segment = found
    if not archives:
        return bad(
            "backup",
            "PostgreSQL đang chạy mà chưa cất nhật ký vào nơi sao lưu.",
            "Hãy chạy ./triplehelix down rồi up.",
        )
    if fails:
        return bad(
            "backup",
            f"PostgreSQL không cất được đoạn nhật ký {segment}: chưa mất gì, nhưng đĩa sẽ đầy dần.",
            f"Hãy kiểm tra nơi sao lưu và khóa; lý do ở cuối {stack.postgres.log}.",
        )
    return None
