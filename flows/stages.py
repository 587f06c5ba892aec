"""The automatic work of each stage: its documents, numbered and kept; one flow a stage.

All stages do the same thing, each with its own papers; which papers these are is data (`models.lifecycle`).
Every task can be run again: a document is found by its entry, paper and moment, its bytes by their hash.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from prefect import Flow, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.settings import PREFECT_LOCAL_STORAGE_PATH

from actions import issuing
from flows.inprocess import raise_if_failed
from models.errors import Unavailable
from models.lifecycle import STAGES

PREFIX: Final = "stage-"
"""How the names of these flows begin, and of no other."""


def _may_pass(_task: object, _run: TaskRun, state: State[Any]) -> bool:
    """Only what may pass in a moment is tried again here; what lasts longer waits in the outbox."""
    try:
        raise_if_failed(state)
    except (Unavailable, OSError):
        return True
    except Exception:  # noqa: BLE001 - a missing fact or a fault in a template does not pass by waiting
        return False
    return False


@task(
    task_run_name="Ban hành {paper}",
    retries=2,
    retry_delay_seconds=1,
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
)
def issue(code: str, entry_id: int, moment: str, paper: str, on: date) -> int:
    """Give a document its number and write its facts down, once."""
    return issuing.issue(code, entry_id, moment, paper, on)


@task(task_run_name="Lưu {paper}", cache_policy=NO_CACHE)
def keep(document_id: int, paper: str) -> str:  # noqa: ARG001 - the paper names the task's run
    """Set the document's page and keep its bytes.

    It is not tried again here: the storage was asked twice, and one that hangs would hold the engine up.
    """
    return issuing.keep(document_id)


def _work(code: str, entry_id: int, moment: str, on: date) -> int:
    """Issue and keep every document that is due at the moment; returns how many there are."""
    papers = issuing.papers_due(code, entry_id, moment)
    for paper in papers:
        document_id = issue(code, entry_id, moment, paper, on)
        sha256 = keep(document_id, paper)
        get_run_logger().info("%s: SHA-256 %s", paper, sha256)
    return len(papers)


@cache
def flow_of(stage: str) -> Flow[[str, int, str, date], int]:
    """The flow of a stage, by the stage's code.

    No result of it is kept in Prefect; where it would be is said all the same, or each run asks the server.
    """
    known = STAGES[stage]
    made: Flow[[str, int, str, date], int] = flow(
        name=f"{PREFIX}{stage.lower().replace('_', '-')}",
        description=f"{known.vi} ({known.en})",
        persist_result=False,
        result_storage=PREFECT_LOCAL_STORAGE_PATH.value(),
    )(_work)
    return made
