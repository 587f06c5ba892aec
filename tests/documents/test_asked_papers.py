"""Papers that somebody asks for, and the agreement of three: whole, in Vietnamese, rightly laid out."""

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pypdfium2
import pytest

from documents import typeset
from documents.catalogue import CATALOGUE, entry_for, number_text
from documents.catalogue.agreements import AGREEMENTS, TRIPARTITE
from documents.catalogue.asked import ASKED, OUTSTANDING, REVENUE_SHARE
from documents.facts import FACTS, Award, gather, missing
from documents.facts.agreements import institute_position, party, state_position, written
from models.agreements import House, Item, Split, Terms
from models.errors import Refused
from models.sharing import Ledger, Payment, Period, ProfitCase
from tests.documents.dossiers import R1_DAY, R2_DAY, R4_DAY, TITLE, bare, occasion_of, whole_life
from tests.documents.measuring import close, find, pages_of, said
from tests.documents.test_papers import FOREIGN, text_of

ON = date(2026, 2, 5)
FIRST = Period(
    date(2025, 7, 1),
    date(2025, 9, 30),
    Decimal(800_000_000),
    Decimal(300_000_000),
    Decimal(50_000_000),
    payments=(Payment("Tác giả", Decimal(200_000_000)),),
)
SECOND = Period(date(2025, 10, 1), date(2025, 12, 31), Decimal(12_000_000), Decimal(300_000_000), Decimal(0))
AWARD = Award(2026, "Quyết định số 55/QĐ-UBND ngày 02/11/2026", "đã đưa vào sản xuất")
ITEMS = tuple(
    Item(number, f"Nhiệm vụ hợp tác số {number}", "Một quy trình", Decimal(1_500_000_000), 24)
    for number in range(1, 11)
)
HOUSES = (
    "Ủy ban nhân dân tỉnh Đồng Tháp",
    "Đại học Quốc gia Thành phố Hồ Chí Minh",
    "Công ty cổ phần Vĩnh Hoàn",
)


def ledger(approved_on=R4_DAY, periods=(FIRST,), **more):
    return Ledger(approved_on, ProfitCase.OWNER, periods, **{"state_share": Decimal(1), **more})


def asked(paper, thing, task=None):
    return replace(occasion_of(paper, task or whole_life(R4_DAY), on=ON), asked=thing)


def shares(approved_on=R4_DAY, **more):
    return gather(REVENUE_SHARE, asked(REVENUE_SHARE, ledger(approved_on, **more), whole_life(approved_on)))


def certificate(**task):
    return gather(OUTSTANDING, asked(OUTSTANDING, AWARD, whole_life(R4_DAY, **task)))


def agreement(items=ITEMS, **more):
    terms = Terms("Hợp tác phát triển ngành hàng cá tra", "Đồng Tháp", HOUSES, items, **more)
    positions = (state_position(HOUSES[0]), institute_position(HOUSES[1]), "Người đại diện theo pháp luật")
    three = tuple(
        party(house, name, number, position)
        for number, (house, name, position) in enumerate(zip(House, HOUSES, positions, strict=True), 1)
    )
    return written("TT-DT-2026-001", terms, three, 5, ON)


AGREED = {
    "fund": Split(Decimal("0.5"), Decimal("0.2"), Decimal("0.3")),
    "own": Split(Decimal(0), Decimal("0.7"), Decimal("0.3")),
    "gain": Split(Decimal("0.1"), Decimal("0.4"), Decimal("0.5")),
    "state_reserves": False,
    "starts_on": ON,
    "ends_on": date(2030, 12, 31),
}
WHOLE = {
    REVENUE_SHARE: shares(periods=(FIRST, SECOND)),
    OUTSTANDING: certificate(),
    TRIPARTITE: agreement(**AGREED),
}
ENTRIES = {**{entry.code: entry for entry in ASKED}, **AGREEMENTS}


@cache
def printed(paper):
    return typeset.typeset(paper, WHOLE[paper], issued_on=ON)


def text(facts):
    return close(text_of(typeset.typeset(facts.code, facts, issued_on=ON)))


@pytest.mark.parametrize("paper", WHOLE)
def test_a_paper_bears_its_number_and_title_in_vietnamese_alone(paper):
    told = text_of(printed(paper))
    assert close(number_text(ENTRIES[paper], 5, 2026)) in close(told)
    assert close(ENTRIES[paper].title) in close(told)
    assert unicodedata.is_normalized("NFC", told)
    assert FOREIGN.findall(told) == []
    assert not re.search(r"[{}<>]|\b[a-z]+_[a-z]+\b", told)


@pytest.mark.parametrize("paper", WHOLE)
def test_facts_read_back_from_the_record_give_the_same_bytes(paper):
    on_record = json.loads(json.dumps(WHOLE[paper].model_dump(mode="json")))
    read = FACTS[paper].model_validate(on_record)
    assert read == WHOLE[paper]
    assert typeset.typeset(paper, read, issued_on=ON).sha256 == printed(paper).sha256


@pytest.mark.parametrize("paper", WHOLE)
def test_every_signer_has_room_to_sign_and_a_draft_says_what_it_is(paper):
    assert len(printed(paper).signature_boxes) == len(ENTRIES[paper].signers)
    draft = typeset.typeset(paper, WHOLE[paper], issued_on=None, draft=True)
    with pypdfium2.PdfDocument(draft.data) as pdf:
        assert all("DỰ THẢO" in page.get_textpage().get_text_bounded() for page in pdf)


