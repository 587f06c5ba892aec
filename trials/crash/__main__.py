"""Run the matrix and print what came of it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from trials.crash import matrix
from trials.crash.asking import warm
from trials.crash.matrix import Tried
from trials.crash.stories import STORIES
from trials.crash.world import made


def main() -> int:
    """Tell the stories that were asked for; 1 when something did not hold."""
    reader = argparse.ArgumentParser(prog="./triplehelix trial crash", description=__doc__)
    reader.add_argument("--only", default="", help="stories whose name holds this")
    reader.add_argument("--json", type=Path, help="where the whole report is written")
    asked = reader.parse_args()
    began = time.monotonic()
    found: list[Tried] = []
    with made() as (world, first):
        warm()
        for story in STORIES:
            if asked.only in story.name:
                found += matrix.tell(world, first, story, report=_tell)
    total = matrix.summed(found) | {"seconds": round(time.monotonic() - began)}
    if asked.json:
        rows = [vars(row) for row in found]
        asked.json.write_text(json.dumps({"actions": rows, "total": total}, indent=1, default=dict), "utf-8")
    sys.stdout.write(f"{json.dumps(total)}\n")
    return int(bool(total["violations"]))


def _tell(row: Tried) -> None:
    left = ", ".join(f"{name} {count}" for name, count in sorted(row.left.items()))
    count = sum(row.kinds.values())
    said = [f"{row.story:36.36} {row.step:56.56} {count:3} points  {left}  {row.seconds:.1f} s"]
    said += [f"    ✗ {each}" for each in row.violations]
    sys.stdout.write("\n".join(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
