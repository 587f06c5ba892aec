"""The council's room: who enters it, what is done there, and what nobody is shown."""

from datetime import timedelta

import pytest

from actions import rehearsal, wiring
from models.dossier import Grade
from tests.portal.conftest import words

GATE = "acceptance-council"
MEMBERS = [handle for handle, _ in rehearsal.SEATS]
RATINGS = {f"mark.{kind}.{what}": "pass" for kind in ("II", "III") for what in ("quality", "quantity")} | {
    "mark.report": "pass"
}
E, P, F = Grade.EXCELLENT, Grade.PASS, Grade.FAIL


@pytest.fixture
def today():
    return wiring.today()


@pytest.fixture
def accepting(house, today):
    return house.at("ACCEPT", on=today)


def formed(house, code, today, **more):
    house.form(code, GATE, on=today, **more)
    house.submit(code, "review", "hoi-dong.3", on=today)
    return f"/councils/{code}/{GATE}"


def everybody_votes(house, code, today, grades):
    for handle, grade in zip(MEMBERS, grades, strict=True):
        house.vote(code, GATE, handle, on=today, grade=grade)


def test_the_director_forms_a_council_in_the_room(portal, house, accepting):
    guest = portal("so.giam-doc")
    path = f"/councils/{accepting}/{GATE}"
    assert accepting in guest.page("/councils?part=wanted")
    assert "Thành viên hội đồng số 1" in guest.page(f"{path}/form")
    fields = {"secret": "open", "meets_on": "31/12/2099"}
    for n, (handle, position) in enumerate(rehearsal.SEATS, start=1):
        fields |= {f"member.{n}": handle, f"position.{n}": position.value}
    answer = guest.send(f"{path}/form", fields)
    assert "Đã thành lập hội đồng" in words(answer.text)
    sitting = house.main(accepting).sitting(GATE)
    assert (len(sitting.seats), sitting.secret, sitting.meets_on.year) == (7, False, 2099)
    assert accepting in guest.page("/councils")


def test_a_council_that_may_not_be_formed_so_comes_back_with_every_reason_and_what_was_typed(
    portal, accepting
):
    guest = portal("so.giam-doc")
    fields = {"member.1": "chu-tri", "position.1": "member", "meets_on": "1/1/2099", "secret": "open"}
    answer = guest.send(f"/councils/{accepting}/{GATE}/form", fields)
    assert answer.status_code == 409
    for reason in ("phải có từ 5 đến 9", "đúng một chủ tịch", "thuộc tổ chức chủ trì"):
        assert reason in answer.text
    assert 'value="chu-tri"' in answer.text
    assert 'value="1/1/2099"' in answer.text


@pytest.mark.parametrize("handle", ["so.chuyen-vien", "hoi-dong.1", "ubnd.chu-tich", "dat-hang"])
def test_nobody_else_enters_the_form(portal, accepting, handle):
    assert portal(handle).get(f"/councils/{accepting}/{GATE}/form").status_code == 403


def test_a_member_reads_states_and_votes_by_criterion(portal, house, accepting, today):
    path = formed(house, accepting, today)
    guest = portal("hoi-dong.1")
    assert accepting in guest.page("/councils")
    page = guest.page(path)
    assert "Bắt buộc trước khi bỏ phiếu" in page
    assert 'name="mark.report"' not in page
    assert "review.pdf" in page
    refused = guest.send(f"{path}/ballot", RATINGS | {"way": "vote"})
    assert refused.status_code == 409
    assert "chưa cam kết về xung đột lợi ích" in refused.text
    guest.send(f"{path}/statement", {"statement": "none"})
    assert 'name="mark.II.quality"' in guest.page(path)
    short = guest.send(f"{path}/ballot", {"mark.report": "pass", "comment": "<b>khá</b>", "way": "vote"})
    assert short.status_code == 409
    assert short.text.count("Chưa đánh giá tiêu chí") == 4
    assert "&lt;b&gt;khá&lt;/b&gt;" in short.text
    answer = guest.send(f"{path}/ballot", RATINGS | {"way": "vote"})
    assert "Đã bỏ phiếu" in words(answer.text)
    assert house.main(accepting).sitting(GATE).ballots[0].grade is P


