"""The entrance: who is let in, who is not, and what happens to a form when a session ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from actions import doors, people, wiring
from models.tables import Person, PortalSession
from portal.rooms.entrance import TRIES, safe_next
from portal.visits import COOKIE
from tests.portal.conftest import words

PASSWORD = "một câu dài dễ nhớ"


@pytest.fixture
def with_password(house):
    """The officer has a password."""
    with wiring.unit_of_work() as session:
        session.scalars(
            select(Person).where(Person.handle == "so.chuyen-vien")
        ).one().password = doors.password_hash(PASSWORD)
    return "so.chuyen-vien"


def code_of(handle):
    with wiring.unit_of_work() as session:
        return people.current_code(session, handle)


def form(handle, *, password=PASSWORD, code=None, next_page="/work"):
    return {
        "handle": handle,
        "password": password,
        "code": code_of(handle) if code is None else code,
        "next": next_page,
    }


def enter(guest, fields):
    return guest.browser.post("/enter", data=fields, follow_redirects=False)


def test_password_and_code_together_open_the_door(portal, with_password):
    guest = portal()
    answer = enter(guest, form(with_password, next_page="/tasks?q=cá"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks?q=c%C3%A1")
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"password": "một câu khác hẳn"}, id="password"),
        pytest.param({"code": "000000"}, id="code"),
        pytest.param({"handle": "khong-ai-ca"}, id="account"),
    ],
)
def test_whatever_is_wrong_the_sentence_is_the_same(portal, with_password, wrong):
    answer = enter(portal(), form(with_password) | wrong)
    assert answer.status_code == 401
    assert "Tài khoản, mật khẩu hoặc mã một lần không đúng" in answer.text
    assert COOKIE not in answer.cookies


def test_an_account_without_a_password_opens_no_door(portal):
    assert enter(portal(), form("so.truong-phong", password="")).status_code == 401


def test_a_code_serves_once(portal, with_password):
    fields = form(with_password)
    assert enter(portal(), fields).status_code == 303
    assert enter(portal(), fields).status_code == 401


def test_after_five_wrong_passwords_the_right_one_must_wait(portal, with_password):
    guest = portal()
    for _ in range(doors.FAILURES_ALLOWED):
        enter(guest, form(with_password, password="sai rồi, sai nữa"))
    assert enter(guest, form(with_password)).status_code == 401
    with wiring.unit_of_work() as session:
        person = session.scalars(select(Person).where(Person.handle == with_password)).one()
        assert person.shut_until > wiring.now()
        person.shut_until = wiring.now() - timedelta(seconds=1)
        person.last_step = 0
    assert enter(guest, form(with_password)).status_code == 303


def test_one_address_may_not_try_without_end(portal):
    guest = portal()
    with wiring.unit_of_work() as session:
        for _ in range(TRIES - 1):
            doors.knocks(session, "enter:testclient", timedelta(minutes=5))
    answers = [enter(guest, form("khong-ai", code="1")).status_code for _ in range(3)]
    assert answers == [401, 429, 429]


@pytest.mark.parametrize(
    "page", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"]
)
def test_the_entrance_leads_to_no_other_site(page):
    assert safe_next(page) == "/work"


def test_whoever_is_not_signed_in_is_led_to_the_entrance_and_back(portal):
    answer = portal().get("/boards/services?x=1", follow_redirects=False)
    assert answer.headers["location"] == "/enter?next=%2Fboards%2Fservices%3Fx%3D1"


def test_a_form_sent_after_the_session_ended_comes_back_to_its_page(portal):
    guest = portal("so.chuyen-vien")
    with wiring.unit_of_work() as session:
        session.execute(update(PortalSession).values(ends_at=wiring.now() - timedelta(minutes=1)))
    answer = guest.send("/leave", headers={"referer": "http://127.0.0.1/orders/new"}, follow_redirects=False)
    assert answer.headers["location"] == "/enter?next=%2Forders%2Fnew&expired=1"
    assert "những gì bạn đã nhập vẫn còn" in words(guest.get(answer.headers["location"]).text)


def test_a_form_without_its_key_is_refused(portal):
    guest = portal("so.chuyen-vien")
    guest.key = "0" * 64
    answer = guest.send("/leave")
    assert answer.status_code == 403
    assert "Biểu mẫu này đã cũ" in answer.text
    assert guest.get("/boards/services").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}],
)
def test_no_other_site_can_send_a_form_not_even_the_entrances(portal, headers):
    assert portal().browser.post("/enter", data={}, headers=headers).status_code == 403


def test_leaving_ends_the_session_for_every_tab(portal):
    guest = portal("so.chuyen-vien")
    kept = guest.browser.cookies[COOKIE]
    guest.send("/leave")
    guest.browser.cookies.set(COOKIE, kept)
    assert guest.get("/boards/services", follow_redirects=False).status_code == 303


def test_the_page_speaks_the_language_that_was_chosen(portal):
    guest = portal()
    guest.browser.post("/language", data={"language": "en", "back": "/enter"})
    assert "Sign in" in guest.page("/enter")
    guest.browser.post("/language", data={"language": "vi", "back": "/enter"})
    assert "Đăng nhập" in guest.page("/enter")


def test_a_role_that_may_not_enter_a_room_is_told_so(portal):
    answer = portal("chu-tri").get("/boards/services")
    assert answer.status_code == 403
    assert "không được xem bảng theo dõi" in answer.text
