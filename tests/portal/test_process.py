"""The room of changes of process, and its twin in the interface: tried, done, taken back."""

import re

import pytest
from starlette.testclient import TestClient

from actions import doors, wiring
from models import lifecycle
from portal.api import keys
from portal.api.app import create_api
from portal.visits import COOKIE
from tests.portal.conftest import words
from tests.versions import SHORTER

TRIAL = "/process/trial?old=2026-11&new=2027-03"


@pytest.fixture(autouse=True)
def beside(house):
    wiring.settings()
    lifecycle.adopt(SHORTER)
    yield
    lifecycle.adopt()


@pytest.fixture
def codes(house):
    return house.at("SUBMIT"), house.at("EXECUTE")


def test_the_administrator_tries_a_change_makes_it_and_takes_it_back(portal, house, codes):
    room = portal("so.quan-tri")
    assert "Chuyển quy trình" in room.page("/admin")
    front = words(room.page("/process"))
    assert "2027-03" in front
    assert "Bỏ giai đoạn «Hoàn thiện báo cáo»" in front
    trial = room.page(TRIAL)
    told = words(trial)
    assert all(code in told for code in codes)
    assert "Sẽ thiếu thêm: Bản số của hồ sơ." in told
    assert room.get(f"{TRIAL}&as=csv").content.decode("utf-8-sig").count("chuyển được") == 2
    assert room.get(f"{TRIAL}&as=xlsx").content.startswith(b"PK")
    mark = re.search(r'name="mark" value="(\d+)"', trial)[1]
    house.submit(codes[0], "final_report", "chu-tri")
    done = room.send("/process/changes", {"old": "2026-11", "new": "2027-03", "mark": mark})
    assert "2 nhiệm vụ đã chuyển; 0 nhiệm vụ giữ nguyên." in words(done.text)
    assert f"{codes[0]} đã thay đổi sau lần chạy thử nên được xét lại." in words(done.text)
    assert house.dossier(codes[1]).lifecycle == "2027-03"
    assert "Không có nhiệm vụ đang thực hiện nào" in words(room.page(TRIAL))
    number = re.search(r"/process/changes/(\d+)/undo", room.page("/process"))[1]
    again = room.send(f"/process/changes/{number}/apply")
    assert "0 nhiệm vụ đã chuyển" in words(again.text)
    back = room.send(f"/process/changes/{number}/undo")
    assert "2 nhiệm vụ đã hoàn tác; 0 nhiệm vụ giữ nguyên." in words(back.text)
    assert f"/process/changes/{number}/undo" not in room.page("/process")
    refused = room.send(f"/process/changes/{number}/apply")
    assert (refused.status_code, "đã hoàn tác" in words(refused.text)) == (409, True)


def test_a_plan_that_is_none_comes_back_with_its_reasons_in_both_languages(portal, codes):
    room = portal("so.giam-doc", "en")
    told = room.get("/process/trial?old=2026-11&new=2027-03&stages=SUBMIT%3DX,Y%3DACCEPT")
    assert told.status_code == 409
    assert "không có giai đoạn «X»" in words(told.text)
    assert "không có giai đoạn «Y»" in words(told.text)
    assert "Versions of the lifecycle" in words(room.page("/admin"))
    assert room.send("/process/changes", {"old": "2026-11", "new": "1999"}).status_code == 409
    assert room.send("/process/changes/77/undo").status_code == 409
    assert "goes over" in words(room.page(TRIAL))


def test_the_interface_does_the_same(portal, house, codes, monkeypatch):
    room = portal("so.giam-doc")
    monkeypatch.setattr(keys, "caller", lambda _request: _visit(room))
    with TestClient(create_api(), base_url="http://127.0.0.1") as client:
        listed = client.get("/process/versions").json()
        assert [each["code"] for each in listed] == ["2026-11", "2027-03"]
        first = client.get("/process/trial", params={"old": "2026-11", "new": "2027-03", "limit": 1}).json()
        rest = client.get(
            "/process/trial", params={"old": "2026-11", "new": "2027-03", "cursor": first["next"]}
        ).json()
        assert [each["code"] for each in (*first["items"], *rest["items"])] == list(codes)
        assert rest["next"] is None
        begun = client.post(
            "/process/changes", json={"old": "2026-11", "new": "2027-03", "mark": first["mark"]}
        )
        assert begun.status_code == 201
        number = begun.json()["number"]
        told = client.post(f"/process/changes/{number}/apply").json()
        assert [each["done"] for each in told["items"]] == [True, True]
        assert client.get("/process/changes").json()[0]["moved"] == 2
        back = client.post(f"/process/changes/{number}/undo").json()
        assert [each["done"] for each in back["items"]] == [True, True]
        assert house.dossier(codes[0]).lifecycle == "2026-11"


def _visit(guest):
    with wiring.unit_of_work() as session:
        return doors.visitor(session, guest.browser.cookies[COOKIE])
