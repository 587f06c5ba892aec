"""What must hold in the end: what was acknowledged is there, once, and everybody sees it."""

from __future__ import annotations

from typing import Any

import httpx

from trials.topology.load import GATE, Load


def judged(load: Load) -> dict[str, Any]:
    """Compare what was acknowledged with what is there."""
    from sqlalchemy import text

    from actions import outbox, wiring
    from trials.crash import state

    said_yes = {each.code for each in load.done if each.status == httpx.codes.OK}
    with wiring.unit_of_work() as session:
        decided = session.execute(
            text(
                "select t.code, count(*) as times from decisions d join stage_entries e on e.id = d.entry_id"
                " join tasks t on t.id = e.task_id where d.gate = :gate group by 1"
            ),
            {"gate": GATE},
        ).all()
        papers = session.execute(
            text(
                "select t.code, count(*), count(d.sha256) from documents d"
                " join stage_entries e on e.id = d.entry_id"
                " join tasks t on t.id = e.task_id where d.moment = :gate group by 1"
            ),
            {"gate": GATE},
        ).all()
    counted = {row.code: row.times for row in decided}
    issued = {code: (count, kept) for code, count, kept in papers}
    each_has = max((count for count, _ in issued.values()), default=0)
    pending, parked = outbox.waiting()
    lost = [code for code in said_yes if counted.get(code) != 1]
    wrong = state.wrong(settled=True)
    wrong += [f"{code}: decided {count} times" for code, count in counted.items() if count != 1]
    wrong += [
        f"{code}: papers {issued.get(code)}" for code in counted if issued.get(code) != (each_has, each_has)
    ]
    wrong += [f"not answered: {each.code} ({each.status})" for each in load.done if each.code not in said_yes]
    if pending or parked:
        wrong.append(f"outbox: {pending} waiting, {parked} parked")
    windows = _windows()
    return {
        "decided": len(counted),
        "papers": sum(count for count, _ in issued.values()),
        "windows": windows["true"],
        "lost": lost,
        "wrong": wrong + windows["wrong"],
    }


def _windows() -> dict[str, Any]:
    """Look at every live subject's window in Prefect: one open run each, and that one as it was drawn."""
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
    from flows.marks import LIFE_FLOW

    wanted = [each for each in windows.wanted() if each.startswith("task:")]
    known = {shown.subject: shown for shown in windows.known()}
    open_runs: list[Any] = []
    with get_client(sync_client=True) as api:
        faults = Studio(api).window.faults({shown.run_id: shown.version for shown in known.values()})
        living = [StateType.PAUSED, StateType.RUNNING, StateType.PENDING, StateType.SCHEDULED]
        while page := api.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[LIFE_FLOW])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=living))),
            limit=200,
            offset=len(open_runs),
        ):
            open_runs += page
    ours = {shown.run_id for shown in known.values()}
    wrong = [f"{subject}: no window" for subject in wanted if subject not in known]
    wrong += [f"{each.subject}: {faults[each.run_id]}" for each in known.values() if each.run_id in faults]
    wrong += [f"{run.name}: a second window" for run in open_runs if run.id not in ours]
    return {"true": len(wanted) - len(wrong), "wrong": wrong}
