"""Deciding at a gate: who, when, how often; what a return, a rejection and an approval bring about."""

from datetime import date, timedelta

import pytest

from actions import rehearsal
from models import progress
from models.errors import NotFound, NotPermitted, Refused
from models.language import Role, Verdict
from models.lifecycle import STAGES
from tests.actions.houses import ON

DAY = timedelta(days=1)
GATES = {
    "validity": {"so.chuyen-vien", "so.truong-phong"},
    "order-list": {"ubnd.chu-tich"},
}
HANDLES = [part.handle for part in rehearsal.CAST if not part.handle.startswith("hoi-dong.")]


@pytest.fixture
def complete(house):
    """An order whose papers are all in."""
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    return code


def test_an_approval_passes_the_gate_and_the_last_one_moves_the_task(house, complete):
    first = house.decide(complete, "validity", "so.chuyen-vien")
    assert (first.passed, first.moved_to, first.stage) == (True, None, "ORDER")
    second = house.decide(complete, "order-list", "ubnd.chu-tich", on=ON + DAY)
    assert (second.passed, second.moved_to) == (True, "IDENTIFY")
    task = house.dossier(complete)
    assert task.ordered_on == ON + DAY
    ordered, identified = task.entries
    assert (ordered.left_on, ordered.exit) == (ON + DAY, "ORDER_APPROVED")
    assert (identified.stage, identified.entered_on) == ("IDENTIFY", ON + DAY)
    assert house.chain_is_whole()


@pytest.mark.parametrize("handle", HANDLES)
def test_only_those_decide_whose_gate_it_is(house, complete, handle):
    if handle in GATES["validity"]:
        assert house.decide(complete, "validity", handle).passed
    else:
        with pytest.raises(NotPermitted, match="không có thẩm quyền"):
            house.decide(complete, "validity", handle)
        assert house.main(complete).decisions == ()


def test_a_refused_decision_leaves_no_trace(house):
    code = house.order()
    before = house.dossier(code), house.journal(code)
    with pytest.raises(Refused):
        house.decide(code, "validity", "so.chuyen-vien")
    assert (house.dossier(code), house.journal(code)) == before


def test_an_unknown_task_is_said(house):
    with pytest.raises(NotFound, match="DN-2026-999"):
        house.decide("DN-2026-999", "validity", "so.chuyen-vien")


def test_another_gate_than_the_awaited_one_cannot_be_decided(house, complete):
    with pytest.raises(Refused, match="không chờ «Phê duyệt danh mục đặt hàng»; đang chờ: Kiểm tra"):
        house.decide(complete, "order-list", "ubnd.chu-tich")


def test_without_a_gates_name_the_main_line_is_meant(house, complete):
    assert house.decide(complete, "", "so.chuyen-vien").gate == "validity"


def test_who_handed_in_a_paper_cannot_approve_it(house):
    code = house.at("MATCH", rights_decided_on=ON)
    house.submit(code, "transfer_profile", "so.truong-phong")
    house.submit(code, "partner_letter", "tiep-nhan")
    with pytest.raises(Refused, match="không được tự phê duyệt"):
        house.decide(code, "partner", "so.truong-phong")
    assert house.decide(code, "partner", "so.giam-doc").moved_to == "TRANSFER"


def test_nobody_decides_twice_in_a_round(house):
    code = house.at("CONTRACT")
    house.hand_in_all(code, "chu-tri")
    assert not house.decide(code, "sign", "so.giam-doc").passed
    with pytest.raises(Refused, match="mỗi người chỉ quyết định một lần"):
        house.decide(code, "sign", "so.giam-doc")
    assert house.decide(code, "sign", "chu-tri.thu-truong").moved_to == "EXECUTE"


