"""How Prefect bears many windows: life runs and closet cases that stand for years.

    ./triplehelix bench prefect_scale [SIZE ...]        (100000 by itself: some minutes, told as they pass)

For each size a stack of its own, in a folder that is thrown away: so many tasks in our tables, as many life
runs in Prefect and a tenth as many closet cases. Making them through the API would measure nothing but the
making, so one life run and one case are drawn by the engine, and their rows in Prefect's tables (run, states,
timeline, question, journal of eight lines) are copied under new ids, names and tags. What is measured then
goes through Prefect's API alone: drawing new runs, redrawing, changing tags, lists as managers ask them, the
boards, a decision with all that follows it, the watch over all windows (`reconcile`), and what the server
takes when idle.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import text

from benchmarks.cpu import of_tree
from console.logins import PREFECT_DATABASE
from console.stack import Stack

SIZES = (1_000, 10_000)
TARGET_IDLE, TARGET_LATENCY = 0.05, 1.5
_SAMPLES = 11
_IDLE_SECONDS = 20.0
_WATCHED = 20
"""Runs that are cancelled by hand before the watch looks: it must find and mend them among all others."""

_COPIED: dict[str, tuple[str, ...]] = {
    "flow_run": ("id", "state_id"),
    "flow_run_state": ("id", "flow_run_id"),
    "task_run": ("id", "flow_run_id", "state_id"),
    "task_run_state": ("id", "task_run_id"),
    "flow_run_input": ("id", "flow_run_id"),
    "log": ("id", "flow_run_id", "task_run_id"),
}
"""Prefect's tables that hold a run, and the columns that name it or its parts."""
_TOLD = ("name", "tags", "parameters", "labels", "idempotency_key")
"""The columns of a run that name the task."""


@dataclass(frozen=True)
class Stand:
    """What was seen with so many windows standing: medians in ms, sizes in MB, CPU as a share of one core."""

    life_runs: int
    cases: int
    prepared_s: float
    draw_ms: float
    redraw_ms: float
    unchanged_ms: float
    retag_ms: float
    list_ms: float
    count_ms: float
    board_s: float
    decision_ms: float
    looking_s: float
    mending_s: float
    idle_share: float
    server_mb: int
    database_mb: int
    load: float


def main() -> None:
    """Measure each size, and print a table and JSON."""
    sizes = [int(each) for each in sys.argv[1:]] or list(SIZES)
    stands = [_measured(sizes[0])] if len(sizes) == 1 else [_apart(size) for size in sizes]
    names = tuple(asdict(stands[0]))
    first, last = stands[0], stands[-1]
    growth = {
        name: round(getattr(last, name) / max(getattr(first, name), 1e-9), 2)
        for name in names
        if name.endswith("_ms")
    }
    met = {
        "idle": last.idle_share <= TARGET_IDLE,
        "decision": growth["decision_ms"] <= TARGET_LATENCY,
    }
    lines = ["| " + " | ".join(("", *(f"{each.life_runs:,}" for each in stands))) + " |"]
    lines.append("|" + "---|" * (len(stands) + 1))
    lines += [
        f"| {name} | " + " | ".join(f"{getattr(each, name):,}" for each in stands) + " |" for name in names
    ]
    lines += [f"{name}: {'met' if each else 'not met'}" for name, each in met.items()]
    told = {"stands": [asdict(each) for each in stands], "growth": growth, "met": met}
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(told) + "\n")


