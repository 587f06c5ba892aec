"""Whole dossiers, each in one row: the task, its result, its parties, and all that was done, as JSON.

One SELECT reads one task or a million: what belongs to a task comes with it, so nothing is asked again for
each. The keys of the JSON objects are the fields of `models.dossier`.
"""

from functools import cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Text, and_, cast, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.queries.closet import may_be_stuck
from models.tables import (
    Ballot,
    ClockStop,
    Council,
    Decision,
    Document,
    Organisation,
    Person,
    Result,
    Seat,
    StageEntry,
    Submission,
    Task,
)

_Column = InstrumentedAttribute[Any] | ColumnElement[Any]


def _objects(order: _Column, **fields: _Column) -> Select[Any]:
    """The rows as a JSON array of objects, in that order; null where there are none."""
    pairs = [part for name, column in fields.items() for part in (name, column)]
    rows = aggregate_order_by(func.json_build_object(*pairs), order)
    return select(func.json_agg(rows, type_=JSON))


def _submissions() -> ColumnElement[Any]:
    return (
        _objects(
            Submission.id.asc(),
            id=Submission.id,
            paper=Submission.paper,
            by_person=Submission.person_id,
            by_org=Submission.organisation_id,
            role=Submission.role,
            on=Submission.on,
            sha256=Submission.sha256,
            file_name=Submission.file_name,
            withdrawn=Submission.withdrawn_on.is_not(None),
        )
        .where(Submission.entry_id == StageEntry.id)
        .scalar_subquery()
    )


def _decisions() -> ColumnElement[Any]:
    return (
        _objects(
            Decision.id.asc(),
            gate=Decision.gate,
            round=Decision.round,
            by_person=Decision.person_id,
            role=Decision.role,
            title=Person.title,
            verdict=Decision.verdict,
            on=Decision.on,
            comment=Decision.comment,
            missing=Decision.missing,
        )
        .join(Person, Person.id == Decision.person_id)
        .where(Decision.entry_id == StageEntry.id)
        .scalar_subquery()
    )


def _stops() -> ColumnElement[Any]:
    return (
        _objects(ClockStop.id.asc(), since=ClockStop.since, until=ClockStop.until, reason=ClockStop.reason)
        .where(ClockStop.entry_id == StageEntry.id)
        .scalar_subquery()
    )


def _issued() -> ColumnElement[Any]:
    return (
        _objects(
            Document.id.asc(),
            id=Document.id,
            paper=Document.paper,
            number=Document.number_text,
            issued_on=Document.issued_on,
            subject=Document.subject,
            sha256=Document.sha256,
            pages=Document.page_amount,
        )
        .where(Document.entry_id == StageEntry.id)
        .scalar_subquery()
    )


def _seats() -> ColumnElement[Any]:
    return (
        _objects(
            Seat.person_id.asc(),
            person=Seat.person_id,
            title=Person.title,
            organisation=Organisation.name,
            position=Seat.position,
            present=Seat.present,
            recused=Seat.recused,
        )
        .join(Person, Person.id == Seat.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Seat.council_id == Council.id)
        .scalar_subquery()
    )


def _ballots() -> ColumnElement[Any]:
    voter = aliased(Seat)
    return (
        _objects(
            Ballot.person_id.asc(),
            person=Ballot.person_id,
            position=voter.position,
            on=Ballot.on,
            agree=Ballot.agree,
            score=cast(Ballot.score, Text),
            grade=Ballot.grade,
            comment=Ballot.comment,
        )
        .join(voter, and_(voter.council_id == Ballot.council_id, voter.person_id == Ballot.person_id))
        .where(Ballot.council_id == Council.id)
        .scalar_subquery()
    )


def _sittings() -> ColumnElement[Any]:
    return (
        _objects(
            Council.id.asc(),
            gate=Council.gate,
            formed_on=Council.formed_on,
            meets_on=Council.meets_on,
            seats=_seats(),
            ballots=_ballots(),
        )
        .where(Council.entry_id == StageEntry.id)
        .scalar_subquery()
    )


def _entries() -> ColumnElement[Any]:
    return (
        _objects(
            StageEntry.id.asc(),
            id=StageEntry.id,
            stage=StageEntry.stage,
            entered_on=StageEntry.entered_on,
            left_on=StageEntry.left_on,
            due_on=StageEntry.due_on,
            rule_version=StageEntry.rule_version,
            exit=StageEntry.exit,
            imported=StageEntry.imported,
            submissions=_submissions(),
            decisions=_decisions(),
            sittings=_sittings(),
            stops=_stops(),
            issued=_issued(),
        )
        .where(StageEntry.task_id == Task.id)
        .scalar_subquery()
    )


def _party(organisation_id: InstrumentedAttribute[int | None]) -> ColumnElement[Any]:
    heir, body = aliased(Organisation), aliased(Organisation)
    return (
        select(
            func.json_build_object(
                "id",
                body.id,
                "name",
                body.name,
                "kind",
                body.kind,
                "province",
                body.province,
                "e_id",
                body.e_id,
                "address",
                body.address,
                "dissolved_on",
                body.dissolved_on,
                "successor",
                heir.name,
                type_=JSON,
            )
        )
        .select_from(body)
        .outerjoin(heir, heir.id == body.successor_id)
        .where(body.id == organisation_id)
        .scalar_subquery()
    )


@cache
def _whole() -> Select[Any]:
    """The dossiers of all tasks, by code: built once, which takes longer than reading one task."""
    task_columns = [column for column in Task.__table__.c if column.name != "terms"]
    result_columns = [
        column.label(f"result_{column.name}") for column in Result.__table__.c if column.name != "task_id"
    ]
    return (
        select(
            *task_columns,
            *result_columns,
            _party(Task.orderer_id).label("orderer"),
            _party(Task.host_id).label("host"),
            _party(Task.recipient_id).label("recipient"),
            _party(Task.co_owner_id).label("co_owner"),
            _entries().label("entries"),
        )
        .select_from(Task)
        .outerjoin(Result, Result.task_id == Task.id)
        .order_by(Task.code)
    )


def dossiers(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The dossiers of the tasks for which the conditions hold, by code."""
    return _whole().where(*(conditions or (true(),)))


def dossier(code: str) -> Select[Any]:
    """The dossier of one task."""
    return dossiers(Task.code == code)


def closet_dossiers() -> Select[Any]:
    """The dossiers of the tasks that may be in the closet; each is judged by `closet.find`."""
    return dossiers(or_(*may_be_stuck()))


def live_dossiers() -> Select[Any]:
    """The dossiers of the tasks whose life has not ended."""
    return dossiers(exists().where(StageEntry.task_id == Task.id, StageEntry.left_on.is_(None)))
