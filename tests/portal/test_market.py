"""Needs and offers: registered in a minute, met by results at once, and never more told than may be."""

import csv
import io
from datetime import timedelta

import pytest

from actions import closet, needs, people, rehearsal, wiring
from models.listing.needs import ListedNeed
from tests.actions.houses import ON
from tests.portal.conftest import words

TODAY = ON + timedelta(days=300)
DONE = {"recipient_id": None, "accepted_on": ON, "grade": "pass", "registered_on": ON, "recognised_on": ON}
DRYING = {"title": "Quy trình sấy lạnh hạt điều giữ màu"}


@pytest.fixture
def day(monkeypatch):
    with wiring.as_of(TODAY):
        monkeypatch.setenv("TRIPLEHELIX_TODAY", TODAY.isoformat())
        wiring.settings.cache_clear()
        yield TODAY


@pytest.fixture
def result(house, day):
    """A result of the institute that waits for somebody to use it."""
    return house.at("MATCH", **DONE, sheet=DRYING)


def keep(title, organisation, *, kind="need"):
    """Register a need of an organisation; returns its number."""
    with wiring.unit_of_work() as session:
        needs.keep(session, ListedNeed(kind, title, organisation, source_key=f"{organisation}:{title}"), ON)
        return next(row["id"] for row in needs.listed(session) if row["title"] == title)


def register(guest, **fields):
    said = {"kind": "need", "title": "Công nghệ sấy lạnh hạt điều", "province": "Đồng Nai", **fields}
    return guest.send("/market/new", said)


def test_an_enterprise_registers_a_need_and_sees_the_result_that_fits(portal, result):
    enterprise = portal("tiep-nhan")
    form = enterprise.page("/market/new")
    assert rehearsal.house("enterprise") in form
    assert 'name="organisation"' not in form
    answer = register(enterprise)
    said = words(answer.text)
    assert answer.status_code == 200
    assert "Đã đăng ký." in said
    assert DRYING["title"] in said
    assert "Cùng nói đến: " in said
    assert "Công nghệ sấy lạnh hạt điều" in words(enterprise.page("/market?own=1"))


def test_an_outsider_is_told_of_a_result_no_more_than_is_published(portal, result):
    text = register(portal("tiep-nhan")).text
    assert f'href="/tasks/{result}"' not in text
    for kept in ("Đã nghiệm thu", "Chuyển giao không thu tiền", "Bị chặn", "2.000.000.000"):
        assert kept not in text
    assert "Liên hệ qua Sở Khoa học và Công nghệ" in text
    assert portal("tiep-nhan").get(f"/tasks/{result}").status_code == 404
    told = portal("so.truong-phong").page("/market/1")
    assert f'href="/tasks/{result}"' in told
    assert "Đã nghiệm thu" in told


@pytest.mark.parametrize(
    "facts",
    [
        {"state_reserves": True},
        {"accepted_on": None, "grade": None, "registered_on": None, "recognised_on": None},
    ],
    ids=["kept by the State", "not accepted yet"],
)
def test_what_is_not_offered_openly_is_not_there_for_an_outsider(portal, house, day, facts):
    code = house.at("MATCH", **{**DONE, **facts}, sheet=DRYING)
    enterprise = portal("tiep-nhan")
    page = register(enterprise).text
    assert code not in page
    assert DRYING["title"] not in page
    assert enterprise.send("/market/1/matches", {"code": code}).status_code == 404
    assert enterprise.send("/market/1/matches", {"code": "DN-1999-001"}).status_code == 404


def test_both_sides_go_from_a_proposal_to_a_memorandum(portal, result):
    enterprise, institute = portal("tiep-nhan"), portal("chu-tri")
    register(enterprise)
    assert "đề nghị kết nối" in words(enterprise.send("/market/1/matches", {"code": result}).text)
    assert rehearsal.house("enterprise") in words(institute.page("/market/matches"))
    assert "Đã ghi nhận." in words(institute.send("/market/matches/1", {"step": "met"}).text)
    refused = institute.send("/market/matches/1", {"step": "memorandum", "words": ""})
    assert refused.status_code == 409
    assert "Phải ghi số, ký hiệu và ngày" in words(refused.text)
    noted = enterprise.send("/market/matches/1", {"step": "memorandum", "words": "05/BBGN ngày 01/11/2026"})
    assert "05/BBGN" in words(noted.text)
    file = portal("so.truong-phong").get("/market/matches?as=csv").content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(file, newline="")))["Số biên bản"].startswith("05/BBGN")


