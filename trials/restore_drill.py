"""A machine is lost in the middle of its work: how long until everything is back, and what is gone for good?

A province of 100,000 tasks with papers is backed up whole; people go on working (an entry in the journal ten
times a second, a paper each second); an increment is made meanwhile; at one moment the work rests and every
table is fingerprinted; then PostgreSQL is killed and the state folder deleted. The province is restored to
that moment, compared, and restored once more to the end of its log.

    ./triplehelix trial restore_drill [--tasks N] [--papers N] [--seconds N]

prints seconds by the clock and bytes, and ends with 1 when a row or a paper differs or more is lost than is
promised (the last minute).
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from console.backup import archiving
from console.backup.cipher import Key
from console.backup.repository import KEY, URL, Repository
from console.logins import DATABASE
from console.stack import POSTGRES, Stack

PROMISED_SECONDS: Final = archiving.ARCHIVE_SECONDS + 15
"""What a lost machine may cost of the tables: the pause between two segments, and the way to the backup."""
PAPER_BYTES: Final = 50_000
_MARK: Final = """
    SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} t
"""
_NOT_OF_RESTORE: Final = " WHERE tag <> 'system:file:restored'"
_PAPER: Final = """
    insert into submissions (entry_id, paper, person_id, organisation_id, role, "on", sha256, file_name,
                             media_type, size)
    values ((select min(id) from stage_entries), 'periodic_report', (select min(id) from people),
            (select min(id) from organisations), 'host', current_date, :sha256, 'bao-cao.pdf',
            'application/pdf', :size)
"""

T = TypeVar("T")


@dataclass
class Findings:
    """What was measured, and what did not hold."""

    tasks: int
    papers: int
    database_bytes: int = 0
    full_seconds: float = 0.0
    full_bytes: int = 0
    increment_seconds: float = 0.0
    increment_bytes: int = 0
    log_segments: int = 0
    log_bytes: int = 0
    verify_seconds: float = 0.0
    to_moment_seconds: float = 0.0
    to_end_seconds: float = 0.0
    entries_written: int = 0
    entries_lost: int = 0
    seconds_lost: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Work:
    """People at work: each entry is remembered once it was acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[tuple[int, datetime]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()

    def rest(self) -> None:
        """Let everybody finish what is in hand."""
        self._ended.set()
        self._thread.join()

    def _go_on(self) -> None:
        from actions import audit, wiring

        while not self._ended.wait(0.1):
            with wiring.unit_of_work() as session:
                number = audit.record(session, "system:file:tried", secrets.token_hex(40), on=wiring.today())
                if number % 10 == 0:
                    _hand_in(session)
            self.acknowledged.append((number, datetime.now(UTC)))


def _hand_in(session: Session) -> None:
    """A paper: its bytes first, then the row that names it."""
    from actions import wiring

    sha256 = wiring.archive().put(secrets.token_bytes(PAPER_BYTES))
    session.execute(text(_PAPER), {"sha256": sha256, "size": PAPER_BYTES})


def main() -> int:
    """Lose a machine and bring it back; 1 when something did not hold."""
    reader = argparse.ArgumentParser(prog="./triplehelix trial restore_drill", description=__doc__)
    reader.add_argument("--tasks", type=int, default=100_000)
    reader.add_argument("--papers", type=int, default=2_000)
    reader.add_argument("--seconds", type=int, default=30, help="how long people work before the moment")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="th-drill-") as folder:
        found = _drill(Path(folder), asked.tasks, asked.papers, asked.seconds)
    told = asdict(found)
    width = max(map(len, told))
    sys.stdout.write("".join(f"{name:{width}}  {value}\n" for name, value in told.items()))
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    return 1 if found.wrong else 0


def _drill(folder: Path, tasks: int, papers: int, seconds: int) -> Findings:
    (folder / "key").write_text(Key.new().written, encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("TRIPLEHELIX_")]:
        del os.environ[name]
    os.environ |= {
        URL: f"folder://{folder / 'shelf'}",
        KEY: str(folder / "key"),
        "TRIPLEHELIX_SECRET_KEY": secrets.token_hex(16),
    }
    found = Findings(tasks, papers)
    repository = Repository.configured()
    stack = Stack.at(folder / "first")
    try:
        moment, prints, acknowledged = _live(stack, repository, found, seconds)
    finally:
        stack.stop()
    lost_at = datetime.now(UTC)
    shutil.rmtree(stack.home)
    _measure_log(repository, found)
    _tell("the machine is lost; restoring to the moment")
    with _restored(folder / "second", repository, moment, found) as (took, fingerprints):
        found.to_moment_seconds = took
        after = fingerprints()
        found.wrong += [f"{name} differs" for name, mark in prints.items() if after[name] != mark]
    _tell("restoring to the end of the log")
    with _restored(folder / "third", repository, None, found) as (took, _):
        found.to_end_seconds = took
    kept = found.entries_written
    lost = [at for number, at in acknowledged if number > kept]
    found.entries_written, found.entries_lost = len(acknowledged), len(lost)
    found.seconds_lost = round((lost_at - lost[0]).total_seconds(), 1) if lost else 0.0
    if found.seconds_lost > PROMISED_SECONDS:
        found.wrong.append(f"{found.seconds_lost} s lost, {PROMISED_SECONDS} s are promised")
    return found


