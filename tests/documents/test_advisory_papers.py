"""The advisory council's papers as they leave the press: whole, in Vietnamese, the same bytes each time."""

import json
import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import cache

import pypdfium2
import pytest

from documents import typeset
from documents.catalogue import number_text
from documents.catalogue.advisory import ADVISORY, AGENDA, CLOSET_REPORT, MINUTES
from documents.facts import FACTS
from documents.facts.advisory import (
    ActingLine,
    AdvisoryAgendaFacts,
    AdvisoryMinutesFacts,
    AgendaLine,
    CaseLine,
    CauseLine,
    ClosetReportFacts,
    ConclusionLine,
    CountLine,
    LeftLine,
    MonthLine,
    PresentLine,
    SixClears,
    head,
)
from documents.facts.base import Letterhead
from tests.documents import measuring

PREPARED, MEETS, MONTH = date(2026, 11, 20), date(2026, 11, 30), date(2026, 11, 1)
TITLES = {
    f"DN-2020-{number:03d}": title
    for number, title in enumerate(
        ("Sản xuất giống nhân tạo cua biển", "Chiết xuất collagen từ da cá tra", "Bảo quản trái dừa tươi"), 1
    )
}
CLEARS = ("Rõ người", "Rõ việc", "Rõ thời gian", "Rõ kết quả", "Rõ trách nhiệm", "Rõ thẩm quyền")
LINES = [
    AgendaLine(
        code=code,
        title=title,
        host="Viện nghiên cứu chủ trì (mẫu)",
        reason="Mới vướng, chưa được hội đồng kết luận",
        why=("Vào ngăn tủ ngày 02/11/2026, chưa có kết luận của hội đồng.",),
        cause="Không có địa chỉ tiếp nhận",
        days=329,
        acting="Trưởng phòng Quản lý khoa học",
        responsible="Sở Khoa học và Công nghệ, cơ quan đặt hàng",
        law="Được phép có điều kiện: giao có hoàn trả giá trị (Nghị định số 70/2018/NĐ-CP).",
        next_step="Chọn bậc có hoàn trả giá trị và mở định giá",
    )
    for code, title in TITLES.items()
]


def owed(code, **more):
    """An action that has all six clears."""
    return SixClears(
        task=code,
        who="Phòng Quản lý khoa học",
        what="Mời hợp tác xã xem quy trình",
        due_on=date(2026, 11, 25),
        result="Biên bản kết nối",
        responsible="Trưởng phòng Quản lý khoa học",
        authority="Giám đốc Sở Khoa học và Công nghệ",
        **more,
    )


def headed(paper, on, province="Đồng Nai"):
    return {**head(paper, Letterhead.of(province), 0, on, MONTH), "number": 5}


def agenda(**changes):
    facts = {
        **headed(AGENDA, PREPARED),
        "meets_on": MEETS,
        "reckoned_on": MEETS,
        "counts": (CountLine(label="Mới vướng, chưa được hội đồng kết luận", count=3),),
        "items": tuple(LINES),
        "overdue": (owed("DN-2020-001", days_overdue=5, origin="Phiên họp tháng 10/2026"),),
        "replaces": "Chương trình số 01/CTr-SKHCN ngày 18/11/2026",
    }
    return AdvisoryAgendaFacts(**{**facts, **changes})


def minutes(**changes):
    (first, *rest) = TITLES.items()
    facts = {
        **headed(MINUTES, MEETS),
        "held_on": MEETS,
        "agenda": "Chương trình số 05/CTr-SKHCN ngày 20/11/2026",
        "present": (
            PresentLine(function="Ủy viên hội đồng", number=7),
            PresentLine(function="Sở Tài chính", number=2),
        ),
        "conclusions": (ConclusionLine(code=first[0], title=first[1], conclusion="Mở nhiệm vụ nhân rộng"),),
        "left": tuple(LeftLine(code=code, title=title) for code, title in rest),
        "actions": (owed("DN-2020-001"), owed(None)),
        "conclusion": "Họp lại sau một tháng.",
    }
    return AdvisoryMinutesFacts(**{**facts, **changes})


