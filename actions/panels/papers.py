"""The papers of a file that a panel judges, as its page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import links, wiring
from documents.catalogue.steering import STEERING
from documents.facts.panels import CALL_NOTICE, HONOURS_LIST
from models import queries

PUBLIC = frozenset({CALL_NOTICE, HONOURS_LIST})
"""The papers that everybody who sees the file may read; the others are for those who run it."""


@dataclass(frozen=True)
class PaperLine:
    """A paper to be read: `path` is empty while its bytes are not kept yet."""

    title: str
    number: str
    on: date
    path: str


def papers_of(session: Session, file_id: int, *, everything: bool) -> tuple[PaperLine, ...]:
    """The papers of a file, in order; only the public ones unless the visitor may read everything."""
    portal = wiring.settings().portal_url
    return tuple(
        PaperLine(
            STEERING[row.paper].name_vi,
            row.number_text,
            row.issued_on,
            links.paper_link(row.signed_sha256 or row.sha256).removeprefix(portal) if row.sha256 else "",
        )
        for row in session.scalars(queries.documents_of_file(file_id))
        if everything or row.paper in PUBLIC
    )
