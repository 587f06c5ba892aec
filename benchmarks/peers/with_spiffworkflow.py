"""The same work with SpiffWorkflow: a BPMN process of manual tasks, each state kept as JSON in SQLite.

Arguments: the folder for the database, tasks, gates, gates that a stalled task has passed. Every tenth task
stalls. Each approval is what a service does: read the state, find the ready task, complete it, run the
engine, write the state, commit.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from itertools import pairwise
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from benchmarks.cpu import Spent, counted

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def _process(gates: int) -> str:
    stops = ("begin", *(f"gate{number}" for number in range(gates)), "end")
    manual = "".join(
        f'<bpmn:manualTask id="gate{number}" name="Gate {number}"><bpmn:incoming>f{number}</bpmn:incoming>'
        f"<bpmn:outgoing>f{number + 1}</bpmn:outgoing></bpmn:manualTask>"
        for number in range(gates)
    )
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(pairwise(stops))
    )
    begin = '<bpmn:startEvent id="begin"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>'
    end = f'<bpmn:endEvent id="end"><bpmn:incoming>f{gates}</bpmn:incoming></bpmn:endEvent>'
    return (
        f'<bpmn:definitions xmlns:bpmn="{_BPMN}" id="d" targetNamespace="t">'
        f'<bpmn:process id="task" isExecutable="true">{begin}{manual}{end}{flows}</bpmn:process>'
        "</bpmn:definitions>"
    )


def main() -> None:
    """Create the tasks, pass them through the gates, scan for the stalled ones; print JSON."""
    folder, tasks, gates, stalled_at = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    parser = BpmnParser()
    parser.add_bpmn_str(_process(gates).encode())
    spec = parser.get_spec("task")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    database = sqlite3.connect(folder / "spiff.sqlite")
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table cases (id integer primary key, state text not null)")
    created, approved, scanned = Spent(), Spent(), Spent()
    with counted(created, 0):
        for number in range(tasks):
            workflow = BpmnWorkflow(spec)
            workflow.do_engine_steps()
            database.execute("insert into cases values (?, ?)", (number, serializer.serialize_json(workflow)))
            database.commit()
    approvals = 0
    for gate in range(gates):
        moving = [number for number in range(tasks) if number % 10 or gate < stalled_at]
        with counted(approved, 0):
            for number in moving:
                (state,) = database.execute("select state from cases where id = ?", (number,)).fetchone()
                workflow = serializer.deserialize_json(state)
                task = workflow.get_next_task(state=TaskState.READY, manual=True)
                task.data.update(verdict="approve", by="officer", on="2026-11-22")
                task.run()
                workflow.do_engine_steps()
                text = serializer.serialize_json(workflow)
                database.execute("update cases set state = ? where id = ?", (text, number))
                database.commit()
        approvals += len(moving)
    stalled = 0
    with counted(scanned, 0):
        for (state,) in database.execute("select state from cases"):
            workflow = serializer.deserialize_json(state)
            ready = workflow.get_next_task(state=TaskState.READY, manual=True)
            stalled += ready is not None
    found = {
        "create_cpu": created.cpu,
        "approvals": approvals,
        "approve_cpu": approved.cpu,
        "approve_wall": approved.wall,
        "scan_cpu": scanned.cpu,
        "stalled": stalled,
    }
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
