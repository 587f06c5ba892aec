"""What papers are headed with: set by the administrator, for what is issued from then on."""

import pytest
from sqlalchemy import select

from actions import issuing, letterheads, people, wiring
from actions.letterheads import Names
from models.errors import NotPermitted, Refused
from models.language import Verdict
from models.tables import Document
from tests.actions.houses import ON

NAMES = Names(place="Biên Hòa", info_body="Trung tâm Đổi mới sáng tạo (mẫu)", science_unit="QLCN")


def keep(names, handle="so.quan-tri"):
    with wiring.unit_of_work() as session:
        letterheads.keep(session, people.find(session, handle), names)


def issued(house):
    """The facts of the receipt of a new order, numbered now."""
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    house.decide(code, "validity", "so.chuyen-vien", Verdict.APPROVE)
    house.issue_all()
    with wiring.unit_of_work() as session:
        return session.scalars(select(Document).order_by(Document.id.desc())).first()


def test_what_is_set_heads_the_papers_that_come_and_no_earlier_one(house):
    before = issued(house)
    keep(NAMES)
    after = issued(house)
    assert before.facts["place"] == "Đồng Nai"
    assert after.facts["place"] == "Biên Hòa"
    assert after.facts["filing_unit"] == "QLCN"
    assert after.facts["issuer"] == before.facts["issuer"], "what was left empty follows from the province"
    with wiring.unit_of_work() as session:
        assert session.get_one(Document, before.id).facts == before.facts
        found = letterheads.standing(session)
    assert (found.now.place, found.derived.place) == ("Biên Hòa", "Đồng Nai")
    keep(Names())
    assert issued(house).facts["place"] == "Đồng Nai"
    assert house.chain_is_whole()


def test_what_is_too_long_or_of_somebody_else_is_refused(house):
    with pytest.raises(Refused) as refusal:
        keep(Names(place="x" * 201, science_unit="Q" * 31))
    assert len(refusal.value.reasons) == 2
    with pytest.raises(NotPermitted):
        keep(NAMES, "so.giam-doc")


def test_another_houses_papers_are_headed_by_its_own_names(house):
    keep(NAMES)
    with wiring.unit_of_work():
        pass
    code = house.order(province="Lâm Đồng")
    task = house.dossier(code)
    assert issuing.as_written(task, house.main(code), "validity", "order-receipt", ON).place == "Lâm Đồng"
