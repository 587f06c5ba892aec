"""What a decision costs, beside the engines that people would pick instead.

Tasks pass eight human decisions each, with all state saved at every one; a tenth stalls on the way, and then
the stalled are looked for. Ours are real decisions of the lifecycle, from the budget's appraisal to the
acceptance dossier, through the same function as the portal's, on PostgreSQL with fsync on: each with its
audit chain, deadline, rule version and promises. Beside it, in the same run and on the same server or with
their own SQLite file: SpiffWorkflow, django-viewflow, and a bare pair of SQL statements.

    ./triplehelix bench decisions [--tasks 100] [--runs 5] [--deciders 16] [--standing 2000]

prints a table and a line of JSON. CPU counts on both sides, client and server. Papers that people would hand
in between two decisions are laid in beforehand and not counted; neither is signing in, here or there. Beside
our tasks stand others whose life has ended (`benchmarks.standing`); the peers' tables hold their own alone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy import text

from benchmarks import peers
from benchmarks.cpu import Spent, counted
from benchmarks.standing import stand_by
from console.postgres import EmbeddedPostgres
from models.permissions import Actor

ON = date(2026, 1, 5)
LATER = date(2026, 11, 20)
STALLED_AT = 6
"""Gates that a stalled task has passed: every tenth stands still after them."""

GATES: tuple[tuple[str, str], ...] = (
    ("appraisal", "so.chuyen-vien"),
    ("appraisal", "tai-chinh"),
    ("approve", "ubnd.chu-tich"),
    ("sign", "so.giam-doc"),
    ("sign", "chu-tri.thu-truong"),
    ("adjust", "so.giam-doc"),
    ("milestones", "so.chuyen-vien"),
    ("completeness", "so.chuyen-vien"),
)
"""The decisions, each with who makes it; they lead through four stages into a fifth."""

TARGETS = {
    "ratio_to_spiffworkflow": 1.0,
    "ratio_to_viewflow": 3.0,
    "ratio_to_bare_sql": 0.3,
    "batch_ratio_to_spiffworkflow": 3.0,
}
P95_MS = 15.0

_PAPERS = """
    insert into submissions (entry_id, paper, person_id, organisation_id, role, "on", sha256, file_name,
                             media_type, size)
    select entry.id, paper, person.id, person.organisation_id, 'host', entry.entered_on,
           encode(sha256(convert_to(entry.id || paper, 'UTF8')), 'hex'), paper || '.pdf', 'application/pdf', 1
    from stage_entries entry, people person, unnest(cast(:papers as text[])) paper
    where entry.left_on is null and entry.stage = :stage and person.handle = 'chu-tri'
