"""A stage's work as a child of the life run: done once, continued when it was cut short."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prefect import flow
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterParentFlowRunId
from prefect.context import SyncClientContext

from flows.inprocess import at_hand, raise_if_failed, run_stage

done: list[str] = []


@flow(name="stage-contract")
def contract(code: str, fails: bool = False) -> None:  # noqa: FBT001, FBT002 - a flow takes its parameters by name
    if fails and code not in done:
        done.append(code)
        raise OSError("storage away")
    done.append(code)


@pytest.fixture
def life_run(window, life):
    return window.draw(replace(life, form=None))


@pytest.fixture
def work(api, life_run, life):
    def run(**parameters):
        return run_stage(
            api, life_run, 2, contract, {"code": life.code, **parameters}, name="Hợp đồng", key="outbox-1"
        )

    done.clear()
    return run


def children(api, life_run):
    return api.read_flow_runs(
        flow_run_filter=FlowRunFilter(parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[life_run]))
    )


def test_work_that_is_done_is_not_done_again(work, api, life, life_run):
    assert work().is_completed()
    assert work().is_completed()
    assert done == [life.code]
    assert [child.name for child in children(api, life_run)] == ["Hợp đồng"]


def test_runs_of_a_thread_share_the_client_that_it_has_at_hand(api, life_run, life):
    met = []

    @flow(name="stage-contract")
    def meeting() -> None:
        met.append(SyncClientContext.get().client)

    with at_hand():
        for key in ("outbox-1", "outbox-2"):
            assert run_stage(api, life_run, 2, meeting, {}, name=life.code, key=key).is_completed()
    assert met[0] is met[1]
    assert SyncClientContext.get() is None


def test_a_flow_that_prefect_has_lost_is_made_known_again(work, api, life_run):
    work()
    (lost,) = children(api, life_run)
    api.delete_flow(lost.flow_id)
    assert work().is_completed()
    (anew,) = children(api, life_run)
    assert anew.flow_id != lost.flow_id


def test_work_that_ended_well_before_the_engine_died_is_taken_as_done(work):
    work()
    again = work()
    raise_if_failed(again)
    assert again.is_completed()


def test_work_that_failed_is_told_with_its_own_error(work):
    with pytest.raises(OSError, match="storage away"):
        raise_if_failed(work(fails=True))


def test_work_that_failed_is_continued_in_the_same_run(work, api, life_run):
    assert work(fails=True).is_failed()
    assert work(fails=True).is_completed()
    assert len(children(api, life_run)) == 1


def test_the_bar_of_the_stage_stays_open_while_its_work_is_done(work, window, life_run):
    work()
    bars = {bar.name: bar.state_type for bar in window._task_runs(life_run)}  # noqa: SLF001
    assert bars["Hội đồng nghiệm thu"] == "RUNNING"
    assert bars["Công việc của giai đoạn"] == "COMPLETED"
