"""The rooms of plans: the board, importing, targets with readings, work under six clears, figures of work."""

import json
from datetime import timedelta

import pytest

from actions import people, tokens, wiring
from models import samples
from tests.portal.conftest import words

HEAD, OFFICER = "so.truong-phong", "so.chuyen-vien"
WORK = {
    "code": "NV1",
    "what": "Ban hành quy chế <đặt hàng>",
    "who": "Trưởng phòng",
    "lead_unit": "Sở Khoa học và Công nghệ",
    "result": "Quyết định",
    "criterion": "Được ban hành",
    "responsible": "Giám đốc Sở",
    "authority": "Ủy ban nhân dân tỉnh",
    "officer": OFFICER,
}


def planned(head, code="KH1", **stated):
    form = {"province": "Đồng Nai", "year": str(wiring.today().year), "code": code, "title": "Kế hoạch năm"}
    return head.send("/plans/new", form | stated)


@pytest.fixture
def plan(portal):
    """The address of a plan that the head of the unit has put on record."""
    answer = planned(portal(HEAD))
    assert "Đã lưu kế hoạch" in words(answer.text)
    return answer.url.path


def imported(guest, data, name="plans.csv", **typed):
    return guest.browser.post(
        "/plans/import", data={"form_key": guest.key} | typed, files={"list": (name, data, "text/csv")}
    )


def test_the_board_says_what_the_province_published_and_what_does_not_add_up(portal):
    head = portal(HEAD)
    data = samples.path("plans.csv").read_bytes()
    assert "187 thêm mới" in words(imported(head, data).text)
    assert "Không có gì thay đổi" in words(imported(head, data).text)
    told = words(head.page("/plans?province=Đồng Nai&year=2025&on=05/12/2025"))
    for said in ("10/45 (22,2%)", "39/84 (46,4%)", "30/84 (35,7%)", "15/84 (17,9%)"):
        assert said in told
    figures = {
        "province": "Đồng Nai",
        "subject": "work",
        "title": "Nhiệm vụ đến hạn",
        "as_of": "05/12/2025",
        "total": "84",
        "done": "39",
        "in_progress_on_time": "30",
        "source": "Báo cáo tháng 12/2025",
    }
    answer = head.send("/plans/figures", figures)
    assert "Các phần cộng lại bằng 69/84: 15/84 (17,9%) không rõ tình trạng" in words(answer.text)
    assert "không khớp tổng số" in words(answer.text)
    refused = head.send("/plans/figures", figures | {"done": "90"})
    assert refused.status_code == 422
    assert "tỷ lệ vượt 100%" in words(refused.text)
    assert 'value="90"' in refused.text
    merged = words(portal("so.giam-doc", "en").page("/plans?province=Tiền Giang&year=2025"))
    assert "KH-57 (Đồng Tháp)" in merged
    assert "KH-57 (Tiền Giang)" in merged
    assert "Awaiting the central authorities" in merged
    assert len(head.page("/plans?year=2025").encode()) < 100_000


def test_a_list_that_was_taken_as_a_file_can_be_imported_again_and_changes_nothing(portal):
    head = portal(HEAD)
    imported(head, samples.path("plans.csv").read_bytes())
    for asked, rows, kind in (
        ("province=Đồng Nai&year=2025&list=targets", 45, "xlsx"),
        ("province=Đồng Nai&year=2026&list=targets", 10, "csv"),
        ("province=Tiền Giang&year=2025&list=work", 38, "csv"),
    ):
        sheet = head.get(f"/plans?{asked}&as={kind}")
        told = words(imported(head, sheet.content, f"ke-hoach.{kind}").text)
        assert f"{rows} dòng: 0 thêm mới, 0 cập nhật, {rows} không đổi, 0 bị từ chối" in told
        assert "không có gì thay đổi" in told


def test_a_wrong_list_is_told_row_by_row_and_a_strange_file_in_a_sentence(portal):
    head = portal(HEAD)
    rows = "Loại,Mã,Nội dung,Mức phải đạt\nchỉ tiêu,1,<b>Một</b>,-3\nchỉ tiêu,2,Hai,4\n"
    answer = imported(head, rows.encode(), province="Đồng Nai", year="2026", plan="KH9")
    assert "1 thêm mới" in words(answer.text)
    assert "Dòng 2: Mức phải đạt là số âm (-3)." in words(answer.text)
    for data in (b"", b"a,b\n1,2\n"):
        refused = imported(head, data)
        assert refused.status_code == 422
        assert "Chưa làm được" in words(refused.text)


