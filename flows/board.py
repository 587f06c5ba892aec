"""What Prefect shows beside the runs: boards under a fixed key, whose versions are their history, and events.

Prefect's table artifacts do not render links in their cells (its V2 pages); links belong in markdown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.events import Event, Resource

OURS: Final = "triplehelix."
"""How the names of all our events begin, and the ids of what they are about."""
CLOSET_OPENED: Final = "triplehelix.closet.opened"
CLOSET_ESCALATED: Final = "triplehelix.closet.escalated"
CLOSET_CLOSED: Final = "triplehelix.closet.closed"
STAGE_ENTERED: Final = "triplehelix.stage.entered"
DEADLINE_MISSED: Final = "triplehelix.deadline.missed"
JOURNAL_BROKEN: Final = "triplehelix.journal.broken"


class Board:
    """Publishes what managers read and what automations listen to.

    Args:
        api: an open client of the Prefect server.
    """

    def __init__(self, api: SyncPrefectClient) -> None:
        self.api = api

    def publish(self, key: str, markdown: str, description: str = "") -> bool:
        """Publish a page of markdown, and tell whether it differs from the last version.

        Args:
            key: the fixed name of the page: small letters, digits and dashes.
            markdown: the page; links, tables and Mermaid pictures are rendered.
            description: what the page is, in one sentence.
        """
        return self._publish(key, "markdown", markdown, description)

    def publish_table(self, key: str, rows: Sequence[Mapping[str, object]], description: str = "") -> bool:
        """Publish a table to search and page through, and tell whether it differs from the last version."""
        return self._publish(key, "table", json.dumps([*map(dict, rows)], ensure_ascii=False), description)

    def publish_image(self, key: str, address: str, description: str = "") -> bool:
        """Publish a picture by its address, and tell whether it differs from the last version.

        Prefect's page prints the address below the picture, so one that holds the picture itself does not
        belong here; in a page of markdown it does.
        """
        return self._publish(key, "image", address, description)

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

    def _publish(self, key: str, kind: str, data: str, description: str) -> bool:
        if self._latest(key) == data:
            return False
        body = ArtifactCreate(key=key, type=kind, data=data, description=description)
        self.api.request("POST", "/artifacts/", json=body.model_dump(mode="json", exclude_unset=True))
        return True

    def _latest(self, key: str) -> object:
        found = self.api.read_latest_artifacts(
            artifact_filter=ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[key])), limit=1
        )
        return found[0].data if found else None
