"""The agreements' room: the three houses write, sign and order; each sees its own alone."""

import pytest

from actions import agreements, filled_form, people, rehearsal, wiring
from actions.agreements import filling
from models.errors import BadInput
from tests.portal.conftest import words

FORM = {
    "title": "Hợp tác phát triển ngành hàng <cá tra>",
    "province": "Đồng Nai",
    "state.name": rehearsal.house("ppc"),
    "institute.name": rehearsal.house("host"),
    "institute.address": "Phường Trấn Biên",
    "enterprise.name": rehearsal.house("enterprise"),
    "fund.state": "50",
    "fund.institute": "20 %",
    "fund.enterprise": "30%",
    "own.state": "0",
    "own.institute": "70",
    "own.enterprise": "30",
    "state_reserves": "no",
    "starts_on": "05/01/2026",
    "ends_on": "31/12/2099",
    "task.1.title": "Chiết xuất collagen từ da cá tra",
    "task.1.product": "Một quy trình",
    "task.1.budget_vnd": "2.000.000.000",
    "task.1.months": "24",
    "task.3.title": "Giống cá tra chịu mặn",
}


@pytest.fixture
def signed(portal):
    """The code of an agreement that was written, issued and noted as signed in the room."""
    officer, director = portal("so.chuyen-vien"), portal("so.giam-doc")
    code = str(officer.send("/agreements/new", FORM).url).rpartition("/")[2]
    officer.send(f"/agreements/{code}/issue")
    day = f"{wiring.today():%d/%m/%Y}"
    answer = director.send(
        f"/agreements/{code}/signed", {"signed_on": day, "evidence": "bản giấy tại Văn thư"}
    )
    assert "ghi nhận ba bên đã ký" in words(answer.text)
    return code


def test_an_officer_writes_an_agreement_and_writes_it_anew_until_it_is_issued(portal):
    officer = portal("so.chuyen-vien")
    answer = officer.send("/agreements/new", FORM)
    told = words(answer.text)
    code = str(answer.url).rpartition("/")[2]
    assert f"Đã lưu thỏa thuận {code}" in told
    assert "&lt;cá tra&gt;" in answer.text
    assert "50% 20% 30%" in told
    assert "chưa thỏa thuận" in told
    assert 'x="50.0" y="0" width="20.0"' in answer.text
    edited = officer.page(f"/agreements/{code}/edit")
    assert 'value="2.000.000.000"' in edited
    assert 'name="task.2.title" type="text" value="Giống cá tra chịu mặn"' in edited
    again = officer.send(f"/agreements/{code}/edit", FORM | {"title": "Tên mới", "gain.state": "10"})
    assert "Tên mới" in words(again.text)
    assert officer.get(f"/agreements/{code}/paper").content.startswith(b"%PDF")
    assert "Đã ban hành" in words(officer.send(f"/agreements/{code}/issue").text)
    refused = officer.send(f"/agreements/{code}/edit", FORM)
    assert (refused.status_code, "đã ban hành nên không sửa được" in words(refused.text)) == (409, True)


def test_a_form_with_faults_comes_back_with_every_reason_and_all_that_was_typed(portal):
    officer = portal("so.chuyen-vien")
    answer = officer.send(
        "/agreements/new", FORM | {"fund.state": "năm mươi", "task.3.months": "x", "starts_on": "mai"}
    )
    told = words(answer.text)
    assert answer.status_code == 422
    assert "Tỷ lệ đóng góp kinh phí, Nhà nước: «năm mươi%» không phải tỷ lệ" in told
    assert "Ngày có hiệu lực: «mai» không phải là ngày" in told
    assert "Nhiệm vụ số 3, Thời gian (tháng): phải là số nguyên." in told
    assert 'value="năm mươi"' in answer.text
    contradicting = officer.send("/agreements/new", FORM | {"fund.state": "60"})
    assert (contradicting.status_code, "cộng lại bằng 110%" in words(contradicting.text)) == (409, True)
    more = officer.send("/agreements/new", FORM | {"rows": "3", "more": "1"})
    assert more.status_code == 200
    assert 'name="task.8.title"' in more.text
    assert 'value="Phường Trấn Biên"' in more.text


def test_tasks_are_ordered_from_a_signed_agreement_in_one_step(portal, house, signed):
    officer, path = portal("so.chuyen-vien"), f"/agreements/{signed}"
    assert officer.send(f"{path}/order").status_code == 422
    told = words(officer.send(f"{path}/order", {"number": "1"}).text)
    assert "Đã đặt hàng: DN-" in told
    assert "Đã đặt hàng 1 trên 2 nhiệm vụ" in told
    code = told.partition("Đã đặt hàng: ")[2].partition(".")[0]
    assert house.dossier(code).host.name == rehearsal.house("host")
    twice = officer.send(f"{path}/order", {"number": "1"})
    assert (twice.status_code, "đã đặt hàng" in words(twice.text)) == (409, True)
    assert f'href="/tasks/{code}"' in officer.page("/agreements?stand=signed")
    assert signed not in officer.page("/agreements?stand=draft")
    assert signed in officer.page("/agreements?q=nganh hang ca tra")
    assert signed not in officer.page("/agreements?q=lua")


def test_each_house_sees_its_own_and_others_are_not_there(portal, signed):
    path = f"/agreements/{signed}"
    for party in ("chu-tri", "tiep-nhan", "ubnd.chu-tich"):
        guest = portal(party)
        assert signed in guest.page("/agreements")
        page = guest.page(path)
        assert "Đặt hàng mọi nhiệm vụ" not in page
        assert guest.send(f"{path}/order", {"number": "1"}).status_code == 403
    stranger = portal("htx")
    assert signed not in stranger.page("/agreements")
    for address in (path, f"{path}/paper"):
        answer = stranger.get(address)
        assert (answer.status_code, "cá tra" in answer.text) == (404, False)
    assert stranger.get("/agreements/new").status_code == 403


def test_only_the_director_notes_the_signing(portal):
    officer = portal("so.chuyen-vien")
    code = str(officer.send("/agreements/new", FORM).url).rpartition("/")[2]
    officer.send(f"/agreements/{code}/issue")
    assert "Ghi nhận ba bên đã ký" not in officer.page(f"/agreements/{code}")
    day = {"signed_on": "5/1/2026", "evidence": "x"}
    assert officer.send(f"/agreements/{code}/signed", day).status_code == 409
    director = portal("so.giam-doc")
    assert director.send(f"/agreements/{code}/signed", {"evidence": "x"}).status_code == 422
    early = director.send(f"/agreements/{code}/signed", day)
    assert (early.status_code, 'value="5/1/2026"' in early.text) == (409, True)


def test_what_is_typed_is_what_the_yaml_form_says(house):
    typed = filling.form_of(FORM)
    assert [task.title for task in typed.tasks] == [FORM["task.1.title"], FORM["task.3.title"]]
    assert typed.fund.state == filled_form.checked({"state": "50%"}, agreements.Shares).state
    assert typed.gain == agreements.Shares()
    with pytest.raises(BadInput, match="Bên A, Nhà nước, Tên tổ chức"):
        filling.form_of({"title": "x"})
    with wiring.unit_of_work() as session:
        officer = people.find(session, "so.chuyen-vien")
        code = agreements.draft(session, typed, officer, on=wiring.today())
        sheet = agreements.agreement_sheet(session, code, officer, wiring.today())
    again = filling.form_of(filling.fields_of(sheet))
    assert again.tasks == typed.tasks
    assert (again.fund, again.own, again.starts_on) == (typed.fund, typed.own, typed.starts_on)
