"""How long the closet takes to look through all results, and through what one day may have changed.

The results are made in a PostgreSQL of the benchmark's own, in proportions like those of the published lists:
a third recognised and long without a recipient, others handed over, transferred, awaiting a decision on their
rights, under the law of 2018 and of 2025, and a part of which little is known.

First all of them are asked, as in the first round of the watch and in the one after an upgrade: each is read,
judged by all causes, and until when its verdict holds is written down, by as many processes as cores. Then a
day passes: a few hundred acts are on record, and one verdict in four hundred has reached its day (a case
changes about once a year by the clock alone). That round is looked through, and some of what it found is
judged under lock, which is what a change costs.

    ./triplehelix bench closet_scan [SIZE ...]

prints a table and a line of JSON: seconds by the clock, CPU seconds of our processes and of PostgreSQL, MB of
all our processes together, how the cost grows with the size, and whether the targets are met (a million in
60 s on two cores and 500 MB; a day's round in 2 s).
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import text

from benchmarks.cpu import Spent, counted
from console.postgres import EmbeddedPostgres

SIZES = (10_000, 100_000, 1_000_000)
TODAY = date(2026, 11, 22)
TARGET_SECONDS, TARGET_MB, TARGET_SIZE, TARGET_DAY = 60.0, 500, 1_000_000, 2.0
_ACTS = 300
_JUDGED = 100
_AT_ONCE = 10_000

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


_CASES = """
    insert into closet_cases (task_id, opened_on)
    select id, :today from tasks where code = any(:codes)
"""
_WATCHES = """
    insert into closet_watches (task_id, until)
    select id, :today + 1 + (id * 7 % 401)::int from tasks where code = any(:codes)
    on conflict (task_id) do update set until = excluded.until
"""


@dataclass(frozen=True)
class Scan:
    """What it took to ask all results, and then those that a day may have changed."""

    results: int
    seconds: float
    client_cpu_seconds: float
    server_cpu_seconds: float
    cpu_us_per_result: float
    megabytes: int
    in_closet: int
    day_asked: int
    day_seconds: float
    day_cpu_seconds: float
    judging_ms: float
    load: float


def main() -> None:
    """Make the results, ask them, let a day pass, ask again, print what it took."""
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="triplehelix-scan-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres")
        process = server.start()
        try:
            scans = [_measured(server, process.pid, Path(home), size) for size in sizes]
        finally:
            server.remove()
    first, last = scans[0], scans[-1]
    share = last.results / TARGET_SIZE
    in_time = last.seconds <= TARGET_SECONDS * share and last.megabytes <= TARGET_MB
    told = {
        "scans": [asdict(scan) for scan in scans],
        "cores": os.cpu_count(),
        "cpu_per_result_against_the_smallest": [
            round(scan.cpu_us_per_result / first.cpu_us_per_result, 2) for scan in scans[1:]
        ],
        "target_seconds": TARGET_SECONDS * share,
        "target_met": in_time,
        "target_day_seconds": TARGET_DAY,
        "target_day_met": last.day_seconds <= TARGET_DAY,
    }
    names = tuple(asdict(first))
    lines = [
        f"| {' | '.join(names)} |",
        f"|{'---|' * len(names)}",
        *(f"| {' | '.join(f'{value:,}' for value in asdict(scan).values())} |" for scan in scans),
        f"target: {TARGET_SECONDS * share:.1f} s, {TARGET_MB} MB: {'met' if in_time else 'not met'}",
        f"target of a day: {TARGET_DAY} s: {'met' if told['target_day_met'] else 'not met'}",
    ]
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(told) + "\n")


def _measured(server: EmbeddedPostgres, process: int, home: Path, size: int) -> Scan:
    database = f"scan_{size}"
    server.ensure(database)
    os.environ["TRIPLEHELIX_DATABASE_URL"] = server.url(database)
    from actions import wiring

    wiring.forget()
    wiring.migrate()
    with wiring.unit_of_work() as session:
        # What searches ask is asked by no scan, and takes longer to fill than all the rest.
        session.execute(text("drop index ix_tasks_folded, ix_tasks_terms"))
        for statement in (_ORGANISATIONS, _TASKS, _RESULTS, _ENTRIES):
            session.execute(text(statement), {"size": size} if ":size" in statement else {})
    _settle()
    scan = _scan(size, process, home / "found")
    wiring.forget()
    server.drop(database)
    return scan


def _settle() -> None:
    from actions import wiring

    with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
        connection.execute(text("checkpoint"))


def _scan(size: int, process: int, found: Path) -> Scan:
    from actions import watching, wiring

    whole, load, children = Spent(), os.getloadavg()[0], _children()
    with counted(whole, process):
        begun = watching.begin(TODAY)
        with found.open("w", encoding="utf-8") as stuck:
            amount = sum(bool(stuck.write(f"{code}\n")) for code in begun.changed())
        watching.end(begun)
    looking, megabytes = _children() - children, _megabytes()
    with found.open(encoding="utf-8") as stuck:
        acted_on = [code.strip() for code in islice(stuck, _ACTS)]
        stuck.seek(0)
        while codes := [code.strip() for code in islice(stuck, _AT_ONCE)]:
            with wiring.unit_of_work() as session:
                for statement in (_CASES, _WATCHES):
                    session.execute(text(statement), {"today": TODAY, "codes": codes})
    _act(acted_on)
    _settle()
    day = Spent()
    tomorrow = TODAY + timedelta(days=1)
    with counted(day, process):
        begun = watching.begin(tomorrow)
        changed = list(begun.changed())
        watching.end(begun)
    cpu = whole.cpu + looking
    return Scan(
        results=size,
        seconds=round(whole.wall, 1),
        client_cpu_seconds=round(whole.client + looking, 1),
        server_cpu_seconds=round(whole.server, 1),
        cpu_us_per_result=round(cpu / size * 1e6, 1),
        megabytes=megabytes,
        in_closet=amount,
        day_asked=begun.asked,
        day_seconds=round(day.wall, 2),
        day_cpu_seconds=round(day.cpu, 2),
        judging_ms=_judging(changed[:_JUDGED], tomorrow),
        load=round(load, 1),
    )


def _children() -> float:
    """CPU seconds of the processes that have ended: those that looked."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _megabytes() -> int:
    """The largest memory of this process, and of as many others as have looked at once."""
    own, others = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return (own + others * (os.cpu_count() or 1)) // 1024


def _act(codes: list[str]) -> None:
    """Let something be on record of these tasks."""
    from actions import audit, wiring
    from models import queries

    with wiring.unit_of_work() as session:
        for code in codes:
            task = session.scalars(queries.task_by_code(code)).one()
            audit.record(session, "task:result:recorded", "Ghi nhận.", on=TODAY, task_id=task.id)


def _judging(codes: list[str], on: date) -> float:
    """Milliseconds by the clock that one judgement under lock takes, with what it writes down."""
    from actions import closet

    started = time.perf_counter()
    for code in codes:
        closet.judge(code, on)
    return round((time.perf_counter() - started) / max(1, len(codes)) * 1000, 1)


if __name__ == "__main__":
    main()
