"""The report on a survey as it leaves the press: both numbers of every share, and no enterprise."""

import json
import unicodedata
from datetime import date
from functools import cache

from documents import typeset
from documents.catalogue.surveys import SURVEY_SUMMARY
from documents.facts import FACTS
from documents.facts.surveys import ShareLine, SortLine, summary_facts
from models.surveys import SOURCE
from tests.documents.measuring import close
from tests.documents.test_papers import FOREIGN, text_of

ON = date(2026, 11, 20)
TOLD = {
    "survey": "KS-DN-2026-001",
    "title": "Khảo sát trình độ và nhu cầu công nghệ năm 2026",
    "year": 2026,
    "form": "2026",
    "opens_on": date(2026, 9, 1),
    "closes_on": date(2026, 10, 31),
    "response": "39/84 (46,4%)",
    "mean": "52,3",
    "kinds": (
        SortLine(name="doanh nghiệp", answered="30/70 (42,9%)", mean="53,0"),
        SortLine(name="hợp tác xã", answered="9/14 (64,3%)", mean="50,1"),
    ),
    "provinces": (SortLine(name="Đồng Nai", answered="39/84 (46,4%)", mean="52,3"),),
    "disciplines": (SortLine(name="Khoa học nông nghiệp", answered="39/39 (100,0%)", mean="52,3"),),
    "levels": (
        ShareLine(name="tiên tiến", share="5/39 (12,8%)"),
        ShareLine(name="trung bình tiên tiến", share="10/39 (25,6%)"),
        ShareLine(name="trung bình", share="20/39 (51,3%)"),
        ShareLine(name="lạc hậu", share="4/39 (10,3%)"),
    ),
    "groups": (
        SortLine(name="Thiết bị", answered="39", mean="55,0"),
        SortLine(name="Chuyển đổi số", answered="31", mean=None),
    ),
    "needs": 12,
    "with_needs": "10/39 (25,6%)",
    "needs_by_discipline": (ShareLine(name="Khoa học nông nghiệp", share="12/12 (100,0%)"),),
    "willing": (ShareLine(name="sẵn sàng mua", share="12/12 (100,0%)"),),
    "by_year": (ShareLine(name="2027", share="12/12 (100,0%)"),),
    "budget": "3/12 nhu cầu nêu kinh phí: 300.000.000 đ – 900.000.000 đ",
    "notes": (f"Thang điểm, ngưỡng trình độ: {SOURCE}.",),
}
WHOLE = {SURVEY_SUMMARY: summary_facts("Đồng Nai", 5, ON, **TOLD)}


@cache
def printed(paper):
    return typeset.typeset(paper, WHOLE[paper], issued_on=ON)


def test_the_report_tells_every_share_with_both_numbers():
    told = unicodedata.normalize("NFC", text_of(printed(SURVEY_SUMMARY)))
    for each in ("05/BC-SKHCN", "39/84 (46,4%)", "52,3 trên 100 điểm", "4/39 (10,3%)", "tham khảo"):
        assert close(each) in close(told)
    assert FOREIGN.findall(told) == []


def test_a_survey_without_answers_says_so():
    empty = {"mean": None, "needs": 0, "levels": (), "groups": (), "disciplines": (), "budget": None}
    facts = summary_facts("Đồng Nai", 0, ON, **TOLD | empty)
    assert "không xếp được trình độ công nghệ" in typeset.html(SURVEY_SUMMARY, facts, issued_on=ON)


def test_what_is_on_record_is_read_back_as_it_was():
    facts = WHOLE[SURVEY_SUMMARY]
    assert (
        FACTS[SURVEY_SUMMARY].model_validate(json.loads(json.dumps(facts.model_dump(mode="json")))) == facts
    )
