"""The ears: what a person answered in Prefect's form becomes a decision, or the run says why not.

The run itself never fails: a wrong code or an impossible decision puts it back to PAUSED with the reasons
above the form. An answer whose handling was cut short is heard again; a question answered by then is let be.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from actions import decisions, people, remedies, wiring
from actions.operation import trail
from flows import forms
from flows.drawing import CASE, Studio, picture_of
from flows.forms import Answer
from models.errors import NotFound, TripleHelixError, Unavailable, WrongCode
from models.language import Verdict
from models.permissions import Actor
from models.picture import Form

_log = logging.getLogger(__name__)

CHANNEL: Final = "prefect"
"""How decisions that were made in Prefect's form are marked on record."""

_BROKEN: Final = "Có lỗi trong hệ thống, câu trả lời chưa được ghi nhận. Hãy thử lại hoặc báo quản trị viên."


@dataclass(frozen=True)
class Heard:
    """An answer that was dealt with; `refusal` is empty when it was written down, else a reason a line."""

    subject: str
    refusal: str


class Ears:
    """Hears the answers that people give in Prefect.

    Args:
        studio: where windows are drawn.
    """

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._strangers: set[UUID] = set()
        """Runs of what is not on record: of another house's, or of what a restore went back behind."""

    def turn(self) -> list[Heard]:
        """Deal with every answer that waits."""
        waiting = [each for each in self._studio.window.answers() if each.run_id not in self._strangers]
        return [heard for answer in waiting if (heard := self._on_a_trail(answer)) is not None]

    def _on_a_trail(self, answer: Answer) -> Heard | None:
        """Each answer begins a trail, as a click in the portal does."""
        with trail.following():
            return self._hear(answer)

    def _hear(self, answer: Answer) -> Heard | None:
        on = wiring.today()
        refusal = self._weigh(answer, on)
        try:
            self._studio.settle(answer.subject, answer.run_id, on, refusal)
        except NotFound:
            _log.warning("%s is not on record; its run %s is left alone", answer.subject, answer.run_id)
            self._strangers.add(answer.run_id)
            return None
        return Heard(answer.subject, refusal)

    def _weigh(self, answer: Answer, on: date) -> str:
        """Write the answer down as a decision; returns why it cannot be, or nothing.

        Raises:
            Unavailable: the database is away; the answer stays where it is.
        """
        if not answer.fields:
            return ""
        try:
            write_down(answer, on)
        except Unavailable:
            raise
        except WrongCode as refusal:
            with wiring.unit_of_work() as session:
                people.count_failure(session, answer.fields.get(forms.PERSON, ""))
            return "\n".join(refusal.reasons)
        except TripleHelixError as refusal:
            return "\n".join(refusal.reasons)
        except Exception:  # noqa: BLE001 - one answer that breaks the code must not silence all others
            _log.exception("The answer of %s could not be written down", answer.subject)
            return _BROKEN
        return ""


def write_down(answer: Answer, on: date) -> None:
    """Turn an answer into a decision in one transaction, if its question is still open.

    A question that is no longer asked has been answered: by somebody in the portal, or by this very answer
    before the engine was cut short.

    Raises:
        TripleHelixError: the code is wrong or the decision is refused.
    """
    with wiring.unit_of_work() as session:
        picture = picture_of(session, answer.subject, on)
        form = picture.form if picture is not None else None
        if form is None or form.key != answer.key:
            _log.info("%s: question %s is no longer asked", answer.subject, answer.key)
            return
        person, code = answer.fields.get(forms.PERSON, ""), answer.fields.get(forms.CODE, "")
        actor = people.prove(session, person, code, given_at=answer.at)
        if answer.subject.startswith(f"{CASE}:"):
            _choose_remedy(session, answer, actor, on)
        else:
            _decide(session, answer, form, actor, on)


def _decide(session: Session, answer: Answer, form: Form, actor: Actor, on: date) -> None:
    decisions.decide(
        session,
        _code_of(answer),
        form.gate,
        Verdict(answer.fields[forms.VERDICT]),
        actor,
        on=on,
        comment=answer.fields.get(forms.COMMENT, ""),
        missing=_lines(answer.fields.get(forms.MISSING, "")),
        channel=CHANNEL,
    )


def _choose_remedy(session: Session, answer: Answer, actor: Actor, on: date) -> None:
    due = answer.fields.get(forms.DUE)
    remedies.answer(
        session,
        _code_of(answer),
        answer.fields[forms.VERDICT],
        actor,
        on=on,
        comment=answer.fields.get(forms.COMMENT, ""),
        document=answer.fields.get(forms.DOCUMENT, ""),
        due_on=wiring.parse_day(due) if due else None,
        party=answer.fields.get(forms.PARTY, ""),
        who=answer.fields.get(forms.WHO, ""),
        channel=CHANNEL,
    )


def _code_of(answer: Answer) -> str:
    return answer.subject.partition(":")[2]


def _lines(value: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in value.splitlines() if line.strip())
