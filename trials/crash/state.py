"""What the tables and storage hold, in a form that two runs can be compared by, and what must always hold."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Final

from sqlalchemy import JSON, Column, DateTime, LargeBinary, Uuid, text
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
        # What is empty, as most tables are in a trial, need not be digested column by column.
        filled = set(connection.scalars(text(_FILLED)).all())
        found = {key: "" if "." in key else "0" for key in _KEYS}
        asked = {name: columns for name, columns in _TABLES.items() if name in filled}
        if asked:
            row = connection.execute(text(_statement(asked))).one()
            keys = [key for columns in asked.values() for key, _ in columns]
            found |= {key: str(value) for key, value in zip(keys, row, strict=True)}
    return found


def _tables() -> dict[str, list[tuple[str, str]]]:
    """What is asked of each table: by which name, and how."""
    return {
        table.name: [
            (table.name, "count(*)::text"),
            *((f"{table.name}.{each.name}", _digest(each)) for each in table.columns if _is_said(each)),
        ]
        for table in Base.metadata.sorted_tables
        if table.name not in _PASSING
    }


def _is_said(column: Column[object]) -> bool:
    return not (isinstance(column.type, _NOT_COMPARED) or column.primary_key or column.foreign_keys)


def _digest(column: Column[object]) -> str:
    said = f'"{column.name}"::text'
    return f"md5(coalesce(string_agg({said}, '|' order by {said}), ''))"


def _statement(asked: Mapping[str, list[tuple[str, str]]]) -> str:
    """One look at each table, all of them in one question."""
    looks = (
        f"(select {', '.join(how for _, how in columns)} from {table}) as look_{number}"  # noqa: S608 - our own names
        for number, (table, columns) in enumerate(asked.items())
    )
    return f"select * from {', '.join(looks)}"  # noqa: S608 - idem


_TABLES: Final = _tables()
_KEYS: Final = tuple(key for columns in _TABLES.values() for key, _ in columns)
_FILLED: Final = " union all ".join(
    f"select '{name}' where exists (select from {name})"  # noqa: S608 - idem
    for name in _TABLES
)


def differing(one: State, other: State) -> set[str]:
    """What differs between two states."""
    return {key for key in one if one[key] != other[key]}


def moment() -> int:
    """The number that the next transaction which writes will get."""
    return _number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


def commits_since(number: int) -> int | None:
    """How many transactions have written and committed since; None where the server does not keep count.

    It is the server's own word, by which a commit is found that goes another way than those around which
    points are counted.
    """
    if not _number("select (current_setting('track_commit_timestamp') = 'on')::int"):
        return None
    return _number(
        "select count(distinct pg_xact_commit_timestamp(number::text::xid)) from generate_series("
        "cast(:since as bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1) number",
        since=number,
    )


def _number(question: str, **values: int) -> int:
    from actions import wiring

    with wiring.engine().connect() as connection:
        return int(connection.scalar(text(question), values) or 0)


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
