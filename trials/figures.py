"""Are the figures there when a monitor asks?

    ./triplehelix trial figures [--json FILE]

The stack of one machine comes up with a door for figures at the portal and at the engine. Somebody decides in
every way there is (a form of the portal, the interface, the form in Prefect's window), the clock's work of a
day is done (the closet looked at, the journal sealed, papers compared), and then both doors are asked as
Prometheus asks. A fault is a way of deciding whose latency is not there, and a figure that an
alarm or the board asks for and no program shows. A counter of failures that nothing has met shows no line
yet: such are told, and are none. Ends with 1 at a fault.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from prometheus_client.parser import text_string_to_metric_families

from console.ports import LOOPBACK, free_port
from console.stack import Stack

ROOT: Final = Path(__file__).parents[1]
_NAME: Final = re.compile(r"\btriplehelix_[a-z_]+")
_ASKING: Final = ("deployments/prometheus/alerts.yaml", "deployments/grafana/triplehelix.json")
_EACH: Final = 4
"""Decisions in each way: the portal serves by several processes, and each counts its own."""
_PATIENCE: Final = 120.0
_READ: Final = 60.0
_DAILY: Final = ("closet-watch", "seal-journal", "check-papers")
_OFFICER, _GATE = "so.chuyen-vien", "validity"
_LATENCY: Final = "triplehelix_decision_seconds"
_MET_BY_FAILURES: Final = frozenset(
    {"triplehelix_promise_failures_total", "triplehelix_storage_errors_total"}
)


def _decided(stack: Stack) -> dict[str, int]:
    """Decide in each way; how many decisions were made in it."""
    from actions import doors, people, rehearsal, rehearsal_orders, tokens, wiring
    from models import queries

    today, portal = wiring.today(), stack.urls()["portal"]
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    with wiring.unit_of_work() as session:
        actor = people.find(session, _OFFICER)
        bearer = tokens.make(session, actor, "thử", ["read", "write"], today + timedelta(days=2)).key
        own = doors.admit(session, session.scalars(queries.people_by_handles([_OFFICER])).one())
    with wiring.unit_of_work() as session:
        visit = doors.visitor(session, own)
    assert visit is not None  # noqa: S101 - just admitted
    codes = [rehearsal_orders.ordered(f"Số liệu vận hành {number}", today) for number in range(3 * _EACH)]
    done = dict.fromkeys(("form", "interface", "window"), 0)
    for code in codes[:_EACH]:
        done["form"] += _by_form(portal, code, own, visit.form_key)
    for code in codes[_EACH : 2 * _EACH]:
        done["interface"] += httpx.post(
            f"{portal}/api/v1/tasks/{code}/gates/{_GATE}/decision",
            json={"verdict": "approve"},
            headers={"Authorization": f"Bearer {bearer}", "Idempotency-Key": secrets.token_hex(8)},
            timeout=60,
        ).is_success
    for code in codes[2 * _EACH :]:
        done["window"] += _in_window(code)
    return done


def _by_form(portal: str, code: str, own: str, form_key: str) -> bool:
    from portal.visits import COOKIE

    path = f"/tasks/{code}/decide/{_GATE}"
    with httpx.Client(cookies={COOKIE: own}, timeout=60, follow_redirects=True) as browser:
        form = {"form_key": form_key, "verdict": "approve"}
        return browser.post(portal + path, data=form, headers={"referer": portal + path}).is_success


def _in_window(code: str) -> bool:
    """Answer in Prefect's own form, with a one-time code, and wait until the engine has heard it."""
    from prefect.client.orchestration import get_client
    from sqlalchemy import update

    from actions import people, windows, wiring
    from models.tables import Person

    until = time.monotonic() + _PATIENCE
    run_id = None
    while run_id is None and time.monotonic() < until:
        with wiring.unit_of_work() as session:
            run_id = windows.recall(session, f"task:{code}")
        time.sleep(0.2)
    with wiring.unit_of_work() as session:
        session.execute(update(Person).where(Person.handle == _OFFICER).values(last_step=0))
        one_time = people.current_code(session, _OFFICER)
    answer = {"verdict": "Phê duyệt", "person": _OFFICER, "code": one_time}
    with get_client(sync_client=True) as api:
        while (api.read_flow_run(run_id).state_name or "") == "Scheduled" and time.monotonic() < until:
            time.sleep(0.2)
        api.resume_flow_run(run_id, run_input=answer)
    while time.monotonic() < until:
        with wiring.unit_of_work() as session:
            task = session.scalars(_decision_on(code)).first()
        if task is not None:
            return True
        time.sleep(0.3)
    return False


