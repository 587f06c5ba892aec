"""Every paper, as it leaves the press: whole, in Vietnamese, and the same bytes each time."""

import re
import unicodedata
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest

from documents import typeset
from documents.catalogue import ASKED, CATALOGUE, CLOSET, LIFE, entry_for, number_text
from documents.facts import gather, missing
from tests.documents import measuring
from tests.documents.dossiers import R1_DAY, R2_DAY, R4_DAY, TITLE, bare, occasion_of, stage_of, whole_life
from tests.documents.measuring import MM

SAID = {
    "order-receipt": "Nội dung đặt hàng đáp ứng yêu cầu sáu rõ",
    "order-list": "Phê duyệt danh mục đặt hàng nhiệm vụ khoa học và công nghệ gồm 01 nhiệm vụ",
    "identification-council": "gồm 09 thành viên theo danh sách kèm theo",
    "identification-ballot": "6/7 phiếu đồng ý",
    "identification-count": "số phiếu thu về: 07; số phiếu hợp lệ: 07; số phiếu không hợp lệ: 00",
    "identification-minutes": "Hội đồng đề nghị đưa nhiệm vụ vào danh mục",
    "task-list-decision": "thực hiện theo phương thức tuyển chọn",
    "call-notice": "từ ngày 05/02/2026 đến hết ngày 07/03/2026",
    "direct-invitation": "Kính gửi: Viện Nghiên cứu Nông nghiệp miền Đông",
    "selection-council": "đánh giá hồ sơ đăng ký chủ trì theo thang điểm 100",
    "selection-scores": "Điểm trung bình 83,71",
    "selection-minutes": "kiến nghị Viện Nghiên cứu Nông nghiệp miền Đông chủ trì thực hiện nhiệm vụ",
    "selection-result": "Tổ chức được chọn chủ trì: Viện Nghiên cứu Nông nghiệp miền Đông",
    "appraisal-minutes": "Hai tỷ bốn trăm năm mươi triệu đồng",
    "approval-decision": "2.450.000.000 đồng",
    "research-contract": "Điều 10. Xử lý tài chính khi chấm dứt Hợp đồng",
    "ownership-annex": "là tài sản công (Điều 4 khoản 1 Nghị định số 70/2018/NĐ-CP)",
    "inspection-minutes": "Đã hoàn thành 100% nội dung theo hợp đồng",
    "adjustment-decision": "bổ sung nội dung thử nghiệm quy mô 100 lít",
    "termination-decision": "không thực hiện đúng tiến độ sau hai lần nhắc nhở",
    "acceptance-receipt": "15 ngày làm việc",
    "supplement-notice": "Minh chứng công bố, tiếp nhận, sử dụng",
    "acceptance-council": "xếp loại kết quả thực hiện nhiệm vụ",
    "acceptance-ballot": "phiếu kín, không nêu tên thành viên",
    "acceptance-minutes": "Xếp loại Đạt (2 Xuất sắc, 5 Đạt)",
    "acceptance-notice": "chậm nhất ngày 11/04/2026",
    "completion-certificate": "đủ điều kiện đăng ký kết quả",
    "registration-certificate": "Số đăng ký: 05/KQNC-SKHCN",
    "recognition-decision": "Công nhận kết quả thực hiện nhiệm vụ",
    "liquidation-minutes": "Kinh phí phải nộp lại ngân sách nhà nước",
    "equipment-decision": "Giao 01 hệ thống thủy phân 100 lít",
    "equipment-handover": "Giá trị còn lại",
    "rights-agreement": "Phân chia lợi nhuận sau thuế",
    "rights-decision-r1": "theo thỏa thuận giao quyền đã ký",
    "rights-decision": "Bậc giao quyền: bậc 4",
    "result-handover": "Bên tiếp nhận: Công ty cổ phần Chế biến nông sản Sông Phố",
    "reimbursement-commitment": "Tám trăm năm mươi triệu đồng",
    "rights-notice": "sổ đăng ký quyền đối với kết quả",
    "rights-register-entry": "Trích từ sổ đăng ký quyền",
    "ip-decision": "Hạn cuối nộp đơn sáng chế để không mất tính mới: 01/02/2027",
    "technology-profile": "Bậc 4 (có hoàn trả giá trị, phải định giá)",
    "matching-minutes": "Điều kiện pháp lý của việc tiếp nhận",
    "memorandum": "Bản ghi nhớ thể hiện thiện chí hợp tác",
    "valuation-record": "Mã kiểm tra tệp (SHA-256)",
    "price-decision": "850.000.000 đồng (bằng chữ: Tám trăm năm mươi triệu đồng)",
    "transfer-contract": "Quyền và nghĩa vụ của Bên nhận",
    "transfer-handover": "Kết quả vận hành thử",
    "benefit-agreement": "Tác giả, đồng tác giả",
    "benefit-table": "Lợi nhuận sau thuế",
    "replication-decision": "Sở Tài chính bố trí kinh phí",
    "application-sheet": "Kết quả đang được sử dụng",
    "application-summary": "Kết quả đã được đưa vào sử dụng",
    "file-index": "Mục lục này gồm",
}
"""What each paper must say of the whole life of a task under Decree 70/2018."""
OF_LIFE = [paper.code for paper in LIFE]