@pytest.mark.parametrize("paper", [entry.code for entry in ASKED])
def test_what_was_not_asked_for_is_refused_with_every_reason(paper):
    occasion = occasion_of(paper, bare("ORDER"), on=ON)
    reasons = missing(paper, occasion)
    assert len(reasons) >= 2
    with pytest.raises(Refused):
        gather(paper, occasion)
    assert entry_for(paper, whole_life()) is CATALOGUE[paper]


# Shares


@pytest.mark.parametrize("approved_on", [R1_DAY, R2_DAY, R4_DAY], ids=["R1", "R2", "R4"])
def test_the_table_of_shares_is_whole_under_every_regime(approved_on):
    told = text(shares(approved_on))
    assert close(TITLE) in told
    assert close("450.000.000") in told
    assert close("Tác giả") in told
    assert close("Còn phải chi trả") in told


def test_under_law_93_the_table_tells_what_is_owed_and_what_was_overpaid():
    told = text(WHOLE[REVENUE_SHARE])
    assert close("135.000.000") in told
    assert close("(65.000.000)") in told
    assert close("(288.000.000)") in told
    assert close("Điều 28 khoản 3 Luật số 93/2025/QH15") in told


def test_what_is_not_known_stays_visibly_blank():
    facts = shares(periods=(replace(FIRST, taxes=None),))
    assert facts.profit is None
    assert facts.totals[0].amount is None
    page = typeset.html(REVENUE_SHARE, facts, issued_on=ON)
    assert "…………" in page
    assert "None" not in page
    unknown = shares(state_share=None)
    assert close("Chưa xác định phần ngân sách nhà nước") in text(unknown)


def test_without_a_rule_nothing_is_shared_and_the_reason_is_told():
    day = date(2025, 5, 5)
    told = text(shares(day, periods=(replace(FIRST, payments=()),)))
    assert close("Chưa phân chia cho đến khi có ý kiến pháp chế") in told
    assert close("tham khảo") in told


# The certificate


def test_a_certificate_is_one_sheet_across_framed_and_marked_as_the_provinces_own():
    [page] = pages_of(printed(OUTSTANDING).data)
    assert (round(page.width), round(page.height)) == (297, 210)
    assert close("pháp luật không quy định mẫu") in said(page.signs)
    name = find(page.signs, "Viện Nghiên cứu Nông nghiệp miền Đông")
    assert name[0].size == 18
    assert name[0].bold
    box = printed(OUTSTANDING).signature_boxes[0]
    assert box.y1 > 20 * 72 / 25.4


@pytest.mark.parametrize("times", [1, 2, 3])
def test_however_long_the_title_a_certificate_stays_one_sheet(times):
    facts = certificate(title=" và ".join([TITLE] * times))
    assert typeset.typeset(OUTSTANDING, facts, issued_on=ON).pages == 1


def test_a_result_that_is_not_recognised_gets_no_certificate():
    task = whole_life(R4_DAY)
    unrecognised = replace(task, result=replace(task.result, recognised_on=None))
    with pytest.raises(Refused, match="chưa được công nhận"):
        gather(OUTSTANDING, asked(OUTSTANDING, AWARD, unrecognised))
    with pytest.raises(Refused, match="bình chọn"):
        gather(OUTSTANDING, asked(OUTSTANDING, replace(AWARD, document=" "), task))


# The agreement


def test_the_three_stand_in_order_with_what_each_brings_and_gets():
    told = text(WHOLE[TRIPARTITE])
    at = [told.index(close(f"Bên {letter} (")) for letter in "ABC"]
    assert at == sorted(at)
    for words in (*HOUSES, "50%20%30%100%", "0%70%30%100%", "10%40%50%100%", "15.000.000.000", "Không.",
                  "không thấp hơn 30%"):  # fmt: skip
        assert close(words) in told, words
    first, second, third = printed(TRIPARTITE).signature_boxes
    assert first.page == second.page == third.page
    assert first.x2 < second.x1 < second.x2 < third.x1


def test_a_long_annex_lies_across_and_a_short_one_stands():
    pages = pages_of(printed(TRIPARTITE).data)
    assert (round(pages[0].width), round(pages[-1].width)) == (210, 297)
    short = pages_of(typeset.typeset(TRIPARTITE, agreement(ITEMS[:3]), issued_on=ON).data)
    assert {round(page.width) for page in short} == {210}


def test_what_three_have_not_agreed_on_is_a_blank_and_never_a_guess():
    facts = agreement((Item(1, "Chỉ có tên"),))
    page = typeset.html(TRIPARTITE, facts, issued_on=ON)
    assert page.count("……%") == 9
    assert "None" not in page
    assert "theo mức tối thiểu mà pháp luật quy định" in page


def test_two_hundred_tasks_are_all_in_the_annex():
    many = tuple(Item(number, f"Nhiệm vụ thứ {number:03d}") for number in range(1, 201))
    told = text(agreement(many))
    assert all(f"Nhiệmvụthứ{number:03d}" in told for number in range(1, 201))


def test_an_agreement_of_before_law_93_cites_the_law_of_its_day():
    assert any("29/2013/QH13" in base for base in written(
        "TT-DT-2025-001", Terms("Hợp tác", "Đồng Tháp", HOUSES, ITEMS), WHOLE[TRIPARTITE].parties, 1,
        date(2025, 7, 7)).bases)  # fmt: skip