def report(**changes):
    cases = tuple(
        CaseLine(
            code=code,
            title=title,
            cause="Không có địa chỉ tiếp nhận",
            days=329 if number else None,
            acting="Trưởng phòng Quản lý khoa học",
            what="Gửi văn bản đôn đốc",
            due_on=date(2026, 11, 25) if number else None,
            days_late=5 if number else None,
            responsible="Sở Khoa học và Công nghệ",
            value=Decimal(850_000_000) if number else None,
            value_kind="định giá" if number else "",
        )
        for number, (code, title) in enumerate(TITLES.items())
    )
    facts = {
        **headed(CLOSET_REPORT, MEETS),
        "reckoned_on": MEETS,
        "lying": 3,
        "before_on": date(2026, 10, 30),
        "before": 2,
        "came": 2,
        "left": 1,
        "late": 2,
        "valued": Decimal(1_700_000_000),
        "budgeted": Decimal(0),
        "unvalued": 1,
        "by_acting": (ActingLine(who="Trưởng phòng Quản lý khoa học", count=3, longest=329, late=2),),
        "by_cause": (CauseLine(label="Không có địa chỉ tiếp nhận", count=3, before=2),),
        "by_age": (CountLine(label="181–365 ngày", count=2), CountLine(label="chưa rõ", count=1)),
        "months": (MonthLine(until=MEETS, came=2, left=1, lying=3),),
        "cases": cases,
        "replaces": None,
    }
    return ClosetReportFacts(**{**facts, **changes})


WHOLE = {AGENDA: agenda(), MINUTES: minutes(), CLOSET_REPORT: report()}


@cache
def printed(paper):
    return typeset.typeset(paper, WHOLE[paper], issued_on=WHOLE[paper].issued_on)


def text_of(pdf):
    document = pypdfium2.PdfDocument(pdf.data)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "\n".join(pages)


