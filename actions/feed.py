"""The calendar of a person: due dates of what waits for them, and the sessions of councils where they sit.

A calendar is copied to telephones and to servers of others. So it says which task by its code, and what by
the name of the step; the rest is behind the link.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from icalendar import Calendar, Event, vDuration
from sqlalchemy.orm import Session

from actions import desk, wiring
from actions.desk import WaitingItem
from actions.doors import Visitor
from models.lifecycle import STAGES
from models.queries.feed import sessions_of

MOST_PAGES: Final = 4
"""Pages of the desk that a calendar shows: whoever has more begins with those that are due first."""
_BEHIND: Final = timedelta(days=30)
"""How long a session that was held stays in the calendar."""
_SESSIONS: Final = 200
_REFRESH: Final = timedelta(hours=4)
_WORDS: Final = {
    "vi": ("Việc của tôi (Triple Helix)", "Hạn", "Họp hội đồng"),
    "en": ("My work (Triple Helix)", "Due", "Council meets"),
}
"""The calendar's name, and what stands before each kind of entry."""


def calendar_of(session: Session, visit: Visitor) -> bytes:
    """The calendar, as iCalendar (RFC 5545): one entry a day that is asked for, with an id that stays."""
    name, due, meets = _WORDS.get(visit.language, _WORDS["vi"])
    calendar = Calendar()
    calendar.add("prodid", "-//Triple Helix//due dates//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(wiring.ZONE))
    calendar.add("refresh-interval", vDuration(_REFRESH), {"value": "DURATION"})
    for item in _work(session, visit):
        thing = item.thing.en if visit.language == "en" else item.thing.vi
        said = ": ".join(filter(None, (due, f"{item.code} {thing}".strip())))
        key = f"{item.act}-{item.code}-{item.gate}-{item.number}".lower()
        calendar.add_component(_entry(key, item.due_on or date.max, said, item.path))
    for council, code, stage in session.execute(
        sessions_of(visit.actor.id, wiring.today() - _BEHIND, _SESSIONS)
    ):
        step = STAGES[stage].en if visit.language == "en" else STAGES[stage].vi
        path = f"/councils/{code}/{council.gate}"
        calendar.add_component(
            _entry(f"council-{council.id}", council.meets_on or date.max, f"{meets}: {code} {step}", path)
        )
    data: bytes = calendar.to_ical()
    return data


def _work(session: Session, visit: Visitor) -> list[WaitingItem]:
    """What waits for the person and has a due date; the desk puts these first."""
    found: list[WaitingItem] = []
    for number in range(1, MOST_PAGES + 1):
        page = desk.desk_of(session, visit.actor, wiring.today(), page=number)
        dated = [item for item in page.items if item.due_on is not None]
        found += dated
        if number >= page.pages or len(dated) < len(page.items):
            break
    return found


def _entry(key: str, on: date, said: str, path: str) -> Event:
    """An entry that takes the whole day, and keeps nobody from being asked to something else."""
    entry = Event()
    entry.add("uid", f"{key}@triplehelix")
    entry.add("dtstamp", wiring.now())
    entry.add("dtstart", on)
    entry.add("dtend", on + timedelta(days=1))
    entry.add("summary", said)
    entry.add("url", f"{wiring.settings().portal_url.rstrip('/')}{path}")
    entry.add("transp", "TRANSPARENT")
    return entry
