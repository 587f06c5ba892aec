"""Webhooks: which there are, what the journal has for them, what waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, Select, Update, func, select, update
from sqlalchemy.dialects.postgresql import insert

from models.queries.browsing import Sees, Wanted, tasks_listed
from models.tables import Audit, Delivery, Person, Task, Webhook


def webhooks_of(organisation_id: int) -> Select[Webhook, str]:
    """The webhooks of an organisation that have not ended, each with who registered it."""
    return (
        select(Webhook, Person.title)
        .join(Person, Person.id == Webhook.person_id)
        .where(Webhook.organisation_id == organisation_id, Webhook.ended_at.is_(None))
        .order_by(Webhook.id)
    )


def webhook_held(number: int, organisation_id: int) -> Select[Webhook]:
    """The webhook of that number, if it is the organisation's and has not ended; held."""
    return (
        select(Webhook)
        .where(Webhook.id == number, Webhook.organisation_id == organisation_id, Webhook.ended_at.is_(None))
        .with_for_update()
    )


def last_entry() -> Select[int]:
    """The number of the journal's last entry; 0 where there is none."""
    return select(func.coalesce(func.max(Audit.id), 0))


def webhooks_behind(entry: int) -> Select[Webhook, Person]:
    """The webhooks at work that have not looked at that entry yet, held, each with who registered it."""
    return (
        select(Webhook, Person)
        .join(Person, Person.id == Webhook.person_id)
        .where(Webhook.looked_at < entry, Webhook.ended_at.is_(None), Webhook.paused_at.is_(None))
        .order_by(Webhook.id)
        .with_for_update(of=Webhook, skip_locked=True)
    )


def webhooks_at_work() -> Select[Webhook, Person]:
    """The webhooks at work, each with who registered it."""
    return (
        select(Webhook, Person)
        .join(Person, Person.id == Webhook.person_id)
        .where(Webhook.ended_at.is_(None), Webhook.paused_at.is_(None))
        .order_by(Webhook.id)
    )


def entries_between(
    after: int, until: int, tags: Sequence[str], sees: Sees, limit: int
) -> Select[Audit, str]:
    """The journal's entries of those tags about tasks that may be seen, in order, with the task's code."""
    return (
        select(Audit, Task.code)
        .join(Task, Task.id == Audit.task_id)
        .where(Audit.id > after, Audit.id <= until, Audit.tag.in_(tags), sees.tasks())
        .order_by(Audit.id)
        .limit(limit)
    )


def tasks_missed(
    sees: Sees, since: date, on: date, limit: int
) -> Select[Task, str | None, date | None, bool, str | None, bool]:
    """The tasks whose stage was due since that day and is late, the latest first."""
    late = tasks_listed(sees, Wanted(due="late"), on, offset=0, limit=limit)
    due = late.column_descriptions[2]["expr"]
    return late.where(due >= since).order_by(None).order_by(due.desc(), Task.code)


def add_deliveries(rows: Sequence[dict[str, Any]]) -> Executable:
    """Write deliveries down, each event once for each webhook."""
    return insert(Delivery).values(list(rows)).on_conflict_do_nothing()


def next_delivery(at: datetime) -> Select[Delivery, Webhook]:
    """The delivery that is due first and that nobody else works on, held, with its webhook."""
    return (
        select(Delivery, Webhook)
        .join(Webhook, Webhook.id == Delivery.webhook_id)
        .where(
            Delivery.delivered_at.is_(None),
            Delivery.given_up.is_(False),
            Delivery.not_before <= at,
            Webhook.ended_at.is_(None),
            Webhook.paused_at.is_(None),
        )
        .order_by(Delivery.not_before, Delivery.id)
        .limit(1)
        .with_for_update(of=Delivery, skip_locked=True)
    )


def hold_back(webhook_id: int, until: datetime) -> Update:
    """Let nothing be sent to a webhook before that moment: its address does not answer."""
    return (
        update(Delivery)
        .where(
            Delivery.webhook_id == webhook_id,
            Delivery.delivered_at.is_(None),
            Delivery.given_up.is_(False),
            Delivery.not_before < until,
        )
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )


def deliveries_of(webhook_id: int, before: int | None, limit: int) -> Select[Delivery]:
    """The deliveries of a webhook, the latest first."""
    found = select(Delivery).where(Delivery.webhook_id == webhook_id)
    if before is not None:
        found = found.where(Delivery.id < before)
    return found.order_by(Delivery.id.desc()).limit(limit)


def delivery_held(number: int, webhook_id: int) -> Select[Delivery]:
    """The delivery of that number, if it is the webhook's; held."""
    return select(Delivery).where(Delivery.id == number, Delivery.webhook_id == webhook_id).with_for_update()


def is_seen(code: str, sees: Sees) -> Select[str]:
    """The code itself, while the task may be seen."""
    return select(Task.code).where(Task.code == code, sees.tasks())
