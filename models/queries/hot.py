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


@cache
def writing(name: str, columns: tuple[str, ...], *, many: bool) -> str:
    """The statement that writes rows of what acts change (a name of `WRITINGS`), told by these columns.

    One row is told by its values, in their order; many by an array of texts for each column.
    """
    write, table = _WRITINGS[name]
    return write(table, columns, *(_from_arrays(table, columns) if many else _from_values(columns)))


def _from_values(columns: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    return "", {name: f"${place}" for place, name in enumerate(columns, start=1)}


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

ADD_TO_CHAIN: Final = f"""
    with recursive chain (id, previous, hash, body, place) as (
        select last.id, '', last.hash, '', 0
        from (select id, hash from journal_head() union all select 0, '{GENESIS}' limit 1) last
        union all
        select id, previous, encode(sha256(convert_to(body, 'UTF8')), 'hex'), body, place
        from (
            select chain.id + 1 as id, chain.hash as previous, chain.place + 1 as place,
                   replace(replace(($1::text[])[chain.place + 1], chr({ord(NUMBER)}), (chain.id + 1)::text),
                           chr({ord(PREVIOUS)}), chain.hash) as body
            from chain where chain.place < cardinality($1::text[]) offset 0
        ) following
    )
    insert into audit (id, at, "on", tag, task_id, person_id, text, facts, previous, hash)
    select id, (said ->> 'at')::timestamptz, (said ->> 'on')::date, said ->> 'tag', (said ->> 'task')::bigint,
           (said ->> 'person')::bigint, said ->> 'text', said -> 'facts', previous, hash
    from (select id, previous, hash, body::jsonb as said from chain where place > 0 offset 0) link
"""  # noqa: S608 - of our own constants alone
"""Add notes to the chain, each with the hash of what stands before it: a row is what its canonical JSON says.

$1 are these, in their order, each with its place left open.

It reads the last link, so the chain must have been taken by a statement before: one that waits for the chain
would see the table as it was when it began to wait. `offset 0`: what is made is made once, and not for each
column that is taken from it.
"""

LAST_OF_CHAIN: Final = "select id from journal_head()"
"""The number of the last entry of the chain."""
