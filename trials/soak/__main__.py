"""Does anything get lost when, for minutes, one part after the other is killed at random under load?

    ./triplehelix trial soak [--minutes 10] [--seed N] [--json FILE]

The house of `trial topology` (two portals, two engines, two Prefect API servers and their services, Valkey,
PostgreSQL that syncs to disk) with an object store of its own. Officers decide through the portals without a
pause; SIGKILL falls on a part drawn at random, at a moment drawn at random, and it is started again after a
few seconds as a supervisor would. Whoever decides sends again, under its key, what was not answered.

In the end, with everything alive: each acknowledged decision is there, papers and numbers once, the journal
whole, storage and tables agreeing, no promise left over, each living task with one true window. The seed that
is printed draws the same parts and pauses again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import httpx

from trials.soak.load import soaked
from trials.topology.house import standing
from trials.topology.judging import judged
from trials.topology.load import drained


def main() -> int:
    """Run the soak; 1 when something was lost or stands wrong, or nothing was tried."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial soak", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--minutes", type=float, default=10.0)
    reader.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    reader.add_argument("--json", type=Path, help="where the report is written")
    asked = reader.parse_args()
    # Whoever ends the trial ends its servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _say(f"seed {asked.seed}")
    began = time.monotonic()
    with standing(stored=True) as house:
        _say(f"the house stands after {time.monotonic() - began:.0f} s")
        draw = random.Random(asked.seed)  # noqa: S311 - a schedule, no secret
        load, killed = soaked(house, asked.minutes * 60, draw, report=_say)
        left = drained()
        found = judged(load)
    acknowledged = [each for each in load.done if each.status == httpx.codes.OK]
    report = {
        "minutes": asked.minutes,
        "seed": asked.seed,
        "load": round(os.getloadavg()[0], 1),
        "killed": dict(killed),
        "kills": killed.total(),
        "acknowledged": len(acknowledged),
        "slowest_answer_s": round(max((each.seconds for each in acknowledged), default=0.0), 1),
        "sent_again": sum(each.tries - 1 for each in load.done),
        "met": dict(load.met),
        "drained_s": left,
        "decided": found["decided"],
        "papers": found["papers"],
        "windows": found["windows"],
        "violations": [
            *(f"{code}: an acknowledged decision is lost" for code in found["lost"]),
            *found["wrong"],
        ],
    }
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    width = max(map(len, report))
    _say("\n".join(f"{name:{width}}  {value}" for name, value in report.items()))
    _say(json.dumps(report, ensure_ascii=False))
    return int(bool(report["violations"]) or not acknowledged or not killed)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
