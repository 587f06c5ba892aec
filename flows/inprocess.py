"""Running flows where we are: without a subprocess, whose start alone takes some three seconds.

A stage's work stands on the life run's timeline as a row of its own that follows the stage's bar. It must not
be the child of the bar itself: Prefect's timeline draws a task run that has a child run with the child's
beginning and end, so the bar of a stage that lasts a year would shrink to the second in which its documents
were made, and the arrows between the stages would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID, uuid5

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import FlowRunCreate, TaskRunCreate
from prefect.client.schemas.objects import FlowRun, State, TaskRunResult
from prefect.context import SyncClientContext
from prefect.exceptions import PrefectHTTPStatusError
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Pending, to_state_create

from actions.operation import trail
from actions.operation.figures import RUNS
from flows.marks import bar_id

_FLOWS: Final[dict[tuple[str, str], UUID]] = {}
"""The numbers that Prefect has given to flows, by its address and their names."""
WORK_NAME: Final = "Công việc của giai đoạn"


@contextmanager
def at_hand() -> Iterator[None]:
    """Keep at hand what each run in this thread needs, while the block lasts: settings, and a client.

    A thread that runs many flows enters it once. By itself each run copies all settings and opens a client
    of its own, with certificates and a token to ask for: a good part of the time that a short run takes.
    """
    if PREFECT_FLOWS_HEARTBEAT_FREQUENCY.value() is None:
        yield
        return
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), SyncClientContext.get_or_create():
        yield


def run_here(flow: Flow[..., Any], run: FlowRun, parameters: Mapping[str, Any]) -> State[Any]:
    """Run a flow in this thread as a run that Prefect knows; return the state it ended in.

    Without the heartbeat: its thread is joined while it sleeps, which costs each run about a second.
    """
    with at_hand():
        ended = run_flow(flow, flow_run=run, parameters=dict(parameters), return_type="state")
    assert isinstance(ended, State)  # noqa: S101 - what return_type promises, said to the type checker
    RUNS.labels(flow.name, ended.type.value.lower()).inc()
    return ended


def raise_if_failed(state: State[Any]) -> None:
    """Raise the error with which a run ended, if it did not end well.

    A run that completed in an earlier life of the engine is known by its state alone: there is no result to
    ask it for, and asking would be an error. It is told to be synchronous: where this thread has an event
    loop as well (that of a browser test, say), Prefect would hand out a coroutine instead of raising, and the
    failure would pass for a success.
    """
    if not state.is_completed():
        cast("Any", state).result(raise_on_failure=True, _sync=True)


def run_stage(
    api: SyncPrefectClient,
    life_run: UUID,
    entry_id: int,
    flow: Flow[..., Any],
    parameters: Mapping[str, Any],
    *,
    name: str,
    key: str,
) -> State[Any]:
    """Do a stage's automatic work as a child of the life run; done once, it is not done again.

    Args:
        api: an open client of the Prefect server.
        life_run: the window on whose timeline the work is shown.
        entry_id: the stage entry whose bar it follows.
        flow: the stage's flow.
        parameters: its parameters: ids and a date.
        name: the name of the run, in the user's words.
        key: unique to this piece of work; the same key again continues the same run.

    Returns:
        The state in which the run ended: of an earlier time, if it had completed then.
    """
    run = _child_of(api, life_run, entry_id, flow, parameters, name=name, key=key)
    if run.state is not None and run.state.is_completed():
        return run.state
    if run.state is None or not run.state.is_pending():
        api.set_flow_run_state(run.id, Pending(), force=True)
        run = api.read_flow_run(run.id)
    return run_here(flow, run, parameters)


def _child_of(
    api: SyncPrefectClient,
    life_run: UUID,
    entry_id: int,
    flow: Flow[..., Any],
    parameters: Mapping[str, Any],
    *,
    name: str,
    key: str,
) -> FlowRun:
    """Find or make the run; the row on the timeline and the run are each unique to the key."""
    row = TaskRunCreate(
        id=uuid5(life_run, f"work-{key}"),
        name=WORK_NAME,
        flow_run_id=life_run,
        task_key="stage.work",
        dynamic_key=key,
        task_inputs={"after": [TaskRunResult(id=bar_id(life_run, entry_id))]},
        state=to_state_create(Pending()),
    )
    api.request("POST", "/task_runs/", json=row.model_dump(mode="json"))
    return _made(
        api,
        flow.name,
        lambda flow_id: FlowRunCreate(
            flow_id=flow_id,
            flow_version=flow.version,
            name=name,
            tags=trail.tags(),
            parameters=flow.serialize_parameters(dict(parameters)),
            parent_task_run_id=row.id,
            idempotency_key=f"{life_run}:{key}",
            state=to_state_create(Pending()),
        ),
    )


def _made(api: SyncPrefectClient, flow_name: str, wanted: Callable[[UUID], FlowRunCreate]) -> FlowRun:
    """Make a run of a flow, whose number is asked for once; a Prefect that was emptied gives it a new one."""
    known = _FLOWS.get((str(api.api_url), flow_name))
    if known is not None:
        try:
            return _post(api, wanted(known))
        except PrefectHTTPStatusError as refusal:
            if refusal.response.status_code != HTTPStatus.CONFLICT:
                raise
    flow_id = _FLOWS[str(api.api_url), flow_name] = api.create_flow_from_name(flow_name)
    return _post(api, wanted(flow_id))


def _post(api: SyncPrefectClient, run: FlowRunCreate) -> FlowRun:
    made = api.request("POST", "/flow_runs/", json=run.model_dump(mode="json", exclude_unset=True))
    return FlowRun.model_validate(made.json())
