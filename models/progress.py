"""Judgement of one task: where it stands, what stands in its way, by when, and where it goes next.

Pure: told the dossier and the date, it never asks the clock or the tables. Every refusal is a sentence
that comes from the rule itself, and all of them are given at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models import councils, law, workdays
from models.dossier import Decision, Dossier, Entry
from models.language import (
    Check,
    Council,
    Deadline,
    Gate,
    Generated,
    Moment,
    Obligation,
    Paper,
    Regime,
    Role,
    Several,
    Single,
    Stage,
    Step,
    Verdict,
)
from models.lifecycle import OBLIGATIONS, ON_SUPPLEMENT, checks, stages_of


@dataclass(frozen=True)
class Due:
    """When something is due and by which rule; `on` is None when the fact it counts from is unknown."""

    on: date | None
    rule_version: str = ""


def due(deadline: Deadline | None, task: Dossier, entered_on: date, regime: Regime | None = None) -> Due:
    """The due date that a deadline sets, by the rule in force on the day of entry."""
    if deadline is None:
        return Due(None)
    start = entered_on if deadline.since is None else task.date_of(deadline.since)
    rule = law.rule(deadline.rule, entered_on, regime or task.regime, task.province)
    if rule is None:
        return Due(None)
    if start is None:
        return Due(None, rule.version)
    return Due(workdays.after(start, int(rule.value), rule.unit), rule.version)


def due_on(entry: Entry, on: date) -> date | None:
    """When the entry is due, moved by the days for which its clock stood still; no day counts twice."""
    if entry.due_on is None:
        return None
    stopped, counted_to = 0, date.min
    for stop in sorted(entry.stops, key=lambda stop: stop.since):
        until = stop.until or on
        stopped += max(0, (until - max(stop.since, counted_to)).days)
        counted_to = max(counted_to, until)
    return entry.due_on + timedelta(days=stopped)


def clock_stopped(entry: Entry) -> bool:
    """Whether a supplement (or a documented pause) is awaited now."""
    return any(stop.until is None for stop in entry.stops)


def is_overdue(entry: Entry, on: date) -> bool:
    """Whether the entry is open, its clock runs, and its due date has passed."""
    when = due_on(entry, on)
    return entry.is_open and when is not None and not clock_stopped(entry) and when < on


def unmet(conditions: Iterable[Check], task: Dossier, on: date) -> tuple[str, ...]:
    """The sentences of the checks that ask something on that day and do not hold."""
    return tuple(check.vi for check in conditions if on >= check.since and not check.holds(task))


def papers_of(stage: Stage, task: Dossier) -> tuple[Paper, ...]:
    """The papers that this task has to hand in, or may hand in, at the stage."""
    return tuple(paper for paper in stage.papers if paper.when is None or paper.when.holds(task))


def papers_missing(stage: Stage, entry: Entry, task: Dossier) -> tuple[Paper, ...]:
    """The required papers that are not in."""
    there = entry.papers_in()
    return tuple(paper for paper in papers_of(stage, task) if paper.required and paper.code not in there)


def round_of(entry: Entry, gate: Gate) -> int:
    """The round of decisions at the gate: a supplement or a finished optional gate begins a new one."""
    rounds = [decision.round for decision in entry.decisions if decision.gate == gate.code]
    if not rounds:
        return 1
    last = max(rounds)
    closed = _round_closed(entry, gate, last)
    return last + 1 if closed else last


def _round_closed(entry: Entry, gate: Gate, number: int) -> bool:
    made = [each for each in entry.decisions if each.gate == gate.code and each.round == number]
    if any(each.verdict is Verdict.SUPPLEMENT for each in made):
        return True
    return gate.optional and (any(each.verdict is Verdict.REJECT for each in made) or is_approved(gate, made))


def decisions_in_round(entry: Entry, gate: Gate) -> tuple[Decision, ...]:
    """The decisions of the present round at the gate."""
    number = round_of(entry, gate)
    return tuple(each for each in entry.decisions if each.gate == gate.code and each.round == number)


def is_approved(gate: Gate, made: Iterable[Decision]) -> bool:
    """Whether the approvals made satisfy the gate's approval rule."""
    roles = {each.role for each in made if each.verdict is Verdict.APPROVE}
    if isinstance(gate.approval, Several):
        need = len(gate.approval.roles) if gate.approval.need is None else gate.approval.need
        return len(roles & set(gate.approval.roles)) >= need
    return bool(roles)


def is_passed(entry: Entry, gate: Gate) -> bool:
    """Whether the gate is behind the entry."""
    rounds = {each.round for each in entry.decisions if each.gate == gate.code}
    return any(
        is_approved(gate, [each for each in entry.decisions if each.gate == gate.code and each.round == n])
        for n in rounds
    )


def gates_of(stage: Stage, task: Dossier) -> tuple[Gate, ...]:
    """The gates that exist for this task at the stage."""
    return tuple(gate for gate in stage.gates if gate.when is None or gate.when.holds(task))


def awaited_gate(stage: Stage, entry: Entry, task: Dossier) -> Gate | None:
    """The gate at which the entry waits; None when all are passed.

    An optional gate is awaited when a paper that opens it came after its last finished round.
    """
    for gate in gates_of(stage, task):
        if gate.optional:
            asked = sum(paper.paper == gate.opened_by and not paper.withdrawn for paper in entry.submissions)
            if asked >= round_of(entry, gate):
                return gate
        elif not is_passed(entry, gate):
            return gate
    return None


