"""Pages of a province with many tasks: each asks the database a few times, whatever it shows, and is light.

How fast they are at 100,000 tasks is measured by `./triplehelix bench pages`; here is what makes it possible.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from actions import wiring
from actions.boards import published
from benchmarks import province, province_work

TASKS, ORGANISATIONS = 300, 30
LARGEST = 100 * 1024
STATE, HOST = "so.truong-phong", "chu-tri"

ASKED = {
    "/work": 11,
    "/tasks": 6,
    "/tasks?q=nong+san": 7,
    "/tasks?due=late": 6,
    "/tasks?stage=MATCH&due=soon": 6,
    "/tasks/{code}": 11,
    "/search?q=che+bien": 9,
    "/closet": 9,
    "/boards": 8,
    "/market": 7,
    "/market/{need}": 10,
    "/councils": 6,
    "/account": 8,
    "/orders": 7,
    "/agreements": 6,
}
"""How often a page may ask, whoever looks and whatever is there to show: what it needs, and a little more."""
ROWS = 50
"""Rows that a full page of a list has; what it counts above them has fewer."""


@contextmanager
def asking():
    """The statements that the portal sends meanwhile."""
    seen = []
    engine = wiring.engine()

    def note(*given):
        seen.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def named(house):
    """What the addresses name, in a province of three hundred tasks."""
    made = province.make(TASKS, ORGANISATIONS)
    need = province_work.do()
    with wiring.unit_of_work() as session:
        published.keep(session, published.look(session, wiring.today()))
    return {"code": made.code, "need": need}


def test_pages_ask_a_few_times_and_are_light_however_many_rows_they_show(named, portal):
    found = {}
    for handle in (STATE, HOST, "hoi-dong.1"):
        guest = portal(handle)
        guest.get("/account")
        for page, most in ASKED.items():
            with asking() as seen:
                answer = guest.get(page.format(**named))
            assert answer.status_code in {200, 403, 404}, page
            if len(seen) > most or len(answer.content) > LARGEST:
                found[handle, page] = (len(seen), len(answer.content))
    assert found == {}
    for page in ("/tasks", "/closet"):
        assert portal(STATE).page(page).count("<tr") in range(ROWS, 2 * ROWS + 10), "lists are paged"
