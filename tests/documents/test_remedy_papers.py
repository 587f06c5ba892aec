"""The papers of the closet's remedies: each says which task, since when, why, what, who, by when."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache

import pypdfium2
import pytest

from documents import typeset
from documents.catalogue import CATALOGUE, CLOSET, Issuer, Layout, To, entry_for, number_text
from documents.facts import FACTS, gather, missing
from models import closet
from models.errors import Refused
from models.language import Regime
from tests.documents import measuring
from tests.documents.dossiers import COMPANY, DEPARTMENT, R1_DAY, R4_DAY, TITLE, bare, whole_life
from tests.documents.stuck import ACCEPTED, LETTER, ON, STUCK, Stuck, chosen_of, occasion_for, task_of
from tests.documents.test_papers import FOREIGN, text_of

PAPERS = [paper.code for paper in CLOSET]
SAID = {
    "recipient-notice": "Đơn vị tiếp nhận: Công ty cổ phần Chế biến nông sản Sông Phố",
    "technology-offer": "mời doanh nghiệp, hợp tác xã, tổ chức, cá nhân có nhu cầu đăng ký tiếp nhận",
    "council-referral": "Kính gửi: Hội đồng tư vấn khoa học và công nghệ tỉnh Đồng Nai",
    "demand-letter": "sẽ báo cáo Ủy ban nhân dân tỉnh Đồng Nai xem xét",
    "stall-report": "chỉ đạo các cơ quan, tổ chức có trách nhiệm nêu tại mục II",
    "settlement-hold": "Kho bạc Nhà nước nơi giao dịch",
    "handover-schedule": "ngày 15 tháng 12 năm 2026",
    "paid-path-notice": "không chuyển giao không bồi hoàn",
    "use-right-submission": "Giao quyền sử dụng kết quả cho Viện Nghiên cứu Nông nghiệp miền Đông",
    "replication-submission": "Mẫu 02-TTMH",
    "replication-proposal": "Mẫu 02-TMMH",
    "legal-opinion-request": "Kính gửi: Bộ phận pháp chế của Ủy ban nhân dân tỉnh Đồng Nai",
    "state-decision-submission": "kết quả không được chuyển giao",
    "state-share-addendum": "bằng 40%; phần vốn khác: 1.470.000.000 đồng",
    "valuation-request": "ký hợp đồng với Công ty Thẩm định giá miền Đông",
    "intermediary-request": "850.000.000 đồng",
    "auction-submission": "Giá khởi điểm đề nghị: 850.000.000 đồng",
    "ip-filing-request": "chậm nhất ngày 01/02/2027 (Điều 60 khoản 3 Luật Sở hữu trí tuệ)",
    "ip-waiver-record": "Quyết định số 15/QĐ-TCCT ngày 20/11/2026",
    "licence-proposal": "đơn đăng ký đã nộp ngày 03/03/2025",
    "pilot-task-submission": "5/9 (thang 1 đến 9, tham khảo)",
    "contribution-request": "phần đóng góp của từng thành viên",
    "successor-notice": "Tổ chức kế thừa: Trung tâm Ứng dụng khoa học và công nghệ tỉnh Đồng Nai",
    "line-approval-request": "nộp hồ sơ đề nghị cấp phép, công nhận sản phẩm",
    "contract-demand": "Thực hiện Bản ghi nhớ số 02/2026/BGN-CGCN ngày 04/05/2026",
    "recall-decision": "để giao lại cho Trung tâm Ứng dụng khoa học và công nghệ tỉnh Đồng Nai",
    "application-report-demand": "Lần báo cáo gần nhất: chưa ghi nhận",
    "central-wait-report": LETTER,
    "guidance-notice": "Văn bản đã chờ từ ngày 03/08/2026",
    "not-transferable-decision": "Nhiệm vụ chỉ có sản phẩm dạng I (công bố khoa học)",
}
"""What each paper must say of its case."""
WITHOUT_INTERNALS = {"technology-offer"}
"""Papers for the public, which tell neither the causes nor who is to blame."""
A4 = (595, 842)


@cache
def printed(paper):
    occasion = occasion_for(paper)
    return typeset.typeset(paper, gather(paper, occasion), issued_on=occasion.on)


def words(text):
    """The letters and figures alone: a reader of PDF may drop the hyphen at which a line was broken."""
    return re.sub(r"[\W_]+", "", text)


def facts(paper, task=None, **changes):
    return gather(paper, occasion_for(paper, task, **changes))


def page(paper, task=None, **changes):
    occasion = occasion_for(paper, task, **changes)
    return typeset.html(paper, gather(paper, occasion), issued_on=occasion.on)


def with_result(paper, **changes):
    task = task_of(STUCK[paper])
    return replace(task, result=replace(task.result, **changes))


def test_every_paper_of_a_remedy_is_written_for_a_remedy_that_the_case_offers():
    assert list(STUCK) == PAPERS
    assert set(SAID) == set(PAPERS) <= set(typeset.papers())
    offered = {remedy.code for cause in closet.CAUSES for remedy in cause.remedies}
    assert {stuck.remedy for stuck in STUCK.values()} <= offered


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_tells_its_task_its_case_its_remedy_and_its_six_clears(paper):
    occasion, text = occasion_for(paper), text_of(printed(paper))
    case, chosen, told = occasion.case, occasion.chosen, words(text)
    entry = entry_for(paper, occasion.dossier)
    expected = [number_text(entry, 5, 2026), entry.title, TITLE, SAID[paper], "15/12/2026",
                chosen.who, chosen.responsible, chosen.result[1:]]  # fmt: skip
    if paper == "handover-schedule":
        expected.remove("15/12/2026")
    if paper not in WITHOUT_INTERNALS:
        cause = next(each for each in case.causes if any(r.code == chosen.code for r in each.remedies))
        expected += [cause.vi, cause.evidence[0].rstrip("."), cause.source, chosen.authority]
        expected += [f"{case.days} ngày"] if case.closet else []
    assert [each for each in expected if words(each) not in told] == []
    assert unicodedata.is_normalized("NFC", text)
    assert FOREIGN.findall(text) == []
    assert not re.search(r"[{}<>]|\b[a-z]+_[a-z]+\b|\.\.|;\.|\(\(|\)\)", text)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_has_a4_pages_of_a_sane_number_and_room_for_each_signer(paper):
    pdf, entry = printed(paper), entry_for(paper, task_of(STUCK[paper]))
    document = pypdfium2.PdfDocument(pdf.data)
    assert {tuple(round(side) for side in each.get_size()) for each in document} == {A4}
    document.close()
    assert pdf.pages <= 4
    assert len(pdf.signature_boxes) == len(entry.signers)
    ended = "./." in text_of(pdf)
    assert ended is (entry.layout not in {Layout.MINUTES, Layout.CONTRACT, Layout.ANNEX})


@pytest.mark.parametrize(
    "paper", ["demand-letter", "use-right-submission", "recall-decision", "ip-waiver-record"]
)
def test_a_paper_printed_twice_has_the_same_bytes(paper):
    printed(paper)
    assert printed.__wrapped__(paper).sha256 == printed(paper).sha256


@pytest.mark.parametrize("paper", PAPERS)
def test_facts_on_record_read_back_are_the_same_facts(paper):
    written = facts(paper)
    on_record = json.loads(json.dumps(written.model_dump(mode="json")))
    assert FACTS[paper].model_validate(on_record) == written
    assert {name for each in written.signers for name in type(each).model_fields} == {
        "authority",
        "position",
    }


FULLY_KNOWN = [
    "recipient-notice", "technology-offer", "council-referral", "demand-letter", "stall-report",
    "settlement-hold", "paid-path-notice", "legal-opinion-request", "valuation-request", "ip-filing-request",
    "licence-proposal", "successor-notice", "contract-demand", "recall-decision",
    "application-report-demand", "central-wait-report", "guidance-notice", "not-transferable-decision",
]  # fmt: skip


@pytest.mark.parametrize("paper", FULLY_KNOWN)
def test_where_all_is_known_nothing_is_left_blank(paper):
    assert "……" not in page(paper)


HARDLY_KNOWN = replace(bare("RECOGNISE"), result=ACCEPTED)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_of_a_task_hardly_known_leaves_blanks_and_never_says_none(paper):
    chosen = {"party": None, "document": "", "comment": ""}
    offered = {remedy.code: remedy for cause in closet.CAUSES for remedy in cause.remedies}
    stuck = STUCK[paper]
    occasion = replace(
        occasion_for("legal-opinion-request", HARDLY_KNOWN),
        chosen=chosen_of(stuck, offered[stuck.remedy], **chosen),
    )
    if reasons := missing(paper, occasion):
        assert all(reason.endswith(".") for reason in reasons)
        with pytest.raises(Refused):
            gather(paper, occasion)
        return
    told = typeset.html(paper, gather(paper, occasion), issued_on=occasion.on)
    assert typeset.BLANK in told
    assert "None" not in told
    assert re.findall(r"\.\.|;\.|: ;|, ,", re.sub(r"<[^>]*>", "", told.split("<main>")[1])) == []


@pytest.mark.parametrize("paper", PAPERS)
def test_without_a_remedy_chosen_for_a_case_no_paper_is_written(paper):
    unchosen = replace(occasion_for(paper), chosen=None)
    with pytest.raises(Refused, match="chọn một biện pháp"):
        gather(paper, unchosen)


# To whom


def test_a_demand_speaks_to_the_body_that_must_act_and_of_its_duties_alone():
    written = facts("demand-letter")
    assert written.addressees == (whole_life().host.name,)
    assert [cause.name for cause in written.case.causes if cause.answered] == ["Chưa báo cáo tài sản"]


def test_a_demand_to_the_orderer_speaks_of_what_the_orderer_owes():
    written = facts("demand-letter", party=DEPARTMENT)
    assert written.addressees == (DEPARTMENT.name,)
    assert [cause.name for cause in written.case.causes if cause.answered] == [
        "Cơ quan đặt hàng không tiếp nhận"
    ]


def test_who_is_addressed_is_not_named_again_among_the_recipients():
    for paper in PAPERS:
        written = facts(paper)
        assert not set(written.addressees) & set(written.recipients), paper
        assert len(set(written.recipients)) == len(written.recipients), paper


def test_nothing_is_sent_to_a_body_that_is_no_more():
    written = facts("successor-notice")
    assert whole_life().host.name not in written.recipients
    assert written.recipients[0] == STUCK["successor-notice"].party.name


def test_the_public_offer_names_no_cause_and_nobody_to_blame():
    told = page("technology-offer")
    assert "Căn cứ: " not in told
    assert "Trách nhiệm: " not in told
    assert "Cổng thông tin điện tử" in told
    assert To.PORTAL in CATALOGUE["technology-offer"].recipients


def test_the_replication_papers_are_the_orderers_and_their_costs_are_left_to_be_filled_in():
    for paper in ("replication-submission", "replication-proposal"):
        assert CATALOGUE[paper].issuer is Issuer.ORDERER
        assert facts(paper).issuer == DEPARTMENT.name
    annex = page("replication-proposal").split('<section class="annex')[1]
    assert annex.count(typeset.BLANK) == 7 * 3


# What the law says


def test_the_law_is_asked_of_the_recipient_that_is_named_and_not_of_the_one_before():
    written = facts("recipient-notice")
    assert written.law.verdict == "Được phép có điều kiện"
    assert any("định giá" in way for way in written.law.makes_possible)
    to_department = facts("recipient-notice", party=DEPARTMENT)
    assert to_department.act.party.name == DEPARTMENT.name
    assert COMPANY.name not in to_department.recipients


def test_under_law_93_the_owner_sets_the_price_of_what_is_valued():
    owned = task_of(Stuck("valuation", approved_on=R4_DAY))
    owned = replace(owned, result=replace(owned.result, paid_path_on=date(2026, 5, 2)))
    assert facts("valuation-request", owned).outcome.owner_decides
    assert "do chủ sở hữu quyết định (Điều 27" in page("valuation-request", owned)
    assert "phê duyệt giá" not in page("valuation-request", owned)
    assert "trình cấp có thẩm quyền phê duyệt giá" in page("valuation-request")


def test_a_use_right_is_not_asked_for_where_the_host_owns_the_result():
    owned = replace(task_of(STUCK["use-right-submission"]), regime=Regime.R4_LAW93, state_reserves=False)
    occasion = replace(occasion_for("use-right-submission"), dossier=owned)
    with pytest.raises(Refused, match="đã có quyền quản lý, sử dụng, sở hữu"):
        gather("use-right-submission", occasion)


def test_a_result_that_its_host_owns_is_not_recalled_by_the_state():
    owned = replace(task_of(STUCK["recall-decision"]), regime=Regime.R4_LAW93)
    with pytest.raises(Refused, match="chưa tìm được quy định"):
        gather("recall-decision", replace(occasion_for("recall-decision"), dossier=owned))


def test_a_recall_under_an_older_law_does_not_cite_decree_70():
    older = replace(task_of(STUCK["recall-decision"]), approved_on=R1_DAY, regime=Regime.R1_LAW2013)
    told = typeset.html(
        "recall-decision",
        gather("recall-decision", replace(occasion_for("recall-decision"), dossier=older)),
        issued_on=ON,
    )
    assert "70/2018" not in told
    assert "(tham khảo)" in told


def test_what_no_text_was_read_for_is_told_for_reference():
    assert "Thông lệ quản lý nhiệm vụ cấp tỉnh (tham khảo)" in page("valuation-request")
    assert "tham khảo" in page("settlement-hold").split("giấy chứng nhận đăng ký kết quả; ")[1]
    assert "76/2018/NĐ-CP (tham khảo)" in page("use-right-submission")


def test_the_ways_that_the_law_opens_are_told_once():
    told = page("replication-submission")
    assert "Con đường có thể đi" not in told
    assert told.count("Nhiệm vụ ứng dụng, nhân rộng bằng ngân sách nhà nước") == 1


def test_the_doubt_about_the_legal_basis_is_told_once():
    told = page("legal-opinion-request")
    assert told.count("Nghị định số 70/2018/NĐ-CP đã hết hiệu lực") == 1


def test_a_day_of_filing_that_has_passed_is_not_asked_for():
    lost = with_result("ip-filing-request", disclosed_on=date(2025, 9, 1))
    assert "thời hạn đến ngày 01/09/2026 đã qua" in page("ip-filing-request", lost)


# What it rests on


@pytest.mark.parametrize("paper", ["central-wait-report", "guidance-notice"])
def test_nobody_waits_for_the_centre_and_nobody_is_guided_without_a_document(paper):
    silent = with_result(paper, awaits_central_since=None, awaits_central_document="")
    occasion = replace(occasion_for(paper, document=""), dossier=silent)
    with pytest.raises(Refused, match="văn bản Trung ương"):
        gather(paper, occasion)


def test_the_document_of_a_remedy_is_a_legal_basis_of_its_paper():
    assert f"Căn cứ {LETTER}" in facts("guidance-notice").bases
    assert "Căn cứ Quyết định số 88/QĐ-UBND ngày 30/06/2025" in facts("successor-notice").bases


def test_a_case_whose_days_nobody_knows_says_so():
    occasion = occasion_for("demand-letter")
    undated = replace(occasion, case=replace(occasion.case, days=None, since=None, since_fact=""))
    told = typeset.html("demand-letter", gather("demand-letter", undated), issued_on=ON)
    assert "chưa xác định được số ngày" in told


def test_days_counted_from_acceptance_say_that_the_recognition_is_not_known():
    unrecognised = with_result("demand-letter", recognised_on=None)
    counted = facts("demand-letter", unrecognised).case.counted_from
    assert counted == "ngày nghiệm thu 12/03/2026 (chưa biết ngày công nhận)"


def test_a_date_known_to_the_month_alone_is_told_as_such():
    rough = replace(task_of(STUCK["stall-report"]), provisional=("Ngày nghiệm thu chỉ biết đến tháng.",))
    assert "Lưu ý: ngày nghiệm thu chỉ biết đến tháng." in page("stall-report", rough)


def test_dates_that_contradict_each_other_are_told_to_those_who_decide_alone():
    doubtful = with_result("stall-report", registered_on=date(2026, 3, 1))
    assert "Hồ sơ có điểm chưa khớp" in page("stall-report", doubtful)
    assert "chưa khớp" not in page("demand-letter", doubtful)


@pytest.mark.parametrize("paper", PAPERS)
def test_no_word_of_a_remedys_page_is_lost_on_the_way_into_the_pdf_and_out_again(paper):
    assert measuring.lost(page(paper), printed(paper).data) == []
