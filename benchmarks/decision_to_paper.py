"""How long from a committed decision to its paper in the archive and the life run redrawn?

Run it beside a running stack (`./triplehelix up`): `.venv/bin/python -m benchmarks.decision_to_paper`.
It orders tasks of its own (marked "(mẫu)"), decides at their first gate, and watches the tables: the paper
counts when its SHA-256 is on record, the window when it shows the task's present version.
"""

import json
import os
import statistics
import sys
import time
from datetime import date

from console.speaking import home
from console.stack import Stack

SAMPLES = 20
"""Decisions that are measured, after one that warms the engine up."""
_GLANCE = 0.01
_PATIENCE = 60.0


def main() -> None:
    """Measure, and print a table and JSON."""
    stack = Stack.at(home())
    os.environ.update(stack.environment())
    from actions import dossiers, orders, outbox, people, rehearsal, wiring
    from models import queries
    from models.language import Method, PartyKind, ProductType, Verdict

    def prepared(number: int) -> str:
        """A task whose first gate waits for the decision, with the engine at rest."""
        with wiring.unit_of_work() as session:
            rehearsal.seat_cast(session)
            sheet = orders.OrderSheet(
                title=f"Phép đo thời gian ban hành văn bản, lần {number} {rehearsal.MARK}",
                orderer=rehearsal.house("orderer"),
                recipient=rehearsal.house("enterprise"),
                recipient_kind=PartyKind.ENTERPRISE,
                method=Method.SELECTION,
                products=[ProductType.II],
                who="a",
                what="b",
                when=date(2030, 1, 1),
                result="c",
                responsibility="d",
                authority="e",
            )
            code = orders.order(session, sheet, people.find(session, "dat-hang"), on=wiring.today())
        walk = rehearsal.Walk(code, wiring.today())
        walk.hand_in()
        while outbox.waiting()[0]:
            time.sleep(_GLANCE)
        return code

    def measured(code: str) -> tuple[float, float]:
        from actions import decisions

        with wiring.unit_of_work() as session:
            actor = people.find(session, "so.chuyen-vien")
            decisions.decide(
                session, code, "validity", Verdict.APPROVE, actor, on=wiring.today(), channel="benchmark"
            )
        began = time.perf_counter()
        stored = 0.0
        while time.perf_counter() - began < _PATIENCE:
            with wiring.unit_of_work() as session:
                task = dossiers.load(session, code)
                window = session.scalar(queries.window_of(f"task:{code}"))
            if not stored and any(paper.sha256 for entry in task.entries for paper in entry.issued):
                stored = time.perf_counter() - began
            if stored and window is not None and window.version == task.version:
                return stored, time.perf_counter() - began
            time.sleep(_GLANCE)
        raise SystemExit(f"{code}: the engine did not answer within {_PATIENCE} s")

    measured(prepared(0))
    taken = [measured(prepared(number)) for number in range(1, SAMPLES + 1)]
    report = {
        name: {
            "p50": round(statistics.median(values), 3),
            "p95": round(statistics.quantiles(values, n=20)[-1], 3),
            "max": round(max(values), 3),
        }
        for name, values in (
            ("paper_stored_s", [each[0] for each in taken]),
            ("window_redrawn_s", [each[1] for each in taken]),
        )
    }
    for name, row in report.items():
        sys.stdout.write(f"{name:18} p50 {row['p50']:.3f}  p95 {row['p95']:.3f}  max {row['max']:.3f}\n")
    sys.stdout.write(json.dumps({"samples": SAMPLES, "load": os.getloadavg()[0], **report}) + "\n")


if __name__ == "__main__":
    main()
