"""Applications for protection: put on record, and followed to the title and its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from actions import people, walls
from actions.protection.shelter import filing_of, held, keep_in_step, note
from models.deeds import Deed
from models.dossier import IP_KINDS, Dossier
from models.errors import BadInput, NotFound, Refused
from models.permissions import Actor, may_see
from models.protection import Filing, faults_of_days, faults_of_filing
from models.queries import protection as queries
from models.tables import Filing as FilingRow


@dataclass(frozen=True)
class FilingForm:
    """An application; `applicant` is an organisation, the host where none is named."""

    kind: str
    title: str
    office: str
    number: str
    filed_on: date | None
    applicant: str = ""


@dataclass(frozen=True)
class DaysForm:
    """All that is known of how an application went on; what is None is not known, or holds no more."""

    formal_on: date | None = None
    granted_on: date | None = None
    grant_number: str = ""
    valid_until: date | None = None
    refused_on: date | None = None
    withdrawn_on: date | None = None
    lapsed_on: date | None = None


def file(session: Session, code: str, form: FilingForm, actor: Actor, *, on: date) -> int:
    """Put an application on record; returns its number here.

    Raises:
        NotFound: no such task, or it is not the actor's to see.
        NotPermitted: the actor keeps no applications of this task.
        BadInput: it cannot be meant so: every reason at once.
        Refused: an application of that number is on record.
    """
    before = held(session, code, actor, Deed.PROTECTION_KEEP)
    if form.filed_on is None:
        raise BadInput("Chưa ghi ngày nộp đơn.")
    office, number = " ".join(form.office.split()), " ".join(form.number.split())
    stated = Filing(0, form.kind, form.title.strip(), office, number, form.filed_on)
    reasons = list(faults_of_filing(stated, on))
    applicant = form.applicant.strip()
    if not applicant and before.task.host is None:
        reasons.append("Chưa ghi tổ chức nộp đơn.")
    if reasons:
        raise BadInput(*reasons)
    _refuse_twice(session, office, number, before.task, actor)
    owner = (
        people.ensure_organisation(session, applicant, province=before.task.province).id
        if applicant
        else before.task.host.id  # type: ignore[union-attr]  # asked above
    )
    row = FilingRow(
        task_id=before.task.id,
        kind=form.kind,
        title=stated.title,
        office=office,
        number=number,
        applicant_id=owner,
        filed_on=form.filed_on,
    )
    session.add(row)
    session.flush()
    note(
        session,
        "filing:filed",
        f"{actor.title} ghi đơn {IP_KINDS[form.kind]} số {number} nộp ngày {form.filed_on:%d/%m/%Y} tại "
        f"{office}: «{stated.title}».",
        before.task,
        actor,
        on,
        filing=row.id,
    )
    keep_in_step(session, before, actor, on=on, evidence=f"đơn số {number} tại {office}")
    return row.id


def follow(session: Session, code: str, number: int, form: DaysForm, actor: Actor, *, on: date) -> str:
    """Put down how an application stands now; returns the sentence of the journal.

    Raises:
        NotFound: the task has no such application, or is not the actor's to see.
        NotPermitted: the actor keeps no applications of this task.
        BadInput: the days contradict each other: every reason at once.
    """
    before = held(session, code, actor, Deed.PROTECTION_KEEP)
    found = session.execute(queries.filings_of((before.task.id,)))
    row = next((each for each, _ in found if each.id == number), None)
    if row is None:
        raise NotFound(f"Nhiệm vụ {code} không có đơn số {number}.")
    stated = replace(filing_of(row), **vars(form))
    if reasons := tuple(faults_of_days(stated, on)):
        raise BadInput(*reasons)
    changed = {name: value for name, value in vars(form).items() if getattr(row, name) != value}
    if not changed:
        return "Không có gì thay đổi."
    was = {name: str(getattr(row, name) or "") for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    session.flush()
    sentence = f"{actor.title} cập nhật đơn {IP_KINDS[row.kind]} số {row.number}: {stated.state(on).vi}."
    note(session, "filing:followed", sentence, before.task, actor, on, filing=row.id, **was)
    keep_in_step(session, before, actor, on=on, evidence=f"đơn số {row.number} tại {row.office}")
    return sentence


def _refuse_twice(session: Session, office: str, number: str, task: Dossier, actor: Actor) -> None:
    with walls.beyond(session):
        found = session.execute(queries.filing_numbered(office, number)).first()
    if found is None:
        return
    theirs = any(role.is_state for role in actor.roles) or (found[1] == task.code and may_see(actor, task))
    where = f"nhiệm vụ {found[1]}" if theirs else "một nhiệm vụ khác"
    raise Refused(
        f"Đơn số {number} tại {office} đã được ghi cho {where}: một đơn chỉ ghi một lần; "
        "nếu cần, hãy cập nhật đơn đó."
    )
