"""Whole dossiers, each in one row: the task, its result, its parties, and all that was done, as JSON.

One SELECT reads one task or a million: what belongs to a task comes with it, so nothing is asked again for
each. The keys of the JSON objects are the fields of `models.dossier`.
"""

from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Select,
    Text,
    TextualSelect,
    and_,
    cast,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql
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
    rows = aggregate_order_by(_object(**fields), order)
    return select(func.json_agg(rows, type_=JSON))


def _object(**fields: _Column) -> ColumnElement[Any]:
    """A JSON object of these fields."""
    pairs = [part for name, value in fields.items() for part in (_key(name), value)]
    return func.json_build_object(*pairs, type_=JSON)


def _key(name: str) -> ColumnElement[Any]:
    """A key of a JSON object, written into the statement: a parameter for each would be sent each time."""
    return literal_column(f"'{name}'")


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
        # The edited twin of an issued paper is none that a stage asks for.
        .where(Submission.entry_id == StageEntry.id, Submission.document_id.is_(None))
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
            sha256=func.coalesce(Document.signed_sha256, Document.sha256),
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
    found = _object(
        id=body.id,
        name=body.name,
        kind=body.kind,
        province=body.province,
        e_id=body.e_id,
        address=body.address,
        dissolved_on=body.dissolved_on,
        successor=heir.name,
    )
    return (
        select(found)
        .select_from(body)
        .outerjoin(heir, heir.id == body.successor_id)
        .where(body.id == organisation_id)
        .scalar_subquery()
    )


def _dossiers(*conditions: ColumnElement[bool]) -> TextualSelect:
    """The dossiers of the tasks for which the conditions hold, by code, as text with typed columns.

    As text, for SQLAlchemy takes longer to recognise so large a statement than PostgreSQL to answer it.
    """
    task_columns = [each for each in Task.__table__.c if each.name != "terms"]
    result_columns = [
        each.label(f"result_{each.name}") for each in Result.__table__.c if each.name != "task_id"
    ]
    statement = (
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
        .where(*(conditions or (true(),)))
        .order_by(Task.code)
    )
    written = text(str(statement.compile(dialect=_NAMED)))
    return written.columns(*(column(each.name, each.type) for each in statement.selected_columns))


_NAMED = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy's own is untyped


@cache
def _one() -> TextualSelect:
    return _dossiers(Task.code == literal_column(":code"))


def dossier(code: str) -> TextualSelect:
    """The dossier of one task."""
    return _one().bindparams(code=code)


@cache
def every_dossier() -> TextualSelect:
    """The dossiers of all tasks."""
    return _dossiers()


@cache
def closet_dossiers() -> TextualSelect:
    """The dossiers of the tasks that may be in the closet; each is judged by `closet.find`."""
    return _dossiers(or_(*may_be_stuck()))


@cache
def live_dossiers() -> TextualSelect:
    """The dossiers of the tasks whose life has not ended."""
    return _dossiers(exists().where(StageEntry.task_id == Task.id, StageEntry.left_on.is_(None)))
