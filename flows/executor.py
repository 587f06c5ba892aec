"""The executor: runs the deployments' scheduled runs in this process, those of the clock and those of people.

A worker that starts a process for each run takes three seconds and 100 MB to do what takes 0.6 s here. A
stock process worker may still be pointed at the same deployments.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.responses import OrchestrationResult, SetStateStatus
from prefect.states import Pending

from actions.operation import presence
from flows.inprocess import run_here
from flows.orphans import OWNER

_log = logging.getLogger(__name__)

_LIMIT: Final = 20
_ASK_EVERY: Final = 30.0
"""Seconds between two looks at whether the deployments are still there."""


class Executor:
    """Claims scheduled runs and runs them.

    Args:
        api: an open client of the Prefect server.
        flows: the flow of each deployment.
        name: under which this start of the engine is present (`actions.operation.presence`); or a new one.
    """

    def __init__(self, api: SyncPrefectClient, flows: Mapping[UUID, Flow[..., Any]], name: str = "") -> None:
        self._api = api
        self._flows = flows
        self._name = name or presence.drawn()
        self._ask_after = 0.0

    def is_known(self) -> bool:
        """Whether Prefect knows our deployments still; asked once in a while, for it seldom forgets."""
        if time.monotonic() < self._ask_after:
            return True
        self._ask_after = time.monotonic() + _ASK_EVERY
        wanted = DeploymentFilter(id=DeploymentFilterId(any_=list(self._flows)))
        return len(self._api.read_deployments(deployment_filter=wanted)) == len(self._flows)

    def claim(self) -> list[FlowRun]:
        """Take the runs that are due. Whom Prefect refuses the claim was slower than another engine."""
        due = self._api.get_scheduled_flow_runs_for_deployments(
            list(self._flows), scheduled_before=datetime.now(UTC), limit=_LIMIT
        )
        return [run for each in due if (run := self._claimed(each.id)) is not None]

    def run(self, run: FlowRun) -> str:
        """Run a claimed run; returns the name of its last state. A flow's error stays with its run."""
        assert run.deployment_id is not None  # noqa: S101 - only runs of deployments are claimed
        flow = self._flows[run.deployment_id]
        ended = run_here(flow, run, run.parameters)
        _log.info("%s / %s: %s", flow.name, run.name, ended.name)
        return ended.name or ""

    def turn(self) -> list[str]:
        """Run all that is due, one after another."""
        return [self.run(run) for run in self.claim()]

    def _claimed(self, run_id: UUID) -> FlowRun | None:
        claim: OrchestrationResult[Any] = self._api.set_flow_run_state(run_id, Pending())
        if claim.status is not SetStateStatus.ACCEPT:
            return None
        self._api.update_flow_run_labels(run_id, {OWNER: self._name})
        return self._api.read_flow_run(run_id)
