"""Support, honours and panels at the portal: forms lose nothing, organisations are apart, votes secret."""

from datetime import timedelta

import pytest

from actions import rehearsal, wiring
from models.tables import Proposal, SupportCall
from tests.actions.test_recognition import LIST, NOW, USED
from tests.portal.conftest import words

GOOD = {
    "title": "Sấy lạnh <trái cây>",
    "content": "Thay sấy nhiệt",
    "expected": "Một dây chuyền",
    "asked_vnd": "300.000.000",
    "own_vnd": "300.000.000",
    "sector": "production",
    "workers": "40",
    "revenue_vnd": "9.000.000.000",
    "province": "Đồng Nai",
}


@pytest.fixture
def call(portal):
    """The address of a call that was drafted and published in the room."""
    officer = portal("so.chuyen-vien")
    today = wiring.today()
    form = {
        "title": "Đổi mới chế biến nông sản",
        "province": "Đồng Nai",
        "opens_on": f"{today:%d/%m/%Y}",
        "closes_on": f"{today + timedelta(days=40):%d/%m/%Y}",
        "ceiling_vnd": "400.000.000",
        "share_max": "50",
        "kind.enterprise": "1",
        "kind.cooperative": "1",
        "small_only": "1",
        "at_home": "1",
    }
    wrong = officer.send("/support/new", form | {"opens_on": "mai", "ceiling_vnd": "nhiều"})
    told = words(wrong.text)
    assert wrong.status_code == 422
    assert "Nhận đề xuất từ ngày: «mai» không phải là ngày" in told
    assert "Mức tối đa một đề xuất (đồng): «nhiều» không phải số tiền" in told
    assert 'value="nhiều"' in wrong.text
    answer = officer.send("/support/new", form)
    path = answer.url.path
    assert portal("htx").get(path).status_code == 404
    assert 'value="400.000.000"' in officer.page(f"{path}/edit")
    assert "01/TB-SKHCN" in words(officer.send(f"{path}/publish").text)
    return path


def test_a_proposal_comes_back_with_every_reason_and_all_that_was_typed(portal, call):
    htx = portal("htx")
    refused = htx.send(f"{call}/propose", GOOD | {"title": "", "workers": "", "asked_vnd": "450.000.000"})
    told = words(refused.text)
    assert refused.status_code == 409
    for said in ("Chưa nêu tên đề xuất", "Chưa nêu số lao động", "vượt mức tối đa 400.000.000 đ", "60%"):
        assert said in told
    assert 'value="9.000.000.000"' in refused.text
    assert htx.send(f"{call}/propose", GOOD | {"own_vnd": "ba"}).status_code == 422
    done = htx.send(f"{call}/propose", GOOD)
    assert done.url.path.startswith("/proposals/")
    assert "&lt;trái cây&gt;" in done.text
    assert "Nộp đề xuất" not in words(htx.page(call))
    assert call in htx.page("/support?stand=open")
    assert call not in htx.page("/support?stand=concluded")
    stranger = portal("tiep-nhan")
    assert "trái cây" not in stranger.page(call)
    assert stranger.get(done.url.path).status_code == 404
    assert stranger.send(f"{done.url.path}/withdraw").status_code == 404
    assert stranger.send(f"{done.url.path}/check").status_code == 403
    assert "đủ điều kiện" in words(portal("so.chuyen-vien").send(f"{done.url.path}/check").text)
    assert "Đã rút đề xuất" in words(htx.send(f"{done.url.path}/withdraw").text)


