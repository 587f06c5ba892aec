"""What Prefect shows beside the runs: boards under a fixed key, whose versions are their history, and events.

Prefect's table artifacts do not render links in their cells (its V2 pages); links belong in markdown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate
from prefect.events import Event, Resource

OURS: Final = "triplehelix."
"""How the names of all our events begin, and the ids of what they are about."""
CLOSET_OPENED: Final = "triplehelix.closet.opened"
CLOSET_ESCALATED: Final = "triplehelix.closet.escalated"
CLOSET_CLOSED: Final = "triplehelix.closet.closed"
STAGE_ENTERED: Final = "triplehelix.stage.entered"
DEADLINE_MISSED: Final = "triplehelix.deadline.missed"
JOURNAL_BROKEN: Final = "triplehelix.journal.broken"


@dataclass(frozen=True)
class Page:
    """What is published under a fixed key: `page`, `table` and `image` make one."""

    key: str
    kind: str
    data: str
    description: str = ""


def page(key: str, markdown: str, description: str = "") -> Page:
    """Make a page of markdown.

    Args:
        key: the fixed name of the page: small letters, digits and dashes.
        markdown: the page; links, tables and Mermaid pictures are rendered.
        description: what the page is, in one sentence.
    """
    return Page(key, "markdown", markdown, description)


def table(key: str, rows: Sequence[Mapping[str, object]], description: str = "") -> Page:
    """Make a table to search and page through."""
    return Page(key, "table", json.dumps([*map(dict, rows)], ensure_ascii=False), description)


def image(key: str, address: str, description: str = "") -> Page:
    """Make a picture of its address.

    Prefect's page prints the address below the picture, so one that holds the picture itself does not
    belong here; in a page of markdown it does.
    """
    return Page(key, "image", address, description)


class Board:
    """Publishes what managers read and what automations listen to.

    Args:
        api: an open client of the Prefect server.
    """

    def __init__(self, api: SyncPrefectClient) -> None:
        self.api = api

    def publish(self, key: str, markdown: str, description: str = "") -> bool:
        """Publish a page of markdown, and tell whether it differs from the last version."""
        return bool(self.publish_all([page(key, markdown, description)]))

    def publish_all(self, pages: Iterable[Page]) -> frozenset[str]:
        """Publish what differs from its last version, and tell the keys; all are read in one call."""
        pages = tuple(pages)
        latest = self._latest([each.key for each in pages])
        changed = [each for each in pages if latest.get(each.key) != each.data]
        for each in changed:
            body = ArtifactCreate(key=each.key, type=each.kind, data=each.data, description=each.description)
            self.api.request("POST", "/artifacts/", json=body.model_dump(mode="json", exclude_unset=True))
        return frozenset(each.key for each in changed)

    def emit(
        self,
        event: str,
        subject: str,
        payload: Mapping[str, object] | None = None,
        *,
        name: str = "",
        event_id: UUID | None = None,
    ) -> None:
        """Tell Prefect's feed, and the automations that listen, that something has happened.

        Args:
            event: one of the names above.
            subject: whom it is about: `task:CODE` or `case:CODE`.
            payload: what there is to know about it.
            name: the words by which the subject is shown in the feed.
            event_id: the same id again stays one event in the feed.
        """
        kind, _, code = subject.partition(":")
        labels = {
            "prefect.resource.id": f"{OURS}{kind}.{code}",
            "prefect.resource.name": name or code,
        }
        happened = Event(event=event, resource=Resource(labels), payload=dict(payload or {}))
        if event_id is not None:
            happened.id = event_id
        self.api.request("POST", "/events", json=[happened.model_dump(mode="json")])

    def _latest(self, keys: Sequence[str]) -> dict[str, Any]:
        asked = {"artifacts": {"key": {"any_": list(keys)}}, "limit": len(keys)}
        found = self.api.request("POST", "/artifacts/latest/filter", json=asked).json()
        return {each["key"]: each["data"] for each in found}