FOREIGN = re.compile(
    r"\b(the|of|and|for|with|is|are|none|null|true|false|undefined|task|paper|result|host|order|orderer|"
    r"decision|approve|gate|council|agree|score|grade|recipient|agricultural|selection|direct)\b",
    re.IGNORECASE,
)
"""Words that a Vietnamese paper has no use for: English, and what a program lets slip."""


def printed(paper, task):
    occasion = occasion_of(paper, task)
    return typeset.typeset(paper, gather(paper, occasion), issued_on=occasion.on)


@cache
def of_whole_life(paper, approved_on=R2_DAY):
    return printed(paper, whole_life(approved_on))


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf.data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "\n".join(pages)


def close(text):
    """The text without blanks: where a line breaks says nothing."""
    return re.sub(r"\s+", "", text)


def test_every_paper_has_its_template_and_says_something_of_its_own():
    assert set(CATALOGUE) <= set(typeset.papers())
    assert set(SAID) == set(OF_LIFE) == set(CATALOGUE) - {paper.code for paper in (*CLOSET, *ASKED)}


@pytest.mark.parametrize("paper", OF_LIFE)
def test_a_paper_bears_its_number_its_title_its_task_and_its_conclusion(paper):
    text = close(text_of(of_whole_life(paper)))
    task = whole_life()
    assert close(number_text(entry_for(paper, task), 5, 2026)) in text
    assert close(CATALOGUE[paper].title) in text
    assert close(TITLE) in text
    assert close(SAID[paper]) in text


@pytest.mark.parametrize("paper", OF_LIFE)
def test_a_paper_is_in_vietnamese_alone_and_in_one_unicode_form(paper):
    text = text_of(of_whole_life(paper))
    assert unicodedata.is_normalized("NFC", text)
    assert FOREIGN.findall(text) == []
    assert not re.search(r"[{}<>]|\b[a-z]+_[a-z]+\b", text)


@pytest.mark.parametrize("paper", OF_LIFE)
def test_a_paper_printed_twice_has_the_same_bytes(paper):
    assert printed(paper, whole_life()).sha256 == of_whole_life(paper).sha256


@pytest.mark.parametrize("paper", OF_LIFE)
def test_every_signer_has_room_to_sign(paper):
    boxes = of_whole_life(paper).signature_boxes
    assert len(boxes) == len(entry_for(paper, whole_life()).signers)


@pytest.mark.parametrize("paper", OF_LIFE)
def test_at_least_two_lines_of_the_text_stand_above_the_signatures(paper):
    pdf = of_whole_life(paper)
    box = pdf.signature_boxes[0]
    page = measuring.page_of(pdf.data, box.page)
    signers = entry_for(paper, whole_life()).signers
    rows = measuring.rows_of([sign for sign in page.signs if 20 < sign.bottom < page.height - box.y2 / MM])
    while all(sign.bold for sign in rows[-1] if sign.left > 60) and measuring.said(rows[-1]).isupper():
        rows.pop()  # the authority and position of who signs
    assert signers
    assert len(rows) >= 2


