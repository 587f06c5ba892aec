"""Needs and offers: who registers them, closing one, taking a list in."""

from datetime import date

import pytest

from actions import needs, people, rehearsal, wiring
from models import samples
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.tables import Audit, Need, Organisation
from tests.actions.houses import ON

pytestmark = pytest.mark.usefixtures("house")

OWN = rehearsal.house("enterprise")


def register(handle, organisation=OWN, **changes):
    stated = {"kind": "need", "title": "Bảo quản dừa uống nước", "text": "", "province": "", "discipline": ""}
    with wiring.unit_of_work() as session:
        actor = people.find(session, handle)
        return needs.register(
            session, organisation=organisation, actor=actor, on=ON, **{**stated, **changes}
        ).id


def close(number, handle, because="đã mua được thiết bị", on=ON):
    with wiring.unit_of_work() as session:
        needs.close(session, number, people.find(session, handle), on, because=because)


def listed(**more):
    with wiring.unit_of_work() as session:
        return needs.listed(session, **more)


def test_an_enterprise_registers_and_closes_what_it_needs_itself(house):
    number = register("tiep-nhan", province="Bến Tre", discipline="Kỹ thuật và công nghệ")
    [row] = listed(search="dua uong")
    assert (row["organisation"], row["province"], row["discipline"]) == (OWN, "Bến Tre", "engineering")
    close(number, "tiep-nhan")
    assert listed(open_on=ON) == []
    with pytest.raises(Refused, match="đã đóng"):
        close(number, "tiep-nhan")
    with wiring.unit_of_work() as session:
        tags = [row.tag for row in session.query(Audit).where(Audit.tag.startswith("need:"))]
    assert tags == ["need:technology:registered", "need:technology:closed"]
    assert house.chain_is_whole()


def test_only_the_department_speaks_for_another_organisation():
    for handle in ("tiep-nhan", "htx", "dat-hang", "chu-tri", "hoi-dong.1", "dinh-gia"):
        with pytest.raises(NotPermitted):
            register(handle, "Công ty W International")
    assert listed() == []
    assert register("so.chuyen-vien", "Công ty W International")


def test_nobody_closes_the_need_of_another():
    number = register("tiep-nhan")
    with pytest.raises(NotPermitted):
        close(number, "htx")
    with pytest.raises(BadInput, match="lý do"):
        close(number, "tiep-nhan", because=" ")
    with pytest.raises(NotFound):
        close(number + 1, "so.giam-doc")


def test_a_dissolved_organisation_needs_nothing():
    with wiring.unit_of_work() as session:
        people.ensure_organisation(session, "Công ty đã giải thể").dissolved_on = date(2025, 1, 1)
    with pytest.raises(Refused, match="giải thể"):
        register("so.giam-doc", "Công ty đã giải thể")


def test_what_is_stated_wrongly_is_refused_with_every_reason():
    with pytest.raises(BadInput) as refusal:
        register("tiep-nhan", kind="vay", title=" ", province="Atlantis")
    assert len(refusal.value.reasons) == 3


def test_a_list_taken_in_twice_adds_nothing():
    first = needs.import_file(samples.path("needs.csv"), None, ON)
    again = needs.import_file(samples.path("needs.csv"), None, ON)
    assert (first.rows, first.imported, first.rejected) == (34, 34, 0)
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 34)
    with wiring.unit_of_work() as session:
        kinds = dict(session.query(Organisation.name, Organisation.kind).all())
    assert kinds["Công ty Bột thực phẩm Bích Chi"] == "enterprise"
    assert kinds["UBND tỉnh Bắc Giang"] == "state_body"


def test_a_list_corrects_its_own_rows_and_keeps_wrong_ones_out(tmp_path):
    file = tmp_path / "needs.csv"
    head = "id,kind,title_vi,organisation,province,field,source_url\n"
    file.write_text(head + "N1,need,Máy sấy,Cơ sở A,Bến Tre,,\n", encoding="utf-8")
    needs.import_file(file, None, ON)
    file.write_text(
        head + "N1,need,Máy sấy muối,Cơ sở A,Bến Tre,,\nN2,mượn,,Cơ sở B,Atlantis,,x\n", encoding="utf-8"
    )
    found = needs.import_file(file, None, ON)
    assert (found.updated, found.imported, found.rejected) == (1, 0, 1)
    [(line, reasons)] = found.rejects
    assert line == 3
    assert len(reasons) == 4
    with wiring.unit_of_work() as session:
        assert [row.title for row in session.query(Need)] == ["Máy sấy muối"]


def test_an_enterprise_does_not_take_lists_in():
    with wiring.unit_of_work() as session:
        actor = people.find(session, "tiep-nhan")
    with pytest.raises(NotPermitted):
        needs.import_file(samples.path("needs.csv"), actor, ON)
