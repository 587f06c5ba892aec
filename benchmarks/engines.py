"""Processes of a benchmark's own beside the servers: engines, or the workers that they are compared with."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ENGINE: Final = (sys.executable, "-m", "flows.engine")
READY: Final = "The engine is ready."
"""What an engine says when it works."""
_ROOT: Final = Path(__file__).parent.parent
_PATIENCE: Final = 120.0


@contextmanager
def running(name: str, folder: Path, command: Sequence[str] = ENGINE, ready: str = READY) -> Iterator[int]:
    """Run a program until the block ends, and tell its process once it has said that it is ready.

    Args:
        name: what its log in the folder is called.
        folder: where it works.
        command: the program; its environment is that of this process.
        ready: the words in its log by which it is known to be ready.
    """
    log = folder / f"{name}.log"
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    with log.open("wb") as words:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=words, stderr=words)  # noqa: S603 - own words
    try:
        await_so(lambda: ready in log.read_text(encoding="utf-8", errors="replace"), name)
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def await_so(is_so: Callable[[], bool], what: str, glance: float = 0.05) -> None:
    """Wait until something is so, looking every `glance` seconds; the benchmark ends if it never is."""
    until = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit(f"{what}: no answer within {_PATIENCE} s")
        time.sleep(glance)
