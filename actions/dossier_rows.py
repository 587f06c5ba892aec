"""Rows become dossiers: the columns of a reading, and the JSON of what belongs to it, as frozen classes.

That JSON tells of the one task of a row, or of all tasks of a sweep. A dossier has a hundred fields and a
scan reads a million dossiers, so no field is set by a call of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from models import law
from models.dossier import (
    Ballot,
    ClockStop,
    CouncilSitting,
    Decision,
    Dossier,
    Entry,
    Grade,
    Issued,
    Party,
    Position,
    Result,
    Seat,
    SixClears,
    Submission,
)
from models.language import Method, PartyKind, ProductType, Role, Verdict
from models.lifecycle import SUBMIT
from models.tables import Organisation

_MADE_HERE = frozenset(
    {
        *("orderer", "host", "recipient", "co_owner", "clears", "method", "products", "regime", "entries"),
        *("result", "unknowns", "provisional", "remedies"),
    }
)
_SAME_AS_COLUMN = tuple(each.name for each in fields(Dossier) if each.name not in _MADE_HERE)
"""The fields of a dossier that the task's row holds under the same name."""

Row = Sequence[Any]
"""A row of the answer, or of one of its JSON arrays, in the order that `queries` states."""
Rows = Sequence[Row] | None
_PLACE = itemgetter(1)
"""What gives a row its place among those of its task, stay or council."""
T = TypeVar("T")


class Belongings(NamedTuple):
    """What belongs to some tasks: their parties by number, and the stays of each by the task's number."""

    parties: Mapping[int, Party]
    stays: Mapping[int, tuple[Entry, ...]]


def belongings(work: Sequence[Rows]) -> Belongings:
    """What the JSON of a reading tells, kind by kind."""
    bodies, *done = work
    return Belongings({body[0]: _party(body) for body in bodies or ()}, _stays(*done))


@cache
def builder(columns: tuple[str, ...]) -> Callable[[Row], Dossier]:
    """What makes a dossier of a row with these columns, the last of which tells what belongs to it."""
    make = gatherer(columns)
    return lambda row: make(belongings(row[-1]), row)


@cache
def gatherer(columns: tuple[str, ...]) -> Callable[[Belongings, Row], Dossier]:
    """What makes a dossier of a row with these columns, and of what belongs to its task."""

    def taking(names: Iterable[str]) -> Callable[[Row], tuple[Any, ...]]:
        return itemgetter(*(columns.index(name) for name in names))

    plain = taking(_SAME_AS_COLUMN)
    clears = taking(f"clear_{each.name}" for each in fields(SixClears))
    result = taking(f"result_{each.name}" for each in fields(Result))
    named = taking(("orderer_id", "host_id", "recipient_id", "co_owner_id"))
    lists = taking(("unknowns", "provisional", "remedies"))
    special = taking(("id", "method", "products", "approved_on"))

    def build(belonging: Belongings, row: Row) -> Dossier:
        number, method, products, approved_on = special(row)
        orderer, host, recipient, co_owner = map(belonging.parties.get, named(row))
        unknowns, provisional, remedies = map(tuple, lists(row))
        task = object.__new__(Dossier)
        task.__dict__.update(
            zip(_SAME_AS_COLUMN, plain(row), strict=True),
            orderer=orderer,
            host=host,
            recipient=recipient,
            co_owner=co_owner,
            clears=_clears_of(*clears(row)),
            method=_METHODS[method] if method else None,
            products=frozenset(map(_PRODUCTS.__getitem__, products)),
            regime=law.regime_of(approved_on),
            entries=belonging.stays.get(number, ()),
            result=_result(result(row)),
            unknowns=unknowns,
            provisional=provisional,
            remedies=remedies,
        )
        return task

    return build


def _maker(kind: type[T]) -> Callable[..., T]:
    """What makes frozen records of the values of all their fields, in their order.

    Their own way sets each field by a call; a dossier has a hundred, and a scan reads a million dossiers. So,
    as dataclasses do it themselves, what sets them is written out and compiled once.
    """
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]  # a dataclass
    lines = [
        f"def make({', '.join(names)}):",
        "    _record = _new(_kind)",
        "    _known = _record.__dict__",
        *(f"    _known[{name!r}] = {name}" for name in names),
        "    return _record",
    ]
    around: dict[str, Any] = {"_new": object.__new__, "_kind": kind}
    exec("\n".join(lines), around)  # noqa: S102 - of the names of our own fields alone
    make: Callable[..., T] = around["make"]
    return make


_party_of, _entry_of, _clears_of, _result_of = _maker(Party), _maker(Entry), _maker(SixClears), _maker(Result)
_submission_of, _decision_of, _issued_of = _maker(Submission), _maker(Decision), _maker(Issued)

_METHODS = {str(each.value): each for each in Method}
_PRODUCTS = {str(each.value): each for each in ProductType}
_KINDS = {str(each.value): each for each in PartyKind}
_ROLES = {str(each.value): each for each in Role}
_VERDICTS = {str(each.value): each for each in Verdict}
_NO_ROW = tuple(None for _ in fields(Result))
_NOTHING_KNOWN = Result()
_GRADE = [each.name for each in fields(Result)].index("grade")


def _result(known: tuple[Any, ...]) -> Result:
    if known == _NO_ROW:
        return _NOTHING_KNOWN
    told = list(known)
    told[_GRADE] = Grade(told[_GRADE]) if told[_GRADE] else None
    return _result_of(*told)


def _party(body: Row) -> Party:
    number, name, kind, province, e_id, address, dissolved_on, successor = body
    return _party_of(number, name, _KINDS[kind], province, e_id, address, _day(dissolved_on), successor)