def test_a_gate_of_several_roles_waits_for_all_of_them(house):
    code = house.at("APPROVE", approved_on=None)
    house.hand_in_all(code, "chu-tri")
    assert not house.decide(code, "appraisal", "tai-chinh").passed
    with pytest.raises(Refused, match="không chờ «Phê duyệt tổ chức chủ trì"):
        house.decide(code, "approve", "ubnd.chu-tich")
    assert house.decide(code, "appraisal", "so.chuyen-vien").passed
    assert house.decide(code, "approve", "ubnd.chu-tich").moved_to == "CONTRACT"
    assert house.dossier(code).approved_on == ON


def test_the_head_of_another_organisation_signs_nothing(house):
    code = house.at("CONTRACT", host="university")
    house.submit(code, "contract_draft", "so.chuyen-vien")
    house.decide(code, "sign", "so.giam-doc")
    with pytest.raises(NotPermitted):
        house.decide(code, "sign", "chu-tri.thu-truong")


def test_for_a_host_that_is_not_known_no_head_decides(house):
    code = house.at("MATCH", host=None, rights_decided_on=ON)
    house.submit(code, "transfer_profile", "so.chuyen-vien")
    house.submit(code, "partner_letter", "tiep-nhan")
    with pytest.raises(NotPermitted):
        house.decide(code, "partner", "chu-tri.thu-truong")
    assert house.decide(code, "partner", "so.truong-phong").passed


# Return for supplement


def test_a_return_must_say_what_is_missing(house, complete):
    for missing in ((), ("",), ("  ", "")):
        with pytest.raises(Refused, match="nêu rõ còn thiếu gì"):
            house.decide(complete, "validity", "so.chuyen-vien", Verdict.SUPPLEMENT, missing=missing)


def test_the_clock_stops_until_what_is_missing_comes_and_the_due_date_moves(house, complete):
    due = house.main(complete).due_on
    back = ON + 10 * DAY
    house.decide(complete, "validity", "so.chuyen-vien", Verdict.SUPPLEMENT, on=back, missing=["order_sheet"])
    stopped = house.main(complete)
    assert progress.clock_stopped(stopped)
    assert not progress.is_overdue(stopped, due + 300 * DAY)
    with pytest.raises(Refused) as refused:
        house.decide(complete, "validity", "so.chuyen-vien", on=back + DAY)
    assert refused.value.reasons == ("Đang chờ bổ sung hồ sơ theo yêu cầu.",)
    house.submit(complete, "order_sheet", "dat-hang", on=back + 7 * DAY)
    running = house.main(complete)
    assert not progress.clock_stopped(running)
    assert progress.due_on(running, back + 7 * DAY) == due + 7 * DAY
    assert progress.round_of(running, STAGES["ORDER"].gate("validity")) == 2
    assert house.decide(complete, "validity", "so.chuyen-vien", on=back + 8 * DAY).passed
    assert house.chain_is_whole()


def test_a_return_and_the_approval_after_it_have_their_papers(house, complete):
    house.decide(complete, "validity", "so.chuyen-vien", Verdict.SUPPLEMENT, missing=["order_sheet"])
    house.submit(complete, "order_sheet", "dat-hang", on=ON + DAY, words="again")
    house.decide(complete, "validity", "so.truong-phong", on=ON + 2 * DAY)
    assert house.issue_all() == ["supplement-notice", "order-receipt"]


@pytest.mark.parametrize(
    ("stage", "gate", "who", "paper", "giver"),
    [
        ("SUBMIT", "completeness", "so.chuyen-vien", "final_report", "chu-tri"),
        ("REGISTER", "certificate", "thong-tin", "registration_sheet", "chu-tri"),
        ("RIGHTS_R4", "rights", "so.truong-phong", "ownership_note", "chu-tri.thu-truong"),
        ("ARCHIVE", "archive", "so.luu-tru", "file_list", "so.chuyen-vien"),
        ("EXECUTE", "milestones", "so.chuyen-vien", "periodic_report", "chu-tri"),
        ("VALUE", "owner-price", "chu-tri.thu-truong", "valuation_certificate", "dinh-gia"),
    ],
)
def test_a_supplement_can_be_asked_for_and_answered_at_every_kind_of_gate(
    house, stage, gate, who, paper, giver
):
    code = house.at(stage, accepted_on=ON, paid_path_on=ON)
    house.hand_in_all(code, giver)
    house.decide(code, gate, who, Verdict.SUPPLEMENT, missing=[paper])
    assert progress.clock_stopped(house.main(code))
    house.submit(code, paper, giver, on=ON + DAY, words="once more")
    assert not progress.clock_stopped(house.main(code))
    assert progress.awaited_gate(STAGES[stage], house.main(code), house.dossier(code)).code == gate


