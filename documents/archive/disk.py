"""What every place on a disk does alike: reads in pieces, and writes what outlives a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from documents.archive.words import PIECE


def pieces_of(place: Path) -> Iterator[bytes]:
    """A file, piece by piece.

    Raises:
        OSError: it cannot be opened or read.
    """
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def sync(place: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on.

    Raises:
        OSError: the disk does not take it.
    """
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
