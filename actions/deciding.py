"""What a person sees before deciding: in which role, which ways are open, what stands in the way, papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import decisions, sight, task_papers
from actions.decisions import Made
from actions.desk.judged import count_of, lender
from actions.task_papers import HandedIn, IssuedPaper
from models import progress
from models.dossier import Decision, Dossier, Entry
from models.errors import NotPermitted, Refused
from models.language import Council, Gate, Paper, Role, Stage, Verdict
from models.permissions import Actor, role_to_decide


@dataclass(frozen=True)
class Sheet:
    """A gate as the person who decides sees it.

    `obstacles` keep it from being approved, `personal` keep this person from deciding at all. `papers` are
    those that may be asked for anew. `round` is the round of decisions to which the sheet belongs.
    """

    task: Dossier
    stage: Stage
    entry: Entry
    gate: Gate
    due_on: date | None
    role: Role
    acts_as: str
    lent_by: str
    verdicts: tuple[Verdict, ...]
    obstacles: tuple[str, ...]
    personal: tuple[str, ...]
    papers: tuple[Paper, ...]
    handed_in: tuple[HandedIn, ...]
    issued: tuple[IssuedPaper, ...]
    made: tuple[Decision, ...]
    count: str
    round: int

    @property
    def is_council(self) -> bool:
        """Whether a council's conclusion is recorded here."""
        return isinstance(self.gate.approval, Council)


def sheet(session: Session, code: str, gate_code: str, actor: Actor, on: date) -> Sheet:
    """What the person must know before deciding at the gate.

    Raises:
        NotFound: there is no such task that the person may see.
        NotPermitted: the person neither decides here nor may take the task back.
        Refused: the task does not wait for that gate; the sentence says what it waits for.
    """
    task = sight.seen(session, code, actor)
    stage, entry, gate = decisions.awaited(task, gate_code)
    deciders = progress.decider_roles(gate)
    decides = role_to_decide(actor, task, deciders, entry)
    takes_back = role_to_decide(actor, task, stage.withdrawn_by, entry)
    role = decides or takes_back
    if role is None:
        who = ", ".join(each.vi for each in deciders)
        raise NotPermitted(f"«{gate.vi}» do {who} quyết định; {actor.title} không có thẩm quyền này.")
    verdicts = (
        *(progress.allowed_verdicts(gate) if decides is not None else ()),
        *((Verdict.WITHDRAW,) if takes_back is not None else ()),
    )
    return Sheet(
        task=task,
        stage=stage,
        entry=entry,
        gate=gate,
        due_on=progress.due_on(entry, on),
        role=role,
        acts_as=actor.signing_as(role),
        lent_by=lender(actor, role),
        verdicts=verdicts,
        obstacles=progress.obstacles(stage, entry, task, gate, on),
        personal=tuple(decisions.personal_reasons(task, stage, entry, gate, verdicts[0], actor, role)),
        papers=progress.papers_of(stage, task),
        handed_in=tuple(each for each in task_papers.handed_in(session, task) if each.stage == entry.stage),
        issued=task_papers.issued(session, task, actor)[:5],
        made=progress.decisions_in_round(entry, gate),
        count=count_of(gate, entry, task.province),
        round=progress.round_of(entry, gate),
    )


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
    round_seen: int | None = None,
    channel: str,
) -> Made:
    """Decide at a gate of a task that the person may see, in the round that was shown.

    Raises:
        NotFound, NotPermitted, Refused: as `decisions.decide` does; also when somebody decided meanwhile, so
            that what was shown is no longer what is decided.
    """
    task = sight.seen(session, code, actor)
    _, entry, gate = decisions.awaited(task, gate_code)
    if round_seen is not None and progress.round_of(entry, gate) != round_seen:
        last = [each for each in entry.decisions if each.gate == gate.code][-1]
        raise Refused(
            f"Trong lúc bạn xem, {last.title} đã quyết định tại «{gate.vi}»: {last.verdict.label.lower()}. "
            "Hãy xem lại hồ sơ trước khi quyết định."
        )
    return decisions.decide(
        session,
        code,
        gate_code,
        verdict,
        actor,
        on=on,
        comment=comment,
        missing=tuple(each.strip() for each in missing if each.strip()),
        channel=channel,
    )
