"""Handing in papers: only what is asked for, by whom it is asked of; kept by their hash and found again."""

import hashlib
import itertools
import string
from datetime import timedelta

import pytest

from actions import papers, people, wiring
from documents.intake.reading import MOST_TEXT, Text
from documents.leaf import leaf
from models.errors import BadInput, NotFound, NotPermitted, Refused, Unavailable
from models.language import Role, Verdict
from models.tables import Submission
from tests.actions.houses import ON

DAY = timedelta(days=1)


def withdraw(code, number, handle, on=ON):
    with wiring.unit_of_work() as session:
        papers.withdraw(session, code, number, people.find(session, handle), on=on)


def fetch(sha256):
    with wiring.unit_of_work() as session:
        return papers.fetch(session, sha256).data


def hand_in(code, paper, data, file_name, handle="dat-hang"):
    with wiring.unit_of_work() as session:
        return papers.submit(session, code, paper, data, file_name, people.find(session, handle), on=ON)


def verified(data):
    with wiring.unit_of_work() as session:
        return papers.verify(session, data)


def test_a_paper_is_kept_by_the_hash_of_its_bytes(house):
    code = house.order()
    data = leaf(["Phiếu đặt hàng"])
    kept = house.submit(code, "order_sheet", "dat-hang", words="Phiếu đặt hàng")
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert (kept.size, kept.paper, kept.title) == (len(data), "order_sheet", "Phiếu đặt hàng")
    assert fetch(kept.sha256) == fetch(kept.sha256[:12].upper()) == data
    assert [each.role for each in house.main(code).submissions] == [Role.ORDERER]
    assert house.journal(code)[-1] == "Đại diện cơ quan đặt hàng nộp «Phiếu đặt hàng»."


def test_a_paper_that_the_stage_does_not_ask_for_is_refused_with_those_that_it_does(house):
    code = house.order()
    with pytest.raises(Refused) as refused:
        house.submit(code, "contract_draft", "chu-tri")
    assert "không yêu cầu «contract_draft»" in refused.value.reasons[0]
    assert "Phiếu đặt hàng (order_sheet); Cam kết tiếp nhận kết quả" in refused.value.reasons[1]


@pytest.mark.parametrize("handle", ["chu-tri", "so.chuyen-vien", "tiep-nhan", "ubnd.chu-tich", "so.quan-tri"])
def test_a_paper_is_handed_in_by_those_of_whom_it_is_asked(house, handle):
    code = house.order()
    with pytest.raises(NotPermitted, match="do Cơ quan đặt hàng nộp"):
        house.submit(code, "order_sheet", handle)
    assert house.main(code).submissions == ()


def test_the_host_of_another_task_hands_in_nothing(house):
    code = house.at("EXECUTE", host="university")
    with pytest.raises(NotPermitted):
        house.submit(code, "periodic_report", "chu-tri")


@pytest.mark.parametrize("method", ["selection", "direct"])
def test_whoever_applies_first_becomes_the_host(house, method):
    code = house.at("CALL", host=None, call_published_on=None, method=method)
    house.submit(code, "host_application", "chu-tri")
    assert house.dossier(code).host.name.startswith("Viện nghiên cứu chủ trì")


def test_an_offer_to_receive_names_the_recipient_and_takes_no_ones_place(house):
    code = house.at("MATCH", recipient_id=None, rights_decided_on=ON)
    house.submit(code, "partner_letter", "htx")
    assert house.dossier(code).recipient.name.startswith("Hợp tác xã")
    with pytest.raises(NotPermitted):
        house.submit(code, "partner_letter", "tiep-nhan")


def test_what_is_read_out_of_a_paper_is_kept_with_it(house):
    kept = house.submit(house.order(), "order_sheet", "dat-hang", words="Chiết xuất collagen")
    with wiring.unit_of_work() as session:
        row = session.get_one(Submission, kept.id)
        assert (row.media_type, row.pages, row.text) == ("application/pdf", 1, "Chiết xuất collagen")
        assert wiring.archive().get(row.thumbnail_sha256).startswith(b"\xff\xd8\xff")


def test_a_file_that_is_not_what_the_paper_takes_leaves_nothing_behind(house):
    code = house.order()
    with pytest.raises(Refused) as refused:
        hand_in(code, "reception_commitment", b"MZ\x90\x00", "cam-ket.pdf")
    assert "chương trình chạy được" in refused.value.reasons[0]
    assert house.main(code).submissions == ()
    assert list(wiring.archive().list()) == []


def test_how_large_a_file_may_be_is_a_setting(house, monkeypatch):
    monkeypatch.setattr(wiring.settings(), "largest_upload_mb", 1)
    with pytest.raises(Refused, match="lớn hơn 1 MB"):
        hand_in(house.order(), "order_sheet", b"%PDF-1.7" + bytes(2**20), "p.pdf")


def test_while_the_scanner_is_away_nothing_is_taken_in(house, monkeypatch, tmp_path):
    monkeypatch.setattr(wiring.settings(), "clamav", f"unix:{tmp_path / 'nobody.sock'}")
    code = house.order()
    with pytest.raises(Unavailable, match="không có gì bị mất"):
        house.submit(code, "order_sheet", "dat-hang")
    assert house.main(code).submissions == ()
    assert list(wiring.archive().list()) == []


def test_a_paper_is_taken_back_by_those_who_gave_it_while_nothing_is_decided(house):
    code = house.order()
    kept = house.submit(code, "order_sheet", "dat-hang")
    with pytest.raises(NotPermitted, match="Chỉ tổ chức đã nộp"):
        withdraw(code, kept.id, "tiep-nhan")
    withdraw(code, kept.id, "dat-hang")
    assert house.main(code).papers_in() == frozenset()
    with pytest.raises(NotFound):
        withdraw(code, kept.id, "dat-hang")
    assert fetch(kept.sha256)
    assert house.chain_is_whole()


