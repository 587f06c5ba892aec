"""Whether a program of a production lives, for the checks of containers and of systemd: exit code 0 or 1.

`python -m console.healthy URL` asks a server; `--engine` reads the beats of the engines here, as
`./triplehelix health engine` does (`actions.operation.beats`), with `--ready` also whether they work;
`--process WORDS` looks for the process that has these words on its command line (Prefect's services answer
nobody). `--within SECONDS` asks until it is well.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from actions.operation import beats
from console.services import answers

_PAUSE: Final = 0.5
"""Seconds between two looks at a program that is starting."""


def main(arguments: Sequence[str]) -> int:
    """Look, and tell."""
    asked = understood(arguments)
    return int(not _within(asked.within, _question(asked)))


def understood(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; the process ends with 2 where it says nothing that can be asked."""
    reader = argparse.ArgumentParser(prog="python -m console.healthy")
    what = reader.add_mutually_exclusive_group(required=True)
    what.add_argument("url", nargs="?")
    what.add_argument("--engine", action="store_true")
    what.add_argument("--process", metavar="WORDS")
    reader.add_argument("--ready", action="store_true")
    reader.add_argument("--within", metavar="SECONDS", type=float, default=0.0)
    asked = reader.parse_args(arguments)
    if asked.ready and not asked.engine:
        reader.error("--ready goes with --engine; of a server, ask its /ready")
    return asked


def _question(asked: argparse.Namespace) -> Callable[[], bool]:
    if asked.engine:
        return lambda: _engines(ready=asked.ready)
    return (lambda: answers(asked.url)) if asked.url else (lambda: _runs(asked.process))


def _within(seconds: float, is_well: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not is_well():
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)
    return True


def _engines(*, ready: bool) -> bool:
    found = beats.standing(Path(os.environ.get("TRIPLEHELIX_HOME", ".triplehelix")))
    return found.ready if ready else found.lives


def _runs(words: str) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if words in said and process.name != str(os.getpid()):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
