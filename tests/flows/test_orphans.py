"""Runs whose engine was killed: told safely where every engine is process 1 of a host of the same name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from prefect.states import Pending, Running

from actions.bell import listening
from actions.operation import presence
from flows import deploy
from flows.engine import Engine
from flows.executor import Executor
from flows.orphans import Orphans


@pytest.fixture(scope="module")
def flows(api):
    return deploy.install(api)


@pytest.fixture
def launched(api, flows):
    """A run that staff have launched."""
    watch = next(key for key, flow in flows.items() if flow.name == "closet-watch")
    run = api.create_flow_run_from_deployment(watch)
    yield run.id
    api.delete_flow_run(run.id)


def taken(api, flows, name):
    return [run.id for run in Executor(api, flows, name).claim()]


def test_what_a_killed_engine_had_taken_and_not_begun_is_run_by_the_next(api, house, flows, launched):
    gone = presence.drawn()
    assert taken(api, flows, gone) == [launched]
    heir = Engine(api, flows)
    assert heir.orphans.look() == 0  # it may be making its connection anew
    assert heir.orphans.look() == 1
    assert heir.run_due() == ["Completed"]
    assert api.read_flow_run(launched).state_type == "COMPLETED"


def test_what_it_was_at_is_marked_as_crashed_and_looked_at_no_more(api, house, flows, launched):
    taken(api, flows, presence.drawn())
    api.set_flow_run_state(launched, Running(), force=True)
    orphans = Orphans(api, flows)
    assert [orphans.look() for _ in range(3)] == [0, 1, 0]
    run = api.read_flow_run(launched)
    assert (run.state_type, run.state.message) == ("CRASHED", "Bộ máy đang chạy lượt này đã dừng đột ngột.")


def test_an_engine_that_is_present_keeps_its_runs_also_when_it_was_missed_once(api, house, flows, launched):
    name, orphans = presence.drawn(), Orphans(api, flows)
    with listening(name):
        taken(api, flows, name)
        assert [orphans.look() for _ in range(3)] == [0, 0, 0]
    while name in presence.present():
        pass
    assert orphans.look() == 0
    with listening(name):
        assert orphans.look() == 0
    while name in presence.present():
        pass
    assert orphans.look() == 0
    assert api.read_flow_run(launched).state_type == "PENDING"


def test_a_run_without_a_name_is_given_up_after_a_day_only(api, house, flows, launched, monkeypatch):
    api.set_flow_run_state(launched, Running(), force=True)
    orphans = Orphans(api, flows)
    assert [orphans.look() for _ in range(3)] == [0, 0, 0]
    monkeypatch.setattr("flows.orphans.NOBODYS", timedelta(0))
    assert [orphans.look() for _ in range(2)] == [0, 1]


def test_a_run_that_was_taken_and_bears_no_name_begins_anew_after_minutes(
    api, house, flows, launched, monkeypatch
):
    api.set_flow_run_state(launched, Pending(), force=True)  # and killed before it wrote its name
    orphans = Orphans(api, flows)
    assert [orphans.look() for _ in range(3)] == [0, 0, 0]
    monkeypatch.setattr("flows.orphans.UNNAMED", timedelta(0))
    assert [orphans.look() for _ in range(2)] == [0, 1]
    assert api.read_flow_run(launched).state_type == "SCHEDULED"
