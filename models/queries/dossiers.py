"""Whole dossiers, each in one row: the task, its result, its parties, and all that was done, as JSON.

One SELECT reads one task or a million: what belongs to a task comes with it, so nothing is asked again for
each. What was done comes as one JSON array of rows for each kind, each row with the stay to which it belongs
and, behind it, what gives it its place: to put a handful of rows in order costs the reader less than
PostgreSQL takes to set up a sort. A sweep reads a thousand tasks at a time, and what belongs to all of them
in a second SELECT: to look up the rows of a kind once for all costs a quarter of looking them up for each.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute, aliased, join

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


class Reading(NamedTuple):
    """A statement as the driver takes it, and the names of its columns.

    As text, for SQLAlchemy takes longer to recognise so large a statement than PostgreSQL to answer it.
    """

    sql: str
    columns: tuple[str, ...]


class Sweep(NamedTuple):
    """Two statements that are told the same: one gives the tasks' rows, one all that belongs to them."""

    tasks: Reading
    work: str


_voter, _member, _employer = aliased(Seat), aliased(Person), aliased(Organisation)


def _title_of(person_id: InstrumentedAttribute[int]) -> ColumnElement[Any]:
    return select(Person.title).where(Person.id == person_id).scalar_subquery()


_ENTRIES: dict[str, _Column] = {
    "task": StageEntry.task_id,
    "id": StageEntry.id,
    "stage": StageEntry.stage,
    "entered_on": StageEntry.entered_on,
    "left_on": StageEntry.left_on,
    "due_on": StageEntry.due_on,
    "rule_version": StageEntry.rule_version,
    "exit": StageEntry.exit,
    "imported": StageEntry.imported,
}
_SUBMISSIONS: dict[str, _Column] = {
    "entry": Submission.entry_id,
    "id": Submission.id,
    "paper": Submission.paper,
    "by_person": Submission.person_id,
    "by_org": Submission.organisation_id,
    "role": Submission.role,
    "on": Submission.on,
    "sha256": Submission.sha256,
    "file_name": Submission.file_name,
    "withdrawn": Submission.withdrawn_on.is_not(None),
}
_DECISIONS: dict[str, _Column] = {
    "entry": Decision.entry_id,
    "id": Decision.id,
    "gate": Decision.gate,
    "round": Decision.round,
    "by_person": Decision.person_id,
    "role": Decision.role,
    "title": _title_of(Decision.person_id),
    "verdict": Decision.verdict,
    "on": Decision.on,
    "comment": Decision.comment,
    "missing": Decision.missing,
}
_STOPS: dict[str, _Column] = {
    "entry": ClockStop.entry_id,
    "id": ClockStop.id,
    "since": ClockStop.since,
    "until": ClockStop.until,
    "reason": ClockStop.reason,
}
_ISSUED: dict[str, _Column] = {
    "entry": Document.entry_id,
    "id": Document.id,
    "paper": Document.paper,
    "number": Document.number_text,
    "issued_on": Document.issued_on,
    "subject": Document.subject,
    "sha256": func.coalesce(Document.signed_sha256, Document.sha256),
    "pages": Document.page_amount,
}
_SITTINGS: dict[str, _Column] = {
    "entry": Council.entry_id,
    "id": Council.id,
    "gate": Council.gate,
    "formed_on": Council.formed_on,
    "meets_on": Council.meets_on,
    "secret": Council.secret,
}
_SEATS: dict[str, _Column] = {
    "council": Seat.council_id,
    "person": Seat.person_id,
    "title": _member.title,
    "organisation": _employer.name,
    "position": Seat.position,
    "present": Seat.present,
    "recused": Seat.recused,
    "stated_on": Seat.stated_on,
    "conflict": Seat.conflict,
}
_BALLOTS: dict[str, _Column] = {
    "council": Ballot.council_id,
    "person": Ballot.person_id,
    "position": _voter.position,
    "on": Ballot.on,
    "agree": Ballot.agree,
    "score": cast(Ballot.score, Text),
    "grade": Ballot.grade,
    "comment": Ballot.comment,
    "written": Ballot.written,
    "marks": Ballot.marks,
}
_heir, _body = aliased(Organisation), aliased(Organisation)
_PARTIES: dict[str, _Column] = {
    "id": _body.id,
    "name": _body.name,
    "kind": _body.kind,
    "province": _body.province,
    "e_id": _body.e_id,
    "address": _body.address,
    "dissolved_on": _body.dissolved_on,
    "successor": select(_heir.name).where(_heir.id == _body.successor_id).scalar_subquery(),
}


def _rows(columns: Mapping[str, _Column]) -> Select[Any]:
    """The rows, each as a JSON array, in no order."""
    return select(func.json_build_array(*columns.values(), type_=JSON))


def _gathered(rows: Select[Any]) -> Select[Any]:
    """All of them as one JSON array; null where there are none."""
    return rows.with_only_columns(func.json_agg(*rows.selected_columns, type_=JSON))


def _laid_together(rows: Select[Any]) -> ColumnElement[Any]:
    """The same of the few rows of one task: an array is set up in less time than an aggregate."""
    return func.array(rows.scalar_subquery(), type_=ARRAY(JSON))