def decider_roles(gate: Gate) -> tuple[Role, ...]:
    """The roles that may decide at the gate; a council's conclusion is recorded by its members or DoST."""
    if isinstance(gate.approval, Council):
        return (Role.COUNCIL, Role.DOST_OFFICER, Role.DOST_HEAD)
    return gate.approval.roles


def obstacles(stage: Stage, entry: Entry, task: Dossier, gate: Gate, on: date) -> tuple[str, ...]:
    """Every reason why the gate cannot be approved on that day; empty when it can."""
    found: list[str] = []
    missing = papers_missing(stage, entry, task)
    found.extend(f"Thiếu giấy tờ: {_paper_text(paper)}." for paper in missing)
    if clock_stopped(entry):
        found.append("Đang chờ bổ sung hồ sơ theo yêu cầu.")
    found.extend(unmet(gate.checks, task, on))
    found.extend(_too_early(gate, task, on))
    if isinstance(gate.approval, Council):
        found.extend(_council_obstacles(gate, entry, task.province))
    return tuple(dict.fromkeys(found))


def _paper_text(paper: Paper) -> str:
    who = " hoặc ".join(dict.fromkeys(role.vi for role in paper.by))
    form = f" ({paper.form})" if paper.form else ""
    return f"{paper.vi}{form}, do {who} nộp"


def _too_early(gate: Gate, task: Dossier, on: date) -> tuple[str, ...]:
    if gate.not_before is None or not checks.BY_SELECTION.holds(task):
        return ()  # an invitation to a named host stands open for no set time
    earliest = due(gate.not_before, task, on).on
    if earliest is None or on >= earliest:
        return ()
    return (f"Chưa hết thời gian thông báo: sớm nhất là ngày {earliest:%d/%m/%Y}.",)


def _council_obstacles(gate: Gate, entry: Entry, province: str) -> tuple[str, ...]:
    if not isinstance(gate.approval, Council):
        return ()
    sitting = entry.sitting(gate.code)
    if sitting is None:
        return (f"Chưa thành lập {law.SCHEMES[gate.approval.scheme].vi.lower()}.",)
    scheme = law.scheme(gate.approval.scheme, sitting.formed_on, province)
    return councils.outcome(scheme, sitting).obstacles


def next_step(stage: Stage, task: Dossier, verdict: Verdict) -> Step | None:
    """Where the task goes when it leaves the stage; None when no step is open to it."""
    if verdict is Verdict.WITHDRAW:
        return Step(None, outcome="withdrawn")
    steps = stage.on_reject if verdict is Verdict.REJECT else stage.next
    return next((step for step in steps if step.when is None or step.when.holds(task)), None)


def opened_beside(stage: Stage, task: Dossier) -> tuple[str, ...]:
    """The tracks beside the line that an exit from the stage opens for this task."""
    return tuple(step.to for step in stage.opens if step.to and (step.when is None or step.when.holds(task)))


def documents_due(stage: Stage, task: Dossier, moment: str) -> tuple[Generated, ...]:
    """The documents that the stage generates at that moment for this task.

    A moment may bear its round (`completeness#2`): what the gate generates, it generates in every round. Each
    return for supplement (`supplement:completeness#1`) has its notice.
    """
    occasion = moment.partition("#")[0]
    if occasion.partition(":")[0] == Moment.SUPPLEMENT:
        return (ON_SUPPLEMENT,)
    return tuple(
        each
        for each in stage.documents
        if each.on == occasion and (each.when is None or each.when.holds(task))
    )


@dataclass(frozen=True)
class Owed:
    """A duty beside the line: due date, whether done, whether overdue on the day of judgement."""

    obligation: Obligation
    due_on: date | None
    done: bool
    overdue: bool


def obligations(task: Dossier, on: date) -> tuple[Owed, ...]:
    """The duties that run beside the line, with their clocks, for those whose clock has started."""
    owed = []
    for duty in OBLIGATIONS:
        applies = duty.applies is None or duty.applies.holds(task)
        start = task.date_of(duty.deadline.since) if duty.deadline.since else None
        if not applies or start is None:
            continue
        when = due(duty.deadline, task, start).on
        done = duty.done_when.holds(task)
        owed.append(Owed(duty, when, done, not done and when is not None and when < on))
    return tuple(owed)


def stage_of(task: Dossier, entry: Entry) -> Stage:
    """The stage of a task's stay, as the version knows it by which the task lives."""
    return stages_of(task)[entry.stage]


def main_entry(task: Dossier) -> Entry | None:
    """The open entry on the main line; None when the life has ended."""
    return next((entry for entry in task.open_entries if not stage_of(task, entry).beside), None)


def may_submit(paper: Paper, role: Role) -> bool:
    """Whether a person in that role may hand in the paper."""
    return role in paper.by


def verdicts_on_offer(stage: Stage, gate: Gate) -> tuple[Verdict, ...]:
    """What may be decided at the gate, and, where a party may take the task back, its withdrawal."""
    return (*allowed_verdicts(gate), Verdict.WITHDRAW) if stage.withdrawn_by else allowed_verdicts(gate)


def allowed_verdicts(gate: Gate) -> tuple[Verdict, ...]:
    """What may be decided at the gate."""
    plain = (Verdict.APPROVE, Verdict.SUPPLEMENT)
    return (*plain, Verdict.REJECT) if gate.may_reject and not isinstance(gate.approval, Council) else plain


def is_single(gate: Gate) -> bool:
    """Whether one person decides at the gate."""
    return isinstance(gate.approval, Single)
