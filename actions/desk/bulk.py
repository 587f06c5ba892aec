"""Approving many at once, at gates where one person decides and nothing stands in the way.

What is refused says why and holds up nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions import decisions, dossiers, wiring
from actions.decisions import Asked
from models import progress
from models.dossier import Dossier
from models.errors import Refused
from models.language import Verdict
from models.permissions import Actor, may_see


@dataclass(frozen=True)
class Approved:
    """What came of one task: whether it was approved, and the sentences that tell it."""

    code: str
    gate: str
    done: bool
    sentences: tuple[str, ...]


def approve_many(
    chosen: Sequence[tuple[str, str]], actor: Actor, *, on: date, channel: str
) -> tuple[Approved, ...]:
    """Approve at several gates, each (code, gate), in their order; as `decisions.decide_many` does it."""
    wanted = tuple(dict.fromkeys(chosen))
    if not wanted:
        return ()
    with wiring.unit_of_work() as session:
        tasks = {task.code: task for task in dossiers.several(session, *dict(wanted))}
    barred = {each: _bar(tasks.get(each[0]), *each, actor) for each in wanted}
    open_to_it = [each for each in wanted if not barred[each]]
    answers = decisions.decide_many(
        [Asked(code, gate, Verdict.APPROVE) for code, gate in open_to_it], actor, on=on, channel=channel
    )
    told = dict(zip(open_to_it, answers, strict=True))
    found = []
    for each in wanted:
        made = told[each].made if each in told else None
        said = (made.sentence,) if made else barred[each] or (told[each].refusal,)
        found.append(Approved(*each, done=made is not None, sentences=said))
    return tuple(found)


def _bar(task: Dossier | None, code: str, gate_code: str, actor: Actor) -> tuple[str, ...]:
    """Why the task is not for this person, or not for many at once; empty when it is."""
    if task is None or not may_see(actor, task):
        return (f"Không có nhiệm vụ nào mang mã «{code}».",)
    try:
        _, _, gate = decisions.awaited(task, gate_code)
    except Refused as refusal:
        return refusal.reasons
    if not progress.is_single(gate):
        return (f"«{gate.vi}» không do một người quyết định nên không duyệt cùng lúc được.",)
    return ()
