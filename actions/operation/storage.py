"""The archive, with its failures counted."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, cast

from actions.operation.figures import STORAGE
from documents.archive import Altered, Archive
from models.errors import Unavailable

_FAILURES = (Unavailable, Altered)
"""What a monitor is told of: that nothing is kept under a name is an answer, and no failure."""


def watched(archive: Archive) -> Archive:
    """The same archive; a call of it that fails is counted by its name and goes on failing."""
    return cast("Archive", _Watched(archive))


class _Watched:
    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the archive has under that name
        found = getattr(self._archive, name)
        return _counting(name, found) if callable(found) else found


def _counting(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the archive's own
        try:
            given = call(*args, **more)
        except _FAILURES as problem:
            _count(name, problem)
            raise
        return _read(name, given) if isinstance(given, Generator) else given

    return counted


def _read(name: str, pieces: Iterator[Any]) -> Iterator[Any]:
    """What is read piece by piece may fail at any piece."""
    try:
        yield from pieces
    except _FAILURES as problem:
        _count(name, problem)
        raise


def _count(name: str, problem: Exception) -> None:
    STORAGE.labels(name, type(problem).__name__).inc()
