"""Facts are read from the dossier: all that a paper says, nothing guessed, no person named."""

import json
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from documents.catalogue import CATALOGUE, LIFE
from documents.facts import BUILDERS, FACTS, Letterhead, gather, missing
from models.dossier import Ballot, Grade, Position, Seat
from models.errors import NotFound, Refused
from models.language import Verdict
from tests.documents.dossiers import (
    COOPERATIVE,
    R1_DAY,
    R2_DAY,
    R4_DAY,
    VOTERS,
    bare,
    occasion_of,
    stage_of,
    whole_life,
)

DAYS = {"R1": R1_DAY, "R2": R2_DAY, "R4": R4_DAY}
OF_LIFE = [paper.code for paper in LIFE]


def facts(paper, task=None, **on):
    return gather(paper, occasion_of(paper, task or whole_life(), **on))


def test_every_paper_of_the_catalogue_has_a_builder_and_a_model():
    assert list(BUILDERS) == list(CATALOGUE)
    assert set(CATALOGUE) <= set(FACTS)


@pytest.mark.parametrize("regime", DAYS)
@pytest.mark.parametrize("paper", OF_LIFE)
def test_facts_on_record_read_back_are_the_same_facts(paper, regime):
    written = facts(paper, whole_life(DAYS[regime]))
    on_record = json.loads(json.dumps(written.model_dump(mode="json")))
    assert type(written) is FACTS[paper]
    assert FACTS[paper].model_validate(on_record) == written


@pytest.mark.parametrize("paper", CATALOGUE)
def test_a_task_of_which_nothing_is_known_is_written_or_refused_with_every_reason(paper):
    occasion = occasion_of(paper, bare(stage_of(paper)[0]))
    reasons = missing(paper, occasion)
    if not reasons:
        assert gather(paper, occasion).task.host is None
        return
    with pytest.raises(Refused) as refusal:
        gather(paper, occasion)
    assert refusal.value.reasons == reasons
    assert all(reason.endswith(".") for reason in reasons)


def test_a_rights_decision_asks_for_all_that_it_lacks_at_once():
    reasons = missing("rights-decision", occasion_of("rights-decision", bare("RIGHTS_R2")))
    assert len(reasons) == 3
    assert any("tổ chức chủ trì" in reason for reason in reasons)
    assert any("bậc giao quyền" in reason for reason in reasons)


def test_a_price_is_not_decided_while_the_value_is_unknown():
    task = whole_life()
    unvalued = replace(task, result=replace(task.result, value_vnd=None))
    with pytest.raises(Refused, match="giá trị"):
        facts("price-decision", unvalued)


def test_an_unknown_paper_is_not_found():
    with pytest.raises(NotFound, match="no-such-paper"):
        gather("no-such-paper", occasion_of("order-list", whole_life()))


def test_facts_have_no_field_that_no_template_knows():
    known = facts("order-list").model_dump()
    with pytest.raises(ValidationError, match="extra_forbidden"):
        FACTS["order-list"].model_validate({**known, "person": "x"})


def test_text_comes_in_one_unicode_form():
    decomposed = unicodedata.normalize("NFD", "Nghiên cứu quy trình ủ phân")
    written = facts("order-receipt", whole_life(title=decomposed))
    assert written.task.title == unicodedata.normalize("NFC", decomposed)


def test_the_count_tells_how_many_voted_how_and_never_who():
    written = facts("identification-count")
    assert (written.size, written.present, written.absent, written.recused) == (9, 7, 1, 1)
    assert [(vote.label, vote.count) for vote in written.votes] == [("Đồng ý", 6), ("Không đồng ý", 1)]
    assert written.votes[0].percent == Decimal("85.7")


def test_scores_stand_from_the_highest_to_the_lowest_whoever_gave_them():
    written = facts("selection-scores")
    assert written.scores == (92, 88, 85, 84, 81, 79, 77)
    assert written.mean == Decimal("83.71")
    assert written.approved


def test_the_ballot_of_a_recused_member_is_not_counted():
    task = whole_life()
    entry = next(each for each in task.entries if each.stage == "SELECT")
    stray = Ballot(8, Position.MEMBER, R2_DAY, score=Decimal(1))
    sitting = replace(entry.sittings[0], ballots=(*entry.sittings[0].ballots, stray))
    changed = replace(task, entries=(replace(entry, sittings=(sitting,)),))
    assert facts("selection-scores", changed).mean == Decimal("83.71")
    assert len(facts("selection-scores", changed).scores) == len(VOTERS)


def test_a_council_without_all_its_ballots_has_no_minutes():
    task = whole_life()
    entry = next(each for each in task.entries if each.stage == "ACCEPT")
    sitting = replace(entry.sittings[0], ballots=entry.sittings[0].ballots[:3])
    unfinished = replace(task, entries=(replace(entry, sittings=(sitting,)),))
    with pytest.raises(Refused, match="chưa có kết luận"):
        facts("acceptance-minutes", unfinished)


def test_a_result_failed_by_the_council_is_not_told_to_register():
    task = whole_life()
    entry = next(each for each in task.entries if each.stage == "ACCEPT")
    failing = tuple(replace(ballot, grade=Grade.FAIL) for ballot in entry.sittings[0].ballots)
    sitting = replace(entry.sittings[0], ballots=failing)
    failed = replace(
        task,
        entries=(replace(entry, sittings=(sitting,)),),
        result=replace(task.result, grade=Grade.FAIL),
    )
    written = facts("acceptance-notice", failed)
    assert not written.passed
    assert written.grade == "Không đạt"


