"""Issuing: a number once, from its register, restarting on 1 January; the same bytes however often."""

import hashlib
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import issuing, wiring
from documents.catalogue import CATALOGUE
from models.errors import NotFound, Refused
from models.tables import Document, Register, Result, Task
from tests.actions.houses import ON

DAY = timedelta(days=1)
RECEIPT = "order-receipt"


def receipt(house, code, on=ON, moment="validity"):
    return issuing.issue(code, house.main(code).id, moment, RECEIPT, on)


def row(number):
    with wiring.unit_of_work() as session:
        return session.get_one(Document, number)


def last_numbers(series="dost-dong-nai:TB-SKHCN"):
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(Register).where(Register.series == series).order_by(Register.year))
        return {each.year: each.last for each in rows}


@pytest.fixture
def orders(house):
    """Eight tasks, ordered."""
    return [house.order() for _ in range(8)]


def test_numbers_count_up_in_their_register(house, orders):
    issued = [row(receipt(house, code)) for code in orders[:3]]
    assert [each.number_text for each in issued] == ["01/TB-SKHCN", "02/TB-SKHCN", "03/TB-SKHCN"]
    assert [each.doc_ordinal for each in issued] == [1, 1, 1]
    assert issued[0].file_notation == f"{orders[0]}.001"
    assert (issued[0].year, issued[0].issued_on, issued[0].sha256) == (2026, ON, None)


def test_registers_restart_on_the_first_of_january_and_keep_each_year(house, orders):
    days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2), date(2028, 1, 1)]
    issued = [row(receipt(house, code, day)) for code, day in zip(orders, days, strict=False)]
    assert [(each.year, each.number) for each in issued] == [
        (2026, 1), (2026, 2), (2027, 1), (2027, 2), (2028, 1),
    ]  # fmt: skip
    assert last_numbers() == {2026: 2, 2027: 2, 2028: 1}


def test_each_body_keeps_its_own_register(house):
    here, there = house.order(), house.order(province="Lâm Đồng")
    house.hand_in_all(here, "dat-hang")
    house.decide(here, "validity", "so.chuyen-vien")
    one, other = row(receipt(house, here)), row(receipt(house, there))
    lists = row(issuing.issue(here, house.main(here).id, "order-list", "order-list", ON))
    assert one.number == other.number == lists.number == 1
    assert len({each.series for each in (one, other, lists)}) == 3


def test_issuing_twice_gives_the_same_document(house, orders):
    first = receipt(house, orders[0])
    again = receipt(house, orders[0], ON + 40 * DAY)
    assert first == again
    assert row(again).issued_on == ON
    assert last_numbers() == {2026: 1}


def test_another_round_is_another_document(house, orders):
    first, second = receipt(house, orders[0]), receipt(house, orders[0], moment="validity#2")
    assert first != second
    assert (row(first).number, row(second).number) == (1, 2)


def test_a_paper_that_must_not_be_written_uses_no_number(house):
    code = house.at("REGISTER")
    entry = house.main(code).id
    with pytest.raises(Refused) as refused:
        issuing.issue(code, entry, "certificate", "registration-certificate", ON)
    assert refused.value.reasons
    series = [each for each in _series() if "KQNC" in each]
    assert series == []
    house.record(code, "accepted_on", "04/01/2026", "so.chuyen-vien")
    with wiring.unit_of_work() as session:
        task = session.scalars(select(Task).where(Task.code == code)).one()
        session.get_one(Result, task.id).grade = "pass"
    assert row(issuing.issue(code, entry, "certificate", "registration-certificate", ON)).number == 1


def _series():
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(Register.series)))


def test_eight_at_once_never_give_a_number_twice_and_leave_no_gap(house, orders, together):
    numbers = together(*[lambda code=code: row(receipt(house, code)).number for code in orders])
    assert sorted(numbers) == list(range(1, 9))
    assert last_numbers() == {2026: 8}
    assert house.chain_is_whole()


def test_the_same_paper_asked_for_eight_times_at_once_is_issued_once(house, orders, together):
    entry = house.main(orders[0]).id
    found = together(*[lambda: issuing.issue(orders[0], entry, "validity", RECEIPT, ON)] * 8)
    assert len(set(found)) == 1
    assert last_numbers() == {2026: 1}


def test_numbers_that_are_refused_in_the_crowd_leave_no_gap(house, together):
    good = [house.order() for _ in range(4)]
    bad = [house.at("SUBMIT") for _ in range(4)]

    def refused(code):
        entry = house.main(code).id
        issuing.issue(code, entry, "supplement:completeness#1", "supplement-notice", ON)

    found = together(
        *[lambda code=code: row(receipt(house, code)).number for code in good],
        *[lambda code=code: refused(code) for code in bad],
    )
    assert sorted(found[:4]) == [1, 2, 3, 4]
    assert all(isinstance(each, Refused) for each in found[4:])


def test_the_bytes_are_kept_once_and_are_the_same_whenever_they_are_set(house, orders):
    number = receipt(house, orders[0])
    assert issuing.unstored() == (number,)
    first = issuing.keep(number)
    kept = row(number)
    data = wiring.archive().get(first)
    assert data.startswith(b"%PDF")
    assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert kept.page_amount >= 1
    assert issuing.unstored() == ()
    with wiring.unit_of_work() as session:
        session.get_one(Document, number).sha256 = None
    assert issuing.keep(number) == first
    assert issuing.keep(number) == first


def test_bytes_that_were_lost_from_the_archive_are_set_again(house, orders):
    number = receipt(house, orders[0])
    first = issuing.keep(number)
    for file in house.home.rglob(first):
        file.unlink()
    assert not wiring.archive().has(first)
    assert issuing.keep(number) == first
    assert wiring.archive().has(first)


def test_the_facts_on_record_make_the_page_and_not_those_of_today(house, orders):
    number = receipt(house, orders[0])
    before = row(number).facts
    house.record(orders[0], "budget", "5000000000", "so.chuyen-vien")
    issuing.keep(number)
    assert row(number).facts == before


def test_the_record_holds_what_annex_vi_of_decree_30_asks_for(house, orders):
    kept = row(receipt(house, orders[0]))
    entry = CATALOGUE[RECEIPT]
    assert kept.type_name == entry.name_vi
    assert kept.organ_name == "Sở Khoa học và Công nghệ"
    assert kept.subject
    assert kept.signer_position
    assert kept.language == "Tiếng Việt"
    assert kept.maintenance == entry.retention.label
    assert kept.file_catalog == 2026


def test_the_journal_says_that_a_paper_was_numbered(house, orders):
    receipt(house, orders[0])
    assert house.journal(orders[0])[-1] == "Ban hành Thông báo tiếp nhận phiếu đặt hàng số 01/TB-SKHCN."
    assert house.dossier(orders[0]).version > 1


def test_a_document_or_a_stay_that_does_not_exist_is_said(orders):
    with pytest.raises(NotFound):
        issuing.keep(999)
    with pytest.raises(NotFound):
        issuing.issue(orders[0], 999, "validity", RECEIPT, ON)
    with pytest.raises(NotFound):
        issuing.papers_due(orders[0], 999, "validity")
    assert last_numbers() == {}
