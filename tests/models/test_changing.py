"""Changing the process: versions side by side, what becomes of a task, and why one stays where it is."""

from dataclasses import replace
from datetime import date

import pytest

from models import lifecycle, progress, provinces
from models.changing import Mark, against_undoing, dry_run, plan_of
from models.dossier import ClockStop, CouncilSitting
from models.errors import BadInput, NotFound
from models.language import Confidence, Deadline, Gate, Paper, ProductType, Role, Single, Source, Verdict
from models.lifecycle import LIFECYCLE, PRESENT, STAGES, Version
from models.lifecycle.versions import Added, Amended, Recoded, Removed, amended, differences, faults
from tests.builders import accepted, decision, dossier, entry, recognised, submission
from tests.versions import SHORTER

DAY = date(2026, 3, 2)
ON = date(2027, 3, 1)
EMPTY = Version("x", "Phiên bản thử", "Trial", Source("Thử", Confidence.GENERAL), ())


@pytest.fixture
def beside():
    """Both versions stand side by side."""
    lifecycle.adopt(SHORTER)
    yield
    lifecycle.adopt()


pytestmark = pytest.mark.usefixtures("beside")


def there(*entries, **facts):
    return recognised(lifecycle="2026-11", entries=entries, **facts)


def found(*entries, stages=None, codes=None, **facts):
    return dry_run(there(*entries, **facts), plan_of(PRESENT, SHORTER, stages, codes), ON)


def variant(*amendments):
    return amended(PRESENT, EMPTY, amendments)


# Versions


def test_the_first_version_is_what_stands_and_has_no_faults():
    assert lifecycle.versions()[0].stages == LIFECYCLE
    assert faults(PRESENT) == ()
    assert faults(SHORTER) == ()
    assert differences(PRESENT, PRESENT) == ()


def test_a_version_says_in_sentences_what_it_changes():
    told = differences(PRESENT, SHORTER)
    assert any(each.startswith("Bỏ giai đoạn «Hoàn thiện báo cáo» (COMPLETE); nhiệm vụ") for each in told)
    assert any("bỏ giấy tờ «Số liệu, nhật ký»" in each for each in told)
    assert any("thêm cửa «Kiểm tra bản số»" in each for each in told)
    assert any("«Chứng từ chi» trở thành bắt buộc" in each for each in told)
    assert any(
        "thời hạn đổi từ quy tắc «acceptance_dossier» tính từ «contract_ends_on»" in each for each in told
    )
    assert any(each.startswith("Thêm giai đoạn") and "APPRAISE" in each for each in told)


def test_each_task_is_judged_by_its_own_version():
    stay = entry("SUBMIT", DAY)
    old, new = (recognised(lifecycle=code, entries=(stay,)) for code in ("2026-11", "2027-03"))
    gates = [[gate.code for gate in progress.stage_of(task, stay).gates] for task in (old, new)]
    assert gates == [["completeness"], ["completeness", "data-check"]]
    assert progress.stage_of(dossier(entries=(stay,)), stay) is STAGES["SUBMIT"]


def test_what_a_task_lived_through_keeps_its_name_in_a_version_without_that_stage():
    task = recognised(lifecycle="2027-03")
    assert progress.stage_of(task, entry("COMPLETE", DAY)).vi == "Hoàn thiện báo cáo"
    assert STAGES["APPRAISE"].vi == STAGES["VALUE"].vi


def test_no_task_is_judged_by_a_version_that_stands_nowhere():
    with pytest.raises(NotFound, match="2019-01"):
        progress.stage_of(dossier(lifecycle="2019-01"), entry("SUBMIT", DAY))
    with pytest.raises(NotFound, match="2026-11, 2027-03"):
        lifecycle.version("2019-01")


@pytest.mark.parametrize(
    ("province", "on", "code"),
    [("Đồng Nai", ON, "2027-03"), ("Đồng Nai", date(2026, 12, 31), "2026-11"), ("Lâm Đồng", ON, "2026-11")],
)
def test_new_tasks_of_a_province_enter_under_its_version_once_that_is_in_force(province, on, code):
    lifecycle.adopt(replace(SHORTER, valid_from=date(2027, 1, 1)))
    assert lifecycle.entering(province, on).code == code


def test_a_stage_can_come_between_two_others():
    gate = Gate("ethics", "Xét đạo đức", "Ethics", Single((Role.DOST_DIRECTOR,)))
    ethics = replace(STAGES["SUBMIT"], code="ETHICS", vi="Xét đạo đức", gates=(gate,), documents=())
    version = variant(Added(ethics, "CONTRACT"))
    assert [step.to for step in version.stage("CONTRACT").next] == ["ETHICS"]
    assert version.stage("ETHICS").next == STAGES["CONTRACT"].next
    assert faults(version) == ()


