"""Loading dossiers: the tables' facts as the pure judgements read them, one SELECT for one task or for all.

The SELECT gives a row a task, with all that belongs to it as JSON (`models.queries.dossiers`); here the JSON
becomes the frozen classes of `models.dossier`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.orm import Session

from models import law, queries
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
from models.errors import NotFound
from models.language import Method, PartyKind, ProductType, Role, Verdict
from models.lifecycle import SUBMIT
from models.tables import Organisation

_AT_ONCE = 500
"""Rows that a long reading holds in memory at a time."""

_RESULT_FIELDS = tuple((each.name, f"result_{each.name}") for each in fields(Result))
_SAME_AS_COLUMN = tuple(
    each.name
    for each in fields(Dossier)
    if each.name
    not in {
        *("orderer", "host", "recipient", "co_owner", "clears", "method", "products", "regime", "entries"),
        *("result", "unknowns", "provisional", "remedies"),
    }
)
"""The fields of a dossier that the task's row holds under the same name."""

Json = Mapping[str, Any]


def load(session: Session, code: str, *, lock: bool = False) -> Dossier:
    """The dossier of a task; `lock` holds the task until the transaction ends.

    The lock is taken before anything is read: a reading that waits for it would see the task as it was.

    Raises:
        NotFound: when no task bears the code.
    """
    session.flush()
    if lock:
        session.scalar(queries.task_by_code(code, lock=True).execution_options(populate_existing=True))
    row = session.execute(queries.dossier(code)).first()
    if row is None:
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    return _dossier(row)


def closet_candidates(session: Session) -> Iterator[Dossier]:
    """The tasks that may be in the closet, by code, read as they are asked for."""
    return _read(session, queries.closet_dossiers())


def live(session: Session) -> Iterator[Dossier]:
    """The tasks whose life has not ended, by code."""
    return _read(session, queries.live_dossiers())


def every(session: Session) -> Iterator[Dossier]:
    """All tasks, by code."""
    return _read(session, queries.every_dossier())


def _read(session: Session, statement: Executable) -> Iterator[Dossier]:
    session.flush()
    for row in session.execute(statement, execution_options={"yield_per": _AT_ONCE}):
        yield _dossier(row)


def _dossier(row: Row[Any]) -> Dossier:
    known = row._mapping  # noqa: SLF001 - the documented way to a row's columns by name
    entries = known["entries"] or ()
    late = _days_late(entries)
    return Dossier(
        **{name: known[name] for name in _SAME_AS_COLUMN},
        orderer=_party(known["orderer"]),
        host=_party(known["host"]),
        recipient=_party(known["recipient"]),
        co_owner=_party(known["co_owner"]),
        clears=SixClears(
            known["clear_who"],
            known["clear_what"],
            known["clear_when"],
            known["clear_result"],
            known["clear_responsibility"],
            known["clear_authority"],
        ),
        method=Method(known["method"]) if known["method"] else None,
        products=frozenset(ProductType(each) for each in known["products"]),
        regime=law.regime_of(known["approved_on"]),
        entries=tuple(_entry(each, late) for each in entries),
        result=_result(known),
        unknowns=tuple(known["unknowns"]),
        provisional=tuple(known["provisional"]),
        remedies=tuple(known["remedies"]),
    )


def _result(known: Mapping[Any, Any]) -> Result:
    # A task without a result row has nulls all through; texts of a result are never null.
    told = {name: known[column] for name, column in _RESULT_FIELDS if known[column] is not None}
    if "grade" in told:
        told["grade"] = Grade(told["grade"])
    return Result(**told)


def _party(body: Json | None) -> Party | None:
    if body is None:
        return None
    return Party(
        **{**body, "kind": PartyKind(body["kind"]), "dissolved_on": _day(body["dissolved_on"])},
    )


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


def _entry(stay: Json, days_late: int) -> Entry:
    return Entry(
        id=stay["id"],
        stage=stay["stage"],
        entered_on=date.fromisoformat(stay["entered_on"]),
        left_on=_day(stay["left_on"]),
        due_on=_day(stay["due_on"]),
        rule_version=stay["rule_version"],
        exit=stay["exit"],
        submissions=tuple(_submission(each) for each in stay["submissions"] or ()),
        decisions=tuple(_decision(each) for each in stay["decisions"] or ()),
        sittings=tuple(_sitting(each, days_late) for each in stay["sittings"] or ()),
        stops=tuple(
            ClockStop(date.fromisoformat(each["since"]), _day(each["until"]), each["reason"])
            for each in stay["stops"] or ()
        ),
        issued=tuple(
            Issued(**{**each, "issued_on": date.fromisoformat(each["issued_on"])})
            for each in stay["issued"] or ()
        ),
        imported=stay["imported"],
    )


def _submission(paper: Json) -> Submission:
    return Submission(**{**paper, "role": Role(paper["role"]), "on": date.fromisoformat(paper["on"])})


def _decision(made: Json) -> Decision:
    return Decision(
        **{
            **made,
            "role": Role(made["role"]),
            "verdict": Verdict(made["verdict"]),
            "on": date.fromisoformat(made["on"]),
            "missing": tuple(made["missing"]),
        }
    )


def _sitting(council: Json, days_late: int) -> CouncilSitting:
    return CouncilSitting(
        gate=council["gate"],
        formed_on=date.fromisoformat(council["formed_on"]),
        meets_on=_day(council["meets_on"]),
        seats=tuple(
            Seat(**{**each, "position": Position(each["position"])}) for each in council["seats"] or ()
        ),
        ballots=tuple(_ballot(each) for each in council["ballots"] or ()),
        days_late=days_late,
    )


def _ballot(vote: Json) -> Ballot:
    return Ballot(
        **{
            **vote,
            "position": Position(vote["position"]),
            "on": date.fromisoformat(vote["on"]),
            "score": None if vote["score"] is None else Decimal(vote["score"]),
            "grade": Grade(vote["grade"]) if vote["grade"] else None,
        }
    )


def _days_late(entries: Sequence[Json]) -> int:
    """How many days after its due date the acceptance dossier was complete; 0 when it was in time."""
    late = [
        (date.fromisoformat(each["left_on"]) - date.fromisoformat(each["due_on"])).days
        for each in entries
        if each["stage"] == SUBMIT.code and each["left_on"] and each["due_on"]
    ]
    return max((0, *late))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
