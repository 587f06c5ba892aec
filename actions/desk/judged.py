"""What becomes of a candidate when its dossier is judged: a row of the desk, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote

from actions import decisions
from actions.desk.asked import Asked
from actions.desk.words import Name, Sort, WaitingItem
from models import councils, law, progress
from models.deeds import Deed, role_to_do
from models.dossier import Dossier, Entry
from models.language import Council, Gate, Paper, Role, Stage, Verdict
from models.permissions import Actor, may_see, role_for, role_to_decide


@dataclass(frozen=True)
class Standing:
    """A candidate with its dossier: what may wait, of whom, on which day."""

    asked: Asked
    task: Dossier
    entry: Entry
    actor: Actor
    on: date
    stated: bool = False

    @property
    def stage(self) -> Stage:
        """Where the task stands."""
        return progress.stage_of(self.task, self.entry)

    @property
    def gate(self) -> Gate:
        """The gate that may wait."""
        return self.stage.gate(self.asked.gate)

    @property
    def awaited(self) -> bool:
        """Whether that gate is the one that is awaited now."""
        gate = progress.awaited_gate(self.stage, self.entry, self.task)
        return gate is not None and gate.code == self.asked.gate

    def row(self, sort: Sort, act: str, thing: Name, path: str, **more: object) -> WaitingItem:
        """The row that it becomes."""
        return WaitingItem(
            sort=sort,
            act=act,
            code=self.task.code,
            title=self.task.title,
            thing=thing,
            path=path,
            **{"due_on": progress.due_on(self.entry, self.on), **more},  # type: ignore[arg-type]  # the fields of the row
        )


def task_path(code: str) -> str:
    """The page of a task."""
    return f"/tasks/{quote(code, safe='')}"


def item_of(here: Standing) -> WaitingItem | None:
    """The row of a candidate; None when it does not wait for this person after all."""
    if not may_see(here.actor, here.task):
        return None
    return _JUDGES[here.asked.kind](here)


def _to_decide(here: Standing) -> WaitingItem | None:
    gate = here.gate
    role = role_to_decide(here.actor, here.task, progress.decider_roles(gate), here.entry)
    if not here.awaited or role is None:
        return None
    args = (here.task, here.stage, here.entry, gate, Verdict.APPROVE, here.actor, role)
    if decisions.personal_reasons(*args):
        return None
    obstacles = progress.obstacles(here.stage, here.entry, here.task, gate, here.on)
    return here.row(
        Sort.DECIDE,
        here.asked.kind,
        Name(gate.vi, gate.en),
        f"{task_path(here.task.code)}/decide/{gate.code}",
        missing=obstacles,
        count=count_of(gate, here.entry, here.task.province),
        lent_by=lender(here.actor, role),
        gate=gate.code,
        bulk=progress.is_single(gate) and not obstacles,
    )


def _to_form(here: Standing) -> WaitingItem | None:
    role = role_to_do(here.actor, Deed.COUNCIL_FORM, here.task, here.entry)
    if not here.awaited or role is None or _stands(here.entry, here.asked.gate):
        return None
    return _of_council(here, "form", lent_by=lender(here.actor, role))


def _stands(entry: Entry, gate: str) -> bool:
    """Whether a council was formed for the gate, and the file did not go back since."""
    sitting = entry.sitting(gate)
    return sitting is not None and not any(
        made.gate == gate and made.verdict is Verdict.SUPPLEMENT and made.on >= sitting.formed_on
        for made in entry.decisions
    )


def _to_sit(here: Standing) -> WaitingItem | None:
    if not here.awaited:
        return None
    sitting = here.entry.sitting(here.asked.gate)
    if sitting is None:
        return None
    seat = next((each for each in sitting.seats if each.person == here.actor.id), None)
    if seat is None or seat.recused or not seat.present:
        return None
    voted = any(each.person == here.actor.id for each in sitting.ballots)
    if here.stated and voted:
        return None
    return _of_council(here, "vote" if here.stated else "state")


def _of_council(here: Standing, act: str, **more: object) -> WaitingItem:
    gate = here.gate
    return here.row(
        Sort.COUNCIL,
        act,
        Name(gate.vi, gate.en),
        f"/councils/{quote(here.task.code, safe='')}/{gate.code}",
        count=count_of(gate, here.entry, here.task.province),
        gate=gate.code,
        **more,
    )


def count_of(gate: Gate, entry: Entry, province: str) -> str:
    """How a council's voting stands: «3/5 phiếu, cần 4»; empty where none sits."""
    sitting = entry.sitting(gate.code)
    if not isinstance(gate.approval, Council) or sitting is None:
        return ""
    scheme = law.scheme(gate.approval.scheme, sitting.formed_on, province)
    counted = councils.outcome(scheme, sitting)
    return f"{counted.cast}/{len(councils.voters(sitting))} phiếu, cần {counted.needed}"


def _to_submit(here: Standing) -> WaitingItem | None:
    missing = progress.papers_missing(here.stage, here.entry, here.task)
    return _of_papers(here, "submit", [paper for paper in missing if _hands_in(here, paper)])


def _returned(here: Standing) -> WaitingItem | None:
    if not progress.clock_stopped(here.entry):
        return None
    papers = [paper for paper in progress.papers_of(here.stage, here.task) if _hands_in(here, paper)]
    asked = [made for made in here.entry.decisions if made.verdict is Verdict.SUPPLEMENT]
    return _of_papers(here, "returned", papers, missing=asked[-1].missing if asked else ())


def _hands_in(here: Standing, paper: Paper) -> bool:
    return role_for(here.actor, here.task, paper.by, here.entry) is not None


def _of_papers(
    here: Standing, act: str, papers: list[Paper], missing: tuple[str, ...] = ()
) -> WaitingItem | None:
    if not papers:
        return None
    path = f"{task_path(here.task.code)}/submit"
    role = role_for(here.actor, here.task, papers[0].by, here.entry)
    return here.row(
        Sort.SUBMIT,
        act,
        Name(here.stage.vi, here.stage.en),
        f"{path}/{papers[0].code}",
        papers=tuple((Name(paper.vi, paper.en), f"{path}/{paper.code}") for paper in papers),
        missing=missing,
        lent_by=lender(here.actor, role),
    )


def lender(actor: Actor, role: Role | None) -> str:
    """Who lent the person that role; empty where it is the person's own."""
    return next((loan.title for loan in actor.loans if loan.role is role), "")


_JUDGES: Final[dict[str, Callable[[Standing], WaitingItem | None]]] = {
    "decide": _to_decide,
    "request": _to_decide,
    "conclude": _to_decide,
    "form": _to_form,
    "seat": _to_sit,
    "submit": _to_submit,
    "returned": _returned,
}
