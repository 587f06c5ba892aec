"""Organisations: what is on record is corrected, and what is gone is succeeded, in one way for all doors."""

from datetime import date

import pytest
from sqlalchemy import select

from actions import organisations, outbox, people, rehearsal, wiring
from actions.organisations import Sheet
from models.dossier import Dossier
from models.errors import NotFound, Refused
from models.language import PartyKind
from models.permissions import may_see
from models.tables import Audit, Organisation

ADMIN = "so.quan-tri"
GONE_ON = date(2026, 1, 1)


def does(act, *given, **more):
    with wiring.unit_of_work() as session:
        return act(session, people.find(session, ADMIN), *given, **more)


def number_of(name):
    with wiring.unit_of_work() as session:
        return session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


def look(number):
    with wiring.unit_of_work() as session:
        return organisations.one(session, number)


def promised():
    told = []
    while True:
        with outbox.taken() as promise:
            if promise is None:
                return told
            told.append(promise.subject)


def test_what_is_on_record_is_found_without_accents_and_corrected(house):
    number = does(organisations.add, Sheet("Viện Nghiên cứu Dừa", PartyKind.PUBLIC_UNIT, "tỉnh Vĩnh Long"))
    with wiring.unit_of_work() as session:
        assert [row.id for row in organisations.page(session, "vien nghien cuu DUA").rows] == [number]
    assert look(number).sheet.province == "Vĩnh Long"
    changed = Sheet("Viện Dừa", PartyKind.PUBLIC_UNIT, "Vĩnh Long", "H61.9", "Số 1 đường Ba Tháng Hai")
    does(organisations.edit, number, changed)
    assert look(number).sheet == changed
    with wiring.unit_of_work() as session:
        assert "trước là Viện Nghiên cứu Dừa" in session.scalars(select(Audit.text)).all()[-1]


def test_a_sheet_is_refused_with_every_reason(house):
    with pytest.raises(Refused) as refusal:
        does(organisations.add, Sheet(" ", province="Xứ Mơ", address="x" * 301))
    assert len(refusal.value.reasons) == 3
    with pytest.raises(Refused, match="Đã có tổ chức"):
        does(organisations.add, Sheet(rehearsal.house("host").upper()))
    with pytest.raises(NotFound):
        does(organisations.edit, 999_999, Sheet("Viện"))


def test_a_successor_is_alive_and_no_heir_of_itself(house):
    old, middle, new = (does(organisations.add, Sheet(f"Viện {name}")) for name in ("Cũ", "Giữa", "Mới"))
    does(organisations.dissolve, old, GONE_ON, "01/QĐ-UBND", middle)
    with pytest.raises(Refused, match="không thể kế thừa chính mình"):
        does(organisations.dissolve, middle, GONE_ON, "02/QĐ-UBND", old)
    with pytest.raises(Refused, match="không thể kế thừa chính mình"):
        does(organisations.dissolve, new, GONE_ON, "02/QĐ-UBND", new)
    does(organisations.dissolve, middle, GONE_ON, "02/QĐ-UBND")
    with pytest.raises(Refused, match="đã giải thể"):
        does(organisations.dissolve, new, GONE_ON, "03/QĐ-UBND", middle)
    with pytest.raises(Refused) as refusal:
        does(organisations.dissolve, new, None, " ")
    assert len(refusal.value.reasons) == 2
    assert look(old).successor == "Viện Giữa"


def test_tasks_that_live_are_handed_over_to_the_successor_whose_people_then_act(house):
    code = house.at("EXECUTE")
    gone, heir = number_of(rehearsal.house("host")), number_of(rehearsal.house("university"))
    with pytest.raises(Refused, match="đã giải thể"):
        does(organisations.hand_over, gone)
    does(organisations.dissolve, gone, GONE_ON, "05/QĐ-UBND", heir)
    promises = promised()
    assert "closet:all" in promises
    task: Dossier = house.dossier(code)
    assert (task.host.id, task.host.successor) == (gone, rehearsal.house("university"))
    assert look(gone).named == ((code, task.title),)
    assert does(organisations.hand_over, gone) == 1
    task = house.dossier(code)
    assert task.host.id == heir
    assert f"task:{code}" in promised()
    assert any("thay" in said for said in house.journal(code))
    with wiring.unit_of_work() as session:
        assert not may_see(people.find(session, "chu-tri"), task)
    assert look(gone).living == 0
    assert does(organisations.hand_over, gone) == 0
    assert house.chain_is_whole()
