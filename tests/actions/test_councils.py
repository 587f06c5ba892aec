"""Councils at work: formed by the department, without the host's people, voting once each, concluding."""

from datetime import timedelta
from decimal import Decimal

import pytest

from actions import rehearsal
from models.dossier import Grade, Position
from models.errors import NotFound, NotPermitted, Refused
from models.language import Verdict
from tests.actions.houses import ON

DAY = timedelta(days=1)
GATE = "acceptance-council"
MEMBERS = [handle for handle, _ in rehearsal.SEATS]


@pytest.fixture
def accepting(house):
    """A task that awaits its acceptance council."""
    return house.at("ACCEPT")


@pytest.fixture
def formed(house, accepting):
    """A task whose acceptance council is formed, with the reviewers' opinions handed in."""
    house.form(accepting, GATE)
    house.submit(accepting, "review", "hoi-dong.3")
    return accepting


def vote_all(house, code, *grades, gate=GATE):
    for handle, grade in zip(MEMBERS, grades, strict=True):
        if grade is not None:
            house.vote(code, gate, handle, grade=grade)


P, E, F = Grade.PASS, Grade.EXCELLENT, Grade.FAIL


def test_the_department_forms_the_council(house, accepting):
    house.form(accepting, GATE)
    sitting = house.main(accepting).sitting(GATE)
    assert [(seat.position, seat.present, seat.recused) for seat in sitting.seats] == [
        (position, True, False) for _, position in rehearsal.SEATS
    ]
    assert house.issue_all() == ["acceptance-council"]


@pytest.mark.parametrize("handle", ["so.chuyen-vien", "chu-tri", "hoi-dong.1", "ubnd.chu-tich", "dat-hang"])
def test_nobody_else_forms_a_council(house, accepting, handle):
    with pytest.raises(NotPermitted):
        house.form(accepting, GATE, handle)


def test_people_of_the_host_do_not_sit(house, accepting):
    seats = [*rehearsal.SEATS[:6], ("chu-tri", Position.MEMBER)]
    with pytest.raises(Refused, match="thuộc tổ chức chủ trì"):
        house.form(accepting, GATE, seats=seats)


def test_every_reason_against_a_council_is_said_at_once(house, accepting):
    seats = [("chu-tri", Position.MEMBER), ("chu-tri", Position.MEMBER)]
    with pytest.raises(Refused) as refused:
        house.form(accepting, GATE, seats=seats)
    assert len(refused.value.reasons) == 7
    assert house.main(accepting).sittings == ()


def test_a_council_is_formed_once(house, formed):
    with pytest.raises(Refused, match="đã được thành lập"):
        house.form(formed, GATE)


def test_a_council_of_people_without_an_account_is_not_formed(house, accepting):
    with pytest.raises(NotFound):
        house.form(accepting, GATE, seats=[("khong.co", Position.CHAIR)])


def test_a_council_sits_at_a_councils_gate_alone(house):
    code = house.at("SUBMIT")
    with pytest.raises(Refused, match="không do hội đồng quyết định"):
        house.form(code, "completeness")


def test_a_pass_completes_the_acceptance_on_the_day_of_its_conclusion(house, formed):
    vote_all(house, formed, P, P, E, P, P, E, P)
    made = house.decide(formed, GATE, "so.chuyen-vien", on=ON + DAY)
    task = house.dossier(formed)
    assert (made.verdict, made.moved_to) == (Verdict.APPROVE, "COMPLETE")
    assert (task.result.grade, task.accepted_on) == (P, ON + DAY)
    assert {entry.stage for entry in task.open_entries} == {"COMPLETE", "IP"}
    assert "Xếp loại Đạt (2 Xuất sắc, 5 Đạt)." in made.sentence
    assert house.issue_all()[-3:] == ["acceptance-ballot", "acceptance-minutes", "acceptance-notice"]


def test_a_failing_grade_leads_to_the_archive(house, formed):
    vote_all(house, formed, F, F, F, P, P, P, P)
    made = house.decide(formed, GATE, "hoi-dong.5")
    task = house.dossier(formed)
    assert (made.verdict, made.moved_to) == (Verdict.REJECT, "ARCHIVE")
    assert (task.outcome, task.result.grade) == ("failed", F)
    assert task.accepted_on is None
    assert task.result.accepted_on == ON
    assert house.issue_all()[-2:] == ["acceptance-minutes", "acceptance-notice"]
    house.hand_in_all(formed, "so.chuyen-vien")
    house.decide(formed, "archive", "so.luu-tru")
    assert house.dossier(formed).outcome == "failed"


@pytest.mark.parametrize(("votes", "grade"), [([E] * 7, E), ([E] * 6 + [P], E), ([E] * 5 + [P, P], P)])
def test_the_grade_of_the_council_is_put_on_record(house, formed, votes, grade):
    vote_all(house, formed, *votes)
    house.decide(formed, GATE, "so.chuyen-vien")
    assert house.dossier(formed).result.grade is grade


def test_a_council_does_not_conclude_before_all_have_voted(house, formed):
    vote_all(house, formed, P, P, P, P, P, P, None)
    with pytest.raises(Refused) as refused:
        house.decide(formed, GATE, "so.chuyen-vien")
    assert refused.value.reasons == ("Mới có 6/7 phiếu của thành viên có mặt.",)


