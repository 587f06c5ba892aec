"""A Prefect server that does not remember, beside its tables, which events it has heard.

Prefect's server drops for five minutes whatever bears the number of an event that it has heard. In the trial
its tables are put back before each try, and its memory is not: the events of a try that is like the last one
were dropped, and came again when the five minutes were over. With this in the place of its memory (setting
`PREFECT_MESSAGING_CACHE`), what is told twice stays one event by the key of its table alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from prefect.server.utilities import messaging

M = TypeVar("M", bound=messaging.Message)


class Cache(messaging.Cache):
    """Remembers nothing."""

    async def clear_recently_seen_messages(self) -> None:
        """Nothing was seen."""

    async def without_duplicates(self, attribute: str, messages: Iterable[M]) -> list[M]:  # noqa: ARG002 - as it is asked
        """All of them."""
        return list(messages)

    async def forget_duplicates(self, attribute: str, messages: Iterable[M]) -> None:
        """Nothing is known of them."""
