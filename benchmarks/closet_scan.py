"""How long the closet takes to look through all results: causes for 10,000, 100,000 and 1,000,000 of them.

The results are made in a PostgreSQL of the benchmark's own, in proportions like those of the published lists:
a third recognised and long without a recipient, others handed over, transferred, awaiting a decision on their
rights, under the law of 2018 and of 2025, and a part of which little is known. Every result is read by the
one SELECT that the daily watch uses and judged by all causes.

    .venv/bin/python -m benchmarks.closet_scan [SIZE ...]

prints a table and a line of JSON: seconds by the clock, CPU seconds of this process, seconds of judgement
alone, results a second, the largest memory of this process in MB, and how the time grows with the size.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import text

from console.postgres import EmbeddedPostgres

SIZES = (10_000, 100_000, 1_000_000)
TODAY = date(2026, 11, 22)

_ORGANISATIONS = """
    insert into organisations (name, folded, kind, province)
    select 'Tổ chức ' || n, 'to chuc ' || n,
           (array['public_unit', 'state_body', 'enterprise', 'cooperative'])[1 + n % 4], 'Đồng Nai'
    from generate_series(1, 400) n
"""
_TASKS = """
    insert into tasks (code, title, folded, province, lifecycle, orderer_id, host_id, recipient_id, item13,
                       products, state_share, budget_vnd, ordered_on, approved_on, contract_signed_on,
                       unknowns, provisional, remedies)
    select 'BM-' || n, 'Nghiên cứu số ' || n, 'nghien cuu so ' || n, 'Đồng Nai', '2026-11',
           1 + n % 400, 1 + (n * 7) % 400, case when n % 3 = 0 then 1 + (n * 11) % 400 end, n % 3 = 0,
           case when n % 20 = 0 then array['I'] else array['II', 'III'] end,
           case when n % 5 = 0 then 0.6 else 1 end, 1000000000 + n,
           date '2014-01-01' + n % 4000, date '2014-06-01' + n % 4200, date '2014-08-01' + n % 4200,
           '{}', '{}', '{}'
    from generate_series(1, :size) n
"""
_RESULTS = """
    insert into results (task_id, accepted_on, grade, registered_on, recognised_on, rights_dossier_on,
                         rights_decided_on, handed_over_on, transferred_on, in_use, disclosed_on,
                         ip_filed_on, partner_found_on, free_transfer_asked_on)
    select id,
           case when id % 50 <> 0 then approved_on + 700 end,
           case when id % 40 = 0 then 'fail' else 'pass' end,
           case when id % 4 <> 0 then approved_on + 720 end,
           case when id % 10 < 7 then approved_on + 760 end,
           case when id % 6 = 0 then approved_on + 770 end,
           case when id % 12 = 0 then approved_on + 790 end,
           case when id % 9 = 0 then approved_on + 800 end,
           case when id % 15 = 0 then approved_on + 820 end,
           case when id % 25 = 0 then true when id % 26 = 0 then false end,
           case when id % 30 = 0 then approved_on + 650 end,
           case when id % 60 = 0 then approved_on + 690 end,
           case when id % 14 = 0 then approved_on + 805 end,
           case when id % 21 = 0 then approved_on + 800 end
    from tasks
"""
_ENTRIES = """
    insert into stage_entries (task_id, stage, entered_on, imported)
    select id, case when id % 9 = 0 then 'FOLLOW_UP' else 'MATCH' end, approved_on + 780, id % 3 = 1
    from tasks
"""


@dataclass(frozen=True)
class Scan:
    """What one scan took: seconds, CPU seconds and MB of this process, and what it found."""

    results: int
    seconds: float
    cpu_seconds: float
    judging_seconds: float
    per_second: int
    megabytes: int
    in_closet: int


def main() -> None:
    """Make the results, scan them, print what it took."""
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="triplehelix-scan-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres")
        server.start()
        try:
            scans = [_measured(server, size) for size in sizes]
        finally:
            server.remove()
    lines = [
        "| results | seconds | CPU s (this process) | judging alone, s | results/s | MB | in the closet |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {scan.results:,} | {scan.seconds} | {scan.cpu_seconds} | {scan.judging_seconds} "
            f"| {scan.per_second:,} | {scan.megabytes} | {scan.in_closet:,} |"
            for scan in scans
        ),
    ]
    first = scans[0]
    growth = [
        round(scan.cpu_seconds / scan.results * first.results / first.cpu_seconds, 2) for scan in scans[1:]
    ]
    found = {"scans": [asdict(scan) for scan in scans], "cpu_per_result_against_the_smallest": growth}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(found) + "\n")


def _measured(server: EmbeddedPostgres, size: int) -> Scan:
    database = f"scan_{size}"
    server.ensure(database)
    os.environ["TRIPLEHELIX_DATABASE_URL"] = server.url(database)
    from actions import wiring

    wiring.forget()
    wiring.migrate()
    with wiring.unit_of_work() as session:
        for statement in (_ORGANISATIONS, _TASKS, _RESULTS, _ENTRIES):
            session.execute(text(statement), {"size": size} if ":size" in statement else {})
    with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    scan = _scan(size)
    wiring.forget()
    server.drop(database)
    return scan


def _scan(size: int) -> Scan:
    from actions import dossiers, wiring
    from models import closet

    causes: Counter[str] = Counter()
    judging = 0.0
    stuck = read = 0
    started, cpu = time.perf_counter(), time.process_time()
    with wiring.unit_of_work() as session:
        for task in dossiers.closet_candidates(session):
            read += 1
            before = time.process_time()
            case = closet.find(task, TODAY)
            judging += time.process_time() - before
            if case is not None and case.closet:
                stuck += 1
                causes.update(cause.code for cause in case.causes)
    seconds = time.perf_counter() - started
    return Scan(
        results=size,
        seconds=round(seconds, 1),
        cpu_seconds=round(time.process_time() - cpu, 1),
        judging_seconds=round(judging, 1),
        per_second=round(read / seconds),
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        in_closet=stuck,
    )


if __name__ == "__main__":
    main()
