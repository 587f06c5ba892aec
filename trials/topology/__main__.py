"""Does anything get lost when one of each part of a production dies under load?

    ./triplehelix trial topology [--decisions 90] [--every 0.6] [--json FILE]

The topology of `deployments/compose.yaml` on one machine, without containers: one PostgreSQL; Valkey as the
messenger between two Prefect API servers and their background services, which run apart; two engines; two
portals; a round robin before the servers and one before the portals. People decide through the portals while
one part of each kind is killed (SIGKILL) and started again, PostgreSQL and Valkey as well. Whoever decides
does as the interface asks: what was not answered is sent again under its key.

In the end: every acknowledged decision is on record, each paper is there once, every live task has one true
window, no promise is left over, the journal is whole.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from trials.topology.house import standing
from trials.topology.judging import judged
from trials.topology.load import drained, prepared, under_fire


def main() -> int:
    """Run the trial; 1 when something was lost or stands wrong."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial topology", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--decisions", type=int, default=90)
    reader.add_argument("--every", type=float, default=0.6, help="seconds between two decisions")
    reader.add_argument("--json", type=Path, help="where the report is written")
    asked = reader.parse_args()
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    with standing() as house:
        started = time.monotonic() - began
        codes, keys = prepared(asked.decisions)
        load, deaths = under_fire(house, codes, keys, asked.every)
        left = drained()
        found = judged(load)
    report = {
        "decisions": asked.decisions,
        "every_s": asked.every,
        "load": round(os.getloadavg()[0], 1),
        "started_s": round(started, 1),
        "killed": deaths,
        "acknowledged": sum(each.status == httpx.codes.OK for each in load.done),
        "answers_s": _spread([each.seconds for each in load.done]),
        "tries": sum(each.tries for each in load.done),
        "met": dict(load.met),
        "drained_s": left,
        **found,
    }
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    width = max(map(len, report))
    rows = [f"{name:{width}}  {value}" for name, value in report.items()]
    sys.stdout.write("\n".join([*rows, json.dumps(report, ensure_ascii=False)]) + "\n")
    return int(bool(report["lost"] or report["wrong"]))


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(statistics.median(ordered), 3),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        "max": round(ordered[-1], 3),
    }


if __name__ == "__main__":
    sys.exit(main())