"""


def main() -> None:
    """Run all sides, print the table and the JSON."""
    parser = argparse.ArgumentParser(prog="decisions", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tasks", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--deciders", type=int, default=16, help="0: latency is not measured")
    parser.add_argument("--standing", type=int, default=2000, help="our tasks on record beside those decided")
    parser.add_argument("--ours-alone", action="store_true", help="without the peers, for work on our own")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="triplehelix-decisions-") as home:
        server = EmbeddedPostgres(Path(home) / "postgres")
        process = server.start()
        try:
            bench = Bench(server, process.pid, Path(home), told.tasks, told.standing)
            if told.ours_alone:
                rounds = [bench.ours() for _ in range(told.runs)]
            else:
                with peers.environment() as python:
                    rounds = [bench.ours() | bench.theirs(python, number) for number in range(told.runs)]
            latency = bench.deciders_at_once(told.deciders) if told.deciders else {}
        finally:
            server.remove()
    _tell(rounds, latency, told)


@dataclass
class Side:
    """What one side took for its work in one run."""

    approvals: int
    cpu: float
    wall: float
    scan_cpu: float = 0.0

    @property
    def per_cpu_second(self) -> float:
        """Decisions in a second of CPU, both sides counted."""
        return self.approvals / self.cpu


@dataclass
class Bench:
    """The server on which all is measured, how many tasks, and how many stand by."""

    server: EmbeddedPostgres
    pid: int
    home: Path
    tasks: int
    standing: int = 0
    databases: int = 0

    def ours(self) -> dict[str, Side]:
        """Our own decisions, one at a time and in bulk."""
        return {"triplehelix": self._single(), "triplehelix, bulk": self._bulk()}

    def theirs(self, python: Path, number: int) -> dict[str, Side]:
        """The same work with the peers."""
        work = (str(self.tasks), str(len(GATES)), str(STALLED_AT))
        folder = self.home / f"run{number}"
        folder.mkdir()
        bare, flow = f"bare_{number}", f"viewflow_{number}"
        self.server.ensure(bare)
        self.server.ensure(flow)
        sockets, pid = str(self.server.sockets), str(self.pid)
        told = {
            "SpiffWorkflow, SQLite": ("with_spiffworkflow", str(folder), *work),
            "Viewflow, PostgreSQL": ("with_viewflow", f"postgresql:{sockets}:{flow}", pid, *work),
            "Viewflow, SQLite": ("with_viewflow", str(folder), "0", *work),
            "bare pair of SQL": ("with_bare_sql", sockets, bare, pid, *work),
        }
        found = {}
        for name, command in told.items():
            said = peers.run(python, *command)
            found[name] = Side(
                said["approvals"], said["approve_cpu"], said["approve_wall"], said.get("scan_cpu", 0.0)
            )
        return found

    def _single(self) -> Side:
        from actions import decisions, foresight, wiring
        from models.language import Verdict

        codes, actors = self._house()
        spent, approvals = Spent(), 0
        for number, (gate, handle) in enumerate(GATES):
            self._hand_in(number)
            moving = _moving(codes, number)
            with counted(spent, self.pid):
                for code in moving:
                    with wiring.unit_of_work() as session:
                        decisions.decide(
                            session, code, gate, Verdict.APPROVE, actors[handle], on=ON, channel="benchmark"
                        )
            approvals += len(moving)
        scanned = Spent()
        with counted(scanned, self.pid), wiring.unit_of_work() as session:
            stalled = {row.code for row in foresight.stalled(session, LATER)}
        if not set(codes[::10]) <= stalled:
            raise SystemExit("the scan did not find the tasks that were left stalled")
        self._leave()
        return Side(approvals, spent.cpu, spent.wall, scanned.cpu)

    def _bulk(self) -> Side:
        from actions import decisions
        from models.language import Verdict

        codes, actors = self._house()
        spent, approvals = Spent(), 0
        for number, (gate, handle) in enumerate(GATES):
            self._hand_in(number)
            rows = [decisions.Asked(code, gate, Verdict.APPROVE) for code in _moving(codes, number)]
            with counted(spent, self.pid):
                made = decisions.decide_many(rows, actors[handle], on=ON, channel="benchmark")
            refused = [each for each in made if each.refusal]
            if refused:
                raise SystemExit(refused[0].refusal)
            approvals += len(made)
        self._leave()
        return Side(approvals, spent.cpu, spent.wall)

    def deciders_at_once(self, deciders: int) -> dict[str, float]:
        """The latency of one decision, in milliseconds, with so many people deciding at the same moment.

        Without pause: each begins the next decision as soon as the last is answered, which no person does.
        With pause: each waits a fifth of a second in between. Every decider is a process of its own.
        """
        found: dict[str, float] = {}
        for name, pause in (("without pause", 0.0), ("0.2 s between", 0.2)):
            codes, _ = self._house(deciders * (_WARM + _COUNTED))
            self._hand_in(0)
            barrier = _SPAWN.Barrier(deciders)
            address = os.environ["TRIPLEHELIX_DATABASE_URL"]
            with _SPAWN.Pool(deciders, _seat, (address, barrier)) as pool:
                shares = [(codes[number::deciders], pause) for number in range(deciders)]
                taken = [each for share in pool.starmap(_decide_in_turn, shares, 1) for each in share]
            found[f"decisions a second, {name}"] = round(deciders / (statistics.fmean(taken) + pause))
            found[f"p50 ms, {name}"] = round(statistics.median(taken) * 1000, 2)
            found[f"p95 ms, {name}"] = round(statistics.quantiles(taken, n=20)[-1] * 1000, 2)
            self._leave()
        return found

    def _house(self, tasks: int = 0) -> tuple[list[str], dict[str, Actor]]:
        """A database of its own with the cast, and tasks that await the appraisal of their budget."""
        from actions import wiring

        self.databases += 1
        self._name = f"ours_{self.databases}"
        self.server.ensure(self._name)
        os.environ["TRIPLEHELIX_DATABASE_URL"] = self.server.url(self._name)
        os.environ["TRIPLEHELIX_HOME"] = str(self.home / "state")
        os.environ["TRIPLEHELIX_SECRET_KEY"] = "0" * 32
        wiring.forget()
        wiring.migrate()
        codes = _ordered(tasks or self.tasks)
        with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            stand_by(connection, self.standing, ON)
            connection.execute(text("vacuum analyze"))
        return codes, _actors()

    def _leave(self) -> None:
        from actions import wiring

        wiring.forget()
        self.server.drop(self._name)

    def _hand_in(self, number: int) -> None:
        """Lay in, for every task, the papers that the stage of the next decision asks for."""
        from actions import wiring
        from models.lifecycle import STAGES

        gate = GATES[number][0]
        stage = next(each for each in STAGES.values() if each.has_gate(gate))
        first = next(at for at, (name, _) in enumerate(GATES) if stage.has_gate(name))
        if number != first:
            return
        papers = [each.code for each in stage.papers if each.required]
        papers += [each.opened_by for each in stage.gates if each.opened_by]
        with wiring.unit_of_work() as session:
            session.execute(text(_PAPERS), {"papers": papers, "stage": stage.code})
        if self.standing:
            return  # our tasks are few beside those: nothing that PostgreSQL plans by has changed
        # What autovacuum does in a system that lives: PostgreSQL knows how large its tables have become.
        with wiring.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("analyze"))


def _moving(codes: Sequence[str], gate: int) -> list[str]:
    return [code for number, code in enumerate(codes) if number % 10 or gate < STALLED_AT]


def _actors() -> dict[str, Actor]:
    from actions import people, wiring

    with wiring.unit_of_work() as session:
        return {handle: people.find(session, handle) for _, handle in GATES}


def _ordered(tasks: int) -> list[str]:
    """Order the tasks, and place them where the budget is appraised."""
    from actions import dossiers, orders, people, rehearsal, stages, wiring
    from models import queries
    from models.language import Method, PartyKind, ProductType
    from models.lifecycle import STAGES

    codes = []
    with wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    for number in range(tasks):
        with wiring.unit_of_work() as session:
            sheet = orders.OrderSheet(
                title=f"Quy trình chiết xuất collagen từ da cá tra, lô {number}",
                province="Đồng Nai",
                orderer=rehearsal.house("orderer"),
                recipient=rehearsal.house("enterprise"),
                recipient_kind=PartyKind.ENTERPRISE,
                host=rehearsal.house("host"),
                host_kind=PartyKind.PUBLIC_UNIT,
                method=Method.SELECTION,
                products=[ProductType.II],
                budget_vnd=2_000_000_000,
                state_share=1,
                months=24,
                who="Phòng Quản lý khoa học",
                what="Làm chủ quy trình chiết xuất",
                when=date(2029, 12, 31),
                result="Một quy trình, 50 kg sản phẩm",
                responsibility="Tổ chức chủ trì",
                authority="Chủ tịch Ủy ban nhân dân tỉnh",
            )
            code = orders.order(session, sheet, people.find(session, "dat-hang"), on=ON)
            task = session.scalars(queries.task_by_code(code)).one()
            host = people.ensure_organisation(session, rehearsal.house("host"), PartyKind.PUBLIC_UNIT)
            task.host_id, task.share_clause = host.id, True
            task.ordered_on = task.listed_on = task.call_published_on = task.files_opened_on = ON
            for entry in session.scalars(queries.entries_of(task.id)):
                entry.left_on = ON
            session.flush()
            stages.enter(session, dossiers.load(session, code), STAGES["APPROVE"], ON)
        codes.append(code)
    return codes


_SPAWN = get_context("spawn")
_WARM, _COUNTED = 6, 24
"""Decisions of each decider before the counting begins, while statements are prepared; and those counted."""

_together: list[Barrier] = []


def _seat(address: str, barrier: Barrier) -> None:
    """Make a decider's process ready: it knows the database, and whom it waits for."""
    os.environ["TRIPLEHELIX_DATABASE_URL"] = address
    _together.append(barrier)


