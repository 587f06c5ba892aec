"""Whether the services that the portal leans on answer now."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from actions import wiring
from actions.operation import schema
from actions.operation.answering import State
from models.errors import TripleHelixError, Unavailable

_PATIENCE_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """How a service stands, in both languages."""

    name: str
    answers: bool
    meaning_vi: str
    meaning_en: str
    url: str | None = None


def database_answers() -> bool:
    """Tell whether PostgreSQL answers a question."""
    try:
        with wiring.unit_of_work() as session:
            return bool(session.execute(text("SELECT true")).scalar_one())
    except (Unavailable, SQLAlchemyError):
        return False


def prefect_answers() -> bool:
    """Tell whether Prefect's server answers, with its database behind it."""
    api = os.environ.get("PREFECT_API_URL") or f"{wiring.settings().prefect_url}/api"
    try:
        return httpx.get(f"{api}/ready", timeout=_PATIENCE_SECONDS).is_success
    except httpx.HTTPError:
        return False


def schema_serves() -> bool:
    """Tell whether the tables are of a version that this program can work on."""
    try:
        return schema.examine().serves
    except (TripleHelixError, SQLAlchemyError):
        return False


def archive_answers() -> bool:
    """Tell whether the place where papers are kept answers; nothing is read there."""
    try:
        wiring.archive().has("0" * 64)
    except TripleHelixError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Probes:
    """The questions that the portal asks before it says how things stand."""

    database: Callable[[], bool] = database_answers
    prefect: Callable[[], bool] = prefect_answers
    schema: Callable[[], bool] = schema_serves
    archive: Callable[[], bool] = archive_answers

    def ask(self) -> tuple[ServiceHealth, ...]:
        """Ask each service once."""
        return (
            ServiceHealth("PostgreSQL", self.database(), "Nơi ghi nhớ", "Where everything is remembered"),
            ServiceHealth(
                "Prefect",
                self.prefect(),
                "Nơi làm việc và theo dõi",
                "Where work happens and is shown",
                wiring.settings().prefect_url,
            ),
        )

    def readiness(self) -> State:
        """Whether the portal can serve people.

        It serves without Prefect (what is promised waits), so no portal is taken out of service for that.
        """
        database = self.database()
        parts = {
            "database": database,
            "schema": database and self.schema(),
            "archive": self.archive(),
        }
        return State(ok=all(parts.values()), parts=parts)
