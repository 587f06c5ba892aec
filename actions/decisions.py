"""Deciding at a gate: load, ask, change. All doors (portal, command line, Prefect) come through here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import deeds, issuing, outbox, stages, wiring
from actions.deeds import Deed
from actions.operation import figures
from models import councils, law, progress
from models.dossier import Decision as DecisionMade
from models.dossier import Dossier, Entry, Position
from models.errors import NotPermitted, Refused, TripleHelixError
from models.language import Council, Gate, Moment, Role, Stage, Verdict
from models.lifecycle import stages_of
from models.permissions import Actor, role_to_decide


@dataclass(frozen=True)
class Made:
    """A decision that was made: what it was, and where the task stands now."""

    code: str
    gate: str
    verdict: Verdict
    stage: str
    passed: bool
    moved_to: str | None
    sentence: str


def awaited(task: Dossier, gate_code: str = "") -> tuple[Stage, Entry, Gate]:
    """The stage, entry and gate that are awaited; the named gate where several wait side by side.

    Raises:
        Refused: when nothing is awaited, or not that gate.
    """
    waiting = []
    for entry in task.open_entries:
        stage = progress.stage_of(task, entry)
        gate = progress.awaited_gate(stage, entry, task)
        if gate is not None:
            waiting.append((stage, entry, gate))
    for stage, entry, gate in waiting:
        if gate.code == gate_code or (not gate_code and not stage.beside):
            return stage, entry, gate
    if not waiting:
        raise Refused(f"Nhiệm vụ {task.code} không chờ quyết định nào: vòng đời đã kết thúc.")
    names = "; ".join(f"{gate.vi} ({gate.code})" for _, _, gate in waiting)
    raise Refused(f"Nhiệm vụ {task.code} không chờ «{_named(task, gate_code)}»; đang chờ: {names}.")


def _named(task: Dossier, gate_code: str) -> str:
    """The title of a gate of the task's own lifecycle; the code where no gate bears it."""
    gates = (gate for stage in stages_of(task).values() for gate in stage.gates)
    return next((gate.vi for gate in gates if gate.code == gate_code), gate_code)


def decide(
    session: Session,
    code: str,
    gate_code: str,
    verdict: Verdict,
    actor: Actor,
    *,
    on: date,
    comment: str = "",
    missing: Sequence[str] = (),
    channel: str,
) -> Made:
    """Decide at a gate of a task, on that day.

    At a council's gate, approving means recording the council's conclusion, whatever it is. Withdrawing
    belongs to the party that asked, whoever decides at the gate.

    Raises:
        NotFound: no such task.
        NotPermitted: the actor holds no role that decides here.
        Refused: with every reason why it cannot be decided so now.
    """
    deed = deeds.begin(session, code, on)
    made = _decided(deed, Asked(code, gate_code, verdict, comment, tuple(missing)), actor, channel)
    deeds.write(session, deed)
    figures.decided(session.info, channel)
    return made


