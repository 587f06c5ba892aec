"""Orders: the sheet that was sent, orders that wait for approval, and earlier tasks with a like title."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, cast, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import REGCONFIG

from models.tables import Audit, FormDraft, StageEntry, Task


def order_facts(task_id: int) -> Select[dict[str, Any]]:
    """What the journal keeps of the order of a task."""
    return (
        select(Audit.facts)
        .where(Audit.task_id == task_id, Audit.tag == "task:order:opened")
        .order_by(Audit.id)
        .limit(1)
    )


def orders_in_hand(
    organisation_id: int | None, *, skip: int, limit: int
) -> Select[str, str, str, date, date | None]:
    """Code, title, province, day of the order and due date of the tasks that stand there, the latest first.

    `organisation_id` narrows to what that organisation ordered.
    """
    query = (
        select(Task.code, Task.title, Task.province, StageEntry.entered_on, StageEntry.due_on)
        .join(StageEntry, StageEntry.task_id == Task.id)
        .where(StageEntry.left_on.is_(None), StageEntry.stage == "ORDER")
        .order_by(StageEntry.id.desc())
        .offset(skip)
        .limit(limit)
    )
    return query if organisation_id is None else query.where(Task.orderer_id == organisation_id)


def tasks_saying(
    pairs: Sequence[tuple[str, str]], *, organisation_id: int | None, most: int, limit: int
) -> Select[str, str, str, date | None, bool]:
    """Code, title, province and approval day of the tasks in whose title such words are neighbours.

    Those with most of them come first; of so many at most. The last column says whether the organisation is a
    party to the task. With an organisation, only what is published (lists, approved orders) and what the
    organisation has a part in is found. Whole titles are not compared here: by trigrams that takes seconds
    among a hundred thousand.
    """
    written = " | ".join(f"({first} <-> {second})" for first, second in pairs)
    wanted = func.to_tsquery(cast(literal("vietnamese"), REGCONFIG), written)
    own = or_(
        *(column == (organisation_id or 0) for column in (Task.orderer_id, Task.host_id, Task.recipient_id))
    )
    query = select(
        Task.code,
        Task.title,
        Task.province,
        Task.approved_on,
        func.coalesce(own, false()).label("own"),
        func.ts_rank(Task.terms, wanted).label("rank"),
    ).where(Task.terms.op("@@")(wanted))
    if organisation_id is not None:
        query = query.where(or_(own, Task.source_key != "", Task.ordered_on.is_not(None)))
    found = query.limit(most).subquery()
    return (
        select(found.c.code, found.c.title, found.c.province, found.c.approved_on, found.c.own)
        .order_by(found.c.rank.desc(), found.c.code)
        .limit(limit)
    )


def draft(person_id: int, form: str, subject: str) -> Select[FormDraft]:
    """A person's draft of a form, held until the transaction ends."""
    return (
        select(FormDraft)
        .where(FormDraft.person_id == person_id, FormDraft.form == form, FormDraft.subject == subject)
        .with_for_update()
    )


def drafts(person_id: int, form: str) -> Select[FormDraft]:
    """A person's drafts of a form, the latest first."""
    return (
        select(FormDraft)
        .where(FormDraft.person_id == person_id, FormDraft.form == form)
        .order_by(FormDraft.saved_at.desc())
    )
