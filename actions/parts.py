"""A long list in parts: with each, whether it is the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


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
