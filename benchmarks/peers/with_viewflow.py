"""The same work with django-viewflow: a flow of View nodes, on PostgreSQL or on SQLite.

Arguments: the database (`postgresql:SOCKETS:NAME` or a folder for SQLite), the number of the server's first
process (0 for SQLite), tasks, gates, gates that a stalled task has passed. Every tenth task stalls. Each
approval is what Viewflow's own view does: lock, load the task, assign, start, execute, in one transaction.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import django
from django.conf import settings

from benchmarks.cpu import Spent, counted


def _configured(where: str) -> None:
    kind, _, rest = where.partition(":")
    if kind == "postgresql":
        sockets, _, name = rest.rpartition(":")
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "HOST": sockets,
            "USER": "postgres",
        }
        database["CONN_MAX_AGE"] = None  # type: ignore[assignment]  # Django's own word for: keep it open
    else:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(where, "viewflow.sqlite"))}
    settings.configure(
        SECRET_KEY="benchmark",  # noqa: S106 - nothing is served
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "viewflow",
            "viewflow.workflow",
            "benchmarks.peers",  # Viewflow knows a flow by the application that its module belongs to
        ],
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def _flow(gates: int) -> Any:  # noqa: ANN401 - a class that is made at run time
    from viewflow import this
    from viewflow.workflow import flow
    from viewflow.workflow.models import Process

    members: dict[str, Any] = {"process_class": Process, "__module__": _MODULE.__name__}
    members["start"] = flow.StartHandle().Next(this.gate0)
    for number in range(gates):
        following = getattr(this, f"gate{number + 1}") if number + 1 < gates else this.end
        members[f"gate{number}"] = flow.View(_no_page).Next(following)
    members["end"] = flow.End()
    return type("TaskFlow", (flow.Flow,), members)


def _no_page(request: object, **_: object) -> object:
    return request


_MODULE: ModuleType = sys.modules[__name__]


def main() -> None:
    """Create the tasks, pass them through the gates, scan for the stalled ones; print JSON."""
    where, server, tasks, gates, stalled_at = sys.argv[1], *map(int, sys.argv[2:6])
    _configured(where)
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection, transaction
    from viewflow.workflow.models import Task
    from viewflow.workflow.status import STATUS

    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        connection.cursor().execute("pragma synchronous=full")
    flow_class = _flow(gates)
    _MODULE.TaskFlow = flow_class  # type: ignore[attr-defined]  # Viewflow finds a flow by module and name
    officer = User.objects.create(username="officer")
    created, approved, scanned = Spent(), Spent(), Spent()
    with counted(created, server):
        for _ in range(tasks):
            flow_class.start.run()
    approvals = 0
    for gate in range(gates):
        waiting = list(
            Task.objects.filter(status=STATUS.NEW, flow_task_type="HUMAN")
            .order_by("process_id")
            .values_list("id", "process_id")
        )
        moving = [(task, process) for task, process in waiting if process % 10 or gate < stalled_at]
        with counted(approved, server):
            for task_id, process_id in moving:
                with transaction.atomic(), flow_class.lock(process_id):
                    task = flow_class.task_class.objects.get(pk=task_id)
                    activation = task.flow_task.activation_class(task)
                    activation.assign(officer)
                    activation.start(None)
                    activation.execute()
        approvals += len(moving)
    with counted(scanned, server):
        stalled = len(
            list(Task.objects.filter(status=STATUS.NEW, flow_task_type="HUMAN").select_related("process"))
        )
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
    # Viewflow imports a flow by the name of its module: this one must not be known as __main__ alone.
    sys.modules["benchmarks.peers.with_viewflow"] = _MODULE
    _MODULE.__name__ = "benchmarks.peers.with_viewflow"
    main()
