"""The work of a stage as Prefect's stock process worker does it: the flow that it starts a process for.

The same functions as our engine's, in the same order: the window, the stage's papers as Prefect tasks with
their retries, the window again. `benchmarks.decision_to_paper` deploys it to a work pool with its defaults.
"""

from __future__ import annotations

from datetime import date

from prefect import flow
from prefect.client.orchestration import get_client

from flows.drawing import Studio
from flows.stages import flow_of


@flow(name="stage-on-a-stock-worker", persist_result=False)
def after_decision(code: str, stage: str, entry_id: int, moment: str, on: date) -> int:
    """Draw the task, issue and keep what is due at the moment, and draw the task again."""
    with get_client(sync_client=True) as api:
        studio = Studio(api)
        studio.draw(f"task:{code}", on)
        papers = flow_of(stage).fn(code, entry_id, moment, on)
        studio.draw(f"task:{code}", on)
    return papers