def test_a_panel_votes_on_one_page_and_nobody_is_shown_how(portal, house, call):
    number = int(str(portal("htx").send(f"{call}/propose", GOOD).url).rpartition("/")[2])
    portal("so.chuyen-vien").send(f"/proposals/{number}/check")
    director, code = portal("so.giam-doc"), call.rpartition("/")[2]
    seats = {f"member.{n}": handle for n, (handle, _) in enumerate(rehearsal.SEATS)}
    seats |= {f"position.{n}": position.value for n, (_, position) in enumerate(rehearsal.SEATS)}
    short = director.send(f"/panels/{code}/form", {"member.1": "hoi-dong.1", "position.1": "chair"})
    assert (short.status_code, 'value="hoi-dong.1"' in short.text) == (409, True)
    assert "Đã thành lập hội đồng" in words(director.send(f"/panels/{code}/form", seats).text)
    with wiring.unit_of_work() as session:  # the time for proposals passes
        row = session.get_one(SupportCall, session.get_one(Proposal, number).call_id)
        row.opens_on = row.closes_on = wiring.today() - timedelta(days=1)
    marks = {"need": 18, "novelty": 18, "feasibility": 20, "impact": 20, "budget": 8}
    ballot = {f"mark.{number}.{name}": str(value) for name, value in marks.items()}
    member = portal("hoi-dong.1")
    assert f"/panels/{code}" in member.page("/work")
    half = member.send(f"/panels/{code}/ballots", {f"mark.{number}.need": "21", f"comment.{number}": "gọn"})
    assert half.status_code == 409
    assert "phải ghi điểm từ 0 đến 20" in words(half.text)
    assert 'value="21"' in half.text
    for handle, _ in rehearsal.SEATS[:-1]:
        assert "Đã ghi 1 phiếu" in words(portal(handle).send(f"/panels/{code}/ballots", ballot).text)
    assert f"/panels/{code}" not in member.page("/work")
    waiting = words(director.page(f"/panels/{code}"))
    assert "Mới có 6/7 phiếu" in waiting
    assert "84" not in waiting
    assert "Mới có" in words(director.send(f"{call}/conclusion").text)
    portal("hoi-dong.7").send(f"/panels/{code}/ballots", ballot | {"way": "write"})
    assert "Điểm trung bình 84,00/100" in words(director.page(f"/panels/{code}"))
    assert "hỗ trợ 1 trên 1 đề xuất" in words(director.send(f"{call}/conclusion").text)
    officer = portal("so.chuyen-vien")
    paid = {"amount": "400.000.000", "day": f"{wiring.today():%d/%m/%Y}", "document": "UNC 01"}
    over = officer.send(f"/proposals/{number}/payment", paid)
    assert (over.status_code, 'value="UNC 01"' in over.text) == (409, True)
    officer.send(f"/proposals/{number}/payment", paid | {"amount": "100.000.000"})
    officer.send(f"/proposals/{number}/outcome", {"outcome": "Đã vận hành", "in_use": "yes"})
    told = words(portal("htx").page(f"/proposals/{number}"))
    for said in ("Được hỗ trợ", "100.000.000", "Đã vận hành", "đang sử dụng"):
        assert said in told


def test_a_result_is_nominated_and_refused_with_its_reasons(portal, house):
    with wiring.as_of(NOW):
        good, bare = house.at("FOLLOW_UP", **USED), house.at("MATCH")
        host = portal("chu-tri")
        said = {"task": bare, "year": "2026", "reason": "Đã dùng"}
        refused = host.send("/honours", said)
        assert (refused.status_code, "chưa được nghiệm thu" in words(refused.text)) == (409, True)
        assert ">Đã dùng</textarea>" in refused.text
        assert host.send("/honours", said | {"task": good}).url.path == f"/honours/{LIST}"
        assert host.send("/honours", said | {"task": "DN-1999-1"}).status_code == 409
        page = host.send(f"/honours/{LIST}/people", {"account": "chu-tri.thu-truong", "reason": "Chủ trì"})
        assert "Thủ trưởng tổ chức chủ trì" in words(page.text)
        assert LIST in host.page("/honours")
        assert "Chưa có hội đồng xét chọn" in words(portal("so.giam-doc").page("/panels"))
        assert good not in portal("htx").page(f"/honours/{LIST}")
        assert good in portal("so.giam-doc").page(f"/honours/{LIST}")
        assert portal("hoi-dong.1").get(f"/panels/{LIST}").status_code == 404
        assert host.send(f"/honours/{LIST}/withdraw", {"number": "1"}).status_code == 200
