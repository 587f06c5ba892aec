"""Whether Prefect shows each living subject once, as it stands: what trials with an engine ask in the end."""

from __future__ import annotations

from typing import Any


def judged() -> tuple[int, list[str]]:
    """How many windows are true, and what is wrong: a subject without one, with a faulty one, with two."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        FlowFilter,
        FlowFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType

    from actions import windows
    from flows.drawing import Studio
    from flows.marks import CASE_FLOW, LIFE_FLOW

    wanted = windows.wanted()
    known = {shown.subject: shown for shown in windows.known()}
    open_runs: list[Any] = []
    with get_client(sync_client=True) as api:
        faults = Studio(api).window.faults({shown.run_id: shown.version for shown in known.values()})
        living = [StateType.PAUSED, StateType.RUNNING, StateType.PENDING, StateType.SCHEDULED]
        while page := api.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[LIFE_FLOW, CASE_FLOW])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=living))),
            limit=200,
            offset=len(open_runs),
        ):
            open_runs += page
    ours = {shown.run_id for shown in known.values()}
    wrong = [f"{subject}: no window" for subject in wanted if subject not in known]
    wrong += [f"{each.subject}: {faults[each.run_id]}" for each in known.values() if each.run_id in faults]
    wrong += [f"{run.name}: a second window" for run in open_runs if run.id not in ours]
    return len(wanted) - len(wrong), wrong
