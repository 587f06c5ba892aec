"""How far a long piece of work has come: in words with counts, for whoever waits for it.

A flow's run tells it in its log and in one progress artifact on its page; whoever runs a flow in a process of
their own, as a command does, may listen as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, cast
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from documents.vietnamese import number_vi

EVERY: Final = 5.0
"""Seconds between two words about the same part: often enough to see that it lives."""

_listener: ContextVar[Callable[[str], None]] = ContextVar("listener", default=lambda _sentence: None)


@contextmanager
def heard(listener: Callable[[str], None]) -> Iterator[None]:
    """Let somebody hear the progress of what runs in the block, beside its run's page."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@dataclass(frozen=True)
class Progress:
    """How far one part of the work has come: so many of `all` seen, of which so many were mended.

    `before` and `whole` count what lies in earlier parts, and in all parts together.
    """

    part: str
    seen: int
    all: int
    mended: int
    before: int
    whole: int

    @property
    def share(self) -> float:
        """How much of the whole is done, in percent."""
        return 100.0 if not self.whole else 100.0 * (self.before + self.seen) / self.whole

    @property
    def is_end(self) -> bool:
        """Whether the part is done."""
        return self.seen == self.all

    def __str__(self) -> str:
        counted = f"đã xem {number_vi(self.seen)}/{number_vi(self.all)}, dựng lại {number_vi(self.mended)}"
        return f"{self.part}: {counted} (chung: {self.share:.0f}%)."


class Teller:
    """Tells the progress of the flow that runs here, seldom enough not to become the work itself.

    Args:
        key: the fixed key of the artifact: small letters, digits and dashes.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._artifact: UUID | None = None
        self._told_at = float("-inf")

    def tell(self, progress: Progress) -> None:
        """Tell it when a part is done, or when nothing was said for a while."""
        if not progress.is_end and time.monotonic() - self._told_at < EVERY:
            return
        self._told_at = time.monotonic()
        sentence = str(progress)
        get_run_logger().info("%s", sentence)
        _listener.get()(sentence)
        if self._artifact is None:
            # Prefect's functions are coroutines as well; in a flow that is none they return when it is done.
            made = create_progress_artifact(progress.share, key=self._key, description=sentence)
            self._artifact = cast("UUID", made)
        else:
            update_progress_artifact(self._artifact, progress.share, description=sentence)
