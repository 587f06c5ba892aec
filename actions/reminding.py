"""The morning's letters: what waits for each person, and what is due or overdue.

Who takes the daily summary finds everything in it, what is overdue first. Who declined it is reminded at the
steps of `STEPS` alone: some days before a thing is due, on the day, and afterwards again and again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import desk, letters, mail, people, wiring
from actions.desk import WaitingItem
from actions.letters import Kind, Said
from models import workdays
from models.queries import letters as queries
from models.tables import Person

STEPS: Final = frozenset({-3, 0, 1, 5, 10})
"""Working days after the due date (negative: before it) on which people are reminded; our own custom."""
THEN_EVERY: Final = 10
"""Working days between reminders of what is overdue for longer."""

_ACTS: Final[dict[str, tuple[str, str]]] = {
    "decide": ("quyết định", "decide"),
    "request": ("xem xét yêu cầu", "consider a request"),
    "conclude": ("kết luận của hội đồng", "record the council's conclusion"),
    "form": ("thành lập hội đồng", "form the council"),
    "state": ("cam kết về xung đột lợi ích", "state conflicts of interest"),
    "vote": ("bỏ phiếu", "vote"),
    "submit": ("nộp", "hand in"),
    "returned": ("bổ sung", "supplement"),
    "approve": ("duyệt để ký", "approve for signature"),
    "sign": ("ký", "sign"),
    "remedy": ("thực hiện biện pháp", "carry out the remedy"),
    "action": ("việc của hội đồng tư vấn", "the advisory council's action"),
    "file": ("nộp", "file"),
    "clear": ("xem xét cho phép", "clear"),
    "renew": ("gia hạn", "renew"),
    "mention": ("có người nhắc đến bạn", "you were mentioned"),
}
"""What is to be done, as a letter says it, in Vietnamese and in English."""


@dataclass(frozen=True)
class Promised:
    """How many letters of the morning were promised."""

    summaries: int
    reminders: int


def promise_letters(on: date) -> Promised:
    """Promise the letters of that day to everybody for whom something waits; nothing on a day of rest.

    Done again on the same day, nobody is written to twice: the day is in the letter's key.
    """
    if not mail.is_configured() or not workdays.is_working_day(on):
        return Promised(0, 0)
    with wiring.unit_of_work() as session:
        readers = [person.id for person in session.scalars(queries.readers(Kind.DIGEST.value))]
        others = [person.id for person in session.scalars(queries.readers(Kind.REMINDER.value))]
    reminded = [number for number in others if number not in set(readers)]
    return Promised(
        sum(_summary(number, on) for number in readers), sum(_reminder(number, on) for number in reminded)
    )


def _summary(person_id: int, on: date) -> bool:
    with wiring.unit_of_work() as session:
        items = _waiting(session, person_id, on)
        if not items:
            return False
        late = sum(item.due_on is not None and item.due_on < on for item in items)
        said = {
            "vi": Said(
                f"{len(items)} việc chờ bạn" + (f", {late} việc quá hạn" if late else ""),
                f"Ngày {on:%d/%m/%Y} có {len(items)} việc chờ bạn.",
                tuple(_line(item, on, "vi") for item in items),
            ),
            "en": Said(
                f"{len(items)} waiting for you" + (f", {late} overdue" if late else ""),
                f"On {on:%d/%m/%Y}, {len(items)} pieces of work wait for you.",
                tuple(_line(item, on, "en") for item in items),
            ),
        }
        return letters.promise(session, person_id, Kind.DIGEST, f"digest:{on}", said, "/work", on=on)


def _reminder(person_id: int, on: date) -> bool:
    with wiring.unit_of_work() as session:
        items = [item for item in _waiting(session, person_id, on) if is_step(item.due_on, on)]
        if not items:
            return False
        said = {
            "vi": Said(
                f"Nhắc hạn: {len(items)} việc",
                "Những việc sau sắp đến hạn hoặc đã quá hạn.",
                tuple(_line(item, on, "vi") for item in items),
            ),
            "en": Said(
                f"Due dates: {len(items)} to look at",
                "These are due soon, or overdue.",
                tuple(_line(item, on, "en") for item in items),
            ),
        }
        return letters.promise(session, person_id, Kind.REMINDER, f"reminder:{on}", said, "/work", on=on)


def _waiting(session: Session, person_id: int, on: date) -> tuple[WaitingItem, ...]:
    actor = people.actor_of(session, session.get_one(Person, person_id), on)
    return tuple(_late_first(desk.waiting_for(session, actor, on)))


def _late_first(items: Iterable[WaitingItem]) -> list[WaitingItem]:
    return sorted(items, key=lambda item: (item.due_on or date.max, item.code))


def is_step(due_on: date | None, on: date) -> bool:
    """Whether a person is reminded on that day of what is due then."""
    if due_on is None:
        return False
    days = workdays.working_days_between(due_on, on)
    return days in STEPS or (days > max(STEPS) and (days - max(STEPS)) % THEN_EVERY == 0)


def _line(item: WaitingItem, on: date, language: str) -> str:
    """One thing that waits: of which task, what, by when."""
    act = _ACTS[item.act][0 if language == "vi" else 1]
    thing = item.thing.vi if language == "vi" else item.thing.en or item.thing.vi
    return " ".join(
        part for part in (f"{item.code}:", act, f"«{thing}»", _when(item.due_on, on, language)) if part
    )


def _when(due_on: date | None, on: date, language: str) -> str:
    if due_on is None:
        return ""
    days = workdays.working_days_between(due_on, on)
    if language == "vi":
        how = "hôm nay" if days == 0 else f"quá hạn {days} ngày" if days > 0 else f"còn {-days} ngày"
        return f"(hạn {due_on:%d/%m/%Y}, {how})"
    how = (
        "today" if days == 0 else f"{days} working days overdue" if days > 0 else f"{-days} working days left"
    )
    return f"(due {due_on:%d/%m/%Y}, {how})"
