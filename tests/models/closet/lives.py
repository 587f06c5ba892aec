"""Dossiers of every shape, for properties: facts on any day, known or not, contradictory or not."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from models.dossier import ClockStop, CouncilSitting, Dossier, Grade, Position, Result, Seat
from models.language import ProductType
from tests.builders import (
    COOPERATIVE,
    ENTERPRISE,
    INSTITUTE,
    ORDERER,
    decision,
    dossier,
    entry,
    issued,
    submission,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2014, 1, 1), date(2027, 12, 31)

SELECTED = entry("SELECT", date(2019, 11, 4), left_on=date(2020, 1, 10))
MEMORANDUM = entry("MATCH", date(2023, 7, 1), issued=(issued("memorandum", date(2023, 8, 1)),))
DRAFTED = entry("TRANSFER", date(2023, 9, 1), submissions=(submission("transfer_draft", date(2023, 9, 5)),))
HANDED = entry("RIGHTS_R2", date(2023, 7, 1), decisions=(decision("rights-handover", date(2024, 8, 16)),))
LISTED = entry("MATCH", date(2026, 1, 5), imported=True)
LIVED = (
    entry("ORDER", date(2019, 5, 1), left_on=date(2019, 6, 3)),
    SELECTED,
    entry("EXECUTE", date(2020, 4, 1), left_on=date(2023, 4, 3)),
)

SEATS = tuple(
    Seat(number, "Thành viên hội đồng", "", position)
    for number, position in enumerate(
        (Position.CHAIR, Position.REVIEWER, Position.REVIEWER, Position.SECRETARY, Position.MEMBER), start=1
    )
)


def sitting(gate: str, formed_on: date, meets_on: date | None = None, **changes) -> CouncilSitting:
    """A council of five, all present, none standing aside, that has not voted."""
    return replace(CouncilSitting(gate, formed_on, meets_on, SEATS), **changes)


RUNNING = (
    *LIVED[:2],
    entry(
        "EXECUTE",
        date(2020, 4, 1),
        submissions=(submission("periodic_report", date(2021, 1, 15)),),
        stops=(ClockStop(date(2021, 3, 1), date(2021, 4, 1), ""), ClockStop(date(2024, 3, 1), None, "")),
    ),
    entry("EQUIPMENT", date(2023, 4, 3), due_on=date(2023, 6, 2)),
)
ASKED = (
    entry(
        "IDENTIFY",
        date(2019, 6, 3),
        due_on=date(2019, 7, 18),
        sittings=(sitting("identification-council", date(2019, 6, 20), date(2019, 7, 1)),),
        submissions=(submission("duplication_report", date(2019, 6, 10)),),
    ),
)
CALLED = (entry("CALL", date(2019, 9, 16), due_on=date(2019, 10, 31)),)


DATES = st.one_of(st.none(), st.dates(FIRST, LAST))
RESULTS = st.fixed_dictionaries(
    {name: DATES for name in Result.__dataclass_fields__ if name.endswith(("_on", "_since"))}
    | {
        "grade": st.sampled_from([None, *Grade]),
        "in_use": st.sampled_from([None, True, False]),
        "rights_rung": st.sampled_from([None, 1, 3, 5]),
        "awaits_central_document": st.sampled_from(["", "1203/SKHCN-QLKH"]),
        "trl": st.sampled_from([None, 4, 8]),
        "ip_kind": st.sampled_from(["", "invention", "design", "variety"]),
    }
)
HEIRLESS = replace(INSTITUTE, dissolved_on=date(2025, 7, 1))
TASKS = st.fixed_dictionaries(
    {
        "recipient": st.sampled_from(
            [None, ENTERPRISE, COOPERATIVE, ORDERER, replace(ENTERPRISE, dissolved_on=date(2024, 2, 29))]
        ),
        "host": st.sampled_from([None, INSTITUTE, HEIRLESS, replace(HEIRLESS, successor="Viện kế thừa")]),
        "co_owner": st.sampled_from([None, COOPERATIVE, replace(COOPERATIVE, dissolved_on=date(2022, 3, 1))]),
        "item13": st.booleans(),
        "state_reserves": st.sampled_from([None, True, False]),
        "state_share": st.sampled_from([None, Decimal(1), Decimal("0.3")]),
        "share_clause": st.sampled_from([None, True, False]),
        "products": st.sampled_from([frozenset(), frozenset({ProductType.I}), frozenset({ProductType.III})]),
        "approved_on": DATES,
        "contract_signed_on": DATES,
        "legal_basis_on": DATES,
        "recipient_named_on": DATES,
        "outcome": st.sampled_from(["", "", "", "terminated", "applied"]),
        "entries": st.sampled_from(
            [(), LIVED, (MEMORANDUM,), (DRAFTED,), (HANDED,), (LISTED,), RUNNING, ASKED, CALLED]
        ),
    }
)


@st.composite
def any_dossier(draw) -> Dossier:
    """A task of which anything may be known."""
    known = draw(RESULTS)
    # Most dates of most tasks are not known: without this, nearly every result would be out.
    blank = draw(st.sets(st.sampled_from(sorted(known)), max_size=len(known)))
    return dossier(**draw(TASKS), **{name: value for name, value in known.items() if name not in blank})