def test_approvals_given_before_a_return_are_given_anew(house):
    code = house.at("APPROVE", approved_on=None)
    house.hand_in_all(code, "chu-tri")
    house.decide(code, "appraisal", "tai-chinh")
    house.decide(code, "appraisal", "so.chuyen-vien", Verdict.SUPPLEMENT, missing=["budget_estimate"])
    house.submit(code, "budget_estimate", "chu-tri", on=ON + DAY, words="new")
    assert not house.decide(code, "appraisal", "so.chuyen-vien", on=ON + DAY).passed
    assert house.decide(code, "appraisal", "tai-chinh", on=ON + DAY).passed


# Rejection


def test_what_may_not_be_rejected_is_not_rejected(house):
    code = house.at("SUBMIT")
    with pytest.raises(Refused, match="Không thể chọn «Từ chối»"):
        house.decide(code, "completeness", "so.chuyen-vien", Verdict.REJECT)


@pytest.mark.parametrize(
    ("stage", "gate", "who", "to", "outcome"),
    [
        ("SELECT", "selection-council", "so.chuyen-vien", None, None),
        ("APPROVE", "appraisal", "so.chuyen-vien", None, "rejected"),
        ("CONTRACT", "sign", "so.giam-doc", None, "rejected"),
        ("EXECUTE", "milestones", "so.giam-doc", "ARCHIVE", "terminated"),
        ("VALUE", "owner-price", "chu-tri.thu-truong", "MATCH", ""),
        ("TRANSFER", "parties", "tiep-nhan", "MATCH", ""),
        ("REPLICATE", "appraise-replication", "tai-chinh", "MATCH", ""),
    ],
)
def test_a_rejection_ends_the_life_or_leads_back_or_to_the_archive(house, stage, gate, who, to, outcome):
    code = house.at(stage, rights_decided_on=ON)
    if outcome is None:
        with pytest.raises(Refused):
            house.decide(code, gate, who, Verdict.REJECT)
        return
    made = house.decide(code, gate, who, Verdict.REJECT, comment="Không đạt yêu cầu", on=ON + DAY)
    task = house.dossier(code)
    assert made.moved_to == to
    assert [entry.stage for entry in task.open_entries] == ([to] if to else [])
    assert task.outcome == outcome
    assert house.chain_is_whole()


def test_a_terminated_task_is_archived_and_stays_terminated(house):
    code = house.at("EXECUTE")
    house.decide(code, "milestones", "so.giam-doc", Verdict.REJECT, comment="Chậm tiến độ hai lần", on=ON)
    house.hand_in_all(code, "so.chuyen-vien")
    house.decide(code, "archive", "so.luu-tru")
    task = house.dossier(code)
    assert task.open_entries == ()
    assert task.outcome == "terminated"
    assert house.issue_all() == ["termination-decision", "file-index"]


def test_a_rejected_adjustment_leaves_the_task_where_it_is(house):
    code = house.at("EXECUTE")
    house.submit(code, "periodic_report", "chu-tri")
    house.submit(code, "adjustment_request", "chu-tri")
    made = house.decide(code, "adjust", "so.giam-doc", Verdict.REJECT, comment="Chưa đủ căn cứ")
    assert made.moved_to is None
    assert house.main(code).stage == "EXECUTE"
    assert (
        progress.awaited_gate(STAGES["EXECUTE"], house.main(code), house.dossier(code)).code == "milestones"
    )
    house.submit(code, "adjustment_request", "chu-tri", on=ON + DAY, words="second")
    assert house.decide(code, "adjust", "so.giam-doc", comment="Gia hạn 6 tháng", on=ON + DAY).passed
    assert house.issue_all()[-1] == "adjustment-decision"
    assert house.decide(code, "milestones", "so.chuyen-vien", on=ON + 2 * DAY).moved_to == "SUBMIT"


