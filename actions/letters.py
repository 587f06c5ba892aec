"""Letters to people in their own language: a sentence on what there is, and a link; no more than that.

A letter is promised in the transaction that gives cause for it and sent by the engine. Its key names what it
is about, so it goes out to a person once, however often it is promised; what a person declined is not sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import mail, outbox, people, wiring
from models.queries import letters as queries
from models.tables import Person


class Kind(StrEnum):
    """What a letter is for; the value is what a person declines it by."""

    REMINDER = "reminder"
    """Something is due soon, or overdue."""
    DIGEST = "digest"
    """What waits, once on a working day."""
    ESCALATION = "escalation"
    """A case was taken one rung up, or came to its notice as a copy."""
    MENTION = "mention"
    """Somebody called this person in a remark."""


NAMES: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.REMINDER: ("Nhắc việc trước và sau hạn", "Reminders before and after due dates"),
    Kind.DIGEST: ("Bản tổng hợp mỗi ngày làm việc", "A summary each working day"),
    Kind.ESCALATION: ("Việc được chuyển lên cấp trên", "Cases taken to a superior"),
    Kind.MENTION: ("Khi có người nhắc đến tôi", "When somebody mentions me"),
}
"""What each kind is called where people choose, in Vietnamese and in English."""

_BODIES: Final[Mapping[str, str]] = {
    "vi": "Kính gửi {title},\n\n{said}\n\n{lines}Mở cổng để xem và xử lý: {link}\n\n"
    "Thư này do hệ thống gửi. Chọn loại thư muốn nhận: {choice}\n",
    "en": "To the {title},\n\n{said}\n\n{lines}Open the portal to see it and to act: {link}\n\n"
    "This letter was sent by the system. Choose which ones you get: {choice}\n",
}
_LONGEST: Final = 20
"""Lines of a letter; the rest is behind the link."""
_MORE: Final[Mapping[str, str]] = {"vi": "… và {n} việc khác.", "en": "… and {n} more."}


@dataclass(frozen=True)
class Said:
    """What a letter says in one language: its subject, a sentence, and lines below it."""

    subject: str
    sentence: str
    lines: tuple[str, ...] = ()


def promise(
    session: Session,
    person_id: int,
    kind: Kind,
    key: str,
    said: Mapping[str, Said],
    path: str,
    *,
    on: date,
) -> bool:
    """Promise a letter to a person in the caller's transaction; tells whether it was not promised before.

    Whoever was cut off among many letters, and begins anew, leaves no second promise of the first ones.

    Args:
        session: the transaction.
        person_id: to whom.
        kind: what it is for.
        key: what it is about: under one key, a person is written to once.
        said: what it says, by language (`vi`, `en`).
        path: the page of the portal that it leads to, from `/` on.
        on: the day.
    """
    subject = f"letter:{person_id}:{key}"
    if session.scalar(queries.is_promised(subject, person_id, key)):
        return False
    texts = {
        language: {"subject": each.subject, "sentence": each.sentence, "lines": list(each.lines)}
        for language, each in said.items()
    }
    outbox.promise(
        session,
        outbox.Kind.LETTER,
        subject,
        on=on,
        person=person_id,
        letter=kind.value,
        key=key,
        texts=texts,
        path=path,
    )
    return True


def deliver(facts: Mapping[str, Any], on: date) -> bool:
    """Send a promised letter, unless it went out before or is not wanted; returns whether it was sent.

    What was noted and could not be sent is undone with the transaction, so it is tried again.

    Raises:
        Unavailable: the mail server takes nothing now.
        BadInput: the settings of the mail server cannot be read.
    """
    if not mail.is_configured():
        return False
    kind = Kind(facts["letter"])
    with wiring.unit_of_work() as session:
        person = session.scalar(queries.reader(facts["person"], kind.value))
        if person is None:
            return False
        letter = written(person, facts)
        noted = session.scalar(queries.note_sent(person.id, facts["key"], kind.value, letter.subject, on))
        if noted is None:
            return False
        mail.send(letter)
    return True


def written(person: Person, facts: Mapping[str, Any]) -> mail.Letter:
    """The letter as it goes out: in the person's language, with a link."""
    language = person.language if person.language in people.LANGUAGES else people.LANGUAGES[0]
    said = facts["texts"][language]
    portal = wiring.settings().portal_url.rstrip("/")
    body = _BODIES[language].format(
        title=person.title,
        said=said["sentence"],
        lines=_listed(said["lines"], language),
        link=portal + facts["path"],
        choice=f"{portal}/account",
    )
    return mail.Letter(f"{facts['key']}-{person.id}", (person.email,), said["subject"], body, language)


def _listed(lines: Sequence[str], language: str) -> str:
    if not lines:
        return ""
    shown = [f"- {line}" for line in lines[:_LONGEST]]
    if len(lines) > _LONGEST:
        shown.append(_MORE[language].format(n=len(lines) - _LONGEST))
    return "\n".join(shown) + "\n\n"
