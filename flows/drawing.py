"""Drawing what the tables say: the picture of a subject is taken and drawn while nobody else draws it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from prefect.client.orchestration import SyncPrefectClient
from sqlalchemy.orm import Session

from actions import case_pictures, pictures, windows
from flows.board import DEADLINE_MISSED, Board
from flows.window import Window
from models.picture import Picture

_log = logging.getLogger(__name__)

LIFE: Final = "task"
CASE: Final = "case"
SESSION: Final = "session"
"""A session of the advisory council: it has papers, and no window."""
AGREEMENT: Final = "agreement"
"""Of an agreement: its paper is kept, and it has no window."""
FILE: Final = "file"
"""A file of work: its papers are kept, and it has no window."""
OVERDUE: Final = "overdue"
"""The tag of a run whose stage is past its due date."""
_STAGE: Final = "stage:"


@dataclass(frozen=True)
class Drawn:
    """What was drawn, and in which run."""

    run_id: UUID
    picture: Picture


class Studio:
    """Draws tasks and cases from the tables.

    Args:
        api: an open client of the Prefect server.
        window: another window than the default one, for tests.
    """

    def __init__(self, api: SyncPrefectClient, window: Window | None = None) -> None:
        self.api = api
        self.board = Board(api)
        self.window = window or Window(api, gained=self._tell)

    def draw(self, subject: str, on: date) -> Drawn | None:
        """Draw a subject as it stands on that day; None for what has no window.

        Raises:
            NotFound: no such task.
        """
        with windows.held(subject) as session:
            picture = picture_of(session, subject, on)
            if picture is None:
                return None
            run_id = self.window.draw(picture, windows.recall(session, subject))
            windows.remember(session, subject, run_id, picture.version, on)
        return Drawn(run_id, picture)

    def look(self, subject: str, on: date) -> Drawn | None:
        """The picture of a subject as it stands on that day, and its run; drawn only where it has no run yet.

        Raises:
            NotFound: no such task.
        """
        with windows.held(subject) as session:
            run_id = windows.recall(session, subject)
            picture = picture_of(session, subject, on) if run_id is not None else None
        if run_id is None or picture is None:
            return self.draw(subject, on)
        return Drawn(run_id, picture)

    def _tell(self, picture: Picture, tags: frozenset[str]) -> None:
        """Tell whoever listens that a stage is past its due date, when its run first shows it.

        A run that was overdue in one stage may be so in the next: each is a deadline of its own. The due date
        is part of the event's number, for a supplement moves it, and the new one may be missed as well.
        """
        stage = next((tag for tag in picture.tags if tag.startswith(_STAGE)), "")
        if OVERDUE in picture.tags and {OVERDUE, stage} & tags:
            payload = {"message": picture.message, "code": picture.code}
            missed = f"{DEADLINE_MISSED}/{picture.subject}/{stage}/{picture.facts.get('due', '')}"
            self.board.emit(
                DEADLINE_MISSED,
                picture.subject,
                payload,
                name=picture.name,
                event_id=uuid5(NAMESPACE_URL, missed),
            )

    def settle(self, subject: str, run_id: UUID, on: date, refusal: str = "") -> None:
        """Put a resumed run back to what the tables say, with the refusal of the answer, if any."""
        with windows.held(subject) as session:
            picture = picture_of(session, subject, on, refusal)
            if picture is None:
                _log.warning("%s has no picture; its run %s is left alone", subject, run_id)
                return
            shown = self.window.settle(run_id, picture)
            windows.remember(session, subject, shown, picture.version, on)


def picture_of(session: Session, subject: str, on: date, refusal: str = "") -> Picture | None:
    """Take the picture of a task or of its case; None where there is nothing to draw.

    Raises:
        NotFound: no such task.
    """
    kind, _, code = subject.partition(":")
    if kind in {SESSION, AGREEMENT, FILE}:
        return None
    if kind == CASE:
        return case_pictures.case_picture(session, code, on, refusal=refusal)
    return pictures.task_picture(session, code, on, refusal=refusal)
