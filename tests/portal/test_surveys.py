"""Surveys at the portal: the form behind a link is open to its holder alone, and loses nothing."""

import re
from datetime import timedelta

import pytest

from actions import wiring
from models.surveys import FORM_2026
from tests.portal.conftest import words

WHOLE = {"discipline": "agricultural", **{f"mark.{code}": "3" for code in FORM_2026.questions}}


@pytest.fixture
def survey(portal):
    """The address of a survey that was opened in the room."""
    officer, today = portal("so.chuyen-vien"), wiring.today()
    form = {
        "title": "Khảo sát <2026>",
        "province": "Đồng Nai",
        "form": "2026",
        "opens_on": f"{today:%d/%m/%Y}",
        "closes_on": f"{today + timedelta(days=30):%d/%m/%Y}",
    }
    wrong = officer.send("/surveys/new", form | {"opens_on": "mai", "title": ""})
    assert (wrong.status_code, 'value="mai"' in wrong.text) == (422, True)
    answer = officer.send("/surveys/new", form)
    assert "Khảo sát &lt;2026&gt;" in answer.text
    return answer.url.path


def asked(portal, survey, text="Công ty thủy sản (mẫu)"):
    page = portal("so.chuyen-vien").send(f"{survey}/links", {"invitees": text, "by_hand": "1"}).text
    return re.findall(r"/survey/[\w-]+", page)


def test_an_enterprise_answers_without_an_account_and_nothing_typed_is_lost(portal, survey):
    (link,) = asked(portal, survey)
    stranger = portal()
    assert "Công ty thủy sản (mẫu)" in stranger.page(link)
    need = {"need.1.title": "Máy <sấy>", "need.1.to_vnd": "nhiều", "need.1.willing": "buy"}
    refused = stranger.browser.post(link, data=WHOLE | need | {"mark.people.skilled": ""})
    told = words(refused.text)
    assert refused.status_code == 422
    assert "«nhiều» không phải số tiền" in told
    assert "Nhân lực kỹ thuật: chưa trả lời" in told
    assert 'value="Máy &lt;sấy&gt;"' in refused.text
    assert refused.text.count('value="3" selected') == len(FORM_2026.questions) - 1
    done = stranger.browser.post(link, data=WHOLE | need | {"need.1.to_vnd": "300.000.000"})
    assert "Đã nhận trả lời" in words(done.text)
    twice = stranger.browser.post(link, data=WHOLE | {"discipline": "medical"})
    assert (twice.status_code, "mỗi đơn vị trả lời một lần" in words(twice.text)) == (409, True)
    assert "<form" not in stranger.page(link).partition("<main")[2]
    assert "Máy &lt;sấy&gt;" in portal("htx").page("/market")
    told = words(portal("tai-chinh").page(survey))
    assert "1/1 (100,0%)" in told
    assert "Gửi phiếu" not in told
    file = portal("tai-chinh").get(f"{survey}?as=csv")
    assert "Theo loại hình" in file.content.decode("utf-8-sig")


def test_a_wrong_link_and_a_survey_that_is_over_answer_alike(portal, survey):
    (link,) = asked(portal, survey)
    stranger = portal()
    with wiring.as_of(wiring.today() + timedelta(days=60)):
        over = stranger.get(link)
    wrong = stranger.get("/survey/khong-co")
    assert (over.status_code, wrong.status_code) == (404, 404)
    told = [words(each.text).replace(each.headers["X-Request-ID"], "") for each in (over, wrong)]
    assert told[0] == told[1]


def test_only_the_state_sees_surveys_and_only_the_department_keeps_them(portal, survey):
    assert portal("chu-tri").get("/surveys").status_code == 403
    assert portal("tai-chinh").send(f"{survey}/links", {"invitees": "A"}).status_code == 403
    officer = portal("so.chuyen-vien")
    refused = officer.send(f"{survey}/links", {"invitees": "A (mẫu); sai"})
    assert (refused.status_code, "A (mẫu); sai" in refused.text) == (422, True)
    assert officer.send(f"{survey}/summary").status_code == 409
    with wiring.as_of(wiring.today() + timedelta(days=60)):
        asked_nobody = officer.send(f"{survey}/summary")
    assert "chưa gửi phiếu" in words(asked_nobody.text)


def test_the_form_speaks_english_to_whoever_asks_for_it(portal, survey):
    (link,) = asked(portal, survey)
    stranger = portal()
    stranger.browser.cookies.set("language", "en")
    assert "Main steps are automated" in words(stranger.page(link))
