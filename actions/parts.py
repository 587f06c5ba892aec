"""A long list in parts: with each, whether it is the last, and what has come of the list so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass
class Counts:
    """How many rows of a list were read, and what became of each."""

    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def with_earlier(self, brought: Mapping[str, int]) -> None:
        """Count what a run brought that was cut off: this one has met those rows as unchanged."""
        self.imported += brought.get("imported", 0)
        self.updated += brought.get("updated", 0)
        self.unchanged = max(0, self.rows - self.imported - self.updated - self.rejected)


@dataclass
class Account:
    """What earlier runs have brought of a list that is taken in again; this one remembers nothing.

    Args:
        brought: how many rows came in new, or completed what was there, by name.
        is_concluded: whether the whole list was taken in and written down, and only its owner not told.
    """

    brought: Mapping[str, int] = field(default_factory=dict)
    is_concluded: bool = False

    def keep(self, session: Session, found: Counts, *, is_last: bool) -> None:
        """Remember what has come in, in the transaction by which it comes in."""


AFRESH = Account()
"""Of a list that a person takes in: begun again, it is a list of its own."""


def to_the_last(parts: Iterable[list[T]]) -> Iterator[tuple[list[T], bool]]:
    """Each part, and whether it is the last; of a list without any, an empty one.

    What concludes a list is written with its last part, in one transaction: who is cut off between the two
    would find nothing left to take in when it begins anew, and conclude that nothing was taken in.
    """
    coming = iter(parts)
    part: list[T] = next(coming, [])
    for following in coming:
        yield part, False
        part = following
    yield part, True