def _decision_on(code: str) -> Any:  # noqa: ANN401 - a statement of SQLAlchemy
    """The decision at the first gate of a task."""
    from sqlalchemy import select

    from models.tables import Decision, StageEntry, Task

    return (
        select(Decision.id)
        .join(StageEntry, StageEntry.id == Decision.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(Task.code == code, Decision.gate == _GATE)
    )


def _day_done() -> None:
    """Have the engine do what the clock would: some figures tell when that was done last."""
    from prefect.client.orchestration import get_client

    until = time.monotonic() + _PATIENCE
    with get_client(sync_client=True) as api:
        names = [f"{name}/{name}" for name in _DAILY]
        runs = [
            api.create_flow_run_from_deployment(api.read_deployment_by_name(name).id, parameters={}).id
            for name in names
        ]
        while time.monotonic() < until:
            states = [api.read_flow_run(run).state for run in runs]
            if all(state is not None and state.is_final() for state in states):
                return
            time.sleep(0.5)


def _asked_until_whole(doors: dict[str, str], token: str) -> dict[str, dict[str, Any]]:
    """Ask until all is shown that must be: what stands in the tables is read every 15 s."""
    until = time.monotonic() + _READ
    while True:
        shown = _asked(doors, token)
        if _wanted() <= shown.keys() | _MET_BY_FAILURES or time.monotonic() > until:
            return shown
        time.sleep(1)


def _asked(doors: dict[str, str], token: str) -> dict[str, dict[str, Any]]:
    """What each door shows: of each figure its lines."""
    found: dict[str, dict[str, Any]] = {}
    for name, door in doors.items():
        answer = httpx.get(f"http://{door}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=30)
        answer.raise_for_status()
        for family in text_string_to_metric_families(answer.text):
            for sample in family.samples:
                found.setdefault(sample.name, {})[f"{name} {sorted(sample.labels.items())}"] = sample
    return found


def _wanted() -> set[str]:
    """The figures for which an alarm or the board asks."""
    said = [(ROOT / file).read_text(encoding="utf-8") for file in _ASKING]
    return {name for text in said for name in _NAME.findall(text)}


def main() -> int:
    """Decide, ask, and say what is there."""
    reader = argparse.ArgumentParser(
        prog="./triplehelix trial figures", description=(__doc__ or "").partition("\n")[0]
    )
    reader.add_argument("--json", type=Path, help="where the report is written")
    asked = reader.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    load, began = os.getloadavg()[0], time.monotonic()
    home, token = Path(tempfile.mkdtemp(prefix="triplehelix-figures-")), secrets.token_hex(16)
    home.chmod(0o755)
    doors = {name: f"{LOOPBACK}:{free_port()}" for name in ("portal", "engine")}
    os.environ |= {
        "TRIPLEHELIX_HOME": str(home / "state"),
        "TRIPLEHELIX_METRICS_TOKEN": token,
        "TRIPLEHELIX_PORTAL_PORT": str(free_port()),
        "TRIPLEHELIX_PREFECT_PORT": str(free_port()),
        **{f"TRIPLEHELIX_METRICS_{name.upper()}": door for name, door in doors.items()},
    }
    stack = Stack.at(home / "state")
    try:
        stack.ensure_database()
        os.environ |= stack.environment()
        from actions import wiring

        wiring.forget()
        wiring.migrate()
        stack.start()
        decided = _decided(stack)
        _day_done()
        shown = _asked_until_whole(doors, token)
        wiring.forget()
    finally:
        stack.stop()
        stack.postgres.remove()
        shutil.rmtree(home, ignore_errors=True)
    counted = {
        line: sample.value for line, sample in shown.get(f"{_LATENCY}_count", {}).items() if sample.value
    }
    missing = sorted(name for name in _wanted() if name not in shown)
    faults = [name for name in missing if name not in _MET_BY_FAILURES]
    if sum(counted.values()) != sum(decided.values()) or not all(decided.values()):
        faults.append(f"decided {decided}, and {_LATENCY} counts {counted}")
    report = {
        "decided": decided,
        "counted": counted,
        "mean_s": {
            line: round(sample.value / counted[line], 4)
            for line, sample in shown.get(f"{_LATENCY}_sum", {}).items()
            if line in counted
        },
        "figures": len(shown),
        "asked_for": len(_wanted()),
        "no_line_yet": [name for name in missing if name in _MET_BY_FAILURES],
        "faults": faults,
        "seconds": round(time.monotonic() - began, 1),
        "load": round(load, 1),
    }
    if asked.json:
        asked.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    width = max(map(len, report))
    rows = [f"{name:{width}}  {value}" for name, value in report.items()]
    sys.stdout.write("\n".join([*rows, json.dumps(report, ensure_ascii=False)]) + "\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
