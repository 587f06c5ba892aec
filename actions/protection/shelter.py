"""What protects or endangers a result, read from the tables; and the result's own facts kept in step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, results, sight, stages
from models import deeds
from models.deeds import Deed
from models.dossier import Dossier
from models.permissions import Actor
from models.protection import Filing, Publication, Shelter, earliest
from models.queries import protection as queries
from models.tables import Filing as FilingRow
from models.tables import Publication as PublicationRow


@dataclass(frozen=True)
class Held:
    """A task that is held, with what protected it when it was taken up."""

    task: Dossier
    shelter: Shelter


def held(session: Session, code: str, actor: Actor, deed: Deed) -> Held:
    """The task, held until the transaction ends, for somebody who may do the deed on it.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the deed is not the actor's.
    """
    task = sight.seen(session, code, actor, lock=True)
    deeds.require(actor, deed, task)
    return Held(task, shelter_of(session, task))


def shelter_of(session: Session, task: Dossier) -> Shelter:
    """All that protects, or endangers, the result of a task."""
    return Shelter(
        publications=tuple(map(publication_of, session.scalars(queries.publications_of((task.id,))))),
        filings=tuple(filing_of(row) for row, _ in session.execute(queries.filings_of((task.id,)))),
        waived_on=task.result.ip_waived_on,
        disclosed_on=task.result.disclosed_on,
        ip_kind=task.result.ip_kind,
        regime=task.regime,
        province=task.province,
    )


def publication_of(row: PublicationRow) -> Publication:
    """A publication as the rules judge it."""
    return Publication(
        row.id,
        row.kind,
        row.title,
        row.planned_on,
        row.cleared_on,
        row.published_on,
        row.where,
        row.cancelled_on,
    )


def filing_of(row: FilingRow) -> Filing:
    """An application as the rules judge it."""
    return Filing(
        row.id,
        row.kind,
        row.title,
        row.office,
        row.number,
        row.filed_on,
        row.formal_on,
        row.granted_on,
        row.grant_number,
        row.valid_until,
        row.refused_on,
        row.withdrawn_on,
        row.lapsed_on,
    )


def keep_in_step(session: Session, before: Held, actor: Actor, *, on: date, evidence: str) -> None:
    """Let the result's own facts say what publications and applications say now.

    A fact that was recorded by hand stays where it is the earlier one; one that came from here moves along.
    """
    was, now = _facts(before.shelter), _facts(shelter_of(session, before.task))
    for fact, wanted in now.items():
        known = getattr(before.task.result, fact)
        ours = not known or known == was[fact]
        sooner = isinstance(wanted, date) and isinstance(known, date) and wanted < known
        if wanted == (known or None) or not (ours or sooner):
            continue
        if wanted is None:
            results.take_back(session, before.task.code, fact, actor, on=on, evidence=evidence)
            continue
        said = f"{wanted:%d/%m/%Y}" if isinstance(wanted, date) else wanted
        results.record(session, before.task.code, fact, said, actor, on=on, evidence=evidence)


def _facts(shelter: Shelter) -> Mapping[str, date | str | None]:
    """The result's facts as the lists alone tell them."""
    standing = sorted(
        (each for each in shelter.filings if each.withdrawn_on is None), key=lambda each: each.filed_on
    )
    return {
        "ip_kind": standing[0].kind if standing else None,
        "disclosed_on": earliest(*(each.published_on for each in shelter.publications)),
        "ip_filed_on": shelter.first_filed_on,
        "ip_granted_on": shelter.first_granted_on,
    }


def note(
    session: Session,
    tag: str,
    sentence: str,
    task: Dossier,
    actor: Actor,
    on: date,
    **facts: str | int | None,
) -> str:
    """Write it into the journal; returns the sentence."""
    audit.record(session, f"task:{tag}", sentence, on=on, task_id=task.id, person_id=actor.id, facts=facts)
    stages.touch(session, task.id)
    return sentence
