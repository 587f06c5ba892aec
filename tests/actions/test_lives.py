"""Whole lives, walked as people walk them: every stage can be reached, every paper due can be numbered."""

from datetime import date

import pytest

from actions import rehearsal
from documents.catalogue import CATALOGUE
from models.errors import Refused
from models.language import Method, ProductType, Regime, Verdict
from models.lifecycle import LIFECYCLE, STAGES
from tests.actions.houses import ON

TO_CONTRACT = ["ORDER", "IDENTIFY", "CALL", "SELECT", "APPROVE", "CONTRACT"]
TO_RECOGNITION = ["EXECUTE", "SUBMIT", "ACCEPT", "COMPLETE", "REGISTER", "RECOGNISE"]
BESIDE = {stage.code for stage in LIFECYCLE if stage.beside}
R1_DAY, R2_DAY = date(2016, 1, 5), date(2019, 1, 7)


def line(house, code):
    return [stage for stage in house.stages(code) if stage not in BESIDE]


def ended(house, code):
    task = house.dossier(code)
    return task.outcome if not task.open_entries else None


def due_papers(*stages, but=()):
    """What these stages write when nothing is returned, adjusted or terminated."""
    special = {"adjustment-decision", "termination-decision", "direct-invitation", *but}
    return {each.paper for stage in stages for each in STAGES[stage].documents} - special


def test_a_life_under_the_law_of_2025_from_the_order_to_the_archive(house):
    code = house.order(equipment=True, state_share="0.6")
    house.record(code, "share_clause", "có", "so.chuyen-vien")
    walk = house.walk(code).to("MATCH").finish("EQUIPMENT").finish("IP")
    walk.record("chu-tri", "paid_path_on", f"{walk.day:%d/%m/%Y}").to("VALUE")
    walk.record("chu-tri", "value", "850000000").to("ARCHIVE").to("nowhere")
    task = house.dossier(code)
    lived = [
        *TO_CONTRACT, *TO_RECOGNITION, "RIGHTS_R4",
        "MATCH", "VALUE", "TRANSFER", "SHARE", "FOLLOW_UP", "ARCHIVE",
    ]  # fmt: skip
    assert line(house, code) == lived
    assert set(house.stages(code)) - set(lived) == BESIDE
    assert ended(house, code) == "applied"
    assert task.regime is Regime.R4_LAW93
    assert None not in {
        task.result.accepted_on, task.result.registered_on, task.result.recognised_on,
        task.result.rights_decided_on, task.result.partner_found_on, task.result.valued_on,
        task.result.transferred_on, task.result.handed_over_on, task.result.shared_on,
        task.result.application_report_on, task.result.archived_on, task.equipment_settled_on,
    }  # fmt: skip
    assert set(house.issue_all()) == due_papers(*lived, *BESIDE)
    numbers = [(paper.number, paper.paper) for entry in house.dossier(code).entries for paper in entry.issued]
    assert len(numbers) == len(set(numbers))
    assert {paper for _, paper in numbers} <= set(CATALOGUE)
    assert house.chain_is_whole()


def test_a_life_under_decree_70_stops_at_the_bar_and_goes_on_by_the_paid_rung(house):
    code = house.order(on=R2_DAY)
    walk = house.walk(code, R2_DAY).to("RIGHTS_R2")
    assert line(house, code) == [*TO_CONTRACT, *TO_RECOGNITION, "RIGHTS_R2"]
    assert house.dossier(code).regime is Regime.R2_ND70
    walk.record("ubnd.chu-tich", "rights_rung", "4").to("TRANSFER", gate="parties")
    with pytest.raises(Refused, match="Không được chuyển giao không bồi hoàn"):
        walk.to("FOLLOW_UP")
    house.decide(code, "parties", "tiep-nhan", Verdict.REJECT, on=walk.day, comment="Chọn phương án trả tiền")
    assert house.main(code).stage == "MATCH"
    walk.record("chu-tri", "paid_path_on", f"{walk.day:%d/%m/%Y}").to("VALUE")
    walk.record("chu-tri", "value", "850000000").to("FOLLOW_UP")
    assert line(house, code)[-6:] == ["TRANSFER", "MATCH", "VALUE", "TRANSFER", "SHARE", "FOLLOW_UP"]
    assert house.chain_is_whole()


def test_a_life_under_the_law_of_2013(house):
    code = house.at("APPROVE", on=R1_DAY, approved_on=None, contract_signed_on=None, contract_ends_on=None)
    house.walk(code, R1_DAY).to("MATCH")
    assert house.dossier(code).regime is Regime.R1_LAW2013
    assert line(house, code) == ["ORDER", "APPROVE", "CONTRACT", *TO_RECOGNITION, "RIGHTS_R1", "MATCH"]
    assert house.dossier(code).result.rights_decided_on is not None


def test_publications_alone_by_direct_assignment_end_in_the_archive(house):
    code = house.order(method="direct", products=["I"], host=rehearsal.house("host"))
    house.walk(code).to("ARCHIVE").to("nowhere")
    task = house.dossier(code)
    assert house.stages(code) == [*TO_CONTRACT, *TO_RECOGNITION, "ARCHIVE"]
    assert (task.method, task.products) == (Method.DIRECT, {ProductType.I})
    assert ended(house, code) == "not_transferable"
    assert "direct-invitation" in house.issue_all()
    opened = task.entries[2]
    assert (opened.left_on - opened.entered_on).days < 30


def test_replication_is_the_other_way_out(house):
    code = house.at("MATCH", rights_decided_on=ON, recognised_on=ON, accepted_on=ON, remedies=["replicate"])
    house.walk(code).to("FOLLOW_UP")
    task = house.dossier(code)
    assert line(house, code)[1:] == ["MATCH", "REPLICATE", "FOLLOW_UP"]
    assert task.result.handed_over_on == task.result.replication_approved_on is not None


def test_a_walk_that_was_cut_off_goes_on_where_the_task_stands(house):
    code = house.order()
    house.walk(code).to("ORDER", gate="order-list")
    assert [made.gate for made in house.main(code).decisions] == ["validity"]
    told = []
    walk = rehearsal.Walk(code, ON, told=told.append).to("IDENTIFY")
    assert house.main(code).stage == "IDENTIFY"
    assert len(told) == 1
    assert code in told[0]
    assert walk.stands_at("IDENTIFY")
    assert not walk.knows("accepted_on")


def test_a_walk_does_not_go_beyond_its_last_day(house):
    code = house.order()
    rehearsal.Walk(code, ON, last=ON).to("EXECUTE")
    assert [made.gate for made in house.main(code).decisions] == ["validity"]


def test_nobody_of_the_cast_bears_a_name_and_all_bear_the_mark():
    assert all(rehearsal.MARK in name for name, _ in rehearsal.HOUSES.values())
    assert len({part.handle for part in rehearsal.CAST}) == len(rehearsal.CAST)
    assert {part.house for part in rehearsal.CAST} <= set(rehearsal.HOUSES)
    assert {handle for handle, _ in rehearsal.SEATS} <= {part.handle for part in rehearsal.CAST}
