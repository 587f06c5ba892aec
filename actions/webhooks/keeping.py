"""Keeping webhooks: registered, tried, paused, ended; what was sent to them, and sending it again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from actions import audit, sealing, wiring
from actions.webhooks import addresses, telling
from actions.webhooks.events import BY_CODE, PING, body_of
from models import deeds
from models.deeds import Deed
from models.errors import BadInput, NotFound, Refused
from models.permissions import Actor
from models.queries import webhooks as queries
from models.tables import Delivery, Person, Webhook

MOST: Final = 10
"""Webhooks of one organisation."""
PAGE: Final = 50
PREFIX: Final = "whsec_"
"""How each key for signing begins, so that one that was published by mistake is found."""


@dataclass(frozen=True)
class Hook:
    """A webhook as its organisation sees it; the secret is not shown again."""

    id: int
    url: str
    events: tuple[str, ...]
    by: str
    made_at: datetime
    paused_at: datetime | None


@dataclass(frozen=True)
class Registered:
    """A new webhook: its secret is shown this once."""

    id: int
    secret: str


@dataclass(frozen=True)
class Sent:
    """One telling of one event: how often it was tried, and what the other side said last."""

    id: int
    event_id: str
    event: str
    task: str
    made_at: datetime
    attempts: int
    not_before: datetime
    answer: int | None
    error: str
    delivered_at: datetime | None
    given_up: bool


@dataclass(frozen=True)
class Log:
    """Some deliveries of a webhook, the latest first; `older` is where the next page begins."""

    hook: Hook
    deliveries: tuple[Sent, ...]
    older: int | None


def register(session: Session, actor: Actor, url: str, events: Iterable[str]) -> Registered:
    """Have an address told of events from now on.

    Raises:
        NotPermitted: the actor keeps no webhooks.
        BadInput: with every reason: the address, or the events.
        Refused: the organisation has as many as it may.
    """
    deeds.require(actor, Deed.WEBHOOK_KEEP)
    chosen = list(dict.fromkeys(events))
    reasons = []
    if unknown := [code for code in chosen if code not in BY_CODE]:
        reasons.append(f"Không có sự kiện {', '.join(f'«{code}»' for code in unknown)}.")
    if not chosen:
        reasons.append("Hãy chọn ít nhất một sự kiện.")
    try:
        addresses.check(url.strip())
    except BadInput as wrong:
        reasons.extend(wrong.reasons)
    if reasons:
        raise BadInput(*reasons)
    if len(listed(session, actor)) >= MOST:
        raise Refused(f"Mỗi tổ chức có nhiều nhất {MOST} kết nối; hãy bỏ kết nối không còn dùng.")
    key = PREFIX + secrets.token_urlsafe(32)
    row = Webhook(
        organisation_id=actor.organisation_id,
        person_id=actor.id,
        url=url.strip(),
        secret=sealing.seal(key, sealing.of_webhook(actor.organisation_id, url.strip()), _secret_key()),
        events=chosen,
        made_at=wiring.now(),
        looked_at=session.scalars(queries.last_entry()).one(),
    )
    session.add(row)
    session.flush()
    _note(session, actor, "registered", f"{actor.title} đăng ký kết nối nhận sự kiện {row.url}.", row)
    return Registered(row.id, key)


def listed(session: Session, actor: Actor) -> tuple[Hook, ...]:
    """The webhooks of the actor's organisation."""
    deeds.require(actor, Deed.WEBHOOK_KEEP)
    return tuple(_hook(row, by) for row, by in session.execute(queries.webhooks_of(actor.organisation_id)))


def log(session: Session, actor: Actor, number: int, before: int | None = None) -> Log:
    """What was sent to a webhook of the actor's organisation.

    Raises:
        NotFound: the organisation has no such webhook.
    """
    hook = next((each for each in listed(session, actor) if each.id == number), None)
    if hook is None:
        raise _missing()
    rows = session.scalars(queries.deliveries_of(number, before, PAGE + 1)).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Log(hook, tuple(_sent(row) for row in rows[:PAGE]), older)


