"""The closet at work: a case opens once, stands, and closes by the fact that ends it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import closet, watching, wiring
from models.tables import ClosetCase, Promise
from tests.actions.houses import ON

DAY = timedelta(days=1)
LATER = ON + 300 * DAY
BEFORE_2025 = {"approved_on": date(2020, 3, 1), "accepted_on": date(2023, 5, 10), "grade": "pass"}


@pytest.fixture
def stuck(house):
    """A result that was recognised three hundred days ago, and that nobody receives."""
    return house.at(
        "MATCH",
        recipient_id=None,
        accepted_on=ON,
        grade="pass",
        registered_on=ON,
        recognised_on=ON,
        rights_decided_on=ON,
    )


def rows(table):
    with wiring.unit_of_work() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def cases(on=LATER):
    with wiring.unit_of_work() as session:
        return closet.cases(session, on)


def test_a_case_opens_once_and_stands(house, stuck):
    first = closet.judge(stuck, LATER)
    assert first.change == "opened"
    assert "NO_RECIPIENT" in {cause.code for cause in first.case.causes}
    assert closet.judge(stuck, LATER + DAY).change == "standing"
    assert len(rows(ClosetCase)) == 1
    assert house.journal(stuck)[-1].startswith("Kết quả nằm trong ngăn tủ: ")
    assert house.chain_is_whole()


def test_judged_by_many_at_once_a_case_still_opens_once(stuck, together):
    found = together(*[lambda: closet.judge(stuck, LATER).change] * 6)
    assert sorted(found) == ["opened", *["standing"] * 5]
    assert len(rows(ClosetCase)) == 1


def test_a_result_that_is_not_stuck_has_no_case(house):
    code = house.order()
    assert closet.judge(code, ON).change == "none"
    assert code not in watching.begin(ON).changed()
    assert rows(ClosetCase) == []


def test_a_case_closes_by_the_fact_that_ends_it_and_says_which(house, stuck):
    closet.judge(stuck, LATER)
    walk = house.walk(stuck, LATER)
    walk.to("FOLLOW_UP")
    judged = closet.judge(stuck, walk.day)
    assert judged.change == "closed"
    case = rows(ClosetCase)[0]
    assert case.closed_on == walk.day
    assert case.closed_by
    assert closet.judge(stuck, walk.day + DAY).change == "none"
    assert house.journal(stuck)[-1].startswith("Kết quả ra khỏi ngăn tủ: ")
    # Who was cut off before drawing it judges again, and finds nothing to draw: the promise is what remains.
    assert ("redraw", f"case:{stuck}") in {(each.kind, each.subject) for each in rows(Promise)}


def test_a_late_judgement_never_goes_back_behind_the_day_on_which_the_case_opened(stuck):
    closet.judge(stuck, LATER)
    assert closet.judge(stuck, ON).change == "standing"


def test_after_a_case_was_closed_a_new_stall_opens_another(house, stuck):
    closet.judge(stuck, LATER)
    walk = house.walk(stuck, LATER).to("FOLLOW_UP")
    closet.judge(stuck, walk.day)
    house.record(stuck, "in_use", "không", "chu-tri", on=walk.day)
    assert closet.judge(stuck, walk.day + 700 * DAY).change == "opened"
    assert len(rows(ClosetCase)) == 2


def test_the_cases_are_listed_the_gravest_and_longest_first(house, stuck):
    older = house.at("RIGHTS_R2", **BEFORE_2025, recognised_on=date(2023, 6, 30))
    found = cases()
    assert {case.code for case in found} == {stuck, older}
    graveness = [(-case.headline.severity, -(case.days or 0)) for case in found]
    assert graveness == sorted(graveness)
