"""Short ways to act in a house: order, hand in, decide, vote, record; each in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from actions import (
    audit,
    councils,
    decisions,
    dossiers,
    issuing,
    orders,
    outbox,
    papers,
    people,
    rehearsal,
    remedies,
    results,
    stages,
    wiring,
)
from documents.leaf import leaf
from models import progress, queries
from models.dossier import Dossier, Entry
from models.language import Verdict
from models.lifecycle import STAGES, stages_of
from models.tables import Task

ON = date(2026, 1, 5)
"""The day on which the tasks of these tests are ordered (under Law 93/2025)."""

TODAY = date(2026, 11, 2)
"""The day on which published lists are taken in."""

SHEET = {
    "title": "Quy trình chiết xuất collagen từ da cá tra",
    "province": "Đồng Nai",
    "orderer": rehearsal.house("orderer"),
    "recipient": rehearsal.house("enterprise"),
    "who": "Phòng Quản lý khoa học",
    "what": "Làm chủ quy trình chiết xuất",
    "when": date(2029, 12, 31),
    "result": "Một quy trình, 50 kg sản phẩm",
    "responsibility": "Tổ chức chủ trì",
    "authority": "Chủ tịch Ủy ban nhân dân tỉnh",
    "products": ["II", "III"],
    "budget_vnd": 2_000_000_000,
    "state_share": 1,
    "months": 24,
}


PLACED = {
    "ordered_on": ON,
    "listed_on": ON,
    "call_published_on": ON,
    "files_opened_on": ON,
    "approved_on": ON,
    "contract_signed_on": ON,
    "contract_ends_on": date(2028, 1, 5),
}
"""What is known of a task that a test places in the middle of its life."""


@dataclass
class House:
    """Short ways to act: each in a transaction of its own, by somebody of the cast, on a day."""

    home: Path

    def order(self, handle: str = "dat-hang", *, on: date = ON, **changes) -> str:
        with wiring.unit_of_work() as session:
            sheet = orders.OrderSheet(**{**SHEET, **changes})
            return orders.order(session, sheet, people.find(session, handle), on=on)

    def at(self, stage: str, *, on: date = ON, host: str | None = "host", sheet=None, **facts) -> str:
        """A task that stands in that stage: ordered, then placed there with those facts."""
        code = self.order(on=on, **(sheet or {}))
        with wiring.unit_of_work() as session:
            task = session.scalars(queries.task_by_code(code)).one()
            result = session.scalars(queries.result_of(task.id)).one()
            kind = rehearsal.HOUSES[host][1] if host else None
            if host:
                task.host_id = people.ensure_organisation(session, rehearsal.house(host), kind).id
            for name, value in {**PLACED, **facts}.items():
                setattr(task if hasattr(Task, name) else result, name, value)
            for entry in session.scalars(queries.entries_of(task.id)):
                entry.left_on = on
            session.flush()
            stages.enter(session, dossiers.load(session, code), STAGES[stage], on)
        return code

    def submit(self, code: str, paper: str, handle: str, *, on: date = ON, words: str = "") -> papers.Kept:
        """Hand in a page that says these words, or whose it is."""
        with wiring.unit_of_work() as session:
            actor = people.find(session, handle)
            page = leaf([words or f"{paper} {handle} {code}"])
            return papers.submit(session, code, paper, page, f"{paper}.pdf", actor, on=on)

    def hand_in_all(self, code: str, handle: str, *, on: date = ON) -> None:
        """Hand in every paper that is missing on the main line."""
        task = self.dossier(code)
        entry = progress.main_entry(task)
        for paper in progress.papers_missing(progress.stage_of(task, entry), entry, task):
            self.submit(code, paper.code, handle, on=on)

    def decide(
        self,
        code: str,
        gate: str,
        handle: str,
        verdict: Verdict = Verdict.APPROVE,
        *,
        on: date = ON,
        **more,
    ) -> decisions.Made:
        with wiring.unit_of_work() as session:
            actor = people.find(session, handle)
            return decisions.decide(session, code, gate, verdict, actor, on=on, channel="test", **more)

    def form(
        self,
        code: str,
        gate: str,
        handle: str = "so.giam-doc",
        *,
        on: date = ON,
        seats=rehearsal.SEATS,
        **more,
    ) -> None:
        with wiring.unit_of_work() as session:
            councils.form(session, code, gate, seats, people.find(session, handle), on=on, **more)

    def attend(self, code: str, gate: str, states, handle: str = "so.chuyen-vien", *, on: date = ON) -> None:
        with wiring.unit_of_work() as session:
            councils.attend(session, code, gate, states, people.find(session, handle), on=on)

    def vote(self, code: str, gate: str, handle: str, *, on: date = ON, **ballot) -> None:
        with wiring.unit_of_work() as session:
            member = people.find(session, handle)
            councils.state_conflict(session, code, gate, member, on=on)
            councils.vote(session, code, gate, filled(session, code, gate, **ballot), member, on=on)

    def state(self, code: str, gate: str, handle: str, conflict: str = "", *, on: date = ON) -> None:
        with wiring.unit_of_work() as session:
            member = people.find(session, handle)
            councils.state_conflict(session, code, gate, member, on=on, conflict=conflict)

    def record(
        self, code: str, fact: str, value: str, handle: str, *, on: date = ON, evidence: str = "05/BC"
    ) -> str:
        with wiring.unit_of_work() as session:
            actor = people.find(session, handle)
            return results.record(session, code, fact, value, actor, on=on, evidence=evidence)

    def answer(self, code: str, remedy: str, handle: str, *, on: date = ON, **more) -> str:
        with wiring.unit_of_work() as session:
            actor = people.find(session, handle)
            return remedies.answer(session, code, remedy, actor, on=on, channel="test", **more)

    def dossier(self, code: str) -> Dossier:
        with wiring.unit_of_work() as session:
            return dossiers.load(session, code)

    def main(self, code: str) -> Entry:
        entry = progress.main_entry(self.dossier(code))
        assert entry is not None, f"{code} has ended"
        return entry

    def stages(self, code: str) -> list[str]:
        return [entry.stage for entry in self.dossier(code).entries]

    def walk(self, code: str, day: date = ON) -> rehearsal.Walk:
        return rehearsal.Walk(code, day)

    def issue_all(self) -> list[str]:
        """Do what the engine does with each promise, but for the pages: number the papers that are due."""
        written = []
        while True:
            with outbox.taken() as promise:
                if promise is None:
                    return written
                if promise.kind == outbox.Kind.STAGE:
                    facts = promise.facts
                    for paper in issuing.papers_due(facts["code"], facts["entry"], facts["moment"]):
                        issuing.issue(facts["code"], facts["entry"], facts["moment"], paper, promise.on)
                        written.append(paper)

    def chain_is_whole(self) -> bool:
        with wiring.unit_of_work() as session:
            return audit.verify(session) is None

    def journal(self, code: str) -> list[str]:
        with wiring.unit_of_work() as session:
            task = dossiers.load(session, code)
            return [row.text for row in session.scalars(queries.journal_of(task.id))]


def filled(session, code: str, gate: str, *, comment: str = "", **total) -> councils.Vote:
    """A ballot whose answers add up to that agreement, that score, or that grade; the criteria say which."""
    task = dossiers.load(session, code)
    found = next(each.gate(gate) for each in stages_of(task).values() if each.has_gate(gate))
    answers = rehearsal.marks(councils.scheme_of(found), task.products, **total)
    return councils.Vote(answers, comment)