@dataclass(frozen=True)
class Asked:
    """What somebody wants to decide: on which task, at which gate, how, and what they say to it."""

    code: str
    gate: str
    verdict: Verdict
    comment: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came of it: the decision that was made, or why it was not, every reason a sentence."""

    code: str
    made: Made | None = None
    refusal: str = ""


def decide_many(rows: Sequence[Asked], actor: Actor, *, on: date, channel: str) -> tuple[Answer, ...]:
    """Decide on many tasks, on that day; a refusal of one holds up none of the others.

    Each hundred is one transaction of its own, in which each task is held, judged and written as `decide`
    does it: the answers stand in the order of what was asked. A task that is asked about twice is decided
    twice, the second time as the first decision left it.

    Raises:
        Unavailable: the database does not answer; of the hundred at work then, nothing is written.
    """
    answers: list[Answer] = []
    for part in _in_parts(rows):
        with wiring.unit_of_work() as session:
            answers += _decide_part(session, part, actor, on, channel)
    return tuple(answers)


_AT_ONCE = 100
"""Decisions in one transaction: enough that what each transaction costs is shared, and few enough that nobody
waits long for a task or for the journal."""


def _in_parts(rows: Sequence[Asked]) -> Iterator[list[Asked]]:
    """The rows in parts of one transaction each, in none of which a task comes twice."""
    part: dict[str, Asked] = {}
    for row in rows:
        if row.code in part or len(part) == _AT_ONCE:
            yield list(part.values())
            part = {}
        part[row.code] = row
    if part:
        yield list(part.values())


def _decide_part(
    session: Session, rows: Sequence[Asked], actor: Actor, on: date, channel: str
) -> Iterator[Answer]:
    begun = {deed.task.code: deed for deed in deeds.begin_many(session, [row.code for row in rows], on)}
    done: list[Deed] = []
    for row in rows:
        deed = begun.get(row.code)
        try:
            if deed is None:
                raise deeds.unknown(row.code)
            made = _decided(deed, row, actor, channel)
        except TripleHelixError as refusal:
            yield Answer(row.code, refusal=str(refusal))
        else:
            done.append(deed)
            yield Answer(row.code, made)
    deeds.write(session, *done)
    figures.decided(session.info, channel, len(done))


def _decided(deed: Deed, asked: Asked, actor: Actor, channel: str) -> Made:
    """Judge what is asked, and note all that it brings about.

    Raises:
        NotPermitted: the actor holds no role that decides here.
        Refused: with every reason why it cannot be decided so now.
    """
    task, on, verdict = deed.task, deed.on, asked.verdict
    stage, entry, gate = awaited(task, asked.gate)
    deciders = stage.withdrawn_by if verdict is Verdict.WITHDRAW else progress.decider_roles(gate)
    role = role_to_decide(actor, task, deciders, entry)
    if role is None:
        wanted = ", ".join(each.vi for each in deciders) or "không ai"
        act = "Rút nhiệm vụ ở giai đoạn này" if verdict is Verdict.WITHDRAW else f"«{gate.vi}»"
        raise NotPermitted(f"{act} do {wanted} quyết định; {actor.title} không có thẩm quyền này.")
    number = progress.round_of(entry, gate)
    reasons = [
        *personal_reasons(task, stage, entry, gate, verdict, actor, role),
        *_reasons(verdict, asked.comment, asked.missing),
    ]
    if verdict is Verdict.APPROVE:
        reasons.extend(progress.obstacles(stage, entry, task, gate, on))
    if reasons:
        raise Refused.because(reasons)
    counted = _counted(gate, entry, task)
    concluded = counted.verdict if counted is not None and verdict is Verdict.APPROVE else None
    final = concluded or verdict
    decision = DecisionMade(
        gate.code, number, actor.id, role, actor.title, final, on, asked.comment, tuple(asked.missing)
    )
    deed.decided(entry, decision, channel)
    sentence = _sentence(gate, counted, final, actor.signing_as(role), asked.comment, asked.missing)
    deed.noted(
        f"task:gate:{_ACTS[final]}",
        sentence,
        person=actor.id,
        gate=gate.code,
        round=number,
        entry=entry.id,
        channel=channel,
    )
    passed, moved_to = _apply(_Ruling(deed, stage, entry.id, gate, number, counted), final, asked.missing)
    deed.touched()
    code = task.code
    deed.promised(outbox.Kind.REDRAW, f"task:{code}", code=code)
    deed.promised(outbox.Kind.CLOSET, f"case:{code}", code=code)
    return Made(code, gate.code, final, stage.code, passed, moved_to, sentence)


_ACTS = {
    Verdict.APPROVE: "approved",
    Verdict.SUPPLEMENT: "returned",
    Verdict.REJECT: "rejected",
    Verdict.WITHDRAW: "withdrawn",
}


def personal_reasons(
    task: Dossier, stage: Stage, entry: Entry, gate: Gate, verdict: Verdict, actor: Actor, role: Role
) -> list[str]:
    """Why this person may not decide this: own paper, a decision already made, a verdict not on offer.

    Who acts by delegation is bound by what the lender did: nobody approves their own through a deputy.
    """
    found = []
    bound = actor.stands_for(role)
    own = [paper for paper in entry.submissions if paper.by_person in bound and not paper.withdrawn]
    if own and not isinstance(gate.approval, Council) and verdict is not Verdict.WITHDRAW:
        found.append("Người đã nộp hồ sơ không được tự phê duyệt hồ sơ của mình.")
    if any(made.by_person in bound for made in progress.decisions_in_round(entry, gate)):
        found.append(
            f"{actor.signing_as(role)} đã quyết định tại «{gate.vi}»; mỗi người chỉ quyết định một lần."
        )
    if gate.chair_of is not None and verdict is not Verdict.WITHDRAW and not _is_chair(task, gate, actor):
        found.append("Chỉ chủ tịch hội đồng nghiệm thu xác nhận hoàn thiện.")
    if verdict not in progress.verdicts_on_offer(stage, gate):
        found.append(f"Không thể chọn «{verdict.label}» tại «{gate.vi}».")
    return found


def _is_chair(task: Dossier, gate: Gate, actor: Actor) -> bool:
    """Whether the actor chaired the council of the gate that this one follows."""
    sittings = [sitting for entry in task.entries if (sitting := entry.sitting(gate.chair_of or ""))]
    return bool(sittings) and any(
        seat.person == actor.id and seat.position is Position.CHAIR for seat in sittings[-1].seats
    )


def _reasons(verdict: Verdict, comment: str, missing: Sequence[str]) -> list[str]:
    if verdict is Verdict.WITHDRAW and not comment.strip():
        return ["Khi rút nhiệm vụ phải nêu lý do."]
    if verdict is Verdict.SUPPLEMENT and not any(each.strip() for each in missing):
        return ["Khi yêu cầu bổ sung phải nêu rõ còn thiếu gì."]
    return []


def _counted(gate: Gate, entry: Entry, task: Dossier) -> councils.Outcome | None:
    """What the council's ballots say; None at a gate that has no council, or where none was formed."""
    sitting = entry.sitting(gate.code)
    if not isinstance(gate.approval, Council) or sitting is None:
        return None
    return councils.outcome(law.scheme(gate.approval.scheme, sitting.formed_on, task.province), sitting)