# What approvals fix


def test_a_signed_contract_ends_as_many_months_later_as_it_was_given(house):
    code = house.at("CONTRACT", contract_signed_on=None, contract_ends_on=None, months=24)
    house.hand_in_all(code, "chu-tri")
    house.decide(code, "sign", "so.giam-doc", on=date(2026, 2, 28))
    assert house.dossier(code).contract_signed_on is None
    house.decide(code, "sign", "chu-tri.thu-truong", on=date(2026, 3, 31))
    task = house.dossier(code)
    assert (task.contract_signed_on, task.contract_ends_on) == (date(2026, 3, 31), date(2028, 3, 31))


def test_the_due_date_and_its_rule_are_kept_with_the_entry(house):
    code = house.at("REGISTER", accepted_on=date(2026, 3, 2), on=date(2026, 3, 10))
    entry = house.main(code)
    assert (entry.due_on, entry.rule_version) == (date(2026, 4, 1), "registration@2014-06-11")


def test_a_clock_whose_fact_is_unknown_begins_when_it_becomes_known(house):
    code = house.at("RIGHTS_R2", approved_on=date(2020, 3, 1))
    assert house.main(code).due_on is None
    house.submit(code, "asset_report", "chu-tri", on=date(2026, 3, 2))
    task = house.dossier(code)
    assert task.result.asset_report_on == date(2026, 3, 2)
    assert task.result.rights_dossier_on is None
    house.submit(code, "rights_request", "chu-tri", on=date(2026, 3, 9))
    assert house.dossier(code).result.rights_dossier_on == date(2026, 3, 9)
    assert house.main(code).due_on == date(2026, 4, 8)


def test_equipment_opens_its_track_beside_the_line(house):
    code = house.at("EXECUTE", equipment_bought=True)
    house.submit(code, "periodic_report", "chu-tri")
    house.decide(code, "milestones", "so.chuyen-vien")
    assert {entry.stage for entry in house.dossier(code).open_entries} == {"SUBMIT", "EQUIPMENT"}
    house.walk(code).finish("EQUIPMENT")
    task = house.dossier(code)
    assert [entry.stage for entry in task.open_entries] == ["SUBMIT"]
    assert task.equipment_settled_on is not None
    assert task.outcome == ""


@pytest.mark.parametrize("regime", [date(2013, 6, 1), None])
def test_a_task_without_a_regime_of_ours_waits_for_the_day_of_its_approval(house, regime):
    code = house.at("RECOGNISE", approved_on=regime, accepted_on=ON, grade="pass")
    house.hand_in_all(code, "chu-tri")
    with pytest.raises(Refused, match="ngày phê duyệt giao chủ trì"):
        house.decide(code, "recognise", "so.giam-doc")
    assert house.main(code).stage == "RECOGNISE"
    house.record(code, "approved_on", "01/03/2020", "so.truong-phong")
    assert house.decide(code, "recognise", "so.giam-doc").moved_to == "RIGHTS_R2"


def test_the_journal_says_who_decided_what(house, complete):
    house.decide(complete, "validity", "so.chuyen-vien", comment="Hồ sơ hợp lệ")
    assert house.journal(complete)[-1] == (
        "Chuyên viên Phòng Quản lý khoa học: phê duyệt tại «Kiểm tra tính hợp lệ của phiếu đặt hàng». "
        "Ý kiến: Hồ sơ hợp lệ"
    )
    assert house.main(complete).decisions[0].role is Role.DOST_OFFICER
