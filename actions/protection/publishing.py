"""Publications: planned, cleared once the result is filed or given up, published, cancelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from actions import results
from actions.protection.shelter import Held, held, keep_in_step, note, publication_of, shelter_of
from models.deeds import Deed
from models.errors import BadInput, NotFound, Refused
from models.permissions import Actor
from models.protection import (
    PUBLICATIONS,
    disclosure,
    earliest,
    faults_of_publication,
    hindrances,
    window,
)
from models.queries import protection as queries
from models.tables import Publication


@dataclass(frozen=True)
class PublicationForm:
    """A publication that is planned, or that took place already."""

    kind: str
    title: str
    planned_on: date | None = None
    published_on: date | None = None
    where: str = ""


@dataclass(frozen=True)
class Announced:
    """A publication on record; `warnings` are what is to be known at once."""

    number: int
    warnings: tuple[str, ...]


def announce(session: Session, code: str, form: PublicationForm, actor: Actor, *, on: date) -> Announced:
    """Put a publication on record. One that took place is put down as it is, and starts the clock.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor keeps no publications of this task.
        BadInput: it cannot be meant so: every reason at once.
    """
    before = held(session, code, actor, Deed.PROTECTION_KEEP)
    reasons = tuple(faults_of_publication(form.kind, form.title, form.planned_on, form.published_on, on))
    if reasons:
        raise BadInput(*reasons)
    row = Publication(
        task_id=before.task.id,
        kind=form.kind,
        title=form.title.strip(),
        planned_on=form.planned_on,
        where=form.where.strip(),
    )
    session.add(row)
    session.flush()
    when = (
        f"đã công bố ngày {form.published_on:%d/%m/%Y}"
        if form.published_on
        else f"dự kiến công bố ngày {form.planned_on:%d/%m/%Y}"
    )
    note(
        session,
        "publication:announced",
        f"{actor.title} ghi {PUBLICATIONS[form.kind]} «{row.title}», {when}.",
        before.task,
        actor,
        on,
        publication=row.id,
    )
    if form.published_on is not None:
        return Announced(row.id, _published(session, before, row, form.published_on, actor, on))
    hindered = hindrances(shelter_of(session, before.task), publication_of(row), on)
    return Announced(row.id, hindered)


def clear(session: Session, code: str, number: int, actor: Actor, *, on: date) -> str:
    """Clear a planned publication; returns the sentence of the journal.

    Raises:
        NotFound: the task has no such publication, or is not the actor's to see.
        NotPermitted: the actor keeps no publications of this task.
        Refused: nothing is filed and nothing was given up; with the way out.
    """
    before, row = _held(session, code, number, actor)
    if reasons := hindrances(before.shelter, publication_of(row), on):
        raise Refused(*reasons)
    row.cleared_on, row.cleared_by = on, actor.id
    session.flush()
    sentence = f"{actor.title} cho phép công bố «{row.title}»."
    return note(session, "publication:cleared", sentence, before.task, actor, on, publication=row.id)


def publish(session: Session, code: str, number: int, day: date, actor: Actor, *, on: date) -> Announced:
    """Record that a publication took place, on whatever day it did; a wrong day is recorded anew.

    Raises:
        NotFound: the task has no such publication, or is not the actor's to see.
        NotPermitted: the actor keeps no publications of this task.
        BadInput: the day lies in the future.
        Refused: it was cancelled.
    """
    before, row = _held(session, code, number, actor)
    if day > on:
        raise BadInput(f"Ngày công bố {day:%d/%m/%Y} ở tương lai: chỉ ghi khi đã công bố.")
    if row.cancelled_on is not None:
        raise Refused(f"Công bố này đã hủy ngày {row.cancelled_on:%d/%m/%Y}: hãy ghi công bố mới.")
    return Announced(row.id, _published(session, before, row, day, actor, on))


def cancel(session: Session, code: str, number: int, actor: Actor, *, on: date, reason: str = "") -> str:
    """Cancel a publication that has not taken place; returns the sentence of the journal.

    Raises:
        NotFound: the task has no such publication, or is not the actor's to see.
        NotPermitted: the actor keeps no publications of this task.
        Refused: it took place, or was cancelled before.
    """
    before, row = _held(session, code, number, actor)
    if row.published_on is not None:
        raise Refused(f"Đã công bố ngày {row.published_on:%d/%m/%Y}: không thể hủy điều đã xảy ra.")
    if row.cancelled_on is not None:
        raise Refused(f"Công bố này đã hủy ngày {row.cancelled_on:%d/%m/%Y}.")
    row.cancelled_on = on
    session.flush()
    why = f" ({reason.strip()})" if reason.strip() else ""
    sentence = f"{actor.title} hủy dự kiến công bố «{row.title}»{why}."
    return note(session, "publication:cancelled", sentence, before.task, actor, on, publication=row.id)


def waive(session: Session, code: str, day: date, evidence: str, actor: Actor, *, on: date) -> str:
    """Record the decision not to protect the result: publications may then be cleared without filing.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor keeps no publications of this task.
        BadInput: no evidence is given, or the day lies in the future.
        Refused: an application stands.
    """
    before = held(session, code, actor, Deed.PROTECTION_KEEP)
    if before.shelter.first_filed_on is not None:
        raise Refused(
            f"Đã nộp đơn ngày {before.shelter.first_filed_on:%d/%m/%Y}: hãy ghi rút đơn trước khi ghi quyết "
            "định không bảo hộ."
        )
    return results.record(session, code, "ip_waived_on", f"{day:%d/%m/%Y}", actor, on=on, evidence=evidence)


def _held(session: Session, code: str, number: int, actor: Actor) -> tuple[Held, Publication]:
    before = held(session, code, actor, Deed.PROTECTION_KEEP)
    found = session.scalars(queries.publications_of((before.task.id,)))
    row = next((each for each in found if each.id == number), None)
    if row is None:
        raise NotFound(f"Nhiệm vụ {code} không có công bố số {number}.")
    return before, row


def _published(
    session: Session, before: Held, row: Publication, day: date, actor: Actor, on: date
) -> tuple[str, ...]:
    """Put down the day, let the result's facts follow, and tell what is to be known of it."""
    warnings = disclosure(before.shelter, publication_of(row), day)
    row.published_on = day
    session.flush()
    note(
        session,
        "publication:published",
        " ".join((f"{actor.title} ghi nhận đã công bố «{row.title}» ngày {day:%d/%m/%Y}.", *warnings)),
        before.task,
        actor,
        on,
        publication=row.id,
    )
    keep_in_step(session, before, actor, on=on, evidence=f"{PUBLICATIONS[row.kind]} «{row.title}»")
    by_hand = before.shelter.disclosed_on
    listed = earliest(*(each.published_on for each in before.shelter.publications))
    after = replace(shelter_of(session, before.task), disclosed_on=None if by_hand == listed else by_hand)
    running = window(after)
    if warnings and running is not None and before.shelter.waived_on is None:
        warnings = (*warnings, running.said(on))
    return warnings