def close(text):
    """The text without blanks: where a line breaks says nothing."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("paper", ADVISORY)
def test_a_paper_of_a_session_bears_its_number_its_title_and_its_month(paper):
    text = close(text_of(printed(paper)))
    assert close(number_text(ADVISORY[paper], 5, 2026)) in text
    assert close(ADVISORY[paper].title) in text
    assert close("tỉnh Đồng Nai tháng 11/2026") in text
    assert all(close(title) in text for title in TITLES.values())
    assert paper == CLOSET_REPORT or all(close(clear) in text for clear in CLEARS)


@pytest.mark.parametrize("paper", ADVISORY)
def test_a_paper_of_a_session_is_in_one_unicode_form_and_lets_no_code_slip(paper):
    text = text_of(printed(paper))
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"[{}<>]|\b[a-z]+_[a-z]+\b|\b(None|True|False|Undefined|called|new|overdue)\b", text)


@pytest.mark.parametrize("paper", ADVISORY)
def test_facts_of_a_session_read_back_from_the_record_give_the_same_bytes(paper):
    on_record = json.loads(json.dumps(WHOLE[paper].model_dump(mode="json")))
    read = FACTS[paper].model_validate(on_record)
    assert read == WHOLE[paper]
    assert typeset.typeset(paper, read, issued_on=read.issued_on).sha256 == printed(paper).sha256


@pytest.mark.parametrize("paper", ADVISORY)
def test_every_signer_of_a_session_has_room_to_sign(paper):
    assert len(printed(paper).signature_boxes) == len(ADVISORY[paper].signers)


def test_the_agenda_says_why_each_result_is_there_who_must_act_and_what_the_law_allows():
    text = close(text_of(printed(AGENDA)))
    for said in (
        "Chương trình này thay thế Chương trình số 01/CTr-SKHCN ngày 18/11/2026.",
        "Xem xét 03 kết quả",
        "Kiểm điểm 01 việc đã quá hạn",
        "Vào ngăn tủ ngày 02/11/2026",
        "Không có địa chỉ tiếp nhận, 329 ngày",
        "Trưởng phòng Quản lý khoa học; trách nhiệm: Sở Khoa học và Công nghệ, cơ quan đặt hàng",
        "Được phép có điều kiện",
        "Chọn bậc có hoàn trả giá trị",
        "25/11/2026 (quá 5 ngày)",
    ):
        assert close(said) in text, said


def test_an_agenda_without_a_result_has_no_annex_and_says_so():
    page = typeset.html(AGENDA, agenda(items=(), counts=(), overdue=(), replaces=None), issued_on=PREPARED)
    assert "không có kết quả nào phải đưa ra hội đồng" in page
    assert "không có việc nào quá hạn" in page
    assert "annex" not in page.partition("<main>")[2]
    assert "thay thế" not in page


def test_a_result_of_which_little_is_known_leaves_blanks():
    bare = LINES[0].model_copy(
        update={
            "host": None,
            "cause": None,
            "days": None,
            "acting": None,
            "responsible": None,
            "next_step": None,
        }
    )
    page = typeset.html(AGENDA, agenda(items=(bare,)), issued_on=PREPARED)
    assert "Không còn vướng" in page
    assert typeset.BLANK in page
    assert "None" not in page


def test_the_minutes_count_those_present_by_function_and_name_nobody():
    page = typeset.html(MINUTES, minutes(), issued_on=MEETS)
    assert "Ủy viên hội đồng" in page
    assert '<td class="center">9</td>' in page
    assert '<p class="signer-name"></p>' in page


def test_the_minutes_tell_what_was_concluded_and_what_goes_to_the_next_session():
    text = close(text_of(printed(MINUTES)))
    for said in (
        "Mở nhiệm vụ nhân rộng",
        "chuyển sang phiên họp sau",
        "Hội đồng giao 02 việc",
        "Việc chung",
        "Kết luận chung: Họp lại sau một tháng.",
    ):
        assert close(said) in text, said


def test_minutes_without_actions_have_no_annex():
    page = typeset.html(MINUTES, minutes(actions=(), left=(), conclusion=None), issued_on=MEETS)
    assert "Hội đồng không giao việc tại phiên họp này." in page
    assert "Việc được giao theo yêu cầu sáu rõ" not in page


def test_a_centrally_run_city_has_its_own_words():
    facts = AdvisoryMinutesFacts(**{**dict(minutes()), **headed(MINUTES, MEETS, "Huế")})
    page = typeset.html(MINUTES, facts, issued_on=MEETS)
    assert "thành phố Huế" in page
    assert "tỉnh Huế" not in page


def test_the_closet_report_tells_who_must_act_and_lists_every_result_across_an_annex():
    text = close(text_of(printed(CLOSET_REPORT)))
    for said in (
        "Kính gửi: Ủy ban nhân dân tỉnh Đồng Nai",
        "Còn 03 kết quả trong ngăn tủ",
        "vào thêm 02, ra 01, tăng 01",
        "đã định giá 1.700.000.000 đồng; chưa rõ giá trị 01 kết quả",
        "III. Người phải xử lý",
        "25/11/2026 (quá 5 ngày)",
        "chưa chọn biện pháp",
        "02 kết quả có biện pháp đã quá hạn",
    ):
        assert close(said) in text, said
    document = pypdfium2.PdfDocument(printed(CLOSET_REPORT).data)
    sizes = [tuple(map(round, page.get_size())) for page in document]
    document.close()
    assert sizes[0] == (595, 842)
    assert sizes[-1] == (842, 595)


def test_an_empty_closet_is_reported_in_one_page_without_an_annex():
    nothing = {"lying": 0, "cases": (), "by_acting": (), "by_cause": (), "by_age": (), "late": 0}
    page = typeset.html(CLOSET_REPORT, report(**nothing), issued_on=MEETS)
    assert "Không còn kết quả nào trong ngăn tủ" in page
    assert "annex" not in page.partition("<main>")[2]
    assert "None" not in page


def test_the_closet_shrinks_in_words():
    page = typeset.html(CLOSET_REPORT, report(lying=1, before=4), issued_on=MEETS)
    assert "giảm 03" in page


@pytest.mark.parametrize("paper", ADVISORY)
def test_no_word_of_a_sessions_page_is_lost_on_the_way_into_the_pdf_and_out_again(paper):
    shown = typeset.html(paper, WHOLE[paper], issued_on=WHOLE[paper].issued_on)
    assert measuring.lost(shown, printed(paper).data) == []
