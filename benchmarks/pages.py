"""How fast the portal's pages are at 100,000 tasks and 5,000 organisations, for 20 people at once.

A portal as `up` starts it (`portal.serving`, as many processes as it takes by itself) stands on a
PostgreSQL of the benchmark's own. Twenty people, each signed in, open the pages in turn, pausing between
two pages for as long as a quick reader does; each page's time and size is taken. The target: p95 of every
page at most 150 ms on two quiet cores, pages of at most 100 KB. What the portal bears when nobody pauses is
measured, too: pages a second. The people are a process of their own (`benchmarks.walkers`) on the same two
cores, and what it costs is told. Before that each page is opened by one person after another, and the CPU
is taken that the portal and PostgreSQL spend on it: that holds on a busy machine, the clock does not.

    .venv/bin/python -m benchmarks.pages [TASKS [ORGANISATIONS]]

prints a table, a verdict and a line of JSON; at its usual size it takes about five minutes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import httpx

from benchmarks import cpu
from benchmarks.walkers import Found, Walk
from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from console.processes import begin

PEOPLE = 20
ROUNDS = 6
"""How often each person opens each page."""
HURRIED = 2
"""The same where nobody pauses."""
SAMPLES = 3
"""How often one person opens each page for the CPU that it costs."""
PAUSE = (0.5, 1.5)
"""Seconds between two pages of one person, at least and at most."""
TARGET_MS = 150
TARGET_KB = 100
HANDLES = (
    "so.chuyen-vien",
    "so.truong-phong",
    "so.giam-doc",
    "ubnd.chu-tich",
    "tai-chinh",
    "dat-hang",
    "chu-tri",
    "chu-tri.thu-truong",
    "tiep-nhan",
    "hoi-dong.1",
)


def main() -> None:
    """Make the province, open the portal, let people walk through it, print what they met."""
    sizes = [int(each) for each in sys.argv[1:]]
    tasks = sizes[0] if sizes else 100_000
    organisations = sizes[1] if len(sizes) > 1 else 5_000
    with tempfile.TemporaryDirectory(prefix="triplehelix-pages-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres")
        process = server.start()
        try:
            server.ensure("pages")
            found = _measured(Path(home), server, process.pid, tasks, organisations)
        finally:
            server.remove()
    sys.stdout.write(_table(found) + "\n" + json.dumps(found) + "\n")


def _measured(
    home: Path, server: EmbeddedPostgres, postgres: int, tasks: int, organisations: int
) -> dict[str, object]:
    os.environ |= {
        "TRIPLEHELIX_DATABASE_URL": server.url("pages"),
        "TRIPLEHELIX_HOME": str(home / "state"),
        "TRIPLEHELIX_SECRET_KEY": "0" * 32,
        "TRIPLEHELIX_TODAY": "2026-11-20",
    }
    from actions import doors, wiring
    from actions.boards import published
    from benchmarks import province, province_work
    from models import queries

    wiring.forget()
    wiring.migrate()
    made = province.make(tasks, organisations)
    need = province_work.do()
    with wiring.unit_of_work() as session:  # as the engine does after each change
        published.keep(session, published.look(session, wiring.today()))
    keys = {}
    with wiring.unit_of_work() as session:
        for number in range(PEOPLE):
            handle = HANDLES[number % len(HANDLES)]
            person = session.scalars(queries.person_by_handle(handle)).one()
            keys[number] = (handle, doors.admit(session, person))
    pages = (
        "/work",
        "/tasks",
        "/tasks?q=nong+san",
        "/tasks?due=late",
        "/tasks?stage=TRANSFER&due=soon",
        f"/tasks/{made.code}",
        "/search?q=che+bien",
        "/closet",
        "/boards",
        "/market",
        f"/market/{need}",
        "/councils",
        "/account",
    )
    with _portal(home) as (address, portal):
        spent = _spent(address, keys, pages, portal, postgres)
        calm = _walk(address, keys, pages, ROUNDS, PAUSE, (portal, postgres))
        hurried = _walk(address, keys, pages, HURRIED, (0.0, 0.0), (portal, postgres))
        processes = 1 + len(_children(portal))
    took, sizes = calm[0].took, calm[0].sizes
    rows = {
        page: {
            "portal_cpu_ms": round(spent[page].client * 1000),
            "postgres_cpu_ms": round(spent[page].server * 1000),
            "p50_ms": round(statistics.median(took[page])),
            "p95_ms": round(_p95(took[page])),
            "largest_kb": round(max(sizes[page]) / 1024, 1),
            "opened": len(took[page]),
            "met": _p95(took[page]) <= TARGET_MS and max(sizes[page]) <= TARGET_KB * 1024,
        }
        for page in pages
        if page in took
    }
    return {
        "tasks": made.tasks,
        "organisations": made.organisations,
        "people": PEOPLE,
        "portal_processes": processes,
        "target_p95_ms": TARGET_MS,
        "target_kb": TARGET_KB,
        "pages_a_second_without_pauses": round(hurried[0].opened / hurried[0].wall, 1),
        "cores_busy": _busy(*calm),
        "cores_busy_without_pauses": _busy(*hurried),
        "pages": rows,
        "answers": calm[0].answers,
    }


def _busy(walked: Found, portal: float, postgres: float) -> dict[str, float]:
    """How many cores each part kept busy on the way."""
    spent = {"people": walked.cpu, "portal": portal, "postgres": postgres}
    return {part: round(seconds / walked.wall, 2) for part, seconds in spent.items()}


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


@contextmanager
def _portal(home: Path) -> Iterator[tuple[str, int]]:
    """A portal as `up` starts it; its address and the number of its first process."""
    port = free_port()
    process = begin(
        [sys.executable, "-m", "portal.serving", "--host", LOOPBACK, "--port", str(port)],
        environment=os.environ,
        log=home / "portal.log",
        folder=Path.cwd(),
    )
    address = f"http://{LOOPBACK}:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/healthz", timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address, process.pid
    finally:
        process.stop(grace=5)


def _spent(
    address: str, keys: dict[int, tuple[str, str]], pages: tuple[str, ...], portal: int, server: int
) -> dict[str, cpu.Spent]:
    """What one opening of each page takes, in CPU seconds, the mean of all who may open it."""
    found = {}
    people = [keys[number] for number in sorted(keys)[: len(HANDLES)]]
    for page in pages:
        spent, opened = cpu.Spent(), 0
        for _, key in people:
            with httpx.Client(base_url=address, cookies={"triplehelix": key}, timeout=60) as browser:
                if browser.get(page).status_code != httpx.codes.OK:
                    continue
                before = cpu.of_tree(portal), cpu.of_tree(server)
                for _ in range(SAMPLES):
                    browser.get(page)
                spent.client += cpu.of_tree(portal) - before[0]
                spent.server += cpu.of_tree(server) - before[1]
                opened += SAMPLES
        found[page] = cpu.Spent(0.0, spent.client / max(opened, 1), spent.server / max(opened, 1))
    return found


def _walk(
    address: str,
    keys: dict[int, tuple[str, str]],
    pages: tuple[str, ...],
    rounds: int,
    pause: tuple[float, float],
    servers: tuple[int, int],
) -> tuple[Found, float, float]:
    """Let the people walk; the first round warms the caches of both sides.

    Returns:
        what they met, and the CPU seconds of the portal and of PostgreSQL meanwhile.
    """
    host, _, port = address.removeprefix("http://").rpartition(":")
    cookies = [f"triplehelix={keys[number][1]}" for number in sorted(keys)]
    walk = Walk(host, int(port), cookies, list(pages), rounds, 1, pause)
    before = [cpu.of_tree(server) for server in servers]
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.walkers"],
        input=json.dumps(asdict(walk)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    portal, postgres = (cpu.of_tree(server) - spent for server, spent in zip(servers, before, strict=True))
    return Found(**json.loads(told.stdout)), portal, postgres


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _table(found: dict[str, object]) -> str:
    rows = found["pages"]
    assert isinstance(rows, dict)  # noqa: S101 - made above
    lines = [
        "| page | CPU ms, portal | CPU ms, PostgreSQL | p50 ms | p95 ms | largest KB | opened | target met |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {page} | {row['portal_cpu_ms']} | {row['postgres_cpu_ms']} | {row['p50_ms']} "
        f"| {row['p95_ms']} | {row['largest_kb']} | {row['opened']} "
        f"| {'yes' if row['met'] else 'no'} |"
        for page, row in rows.items()
    ]
    late = [page for page, row in rows.items() if not row["met"]]
    lines += ["", f"Target missed by: {', '.join(late)}." if late else "Every page meets its target."]
    lines.append(
        f"Cores busy, with pauses: {found['cores_busy']}; without: {found['cores_busy_without_pauses']} "
        f"at {found['pages_a_second_without_pauses']} pages a second; {found['portal_processes']} processes."
    )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
