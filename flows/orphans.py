"""Runs whose engine is gone: what it had taken and not begun begins anew, what it was at has crashed.

Prefect itself never ends a run whose process was killed. An engine is gone when it is not present
(`actions.operation.presence`) at two looks in a row: one that lives is missed for some seconds while its
connection is made again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Crashed, Scheduled

from actions.operation import presence

_log = logging.getLogger(__name__)

OWNER: Final = "triplehelix.engine.start"
"""The label of a run that says which start of an engine took it."""
LOOK_EVERY: Final = 30.0
"""Seconds between two looks: ten times what an engine needs to be present again."""
NOBODYS: Final = timedelta(days=1)
"""After which a run is given up that nobody's name stands on: its engine was killed before it wrote its name,
or was of a version that named itself otherwise."""

UNNAMED: Final = timedelta(minutes=10)
"""After which a run begins anew that was taken and not begun, and on which nobody's name stands: its engine
was killed between the two. A stock worker, which writes no name, begins what it took within a minute."""

_Missed = tuple[UUID, UUID]


class Orphans:
    """Looks for them.

    Args:
        api: an open client of the Prefect server.
        deployments: whose runs are looked at.
    """

    def __init__(self, api: SyncPrefectClient, deployments: Collection[UUID]) -> None:
        self._api = api
        self._deployments = list(deployments)
        self._missed: set[_Missed] = set()
        self._look_after = 0.0

    def turn(self) -> int:
        """Look, unless that was done a moment ago; returns how many runs were seen to.

        Raises:
            Unavailable: the database does not answer; what was seen before it went away does not count.
        """
        if time.monotonic() < self._look_after:
            return 0
        self._look_after = time.monotonic() + LOOK_EVERY
        return self.look()

    def look(self) -> int:
        """Look at once.

        Raises:
            Unavailable: as for `turn`.
        """
        before, self._missed = self._missed, set()
        # First the runs, then who is present: an engine that came in between is not missed.
        runs = self._open()
        here = presence.present() if runs else set()
        missed = {(run.id, run.state_id): run for run in runs if run.state_id and _is_missed(run, here)}
        gone = [run for key, run in missed.items() if key in before]
        self._missed = set(missed) - before
        for run in gone:
            self._see_to(run)
        return len(gone)

    def _open(self) -> list[FlowRun]:
        running = FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
        return self._api.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=self._deployments),
                state=FlowRunFilterState(type=running),
            )
        )

    def _see_to(self, run: FlowRun) -> None:
        if run.state_type == StateType.PENDING:
            state: State[Any] = Scheduled(
                message="Bộ máy đã nhận lượt này dừng đột ngột trước khi chạy; lượt chạy lại từ đầu."
            )
        else:
            state = Crashed(message="Bộ máy đang chạy lượt này đã dừng đột ngột.")
        self._api.set_flow_run_state(run.id, state, force=True)
        _log.warning("The engine of the run %s is gone: %s", run.name, state.name)


def _is_missed(run: FlowRun, here: Collection[str]) -> bool:
    """Whether the engine that took it is not present; a process of a stock worker sees to its own."""
    owner = run.labels.get(OWNER)
    if owner is not None:
        return str(owner) not in here
    since = run.state.timestamp if run.state else None
    patience = UNNAMED if run.state_type == StateType.PENDING else NOBODYS
    return run.infrastructure_pid is None and since is not None and datetime.now(UTC) - since > patience
