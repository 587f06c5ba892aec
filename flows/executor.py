"""The executor: runs the deployments' scheduled runs in this process, those of the clock and those of people.

A worker that starts a process for each run takes three seconds and 100 MB to do what takes 0.6 s here. A
stock process worker may still be pointed at the same deployments.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import OrchestrationResult, SetStateStatus
from prefect.states import Crashed, Pending

from actions.operation import beats
from flows.inprocess import run_here

_log = logging.getLogger(__name__)

_ENGINE: Final = "triplehelix.engine"
_LIMIT: Final = 20
_ASK_EVERY: Final = 30.0
"""Seconds between two looks at whether the deployments are still there."""


class Executor:
    """Claims scheduled runs and runs them.

    Args:
        api: an open client of the Prefect server.
        flows: the flow of each deployment.
    """

    def __init__(self, api: SyncPrefectClient, flows: Mapping[UUID, Flow[..., Any]]) -> None:
        self._api = api
        self._flows = flows
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

    def bury(self) -> int:
        """Mark as crashed what an engine of this machine was running when it died; returns how many."""
        open_runs = self._api.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=list(self._flows)),
                state=FlowRunFilterState(
                    type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
                ),
            )
        )
        dead = [run for run in open_runs if _is_orphan(str(run.labels.get(_ENGINE) or ""))]
        for run in dead:
            message = "Bộ máy đang chạy lượt này đã dừng đột ngột."
            self._api.set_flow_run_state(run.id, Crashed(message=message), force=True)
        return len(dead)

    def _claimed(self, run_id: UUID) -> FlowRun | None:
        claim: OrchestrationResult[Any] = self._api.set_flow_run_state(run_id, Pending())
        if claim.status is not SetStateStatus.ACCEPT:
            return None
        self._api.update_flow_run_labels(run_id, {_ENGINE: _engine_name(os.getpid())})
        return self._api.read_flow_run(run_id)


def _engine_name(process: int) -> str:
    return f"{socket.gethostname()}/{process}"


def _is_orphan(name: str) -> bool:
    """Whether the engine of that name was on this machine and is gone."""
    host, _, process = name.rpartition("/")
    if host != socket.gethostname() or not process.isdecimal():
        return False
    return beats.is_gone(int(process))
