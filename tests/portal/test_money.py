"""The room of money: planned, recorded, taken back, lists in and out, and who sees what."""

from tests.portal.conftest import words

PAGE = "/money/tasks/{}"


def test_a_task_is_planned_paid_and_its_mistake_taken_back(house, portal):
    code = house.at("EXECUTE")
    officer, path = portal("so.chuyen-vien"), PAGE.format(code)
    planned = {"source": "state", "year": "2026", "amount": "1.000.000", "document": "QĐ <b>55</b>"}
    assert "Đã ghi kế hoạch" in officer.send(f"{path}/plan", planned).text
    moved = {"kind": "disbursed", "source": "state", "on": "05/02/2026", "amount": "1.200.000"}
    page = officer.send(f"{path}/record", moved).text
    assert "vượt kế hoạch 1.000.000 đồng" in page
    number = page.partition('id="line-')[2].partition('"')[0]
    refused = officer.send(f"{path}/void", {"number": number, "reason": ""})
    assert (refused.status_code, "Phải nêu lý do" in refused.text) == (422, True)
    assert "đã hủy" in officer.send(f"{path}/void", {"number": number, "reason": "nhầm"}).text
    assert f"/money/tasks/{code}" in officer.page("/money?year=2026")


def test_bad_sums_are_refused_and_what_was_typed_stays(house, portal):
    path = PAGE.format(house.at("EXECUTE"))
    officer = portal("tai-chinh")
    refused = officer.send(
        f"{path}/record",
        {"kind": "disbursed", "source": "host", "on": "01/01/2030", "amount": "-5", "document": "<i>UNC</i>"},
    )
    said = words(refused.text)
    assert refused.status_code == 422
    assert all(each in said for each in ("số âm", "tương lai", "vốn đối ứng"))
    assert 'value="&lt;i&gt;UNC&lt;/i&gt;"' in refused.text
    year = officer.send("/money/year", {"province": "Đồng Nai", "year": "1800", "source": ""})
    assert (year.status_code, "ngoài khoảng" in year.text) == (422, True)


def test_the_host_sees_its_own_money_and_writes_nothing(house, portal):
    code = house.at("EXECUTE")
    host, path = portal("chu-tri"), PAGE.format(code)
    assert "Ghi kế hoạch" not in host.page(path)
    assert "Ghi số liệu của tỉnh" not in host.page("/money")
    assert host.send(f"{path}/plan", {"source": "state", "year": "2026", "amount": "5"}).status_code == 403
    assert portal("tiep-nhan").get(path).status_code == 403
    other = house.at("EXECUTE", host="university")
    assert host.get(PAGE.format(other)).status_code == 404


def test_a_list_goes_out_and_comes_in_with_its_faults_told(house, portal):
    code = house.at("EXECUTE")
    finance = portal("tai-chinh")
    assert finance.get("/money/template").content[:2] == b"PK"
    text = f"Mã nhiệm vụ,Loại,Năm,Ngày,Số tiền\n{code},Kế hoạch,2026,,5000000\n{code},Giải ngân,,xx,5\n"
    page = finance.send("/money/import", files={"list": ("a.csv", text.encode(), "text/csv")})
    assert (page.status_code, "không phải là ngày" in page.text or "Không đọc được ngày" in page.text) == (
        200,
        True,
    )
    done = finance.send(f"{page.url.path}/confirm")
    assert "Kết quả nhập" in done.text
    assert finance.get(f"{page.url.path}/report").status_code == 200
    assert finance.get("/money?year=2026&as=xlsx").content[:2] == b"PK"
    assert "5000000" in finance.get("/money?year=2026&as=csv").text


def test_a_provinces_shares_stand_with_their_parts(portal):
    officer = portal("so.chuyen-vien", "en")
    figures = {
        "province": "Đồng Nai", "year": "2025", "local_budget": "30.000", "science": "300", "source": "BC 1",
    }  # fmt: skip
    page = words(officer.send("/money/year", figures).text)
    assert "1,00%" in page
    assert "target met" in page
    assert "chưa đủ dữ liệu" in page