def party(row: Organisation, successor: str | None = None) -> Party:
    """An organisation as the judgements see it."""
    return Party(
        id=row.id,
        name=row.name,
        kind=PartyKind(row.kind),
        province=row.province,
        e_id=row.e_id,
        address=row.address,
        dissolved_on=row.dissolved_on,
        successor=successor,
    )


def _stays(
    entries: Rows,
    submissions: Rows,
    decisions: Rows,
    stops: Rows,
    issued: Rows,
    sittings: Rows,
    seats: Rows,
    ballots: Rows,
) -> Mapping[int, tuple[Entry, ...]]:
    """The stays of each task, each with what was done in it."""
    submissions_of, decisions_of = _grouped(submissions, _submission), _grouped(decisions, _decision)
    stops_of, issued_of = _grouped(stops, _stop), _grouped(issued, _issued)
    sittings_of = _sittings(sittings, seats, ballots, entries) if sittings and entries else {}

    def stay(
        number: int,
        stage: str,
        entered_on: str,
        left_on: str | None,
        due_on: str | None,
        rule_version: str,
        exit_: str,
        imported: bool,  # noqa: FBT001 - a column of the row
    ) -> Entry:
        return _entry_of(
            number,
            stage,
            date.fromisoformat(entered_on),
            _day(left_on),
            _day(due_on),
            rule_version,
            exit_,
            submissions_of.get(number, ()),
            decisions_of.get(number, ()),
            sittings_of.get(number, ()),
            stops_of.get(number, ()),
            issued_of.get(number, ()),
            imported,
        )

    return _grouped(entries, stay)


def _sittings(
    sittings: Sequence[Row], seats: Rows, ballots: Rows, entries: Sequence[Row]
) -> Mapping[int, tuple[CouncilSitting, ...]]:
    """The councils that were formed in each stay, with their members and votes."""
    seats_of, ballots_of, late = _grouped(seats, _seat), _grouped(ballots, _ballot), _days_late(entries)
    groups: defaultdict[int, tuple[CouncilSitting, ...]] = defaultdict(tuple)
    for stay, number, gate, formed_on, meets_on, secret in sorted(sittings, key=_PLACE):
        groups[stay] += (
            CouncilSitting(
                gate,
                date.fromisoformat(formed_on),
                _day(meets_on),
                seats_of.get(number, ()),
                ballots_of.get(number, ()),
                late[stay],
                secret,
            ),
        )
    return groups


def _grouped(rows: Rows, make: Callable[..., T]) -> Mapping[int, tuple[T, ...]]:
    """What the rows say, each group in order, by the task, stay or council that each names first."""
    if not rows:
        return {}
    groups: defaultdict[int, tuple[T, ...]] = defaultdict(tuple)
    for owner, *said in sorted(rows, key=_PLACE):
        groups[owner] += (make(*said),)
    return groups


def _submission(
    number: int,
    paper: str,
    by_person: int,
    by_org: int,
    role: str,
    on: str,
    sha256: str,
    file_name: str,
    withdrawn: bool,  # noqa: FBT001 - a column of the row
) -> Submission:
    day = date.fromisoformat(on)
    return _submission_of(number, paper, by_person, by_org, _ROLES[role], day, sha256, file_name, withdrawn)


def _decision(
    _: int,
    gate: str,
    number: int,
    by_person: int,
    role: str,
    title: str,
    verdict: str,
    on: str,
    comment: str,
    missing: Sequence[str],
) -> Decision:
    day = date.fromisoformat(on)
    return _decision_of(
        gate, number, by_person, _ROLES[role], title, _VERDICTS[verdict], day, comment, tuple(missing)
    )


def _stop(_: int, since: str, until: str | None, reason: str) -> ClockStop:
    return ClockStop(date.fromisoformat(since), _day(until), reason)


def _issued(
    number: int,
    paper: str,
    text: str,
    issued_on: str,
    subject: str,
    sha256: str | None,
    pages: int | None,
) -> Issued:
    return _issued_of(number, paper, text, date.fromisoformat(issued_on), subject, sha256, pages)


def _seat(
    person: int,
    title: str,
    organisation: str,
    position: str,
    present: bool,  # noqa: FBT001 - a column of the row
    recused: bool,  # noqa: FBT001 - idem
    stated_on: str | None,
    conflict: str,
) -> Seat:
    return Seat(person, title, organisation, Position(position), present, recused, _day(stated_on), conflict)


def _ballot(
    person: int,
    position: str,
    on: str,
    agree: bool | None,  # noqa: FBT001 - a column of the row
    score: str | None,
    grade: str | None,
    comment: str,
    written: bool,  # noqa: FBT001 - a column of the row
    marks: Mapping[str, str],
) -> Ballot:
    return Ballot(
        person,
        Position(position),
        date.fromisoformat(on),
        agree,
        None if score is None else Decimal(score),
        Grade(grade) if grade else None,
        comment,
        written,
        tuple(marks.items()),
    )


def _days_late(entries: Sequence[Row]) -> dict[int, int]:
    """By stay, how many days after its due date its task's acceptance dossier came; 0 when it was in time."""
    late: defaultdict[int, int] = defaultdict(int)
    for task, _, stage, _, left_on, due_on, *_ in entries:
        if stage == SUBMIT.code and left_on and due_on:
            days = (date.fromisoformat(left_on) - date.fromisoformat(due_on)).days
            late[task] = max(late[task], days)
    return {stay: late[task] for task, stay, *_ in entries}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
