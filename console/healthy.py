"""Whether a program of a production lives, for the checks of containers and of systemd: exit code 0 or 1.

`python -m console.healthy URL` asks a server; `--engine` reads the beat of this machine's engine; `--process
WORDS` looks for the process that has these words on its command line (Prefect's services answer nobody).
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from actions.operation import beats
from console.services import answers


def main(arguments: Sequence[str]) -> int:
    """Look, and tell."""
    reader = argparse.ArgumentParser(prog="python -m console.healthy")
    what = reader.add_mutually_exclusive_group(required=True)
    what.add_argument("url", nargs="?")
    what.add_argument("--engine", action="store_true")
    what.add_argument("--process", metavar="WORDS")
    asked = reader.parse_args(arguments)
    if asked.engine:
        return int(not _engine_lives())
    return int(not (answers(asked.url) if asked.url else _runs(asked.process)))


def _engine_lives() -> bool:
    home = Path(os.environ.get("TRIPLEHELIX_HOME", ".triplehelix"))
    return any(beat.lives for beat in beats.heard(home))


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
