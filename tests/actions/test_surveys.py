"""Surveys: asked by a link of which only the hash is kept, answered once, needs on the market, summed up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions import doors, matching, outbox, people, surveys, wiring
from actions.surveys import Invitee, SurveyForm
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.surveys import FORM_2026
from models.tables import Audit, Document, Need, Promise, SurveyLink
from tests.actions.houses import ON
from tests.actions.test_letters import postman

__all__ = ["postman"]

FIRST, LAST = ON, ON + timedelta(days=30)
WHOLE = {"discipline": "agricultural", **{f"mark.{code}": "3" for code in FORM_2026.questions}}
NEED = {
    "need.1.title": "Chiết xuất collagen từ da cá tra",
    "need.1.by": "31/12/2026",
    "need.1.from_vnd": "100.000.000",
    "need.1.to_vnd": "300.000.000",
    "need.1.willing": "co_invest",
}
THREE = (Invitee("Công ty thủy sản (mẫu)"), Invitee("Hợp tác xã cá tra (mẫu)"), Invitee("Cơ sở sấy (mẫu)"))


def act(verb, *args, by="so.chuyen-vien", on=ON, **more):
    with wiring.unit_of_work() as session:
        actor = (people.find(session, by),) if by else ()
        return verb(session, *args, *actor, on=on, **more)


@pytest.fixture
def code(house):
    form = SurveyForm(title="Khảo sát 2026", province="Đồng Nai", opens_on=FIRST, closes_on=LAST)
    return act(surveys.draft, form)


def keys(code, invitees=THREE, **more):
    return [each.link.rpartition("/")[2] for each in act(surveys.invite, code, invitees, **more)]


def answer(key, typed, on=ON):
    with wiring.unit_of_work() as session:
        return surveys.answer(session, key, typed, on=on)


def test_a_survey_bears_the_letters_of_its_province_and_refuses_what_contradicts_itself(code):
    assert code == "KS-DN-2026-001"
    bad = SurveyForm(
        title="x", province="Đồng Nai", form="1999", opens_on=LAST, closes_on=FIRST - timedelta(1)
    )
    with pytest.raises(Refused) as refusal:
        act(surveys.draft, bad)
    assert len(refusal.value.reasons) == 3
    with pytest.raises(NotPermitted):
        act(surveys.draft, bad, by="chu-tri")


def test_of_a_link_only_its_hash_is_kept_and_a_new_one_voids_it(code):
    first = keys(code)[0]
    with wiring.unit_of_work() as session:
        rows = session.scalars(select(SurveyLink)).all()
        assert len(rows) == 3
        assert doors.sha256_of(first) in {row.token_sha256 for row in rows}
        assert first not in str([vars(row) for row in rows])
        assert first not in " ".join(session.scalars(select(Audit.text)))
    again = keys(code, THREE[:1])[0]
    with wiring.unit_of_work() as session:
        assert surveys.looked_at(session, again, ON).organisation == THREE[0].organisation
        with pytest.raises(NotFound):
            surveys.looked_at(session, first, ON)


def test_everything_wrong_in_a_list_is_told_and_nobody_is_asked(code):
    wrong = surveys.invitees_in("A (mẫu); không phải thư\n\nA (mẫu)\n; a@b.vn\nB (mẫu); ; Atlantis")
    with pytest.raises(BadInput) as refusal:
        act(surveys.invite, code, wrong)
    told = " ".join(refusal.value.reasons)
    for said in ("không phải là địa chỉ", "đã có ở dòng trên", "chưa nêu tên", "Dòng 4"):
        assert said in told
    with wiring.unit_of_work() as session:
        assert session.scalars(select(SurveyLink)).all() == []


def test_an_answer_goes_to_the_market_once_and_is_matched_there(code, house):
    fitting = house.at("MATCH", rights_decided_on=ON, recognised_on=ON, accepted_on=ON)
    key = keys(code)[0]
    assert answer(key, WHOLE | NEED) == 1
    with wiring.unit_of_work() as session:
        need = session.scalars(select(Need)).one()
        assert need.source_key.startswith(f"survey:{code}:")
        assert need.id in session.scalars(select(SurveyLink.need_id)).all()
        assert "300" not in need.text
        assert "cùng đầu tư" in need.text
        assert fitting in {each.code for each in matching.results_for(session, need.id, ON)}
    with pytest.raises(Refused, match="mỗi đơn vị trả lời một lần"):
        answer(key, WHOLE | {"discipline": "medical"})
    with wiring.unit_of_work() as session:
        assert len(session.scalars(select(Need)).all()) == 1
        assert {row.answers.get("discipline") for row in session.scalars(select(SurveyLink))} == {
            "agricultural",
            None,
        }


def test_an_answer_that_lacks_anything_is_told_all_of_it_and_nothing_is_kept(code):
    key = keys(code)[0]
    typed = {name: value for name, value in WHOLE.items() if "people" not in name and name != "discipline"}
    with pytest.raises(BadInput) as refusal:
        answer(key, typed | NEED | {"need.1.by": "mai", "need.1.to_vnd": "nhiều", "need.2.text": "máy"})
    told = " ".join(refusal.value.reasons)
    for said in ("«mai»", "«nhiều»", "Chưa chọn lĩnh vực", "Nhân lực kỹ thuật", "Nhu cầu số 2: chưa nêu"):
        assert said in told
    with wiring.unit_of_work() as session:
        assert session.scalars(select(Need)).all() == []
        assert all(row.answered_at is None for row in session.scalars(select(SurveyLink)))


def test_two_who_send_one_link_at_the_same_moment_are_one_answer(code, together):
    key = keys(code)[0]
    done = together(*(lambda: answer(key, WHOLE | NEED) for _ in range(2)))
    assert sorted(type(each).__name__ for each in done) == ["Refused", "int"]
    with wiring.unit_of_work() as session:
        assert len(session.scalars(select(Need)).all()) == 1


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_a_link_opens_nothing_before_the_first_day_and_after_the_last(code, day):
    key = keys(code)[0]
    with pytest.raises(NotFound, match="chưa mở hay đã đóng"):
        answer(key, WHOLE, on=day)


def test_once_asked_the_form_stays_and_the_last_day_may_be_put_off(code):
    keys(code)
    later = SurveyForm(
        title="Khảo sát", province="Đồng Nai", opens_on=FIRST, closes_on=LAST + timedelta(days=9)
    )
    assert act(surveys.draft, later, code=code) == code
    with pytest.raises(Refused, match="không đổi được tỉnh"):
        act(surveys.draft, later.model_copy(update={"province": "Tây Ninh"}), code=code)


def test_the_summary_is_issued_once_after_the_last_day_and_tells_both_numbers(code):
    key = keys(code)[0]
    answer(key, WHOLE | NEED)
    with pytest.raises(Refused, match="còn nhận trả lời"):
        act(surveys.issue_summary, code)
    after = LAST + timedelta(days=1)
    number = act(surveys.issue_summary, code, on=after).number_text
    assert act(surveys.issue_summary, code, on=after).number_text == number
    with wiring.unit_of_work() as session:
        row = session.scalars(select(Document).where(Document.paper == "survey-summary")).one()
        assert row.facts["response"] == "1/3 (33,3%)"
        assert THREE[0].organisation not in str(row.facts)
        page = surveys.page(session, code, people.find(session, "tai-chinh"), after)
    lines = [(line.name, line.count, line.of) for line in surveys.summary_lines(page.summary)]
    assert lines[0] == ("Tất cả", 1, 3)
    assert page.may_keep is False
    with pytest.raises(Refused, match="đã có báo cáo"):
        act(surveys.draft, SurveyForm(title="x", opens_on=FIRST, closes_on=after), on=after, code=code)


def test_who_has_an_address_is_mailed_a_link_that_is_made_when_the_letter_goes(code, postman):
    made = act(surveys.invite, code, [Invitee("Công ty thủy sản (mẫu)", "kinhdoanh@mau.example")])
    assert (made[0].address, made[0].link) == ("kinhdoanh@mau.example", "")
    with wiring.unit_of_work() as session:
        promise = session.scalars(select(Promise).where(Promise.kind == outbox.Kind.SURVEY)).one()
    surveys.deliver(promise.facts["link"], ON)
    (letter,) = postman.kept
    key = letter.get_content().partition("/survey/")[2].split()[0]
    with wiring.unit_of_work() as session:
        assert surveys.looked_at(session, key, ON).organisation == "Công ty thủy sản (mẫu)"
    answer(key, WHOLE)
    surveys.deliver(promise.facts["link"], ON)
    assert len(postman.kept) == 1
