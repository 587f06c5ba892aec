"""The hot statements: what every decision asks and writes, as text for the driver, which prepares it.

Each writes one row and says no more than that row needs: PostgreSQL sets up such a statement in less time
than it takes to read one for many rows. Those of an act travel together (`straight.together`).
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from models.history import GENESIS, NUMBER, PREVIOUS

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
def adding(table: str, columns: tuple[str, ...]) -> str:
    """The statement that adds a row with these columns, in their order."""
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return f"insert into {table} ({_names(columns)}) values ({places})"  # noqa: S608 - of our own tables' names alone


@cache
def changing(table: str, columns: tuple[str, ...]) -> str:
    """The statement that sets these columns, from $2 on, of the row that $1 numbers."""
    told = ", ".join(f'"{name}" = ${place}' for place, name in enumerate(columns, start=2))
    return f"update {table} set {told} where id = $1"  # noqa: S608 - of our own tables' names alone


@cache
def touching(columns: tuple[str, ...]) -> str:
    """The statement that lets the version of the task $1 grow by $2, and sets these columns, from $3 on."""
    told = "".join(f', "{name}" = ${place}' for place, name in enumerate(columns, start=3))
    return f"update tasks set version = version + $2{told} where id = $1"  # noqa: S608 - of our own columns' names alone


@cache
def knowing(columns: tuple[str, ...]) -> str:
    """The statement that keeps these facts, from $2 on, of the result of the task $1."""
    kept = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    return f"{adding('results', ('task_id', *columns))} on conflict (task_id) do update set {kept}"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


TELL: Final = "select pg_notify($1, '')"
"""Tell the listeners of a channel, once the transaction is committed."""

TAKE_CHAIN: Final = "select pg_advisory_xact_lock($1)"
"""Let this transaction alone add to the audit chain until it ends."""

ADD_TO_CHAIN: Final = f"""
    insert into audit (id, at, "on", tag, task_id, person_id, text, facts, previous, hash)
    select link.id, $2, $3, $4, $5, $6, $7, $8, link.previous,
           encode(sha256(convert_to(replace(replace($1::text, chr({ord(NUMBER)}), link.id::text),
                                            chr({ord(PREVIOUS)}), link.previous), 'UTF8')), 'hex')
    from (select coalesce(max(id), 0) + 1 as id, coalesce(max(hash), '{GENESIS}') as previous
          from (select id, hash from audit order by id desc limit 1) last) link
    returning id
"""  # noqa: S608 - of our own constants alone
"""Add a note to the chain, with the hash of what stands before it.

$1 is its canonical JSON, its place left open.

It reads the last link, so the chain must have been taken by a statement before: one that waits for the chain
would see the table as it was when it began to wait.
"""
