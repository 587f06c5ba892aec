"""Many papers in one run: numbered in order, printed by processes, kept once; cut off or not."""

import hashlib
import os

import pytest

from actions import batches, issuing, wiring
from models.errors import Unavailable
from models.tables import Document
from tests.actions.houses import ON


@pytest.fixture
def decided(house):
    """Three tasks whose first decision was taken, with nobody at work on their papers."""
    codes = [house.order() for _ in range(3)]
    for code in codes:
        house.hand_in_all(code, "dat-hang")
        house.decide(code, "validity", "so.chuyen-vien")
    return codes


def documents():
    with wiring.unit_of_work() as session:
        return session.query(Document).order_by(Document.id).all()


def test_all_papers_that_wait_are_numbered_in_order_printed_and_kept_once(house, decided):
    seen = []
    batch = batches.issue_pending(
        workers=2, recycled_after=2, progress=lambda done: seen.append((done.kept, os.getpid()))
    )
    rows = documents()
    assert batch.ok
    assert (batch.numbered, batch.kept) == (len(rows), len(rows))
    assert len(rows) >= 3
    assert [each for each, _ in seen] == list(range(1, len(rows) + 1))
    assert [row.number_text for row in rows if row.paper == "order-receipt"] == [
        "01/TB-SKHCN", "02/TB-SKHCN", "03/TB-SKHCN",
    ]  # fmt: skip
    for row in rows:
        assert hashlib.sha256(wiring.archive().get(row.sha256)).hexdigest() == row.sha256
        assert issuing.page_of(row).sha256 == row.sha256, "the same bytes as in any other process"
    assert house.chain_is_whole()
    again = batches.issue_pending(workers=1)
    assert (again.numbered, again.kept, again.faults) == (0, 0, [])


def test_one_that_cannot_be_printed_is_told_and_holds_up_no_other(house):
    codes = [house.order() for _ in range(2)]
    first, second = (
        issuing.issue(code, house.main(code).id, "validity", "order-receipt", ON) for code in codes
    )
    with wiring.unit_of_work() as session:
        session.get_one(Document, first).facts = {}
    batch = batches.issue_pending(workers=1)
    assert batch.kept == 1
    assert f"số dòng {first}" in " ".join(batch.faults)
    assert issuing.unstored() == (first,)
    assert documents()[1].id == second


def test_storage_that_is_away_ends_the_run_and_what_was_numbered_waits(house, monkeypatch):
    code = house.order()
    number = issuing.issue(code, house.main(code).id, "validity", "order-receipt", ON)
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_URL", "folder:///proc/none")
    with pytest.raises(Unavailable):
        batches.issue_pending(workers=1)
    monkeypatch.delenv("TRIPLEHELIX_ARCHIVE_URL")
    assert batches.issue_pending(workers=1).kept == 1
    assert issuing.unstored() == ()
    assert documents()[0].id == number