def test_the_absent_and_the_recused_do_not_vote_and_do_not_count(house, formed):
    house.attend(formed, GATE, {"hoi-dong.6": "absent", "hoi-dong.7": "recused"})
    for handle, why in (("hoi-dong.6", "vắng mặt"), ("hoi-dong.7", "xung đột lợi ích")):
        with pytest.raises(Refused, match=why):
            house.vote(formed, GATE, handle, grade=P)
    vote_all(house, formed, P, P, P, P, P, None, None)
    assert house.decide(formed, GATE, "so.chuyen-vien").moved_to == "COMPLETE"


def test_who_came_late_may_vote(house, formed):
    house.attend(formed, GATE, {"hoi-dong.6": "absent"})
    house.attend(formed, GATE, {"hoi-dong.6": "present"})
    house.vote(formed, GATE, "hoi-dong.6", grade=P)
    sitting = house.dossier(formed).entries[-1].sitting(GATE)
    assert [ballot.grade for ballot in sitting.ballots] == [P]


def test_below_the_quorum_nothing_is_concluded(house, formed):
    house.attend(formed, GATE, {f"hoi-dong.{n}": "absent" for n in (2, 6, 7)})
    vote_all(house, formed, P, None, P, P, P, None, None)
    with pytest.raises(Refused, match="có mặt 4/7 thành viên, cần 5"):
        house.decide(formed, GATE, "so.chuyen-vien")


def test_attendance_names_members_and_known_words(house, formed):
    with pytest.raises(Refused) as refused:
        house.attend(formed, GATE, {"hoi-dong.1": "sleeping", "dat-hang": "present"})
    assert len(refused.value.reasons) == 2
    assert all(seat.present for seat in house.main(formed).sitting(GATE).seats)


@pytest.mark.parametrize("handle", ["chu-tri", "dat-hang", "tai-chinh"])
def test_attendance_is_recorded_by_the_department_or_the_council(house, formed, handle):
    with pytest.raises(NotPermitted):
        house.attend(formed, GATE, {"hoi-dong.1": "absent"}, handle)


def test_a_ballot_once_cast_stands(house, formed):
    house.vote(formed, GATE, "hoi-dong.1", grade=P)
    with pytest.raises(Refused, match="không thay đổi được"):
        house.vote(formed, GATE, "hoi-dong.1", grade=E)
    assert house.main(formed).sitting(GATE).ballots[0].grade is P


@pytest.mark.parametrize("handle", ["so.chuyen-vien", "so.giam-doc", "chu-tri", "ubnd.chu-tich"])
def test_without_a_seat_there_is_no_vote(house, formed, handle):
    with pytest.raises(NotPermitted, match="không có ghế"):
        house.vote(formed, GATE, handle, grade=P)


def test_before_a_council_is_formed_nobody_votes(house, accepting):
    with pytest.raises(NotPermitted):
        house.vote(accepting, GATE, "hoi-dong.1", grade=P)


@pytest.mark.parametrize(
    ("scores", "moved_to", "outcome"), [([70] * 7, None, ""), ([69] * 6 + [70], None, "rejected")]
)
def test_a_proposal_below_seventy_is_not_selected(house, scores, moved_to, outcome):
    code = house.at("SELECT", approved_on=None)
    house.hand_in_all(code, "chu-tri")
    house.form(code, "selection-council")
    for handle, score in zip(MEMBERS, scores, strict=True):
        house.vote(code, "selection-council", handle, score=Decimal(score))
    made = house.decide(code, "selection-council", "so.chuyen-vien")
    assert (made.moved_to, house.dossier(code).outcome) == (moved_to, outcome)
    assert made.passed is not bool(outcome)


@pytest.mark.parametrize(("against", "passed"), [(0, True), (1, True), (2, False)])
def test_three_quarters_agree_to_identify_a_task(house, against, passed):
    code = house.at("IDENTIFY", host=None)
    house.submit(code, "duplication_report", "so.chuyen-vien")
    house.form(code, "identification-council")
    for n, handle in enumerate(MEMBERS):
        house.vote(code, "identification-council", handle, agree=n >= against)
    made = house.decide(code, "identification-council", "so.chuyen-vien")
    assert made.passed is passed
    assert bool(house.dossier(code).open_entries) is passed


def test_how_somebody_voted_is_not_told_in_the_journal(house, formed):
    house.vote(formed, GATE, "hoi-dong.1", grade=F)
    assert house.journal(formed)[-1] == "Một thành viên hội đồng đã bỏ phiếu."


def test_only_a_member_confirms_that_the_report_was_completed(house, formed):
    vote_all(house, formed, *[P] * 7)
    house.decide(formed, GATE, "so.chuyen-vien")
    house.hand_in_all(formed, "chu-tri")
    with pytest.raises(NotPermitted):
        house.decide(formed, "completion", "so.chuyen-vien")
    assert house.decide(formed, "completion", "hoi-dong.1").moved_to == "REGISTER"
    assert house.chain_is_whole()
