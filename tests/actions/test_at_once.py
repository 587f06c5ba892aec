"""People and engines who act at the same moment: one wins, the others get a sentence, nothing is doubled."""

from datetime import date, timedelta

import pytest

from actions import rehearsal, windows, wiring
from models.errors import Refused, TripleHelixError
from models.language import Verdict
from tests.actions.houses import ON

DAY = timedelta(days=1)
MEMBERS = [handle for handle, _ in rehearsal.SEATS]


def refusals(found):
    return [each for each in found if isinstance(each, TripleHelixError)]


def test_of_two_who_decide_at_once_one_wins_and_the_other_gets_a_sentence(house, together):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    found = together(
        lambda: house.decide(code, "validity", "so.chuyen-vien"),
        lambda: house.decide(code, "validity", "so.truong-phong"),
    )
    (lost,) = refusals(found)
    assert "không chờ «Kiểm tra tính hợp lệ của phiếu đặt hàng»" in str(lost)
    assert "đang chờ: Phê duyệt danh mục đặt hàng" in str(lost)
    assert len(house.main(code).decisions) == 1
    assert house.issue_all() == ["order-receipt"]


def test_an_approval_and_a_rejection_at_once_do_not_both_come_true(house, together):
    code = house.order()
    house.hand_in_all(code, "dat-hang")
    found = together(
        lambda: house.decide(code, "validity", "so.chuyen-vien"),
        lambda: house.decide(code, "validity", "so.truong-phong", Verdict.REJECT),
    )
    assert len(refusals(found)) == 1
    assert bool(house.dossier(code).open_entries) is isinstance(found[1], TripleHelixError)


def test_the_same_person_at_two_doors_decides_once(house, together):
    code = house.at("CONTRACT")
    house.hand_in_all(code, "chu-tri")
    found = together(*[lambda: house.decide(code, "sign", "so.giam-doc")] * 4)
    assert len(refusals(found)) == 3
    assert all("mỗi người chỉ quyết định một lần" in str(lost) for lost in refusals(found))


def test_two_parties_who_sign_at_once_both_sign_and_the_task_moves_once(house, together):
    code = house.at("CONTRACT")
    house.hand_in_all(code, "chu-tri")
    found = together(
        lambda: house.decide(code, "sign", "so.giam-doc"),
        lambda: house.decide(code, "sign", "chu-tri.thu-truong"),
    )
    assert refusals(found) == []
    assert sorted(str(made.moved_to) for made in found) == ["EXECUTE", "None"]
    assert house.stages(code)[1:] == ["CONTRACT", "EXECUTE"]


def test_a_whole_council_that_votes_at_once_has_every_ballot_once(house, together):
    code = house.at("SELECT", approved_on=None)
    house.hand_in_all(code, "chu-tri")
    house.form(code, "selection-council")
    votes = [
        lambda handle=handle: house.vote(code, "selection-council", handle, score=80)
        for handle in [*MEMBERS, MEMBERS[0]]
    ]
    found = together(*votes)
    (lost,) = refusals(found)
    assert isinstance(lost, Refused)
    assert len(house.main(code).sitting("selection-council").ballots) == 7
    assert house.chain_is_whole()


def test_a_council_formed_twice_at_once_is_formed_once(house, together):
    code = house.at("ACCEPT")
    found = together(*[lambda: house.form(code, "acceptance-council")] * 3)
    assert len(refusals(found)) == 2
    assert len(house.main(code).sittings) == 1


def test_tasks_ordered_at_once_get_codes_of_their_own(house, together):
    found = together(*[house.order] * 8)
    assert sorted(found) == [f"DN-2026-{number:03d}" for number in range(1, 9)]
    assert house.chain_is_whole()


def test_tasks_ordered_at_once_by_a_body_that_is_new_here_share_it(house, together):
    sheet = {"orderer": "Ủy ban nhân dân xã Phú Hội", "recipient": ""}
    found = together(*[lambda: house.order("so.chuyen-vien", **sheet)] * 6)
    assert refusals(found) == []
    assert len({house.dossier(code).orderer.id for code in found}) == 1


def test_a_body_that_is_new_here_is_kept_once_when_two_tasks_name_it_at_once(house, together):
    codes = [house.order(recipient="") for _ in range(4)]
    found = together(
        *[
            lambda code=code: house.record(code, "recipient", "Hợp tác xã Mới", "so.truong-phong")
            for code in codes
        ]
    )
    assert refusals(found) == []
    assert len({house.dossier(code).recipient.id for code in codes}) == 1


def test_papers_handed_in_at_once_all_come_in_and_the_first_names_the_host(house, together):
    code = house.at("CALL", host=None, call_published_on=None)
    found = together(
        *[lambda n=n: house.submit(code, "host_application", "chu-tri", words=str(n)) for n in range(5)]
    )
    assert refusals(found) == []
    assert len(house.main(code).submissions) == 5
    assert house.dossier(code).host.name == rehearsal.house("host")


def test_a_paper_and_the_decision_that_needs_it_at_once_end_in_one_of_two_ways(house, together):
    code = house.order()
    house.submit(code, "order_sheet", "dat-hang")
    found = together(
        lambda: house.submit(code, "reception_commitment", "dat-hang"),
        lambda: house.decide(code, "validity", "so.chuyen-vien"),
    )
    assert not isinstance(found[0], TripleHelixError)
    assert isinstance(found[1], Refused) is (house.main(code).decisions == ())


@pytest.mark.usefixtures("house")
def test_two_engines_draw_a_subject_in_turn(together):
    seen = []

    def draw(name):
        with windows.held("task:A"):
            seen.append(("in", name))
            seen.append(("out", name))

    together(*[lambda n=n: draw(n) for n in range(6)])
    assert [what for what, _ in seen] == ["in", "out"] * 6
    assert all(seen[n][1] == seen[n + 1][1] for n in range(0, 12, 2))


@pytest.mark.parametrize("day", [date(2026, 12, 31)])
def test_a_year_that_turns_while_all_order_gives_each_year_its_codes(house, together, day):
    found = together(*[lambda n=n: house.order(on=day + (n % 2) * DAY) for n in range(8)])
    assert sorted(found) == [f"DN-{year}-{n:03d}" for year in (2026, 2027) for n in range(1, 5)]


def test_the_clock_of_one_thread_is_not_that_of_another(together):
    def live(day):
        with wiring.as_of(day):
            return [wiring.today() for _ in range(50)]

    days = [ON + n * DAY for n in range(6)]
    assert together(*[lambda day=day: live(day) for day in days]) == [[day] * 50 for day in days]