def _sentence(
    gate: Gate,
    counted: councils.Outcome | None,
    verdict: Verdict,
    decider: str,
    comment: str,
    missing: Sequence[str],
) -> str:
    """What the journal says of the decision."""
    parts = [f"{decider}: {verdict.label.lower()} tại «{gate.vi}»."]
    if counted is not None:
        parts.append(counted.sentence_vi)
    if missing:
        parts.append("Cần bổ sung: " + "; ".join(missing) + ".")
    if comment:
        parts.append(f"Ý kiến: {comment}")
    return " ".join(parts)


@dataclass(frozen=True)
class _Ruling:
    """A decision on its way: where it was made, in which round, and what the council's ballots said."""

    deed: Deed
    stage: Stage
    entry_id: int
    gate: Gate
    round: int
    counted: councils.Outcome | None

    @property
    def entry(self) -> Entry:
        """The stay in which it was made, as it stands now."""
        return self.deed.entry(self.entry_id)

    @property
    def is_council(self) -> bool:
        return isinstance(self.gate.approval, Council)

    @property
    def moment(self) -> str:
        """The moment under which the documents of this decision are issued: once for each round."""
        return self.gate.code if self.round == 1 else f"{self.gate.code}#{self.round}"


def _apply(ruling: _Ruling, verdict: Verdict, missing: Sequence[str]) -> tuple[bool, str | None]:
    """Do what the decision brings about; returns whether the gate is passed, and the stage moved to."""
    deed = ruling.deed
    if verdict is Verdict.SUPPLEMENT:
        deed.stopped(ruling.entry, "; ".join(missing))
        _promise_documents(ruling, f"{Moment.SUPPLEMENT}:{ruling.gate.code}#{ruling.round}")
        return False, None
    if verdict is Verdict.WITHDRAW:
        return False, stages.step_on(deed, ruling.entry, verdict)
    if verdict is Verdict.REJECT:
        return False, _turn_away(ruling)
    if not _is_enough(ruling):
        return False, None
    _fix(ruling)
    _promise_documents(ruling, ruling.moment)
    if progress.awaited_gate(ruling.stage, ruling.entry, deed.task) is not None:
        return True, None
    return True, stages.step_on(deed, ruling.entry, verdict)


def _turn_away(ruling: _Ruling) -> str | None:
    """Take a rejected task along its way out; a rejected request leaves the task where it is."""
    if ruling.gate.optional:
        return None
    if ruling.is_council:
        _fix(ruling)
    _promise_documents(ruling, ruling.moment if ruling.is_council else Moment.TERMINATE.value)
    return stages.step_on(ruling.deed, ruling.entry, Verdict.REJECT)


def _is_enough(ruling: _Ruling) -> bool:
    """Whether the approvals of this round, this one included, satisfy the gate."""
    here = ruling.entry.decisions
    made = [each for each in here if (each.gate, each.round) == (ruling.gate.code, ruling.round)]
    return progress.is_approved(ruling.gate, made)


def _fix(ruling: _Ruling) -> None:
    """Fix the dates (and the grade) that the gate puts on record."""
    deed = ruling.deed
    deed.dated(stages.dates_fixed(ruling.gate.records, deed.on, deed.task))
    if ruling.counted is not None and ruling.counted.grade is not None:
        deed.graded(ruling.counted.grade)
    stages.date_open_stays(deed)


def _promise_documents(ruling: _Ruling, moment: str) -> None:
    """Promise the documents of the decision.

    Raises:
        Refused: a document could not be written, for a fact that it must state is not known.
    """
    deed, code = ruling.deed, ruling.deed.task.code
    reasons = issuing.facts_missing(deed.task, ruling.entry, moment, deed.on)
    if reasons:
        raise Refused.because(reasons)
    deed.promised(outbox.Kind.STAGE, f"task:{code}", code=code, entry=ruling.entry_id, moment=moment)
