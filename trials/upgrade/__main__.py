"""Does the work of people go on while the system is upgraded under them?

    ./triplehelix trial upgrade [--from COMMIT] [--seconds 12] [--test FILE ...] [--no-tests] [--json FILE]

The programs of an earlier version (the last tag; without one, the last commit before the newest migration;
or the one named) are laid out of the history and work on a database of their own making: two portals and an
engine, each under its own login where that version has logins. People order tasks, hand papers in, talk,
decide and open pages without a pause, while `./triplehelix upgrade` of today brings the schema up; while old
programs go on with it, and one of each is started again; while a portal and an engine of today work beside
them; and when the old ones have gone. The packages that the old version needs are those installed today.

In the end: no answer of an error to anybody in any phase, every acknowledged decision on record, each paper
once, each live task with one true window, the journal whole, and no complaint in any program's log. Then a
sample of the earlier version's own tests is run on databases that today's migrations have made. Without
a history there is nothing to try, and the trial says so and ends with 2.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from trials.topology.judging import judged
from trials.topology.load import Load, drained
from trials.upgrade.earlier import ROOT, NoHistory, chosen, heads, laid_out
from trials.upgrade.house import House, standing
from trials.upgrade.load import Life, lived

_TESTS: Final = 900.0
"""Seconds after which the run of its tests is ended, and counts as failed; a quiet machine takes minutes."""


def main() -> int:
    """Upgrade; 1 when somebody was refused, or something was lost or stands wrong; 2 without a history."""
    asked = _asked()
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    load = os.getloadavg()[0]
    try:
        commit = chosen(asked.commit)
    except NoHistory as none:
        sys.stdout.write(f"{none}\n")
        return 2
    report: dict[str, Any] = {"from": commit, "load": round(load, 1)}
    if not asked.no_life:
        with standing(commit) as house:
            report |= _lived_through(house, asked.seconds)
    if not asked.no_tests:
        with tempfile.TemporaryDirectory(prefix="triplehelix-earlier-") as folder:
            began = time.monotonic()
            report["its_tests"] = laid_out(commit, Path(folder)).tested(_TESTS, asked.test)
            report["its_tests"]["seconds"] = round(time.monotonic() - began)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    width = max(map(len, report))
    rows = [f"{name:{width}}  {value}" for name, value in report.items()]
    sys.stdout.write("\n".join([*rows, json.dumps(report, ensure_ascii=False)]) + "\n")
    failed = not report.get("its_tests", {"ok": True})["ok"]
    return int(failed or any(report.get(each) for each in ("lost", "wrong", "refused", "complaints")))


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial upgrade", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--from", dest="commit", default="", help="the earlier version: a commit or a tag")
    reader.add_argument("--seconds", type=float, default=12.0, help="of each phase")
    reader.add_argument("--test", nargs="*", default=(), help="files of its tests/, instead of the sample")
    reader.add_argument("--no-tests", action="store_true")
    reader.add_argument("--no-life", action="store_true")
    reader.add_argument("--json", type=Path, help="where the report is written")
    return reader.parse_args()


def _lived_through(house: House, seconds: float) -> dict[str, Any]:
    """Let people live on through each phase; what they met, and what stands in the end."""
    from actions import wiring
    from documents.leaf import leaf

    keys = json.loads(house.earlier.seated(house.owner))
    old_engine = house.engine("old-engine", old=True)
    old = [house.portal_at(place, f"old-portal-{place}", old=True) for place in ("one", "two")]
    with lived(house.portal.url, keys, leaf(["Phiếu đặt hàng"])) as life:
        _phase(life, "old programs, old schema", seconds)
        upgraded = _upgrade(house, life)
        _phase(life, "old programs, new schema", seconds)
        life.phase = "old programs start again"
        old_engine.stop()
        old_engine = house.engine("old-engine-again", old=True)
        old[1].stop()
        old[1] = house.portal_at("two", "old-portal-again", old=True)
        life.phase = "new ones come"
        new = house.engine("new-engine", old=False)
        house.portal_at("three", "new-portal-three", old=False)
        _phase(life, "old and new side by side", seconds)
        life.phase = "old ones go"
        old_engine.stop()
        house.portal_at("four", "new-portal-four", old=False)
        for each in old:
            each.stop()
        _phase(life, "new programs", seconds)
    del new
    wiring.forget()
    left = drained()
    found = judged(Load(done=life.done))
    return {
        "heads": f"{house.earlier.head} -> {heads(ROOT)[-1]}",
        "upgrade_s": upgraded,
        "asked": dict(life.asked),
        "slowest_s": dict(life.slowest),
        "refused": life.refused[:20],
        "drained_s": left,
        **found,
        "complaints": house.complaints()[:20],
    }


def _phase(life: Life, name: str, seconds: float) -> None:
    sys.stderr.write(f"{name}\n")
    life.phase = name
    time.sleep(seconds)


def _upgrade(house: House, life: Life) -> float:
    """Bring the schema up as an operator does, while people work; the seconds that it took.

    Raises:
        RuntimeError: it could not.
    """
    life.phase = "the schema comes"
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-P", "-m", "console.commands", "upgrade", "--json"],
        env=house.owner,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{done.stdout} {done.stderr}"[-1500:])
    return round(time.monotonic() - began, 1)


if __name__ == "__main__":
    sys.exit(main())
