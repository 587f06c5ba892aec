"""Asking the process that opens what people hand in (`documents.intake.child`), and its limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from documents.apart import Apart

MEMORY_BYTES = 1024**3
"""Address space of the process that opens one file, besides what the file takes."""
UNFOLDED = 8
"""How many times its own size a file may take in memory once it is read, up to `SMALL_BYTES` of it."""
SMALL_BYTES = 50 * 1024**2
"""A larger file is a PDF, and nothing holds the whole of it."""
SECONDS = 20
"""Processor time for one file; of real time it gets twice as much."""
_AT_ONCE = 4

apart = Apart("documents.intake.child", at_once=_AT_ONCE)


def ask(file: bytes | Path, name: str, wanted: tuple[str, ...]) -> dict[str, Any] | None:
    """Have the file examined in a process of its own; None when that process ended without an answer.

    Raises:
        Unavailable: the process does not start.
    """
    size = file.stat().st_size if isinstance(file, Path) else len(file)
    memory = MEMORY_BYTES + size + UNFOLDED * min(size, SMALL_BYTES)
    return apart.ask(file, {"name": name, "wanted": wanted}, memory=memory, seconds=SECONDS)
