"""What people see while the database is away, or a disk is full: a page of its own, and nothing is asked."""

import errno

import pytest
from starlette.testclient import TestClient

from models.errors import DatabaseAway, OutcomeUnknown
from portal.health import Probes
from portal.visits import COOKIE, LANGUAGE
from portal.web import create_app
from tests.portal.conftest import words


@pytest.fixture
def asked():
    """How often it was asked who the visitor is, which only the database knows."""
    return []


@pytest.fixture
def browser(asked):
    def away(_request):
        asked.append(1)
        raise DatabaseAway("Cơ sở dữ liệu không trả lời.")

    app = create_app(visitor=away, probes=Probes(database=lambda: False, prefect=lambda: True))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        opened.cookies.set(COOKIE, "somebody")
        yield opened


def test_a_page_says_that_the_database_is_away_and_asks_it_nothing_more(browser, asked):
    answer = browser.get("/tasks?province=dong-nai")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Những gì đã được ghi nhận vẫn còn nguyên" in words(answer.text)
    assert 'href="/tasks?province=dong-nai"' in answer.text
    assert asked == [1]


def test_a_form_that_meets_it_leads_back_to_its_page_where_the_words_are_kept(browser):
    answer = browser.post(
        "/tasks/DN-2026-001/decide/x",
        data={"comment": "Đồng ý"},
        headers={"referer": "http://127.0.0.1/tasks/DN-2026-001"},
    )
    assert answer.status_code == 503
    assert 'href="/tasks/DN-2026-001"' in answer.text
    assert "data-refused" in answer.text  # the browser's script keeps what was typed
    assert "trước khi gửi lần nữa" in words(answer.text)


def met(problem):
    """A browser of somebody whose requests meet that."""

    def meets(_request):
        raise problem

    browser = TestClient(
        create_app(visitor=meets), base_url="http://127.0.0.1", raise_server_exceptions=False
    )
    browser.cookies.set(COOKIE, "somebody")
    return browser


def test_who_sent_something_is_told_when_nobody_knows_whether_it_was_recorded():
    in_commit = met(OutcomeUnknown("?"))
    sent = in_commit.post("/tasks/DN-2026-001/decide/x", data={"comment": "Đồng ý"})
    assert sent.status_code == 503
    assert "Chưa rõ nội dung vừa gửi đã được ghi nhận hay chưa" in words(sent.text)
    assert "Chưa rõ" not in words(in_commit.get("/work").text)


def test_a_failure_of_ours_claims_that_nothing_was_changed_only_where_nothing_was_sent():
    failing = met(ZeroDivisionError())
    assert "Không có gì bị thay đổi" in words(failing.get("/work").text)
    sent = words(failing.post("/tasks/DN-2026-001/decide/x", data={"comment": "Đồng ý"}).text)
    assert "Không có gì bị thay đổi" not in sent
    assert "Hãy mở lại trang và xem trước khi gửi lần nữa" in sent


def test_it_is_said_in_the_language_of_the_browser(browser):
    browser.cookies.set(LANGUAGE, "en")
    assert "Whatever was recorded is still there" in words(browser.get("/work").text)


def test_programs_are_told_when_to_ask_again(browser, monkeypatch):
    def away(*_):
        raise DatabaseAway("Cơ sở dữ liệu không trả lời.")

    monkeypatch.setattr("portal.api.keys.wiring.unit_of_work", away)
    answer = browser.get("/api/v1/tasks", headers={"authorization": "Bearer x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EIO, 500)])
def test_a_full_disk_is_said_and_other_troubles_are_apologised_for(number, status):
    def broken(_request):
        raise OSError(number, "trouble")

    app = create_app(visitor=broken)
    browser = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    browser.cookies.set(COOKIE, "somebody")
    answer = browser.get("/work")
    assert answer.status_code == status
    assert "Traceback" not in answer.text
