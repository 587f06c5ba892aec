"""How long 1,000 decisions take to be issued, stored and recorded by `issue-pending`, in how much memory.

The tables are in a PostgreSQL of the benchmark's own, the papers in a folder. So many tasks are ordered, the
decision that lists each is promised and nobody is at work on it; then the action behind the command issues
all of them: numbers, pages, bytes, records. It does so once with one printing process and once with one for
each core, each time for tasks of its own.

    .venv/bin/python -m benchmarks.issuing [PAPERS] [PAPERS BETWEEN TWO GENERATIONS OF PROCESSES]

prints a table and a line of JSON: papers, seconds by the clock, processor seconds of all processes, papers a
second, and the resident memory in MB of this process and of the largest printing process when a tenth, half
and all of the papers are done. A second argument above the number of papers shows what one process holds that
is never replaced.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import active_children
from pathlib import Path

from sqlalchemy import text

from console.postgres import EmbeddedPostgres

PAPERS = 1_000
_MARKS = (0.1, 0.5, 1.0)


@dataclass(frozen=True)
class Run:
    """What one run took, and the memory in MB at each mark: this process's, the largest worker's."""

    workers: int
    papers: int
    seconds: float
    cpu_seconds: float
    per_second: float
    parent_mb: tuple[int, ...]
    worker_mb: tuple[int, ...]


def main() -> None:
    """Issue with one process and with all, print what it took."""
    papers = int(sys.argv[1]) if sys.argv[1:] else PAPERS
    recycled = int(sys.argv[2]) if sys.argv[2:] else 0
    with tempfile.TemporaryDirectory(prefix="triplehelix-issuing-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres")
        server.start()
        try:
            server.ensure("issuing")
            os.environ |= {
                "TRIPLEHELIX_DATABASE_URL": server.url("issuing"),
                "TRIPLEHELIX_HOME": home,
                "TRIPLEHELIX_SECRET_KEY": "0" * 32,
            }
            runs = _runs(papers, recycled)
        finally:
            server.remove()
    lines = [
        "| processes | papers | seconds | CPU s | papers/s | this process, MB | largest of the others, MB |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {run.workers} | {run.papers:,} | {run.seconds} | {run.cpu_seconds} | {run.per_second} "
            f"| {' / '.join(map(str, run.parent_mb))} | {' / '.join(map(str, run.worker_mb))} |"
            for run in runs
        ),
    ]
    report = {"load": os.getloadavg()[0], "runs": [asdict(run) for run in runs]}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(report) + "\n")


def _runs(papers: int, recycled: int) -> list[Run]:
    from actions import batches, rehearsal, wiring

    wiring.forget()
    wiring.migrate()
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    found = []
    for workers in dict.fromkeys((1, batches.cores())):
        _decide(papers)
        found.append(_measured(papers, workers, recycled or batches.RECYCLED_AFTER))
        sys.stderr.write(f"\n{json.dumps(asdict(found[-1]))}\n")
    wiring.forget()
    return found


def _decide(papers: int) -> None:
    """Order so many tasks, and promise the decision that lists each, as the gate's own transaction does."""
    from actions import orders, outbox, people, rehearsal, wiring
    from models.language import Method, PartyKind, ProductType

    on = date(2026, 1, 5)
    with wiring.unit_of_work() as session:
        actor = people.find(session, "dat-hang")
        for number in range(papers):
            sheet = orders.OrderSheet(
                title=f"Quy trình chế biến nông sản, phép đo số {number} {rehearsal.MARK}",
                orderer=rehearsal.house("orderer"),
                recipient=rehearsal.house("enterprise"),
                recipient_kind=PartyKind.ENTERPRISE,
                method=Method.SELECTION,
                products=[ProductType.II],
                who="Phòng Quản lý khoa học",
                what="Làm chủ quy trình",
                when=date(2030, 1, 1),
                result="Một quy trình",
                responsibility="Tổ chức chủ trì",
                authority="Chủ tịch Ủy ban nhân dân tỉnh",
            )
            code = orders.order(session, sheet, actor, on=on)
            entry = session.execute(
                text(
                    "select e.id from stage_entries e join tasks t on t.id = e.task_id where t.code = :code"
                ),
                {"code": code},
            ).scalar_one()
            outbox.promise(
                session, outbox.Kind.STAGE, f"task:{code}", on=on, code=code, entry=entry, moment="order-list"
            )


def _measured(papers: int, workers: int, recycled: int) -> Run:
    from actions import batches

    marks = [max(1, round(papers * mark)) for mark in _MARKS]
    memory: list[tuple[int, int]] = []

    def watch(batch: batches.Batch) -> None:
        if batch.kept in marks:
            others = [_megabytes(child.pid) for child in active_children() if child.pid]
            memory.append((_megabytes(os.getpid()), max(others, default=0)))
        if batch.kept % 10 == 0:
            sys.stderr.write(f"\r{workers}: {batch.kept}/{batch.waiting} ")

    begun, cpu = time.perf_counter(), sum(os.times()[:4])
    batch = batches.issue_pending(workers=workers, recycled_after=recycled, progress=watch)
    seconds, spent = time.perf_counter() - begun, sum(os.times()[:4]) - cpu
    if batch.faults:
        raise SystemExit("\n".join(batch.faults[:5]))
    return Run(
        workers=workers,
        papers=batch.kept,
        seconds=round(seconds, 1),
        cpu_seconds=round(spent, 1),
        per_second=round(batch.kept / seconds, 1),
        parent_mb=tuple(each for each, _ in memory),
        worker_mb=tuple(each for _, each in memory),
    )


def _megabytes(pid: int) -> int:
    """The resident memory of a process; 0 when it has just ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024**2


if __name__ == "__main__":
    main()
