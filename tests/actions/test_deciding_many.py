"""Deciding on many tasks at once: what each answer says, and that one refusal holds up none of the others."""

import pytest

from actions import decisions, people, wiring
from actions.decisions import Asked
from models.language import Verdict
from tests.actions.houses import ON


@pytest.fixture
def ordered(house):
    """Three tasks whose ordering sheets wait to be checked; the third lacks a paper."""
    codes = [house.order() for _ in range(3)]
    for code in codes[:2]:
        house.hand_in_all(code, "dat-hang")
    return codes


def decide(rows, handle="so.chuyen-vien"):
    with wiring.unit_of_work() as session:
        actor = people.find(session, handle)
    return decisions.decide_many(rows, actor, on=ON, channel="test")


def approving(codes, gate="validity"):
    return [Asked(code, gate, Verdict.APPROVE) for code in codes]


def test_every_task_has_its_answer_in_the_order_of_asking(house, ordered):
    answers = decide(approving([ordered[2], *ordered[:2], "XX-0000-000"]))
    assert [answer.code for answer in answers] == [ordered[2], *ordered[:2], "XX-0000-000"]
    assert [answer.made is None for answer in answers] == [True, False, False, True]
    assert answers[0].refusal.startswith("Thiếu giấy tờ")
    assert answers[3].refusal == "Không có nhiệm vụ nào mang mã «XX-0000-000»."


def test_what_is_refused_is_not_written_and_the_rest_is(house, ordered):
    decide(approving(ordered))
    made = [[each.gate for each in house.main(code).decisions] for code in ordered]
    assert made == [["validity"], ["validity"], []]
    assert house.chain_is_whole()


def test_a_decision_in_bulk_is_written_as_one_alone_is(house, ordered):
    decide(approving(ordered[:1]))
    house.decide(ordered[1], "validity", "so.chuyen-vien")
    one, alone = (house.dossier(code) for code in ordered[:2])
    assert house.journal(ordered[0]) == house.journal(ordered[1])
    assert one.version == alone.version
    assert house.issue_all().count("order-receipt") == 2


def test_a_task_asked_about_twice_is_decided_as_the_first_decision_left_it(house, ordered):
    first, second = decide(approving([ordered[0], ordered[0]]))
    assert first.made is not None
    assert "không chờ" in second.refusal


def test_whoever_may_not_decide_is_told_so_for_every_task(house, ordered):
    assert all("không có thẩm quyền" in each.refusal for each in decide(approving(ordered), "tai-chinh"))


def test_many_tasks_step_on_together(house, ordered):
    decide(approving(ordered[:2]))
    answers = decide(approving(ordered[:2], "order-list"), "ubnd.chu-tich")
    assert [answer.made.moved_to for answer in answers] == ["IDENTIFY", "IDENTIFY"]
    assert {house.dossier(code).ordered_on for code in ordered[:2]} == {ON}
    assert house.chain_is_whole()
