"""A sample of the crash matrix, and that nothing which writes is left out of it."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from actions import wiring
from actions.outbox import Kind
from flows import deploy
from portal.api.app import create_api
from tests.actions.conftest import furnished
from tests.portal.crawling import routes_of
from trials.crash import matrix, schedules
from trials.crash.asking import Story, warm
from trials.crash.stories import NOT_TRIED, routes
from trials.crash.stories_engine import WORKS
from trials.crash.stories_tasks import TALK
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
