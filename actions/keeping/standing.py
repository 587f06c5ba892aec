"""Where the tables stand, for backups: the version of the schema, and the end of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, wiring
from actions.keeping.beside import names
from models import queries
from models.history import GENESIS
from models.queries import heads, keeping


@dataclass(frozen=True)
class Standing:
    """The schema's revision, and the last link of the journal."""

    revision: str
    entry: int
    hash: str


def standing(session: Session) -> Standing:
    """Where the tables stand in this transaction."""
    entry, link = session.execute(queries.last_audit()).first() or (0, GENESIS)
    return Standing(session.scalar(keeping.revision()) or "", entry, link)


def holds(session: Session, entry: int, link: str) -> bool:
    """Whether the journal has that link."""
    return not entry or session.scalar(heads.hash_at(entry)) == link


def wanted(session: Session) -> dict[str, tuple[str, date | None]]:
    """Every hash that storage must hold, with its media type and the day until which it is locked."""
    return {name.sha256: (name.media_type, name.lock_until) for name in names(session, ())}


def tell_restored(session: Session, backup: str, at: str) -> None:
    """Write into the journal that all of this came back from a backup."""
    audit.record(
        session,
        "system:file:restored",
        f"Khôi phục hệ thống từ bản sao lưu {backup}, về thời điểm {at}.",
        on=wiring.today(),
        facts={"backup": backup, "at": at},
    )
