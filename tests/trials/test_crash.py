"""A sample of the crash matrix, and that nothing which writes is left out of it."""

import asyncio
import gc
import json
import os
import time
from importlib import import_module

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from prefect.server.utilities.messaging.memory import MemoryMessage

from actions import wiring
from actions.outbox import Kind
from flows import deploy
from portal.api.app import create_api
from tests.actions.conftest import furnished
from tests.portal.crawling import routes_of
from trials.crash import matrix, schedules
from trials.crash.__main__ import recorded
from trials.crash.asking import Do, Story, warm
from trials.crash.lanes import Deck
from trials.crash.matrix import Tried
from trials.crash.prefects import PrefectHouse
from trials.crash.servers import session_ended
from trials.crash.stories import NOT_TRIED, routes
from trials.crash.stories_engine import WORKS, ordered
from trials.crash.stories_tasks import TALK, first_step, handed_in
from trials.crash.world import World

__all__ = ["furnished"]

FORKS = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")


def test_every_route_that_writes_is_tried_or_left_out_for_a_reason():
    reading = {"GET", "HEAD"}
    writing = {f"{way} {each.path}" for each in routes_of(create_api()) for way in each.methods - reading}
    assert writing - routes() == set(NOT_TRIED)
    assert routes() <= writing


@pytest.fixture
def world(postgres_server, furnished, tmp_path):
    environment = dict(os.environ)
    made = World(postgres_server, tmp_path)
    warm()
    yield made, made.take_over(furnished)
    made.drop_all()
    gc.unfreeze()
    os.environ.clear()
    os.environ.update(environment)
    wiring.forget()


@FORKS
def test_an_order_is_killed_at_each_of_its_points_and_nothing_is_lost_or_done_twice(world):
    (tried,) = matrix.tell(*world, Story("an order", TALK[:1]))
    assert tried.violations == []
    assert tried.points == 5
    assert set(tried.left) == {"nothing", "all"}


@FORKS
def test_an_order_that_loses_the_database_at_its_commit_or_after_it_is_never_told_a_falsehood(world):
    strike, around_its_own = session_ended(world[0].server), {3, 4}
    (tried,) = matrix.tell(
        *world, Story("an order", TALK[:1]), only=lambda _, point: point in around_its_own, strike=strike
    )
    assert tried.violations == []
    assert tried.left == {"nothing": 1, "all": 1}


@FORKS
def test_no_commit_of_a_decision_goes_by_uncounted(world):
    staged = (Do("what is asked for", first_step), Do("an order", ordered), Do("its papers", handed_in))
    story = Story("a decision", (*staged, TALK[-1]))
    (decided,) = matrix.tell(*world, story, only=lambda _step, _point: False)
    assert decided.step == "POST /tasks/{code}/gates/{gate}/decision"
    assert decided.points == 5


def test_prefects_server_of_the_trial_remembers_events_by_its_tables_alone(postgres_server, tmp_path):
    """They are put back before each try; what it remembered beside them swallowed the events of the next."""
    told = PrefectHouse(postgres_server, tmp_path).environment()
    memory = import_module(told["PREFECT_MESSAGING_CACHE"]).Cache()
    twice = [MemoryMessage(b"{}", {"id": "an event's"})] * 2
    assert asyncio.run(memory.without_duplicates("id", twice)) == twice


@FORKS
def test_who_hangs_is_ended_and_told_with_where(world):
    ended = world[0].live(world[1], lambda: time.sleep(60), limit=0.2)
    assert "hangs" in ended.problem
    assert "test_crash.py" in ended.problem


def test_a_lane_goes_on_in_the_world_that_it_has_open_as_long_as_there_is_something_to_try():
    deck = Deck([("a", "1"), ("b", "1"), ("b", "2")], until=time.monotonic() + 60)
    assert [deck.dealt("b") for _ in range(4)] == [("b", "1"), ("b", "2"), ("a", "1"), None]
    assert Deck([("a", "1")], until=time.monotonic() - 1).dealt("a") is None


def test_what_was_tried_without_a_fault_is_not_tried_again(tmp_path):
    record = tmp_path / "record"
    good, bad = vars(Tried("s", "1", points=2)), vars(Tried("s", "2", violations=["lost"]))
    lines = [{"kind": "portal", "piece": name, "rows": [row]} for name, row in (("1", good), ("2", bad))]
    record.write_text("\n".join(map(json.dumps, lines)))
    assert list(recorded(record)) == [("portal", "1")]
    assert recorded(None) == {}


@FORKS
def test_random_deeds_and_kills_leave_what_was_answered(world):
    drawn = settings(
        max_examples=2,
        stateful_step_count=3,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(schedules.machine(*world), settings=drawn)


def test_every_kind_of_promise_is_kept_in_a_tried_piece_of_work():
    assert {kind for work in WORKS for kind in work.kinds} == set(Kind)


def test_every_deployment_is_run_in_a_tried_piece_of_work():
    tried = {work.deployment for work in WORKS if work.deployment}
    asked_by_another = {
        "monthly-report",
        "quarterly-report",
        "yearly-report",
    }  # the week's flow, another period
    assert {each.name for each in deploy.declared()} - tried == asked_by_another