@pytest.mark.parametrize(
    ("amendment", "fault"),
    [
        (Amended("SUBMIT", drop=("completeness",)), "không còn cửa nào"),
        (Amended("EXECUTE", drop=("adjustment_request",)), "không nhận nó"),
        (Amended("EXECUTE", papers=(Paper("vouchers", "A", "A", ()),)), "hai lần mã «vouchers»"),
        (Removed("COMPLETE", "NOWHERE"), "không có giai đoạn này"),
        (Removed("ACCEPT", "COMPLETE"), "không còn cửa hay giấy tờ nào ghi mốc này"),
        (Recoded("MATCH", "VALUE"), "cùng một mã"),
        (Removed("TRANSFER", "ARCHIVE"), "Không có đường nào dẫn đến giai đoạn «Phân chia"),
    ],
)  # fmt: skip
def test_a_version_by_which_no_task_could_live_is_told_why(amendment, fault):
    assert any(fault in each for each in faults(variant(amendment))), faults(variant(amendment))


def test_an_amendment_of_a_stage_that_is_not_there_is_no_version():
    with pytest.raises(KeyError):
        variant(Amended("NOWHERE"))


# What becomes of a task


def test_a_task_stays_where_nothing_differs():
    result = found(entry("ACCEPT", DAY, due_on=date(2026, 5, 1)))
    assert result.can_move
    assert result.after.lifecycle == "2027-03"
    assert result.told[0] == "DN-2020-007 ở nguyên giai đoạn «Nghiệm thu» (ACCEPT), theo phiên bản «2027-03»."
    assert "Thời hạn giữ nguyên: ngày 01/05/2026." in result.told


def test_what_was_decided_and_handed_in_counts_on_and_what_is_new_is_owed():
    stay = entry(
        "SUBMIT",
        DAY,
        due_on=date(2026, 4, 1),
        submissions=(submission("final_report", DAY), submission("research_data", DAY)),
        decisions=(decision("completeness", DAY),),
    )
    told = found(stay).told
    assert "Quyết định vẫn được tính: «Kiểm tra hồ sơ nghiệm thu», phê duyệt ngày 02/03/2026." in told
    assert "Giấy tờ vẫn được tính: Báo cáo tổng hợp, tóm tắt." in told
    assert "Giấy tờ không còn được yêu cầu (vẫn lưu trong hồ sơ): Số liệu, nhật ký." in told
    assert "Sẽ thiếu thêm: Bản số của hồ sơ." in told
    assert "Sau khi chuyển, chờ «Kiểm tra bản số» (data-check)." in told


def test_the_deadline_changes_where_the_new_stage_counts_otherwise_and_the_clock_goes_on():
    result = found(entry("SUBMIT", DAY, due_on=date(2026, 4, 1), rule_version="acceptance_dossier@origin"))
    moved = result.moves[0].after
    assert moved.entered_on == DAY
    assert moved.due_on is not None
    assert moved.due_on != date(2026, 4, 1)
    assert moved.rule_version.startswith("accept@")
    assert any(each.startswith("Thời hạn đổi từ ngày 01/04/2026 thành ngày") for each in result.told)


def test_no_clock_starts_for_a_task_that_a_list_put_there():
    assert found(entry("SUBMIT", DAY, imported=True)).moves[0].after.due_on is None


def test_a_stage_that_falls_away_is_taken_on_by_its_heir():
    result = found(entry("COMPLETE", DAY, submissions=(submission("revised_report", DAY),)))
    assert result.moves[0].after.stage == "REGISTER"
    assert result.told[0] == (
        "DN-2020-007 chuyển từ «Hoàn thiện báo cáo» (COMPLETE) sang «Đăng ký kết quả» (REGISTER)."
    )
    assert "Giấy tờ không còn được yêu cầu (vẫn lưu trong hồ sơ): Báo cáo đã hoàn thiện." in result.told


def test_a_stage_under_another_code_is_the_same_stay():
    result = found(entry("VALUE", DAY, decisions=(decision("price", DAY, Verdict.SUPPLEMENT),)))
    assert result.moves[0].after.stage == "APPRAISE"
    assert result.moves[0].after.decisions[0].gate == "price"


def test_a_gate_under_another_code_keeps_its_decisions_where_the_plan_says_so():
    stay = entry("SUBMIT", DAY, decisions=(decision("completeness", DAY),))
    result = found(stay, codes={"completeness": "data-check"})
    assert [each.gate for each in result.moves[0].after.decisions] == ["data-check"]
    assert any("Sau khi chuyển, chờ «Kiểm tra hồ sơ nghiệm thu»" in each for each in result.told)


# Why a task cannot be moved