def test_a_match_of_others_is_not_there(portal, result):
    register(portal("tiep-nhan"))
    portal("tiep-nhan").send("/market/1/matches", {"code": result})
    stranger = portal("htx")
    assert "Chưa có kết nối nào" in words(stranger.page("/market/matches"))
    assert stranger.send("/market/matches/1", {"step": "met"}).status_code == 404
    assert result not in stranger.page("/market/1").partition('id="matches"')[2]
    assert rehearsal.house("enterprise") not in stranger.get("/market/matches?as=csv").text


def test_an_institute_sees_who_needs_what_it_has(portal, house, result, day):
    keep("Thiết bị sấy lạnh hạt điều", "Công ty Hạt điều (mẫu)")
    under_way = house.at("EXECUTE")
    closet.judge(result, day)
    institute = portal("chu-tri")
    page = institute.page("/market")
    assert f'href="/market/results/{result}"' in page
    assert under_way not in page
    said = words(institute.page(f"/market/results/{result}"))
    assert "Công ty Hạt điều (mẫu)" in said
    assert "Đã đề nghị kết nối." in words(
        institute.send(f"/market/results/{result}/matches", {"need": "1"}).text
    )
    assert portal("tiep-nhan").get(f"/market/results/{result}").status_code == 404
    again = institute.send(f"/market/results/{result}/matches", {"need": "1"})
    assert again.status_code == 409
    assert "Đã có kết nối đang mở" in words(again.text)


def test_a_form_that_lacks_its_title_comes_back_with_what_was_typed(portal, day):
    answer = register(portal("tiep-nhan"), title="", text="Công suất 200 kg/h", province="Nơi nào đó")
    assert answer.status_code == 422
    assert "Thiếu tên công nghệ" in words(answer.text)
    assert "Công suất 200 kg/h" in answer.text
    assert "Nơi nào đó" in answer.text


def test_nobody_registers_or_closes_for_another_organisation(portal, day):
    number = keep("Máy tách vỏ điều", "Công ty Hạt điều (mẫu)")
    answer = register(portal("tiep-nhan"), title="Của tôi", organisation="Công ty Hạt điều (mẫu)")
    assert rehearsal.house("enterprise") in words(answer.text)
    refused = portal("tiep-nhan").send(f"/market/{number}/close", {"because": "thử"})
    assert refused.status_code == 409
    assert "Đóng mục này" not in portal("tiep-nhan").page(f"/market/{number}")


def test_what_was_closed_is_for_its_organisation_and_the_state(portal, day):
    number = keep("Máy tách vỏ điều", "Công ty Hạt điều (mẫu)")
    with wiring.unit_of_work() as session:
        needs.close(session, number, people.find(session, "so.truong-phong"), day, because="đã mua của X")
    assert portal("tiep-nhan").get(f"/market/{number}").status_code == 404
    assert "Máy tách" not in portal("tiep-nhan").page("/market?closed=1")
    assert "đã mua của X" in portal("so.truong-phong").page(f"/market/{number}")
    assert "Máy tách" in portal("so.truong-phong").page("/market?closed=1")
    assert portal("tiep-nhan").get(f"/market/{2**70}").status_code == 404


def test_the_list_is_filtered_escaped_and_had_as_a_file(portal, day):
    keep("<b>Máy</b> tách vỏ điều", "Công ty Hạt điều (mẫu)")
    keep("Giống lúa chịu mặn", "Viện Lúa (mẫu)", kind="offer")
    guest = portal("htx")
    page = guest.page("/market?kind=need")
    assert "&lt;b&gt;Máy" in page
    assert "Giống lúa" not in page
    assert "Giống lúa" in guest.page("/market?q=lua+chiu")
    rows = list(
        csv.DictReader(io.StringIO(guest.get("/market?as=csv").content.decode("utf-8-sig"), newline=""))
    )
    assert {row["Loại"] for row in rows} == {"Nhu cầu", "Chào công nghệ"}
