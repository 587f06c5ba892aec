"""Approving many at once, at gates where one person decides and nothing stands in the way.

Each task is decided in a transaction of its own, so that one refusal holds up no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from actions import decisions, sight, wiring
from models import progress
from models.errors import Refused, TripleHelixError
from models.language import Verdict
from models.permissions import Actor


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
    """Approve at several gates, each (code, gate); what is refused says why, and the rest goes on."""
    return tuple(_approve(code, gate, actor, on, channel) for code, gate in dict.fromkeys(chosen))


def _approve(code: str, gate_code: str, actor: Actor, on: date, channel: str) -> Approved:
    try:
        with wiring.unit_of_work() as session:
            _, _, gate = decisions.awaited(sight.seen(session, code, actor), gate_code)
            if not progress.is_single(gate):
                raise Refused(f"«{gate.vi}» không do một người quyết định nên không duyệt cùng lúc được.")
            made = decisions.decide(session, code, gate_code, Verdict.APPROVE, actor, on=on, channel=channel)
    except TripleHelixError as refusal:
        return Approved(code, gate_code, done=False, sentences=refusal.reasons)
    return Approved(code, gate_code, done=True, sentences=(made.sentence,))
