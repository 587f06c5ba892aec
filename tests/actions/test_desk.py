"""My work: who is asked for what, in which order, and what leaves at once when it is done."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from actions import closet, comments, delegations, desk, people, rehearsal, wiring
from actions.desk.asked import asked_of, papers_asked_of
from actions.desk.bulk import approve_many
from actions.rehearsal import CAST
from models.errors import BadInput, NotFound, NotPermitted, Refused
from models.language import Role, Verdict
from models.lifecycle import LIFECYCLE
from models.tables import Document, Person, Task
from tests.actions.houses import ON

LATER = ON + timedelta(days=30)


def waits_for(handle, on=ON, **more):
    with wiring.unit_of_work() as session:
        return desk.desk_of(session, people.find(session, handle, on=on), on, **more)


def rows(handle, on=ON):
    return [(item.act, item.code) for item in waits_for(handle, on).items]


def test_every_gate_of_the_lifecycle_is_asked_of_somebody():
    everybody = asked_of(frozenset(Role))
    assert {(each.stage, each.gate) for each in everybody if each.gate} == {
        (stage.code, gate.code) for stage in LIFECYCLE for gate in stage.gates
    }


def test_who_only_looks_is_asked_for_nothing():
    assert asked_of(frozenset({Role.AUDITOR, Role.ADMIN})) == ()
    assert papers_asked_of(frozenset({Role.AUDITOR, Role.ADMIN})) == ()


def test_an_order_goes_from_desk_to_desk(house):
    code = house.order()
    assert rows("dat-hang") == [("submit", code)]
    assert rows("so.chuyen-vien") == []
    house.hand_in_all(code, "dat-hang")
    assert rows("dat-hang") == []
    assert rows("so.chuyen-vien") == [("decide", code)]
    house.decide(code, "validity", "so.chuyen-vien")
    assert rows("so.chuyen-vien") == []
    assert rows("ubnd.chu-tich") == [("decide", code)]


def test_nobody_is_asked_to_approve_what_they_handed_in(house):
    code = house.at("CONTRACT")
    house.submit(code, "contract_draft", "so.chuyen-vien")
    assert ("decide", code) in rows("so.giam-doc")
    with wiring.unit_of_work() as session:
        session.query(Person).filter_by(handle="so.chuyen-vien").one().roles = ["dost_director"]
    assert ("decide", code) not in rows("so.chuyen-vien")


def test_what_was_asked_for_stands_on_the_desk_of_who_must_bring_it(house):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    house.decide(code, "validity", "so.chuyen-vien", Verdict.SUPPLEMENT, missing=["Thiếu chữ ký"])
    (item,) = waits_for("dat-hang").items
    assert (item.act, item.missing) == ("returned", ("Thiếu chữ ký",))
    assert item.path == f"/tasks/{code}/submit/order_sheet"
    assert rows("so.chuyen-vien") == []
    house.submit(code, "order_sheet", "dat-hang")
    assert rows("dat-hang") == []
    assert rows("so.chuyen-vien") == [("decide", code)]


def test_a_council_is_formed_votes_and_concludes(house):
    code = house.at("SELECT")
    house.walk(code).hand_in()
    assert rows("so.giam-doc", LATER) == [("form", code)]
    assert rows("hoi-dong.1", LATER) == []
    house.form(code, "selection-council", on=LATER)
    assert rows("so.giam-doc", LATER) == []
    for number in (1, 2, 3):
        house.vote(code, "selection-council", f"hoi-dong.{number}", score=80, on=LATER)
    (item,) = waits_for("hoi-dong.4", LATER).items
    assert (item.count, item.path) == ("3/7 phiếu, cần 5", f"/councils/{code}/selection-council")
    assert ("conclude", code) not in rows("so.chuyen-vien", LATER)
    for number in (4, 5, 6, 7):
        house.vote(code, "selection-council", f"hoi-dong.{number}", score=80, on=LATER)
    assert ("conclude", code) in rows("so.chuyen-vien", LATER)


def test_one_of_two_who_must_approve_is_asked_no_more(house):
    code = house.at("APPROVE")
    house.walk(code).hand_in()
    assert rows("tai-chinh", LATER) == [("decide", code)]
    house.decide(code, "appraisal", "tai-chinh", on=LATER)
    assert rows("tai-chinh", LATER) == []
    assert ("decide", code) in rows("so.chuyen-vien", LATER)


def test_what_is_due_first_stands_first(house):
    late = house.order(on=date(2025, 3, 3))
    soon = house.order(on=ON)
    assert [code for _, code in rows("dat-hang")] == [late, soon]


def test_an_organisation_is_asked_for_its_own_alone(house):
    house.order()
    mine = house.order("so.chuyen-vien", orderer="Sở khác (mẫu)")
    with wiring.unit_of_work() as session:
        other = people.ensure_organisation(session, "Sở khác (mẫu)", province="Đồng Nai")
        people.open_account(session, "khac", "Đại diện sở khác", other, [Role.ORDERER])
        session.query(Task).filter_by(code=mine).one().orderer_id = other.id
    assert rows("khac") == [("submit", mine)]


def test_a_delegate_finds_the_lenders_work_and_sees_whose_it_is(house):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    house.decide(code, "validity", "so.chuyen-vien")
    with wiring.unit_of_work() as session:
        committee = people.ensure_organisation(session, rehearsal.house("ppc"))
        people.open_account(session, "ubnd.pho", "Phó Chủ tịch", committee, [Role.LEGAL])
        chair = people.find(session, "ubnd.chu-tich")
        delegations.lend(session, chair, "ubnd.pho", [Role.PPC_CHAIR], ON, ON, "01/GUQ", ON)
    (item,) = waits_for("ubnd.pho").items
    assert (item.code, item.lent_by) == (code, "Chủ tịch Ủy ban nhân dân tỉnh")
    assert rows("ubnd.pho", ON + timedelta(days=1)) == []


def test_a_paper_waits_for_approval_and_then_for_each_signature(house):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    house.decide(code, "validity", "so.chuyen-vien")
    house.issue_all()
    assert ("approve", code) not in rows("so.truong-phong")
    with wiring.unit_of_work() as session:
        row = session.query(Document).filter_by(paper="order-receipt").one()
        row.sha256 = "0" * 64
        number = row.id
    assert ("approve", code) in rows("so.truong-phong")
    with wiring.unit_of_work() as session:
        row = session.get_one(Document, number)
        row.approved_on = ON
    item = next(each for each in waits_for("so.giam-doc").items if each.act == "sign")
    assert (item.path, item.count) == (f"/signing/{number}", "0/2 chữ ký")
    assert ("approve", code) not in rows("so.truong-phong")


@pytest.fixture
def stuck(house):
    """A result in the closet for which a remedy was chosen."""
    code = house.at(
        "MATCH", recipient_id=None, accepted_on=ON, grade="pass", registered_on=ON, recognised_on=ON,
        rights_decided_on=ON,
    )  # fmt: skip
    closet.judge(code, ON + timedelta(days=300))
    return code


def test_a_remedy_is_asked_for_when_its_day_comes_near(house, stuck):
    day = ON + timedelta(days=300)
    house.answer(stuck, "publish_offer", "so.truong-phong", on=day)
    assert ("remedy", stuck) in rows("so.chuyen-vien", day + timedelta(days=200))


def test_a_call_waits_until_it_is_answered(house):
    code = house.order()
    with wiring.unit_of_work() as session:
        comments.say(session, code, "Nhờ @so.truong-phong xem.", people.find(session, "dat-hang"), on=ON)
    assert rows("so.truong-phong") == [("mention", code)]
    assert rows("so.giam-doc") == []
    with wiring.unit_of_work() as session:
        comments.say(session, code, comments.SEEN, people.find(session, "so.truong-phong"), on=ON)
    assert rows("so.truong-phong") == []


@pytest.mark.parametrize("handle", ["chu-tri", "khong-co-ai"])
def test_a_remark_calls_only_who_may_see_the_task_and_tells_nobody_who_exists(house, handle):
    code = house.order()
    with wiring.unit_of_work() as session, pytest.raises(Refused, match="không nhắc được"):
        comments.say(session, code, f"@{handle} ơi", people.find(session, "dat-hang"), on=ON)


def test_a_remark_is_taken_back_by_who_made_it_and_leaves_no_word_in_the_journal(house):
    code = house.order()
    with wiring.unit_of_work() as session:
        number = comments.say(session, code, "một bí mật", people.find(session, "dat-hang"), on=ON)
    with wiring.unit_of_work() as session, pytest.raises(NotPermitted):
        comments.withdraw(session, code, number, people.find(session, "so.giam-doc"), on=ON)
    with wiring.unit_of_work() as session:
        comments.withdraw(session, code, number, people.find(session, "dat-hang"), on=ON)
    with wiring.unit_of_work() as session, pytest.raises(NotFound):
        comments.withdraw(session, code, number, people.find(session, "dat-hang"), on=ON)
    assert not [line for line in house.journal(code) if "một bí mật" in line]
    assert house.chain_is_whole()


@pytest.mark.parametrize("text", ["  ", "a" * 4001])
def test_an_empty_or_endless_remark_is_refused(house, text):
    code = house.order()
    with wiring.unit_of_work() as session, pytest.raises(BadInput):
        comments.say(session, code, text, people.find(session, "dat-hang"), on=ON)


def test_of_many_approvals_one_refusal_holds_up_no_other(house):
    ready, bare = house.order(), house.order()
    house.hand_in_all(ready, "dat-hang")
    with wiring.unit_of_work() as session:
        officer = people.find(session, "so.chuyen-vien")
    done = approve_many([(bare, "validity"), (ready, "validity")], officer, on=ON, channel="test")
    assert [each.done for each in done] == [False, True]
    assert any("Thiếu giấy tờ" in sentence for sentence in done[0].sentences)


def test_a_gate_of_several_is_not_approved_in_bulk(house):
    code = house.at("APPROVE")
    house.walk(code).hand_in()
    with wiring.unit_of_work() as session:
        officer = people.find(session, "so.chuyen-vien")
    (one,) = approve_many([(code, "appraisal")], officer, on=LATER, channel="test")
    assert not one.done
    assert "không duyệt cùng lúc" in one.sentences[0]
    assert all(not item.bulk for item in waits_for("so.chuyen-vien", LATER).items)


def test_a_stranger_approves_nothing_in_bulk_and_learns_no_title(house):
    code = house.order()
    with wiring.unit_of_work() as session:
        host = people.find(session, "chu-tri")
    (one,) = approve_many([(code, "validity")], host, on=ON, channel="test")
    assert one.sentences == (f"Không có nhiệm vụ nào mang mã «{code}».",)


def test_the_desk_asks_as_often_for_ten_tasks_as_for_one(house):
    def asked():
        seen = []
        listener = lambda *given: seen.append(given[2])  # noqa: E731 - removed again below
        event.listen(wiring.engine(), "before_cursor_execute", listener)
        waits_for("dat-hang")
        event.remove(wiring.engine(), "before_cursor_execute", listener)
        return len(seen)

    house.order()
    waits_for("dat-hang")
    once = asked()
    for _ in range(9):
        house.order()
    assert asked() == once


def test_everybody_of_the_cast_has_a_desk(house):
    house.order()
    for part in CAST:
        waits_for(part.handle)
