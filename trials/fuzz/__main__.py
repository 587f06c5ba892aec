"""Throw at every door for so long: `./triplehelix trial fuzz [--seconds N] [--coverage] [DOOR ...]`.

With `--coverage` Atheris is fetched for the run and looks for inputs that reach new lines. Ends with 1 when a
door let a fault through; the inputs that did it are kept in the folder that is named.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import site
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from trials import apart
from trials.fuzz.engine import LARGEST, MOST_MEMORY, SLOWEST
from trials.fuzz.targets import TARGETS

_ROOT: Final = Path(__file__).parents[2]
ATHERIS: Final = "atheris==3.1.0"


def throw(
    python: str, name: str, *, seconds: float, engine: str, keep: Path, seed: int = 1
) -> dict[str, Any]:
    """Throw at one door in a process of its own; what ended the process is a fault as well."""
    told = ["--seconds", str(seconds), "--engine", engine, "--keep", str(keep), "--seed", str(seed)]
    paths = os.pathsep.join([str(_ROOT), *site.getsitepackages()])
    done = subprocess.run(  # noqa: S603 - our own program
        [python, "-W", "ignore", "-m", "trials.fuzz.engine", name, *told],
        cwd=keep,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stdout.splitlines() if line.startswith('{"target"')]
    if said:
        found: dict[str, Any] = json.loads(said[-1])
        return found
    end = (done.stderr.strip().splitlines() or ["no word"])[-1]
    return {"target": name, "engine": engine, "inputs": 0, "faults": {f"ended {done.returncode}: {end}": ""}}


def main() -> int:
    """Throw, and say what came of it."""
    parser = argparse.ArgumentParser(prog="./triplehelix trial fuzz", description=__doc__)
    parser.add_argument("doors", nargs="*", choices=[*TARGETS, []], metavar="DOOR", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=8, help="at each door; all take some three minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--coverage", action="store_true", help=f"by coverage, with {ATHERIS}")
    asked = parser.parse_args()
    keep = Path(tempfile.mkdtemp(prefix="triplehelix-fuzz-"))
    with contextlib.ExitStack() as stack:
        python, engine = sys.executable, "mutation"
        if asked.coverage:
            python, engine = str(stack.enter_context(apart.environment(ATHERIS)) / "python"), "coverage"
        rows = []
        for name in asked.doors or TARGETS:
            row = throw(python, name, seconds=asked.seconds, engine=engine, keep=keep, seed=asked.seed)
            rows.append(row)
            memory, slowest = row.get("memory_mb", 0), row.get("slowest", 0)
            sys.stdout.write(f"{name:14} {row['inputs']:9} inputs {slowest:6} s {memory:6} MB ")
            sys.stdout.write("; ".join(row["faults"]) + "\n" if row["faults"] else "no fault\n")
    limits = {"seconds": SLOWEST, "memory": MOST_MEMORY, "bytes": LARGEST}
    faults = sum(len(row["faults"]) for row in rows)
    inputs = sum(row["inputs"] for row in rows)
    total = {"inputs": inputs, "faults": faults, "limits": limits, "kept": str(keep) if faults else ""}
    sys.stdout.write(json.dumps({"doors": rows, "total": total}, ensure_ascii=False) + "\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