def _decide_in_turn(codes: Sequence[str], pause: float) -> list[float]:
    """Decide on one task after the other; returns the seconds that each decision took once warm."""
    from actions import decisions, wiring
    from models.language import Verdict

    gate, handle = GATES[0]
    actor = _actors()[handle]
    taken = []
    for number, code in enumerate(codes):
        if number == _WARM:
            _together[0].wait()
        time.sleep(pause)
        began = time.perf_counter()
        with wiring.unit_of_work() as session:
            decisions.decide(session, code, gate, Verdict.APPROVE, actor, on=ON, channel="benchmark")
        if number >= _WARM:
            taken.append(time.perf_counter() - began)
    return taken


def _tell(rounds: Sequence[dict[str, Side]], latency: dict[str, float], told: argparse.Namespace) -> None:
    """Print the table, whether each target is met, and the JSON; of several runs, the medians."""
    rate = {name: _median(rounds, name, "per_cpu_second") for name in rounds[0]}
    beside = f"{told.standing:,} tasks on record beside; medians of {told.runs} runs"
    lines = [
        f"{told.tasks} tasks, {len(GATES)} decisions each, a tenth stalled; {beside}",
        "",
        "| side | decisions | decisions per CPU second | CPU ms each | ms each by the clock | scan, CPU s |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in rounds[0].items():
        wall = _median(rounds, name, "wall") / one.approvals * 1000
        scan = f"{_median(rounds, name, 'scan_cpu'):.3f}" if one.scan_cpu else "-"
        lines.append(
            f"| {name} | {one.approvals:,} | {rate[name]:,.0f} | {1000 / rate[name]:.2f} "
            f"| {wall:.2f} | {scan} |"
        )
    found: dict[str, object] = {
        "decisions_per_cpu_second": {name: round(each) for name, each in rate.items()}
    }
    if not told.ours_alone:
        ratios = {
            "ratio_to_spiffworkflow": _ratio(rounds, "triplehelix", "SpiffWorkflow, SQLite"),
            "ratio_to_viewflow": _ratio(rounds, "triplehelix", "Viewflow, PostgreSQL"),
            "ratio_to_bare_sql": _ratio(rounds, "triplehelix", "bare pair of SQL"),
            "batch_ratio_to_spiffworkflow": _ratio(rounds, "triplehelix, bulk", "SpiffWorkflow, SQLite"),
        }
        lines.append("")
        lines += [
            f"{name}: {value:.2f} (target {TARGETS[name]}: {'met' if value >= TARGETS[name] else 'not met'})"
            for name, value in ratios.items()
        ]
        found |= {name: round(value, 2) for name, value in ratios.items()}
    if latency:
        lines += ["", f"latency with {told.deciders} deciders at once (target: p95 {P95_MS} ms):"]
        lines += [f"  {name}: {value}" for name, value in latency.items()]
    found |= {"latency": latency, "tasks": told.tasks, "standing": told.standing, "runs": told.runs}
    found["load"] = os.getloadavg()[0]
    sys.stdout.write("\n".join(lines) + "\n" + json.dumps(found) + "\n")


def _median(rounds: Sequence[dict[str, Side]], name: str, figure: str) -> float:
    return statistics.median(getattr(each[name], figure) for each in rounds)


def _ratio(rounds: Sequence[dict[str, Side]], ours: str, theirs: str) -> float:
    """The median of the runs' ratios: both sides of a run met the same machine."""
    return statistics.median(each[ours].per_cpu_second / each[theirs].per_cpu_second for each in rounds)


if __name__ == "__main__":
    main()
