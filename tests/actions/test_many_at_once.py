"""A province may hold a hundred thousand tasks: what is asked of many at once is asked of all of them."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models import queries
from models.queries import browsing, comments, councils, desk, market, uploads, words
from models.queries.agreements import items_of_agreements
from models.tables import Document

NUMBERS = range(1, 70_001)
"""More than the 65,535 values that a statement takes one by one."""
CODES = [f"DN-{number}" for number in NUMBERS]

ASKED = {
    "open cases": lambda: queries.open_cases(CODES),
    "remedies of cases": lambda: queries.remedies_in(NUMBERS),
    "last escalations": lambda: queries.last_escalations(NUMBERS),
    "tasks held": lambda: queries.tasks_held(CODES),
    "tasks imported": lambda: queries.tasks_to_complete(CODES, CODES),
    "people held": lambda: queries.people_by_handles(CODES),
    "people called": lambda: comments.people_called(CODES),
    "people by number": lambda: councils.handles_of(NUMBERS),
    "needs": lambda: market.needs_by_id(NUMBERS),
    "tasks": lambda: market.tasks_by_id(NUMBERS),
    "organisations": lambda: market.organisations_by_id(NUMBERS),
    "papers": lambda: desk.numbered(Document, NUMBERS),
    "signatures": lambda: desk.signatures_on(NUMBERS),
    "uploads": lambda: uploads.uploads_standing(CODES),
    "items of agreements": lambda: items_of_agreements(NUMBERS),
    "papers found": lambda: browsing.papers_shown("nong san", NUMBERS),
    "papers in place": lambda: words.words_in_place("nong san", NUMBERS),
}


@pytest.fixture(scope="module")
def session(postgres_server, migrated_template):
    """A reading of an empty house."""
    engine = create_engine(postgres_server.url(migrated_template))
    with Session(engine) as reading:
        yield reading
    engine.dispose()


@pytest.mark.parametrize("asked", [pytest.param(each, id=name) for name, each in ASKED.items()])
def test_more_are_asked_of_at_once_than_a_statement_takes_one_by_one(session, asked):
    assert session.execute(asked()).all() == []