def test_after_a_decision_a_paper_is_not_taken_back(house):
    code = house.order()
    kept = house.submit(code, "order_sheet", "dat-hang")
    house.submit(code, "reception_commitment", "dat-hang")
    house.decide(code, "validity", "so.chuyen-vien")
    with pytest.raises(Refused, match="hãy nộp bản mới"):
        withdraw(code, kept.id, "dat-hang")


def test_a_file_on_record_is_known_again_and_one_changed_by_a_byte_is_not(house):
    code = house.order()
    data = leaf(["the very same bytes"])
    house.submit(code, "order_sheet", "dat-hang", words="the very same bytes")
    found = verified(data)
    assert found.on_record
    assert [(paper.task, paper.paper) for paper in found.papers] == [(code, "order_sheet")]
    assert code in found.sentence
    assert not verified(data + b".").on_record


def test_all_papers_of_a_task_are_listed_in_the_order_of_their_days(house):
    code = house.order()
    house.submit(code, "reception_commitment", "dat-hang", on=ON + DAY)
    house.submit(code, "order_sheet", "dat-hang", on=ON)
    house.decide(code, "validity", "so.chuyen-vien", on=ON + 2 * DAY)
    house.issue_all()
    with wiring.unit_of_work() as session:
        listed = papers.papers_of(session, code)
    assert [(paper.paper, paper.origin) for paper in listed] == [
        ("order_sheet", "submitted"),
        ("reception_commitment", "submitted"),
        ("order-receipt", "issued"),
    ]
    assert listed[-1].number == "01/TB-SKHCN"


def test_what_a_task_waits_for_is_said_in_sentences(house):
    code = house.order()
    said = papers.next_actions(house.dossier(code), ON)
    assert said[0].startswith(
        "Đặt hàng: chờ «Kiểm tra tính hợp lệ của phiếu đặt hàng» (validity), hạn 04/02/2026."
    )
    assert len(said) == 3
    house.hand_in_all(code, "dat-hang")
    assert len(papers.next_actions(house.dossier(code), ON)) == 1
    house.decide(code, "validity", "so.chuyen-vien", Verdict.REJECT)
    assert papers.next_actions(house.dossier(code), ON) == ()


@pytest.mark.parametrize(
    ("prefix", "error"), [("abc", BadInput), ("0" * 64, NotFound), ("xyz" * 8, BadInput)]
)
def test_a_hash_that_is_none_or_fits_nothing_is_said(house, prefix, error):
    house.submit(house.order(), "order_sheet", "dat-hang")
    with pytest.raises(error):
        fetch(prefix)


def searched(words, handle="", limit=20):
    with wiring.unit_of_work() as session:
        who = people.find(session, handle) if handle else None
        return papers.search(session, who, words, limit)


@pytest.mark.parametrize("words", ["chiết xuất", "chiet xuat", "CHIẾT", '"quy trinh chiet"', "xuất -enzyme"])
def test_papers_are_found_by_their_words_with_marks_or_without(house, words):
    code = house.order()
    said = "Quy trình chiết xuất collagen từ da cá tra"
    kept = house.submit(code, "order_sheet", "dat-hang", words=said)
    house.submit(code, "reception_commitment", "dat-hang", words="Cam kết tiếp nhận")
    (found,) = searched(words)
    assert (found.id, found.task, found.title, found.pages) == (kept.id, code, "Phiếu đặt hàng", 1)
    assert "«" in found.snippet
    assert found.snippet.replace("«", "").replace("»", "") in said


def test_a_search_finds_what_the_person_may_see(house):
    house.submit(house.order(), "order_sheet", "dat-hang", words="da cá tra")
    assert len(searched("ca tra")) == len(searched("ca tra", "so.chuyen-vien")) == 1
    assert len(searched("ca tra", "dat-hang")) == len(searched("ca tra", "tiep-nhan")) == 1
    assert searched("ca tra", "chu-tri") == searched("ca tra", "hoi-dong.1") == ()


def test_a_search_gives_no_more_than_asked_and_forgets_what_was_taken_back(house):
    code = house.order()
    first = house.submit(code, "order_sheet", "dat-hang", words="cá tra")
    house.submit(code, "reception_commitment", "dat-hang", words="cá tra")
    assert len(searched("cá tra", limit=1)) == 1
    withdraw(code, first.id, "dat-hang")
    assert [found.paper for found in searched("cá tra")] == ["reception_commitment"]


@pytest.mark.parametrize("words", ["", "  ", '"', "- & |"])
@pytest.mark.usefixtures("house")
def test_a_search_for_no_words_is_said(words):
    with pytest.raises(BadInput, match="ít nhất một từ"):
        searched(words)


def test_the_longest_text_that_is_kept_can_be_searched_at_its_worst(house):
    kept = house.submit(house.order(), "order_sheet", "dat-hang")
    threes = itertools.cycle(map("".join, itertools.product(string.ascii_lowercase, repeat=3)))
    text = Text()
    text.add(
        " ".join(
            f"{three}-{three[::-1]}{number}" for number, three in enumerate(itertools.islice(threes, 50_000))
        )
    )
    assert len(text.whole.encode()) == MOST_TEXT
    with wiring.unit_of_work() as session:
        session.get_one(Submission, kept.id).text = text.whole
    assert [found.id for found in searched("aac-caa2")] == [kept.id]