def test_the_registration_is_due_thirty_days_after_acceptance():
    assert facts("acceptance-notice").registration_due_on == date(2026, 4, 11)


def test_the_contract_ends_after_its_months_when_no_end_is_on_record():
    open_ended = whole_life(contract_ends_on=None, contract_signed_on=date(2026, 2, 5))
    assert facts("research-contract", open_ended).ends_on == date(2028, 2, 5)


def test_the_states_part_and_the_rest_make_up_the_budget():
    task = facts("approval-decision", whole_life(state_share=Decimal("0.28"))).task
    assert task.state_budget == Decimal(686_000_000)
    assert task.state_budget + task.other_budget == task.budget
    assert task.state_percent == 28


@pytest.mark.parametrize(
    ("on", "law"), [(date(2025, 9, 30), "số 29/2013/QH13"), (date(2025, 10, 1), "số 93/2025/QH15")]
)
def test_an_order_cites_the_science_law_of_its_day(on, law):
    before_approval = replace(bare("ORDER"), clears=whole_life().clears)
    assert any(law in line for line in facts("order-list", before_approval, on=on).bases)


def test_an_old_task_cites_the_transition_and_the_legal_offices_opinion():
    bases = facts("rights-decision").bases
    assert "Căn cứ khoản 3 Điều 73 Luật số 93/2025/QH15" in bases
    assert "Căn cứ ý kiến của bộ phận pháp chế ngày 20/11/2025" in bases


def test_what_was_not_read_is_marked_for_reference():
    bases = facts("order-list", bare("ORDER")).bases
    assert "Căn cứ Luật Tổ chức chính quyền địa phương (tham khảo)" in bases
    assert any("09/2024/TT-BKHCN" in line and line.endswith("(tham khảo)") for line in bases)


def test_a_decision_cites_the_earlier_papers_of_the_task_but_never_itself():
    for paper in OF_LIFE:
        task = whole_life()
        own = {each.number for entry in task.entries for each in entry.issued if each.paper == paper}
        cited = " ".join(facts(paper, task).bases)
        assert not any(f"số {number} ngày" in cited for number in own), paper


def test_by_rung_4_the_recipient_takes_the_result_and_by_rung_1_the_host():
    task = whole_life()
    assert facts("rights-decision", task).beneficiary == task.recipient.name
    to_host = replace(task, result=replace(task.result, rights_rung=1))
    assert facts("rights-decision", to_host).beneficiary == task.host.name
    assert facts("result-handover", to_host).party_c is None


def test_a_commitment_to_reimburse_is_refused_where_nothing_is_reimbursed():
    task = whole_life()
    free = replace(task, result=replace(task.result, rights_rung=1))
    with pytest.raises(Refused, match="bậc 3 hoặc bậc 4"):
        facts("reimbursement-commitment", free)


def test_a_free_transfer_to_a_cooperative_is_told_the_paid_way():
    task = whole_life(recipient=COOPERATIVE)
    asked = replace(task.result, free_transfer_asked_on=date(2026, 1, 5), paid_path_on=None)
    written = facts("matching-minutes", replace(task, result=asked))
    assert "Nghị định số 70/2018/NĐ-CP" in written.ruling_article


def test_a_dissolved_host_is_named_by_its_heir():
    task = whole_life()
    heir = "Trung tâm Khoa học và Công nghệ tỉnh"
    gone = replace(task.host, dissolved_on=date(2025, 7, 1), successor=heir)
    assert facts("recognition-decision", replace(task, host=gone)).task.host == heir


def test_a_supplement_names_each_missing_paper():
    written = facts("supplement-notice")
    assert written.missing[0] == "Minh chứng công bố, tiếp nhận, sử dụng"
    assert len(written.missing) == 2


def test_a_termination_states_the_grounds_that_were_decided():
    assert facts("termination-decision").grounds_stated.startswith("Tổ chức chủ trì không thực hiện")


def test_the_index_lists_every_paper_of_the_file_in_the_order_of_time():
    task = whole_life()
    lines = facts("file-index", task).documents
    papers = sum(len(entry.submissions) + len(entry.issued) for entry in task.entries)
    assert len(lines) == papers - 1
    assert [line.on for line in lines] == sorted(line.on for line in lines)


def test_a_centrally_run_city_is_no_province():
    city = Letterhead.of("TP. Hồ Chí Minh")
    assert city.ppc == "Ủy ban nhân dân thành phố Hồ Chí Minh"
    assert Letterhead.of("Đồng Nai").dost == "Sở Khoa học và Công nghệ tỉnh Đồng Nai"


def test_a_signature_block_names_a_position_and_no_person():
    for paper in OF_LIFE:
        written = facts(paper)
        assert written.signers
        assert set(type(written.signers[0]).model_fields) == {"authority", "position"}


def test_a_seat_is_shown_without_its_person():
    seat = Seat(1, "Trưởng khoa", "Trường Đại học Nông Lâm", Position.CHAIR)
    shown = facts("acceptance-council").seats[0].model_dump()
    assert set(shown) == {"position", "title", "organisation", "attendance"}
    assert seat.position.label == shown["position"]


def test_the_notice_of_a_supplement_waits_for_one_to_be_asked_for():
    task = whole_life()
    entry = next(each for each in task.entries if each.stage == "SUBMIT")
    approved = tuple(each for each in entry.decisions if each.verdict is Verdict.APPROVE)
    with pytest.raises(Refused, match="yêu cầu bổ sung"):
        facts("supplement-notice", replace(task, entries=(replace(entry, decisions=approved),)))
