"""How long, and how dear, from a committed decision to its paper in the archive and the life run redrawn?

    ./triplehelix bench decision_to_paper [--samples 20] [--stock 5] [--answers 5]

A stack of its own, in a folder that is thrown away. Tasks are ordered, their first gate is decided, and
the tables are watched: the paper counts when its SHA-256 is on record, the window when it shows the task's
present version. First our engine does what follows, and answers decisions made in Prefect's own form:
the run is watched until it shows the verdict. Then the same functions run as a deployment on Prefect's stock
process worker with its defaults (one work pool, `prefect worker start`), on the same Prefect server.

CPU is that of the Prefect server, PostgreSQL and the engine, or the worker with the processes that it starts,
above what they use while nothing happens.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.cpu import of_tree
from benchmarks.engines import await_so, running
from console.stack import Stack

TARGETS = {"p50": 0.8, "p95": 1.5, "cpu_ratio_to_stock_worker": 10, "latency_ratio_to_stock_worker": 10}
VERDICT_VISIBLE_S = 2.0

_POOL, _DEPLOYMENT = "stock", "stock"
_GLANCE = 0.01
_PATIENCE = 120.0
_IDLE = 8.0
"""Seconds for which the servers are watched doing nothing."""

_STANDS = text("""
    select exists (select from documents where entry_id = :entry and moment = :moment and sha256 is not null),
           coalesce((select win.version = task.version from windows win, tasks task
                     where win.subject = 'task:' || task.code and task.code = :code), false)
""")


@dataclass(frozen=True)
class Taken:
    """What one decision took: seconds to the paper, to the window, and CPU seconds of all that worked."""

    paper: float
    window: float


def main() -> None:
    """Measure, and print a table and JSON."""
    parser = argparse.ArgumentParser(prog="decision_to_paper", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--stock", type=int, default=5, help="decisions with the stock worker; 0: none")
    parser.add_argument("--answers", type=int, default=5, help="decisions in Prefect's form; 0: none")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="triplehelix-paper-") as folder:
        stack = Stack.at(Path(folder) / "state")
        found: dict[str, Any] = {}
        try:
            with stack.session():
                stack.start(["prefect"])
                os.environ.update(stack.environment())
                from actions import wiring

                wiring.migrate()
                found = _measured(stack, Path(folder), told)
        finally:
            stack.remove()
    if found:
        _tell(found)


def _measured(stack: Stack, folder: Path, told: argparse.Namespace) -> dict[str, Any]:
    with running("engine", folder) as engine:
        codes = [_prepared(number) for number in range(told.samples + told.stock + told.answers + 1)]
        _decided_and_watched(codes.pop(), None)  # the engine is warm after it
        ours = _Side.of(stack, engine, [codes.pop() for _ in range(told.samples)], None)
        answers = _answered([codes.pop() for _ in range(told.answers)])
    found: dict[str, Any] = {"ours": ours.figures(), "load": os.getloadavg()[0]}
    if answers:
        found["verdict_visible_s"] = _spread(answers)
    if told.stock:
        pool = [sys.executable, "-m", "prefect", "work-pool", "create", _POOL, "--type", "process"]
        subprocess.run(pool, check=True, capture_output=True, cwd=folder)  # noqa: S603 - own words
        start = _deployed()
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", _POOL, "--type", "process"]
        with running("worker", folder, command, "started!") as worker:
            stock = _Side.of(stack, worker, codes, start)
        found["stock_worker"] = stock.figures()
        found["cpu_ratio_to_stock_worker"] = round(stock.cpu / ours.cpu, 1)
        found["latency_ratio_to_stock_worker"] = round(
            statistics.median(each.window for each in stock.taken)
            / statistics.median(each.window for each in ours.taken),
            1,
        )
    return found


@dataclass(frozen=True)
class _Side:
    """One side's decisions, and the CPU seconds of each above idling."""

    taken: list[Taken]
    cpu: float

    @classmethod
    def of(cls, stack: Stack, worker: int, codes: Sequence[str], start: Callable[..., None] | None) -> _Side:
        servers = [stack.folder.record(name) for name in ("prefect", "postgres")]
        processes = [worker, *(each.pid for each in servers if each is not None)]
        before = sum(map(of_tree, processes))
        time.sleep(_IDLE)
        idle = (sum(map(of_tree, processes)) - before) / _IDLE
        before, began = sum(map(of_tree, processes)), time.perf_counter()
        taken = [_decided_and_watched(code, start) for code in codes]
        passed = time.perf_counter() - began
        return cls(taken, (sum(map(of_tree, processes)) - before - idle * passed) / len(codes))

    def figures(self) -> dict[str, Any]:
        """The side as the report tells it."""
        return {
            "paper_stored_s": _spread([each.paper for each in self.taken]),
            "window_redrawn_s": _spread([each.window for each in self.taken]),
            "cpu_s_a_decision": round(self.cpu, 3),
            "samples": len(self.taken),
        }


def _prepared(number: int) -> str:
    """A task whose first gate waits for the decision, with the engine at rest."""
    from actions import outbox, rehearsal, rehearsal_orders, wiring

    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    code = rehearsal_orders.ordered(f"Phép đo thời gian ban hành văn bản, lần {number}", wiring.today())
    await_so(lambda: not outbox.waiting()[0], code)
    return code


