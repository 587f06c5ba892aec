"""The rows of a list, read in batches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from actions.imports.judging import Read
from documents.spreadsheets import read_tasks
from models.listing.facts import Rejected
from models.listing.matching import match_key
from models.listing.rows import read_raw
from models.listing.tables import RawRow

AT_ONCE = 200
"""Rows taken in one transaction."""


def batches(path: Path) -> Iterator[list[Read]]:
    """The rows of a list, read as tasks, as many at once as one transaction takes in.

    Raises:
        BadInput: the file cannot be read as a list of tasks.
    """
    rows = read_tasks(path)
    while batch := list(islice(rows, AT_ONCE)):
        yield [_read(raw) for raw in batch]


def _read(raw: RawRow) -> Read:
    listed = read_raw(raw)
    if isinstance(listed, Rejected):
        return Read(raw, listed)
    return Read(raw, listed, match_key(listed), listed.digest())
