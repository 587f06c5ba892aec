"""The physical limit: a decision as a bare pair of SQL statements through psycopg, and nothing else.

Arguments: the folder of the server's socket, the database, the number of the server's first process, tasks,
gates, gates that a stalled task has passed. One transaction a decision; nothing is loaded, judged, dated,
chained or promised.
"""

from __future__ import annotations

import json
import sys

import psycopg

from benchmarks.cpu import Spent, counted


def main() -> None:
    """Write the pairs; print JSON."""
    sockets, name, server, tasks, gates, stalled_at = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7])
    approved, approvals = Spent(), 0
    with psycopg.connect(host=sockets, user="postgres", dbname=name) as database:
        database.execute("create table task (id bigint primary key, gate int not null)")
        database.execute(
            "create table decision (id bigint generated always as identity primary key, "
            "task bigint not null references task, gate int not null, verdict text not null)"
        )
        database.execute("insert into task select n, 0 from generate_series(0, %s) n", [tasks - 1])
        database.commit()
        for gate in range(gates):
            moving = [number for number in range(tasks) if number % 10 or gate < stalled_at]
            with counted(approved, server):
                for number in moving:
                    database.execute(
                        "insert into decision (task, gate, verdict) values (%s, %s, 'approve')",
                        [number, gate],
                    )
                    database.execute("update task set gate = gate + 1 where id = %s", [number])
                    database.commit()
            approvals += len(moving)
    found = {"approvals": approvals, "approve_cpu": approved.cpu, "approve_wall": approved.wall}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