def test_a_plan_of_a_code_that_is_taken_comes_back_as_it_was_typed(portal, plan):
    refused = planned(portal(HEAD), title="Tên khác")
    assert refused.status_code == 409
    assert "Đã có kế hoạch mã KH1" in words(refused.text)
    assert "Tên khác" in refused.text
    assert planned(portal(HEAD), year="20xx").status_code == 422


def test_a_share_takes_its_counts_and_shows_where_it_stands(portal, plan):
    head = portal(HEAD)
    day = f"{wiring.today() + timedelta(days=30):%d/%m/%Y}"
    form = {"code": "CT1", "title": "Dịch vụ công trực tuyến", "unit": "%", "goal": "80", "due_on": day}
    refused = head.send(f"{plan}/targets/new", form | {"goal": "120"})
    assert "vượt 100%" in words(refused.text)
    path = head.send(f"{plan}/targets/new", form).url.path
    wrong = head.send(f"{path}/readings", {"numerator": "9", "denominator": "8", "source": "Báo cáo"})
    assert "tỷ lệ vượt 100%" in words(wrong.text)
    assert 'name="numerator" type="text" value="9"' in wrong.text
    told = words(
        head.send(f"{path}/readings", {"numerator": "412", "denominator": "500", "source": "Báo cáo"}).text
    )
    assert "vượt mức" in told
    assert "82,4% (412/500)" in told
    assert "CT1 Dịch vụ công trực tuyến" in words(head.page(f"{plan}?status=exceeded"))
    assert "Không có chỉ tiêu, nhiệm vụ nào như vậy" in words(head.page(f"{plan}?status=cancelled"))


def test_work_goes_from_a_draft_to_done_by_the_officer_to_whom_it_was_given(portal, plan):
    head, officer = portal(HEAD), portal(OFFICER)
    draft = head.send(f"{plan}/work/new", WORK)
    path = draft.url.path
    assert "rõ thời gian" in words(draft.text)
    assert "&lt;đặt hàng&gt;" in draft.text
    assert "Giao nhiệm vụ" not in words(draft.text)
    assert "còn thiếu: rõ thời gian" in words(head.send(f"{path}/publish").text)
    day = f"{wiring.today():%d/%m/%Y}"
    head.send(f"{path}/edit", WORK | {"due_on": day})
    assert "giao nhiệm vụ NV1" in words(head.send(f"{path}/publish").text)
    assert path in officer.page("/work-items")
    assert "không giao cho" in words(head.send(f"{path}/start").text)
    officer.send(f"{path}/start")
    assert "Phải nêu minh chứng" in words(officer.send(f"{path}/done", {"evidence": " "}).text)
    assert "hoàn thành" in words(officer.send(f"{path}/done", {"evidence": "Quyết định 12"}).text)
    assert "85,0%" in words(head.send(f"{path}/quality", {"percent": "85"}).text)
    told = words(officer.page("/kpi"))
    assert "100,0% 85,0% 100,0% 95" in told
    assert "không xếp loại ai" in told
    assert path in officer.page(f"/kpi/{OFFICER}")
    assert officer.get(f"/kpi/{HEAD}").status_code == 404


def test_those_of_other_houses_see_no_plans_and_unknown_numbers_are_not_there(portal, plan):
    for handle in ("chu-tri", "tiep-nhan", "hoi-dong.1"):
        for path in ("/plans", plan, "/kpi", "/work-items"):
            assert portal(handle).get(path).status_code == 403
    head = portal(HEAD)
    for path in ("/plans/999", "/targets/999", "/work-items/999", "/plans/999/work/new"):
        assert head.get(path).status_code == 404
    assert head.get("/plans/99999999999999999999").status_code == 422
    assert head.get("/plans?year=x&on=y&province=z").status_code == 422
    assert portal("tai-chinh").send("/plans/new", {}).status_code == 403


def test_the_interface_says_the_same_as_the_page(portal, plan):
    with wiring.unit_of_work() as session:
        actor = people.find(session, HEAD)
        ends = wiring.today() + timedelta(days=1)
        made = tokens.make(session, actor, "kho dữ liệu", {tokens.TokenScope.READ}, ends)
    ask = {"Authorization": f"Bearer {made.key}"}
    stranger = portal()
    board = stranger.get("/api/v1/plans/board", headers=ask).json()
    assert [each["code"] for each in board["plans"]] == ["KH1"]
    assert json.dumps(stranger.get(f"/api/v1{plan}", headers=ask).json()).startswith('{"plan"')
    codes = [each["code"] for each in stranger.get("/api/v1/indicators", headers=ask).json()]
    assert codes[0] == "transferred_12"
    assert stranger.get("/api/v1/kpi", headers=ask).json()[0]["handle"]
