"""The hot statements: what every decision asks and writes, as text for the driver, which prepares it.

A statement says no more than its rows need: PostgreSQL sets up a short one in less time than it takes to read
a long one. Those of an act travel together (`straight.together`).
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from sqlalchemy.dialects import postgresql

from models.history import GENESIS, NUMBER, PREVIOUS
from models.tables import Base

HOLD_TASK: Final = """
    select code, nextval('stage_entries_id_seq') from tasks where code = $1 for update
"""
"""Hold a task until the transaction ends; and a number for the stay that may follow.

One task is not asked for as a list of one: of a list PostgreSQL does not know how long it is, and plans the
statement anew each time.
"""

HOLD_TASKS: Final = """
    select code, nextval('stage_entries_id_seq') from tasks
    where code = any($1::text[]) order by id for update
"""
"""Hold tasks until the transaction ends, in one order; and a number for the stay that each may come to."""

ANOTHER_STAY: Final = "select nextval('stage_entries_id_seq')"
"""A number for one more stay."""


FEW: Final = 6
"""Up to so many rows are added by telling each; to take arrays apart costs more than so few rows."""


@cache
def writing(name: str, columns: tuple[str, ...], *, rows: int) -> str:
    """The statement that writes so many rows of what acts change (a name of `WRITINGS`), by these columns.

    One row is told by its values, in their order; a few that are added, one row after the other; many by an
    array of texts for each column (`in_arrays`).
    """
    write, table = _WRITINGS[name]
    if in_arrays(name, rows):
        return write(table, columns, *_from_arrays(table, columns))
    return write(table, columns, *_from_values(columns)) + _further(columns, rows)


def in_arrays(name: str, rows: int) -> bool:
    """Whether so many rows are told by an array for each column."""
    write, _ = _WRITINGS[name]
    return rows > FEW or (rows > 1 and write is not _adding)


def _from_values(columns: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    return "", {name: f"${place}" for place, name in enumerate(columns, start=1)}


def _further(columns: tuple[str, ...], rows: int) -> str:
    """The values of the rows behind the first."""
    width = len(columns)
    told = ((f"${row * width + place}" for place in range(1, width + 1)) for row in range(1, rows))
    return "".join(f", ({', '.join(each)})" for each in told)


def _from_arrays(table: str, columns: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    types = Base.metadata.tables[table].c
    told = {name: f'told."{name}"::{types[name].type.compile(_DIALECT)}' for name in columns}
    arrays = ", ".join(f"${place}::text[]" for place in range(1, len(columns) + 1))
    return f"from unnest({arrays}) told ({_names(columns)})", told


def _adding(table: str, columns: tuple[str, ...], source: str, told: dict[str, str]) -> str:
    """Add rows."""
    values = ", ".join(told.values())
    rows = f"select {values} {source}" if source else f"values ({values})"
    return f"insert into {table} ({_names(columns)}) {rows}"


def _keeping(table: str, columns: tuple[str, ...], source: str, told: dict[str, str]) -> str:
    """Add rows, or where there is one already, set what is told of it; the first column is the key."""
    key, *facts = columns
    kept = ", ".join(f'"{name}" = excluded."{name}"' for name in facts)
    return f"{_adding(table, columns, source, told)} on conflict ({key}) do update set {kept}"


def _changing(table: str, columns: tuple[str, ...], source: str, told: dict[str, str]) -> str:
    """Set the columns of the rows that the first column numbers; a version grows by what is told."""
    key, *facts = columns
    grown = {"version": f"{table}.version + {told.get('version')}"}
    new = ", ".join(f'"{name}" = {grown.get(name, told[name])}' for name in facts)
    return f"update {table} set {new} {source} where {table}.{key} = {told[key]}"  # noqa: S608 - idem


_WRITINGS: Final[dict[str, tuple[Callable[..., str], str]]] = {
    "decided": (_adding, "decisions"),
    "stayed": (_changing, "stage_entries"),
    "entered": (_adding, "stage_entries"),
    "stopped": (_adding, "clock_stops"),
    "changed": (_changing, "tasks"),
    "known": (_keeping, "results"),
    "promised": (_adding, "outbox"),
}
WRITINGS: Final = tuple(_WRITINGS)
"""What acts write, by name, in their order: a stay is left before the next is entered."""

_DIALECT: Final = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own is untyped


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


TAKE_CHAIN: Final = "select pg_advisory_xact_lock($1)"
"""Let this transaction alone add to the audit chain until it ends."""

TELL_AND_TAKE_CHAIN: Final = "select pg_notify($1, ''), pg_advisory_xact_lock($2)"
"""The same; and tell the listeners of a channel, once the transaction is committed."""

_HEAD: Final = f"(select id, hash from journal_head() union all select 0, '{GENESIS}' limit 1)"  # noqa: S608 - our own
"""The last link of the chain; before the first there is one that nobody wrote."""


def _placed(body: str, number: str, previous: str) -> str:
    """The canonical JSON of a note with its place in the chain filled in."""
    numbered = f"replace({body}, chr({ord(NUMBER)}), ({number})::text)"
    return f"replace({numbered}, chr({ord(PREVIOUS)}), {previous})"


_INTO_CHAIN: Final = """
    insert into audit (id, at, "on", tag, task_id, person_id, text, facts, previous, hash)
    select id, (said ->> 'at')::timestamptz, (said ->> 'on')::date, said ->> 'tag', (said ->> 'task')::bigint,
           (said ->> 'person')::bigint, said ->> 'text', said -> 'facts', previous, hash
    from"""

_HASH: Final = "encode(sha256(convert_to(body, 'UTF8')), 'hex')"

ADD_TO_CHAIN: Final = f"""{_INTO_CHAIN} (
        select id, previous, {_HASH} as hash, body::jsonb as said
        from (
            select last.id + 1 as id, last.hash as previous,
                   {_placed("$1", "last.id + 1", "last.hash")} as body
            from {_HEAD} last offset 0
        ) following
        offset 0
    ) link
"""  # noqa: S608 - of our own constants alone
"""Add a note to the chain, with the hash of what stands before it: the row is what its canonical JSON says.

$1 is this, with the note's place left open.

It reads the last link, so the chain must have been taken by a statement before: one that waits for the chain
would see the table as it was when it began to wait. `offset 0`: what is made is made once, and not for each
column that is taken from it.
"""

ADD_MANY_TO_CHAIN: Final = f"""
    with recursive chain (id, previous, hash, body, place) as (
        select last.id, '', last.hash, '', 0 from {_HEAD} last
        union all
        select id, previous, {_HASH}, body, place
        from (
            select chain.id + 1 as id, chain.hash as previous, chain.place + 1 as place,
                   {_placed("($1::text[])[chain.place + 1]", "chain.id + 1", "chain.hash")} as body
            from chain where chain.place < cardinality($1::text[]) offset 0
        ) following
    )
    {_INTO_CHAIN} (select id, previous, hash, body::jsonb as said from chain where place > 0 offset 0) link
"""  # noqa: S608 - of our own constants alone
"""The same for many notes: $1 are theirs, in their order."""

NOTES_ONE_BY_ONE: Final = 2
"""Up to so many notes each is added by a statement of its own; to step from note to note costs more."""

LAST_OF_CHAIN: Final = "select id from journal_head()"
"""The number of the last entry of the chain."""