def _decided_and_watched(code: str, start: Callable[..., None] | None) -> Taken:
    """Decide, let the work be started (our engine hears of it by itself), and watch the tables."""
    from actions import decisions, people, wiring
    from models.language import Verdict

    with wiring.unit_of_work() as session:
        actor = people.find(session, "so.chuyen-vien")
        decisions.decide(
            session, code, "validity", Verdict.APPROVE, actor, on=wiring.today(), channel="benchmark"
        )
    began = time.perf_counter()
    told = _promised(code)
    if start is not None:
        start(**told)
    asked = {"code": code, "entry": told["entry_id"], "moment": told["moment"]}
    paper = 0.0
    with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as watching:
        while time.perf_counter() - began < _PATIENCE:
            is_kept, is_drawn = watching.execute(_STANDS, asked).one()
            if is_kept and not paper:
                paper = time.perf_counter() - began
            if is_kept and is_drawn:
                return Taken(paper, time.perf_counter() - began)
            time.sleep(_GLANCE if start is None else _GLANCE * 5)
    raise SystemExit(f"{code}: nobody did the work within {_PATIENCE} s")


def _promised(code: str) -> dict[str, Any]:
    """What the decision promised of its stage's work, as the stage's flow is told."""
    from actions import wiring

    with wiring.unit_of_work() as session:
        facts, on = session.execute(
            text(
                "select facts, \"on\" from outbox where subject = 'task:' || :code and kind = 'stage' "
                "and facts ->> 'moment' = 'validity' order by id desc limit 1"
            ),
            {"code": code},
        ).one()
        stage = session.execute(
            text("select stage from stage_entries where id = :entry"), {"entry": facts["entry"]}
        ).scalar_one()
    return {"code": code, "stage": stage, "entry_id": facts["entry"], "moment": facts["moment"], "on": on}


def _deployed() -> Callable[..., None]:
    """Deploy the flow to the work pool; returns what starts a run of it."""
    from prefect.client.orchestration import get_client

    from benchmarks.stock_worker import after_decision

    api = get_client(sync_client=True)
    deployment = api.create_deployment(
        flow_id=api.create_flow_from_name(after_decision.name),
        name=_DEPLOYMENT,
        entrypoint="benchmarks.stock_worker.after_decision",
        work_pool_name=_POOL,
    )

    def start(**told: Any) -> None:  # noqa: ANN401 - the flow's own parameters
        api.create_flow_run_from_deployment(deployment, parameters=told | {"on": told["on"].isoformat()})

    return start


def _answered(codes: Sequence[str]) -> list[float]:
    """Decide in Prefect's form, each as a person of their own; seconds until the run shows the verdict."""
    from prefect.client.orchestration import get_client

    from actions import people, rehearsal, windows, wiring

    taken = []
    with get_client(sync_client=True) as api:
        for number, code in enumerate(codes):
            handle = f"phep-do-{number}"
            with wiring.unit_of_work() as session:
                kind = rehearsal.HOUSES["dost"]
                house = people.ensure_organisation(session, *kind)
                roles = people.find(session, "so.chuyen-vien").roles
                people.open_account(session, handle, f"Chuyên viên phép đo {number}", house, roles)
            with wiring.unit_of_work() as session:
                otp = people.current_code(session, handle)
                answer = {"verdict": "Phê duyệt", "person": handle, "code": otp}
                run_id = windows.recall(session, f"task:{code}")
            assert run_id is not None  # noqa: S101 - the engine has drawn it
            state = api.read_flow_run(run_id).state
            assert state is not None  # noqa: S101 - idem
            asked = state.state_details.pause_key
            api.resume_flow_run(run_id, run_input=answer)
            began = time.perf_counter()

            def shows(run_id: Any = run_id, asked: str | None = asked) -> bool:  # noqa: ANN401 - Prefect's id
                now = api.read_flow_run(run_id).state
                return now is not None and now.name != "Running" and now.state_details.pause_key != asked

            await_so(shows, code, _GLANCE * 3)
            taken.append(time.perf_counter() - began)
    return taken


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "p50": round(statistics.median(values), 3),
        "p95": round(statistics.quantiles(values, n=20, method="inclusive")[-1], 3),
        "max": round(max(values), 3),
    }


def _tell(found: dict[str, Any]) -> None:
    lines = ["| side | to | p50 s | p95 s | max s | CPU s a decision |", "|---|---|---|---|---|---|"]
    for side in ("ours", "stock_worker"):
        for name in ("paper_stored_s", "window_redrawn_s"):
            if side in found:
                row = found[side][name]
                lines.append(
                    f"| {side} | {name} | {row['p50']} | {row['p95']} | {row['max']} "
                    f"| {found[side]['cpu_s_a_decision']} |"
                )
    window = found["ours"]["window_redrawn_s"]
    reached = {
        "p50": window["p50"] <= TARGETS["p50"],
        "p95": window["p95"] <= TARGETS["p95"],
        **{name: found[name] >= TARGETS[name] for name in TARGETS if name in found},
    }
    if "verdict_visible_s" in found:
        reached["verdict_visible_s"] = found["verdict_visible_s"]["p95"] <= VERDICT_VISIBLE_S
    lines += [f"{name}: {'met' if met else 'not met'}" for name, met in reached.items()]
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
