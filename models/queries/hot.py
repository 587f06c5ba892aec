"""The hot statements: what every decision asks and writes, as text for the driver, which prepares it.

All are set-based: one act or five hundred are written by the same statements, their rows as JSON.
"""

from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Date

from models.history import GENESIS, NUMBER, PREVIOUS
from models.tables import Result, Task

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

_TASK_DATES: Final = tuple(each.name for each in Task.__table__.c if isinstance(each.type, Date))
_RESULT_DATES: Final = tuple(each.name for each in Result.__table__.c if isinstance(each.type, Date))


def _dates(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} date" for name in names)


def _kept(table: str, names: tuple[str, ...], new: str = "new") -> str:
    """What is told is set; what is not told stays."""
    return ", ".join(f"{name} = coalesce({new}.{name}, {table}.{name})" for name in names)


class _Part(NamedTuple):
    """One kind of what acts write: the columns of its rows, and the statement that writes them from `new`."""

    columns: str
    statement: str

    def written(self, name: str, place: int) -> str:
        """As a part of the whole statement, its rows taken from the parameter at that place."""
        rows = f"jsonb_to_recordset(${place}) as new ({self.columns})"
        return f"{name} as ({self.statement.replace('{rows}', rows)} returning 1)"


_PARTS: Final[dict[str, _Part]] = {
    "decided": _Part(
        'entry_id bigint, gate text, round int, person_id bigint, role text, verdict text, "on" date, '
        "comment text, missing text[], channel text",
        "insert into decisions "
        '(entry_id, gate, round, person_id, role, verdict, "on", comment, missing, channel) '
        "select * from {rows}",
    ),
    "stayed": _Part(
        "id bigint, left_on date, exit text, due_on date, rule_version text",
        f"update stage_entries stay set {_kept('stay', ('left_on', 'exit', 'due_on', 'rule_version'))} "  # noqa: S608 - of our own columns' names alone
        "from {rows} where stay.id = new.id",
    ),
    "entered": _Part(
        "id bigint, task_id bigint, stage text, beside boolean, entered_on date, due_on date, "
        "rule_version text, imported boolean",
        "insert into stage_entries "
        "(id, task_id, stage, beside, entered_on, due_on, rule_version, imported) "
        "select new.* from {rows}{after}",
    ),
    "stopped": _Part(
        "entry_id bigint, since date, reason text",
        "insert into clock_stops (entry_id, since, reason) select * from {rows}",
    ),
    "changed": _Part(
        f"id bigint, touched int, outcome text, {_dates(_TASK_DATES)}",
        f"update tasks task set version = task.version + new.touched, "  # noqa: S608 - of our own columns' names alone
        f"{_kept('task', ('outcome', *_TASK_DATES))} from {{rows}} where task.id = new.id",
    ),
    "known": _Part(
        f"task_id bigint, grade text, {_dates(_RESULT_DATES)}",
        f"insert into results as result (task_id, grade, {', '.join(_RESULT_DATES)}) "  # noqa: S608 - of our own columns' names alone
        "select new.* from {rows} on conflict (task_id) do update "
        f"set {_kept('result', ('grade', *_RESULT_DATES), 'excluded')}",
    ),
    "promised": _Part(
        'kind text, subject text, facts jsonb, "on" date',
        'insert into outbox (kind, subject, facts, "on") select * from {rows}',
    ),
}
PARTS: Final = tuple(_PARTS)
"""What acts may write, by name, in the order of a writing's parameters."""


@cache
def writing(parts: tuple[str, ...]) -> str:
    """The statement that writes these parts at once, tells the outbox's listeners, and takes the chain last.

    Its parameters are the channel of the outbox, the key of the chain, and the rows of each part as JSON.
    A stay that is left must be left before the next is entered: the main line has room for one.
    The chain is taken when all is written, for whoever holds it keeps everybody else from committing.
    """
    # A part is done before another when that one counts its rows.
    after = ", (select count(*) from stayed) as left_first" if "stayed" in parts else ""
    written = ", ".join(
        _PARTS[name].written(name, place).replace("{after}", after)
        for place, name in enumerate(parts, start=3)
    )
    done = " + ".join(f"(select count(*) from {name})" for name in parts)  # noqa: S608 - of our own parts' names
    told = "pg_notify($1, '')" if "promised" in parts else "$1::text"
    return f"with {written} select {told}, pg_advisory_xact_lock($2) where {done} >= 0"


TAKE_CHAIN: Final = "select pg_advisory_xact_lock($1)"
"""Let this transaction alone add to the audit chain until it ends."""

CHAIN: Final = f"""
    with recursive last as (select id, hash from audit order by id desc limit 1),
    note as (
        select * from jsonb_to_recordset($1) as new (place bigint, body text, at timestamptz,
            "on" date, tag text, task_id bigint, person_id bigint, text text, facts jsonb)
    ),
    link (place, id, previous, hash) as (
        select 0::bigint, coalesce((select id from last), 0)::bigint, '',
               coalesce((select hash from last), '{GENESIS}')
        union all
        select note.place, link.id + 1, link.hash, encode(sha256(convert_to(replace(replace(note.body,
               chr({ord(NUMBER)}), (link.id + 1)::text), chr({ord(PREVIOUS)}), link.hash), 'UTF8')), 'hex')
        from link join note on note.place = link.place + 1
    )
    insert into audit (id, at, "on", tag, task_id, person_id, text, facts, previous, hash)
    select link.id, note.at, note."on", note.tag, note.task_id, note.person_id, note.text, note.facts,
           link.previous, link.hash
    from link join note using (place) order by place
    returning id
"""  # noqa: S608 - of our own constants alone
"""Add notes to the chain in their order, each with the hash of what stands before it.

It reads the last link, so the chain must have been taken by a statement before: one that waits for the chain
would see the table as it was when it began to wait.
"""
