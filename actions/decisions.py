"""Deciding at a gate: load, ask, change. All doors (portal, command line, Prefect) come through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, dossiers, issuing, outbox, stages
from models import councils, law, progress
from models.dossier import Dossier, Entry, Position
from models.errors import NotPermitted, Refused
from models.language import Council, Gate, Moment, Role, Stage, Verdict
from models.lifecycle import STAGES
from models.permissions import Actor, role_to_decide
from models.tables import Decision, Result


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
        stage = STAGES[entry.stage]
        gate = progress.awaited_gate(stage, entry, task)
        if gate is not None:
            waiting.append((stage, entry, gate))
    for stage, entry, gate in waiting:
        if gate.code == gate_code or (not gate_code and not stage.beside):
            return stage, entry, gate
    if not waiting:
        raise Refused(f"Nhiệm vụ {task.code} không chờ quyết định nào: vòng đời đã kết thúc.")
    names = "; ".join(f"{gate.vi} ({gate.code})" for _, _, gate in waiting)
    raise Refused(f"Nhiệm vụ {task.code} không chờ «{gate_code}»; đang chờ: {names}.")


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
    task = dossiers.load(session, code, lock=True)
    stage, entry, gate = awaited(task, gate_code)
    deciders = stage.withdrawn_by if verdict is Verdict.WITHDRAW else progress.decider_roles(gate)
    role = role_to_decide(actor, task, deciders, entry)
    if role is None:
        wanted = ", ".join(each.vi for each in deciders) or "không ai"
        act = "Rút nhiệm vụ ở giai đoạn này" if verdict is Verdict.WITHDRAW else f"«{gate.vi}»"
        raise NotPermitted(f"{act} do {wanted} quyết định; {actor.title} không có thẩm quyền này.")
    number = progress.round_of(entry, gate)
    reasons = [
        *personal_reasons(task, stage, entry, gate, verdict, actor, role),
        *_reasons(verdict, comment, missing),
    ]
    if verdict is Verdict.APPROVE:
        reasons.extend(progress.obstacles(stage, entry, task, gate, on))
    if reasons:
        raise Refused.because(reasons)
    counted = _counted(gate, entry, task)
    concluded = counted.verdict if counted is not None and verdict is Verdict.APPROVE else None
    final = concluded or verdict
    session.add(
        Decision(
            entry_id=entry.id,
            gate=gate.code,
            round=number,
            person_id=actor.id,
            role=role.value,
            verdict=final.value,
            on=on,
            comment=comment,
            missing=list(missing),
            channel=channel,
        )
    )
    session.flush()
    sentence = _sentence(gate, counted, final, actor.signing_as(role), comment, missing)
    audit.record(
        session,
        f"task:gate:{_ACTS[final]}",
        sentence,
        on=on,
        task_id=task.id,
        person_id=actor.id,
        facts={"gate": gate.code, "round": number, "entry": entry.id, "channel": channel},
    )
    passed, moved_to = _apply(session, _Ruling(task, stage, entry, gate, number, on), final, missing)
    stages.touch(session, task.id)
    outbox.promise(session, outbox.Kind.REDRAW, f"task:{code}", on=on, code=code)
    outbox.promise(session, outbox.Kind.CLOSET, f"case:{code}", on=on, code=code)
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
    """A decision on its way: where it was made, in which round, and on which day."""

    task: Dossier
    stage: Stage
    entry: Entry
    gate: Gate
    round: int
    on: date

    @property
    def is_council(self) -> bool:
        return isinstance(self.gate.approval, Council)

    @property
    def moment(self) -> str:
        """The moment under which the documents of this decision are issued: once for each round."""
        return self.gate.code if self.round == 1 else f"{self.gate.code}#{self.round}"


def _apply(
    session: Session, ruling: _Ruling, verdict: Verdict, missing: Sequence[str]
) -> tuple[bool, str | None]:
    """Do what the decision brings about; returns whether the gate is passed, and the stage moved to."""
    if verdict is Verdict.SUPPLEMENT:
        stages.stop_clock(session, ruling.entry.id, ruling.on, "; ".join(missing))
        _promise_documents(session, ruling, f"{Moment.SUPPLEMENT}:{ruling.gate.code}#{ruling.round}")
        return False, None
    if verdict is Verdict.WITHDRAW:
        return False, stages.leave(session, ruling.task.code, ruling.entry.id, verdict, ruling.on)
    if verdict is Verdict.REJECT:
        return False, _turn_away(session, ruling)
    if not _is_enough(session, ruling):
        return False, None
    _fix(session, ruling)
    _promise_documents(session, ruling, ruling.moment)
    now = dossiers.load(session, ruling.task.code)
    if progress.awaited_gate(ruling.stage, _same(now, ruling.entry), now) is not None:
        return True, None
    return True, stages.leave(session, now.code, ruling.entry.id, verdict, ruling.on)


def _turn_away(session: Session, ruling: _Ruling) -> str | None:
    """Take a rejected task along its way out; a rejected request leaves the task where it is."""
    if ruling.gate.optional:
        return None
    if ruling.is_council:
        _fix(session, ruling)
    _promise_documents(session, ruling, ruling.moment if ruling.is_council else Moment.TERMINATE.value)
    return stages.leave(session, ruling.task.code, ruling.entry.id, Verdict.REJECT, ruling.on)


def _is_enough(session: Session, ruling: _Ruling) -> bool:
    """Whether the approvals of this round, this one included, satisfy the gate."""
    here = _same(dossiers.load(session, ruling.task.code), ruling.entry)
    made = [each for each in here.decisions if (each.gate, each.round) == (ruling.gate.code, ruling.round)]
    return progress.is_approved(ruling.gate, made)


def _fix(session: Session, ruling: _Ruling) -> None:
    """Fix the dates (and the grade) that the gate puts on record."""
    stages.set_dates(session, ruling.task.id, ruling.gate.records, ruling.on)
    counted = _counted(ruling.gate, ruling.entry, ruling.task)
    if counted is not None and counted.grade is not None:
        session.get_one(Result, ruling.task.id).grade = counted.grade.value
        session.flush()
    stages.refresh_due(session, ruling.task.code)


def _same(task: Dossier, entry: Entry) -> Entry:
    return next(each for each in task.entries if each.id == entry.id)


def _promise_documents(session: Session, ruling: _Ruling, moment: str) -> None:
    """Promise the documents of the decision.

    Raises:
        Refused: a document could not be written, for a fact that it must state is not known.
    """
    task = dossiers.load(session, ruling.task.code)
    reasons = issuing.facts_missing(task, _same(task, ruling.entry), moment, ruling.on)
    if reasons:
        raise Refused.because(reasons)
    outbox.promise(
        session,
        outbox.Kind.STAGE,
        f"task:{ruling.task.code}",
        on=ruling.on,
        code=ruling.task.code,
        entry=ruling.entry.id,
        moment=moment,
    )
