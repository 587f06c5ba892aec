"""The second wall: which role of PostgreSQL may do what with which table, and how much of it a visitor sees.

The first wall is `models.permissions`, asked by every action. This one stands in PostgreSQL: an action that
forgot to ask finds no row. Tables that are not told here may be touched by their owner alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from models.language import Role
from models.permissions import APPLICANTS, Actor, valued_at

PORTAL: Final = "triplehelix_portal"
"""The portal's process, and in it a visitor of an organisation: rows of tasks only as far as they may see."""
ENGINE: Final = "triplehelix_engine"
"""The engine's process: all rows, but neither sessions nor keys."""
READER: Final = "triplehelix_reader"
"""Auditors and figures: reads, and no secret."""
HOUSE: Final = "triplehelix_house"
"""What the portal's process becomes for a visitor of the State's side: all rows."""
PUBLIC: Final = "triplehelix_public"
"""What the portal's process becomes at doors open to everybody: reads what these doors answer from."""

PROCESSES: Final = (PORTAL, ENGINE, READER)
"""The roles that log in."""
GUISES: Final = (HOUSE, PUBLIC)
"""The roles that nobody logs in as: the portal's process takes them on for one transaction."""
ROLES: Final = (*PROCESSES, *GUISES)

VERBS: Final = {"s": "select", "i": "insert", "u": "update", "d": "delete"}


@dataclass(frozen=True)
class Right:
    """What may be done with a table: letters of `VERBS` for the portal and for the engine.

    Attributes:
        portal: What the portal may, in every guise but that of the public.
        engine: What the engine may.
        reader: Whether the reader reads it.
        public: Whether doors open to everybody answer from it.
        withheld: The columns that the reader is not shown: secrets, and who voted how.
    """

    portal: str
    engine: str = ""
    reader: bool = True
    public: bool = False
    withheld: tuple[str, ...] = ()


RIGHTS: Final[dict[str, Right]] = {
    "advisory_actions": Right("siu", "siu"),
    "advisory_items": Right("siud", "siud"),
    "advisory_sessions": Right("siu", "siu", public=True),
    "agreement_items": Right("siud", "s"),
    "agreements": Right("siu", "s", public=True),
    "alembic_version": Right("s", "s"),
    "answers": Right("siud", reader=False),
    "audit": Right("si", "si", public=True),
    "audit_heads": Right("s", "si"),
    "ballots": Right("siu", "s", withheld=("person_id", "comment")),
    "clock_stops": Right("siu", "siu"),
    "closet_cases": Right("siu", "siu"),
    "closet_rounds": Right("s", "siu"),
    "closet_watches": Right("siud", "siud"),
    "comments": Right("siu", "s"),
    "council_seats": Right("siu", "s"),
    "councils": Right("siu", "s"),
    "decisions": Right("si", "si"),
    "delegations": Right("siu", "s"),
    "deliveries": Right("siu", "siu"),
    "documents": Right("siu", "siu", public=True),
    "filings": Right("siu", "s"),
    "form_drafts": Right("siud", "siu", reader=False),
    "funding_lines": Right("siu", "siu"),
    "incomes": Right("siu", "s"),
    "invitations": Right("siu", "siu", reader=False),
    "knocks": Right("siud", reader=False),
    "letterheads": Right("siud", "s", public=True),
    "letters": Right("s", "siu"),
    "matches": Right("siu", "siu"),
    "movements": Right("si", "si"),
    "needs": Right("siu", "siu", public=True),
    "nominations": Right("siu", "s"),
    "organisations": Right("siu", "siu", public=True),
    "outbox": Right("siu", "siu", reader=False),
    "panel_ballots": Right("siu", "s", withheld=("person_id", "comment", "conflict")),
    "panel_seats": Right("siu", "s"),
    "panels": Right("siu", "s"),
    "payouts": Right("siu", "s"),
    "people": Right(
        "siu",
        "su",
        withheld=(
            *("totp_secret", "last_step", "failures"),
            *("password", "password_failures", "shut_until", "sso_subject"),
        ),
    ),
    "plans": Right("siu", "s"),
    "portal_sessions": Right("siud", reader=False),
    "process_changes": Right("siu", "siu"),
    "process_moves": Right("siu", "siu"),
    "proposals": Right("siu", "s"),
    "province_years": Right("si", "s"),
    "publications": Right("siu", "s"),
    "published_boards": Right("siud", "siud"),
    "published_cases": Right("siud", "siud"),
    "registers": Right("siu", "siu"),
    "remedies": Right("siu", "siu"),
    "reported_figures": Right("siu", "s"),
    "results": Right("siu", "siu", public=True),
    "signatures": Right("si", "si", public=True),
    "special_days": Right("siud", "s", public=True),
    "stage_entries": Right("siu", "siu", public=True),
    "submissions": Right("siu", "siu", public=True),
    "support_calls": Right("siu", "s"),
    "support_payments": Right("si", "s"),
    "survey_links": Right("siu", "su", withheld=("token_sha256",)),
    "surveys": Right("siu", "s"),
    "target_readings": Right("si", "s"),
    "targets": Right("siu", "s"),
    "tasks": Right("siu", "siu", public=True),
    "tokens": Right("siu", reader=False),
    "uploads": Right("siu", "siu", reader=False),
    "webhooks": Right("siu", "siu", withheld=("secret",)),
    "windows": Right("s", "siud"),
    "work_files": Right("siu", "siu", public=True),
    "work_items": Right("siu", "s"),
}
"""The table of grants. A test asserts that every mapped table stands in it."""

NUMBERED: Final = ("stage_entries",)
"""The tables whose next number is asked for by itself, ahead of the row that will bear it."""


@dataclass(frozen=True)
class Sight:
    """How much a transaction sees: in which role, and there as whom (JSON; empty: as nobody)."""

    role: str
    told: str = ""


NOTHING: Final = Sight(PORTAL)
"""Nobody is known yet: no row of any task."""
EVERYTHING: Final = Sight(HOUSE)
OPEN_TO_ALL: Final = Sight(PUBLIC)


def with_task(sight: Sight, task: int) -> Sight:
    """The same sight, with one more task: an action has judged that it asks the visitor for something."""
    if sight.role != PORTAL or not sight.told:
        return sight
    told = json.loads(sight.told)
    told["let"] = sorted({*told.get("let", ()), task})
    return Sight(sight.role, json.dumps(told, separators=(",", ":")))


def sight_of(actor: Actor) -> Sight:
    """What a person sees: the State's side all, others what `permissions.may_see` and `opened_to` say."""
    if any(role.is_state for role in actor.roles):
        return EVERYTHING
    told: dict[str, object] = {"organisation": actor.organisation_id, "person": actor.id}
    if Role.COUNCIL in actor.roles:
        told["seats"] = True
    if not actor.roles.isdisjoint(APPLICANTS):
        told["applies"] = True
    if Role.VALUER in actor.roles:
        pairs = sorted(valued_at())
        told["stages"] = sorted({stage for _, stage in pairs})
        told["values_at"] = [f"{version}/{stage}" for version, stage in pairs]
    return Sight(PORTAL, json.dumps(told, separators=(",", ":")))
