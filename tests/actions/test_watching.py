"""The watch asks only what may have changed, and misses nothing: acts, days, parties, rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from actions import closet, dossiers, organisations, people, rehearsal, watching, wiring
from actions.watching import apart
from models import law, workdays
from models.dossier import Grade
from models.queries import watching as sweeps
from models.tables import ClosetCase, ClosetWatch, Task
from tests.actions.houses import ON, TODAY

DAY = timedelta(days=1)
LATER = ON + 300 * DAY


@pytest.fixture
def stuck(house):
    """A result that was recognised three hundred days before LATER, and that nobody receives."""
    return house.at(
        "MATCH",
        recipient_id=None,
        accepted_on=ON,
        grade="pass",
        registered_on=ON,
        recognised_on=ON,
        rights_decided_on=ON,
    )


def go_round(on):
    """A round of the watch: what each judged task came to, and how many tasks were asked."""
    begun = watching.begin(on)
    changes = {code: closet.judge(code, on).change for code in begun.changed()}
    watching.end(begun)
    return changes, begun.asked


def until(code):
    with wiring.unit_of_work() as session:
        return session.scalar(
            select(ClosetWatch.until).join(Task, Task.id == ClosetWatch.task_id).where(Task.code == code)
        )


def test_the_first_round_asks_all_and_the_next_one_nobody(stuck):
    assert go_round(LATER) == ({stuck: "opened"}, 1)
    assert go_round(LATER) == ({}, 0)
    assert go_round(LATER + DAY) == ({}, 0)


def test_a_case_is_asked_again_on_the_day_on_which_somebody_else_must_act(stuck):
    go_round(LATER)
    climbs = until(stuck)
    assert LATER + DAY < climbs < LATER + 400 * DAY
    assert go_round(climbs - DAY) == ({}, 0)
    assert go_round(climbs) == ({stuck: "escalated"}, 1)
    assert until(stuck) > climbs


def test_a_case_is_opened_on_the_very_day_on_which_something_first_holds_the_result_up(house):
    code = house.at(
        "MATCH", accepted_on=ON, grade="pass", registered_on=ON, recognised_on=ON, partner_found_on=ON
    )
    assert go_round(ON) == ({}, 1)
    enters = until(code)
    assert go_round(enters - DAY) == ({}, 0)
    with wiring.unit_of_work() as session:
        assert closet.cases(session, enters - DAY) == ()
    assert go_round(enters) == ({code: "opened"}, 1)


def test_what_somebody_records_is_asked_in_the_next_round(house, stuck):
    go_round(LATER)
    house.record(stuck, "recipient", rehearsal.house("enterprise"), "so.chuyen-vien", on=LATER)
    house.record(stuck, "in_use", "có", "so.chuyen-vien", on=LATER)
    assert go_round(LATER + DAY) == ({stuck: "closed"}, 1)
    assert go_round(LATER + DAY) == ({}, 0)


def test_a_party_that_is_dissolved_makes_its_tasks_due(house, stuck):
    go_round(LATER)
    host = house.dossier(stuck).host.id
    with wiring.as_of(LATER), wiring.unit_of_work() as session:
        admin = people.find(session, "so.quan-tri")
        organisations.dissolve(session, admin, host, LATER, "12/QĐ-UBND")
    assert until(stuck) == date(1, 1, 1)
    assert go_round(LATER)[1] == 1
    assert until(stuck) > LATER


def test_another_rule_another_calendar_and_an_earlier_day_let_all_be_asked(stuck):
    go_round(LATER)
    rule = replace(law.BY_CODE["match"][0], value=900, province="Đồng Nai")
    law.adopt(law.Local(rules=(rule,)))
    assert go_round(LATER)[1] == 1
    assert go_round(LATER)[1] == 0
    workdays.adopt({LATER: False})
    assert go_round(LATER)[1] == 1
    assert go_round(LATER - DAY)[1] == 1
    assert stuck


def test_rounds_once_a_month_miss_nothing_that_a_judgement_of_all_would_find(listed):
    on = TODAY
    for month in range(8):
        on = TODAY + month * 30 * DAY
        changes, asked = go_round(on)
        assert month == 0 or asked < 40, "of ninety tasks only some may have changed"
        assert all(change in {"opened", "escalated"} for change in changes.values()), changes
    with wiring.unit_of_work() as session:
        found = {case.code for case in closet.cases(session, on)}
        opened = select(Task.code).join(ClosetCase).where(ClosetCase.closed_on.is_(None))
        assert found == set(session.scalars(opened))
    assert {closet.judge(code, on).change for code in found} == {"standing"}
    assert listed.chain_is_whole()


def changed(parts):
    return {code for part in parts for code in part.changed}


def test_processes_that_share_the_work_see_what_one_sees(listed, monkeypatch):
    here = list(apart.everything(TODAY, None))
    monkeypatch.setattr(apart, "MANY", 0)
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 2)
    shared = list(apart.everything(TODAY, None))
    assert sum(part.asked for part in shared) == sum(part.asked for part in here) > 0
    assert {code for part in shared for code in part.changed} == {
        code for part in here for code in part.changed
    }
    assert listed.issue_all() == []


def test_a_sweep_reads_what_is_read_of_each_task_alone(house, stuck):
    """With papers, councils, votes, decisions: of no task anything that belongs to another."""
    gate, member = "acceptance-council", "hoi-dong.1"
    for _ in range(2):
        judged = house.at("ACCEPT", grade="pass")
        house.form(judged, gate)
        house.submit(judged, "review", "hoi-dong.3")
        house.vote(judged, gate, member, grade=Grade.PASS)
    checked = house.at("SUBMIT", grade="pass")
    house.hand_in_all(checked, "chu-tri")
    house.decide(checked, "completeness", "so.chuyen-vien")
    assert house.issue_all()
    with wiring.unit_of_work() as session:
        numbers = list(session.scalars(select(Task.id)))
        alone = {code: dossiers.load(session, code) for code in session.scalars(select(Task.code))}
        between = dossiers.swept(session, sweeps.stuck_between(), min(numbers), max(numbers) + 1)
        assert {task.code: task for task in between} == alone
        some = dossiers.swept(session, sweeps.stuck_of(), numbers[1:])
        assert {task.id: task for task in some} == {
            task.id: task for task in alone.values() if task.id in numbers[1:]
        }
    assert stuck in alone
    for kind in ("submissions", "decisions", "issued", "sittings"):
        assert any(getattr(entry, kind) for task in alone.values() for entry in task.entries), kind