_entries = _rows(_ENTRIES)
_stays = (
    _gathered(_entries)
    .add_columns(func.array_agg(StageEntry.id, type_=ARRAY(BigInteger)).label("ids"))
    .where(StageEntry.task_id == Task.id)
    .correlate(Task)
    .lateral("stays")
)
"""The task's stays and their numbers: looked up once, for all that was done in them."""

Limit = Callable[[_Column], ColumnElement[bool]]
"""What a column that names a task, or a stay, is to be among."""


def _done_in(stays: Limit) -> tuple[Select[Any], ...]:
    """All that was done in these stays, by kind, in the order in which `work` tells of it."""
    voter = and_(_voter.council_id == Ballot.council_id, _voter.person_id == Ballot.person_id)
    return (
        # The edited twin of an issued paper is none that a stage asks for.
        _rows(_SUBMISSIONS).where(stays(Submission.entry_id), Submission.document_id.is_(None)),
        _rows(_DECISIONS).where(stays(Decision.entry_id)),
        _rows(_STOPS).where(stays(ClockStop.entry_id)),
        _rows(_ISSUED).where(stays(Document.entry_id)),
        _rows(_SITTINGS).where(stays(Council.entry_id)),
        _rows(_SEATS)
        .select_from(join(Council, Seat, Seat.council_id == Council.id))
        .join(_member, _member.id == Seat.person_id)
        .join(_employer, _employer.id == _member.organisation_id)
        .where(stays(Council.entry_id)),
        _rows(_BALLOTS)
        .select_from(join(Council, Ballot, Ballot.council_id == Council.id))
        .join(_voter, voter)
        .where(stays(Council.entry_id)),
    )


_NAMED = (Task.orderer_id, Task.host_id, Task.recipient_id, Task.co_owner_id)
"""The organisations that have a part in a task."""


def _columns() -> tuple[ColumnElement[Any], ...]:
    """What is read of a task and of its result."""
    of_task = (each for each in Task.__table__.c if each.name not in _NOT_READ)
    of_result = (each.label(f"result_{each.name}") for each in Result.__table__.c if each.name != "task_id")
    return (*of_task, *of_result)


def _reading(statement: Select[Any]) -> Reading:
    return Reading(_text(statement), tuple(each.name for each in statement.selected_columns))


def _text(statement: Select[Any]) -> str:
    return str(statement.compile(dialect=_DIALECT))


def reading_of(*conditions: ColumnElement[bool]) -> Reading:
    """The dossiers of the tasks for which the conditions hold, by code.

    The last column, `work`, is one JSON array: parties, stays, submissions, decisions, stops, issued papers,
    sittings, seats, ballots; so the reader has one text to take apart, and not nine.
    """
    parties = _rows(_PARTIES).where(_body.id.in_(_NAMED)).correlate(Task)
    done = (rows.correlate(_stays) for rows in _done_in(lambda stay: stay == func.any(_stays.c.ids)))
    work = func.json_build_array(
        _laid_together(parties),
        _stays.c[0],
        *map(_laid_together, done),
        type_=JSON,
    )
    return _reading(
        select(*_columns(), work.label("work"))
        .select_from(Task)
        .outerjoin(Result, Result.task_id == Task.id)
        .join(_stays, true())
        .where(*(conditions or (true(),)))
        .order_by(Task.code)
    )


def sweep_of(tasks: Limit, *conditions: ColumnElement[bool]) -> Sweep:
    """The dossiers of those among the tasks for which the conditions hold; `work` tells of all the tasks."""
    named = select(func.unnest(postgresql.array(_NAMED))).where(tasks(Task.id))
    entered = select(StageEntry.id).where(tasks(StageEntry.task_id))
    work = (
        _rows(_PARTIES).where(_body.id.in_(named)),
        _entries.where(tasks(StageEntry.task_id)),
        *_done_in(lambda stay: stay.in_(entered)),
    )
    rows = select(*_columns()).select_from(Task).outerjoin(Result, Result.task_id == Task.id)
    return Sweep(
        _reading(rows.where(tasks(Task.id), *conditions)),
        _text(
            select(func.json_build_array(*(_gathered(each).scalar_subquery() for each in work), type_=JSON))
        ),
    )


_NOT_READ = frozenset({"terms", "folded", "source_key", "source_hash", "created_at"})
"""What no judgement asks for: search, the origin of a list's row, the time of writing."""

_DIALECT = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own is untyped


@cache
def dossier() -> Reading:
    """The dossier of the task that bears the code $1."""
    return reading_of(Task.code == bindparam("code"))


@cache
def dossiers_of() -> Reading:
    """The dossiers of the tasks that bear one of the codes $1."""
    return reading_of(Task.code == func.any(bindparam("codes")))


@cache
def dossiers_held() -> Sweep:
    """The same, where no order is asked for, and what belongs to all of them is looked up once."""
    held = aliased(Task)
    numbers = select(held.id).where(held.code == func.any(bindparam("codes")))
    return sweep_of(lambda task: task.in_(numbers))


@cache
def every_dossier() -> Reading:
    """The dossiers of all tasks."""
    return reading_of()


@cache
def closet_dossiers() -> Reading:
    """The dossiers of the tasks that may be in the closet; each is judged by `closet.find`."""
    return reading_of(or_(*may_be_stuck()))


@cache
def live_dossiers() -> Reading:
    """The dossiers of the tasks whose life has not ended."""
    return reading_of(exists().where(StageEntry.task_id == Task.id, StageEntry.left_on.is_(None)))
