"""The rooms of protection and income: clearance refused with its way out, filings, shares, the register."""

from tests.actions.houses import ON
from tests.portal.conftest import words


def shared_task(house):
    return house.at("SHARE", accepted_on=ON, grade="pass", recognised_on=ON, transferred_on=ON)


def test_a_publication_is_refused_until_it_is_filed(house, portal):
    code = shared_task(house)
    host, path = portal("chu-tri"), f"/protection/tasks/{code}"
    planned = {"kind": "article", "title": "Bài <b>một</b>", "planned_on": "31/12/2030"}
    page = host.send(f"{path}/publications", planned).text
    assert "mất tính mới" in page
    assert "Bài &lt;b&gt;một&lt;/b&gt;" in page
    number = page.partition(f"{path}/publications/")[2].partition('"')[0]
    refused = host.send(f"{path}/publications/{number}", {"act": "clear"})
    assert (refused.status_code, "quyết định không bảo hộ" in refused.text) == (409, True)
    filed = {
        "kind": "invention", "title": "Quy trình", "office": "Cục Sở hữu trí tuệ", "number": "1-2026-1",
        "filed_on": "05/01/2026",
    }  # fmt: skip
    assert "Đã ghi đơn" in host.send(f"{path}/filings", filed).text
    twice = host.send(f"{path}/filings", filed)
    assert (twice.status_code, 'value="1-2026-1"' in twice.text) == (409, True)
    assert "được phép công bố" in host.send(f"{path}/publications/{number}", {"act": "clear"}).text
    register = portal("so.chuyen-vien")
    assert "1-2026-1" in register.page("/protection?year=2026")
    assert "1-2026-1" in register.get("/protection?year=2026&as=csv").text
    issued = register.send("/protection/register", {"province": "Đồng Nai", "year": "2026"}).text
    assert "Đã lập sổ số 01/STD-SKHCN" in issued


def test_income_is_shared_and_a_payout_above_what_is_owed_needs_a_reason(house, portal):
    code = shared_task(house)
    host, path = portal("chu-tri"), f"/protection/tasks/{code}"
    income = {
        "kind": "licence", "begins": "01/01/2026", "ends": "30/06/2026", "amount": "500.000.000",
        "costs": "280.000.000", "taxes": "20.000.000",
    }  # fmt: skip
    page = host.send(f"{path}/incomes", income).text
    assert "60.000.000 đ" in page
    number = page.partition(f"{path}/incomes/")[2].partition('"')[0].partition("/")[0]
    paid = {"line": "Tác giả", "amount": "70.000.000", "on": "05/07/2026"}
    refused = host.send(f"{path}/incomes/{number}/payouts", paid)
    assert (refused.status_code, "vượt số còn phải chi" in refused.text) == (422, True)
    assert 'value="70.000.000"' in refused.text
    done = host.send(f"{path}/incomes/{number}/payouts", paid | {"reason": "thỏa thuận 35%"}).text
    assert "-10.000.000 đ" in done
    assert "Đã lập bảng phân chia số 01/BPC-TCCT" in host.send(f"{path}/shares", {"case": "licence"}).text
    negative = host.send(f"{path}/incomes", income | {"amount": "-1", "kind": "sale"})
    assert (negative.status_code, "số âm" in words(negative.text)) == (422, True)


def test_what_is_not_an_organisations_own_is_not_there(house, portal):
    code = shared_task(house)
    other = house.at("SHARE", host="university")
    assert portal("chu-tri").get(f"/protection/tasks/{other}").status_code == 404
    assert portal("tiep-nhan").get(f"/protection/tasks/{code}").status_code == 403
    lawyer = portal("so.phap-che", "en")
    page = words(lawyer.page(f"/protection/tasks/{code}"))
    assert "Record an application" not in page
    assert lawyer.send(f"/protection/tasks/{code}/waiver", {}).status_code == 403
