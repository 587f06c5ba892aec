"""What the tables hold about people: why, for how long, who sees it, and what erasing does. Pure.

Every column of a table that points at a person, or holds an address or words about one, stands in `HELD`: a
test fails for a column that is not classed. The export of a person's own data and its erasing walk this
table, and docs/data-protection.md is checked against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from models.purposes import Purpose


class Fate(Enum):
    """What erasing a person does to the rows of a table."""

    BLANKED = "blanked"
    """The row stays, for records point at it; what can be blanked in it is."""
    GONE = "gone"
    """The rows are deleted."""
    STAYS = "stays"
    """The rows stay: a record that the law keeps, or the journal."""


@dataclass(frozen=True)
class Held:
    """A table with personal data.

    `whose` are the columns that point at the person (none where it is somebody outside). `told` is what the
    person is given of it on request; `secret` is personal, and never given out; `other` is not about the
    person.
    """

    table: str
    purpose: Purpose
    fate: Fate
    whose: tuple[str, ...]
    told: tuple[str, ...]
    secret: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


def _held(
    table: str, purpose: Purpose, fate: Fate, whose: str, told: str, secret: str = "", other: str = ""
) -> Held:
    return Held(table, purpose, fate, *(tuple(each.split()) for each in (whose, told, secret, other)))


_P, _F = Purpose, Fate

HELD: Final[tuple[Held, ...]] = (
    _held(
        *("people", _P.ACCOUNT, _F.BLANKED, "id"),
        "handle title email unit roles active sso_subject language declined created_at failures "
        "password_failures "
        "shut_until",
        "totp_secret password last_step",
        "organisation_id",
    ),
    _held(
        "portal_sessions", _P.DOORS, _F.GONE, "person_id", "began_at seen_at ends_at browser by_sso", "sha256"
    ),
    _held("invitations", _P.DOORS, _F.GONE, "person_id", "kind made_at ends_at used_at", "sha256"),
    _held(
        *(
            "tokens",
            _P.DOORS,
            _F.GONE,
            "person_id",
            "name scopes made_at ends_at used_at revoked_at",
            "sha256",
        ),
        "id",
    ),
    _held("answers", _P.DOORS, _F.GONE, "person_id", "status ends_at", "key request headers body"),
    _held("knocks", _P.DOORS, _F.GONE, "", "", "key", "began_at ends_at count"),
    _held("letters", _P.REACHING, _F.GONE, "person_id", "kind subject on sent_at", "", "id key"),
    _held(
        *(
            "webhooks",
            _P.REACHING,
            _F.BLANKED,
            "person_id",
            "url events made_at paused_at ended_at",
            "secret",
        ),
        "id organisation_id looked_at",
    ),
    _held("form_drafts", _P.DESK, _F.GONE, "person_id", "form subject values saved_at"),
    _held(
        *(
            "uploads",
            _P.DESK,
            _F.STAYS,
            "person_id",
            "paper file_name size made_at ends_at ended_at",
            "key handle",
        ),
        "id task_id part_size parts submission_id",
    ),
    _held("audit", _P.JOURNAL, _F.STAYS, "person_id", "at on tag text facts", "", "id task_id previous hash"),
    _held(
        "ballots",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "council_id on agree score grade comment written marks cast_at",
    ),
    _held(
        *("comments", _P.RECORD, _F.STAYS, "person_id", "task_id text on withdrawn_on made_at", ""),
        "id mentioned",
    ),
    _held(
        "council_seats",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "council_id position present recused stated_on conflict",
    ),
    _held(
        *(
            "decisions",
            _P.RECORD,
            _F.STAYS,
            "person_id",
            "gate round role verdict on comment missing channel made_at",
        ),
        *("", "id entry_id"),
    ),
    _held(
        *(
            "delegations",
            _P.RECORD,
            _F.STAYS,
            "from_id to_id",
            "roles valid_from valid_to document revoked_on",
        ),
        *("", "id created_at"),
    ),
    _held(
        *(
            "documents",
            _P.RECORD,
            _F.STAYS,
            "approved_by",
            "type_name code_notation subject approved_on signer_position",
        ),
        "",
        "id task_id entry_id session_id agreement_id file_id paper moment facts organ_id "
        "file_catalog file_notation "
        "doc_ordinal series year number number_text issued_on organ_name language page_amount "
        "issued_amount priority "
        "maintenance signed_sha256 signed_size sha256 size stored_at created_at",
    ),
    _held(
        *(
            "nominations",
            _P.RECORD,
            _F.STAYS,
            "person_id nominated_by",
            "reason nominated_on withdrawn_on decided_on",
        ),
        *("", "id file_id task_id honoured created_at"),
    ),
    _held(
        "panel_ballots",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "panel_id candidate on agree score comment recused conflict written marks cast_at",
    ),
    _held("panel_seats", _P.RECORD, _F.STAYS, "person_id", "panel_id position present"),
    _held(
        "process_changes",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "from_version to_version applied_at undone_at",
        "",
        "id plan",
    ),
    _held(
        "proposals",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "title submitted_on withdrawn_on",
        "",
        "id call_id organisation_id content expected need_id task_id facts asked_vnd own_vnd "
        "checked_on ineligible "
        "decided_on granted_vnd outcome outcome_on in_use created_at",
    ),
    _held(
        "publications",
        _P.RECORD,
        _F.STAYS,
        "cleared_by",
        "title cleared_on",
        "",
        "id task_id kind planned_on published_on where cancelled_on created_at",
    ),
    _held(
        "remedies",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "case_id remedy on comment done_by channel made_at",
        "",
        "id due_on document who what result responsible authority organisation_id facts document_id done_on",
    ),
    _held(
        "signatures",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "document_id position role on signed_at holder issuer serial fingerprint is_test",
        "",
        "id place organisation_id kind sha256 created_at",
    ),
    _held(
        "submissions",
        _P.RECORD,
        _F.STAYS,
        "person_id",
        "paper role on file_name size withdrawn_on",
        "",
        "id entry_id organisation_id sha256 media_type pages text terms thumbnail_sha256 "
        "document_id created_at",
    ),
    _held(
        "work_items",
        _P.RECORD,
        _F.STAYS,
        "officer_id",
        "code what due_on done_on evidence quality",
        "",
        "id plan_id parent who lead_unit co_units result criterion responsible authority "
        "task_id published_on "
        "started_on exceeded awaits_central_since awaits_central_document cancelled_on created_at",
    ),
    _held(
        "incomes",
        _P.FIGURES,
        _F.STAYS,
        "person_id",
        "task_id kind begins_on ends_on created_at",
        "",
        "id amount_vnd costs_vnd taxes_vnd intermediary_vnd payer document",
    ),
    _held(
        "movements",
        _P.FIGURES,
        _F.STAYS,
        "person_id",
        "task_id kind on created_at",
        "",
        "id source stage instalment amount_vnd document key voids_id",
    ),
    _held(
        "needs",
        _P.FIGURES,
        _F.STAYS,
        "person_id",
        "kind title registered_on closed_on",
        "",
        "id text folded terms organisation_id province discipline closed_by source_key source_url created_at",
    ),
    _held(
        "province_years",
        _P.FIGURES,
        _F.STAYS,
        "person_id",
        "province year created_at",
        "",
        "id local_budget_vnd science_vnd digital_vnd grdp_vnd source",
    ),
    _held(
        "support_payments",
        _P.FIGURES,
        _F.STAYS,
        "person_id",
        "proposal_id on created_at",
        "",
        "id amount_vnd document",
    ),
    _held(
        "target_readings",
        _P.FIGURES,
        _F.STAYS,
        "person_id",
        "target_id on created_at",
        "",
        "id value numerator denominator source",
    ),
    _held(
        "survey_links",
        _P.OUTSIDE,
        _F.STAYS,
        "",
        "",
        "token_sha256 email",
        "id survey_id organisation_id made_on answered_at answers need_id created_at",
    ),
    _held(
        "payouts",
        _P.OUTSIDE,
        _F.STAYS,
        "",
        "",
        "recipient",
        "id income_id share on amount_vnd document withdrawn_on withdrawn_because created_at",
    ),
)
"""Every table that holds personal data."""


def page(language: str) -> str:
    """The table of docs/data-protection.md (`en`) or .vi.md (`vi`), as Markdown."""
    at = 1 if language == "en" else 0
    headings = (
        ("Nhóm", "Bảng", "Để làm gì", "Giữ bao lâu", "Ai xem được", "Khi xóa"),
        ("Group", "Tables", "What for", "How long", "Who sees it", "On erasing"),
    )[at]
    fates = {
        Fate.BLANKED: ("làm trống", "blanked"),
        Fate.GONE: ("xóa hẳn", "deleted"),
        Fate.STAYS: ("giữ lại", "stays"),
    }
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    for purpose in Purpose:
        tables = [held for held in HELD if held.purpose is purpose]
        named = ", ".join(f"`{held.table}`" for held in tables)
        fate = "; ".join(dict.fromkeys(fates[held.fate][at] for held in tables))
        told = (purpose.titles[at], named, purpose.why[at], purpose.keeps[at], purpose.seen_by[at], fate)
        lines.append("| " + " | ".join(told) + " |")
    return "\n".join(lines) + "\n"
