"""How long a comparison of tables and storage takes, and how much memory, for 10,000 and 100,000 papers.

The papers (2 KB each) lie in a folder, as many as the tables name, one of each thousand altered and one
missing; the tables are in a PostgreSQL of the benchmark's own. Then the whole archive is copied into a second
folder, and compared again with healing.

    .venv/bin/python -m benchmarks.keeping [SIZE ...]

prints a table and a line of JSON: seconds by the clock for a quick comparison, for a full one, for the copy
and for the healing; by how much the process's memory grew over all of them, in MB; what was found.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from console.postgres import EmbeddedPostgres

SIZES = (10_000, 100_000)
BYTES = 2_000
_SPOILT = 1000  # one of so many is altered, and another one missing

_TABLES = """
    insert into organisations (name, folded, kind, province)
    values ('Tổ chức', 'to chuc', 'public_unit', 'Đồng Nai');
    insert into people (handle, title, organisation_id, totp_secret) values ('mot', 'Một', 1, '');
    insert into tasks (code, title, folded, province, lifecycle, products, unknowns, provisional, remedies)
    values ('BM-1', 'Nghiên cứu', 'nghien cuu', 'Đồng Nai', '2026-11', '{}', '{}', '{}', '{}');
    insert into stage_entries (task_id, stage, entered_on) values (1, 'RESEARCH', date '2026-01-05')
"""
_SUBMISSION = """
    insert into submissions (entry_id, paper, person_id, organisation_id, role, "on", sha256, file_name,
                             media_type, size)
    values (1, 'periodic_report', 1, 1, 'host', date '2026-01-05', :sha256, 'bao-cao.pdf',
            'application/pdf', :size)
"""


@dataclass(frozen=True)
class Run:
    """What one size took: seconds by the clock, MB of growth, and the faults found and healed."""

    papers: int
    quick_seconds: float
    full_seconds: float
    copy_seconds: float
    heal_seconds: float
    megabytes_grown: int
    missing: int
    altered: int
    healed: int


def main() -> None:
    """Make the papers, compare, copy, heal, print what it took."""
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    with tempfile.TemporaryDirectory(prefix="triplehelix-keeping-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres", settings={"fsync": "off"})
        server.start()
        try:
            runs = [_measured(server, Path(home), size) for size in sizes]
        finally:
            server.remove()
    lines = [
        "| papers | quick, s | full, s | copy, s | heal, s | MB grown | missing | altered | healed |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {run.papers:,} | {run.quick_seconds} | {run.full_seconds} | {run.copy_seconds} "
            f"| {run.heal_seconds} | {run.megabytes_grown} | {run.missing} | {run.altered} | {run.healed} |"
            for run in runs
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps([asdict(run) for run in runs]) + "\n")


def _measured(server: EmbeddedPostgres, home: Path, size: int) -> Run:
    database, here = f"keeping_{size}", home / str(size)
    server.ensure(database)
    os.environ |= {
        "TRIPLEHELIX_DATABASE_URL": server.url(database),
        "TRIPLEHELIX_ARCHIVE_URL": f"folder://{here / 'archive'}",
        "TRIPLEHELIX_ARCHIVE_COPY_URL": f"folder://{here / 'copy'}",
    }
    from actions import wiring
    from actions.keeping import copies
    from actions.keeping.fsck import fsck

    wiring.forget()
    wiring.migrate()
    names = [_file(here / "archive", number) for number in range(size)]
    with wiring.unit_of_work() as session:
        for statement in _TABLES.split(";"):
            session.execute(text(statement))
        session.execute(text(_SUBMISSION), [{"sha256": name, "size": BYTES} for name in names])
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forget the most that was held so far
    quick, _ = _timed(lambda session: fsck(session, quick=True))
    copying, _ = _timed(copies.copy)
    for number in range(0, size, _SPOILT):
        _place(here / "archive", names[number]).write_bytes(b"other bytes")
        _place(here / "archive", names[number + 1]).unlink()
    full, found = _timed(fsck)
    healing, healed = _timed(lambda session: fsck(session, heal=True))
    grown = _memory("VmHWM") - before
    wiring.forget()
    server.drop(database)
    return Run(size, quick, full, copying, healing, grown, found.missing, found.altered, healed.healed)


def _timed(work: Callable[[Any], Any]) -> tuple[float, Any]:
    from actions import wiring

    begun = time.monotonic()
    with wiring.unit_of_work() as session:
        answer = work(session)
    return round(time.monotonic() - begun, 1), answer


def _file(archive: Path, number: int) -> str:
    """A paper put where the archive would put it, without the patience that real papers deserve."""
    data = f"{number:010d}".encode() * (BYTES // 10)
    name = hashlib.sha256(data).hexdigest()
    place = _place(archive, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    return name


def _place(archive: Path, name: str) -> Path:
    from documents.archive import key_of

    return archive / key_of(name)


def _memory(of: str) -> int:
    """What Linux says of this process's memory, in MB: VmRSS is what it holds, VmHWM the most it held."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(of))


if __name__ == "__main__":
    main()
