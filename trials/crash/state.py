"""What the tables and storage hold, in a form that two runs can be compared by, and what must always hold."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Final

from sqlalchemy import JSON, Column, DateTime, LargeBinary, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from models.tables import Base

State = Mapping[str, str]
"""The digest of each column's values, in no order of rows; and of each table, how many rows it holds."""

_PASSING: Final = {"answers", "knocks", "portal_sessions"}
"""What is kept of asking itself."""
_NOT_COMPARED: Final = (DateTime, JSON, JSONB, LargeBinary, Uuid)
"""Moments and numbers of rows differ between two runs that did the same."""
_AGED_SECONDS: Final = 2 * 3600


def read() -> State:
    """The state of the configured database."""
    from actions import wiring

    with wiring.engine().connect() as connection:
        row = connection.execute(text(_STATEMENT)).one()
    return {key: str(value) for key, value in zip(_KEYS, row, strict=True)}


def _columns() -> list[tuple[str, str]]:
    found = []
    for table in Base.metadata.sorted_tables:
        if table.name in _PASSING:
            continue
        found.append((table.name, f"(select count(*)::text from {table.name})"))  # noqa: S608 - our own names
        found += [
            (f"{table.name}.{each.name}", _digest(table, each)) for each in table.columns if _is_said(each)
        ]
    return found


def _is_said(column: Column[object]) -> bool:
    return not (isinstance(column.type, _NOT_COMPARED) or column.primary_key or column.foreign_keys)


def _digest(table: Table, column: Column[object]) -> str:
    said = f'"{column.name}"::text'
    return f"(select md5(coalesce(string_agg({said}, '|' order by {said}), '')) from {table.name})"  # noqa: S608 - our own names


_KEYS: Final = tuple(key for key, _ in _columns())
_STATEMENT: Final = "select " + ", ".join(each for _, each in _columns())


def differing(one: State, other: State) -> set[str]:
    """What differs between two states."""
    return {key for key in one if one[key] != other[key]}


def skip_numbers() -> None:
    """Move every sequence on, as transactions that were cut off do."""
    from actions import wiring

    with wiring.engine().begin() as connection:
        names = connection.scalars(text("select sequencename from pg_sequences where schemaname = 'public'"))
        for name in names.all():
            for _ in range(3):
                connection.execute(text("select nextval(:name)"), {"name": name})


def wrong(*, settled: bool) -> list[str]:
    """What does not hold though it must, as sentences.

    Args:
        settled: what was cut off has been done again: nothing may be left over from the first time.
    """
    from actions import audit, outbox, wiring
    from actions.keeping.fsck import fsck

    found = []
    _age_what_is_stored()
    with wiring.unit_of_work() as session:
        broken = audit.verify(session)
        if broken is not None:
            found.append(f"the audit chain breaks at {broken}")
        checked = fsck(session)
        if not checked.ok:
            found.append(f"storage: {checked.missing} missing, {checked.altered} altered")
        if settled and checked.orphaned:
            found.append(f"storage: {checked.orphaned} orphans")
        for said, question in _MUST_BE_EMPTY.items():
            rows = session.execute(text(question)).all()
            if rows:
                found.append(f"{said}: {[tuple(row) for row in rows[:3]]}")
    found += [f"parked: {sentence}" for sentence in outbox.parked()]
    return found


_MUST_BE_EMPTY: Final = {
    "a number was given twice or left out": (
        "select series, year, count(*), max(number) from documents group by 1, 2"
        " having count(*) <> max(number) or count(distinct number) <> count(*)"
    ),
    "two open stays on the main line of a task": (
        "select task_id from stage_entries where left_on is null and not beside"
        " group by 1 having count(*) > 1"
    ),
    "a decision twice in one round": (
        "select entry_id, gate, round, person_id from decisions group by 1, 2, 3, 4 having count(*) > 1"
    ),
    "a paper on record whose bytes nobody keeps or promises": (
        "select id from documents d where sha256 is null and not exists"
        " (select 1 from outbox o where o.kind = 'paper' and (o.facts->>'document')::bigint = d.id"
        " and o.done_at is null)"
    ),
}


def _age_what_is_stored() -> None:
    """Let time pass for storage: fsck forgives what is young."""
    from actions import wiring

    folder = wiring.settings().home / "archive"
    then = time.time() - _AGED_SECONDS
    for file in folder.glob("??/??/*"):
        os.utime(file, (then, then))
