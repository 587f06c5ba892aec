"""Tasks that an earlier version wrote, at every stage, live on in the present one."""

import pytest
from sqlalchemy import create_engine

from actions import audit, dossiers, rehearsal, wiring
from models import progress
from models.kit import lived_on
from models.lifecycle import STAGES
from tests import frozen
from tests.actions.conftest import living_in

STEPPED = ("ORDER", "CALL", "CONTRACT", "SUBMIT", "RIGHTS_R1", "IP", "TRANSFER", "ARCHIVE")
"""The stages whose tasks take their next step here through the real actions: one of each kind."""


@pytest.fixture(scope="module")
def upgraded(postgres_server, tmp_path_factory):
    """A database of the file's revision with its tasks, brought to this version; the stages by code."""
    postgres_server.ensure("frozen")
    url = postgres_server.url("frozen")
    wiring.migrate(url, frozen.revision())
    engine = create_engine(url)
    with engine.begin() as connection:
        stages = frozen.load(connection)
    engine.dispose()
    wiring.migrate(url)
    with living_in(url, tmp_path_factory.mktemp("frozen")) as house:
        yield house, stages
    postgres_server.drop("frozen")


@pytest.fixture
def house(upgraded):
    return upgraded[0]


@pytest.fixture
def stages(upgraded):
    return upgraded[1]


def test_there_is_a_task_at_every_stage_of_that_day_and_each_still_stands_there(house, stages):
    assert len(set(stages.values())) == len(stages) == 24
    for code, stage in stages.items():
        task = house.dossier(code)
        assert stage in {entry.stage for entry in task.open_entries}
        assert progress.stage_of(task, task.open_entries[0]).code in STAGES


def test_each_lives_on_to_its_end_by_the_present_judgements(stages):
    with wiring.unit_of_work() as session:
        for task in dossiers.several(session, *stages):
            assert lived_on(task).outcome


def test_each_kind_takes_its_next_step_through_the_present_actions(house, stages):
    by_stage = {stage: code for code, stage in stages.items()}
    for stage in STEPPED:
        code = by_stage[stage]
        here = next(entry for entry in house.dossier(code).open_entries if entry.stage == stage)
        walk = rehearsal.Walk(code, here.entered_on)
        while (entry := _stay(house, code, here.id)).is_open:
            task = house.dossier(code)
            of_task = progress.stage_of(task, entry)
            walk.step(task, of_task, entry, progress.awaited_gate(of_task, entry, task))
        assert not entry.is_open


def _stay(house, code, number):
    return next(entry for entry in house.dossier(code).entries if entry.id == number)


def test_the_chain_of_that_day_is_whole(house):
    with wiring.unit_of_work() as session:
        assert audit.verify(session) is None
