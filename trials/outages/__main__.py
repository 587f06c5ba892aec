"""Take each part of a whole house away, act meanwhile, bring it back: `./triplehelix trial outages`.

    --only NAME ...    these outages alone
    --json FILE        where the result is written as JSON

Hours and days are not waited for: what waits for a service is asked for again every ten seconds without end
and is never counted as failed (`actions.outbox.OUTAGE`), so a day is no other outage than a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from trials.outages.scenarios import ALL, NEEDS_MOUNT, Outcome, can_mount, lay, unmount
from trials.outages.stand import Stand

_SHOWN = 150


def main() -> int:
    """Try them; the exit code is 1 when anything was lost, came twice or was not said."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [name for name, _, _ in ALL]
    parser.add_argument("--only", nargs="*", choices=names, default=names)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="triplehelix-outages-"))
    home.chmod(0o755)
    mounts = [(home / "pg", "900m"), (home / "tmp", "8m")] if can_mount(home / "tmp") else []
    for folder, size in mounts:
        lay(folder, size)
    stand = Stand(home)
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began, load = time.monotonic(), os.getloadavg()[0]
    try:
        stand.start()
        sys.stderr.write(f"Đã khởi động sau {time.monotonic() - began:.0f} s.\n")
        outcomes = [
            _tried(stand, title, scenario)
            for name, title, scenario in ALL
            if name in asked.only and (mounts or name not in NEEDS_MOUNT)
        ]
        chain = stand.command("nhật ký", "audit", "verify")
        parked = [row for row in stand.waiting() if row[2]]
    finally:
        stand.stop()
        for folder, _ in mounts:
            unmount(folder)
        shutil.rmtree(home, ignore_errors=True)
    whole = chain.status == 0
    wrong = sum(len(each.wrong) for each in outcomes) + (not whole) + len(parked)
    _show(outcomes)
    told = {
        "outages": [asdict(each) for each in outcomes],
        "journal_is_whole": whole,
        "parked": len(parked),
        "wrong": wrong,
        "seconds": round(time.monotonic() - began),
        "load": load,
    }
    if asked.json:
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=2, default=str), encoding="utf-8")
    journal = "nguyên vẹn" if whole else f"KHÔNG nguyên vẹn: {chain.sentence}"
    sys.stdout.write(
        f"{len(outcomes)} sự cố, sai {wrong}; nhật ký {journal}; "
        f"việc bị treo {len(parked)}; {told['seconds']} s, tải {load:.1f}.\n"
    )
    return 1 if wrong else 0


def _tried(stand: Stand, title: str, scenario: object) -> Outcome:
    found = Outcome(title)
    began = time.monotonic()
    try:
        scenario(stand, found)  # type: ignore[operator] # a scenario of the table
    except Exception as problem:  # noqa: BLE001 - one outage that goes wrong must not hide the others
        found.wrong.append(f"{type(problem).__name__}: {str(problem)[:500]}")
        found.wrong += traceback.format_exc().splitlines()[-9:]
        with suppress(TimeoutError):
            stand.mend()
    sys.stderr.write(f"{title}: {time.monotonic() - began:.0f} s, {found.wrong or 'không mất gì'}\n")
    return found


def _show(outcomes: list[Outcome]) -> None:
    table = Table(title="Khi một phần ngừng chạy", title_justify="left")
    for column in ("Sự cố", "Ai thấy gì", "doctor", "Bắt kịp sau", "Sai"):
        table.add_column(column, overflow="fold")
    for each in outcomes:
        seen = "\n".join(
            f"{one.who}: {one.status} · {one.seconds:.1f} s · {one.sentence[:_SHOWN]}" for one in each.seen
        )
        doctor = "\n".join(f"{what}: {said[:_SHOWN]}" for what, said in each.doctor.items())
        table.add_row(each.outage, seen, doctor, f"{each.caught_up:.1f} s", "\n".join(each.wrong) or "0")
    Console(width=200).print(table)


if __name__ == "__main__":
    sys.exit(main())
