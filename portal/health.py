"""Whether the services that the portal leans on answer now."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from actions import wiring
from models.errors import Unavailable

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


@dataclass(frozen=True, slots=True)
class Probes:
    """The questions that the portal asks before it says how things stand."""

    database: Callable[[], bool] = database_answers
    prefect: Callable[[], bool] = prefect_answers

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