def _live(
    stack: Stack, repository: Repository, found: Findings, seconds: int
) -> tuple[datetime, dict[str, str], list[tuple[int, datetime]]]:
    """The life of the first machine, up to the moment in which it is killed."""
    from benchmarks import province

    stack.ensure_database()
    os.environ |= {
        "TRIPLEHELIX_HOME": str(stack.home),
        "TRIPLEHELIX_DATABASE_URL": stack.postgres.url(DATABASE),
    }
    from actions import audit_heads, wiring
    from console.backup import papers, upkeep
    from console.backup.making import back_up

    wiring.forget()
    wiring.migrate()
    province.make(found.tasks, max(10, found.tasks // 10))
    with wiring.unit_of_work() as session:
        for _ in range(found.papers):
            _hand_in(session)
        audit_heads.seal(session, wiring.today())
    with stack.postgres.connect(DATABASE) as session:
        ((found.database_bytes,),) = session.execute("SELECT pg_database_size(current_database())").fetchall()
    _tell("a full backup")
    found.full_seconds, whole = _timed(lambda: back_up(stack, repository, full=True, report=_tell))
    found.full_bytes = whole.manifest.size
    work = Work()
    threading.Event().wait(5)
    _tell("an increment while people work")
    found.increment_seconds, more = _timed(lambda: back_up(stack, repository, full=False, report=_tell))
    found.increment_bytes = more.manifest.size
    if more.manifest.kind != "incremental":
        found.wrong.append(f"the second backup is {more.manifest.kind}")
    threading.Event().wait(seconds)
    work.rest()
    prints, moment = _fingerprints(stack), datetime.now(UTC)
    acknowledged = work.acknowledged
    work = Work()
    threading.Event().wait(PROMISED_SECONDS)
    papers.put_away(repository, wiring.archive())
    found.verify_seconds, looked = _timed(lambda: upkeep.verify(repository))
    found.wrong += looked.faults
    work.rest()
    server = stack.postgres.running()
    if server:
        server.signal(signal.SIGKILL)
        server.wait_for_end(10)
    wiring.forget()
    del os.environ["TRIPLEHELIX_DATABASE_URL"]
    return moment, prints, acknowledged + work.acknowledged


@contextmanager
def _restored(
    home: Path, repository: Repository, moment: datetime | None, found: Findings
) -> Iterator[tuple[float, Callable[[], dict[str, str]]]]:
    """The machine brought back into another folder, running; how long it took, and what its tables hold."""
    from console.backup.restoring import restore

    stack = Stack.at(home)
    took, done = _timed(lambda: restore(stack, repository, at=moment, report=_tell))
    found.wrong += done.faults
    found.entries_written = done.entries
    stack.postgres = archiving.server(home / POSTGRES, {})
    stack.postgres.start()
    try:
        yield took, lambda: _fingerprints(stack)
    finally:
        stack.postgres.stop()
        shutil.rmtree(home)


def _fingerprints(stack: Stack) -> dict[str, str]:
    """For each table how many rows it has and a hash of all of them, without the entry of the restore."""
    with stack.postgres.connect(DATABASE) as session:
        names = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        marks: dict[str, Any] = {}
        for (name,) in names:
            where = _NOT_OF_RESTORE if name == "audit" else ""
            marks[name] = session.execute(sql.SQL(_MARK + where).format(sql.Identifier(name))).fetchone()
        return {name: str(mark) for name, mark in marks.items()}


def _measure_log(repository: Repository, found: Findings) -> None:
    segments = list(repository.shelf.list("wal/"))
    found.log_segments, found.log_bytes = len(segments), sum(one.size for one in segments)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.monotonic()
    answer = work()
    return round(time.monotonic() - begun, 1), answer


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