def _apart(size: int) -> Stand:
    """Measure a size in a process of its own: Prefect's client reads its settings once."""
    command = [sys.executable, "-m", "benchmarks.prefect_scale", str(size)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - own words
    return Stand(**json.loads(said.splitlines()[-1])["stands"][0])


def _measured(size: int) -> Stand:
    with tempfile.TemporaryDirectory(prefix="triplehelix-scale-") as folder:
        stack = Stack.at(Path(folder) / "state")
        found: list[Stand] = []
        try:
            with stack.session():
                stack.start(["prefect"])
                os.environ.update(stack.environment())
                found.append(_looked_at(stack, size))
        finally:
            stack.remove()
        if not found:
            raise SystemExit("stopped")
        return found[0]


def _looked_at(stack: Stack, size: int) -> Stand:
    from prefect.client.orchestration import get_client
    from prefect.states import Cancelled

    from actions import wiring
    from benchmarks import province
    from flows.engine import Engine

    wiring.forget()
    wiring.migrate()
    cases = size // 10
    today = wiring.today()
    _say(f"{size} tasks are made")
    prepared = time.perf_counter()
    province.make(size, max(100, size // 100))
    with get_client(sync_client=True) as api:
        engine = Engine(api)
        studio = engine.studio
        with stack.postgres.connect(PREFECT_DATABASE) as prefect:
            _stand(studio, prefect, size, cases, today)
        prepared = time.perf_counter() - prepared
        _say(f"{size} windows and {cases} cases stand after {prepared:.0f} s; drawing, lists, decisions")
        fresh = _renamed([_code(size - number) for number in range(_SAMPLES)])
        drawing = [_timed(studio.draw, f"task:{code}", today) for code in fresh]
        with wiring.unit_of_work() as session:
            session.execute(
                text(
                    "update tasks set title = title || ' (sửa)', version = version + 1 "
                    "where code = any(:codes)"
                ),
                {"codes": fresh},
            )
        again = [_timed(studio.draw, f"task:{code}", today) for code in fresh]
        same = [_timed(studio.draw, f"task:{code}", today) for code in fresh]
        retagging = [_timed(_retagged, api, code) for code in fresh]
        for code in fresh:
            studio.draw(f"task:{code}", today)
        asked = {
            "sort": "START_TIME_DESC",
            "limit": 50,
            "page": 1,
            "flow_runs": {"tags": {"all_": ["province:dong-nai"]}, "state": {"type": {"any_": ["PAUSED"]}}},
        }
        listing = [_timed(api.request, "POST", "/flow_runs/paginate", json=asked) for _ in range(_SAMPLES)]
        counted = {"flow_runs": asked["flow_runs"]}
        counting = [_timed(api.request, "POST", "/flow_runs/count", json=counted) for _ in range(_SAMPLES)]
        board = _timed(engine.relay.turn)  # a relay's first turn publishes; after a large closet it rests
        _say(f"published in {board:.0f} s; decisions")
        deciding = [_decided(engine, number) for number in range(6)][1:]
        while engine.relay.turn() is not None:
            pass
        _say("the watch looks at all windows")
        for run_id in _some_runs(_WATCHED):
            api.set_flow_run_state(run_id, Cancelled(), force=True)
        looking, mending = _watched(studio, today)
        _say(f"looked in {looking:.0f} s; the server is left alone")
    server = stack.folder.record("prefect")
    assert server is not None  # noqa: S101 - it was started above
    before = of_tree(server.pid)
    time.sleep(_IDLE_SECONDS)
    idle = (of_tree(server.pid) - before) / _IDLE_SECONDS
    with stack.postgres.connect(PREFECT_DATABASE) as prefect:
        row = prefect.execute("select pg_database_size(current_database())").fetchone()
    return Stand(
        life_runs=size,
        cases=cases,
        prepared_s=round(prepared, 1),
        draw_ms=_ms(drawing),
        redraw_ms=_ms(again),
        unchanged_ms=_ms(same),
        retag_ms=_ms(retagging),
        list_ms=_ms(listing),
        count_ms=_ms(counting),
        board_s=round(board, 2),
        decision_ms=_ms(deciding),
        looking_s=round(looking, 1),
        mending_s=round(mending, 1),
        idle_share=round(idle, 3),
        server_mb=_megabytes(server.pid),
        database_mb=(row[0] if row else 0) >> 20,
        load=round(os.getloadavg()[0], 1),
    )


def _watched(studio: Any, today: Any) -> tuple[float, float]:  # noqa: ANN401 - the studio, a date
    """Let the watch look at all windows once; the seconds of looking, and of mending what was cancelled."""
    from flows import reconcile

    drawing, draw = 0.0, studio.draw

    def timed(*told: Any) -> object:  # noqa: ANN401 - as `draw` takes them
        nonlocal drawing
        began = time.perf_counter()
        drawn = draw(*told)
        drawing += time.perf_counter() - began
        return drawn

    studio.draw = timed
    began = time.perf_counter()
    mended = reconcile.repair(studio, today)
    took = time.perf_counter() - began
    studio.draw = draw
    if len(mended) < _WATCHED:
        raise SystemExit(f"of {_WATCHED} cancelled runs the watch mended {len(mended)}")
    return took - drawing, drawing


def _say(sentence: str) -> None:
    """Tell whoever waits how far it is: the largest size takes some minutes."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {sentence}\n")


def _code(number: int) -> str:
    return f"BM-{number:07}"


def _timed(work: Callable[..., object], *told: Any, **named: Any) -> float:  # noqa: ANN401 - whatever it takes
    began = time.perf_counter()
    work(*told, **named)
    return time.perf_counter() - began


def _ms(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * 1000, 1)


def _stand(studio: Any, prefect: psycopg.Connection, size: int, cases: int, today: Any) -> None:  # noqa: ANN401
    """Let all windows stand: the first of each kind is drawn, the others are copies of its rows."""
    from actions import audit, wiring

    with wiring.unit_of_work() as session:
        session.execute(
            text(
                "insert into closet_cases (task_id, opened_on) select t.id, :today from tasks t "
                "join results r on r.task_id = t.id where t.id % 10 = 7 and r.grade = 'pass' "
                "order by t.id limit :cases"
            ),
            {"today": today, "cases": cases},
        )
        codes = list(
            session.scalars(
                text("select t.code from tasks t join closet_cases c on c.task_id = t.id order by t.id")
            )
        )
        template = session.execute(
            text("select id, code from tasks where code = :code"), {"code": codes[0]}
        ).one()
        for number in range(8):
            audit.record(
                session, "case:closet:noticed", f"Ghi nhận lần {number}.", on=today, task_id=template.id
            )
    for kind in ("task", "case"):
        drawn = studio.draw(f"{kind}:{template.code}", today)
        subjects = codes if kind == "case" else [_code(number) for number in range(1, size + 1)]
        copies = [code for code in subjects if code != template.code]
        _copy(prefect, drawn.run_id, template.code, copies)
        with wiring.unit_of_work() as session:
            session.execute(
                text(
                    "insert into windows (subject, run_id, version, drawn_on, drawn_at) "
                    "select cast(:kind as text) || code, md5(cast(:run as text) || code)::uuid, version, "
                    ":today, now() from tasks where code = any(:copies)"
                ),
                {"kind": f"{kind}:", "run": str(drawn.run_id), "today": today, "copies": copies},
            )
    prefect.commit()
    prefect.autocommit = True
    prefect.execute("vacuum analyze")


def _copy(prefect: psycopg.Connection, run_id: UUID, code: str, copies: Sequence[str]) -> None:
    # The rows name each other in a circle; they are whole once all are there. None is worth a wait.
    prefect.execute("set synchronous_commit = off")
    prefect.execute("set session_replication_role = replica")
    for table, names in _COPIED.items():
        columns = [
            row[0]
            for row in prefect.execute(
                "select column_name from information_schema.columns where table_schema = 'public' "
                "and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
                (table,),
            )
        ]
        types: dict[str, str] = dict(
            prefect.execute(
                "select column_name, udt_name from information_schema.columns "
                "where table_schema = 'public' and table_name = %s",
                (table,),
            ).fetchall()
        )
        told = []
        for name in columns:
            if name in names:
                told.append(f'md5(one."{name}"::text || code)::uuid')
            elif table == "flow_run" and name in _TOLD:
                told.append(f'replace(one."{name}"::text, %(code)s, code)::{types[name]}')
            else:
                told.append(f'one."{name}"')
        which = {
            "flow_run": "one.id = %(run)s",
            "task_run_state": "one.task_run_id in (select id from task_run where flow_run_id = %(run)s)",
        }.get(table, "one.flow_run_id = %(run)s")
        listed = ", ".join(f'"{name}"' for name in columns)
        prefect.execute(
            f"insert into {table} ({listed}) select {', '.join(told)} from {table} one, "  # noqa: S608 - our words
            f"unnest(%(copies)s::text[]) code where {which}",
            {"run": run_id, "code": code, "copies": list(copies)},
        )
    prefect.execute("set session_replication_role = origin")
    prefect.commit()


def _renamed(codes: Sequence[str]) -> list[str]:
    """Give these tasks other codes: they have no window any more, and theirs stand among the others."""
    from actions import wiring

    with wiring.unit_of_work() as session:
        session.execute(
            text("delete from windows where subject = any(:subjects)"),
            {"subjects": [f"{kind}:{code}" for code in codes for kind in ("task", "case")]},
        )
        found = session.scalars(
            text(
                "update tasks set code = replace(code, 'BM-', 'BN-') where code = any(:codes) returning code"
            ),
            {"codes": list(codes)},
        )
        return list(found)


def _retagged(api: Any, code: str) -> None:  # noqa: ANN401 - Prefect's client
    from actions import windows, wiring

    with wiring.unit_of_work() as session:
        run_id = windows.recall(session, f"task:{code}")
    api.update_flow_run(run_id, tags=[f"task:{code}", "benchmark"])


def _decided(engine: Any, number: int) -> float:  # noqa: ANN401 - the engine
    """Seconds from a committed decision until all that it promised is kept: paper and windows."""
    from actions import decisions, outbox, people, rehearsal_orders, wiring
    from models.language import Verdict

    code = rehearsal_orders.ordered(f"Phép đo quyết định giữa nhiều lượt chạy, lần {number}", wiring.today())
    _keep_all(engine, outbox)
    with wiring.unit_of_work() as session:
        actor = people.find(session, "so.chuyen-vien")
        decisions.decide(
            session, code, "validity", Verdict.APPROVE, actor, on=wiring.today(), channel="benchmark"
        )
    return _timed(_keep_all, engine, outbox)


def _keep_all(engine: Any, outbox: Any) -> None:  # noqa: ANN401 - as above
    while outbox.waiting()[0]:
        engine.relay.turn()


def _some_runs(amount: int) -> list[UUID]:
    from actions import windows

    return [each.run_id for each in windows.known() if each.subject.startswith("task:BM-")][:amount]


def _megabytes(root: int) -> int:
    status = Path(f"/proc/{root}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmRSS"))


if __name__ == "__main__":
    main()