def test_every_reason_against_a_move_is_told_at_once():
    sitting = CouncilSitting("acceptance-council", DAY, DAY, ())
    stops = (ClockStop(DAY, None, "thiếu"),)
    made = decision("acceptance-council", date(2026, 1, 5), Verdict.SUPPLEMENT)
    stay = entry("ACCEPT", DAY, sittings=(sitting,), stops=stops, decisions=(made,))
    result = found(stay, stages={"ACCEPT": "IP"})
    assert not result.can_move
    for reason, word in zip(result.reasons, ("cùng tuyến", "chưa kết luận", "chờ bổ sung"), strict=True):
        assert word in reason
    assert result.told[0] == "DN-2020-007 không chuyển được sang «2027-03»."


def test_the_conditions_of_the_stage_to_come_hold_for_a_move_too():
    result = dry_run(
        accepted(lifecycle="2026-11", products=frozenset({ProductType.I}), entries=(entry("SUBMIT", DAY),)),
        plan_of(PRESENT, SHORTER, {"SUBMIT": "MATCH"}),
        ON,
    )
    assert result.reasons == progress.unmet(STAGES["MATCH"].enter, result.after, ON) != ()


def test_nobody_is_moved_to_where_nothing_is_awaited_any_more():
    stay = entry("SUBMIT", DAY, decisions=(decision("completeness", DAY),))
    version = variant(Amended("SUBMIT", vi="Nộp hồ sơ"))
    result = dry_run(there(stay), plan_of(PRESENT, version), ON)
    assert "sẽ không còn chờ ai" in result.reasons[0]


def test_a_life_that_ended_keeps_its_version_and_so_does_one_of_another_version():
    assert "đã kết thúc" in found(entry("ARCHIVE", DAY, left_on=ON)).reasons[0]
    other = recognised(lifecycle="2027-03", entries=(entry("ACCEPT", DAY),))
    assert "theo phiên bản «2027-03»" in dry_run(other, plan_of(PRESENT, SHORTER), ON).reasons[0]


@pytest.mark.parametrize(
    ("province", "on", "moves"),
    [("Lâm Đồng", ON, False), ("Bình Phước", ON, True), ("Bình Phước", date(2025, 1, 2), False)],
)
def test_only_tasks_for_which_the_province_answers_go_over_to_its_version(province, on, moves):
    task = recognised(province=province, lifecycle="2026-11", entries=(entry("ACCEPT", DAY),))
    plan = replace(plan_of(PRESENT, SHORTER), answers=provinces.successor)
    result = dry_run(task, plan, on)
    assert result.can_move is moves
    assert moves or f"là của Đồng Nai; nhiệm vụ này thuộc {province}." in result.reasons[0]


def test_a_plan_that_names_what_is_not_there_is_refused_with_every_reason():
    with pytest.raises(BadInput) as refusal:
        plan_of(PRESENT, SHORTER, {"NOWHERE": "COMPLETE"}, {"a": "c", "b": "c"})
    assert len(refusal.value.reasons) == 3
    with pytest.raises(BadInput, match="không có gì để chuyển"):
        plan_of(PRESENT, PRESENT)


@pytest.mark.parametrize("stage", [stage.code for stage in LIFECYCLE])
def test_a_task_at_any_stage_is_told_what_becomes_of_it(stage):
    result = found(entry(stage, DAY))
    assert result.can_move, result.reasons
    assert all(each.endswith(".") for each in result.told)
    back = dry_run(result.after, plan_of(SHORTER, PRESENT), ON)
    assert back.can_move, back.reasons


# Undoing


def test_what_was_not_touched_since_goes_back():
    result = found(entry("SUBMIT", DAY))
    assert against_undoing(result.after, Mark.of(result.after), result.plan) == ()


def test_what_was_decided_since_does_not_go_back_and_every_reason_is_told():
    result = found(entry("SUBMIT", DAY))
    mark = Mark.of(result.after)
    here = result.after.entries[0]
    sitting = CouncilSitting("acceptance-council", ON, ON, ())
    later = replace(
        result.after,
        entries=(
            replace(here, left_on=ON, decisions=(decision("data-check", ON),)),
            entry("ACCEPT", ON, id=2, sittings=(sitting,)),
        ),
    )
    reasons = against_undoing(later, mark, result.plan)
    assert reasons == (
        f"Từ khi chuyển, {Role.DOST_OFFICER.vi} đã quyết định tại «Kiểm tra bản số» ngày 01/03/2027.",
        "Từ khi chuyển đã thành lập hội đồng.",
        "Nhiệm vụ đã rời giai đoạn mà nó đứng khi chuyển.",
    )
    again = replace(result.after, lifecycle="2026-11")
    assert "phiên bản khác" in against_undoing(again, mark, result.plan)[0]


def test_deadlines_and_papers_can_be_given_back():
    version = variant(Amended("SUBMIT", deadline=None, optional=("final_report",)))
    stage = version.stage("SUBMIT")
    assert stage.deadline is None
    again = amended(
        version, EMPTY, (Amended("SUBMIT", deadline=Deadline("accept"), required=("final_report",)),)
    )
    assert [paper.required for paper in again.stage("SUBMIT").papers if paper.code == "final_report"] == [
        True
    ]