def every(session: Session, actor: Actor, number: int) -> Iterator[Sent]:
    """All that was sent to a webhook of the actor's organisation, the latest first.

    Raises:
        NotFound: the organisation has no such webhook.
    """
    page = log(session, actor, number)
    yield from page.deliveries
    while page.older is not None:
        page = log(session, actor, number, page.older)
        yield from page.deliveries


def ping(session: Session, actor: Actor, number: int) -> None:
    """Send a trial event to a webhook."""
    row = _own(session, actor, number)
    body = body_of(f"p-{secrets.token_hex(8)}", PING, wiring.now(), wiring.today(), "", {})
    telling.promise(session, [telling.delivery(row, body)])


def pause(session: Session, actor: Actor, number: int) -> None:
    """Send nothing for a while; what happens meanwhile is sent afterwards."""
    row = _own(session, actor, number)
    if row.paused_at is None:
        row.paused_at = wiring.now()
        _note(session, actor, "paused", f"{actor.title} tạm dừng kết nối nhận sự kiện {row.url}.", row)


def resume(session: Session, actor: Actor, number: int) -> None:
    """Send again, what happened meanwhile as well."""
    row = _own(session, actor, number)
    if row.paused_at is not None:
        row.paused_at = None
        _note(session, actor, "resumed", f"{actor.title} cho kết nối {row.url} nhận lại sự kiện.", row)


def end(session: Session, actor: Actor, number: int) -> None:
    """Send nothing any more."""
    row = _own(session, actor, number)
    row.ended_at = wiring.now()
    row.secret = ""
    _note(session, actor, "ended", f"{actor.title} bỏ kết nối nhận sự kiện {row.url}.", row)


def redeliver(session: Session, actor: Actor, number: int, sent: int) -> None:
    """Send one event again, with the same id, if its task may still be seen.

    Raises:
        NotFound: the organisation has no such webhook, or the webhook no such delivery.
    """
    row = _own(session, actor, number)
    found = session.scalars(queries.delivery_held(sent, number)).one_or_none()
    if found is None or not _still_seen(session, row, found):
        raise NotFound(f"Không có lần gửi số {sent} nào gửi lại được.")
    found.delivered_at, found.given_up = None, False
    found.made_at = found.not_before = wiring.now()
    found.attempts, found.answer, found.error = 0, None, ""
    _note(session, actor, "redelivered", f"{actor.title} cho gửi lại sự kiện {found.event_id}.", row)


def _still_seen(session: Session, row: Webhook, sent: Delivery) -> bool:
    code = sent.facts.get("task", "")
    sees = telling.sees_of(row, session.get_one(Person, row.person_id))
    return not code or (sees is not None and session.scalar(queries.is_seen(code, sees)) is not None)


def _secret_key() -> str:
    return wiring.settings().secret_key.get_secret_value()


def _own(session: Session, actor: Actor, number: int) -> Webhook:
    deeds.require(actor, Deed.WEBHOOK_KEEP)
    row = session.scalars(queries.webhook_held(number, actor.organisation_id)).one_or_none()
    if row is None:
        raise _missing()
    return row


def _missing() -> NotFound:
    return NotFound("Không có kết nối này, hoặc kết nối là của tổ chức khác.")


def _hook(row: Webhook, by: str) -> Hook:
    return Hook(row.id, row.url, tuple(row.events), by, row.made_at, row.paused_at)


def _sent(row: Delivery) -> Sent:
    names = (
        "id",
        "event_id",
        "event",
        "made_at",
        "attempts",
        "not_before",
        "answer",
        "error",
        "delivered_at",
        "given_up",
    )
    told: dict[str, Any] = {name: getattr(row, name) for name in names}
    return Sent(task=row.facts.get("task", ""), **told)


def _note(session: Session, actor: Actor, act: str, said: str, row: Webhook) -> None:
    audit.record(
        session,
        f"organisation:webhook:{act}",
        said,
        on=wiring.today(),
        person_id=actor.id,
        facts={"webhook": row.id, "organisation": row.organisation_id},
    )
