"""Councils: conflicts of interest stated before the vote, written votes, ballots nobody can look into."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from actions import councils, people, rehearsal, wiring
from documents.facts.councils import COUNCILS
from models.dossier import Grade
from models.errors import NotPermitted, Refused
from models.tables import Audit
from tests.actions.houses import ON, filled
from tests.documents.dossiers import occasion_of

GATE = "acceptance-council"
SELECTION = "selection-council"
MEMBERS = [handle for handle, _ in rehearsal.SEATS]
P, E, F = Grade.PASS, Grade.EXCELLENT, Grade.FAIL


@pytest.fixture
def formed(house):
    code = house.at("ACCEPT")
    house.form(code, GATE)
    house.submit(code, "review", "hoi-dong.3")
    return code


def cast(code, gate, handle, *, by=councils.vote, on=ON, marks=None, **total):
    with wiring.unit_of_work() as session:
        ballot = filled(session, code, gate, **total) if marks is None else councils.Vote(marks)
        by(session, code, gate, ballot, people.find(session, handle), on=on)


def test_nobody_votes_before_having_stated_whether_there_is_a_conflict(house, formed):
    with pytest.raises(Refused, match="chưa cam kết về xung đột lợi ích"):
        cast(formed, GATE, "hoi-dong.1", grade=P)
    house.state(formed, GATE, "hoi-dong.1")
    cast(formed, GATE, "hoi-dong.1", grade=P)
    assert house.journal(formed)[-2].endswith("cam kết không có xung đột lợi ích.")


def test_whoever_states_a_conflict_is_recused_and_nobody_seats_them_again(house, formed):
    house.state(formed, GATE, "hoi-dong.6", "cùng nhóm nghiên cứu với tổ chức chủ trì")
    seat = house.main(formed).sitting(GATE).seats[5]
    assert (seat.recused, seat.stated_on) == (True, ON)
    assert "cùng nhóm nghiên cứu" in house.journal(formed)[-1]
    with pytest.raises(Refused, match="không tham gia phiên họp"):
        house.attend(formed, GATE, {"hoi-dong.6": "present"})
    house.attend(formed, GATE, {"hoi-dong.6": "absent"})
    assert house.main(formed).sitting(GATE).seats[5].recused
    with pytest.raises(Refused, match="không rút lại được"):
        house.state(formed, GATE, "hoi-dong.6")
    with pytest.raises(Refused, match="xung đột lợi ích"):
        cast(formed, GATE, "hoi-dong.6", grade=P)


def test_a_conflict_found_after_the_vote_takes_the_ballot_out_of_the_count(house, formed):
    for handle in MEMBERS:
        house.vote(formed, GATE, handle, grade=F if handle == "hoi-dong.7" else P)
    house.state(formed, GATE, "hoi-dong.7", "góp vốn vào đơn vị tiếp nhận")
    made = house.decide(formed, GATE, "so.chuyen-vien")
    assert "(6 Đạt)" in made.sentence


def test_a_statement_made_twice_is_written_down_once(house, formed):
    house.state(formed, GATE, "hoi-dong.1")
    house.state(formed, GATE, "hoi-dong.1", on=ON + timedelta(days=1))
    assert house.journal(formed)[-1] != house.journal(formed)[-2]
    assert house.main(formed).sitting(GATE).seats[0].stated_on == ON


def test_only_who_has_a_seat_states_anything(house, formed):
    with pytest.raises(NotPermitted, match="không có ghế"):
        house.state(formed, GATE, "so.chuyen-vien")


def test_attendance_is_noted_by_the_secretary_and_not_by_a_plain_member(house, formed):
    house.attend(formed, GATE, {"hoi-dong.7": "absent"}, "hoi-dong.5")
    with pytest.raises(NotPermitted, match="thư ký"):
        house.attend(formed, GATE, {"hoi-dong.7": "present"}, "hoi-dong.6")


def test_a_written_vote_comes_before_the_meeting_and_notes_its_member_as_absent(house):
    code = house.at("SELECT", approved_on=None)
    house.form(code, SELECTION, meets_on=ON + timedelta(days=5))
    house.state(code, SELECTION, "hoi-dong.7")
    with pytest.raises(Refused, match="chưa đến ngày bỏ phiếu"):
        cast(code, SELECTION, "hoi-dong.7", score=Decimal(60))
    cast(code, SELECTION, "hoi-dong.7", by=councils.write_vote, score=Decimal(60))
    sitting = house.main(code).sitting(SELECTION)
    assert (sitting.seats[6].present, sitting.ballots[0].written) == (False, True)
    with pytest.raises(Refused, match="không thay đổi được"):
        cast(code, SELECTION, "hoi-dong.7", by=councils.write_vote, score=Decimal(90))


def test_a_ballot_is_added_up_by_criterion_and_without_criteria_there_is_none(house):
    code = house.at("SELECT", approved_on=None)
    house.form(code, SELECTION)
    house.state(code, SELECTION, "hoi-dong.1")
    marks = {"overview": "8", "method": "25", "product": "12", "use": "15.5", "capacity": "10", "budget": "9"}
    for nothing in ({}, {"overview": ""}):
        with pytest.raises(Refused, match=r"từng tiêu chí.*Năng lực tổ chức, cá nhân \(capacity\)"):
            cast(code, SELECTION, "hoi-dong.1", marks=nothing)
    with pytest.raises(Refused, match="từ 0 đến 10"):
        cast(code, SELECTION, "hoi-dong.1", marks={**marks, "overview": "11"})
    cast(code, SELECTION, "hoi-dong.1", marks=marks)
    (ballot,) = house.main(code).sitting(SELECTION).ballots
    assert (ballot.score, dict(ballot.marks)) == (Decimal("79.5"), marks)


@pytest.mark.parametrize("secret", [True, False])
def test_neither_journal_nor_facts_tell_how_somebody_voted(house, secret):
    code = house.at("SELECT", approved_on=None)
    house.form(code, SELECTION, secret=secret)
    house.vote(code, SELECTION, "hoi-dong.1", score=Decimal("71.25"), comment="không thuyết phục")
    with wiring.unit_of_work() as session:
        told = [(row.text, json.dumps(row.facts)) for row in session.scalars(select(Audit))]
    assert not any("71" in text + facts or "thuyết phục" in text for text, facts in told)


def test_a_council_is_not_called_for_a_day_that_has_passed(house):
    code = house.at("ACCEPT")
    with pytest.raises(Refused, match="đã qua"):
        house.form(code, GATE, meets_on=ON - timedelta(days=1))


@pytest.mark.parametrize("secret", [True, False])
def test_the_minutes_name_who_voted_how_only_of_an_open_council(house, secret):
    again = house.at("ACCEPT", sheet={"title": "Quy trình sấy lạnh xoài"})
    house.form(again, GATE, secret=secret)
    house.submit(again, "review", "hoi-dong.3")
    for n, handle in enumerate(MEMBERS[:-1]):
        house.vote(again, GATE, handle, grade=F if n == 1 else P)
    house.state(again, GATE, MEMBERS[-1], "đồng tác giả của báo cáo")
    facts = COUNCILS["acceptance-minutes"].write(occasion_of("acceptance-minutes", house.dossier(again)))
    assert [line.conflict for line in facts.conflicts] == ["đồng tác giả của báo cáo"]
    assert facts.stated == 7
    failing = [line.title for line in facts.roll if line.heading == "Không đạt"]
    assert failing == ([] if secret else ["Thành viên hội đồng số 2"])
    assert [vote.count for vote in facts.votes] == [0, 5, 1]