def test_stating_a_conflict_needs_its_words_and_ends_the_members_part(portal, house, accepting, today):
    path = formed(house, accepting, today)
    guest = portal("hoi-dong.6")
    assert "là gì" in guest.send(f"{path}/statement", {"statement": "conflict"}).text
    guest.send(f"{path}/statement", {"statement": "conflict", "conflict": "đồng tác giả"})
    page = guest.page(path)
    assert "không tham gia phiên họp: đồng tác giả" in page
    assert 'name="mark.report"' not in page


def test_an_absent_member_sends_the_ballot_in_writing_before_the_day(portal, house, accepting, today):
    path = formed(house, accepting, today, meets_on=today + timedelta(days=7))
    guest = portal("hoi-dong.7")
    guest.send(f"{path}/statement", {"statement": "none"})
    page = guest.page(path)
    assert 'value="write"' in page
    assert 'value="vote"' not in page
    guest.send(f"{path}/ballot", RATINGS | {"way": "write"})
    assert "đã gửi bằng văn bản" in portal("so.chuyen-vien").page(path)


def test_the_secretary_takes_attendance_and_a_plain_member_does_not(portal, house, accepting, today):
    path = formed(house, accepting, today)
    secretary = portal("hoi-dong.5")
    said = {"state.hoi-dong.6": "absent", "state.hoi-dong.7": "absent"}
    assert "có mặt 5/7, cần 5" in words(secretary.send(f"{path}/attendance", said).text)
    assert portal("hoi-dong.6").send(f"{path}/attendance", said).status_code == 403


def test_a_secret_council_tells_nobody_who_voted_how_and_no_count_before_all_are_in(
    portal, house, accepting, today
):
    path = formed(house, accepting, today, secret=True)
    for handle in MEMBERS[:-1]:
        house.vote(accepting, GATE, handle, on=today, grade=P, comment="Ý kiến riêng")
    officer = portal("so.giam-doc")
    before = officer.page(path)
    assert "Kết quả bỏ phiếu" not in before
    assert "6/7 phiếu" in before
    house.vote(accepting, GATE, MEMBERS[-1], on=today, grade=F)
    for guest in (officer, portal("hoi-dong.1")):
        page = guest.page(path)
        assert "(1 Không đạt, 6 Đạt)" in words(page)
        assert "Không đạt" not in page.partition('id="seats"')[2]
        assert "Ý kiến riêng" not in page


def test_an_open_council_lists_who_voted_how(portal, house, accepting, today):
    path = formed(house, accepting, today, secret=False)
    everybody_votes(house, accepting, today, [E] + [P] * 5 + [F])
    page = portal("so.chuyen-vien").page(path)
    said = words(page.partition('id="count"')[2].partition("</section>")[0])
    assert "Không đạt Thành viên hội đồng số 7" in said
    assert "ngưỡng tham khảo" in page, "the best and the worst grade for one result are flagged"


def test_the_conclusion_is_recorded_in_the_room(portal, house, accepting, today):
    path = formed(house, accepting, today)
    guest = portal("so.chuyen-vien")
    early = guest.send(f"{path}/conclusion", {"verdict": "approve"})
    assert (early.status_code, "Mới có 0/7 phiếu" in early.text) == (409, True)
    everybody_votes(house, accepting, today, [P] * 7)
    answer = guest.send(f"{path}/conclusion", {"verdict": "approve"})
    assert "Xếp loại Đạt (7 Đạt)" in words(answer.text)
    assert house.main(accepting).stage == "COMPLETE"
    assert accepting in guest.page("/councils?part=concluded")


def test_strangers_find_no_council_and_members_of_other_councils_are_turned_away(
    portal, house, accepting, today
):
    path = formed(house, accepting, today)
    assert portal("hoi-dong.1").get(path).status_code == 200
    assert portal("htx").get(path).status_code == 403
    other = house.at("ACCEPT", on=today, sheet={"title": "Quy trình nuôi cá lồng"})
    assert portal("hoi-dong.1").get(f"/councils/{other}/{GATE}").status_code == 404
    assert portal("so.giam-doc").get(f"/councils/XX-2026-001/{GATE}").status_code == 404
    assert portal("so.giam-doc").get(f"/councils/{other}/validity").status_code == 404
    answer = portal("hoi-dong.1").send(f"/councils/{other}/{GATE}/statement", {"statement": "none"})
    assert answer.status_code == 404
    assert "cá lồng" not in answer.text


def test_the_room_speaks_english(portal, house, accepting, today):
    path = formed(house, accepting, today)
    said = words(portal("hoi-dong.1", "en").page(path))
    assert "7/7 present, 5 needed" in said
    assert "Your statement on conflicts of interest" in said