@pytest.mark.parametrize("paper", OF_LIFE)
def test_no_word_of_a_page_is_lost_or_altered_on_the_way_into_the_pdf_and_out_again(paper):
    occasion = occasion_of(paper, whole_life())
    page = typeset.html(paper, gather(paper, occasion), issued_on=occasion.on)
    assert measuring.lost(page, of_whole_life(paper).data) == []


@pytest.mark.parametrize("paper", OF_LIFE)
def test_a_draft_of_a_paper_bears_neither_number_nor_day_and_says_what_it_is(paper):
    occasion = replace(occasion_of(paper, whole_life()), number=0)
    draft = typeset.html(paper, gather(paper, occasion), issued_on=occasion.on, draft=True)
    assert "DỰ THẢO" in draft
    assert f"Số: ……/{entry_for(paper, whole_life()).register.symbol}" in draft.replace("2026/", "")
    assert "None" not in draft
    assert "00/" not in draft
    assert "ngày 05 tháng 02 năm 2026" not in draft


@pytest.mark.parametrize("paper", OF_LIFE)
def test_an_administrative_paper_ends_with_the_end_mark(paper):
    layout = CATALOGUE[paper].layout.value
    ended = "./." in text_of(of_whole_life(paper))
    assert ended is (layout not in {"minutes", "contract", "annex"})


HARDLY_KNOWN = {paper: occasion_of(paper, bare(stage_of(paper)[0])) for paper in OF_LIFE}
WRITABLE = [paper for paper, occasion in HARDLY_KNOWN.items() if not missing(paper, occasion)]


@pytest.mark.parametrize("paper", WRITABLE)
def test_a_paper_of_a_task_hardly_known_leaves_blanks_and_never_says_none(paper):
    occasion = HARDLY_KNOWN[paper]
    page = typeset.html(paper, gather(paper, occasion), issued_on=occasion.on)
    assert typeset.BLANK in page
    assert "None" not in page


OWNED = ("ownership-annex", "benefit-agreement", "benefit-table", "rights-agreement", "recognition-decision")


@pytest.mark.parametrize("paper", OWNED)
@pytest.mark.parametrize("approved_on", [R1_DAY, R4_DAY], ids=["R1", "R4"])
def test_papers_on_ownership_are_whole_under_every_regime(paper, approved_on):
    text = text_of(of_whole_life(paper, approved_on))
    assert FOREIGN.findall(text) == []
    assert close(TITLE) in close(text)


def test_under_law_93_the_host_owns_the_result_without_a_procedure():
    text = close(text_of(of_whole_life("rights-notice", R4_DAY)))
    assert (
        close("Viện Nghiên cứu Nông nghiệp miền Đông được giao quyền quản lý, sử dụng và quyền sở hữu")
        in text
    )
    assert close("Điều 25 khoản 2 Luật số 93/2025/QH15") in text


def test_a_reserved_result_stays_with_the_state():
    reserved = whole_life(R4_DAY, state_reserves=True)
    text = close(text_of(printed("ownership-annex", reserved)))
    assert close("Nhà nước nắm giữ quyền quản lý, sử dụng, quyền sở hữu") in text


def test_a_co_funded_result_is_co_owned():
    shared = whole_life(state_share=whole_life().state_share * 28 / 100)
    text = close(text_of(printed("ownership-annex", shared)))
    assert close("tài sản đồng sở hữu") in text
    assert close("không quá 30% tổng vốn") in text


def test_a_council_that_rejects_says_so():
    task = whole_life()
    entry = next(each for each in task.entries if each.stage == "IDENTIFY")
    refused = tuple(replace(ballot, agree=False) for ballot in entry.sittings[0].ballots)
    sitting = replace(entry.sittings[0], ballots=refused)
    against = replace(task, entries=(replace(entry, sittings=(sitting,)),))
    assert close("Hội đồng không đề nghị") in close(text_of(printed("identification-minutes", against)))


def test_what_was_read_nowhere_is_marked_for_reference():
    text = close(text_of(of_whole_life("acceptance-minutes")))
    assert close("(tham khảo") in text
