"""Telling: what the journal has for each webhook is written down, then sent until the other side takes it.

What is written down is sent at least once, and never again once the other side has said that it has it. Its
bytes are the same each time, with the same `id`: a receiver that hears an event twice knows it by that.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import sealing, wiring
from actions.webhooks.addresses import Unreachable, post
from actions.webhooks.events import BY_TAG, MISSED, body_of, bytes_of, tags_of
from models.errors import TripleHelixError
from models.language import Role
from models.queries import webhooks as queries
from models.queries.browsing import Sees
from models.tables import Audit, Delivery, Person, Webhook

SIGNATURE: Final = "Triple-Helix-Signature"
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
"""How long a delivery waits after each failure; the last one from then on."""
KEEP_TRYING: Final = timedelta(days=5)
"""After so long a delivery is given up: a long weekend and a day to mend what is broken."""

_AT_ONCE: Final = 500
"""Entries of the journal that are looked at for one webhook in one transaction."""
_FACTS_OF_GATES: Final = "task:gate:"


@dataclass(frozen=True)
class Told:
    """What one turn brought about: deliveries written down, taken by the other side, failed."""

    written: int = 0
    delivered: int = 0
    failed: int = 0


def turn() -> Told:
    """Write down what the journal has, and send all that is due."""
    written = 0
    while batch := _write_down():
        written += batch
    delivered = failed = 0
    while (one := _send()) is not None:
        delivered += one
        failed += not one
    return Told(written, delivered, failed)


def sees_of(row: Webhook, person: Person) -> Sees | None:
    """What a webhook may be told of: what its organisation sees; nothing once who registered it is gone."""
    if not person.active or person.organisation_id != row.organisation_id:
        return None
    everything = any(Role(role).is_state for role in person.roles)
    return Sees(everything=everything, organisation=row.organisation_id, person=0)


def _write_down() -> int:
    """Write down what the journal has for the webhooks that are behind; returns how many looked at it."""
    with wiring.unit_of_work() as session:
        top = session.scalars(queries.last_entry()).one()
        behind = session.execute(queries.webhooks_behind(top)).all()
        for row, person in behind:
            sees = sees_of(row, person)
            tags = tags_of(row.events)
            if sees is None or not tags:
                row.looked_at = top
                continue
            found = session.execute(queries.entries_between(row.looked_at, top, tags, sees, _AT_ONCE)).all()
            promise(session, (_of_entry(row, entry, code) for entry, code in found))
            row.looked_at = found[-1][0].id if len(found) == _AT_ONCE else top
        return len(behind)


def _of_entry(row: Webhook, entry: Audit, code: str) -> dict[str, Any]:
    event = BY_TAG[entry.tag]
    facts = {name: entry.facts[name] for name in event.facts if name in entry.facts}
    if entry.tag.startswith(_FACTS_OF_GATES):
        facts["verdict"] = entry.tag.removeprefix(_FACTS_OF_GATES)
    body = body_of(f"j-{entry.id}", event.code, entry.at, entry.on, code, facts)
    return delivery(row, body)


def delivery(row: Webhook, body: dict[str, Any]) -> dict[str, Any]:
    """A delivery to be written down."""
    now = wiring.now()
    return {
        "webhook_id": row.id,
        "event_id": body["id"],
        "event": body["event"],
        "facts": body,
        "made_at": now,
        "not_before": now,
    }


def promise(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Write deliveries down; one that is there already stays as it is."""
    if listed := list(rows):
        session.execute(queries.add_deliveries(listed))


def tell_missed() -> int:
    """Write down the stages whose due date has passed since each webhook was registered, each date once.

    No entry of the journal tells that a day has passed; so this is asked once a day.
    """
    today, count = wiring.today(), 0
    with wiring.unit_of_work() as session:
        for row, person in session.execute(queries.webhooks_at_work()).all():
            sees = sees_of(row, person)
            if sees is None or MISSED not in row.events:
                continue
            since = row.made_at.astimezone(wiring.ZONE).date()
            found = session.execute(queries.tasks_missed(sees, since, today, _AT_ONCE)).all()
            bodies = [
                body_of(
                    f"d-{task.code}-{stage}-{due:%Y%m%d}",
                    MISSED,
                    wiring.now(),
                    today,
                    task.code,
                    {"stage": stage, "due_on": due.isoformat()},
                )
                for task, stage, due, *_ in found
                if due is not None
            ]
            promise(session, (delivery(row, body) for body in bodies))
            count += len(bodies)
    return count


def _send() -> bool | None:
    """Send the delivery that is due first; whether it was taken, None when none is due."""
    with wiring.unit_of_work() as session:
        found = session.execute(queries.next_delivery(wiring.now())).first()
        if found is None:
            return None
        waiting, row = found
        waiting.attempts += 1
        try:
            waiting.answer = _post(row, waiting)
            waiting.error = ""
        except (Unreachable, TripleHelixError) as trouble:
            waiting.answer, waiting.error = None, str(trouble)[:500]
        if waiting.answer is not None and 200 <= waiting.answer < 300:  # noqa: PLR2004 - RFC 9110: taken
            waiting.delivered_at = wiring.now()
            return True
        _put_off(session, waiting, row)
        return False


def _put_off(session: Session, waiting: Delivery, row: Webhook) -> None:
    """Try again later, and everything else for that address as well; in the end, not at all."""
    now = wiring.now()
    if now - waiting.made_at >= KEEP_TRYING or waiting.answer == HTTPStatus.GONE:
        waiting.given_up = True
    later = now + PAUSES[min(waiting.attempts, len(PAUSES)) - 1]
    waiting.not_before = later
    session.flush()
    session.execute(queries.hold_back(row.id, now + PAUSES[0]))


def _post(row: Webhook, waiting: Delivery) -> int:
    body = bytes_of(waiting.facts)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "TripleHelix-Webhook/1",
        "Triple-Helix-Event": waiting.event,
        "Triple-Helix-Delivery": waiting.event_id,
        SIGNATURE: signature(_key_of(row), body, int(time.time())),
    }
    return post(row.url, body, headers)


def _key_of(row: Webhook) -> str:
    place = sealing.of_webhook(row.organisation_id, row.url)
    return sealing.unseal(row.secret, place, wiring.settings().secret_key.get_secret_value())


def signature(secret: str, body: bytes, at: int) -> str:
    """What proves that a body is ours and new: HMAC-SHA256 of the moment, a point and the body (hex)."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at}, v1={signed}"
