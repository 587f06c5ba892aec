"""An upgrade stops nobody: programs of the version before go on working on the schema of the next one.

What would break them (a column or a table that goes, a name or a type that changes, a value that becomes
obligatory) stands only in a migration that says so: `contract = "why no program needs it any more"`. It is
applied once every program of the version before has ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations, ops
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from actions import wiring
from actions.operation import locks
from models.errors import Unavailable

SCRIPTS = list(reversed(list(ScriptDirectory(str(wiring.MIGRATIONS)).walk_revisions())))
LATER = SCRIPTS[1:]

RELEASED = "20261122i"
"""The last migration of the first version that anybody ran: from it on, a migration only adds."""
UNRELEASED = {each.revision for each in SCRIPTS[: [each.revision for each in SCRIPTS].index(RELEASED) + 1]}
"""Written before; what they replace, no program in use has known."""


@contextmanager
def listing() -> Iterator[list[ops.MigrateOperation]]:
    """Note what a migration would do, and do nothing."""
    found: list[ops.MigrateOperation] = []
    context = MigrationContext.configure(dialect_name="postgresql")
    with Operations.context(context) as operations:
        operations.invoke = found.append
        yield found


@cache
def noted(revision: str) -> tuple[ops.MigrateOperation, ...]:
    script = next(each for each in SCRIPTS if each.revision == revision)
    with listing() as found:
        script.module.upgrade()
    return tuple(found)


def breaking(operations) -> Iterator[str]:
    """What in a migration programs of the version before could not live with."""
    made = {each.table_name for each in operations if isinstance(each, ops.CreateTableOp)}
    added = {(each.table_name, each.column.name) for each in operations if isinstance(each, ops.AddColumnOp)}
    for each in operations:
        table = getattr(each, "table_name", None) or getattr(each, "source_table", None)
        if table not in made:
            yield from _of_table(each, table)
            yield from _of_rule(each, table, added)


def _of_table(each, table) -> Iterator[str]:
    match each:
        case ops.DropTableOp() | ops.RenameTableOp():
            yield f"{type(each).__name__} {table}"
        case ops.DropColumnOp():
            yield f"drops {table}.{each.column_name}"
        case ops.AddColumnOp() if not each.column.nullable and not _fills_itself(each.column):
            yield f"wants {table}.{each.column.name} of everybody"
        case ops.AlterColumnOp():
            yield from _of_alter(each)


def _of_rule(each, table, added) -> Iterator[str]:
    match each:
        case ops.CreateUniqueConstraintOp() if {(table, name) for name in each.columns} - added:
            yield f"forbids doubles in {table}"
        case ops.CreateIndexOp() if each.unique and {(table, str(name)) for name in each.columns} - added:
            yield f"forbids doubles in {table}"
        case ops.CreateCheckConstraintOp():
            yield f"forbids values in {table}"
        case ops.CreateForeignKeyOp() if {(table, name) for name in each.local_cols} - added:
            yield f"forbids values in {table}"
        case ops.DropConstraintOp() if each.constraint_type in {"primary", "unique"}:
            yield f"takes from {table} what an insert or update may name"
        case ops.ExecuteSQLOp() if _BREAKS.search(str(each.sqltext)):
            yield f"runs {str(each.sqltext).strip()[:60]}"


_BREAKS = re.compile(
    r"\b(drop\s+(table|column|view|function)|rename\s+(to|column)|alter\s+column\s+\S+\s+(type|set\s+not)"
    r"|add\s+(constraint|check|unique|foreign|exclude)|truncate\s+table)\b",
    re.IGNORECASE,
)


def hurried(operations) -> Iterator[str]:
    """The constraints that look at every row at once, while nobody may write: even a `contract` may not.

    Such a one is added `not valid` (new rows keep to it at once), and validated by a statement of its own.
    """
    made = {each.table_name for each in operations if isinstance(each, ops.CreateTableOp)}
    added = {(each.table_name, each.column.name) for each in operations if isinstance(each, ops.AddColumnOp)}
    for each in operations:
        table = getattr(each, "table_name", None) or getattr(each, "source_table", None)
        match each:
            case _ if table in made:
                continue
            case ops.CreateForeignKeyOp() if {(table, name) for name in each.local_cols} <= added:
                continue
            case ops.CreateForeignKeyOp() | ops.CreateCheckConstraintOp():
                if not each.kw.get("postgresql_not_valid"):
                    yield f"looks at every row of {table}"
            case ops.ExecuteSQLOp() if _CONSTRAINS.search(str(each.sqltext)):
                yield f"looks at every row: {str(each.sqltext).strip()[:60]}"


_CONSTRAINS = re.compile(
    r"\badd\s+(constraint\s+\S+\s+)?(check|foreign)\b(?!.*\bnot\s+valid\b)", re.IGNORECASE | re.DOTALL
)


def _fills_itself(column: sa.Column) -> bool:
    return column.server_default is not None or column.identity is not None or column.computed is not None


def _of_alter(each: ops.AlterColumnOp) -> Iterator[str]:
    name = f"{each.table_name}.{each.column_name}"
    if each.modify_name:
        yield f"renames {name}"
    if each.modify_nullable is False:
        yield f"wants {name} of everybody"
    if each.modify_type is not None and not isinstance(each.modify_type, sa.Text | sa.BigInteger):
        yield f"changes the type of {name}"


@pytest.mark.parametrize("script", LATER, ids=lambda script: script.revision)
def test_a_migration_breaks_no_program_in_use_unless_it_says_why_it_may(script):
    if script.revision in UNRELEASED:
        return
    found = list(breaking(noted(script.revision)))
    reason = getattr(script.module, "contract", "")
    assert not list(hurried(noted(script.revision)))
    assert not found or reason, found
    assert not reason or found, "it breaks nothing, and needs no reason"
    assert isinstance(reason, str)


@pytest.mark.parametrize(
    ("change", "breaks"),
    [
        (lambda: op.drop_column("tasks", "title"), True),
        (lambda: op.drop_table("tasks"), True),
        (lambda: op.rename_table("tasks", "work"), True),
        (lambda: op.add_column("tasks", sa.Column("mark", sa.Text(), nullable=False)), True),
        (
            lambda: op.add_column("tasks", sa.Column("mark", sa.Text(), server_default="", nullable=False)),
            False,
        ),
        (lambda: op.add_column("tasks", sa.Column("mark", sa.Text(), nullable=True)), False),
        (lambda: op.alter_column("tasks", "title", nullable=False), True),
        (lambda: op.alter_column("tasks", "title", nullable=True), False),
        (lambda: op.alter_column("tasks", "title", new_column_name="name"), True),
        (lambda: op.alter_column("tasks", "title", type_=sa.String(10)), True),
        (lambda: op.alter_column("tasks", "title", type_=sa.Text()), False),
        (lambda: op.create_unique_constraint("uq", "tasks", ["title"]), True),
        (lambda: op.create_index("ix", "tasks", ["title"]), False),
        (lambda: op.create_foreign_key("fk", "tasks", "people", ["host_id"], ["id"]), True),
        (lambda: op.create_check_constraint("ck", "tasks", "months > 0"), True),
        (lambda: op.drop_constraint("uq_tasks_code", "tasks", type_="unique"), True),
        (lambda: op.execute("alter table tasks add constraint ck check (months > 0) not valid"), True),
        (lambda: op.execute("alter table tasks validate constraint ck"), False),
        (lambda: op.execute("alter table tasks alter column title set not null"), True),
        (lambda: op.execute("create function f() returns int language sql return 1"), False),
    ],
)
def test_what_breaks_a_program_is_known(change, breaks):
    with listing() as found:
        change()
    assert bool(list(breaking(found))) is breaks


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        (lambda: op.create_foreign_key("fk", "tasks", "people", ["host_id"], ["id"]), True),
        (
            lambda: op.create_foreign_key(
                "fk", "tasks", "people", ["host_id"], ["id"], postgresql_not_valid=True
            ),
            False,
        ),
        (lambda: op.create_check_constraint("ck", "tasks", "months > 0"), True),
        (lambda: op.create_check_constraint("ck", "tasks", "months > 0", postgresql_not_valid=True), False),
        (lambda: op.execute("alter table tasks add constraint ck check (months > 0)"), True),
        (lambda: op.execute("alter table tasks add foreign key (host_id) references people"), True),
        (lambda: op.execute("alter table tasks add constraint ck check (months > 0) not valid"), False),
        (lambda: op.execute("alter table tasks validate constraint ck"), False),
    ],
)
def test_what_makes_people_wait_for_every_row_is_known(change, waits):
    with listing() as found:
        change()
    assert bool(list(hurried(found))) is waits


Shape = dict[str, dict[str, tuple[str, bool, bool]]]
"""Of each table its columns: type, whether it may be empty, whether it fills itself."""

_SHAPE = text("""
    select table_name, column_name, data_type, is_nullable = 'YES',
           column_default is not null or is_identity = 'YES'
    from information_schema.columns
    where table_schema = 'public' and table_name <> 'alembic_version' and is_generated = 'NEVER'
""")


def shape(url: str) -> Shape:
    found: Shape = {}
    engine = create_engine(url)
    with engine.connect() as connection:
        for table, column, *facts in connection.execute(_SHAPE):
            found.setdefault(table, {})[column] = tuple(facts)
    engine.dispose()
    return found


IN_USE = SCRIPTS[len(UNRELEASED) - 1 :]
"""From the first version that anybody may run."""


@pytest.fixture(scope="module")
def shapes(postgres_server) -> dict[str, Shape]:
    """The tables as each version has them, one after another in one database, as an upgrade makes them."""
    postgres_server.ensure("walked")
    url = postgres_server.url("walked")
    found = {}
    for script in IN_USE:
        wiring.migrate(url, script.revision)
        found[script.revision] = shape(url)
    wiring.forget()
    postgres_server.drop("walked")
    return found


def _known_since(revision: str, shapes: dict[str, Shape]) -> Shape:
    """What programs of that version know, but for what later migrations took from them with a reason."""
    place = next(place for place, each in enumerate(IN_USE) if each.revision == revision)
    contracts = [each for each in IN_USE[place + 1 :] if getattr(each.module, "contract", "")]
    return {} if contracts else shapes[revision]


@pytest.mark.parametrize("script", IN_USE[:-1], ids=lambda script: script.revision)
def test_what_programs_of_an_earlier_version_read_is_still_there(shapes, script):
    head = shapes[IN_USE[-1].revision]
    for table, columns in _known_since(script.revision, shapes).items():
        for name, (kind, may_be_empty, _) in columns.items():
            now_kind, now_may, _ = head[table][name]
            assert now_kind == kind or (kind, now_kind) == ("integer", "bigint"), f"{table}.{name}"
            assert now_may or not may_be_empty, f"{table}.{name} is wanted of everybody now"
        for name in head[table].keys() - columns.keys():
            _, may_be_empty, fills_itself = head[table][name]
            assert may_be_empty or fills_itself, f"{table}.{name} is not known to them, and wanted"


@pytest.mark.parametrize("script", [IN_USE[0], IN_USE[-2]], ids=lambda script: script.revision)
def test_programs_of_an_earlier_version_write_what_they_know_on_the_schema_of_today(listed, shapes, script):
    """Real rows are taken out and written again by the columns of that version alone, then changed by them.

    Nothing but the foreign keys and the triggers of the journal is switched off, so whatever a later version
    demands of a row (a value, a form, that it is alone) would refuse it.
    """
    written = 0
    with wiring.unit_of_work() as session:
        session.execute(text("set local session_replication_role = replica"))
        for table, columns in _known_since(script.revision, shapes).items():
            names = ", ".join(f'"{name}"' for name in columns)
            same = ", ".join(f'"{name}" = "{name}"' for name in columns if name != "id")
            for step in (
                f"create temp table taken as select ctid spot, {names} from {table} limit 20",  # noqa: S608 - idem
                f"delete from {table} where ctid in (select spot from taken)",  # noqa: S608 - names of our tables
                f"insert into {table} ({names}) overriding system value select {names} from taken",  # noqa: S608 - idem
                f"update {table} set {same}",  # noqa: S608 - idem
                "drop table taken",
            ):
                done = session.execute(text(step)).rowcount
                written += done if step.startswith("insert") else 0
        session.rollback()
    assert written > 100


def test_an_upgrade_lets_people_past_who_hold_a_table_and_comes_again(database, monkeypatch):
    """Somebody's long transaction holds the tables: nobody is made to wait behind the upgrade for long."""
    engine = create_engine(database)
    paused = []

    def let_go(seconds):
        paused.append(seconds)
        if len(paused) == 2:
            holder.rollback()

    monkeypatch.setattr(locks, "LOCK_SECONDS", 0.1)
    monkeypatch.setattr(locks.time, "sleep", let_go)

    @locks.patient
    def change():
        with engine.begin() as connection:
            connection.execute(locks.waits_little())
            connection.execute(text("alter table tasks add column mark text"))

    with engine.connect() as holder:
        holder.execute(text("lock table tasks in access exclusive mode"))
        change()
        assert paused == list(locks.PAUSES[:2])
        holder.execute(text("lock table tasks in access exclusive mode"))
        with pytest.raises(Unavailable, match="Không có gì bị thay đổi"):
            change()
    engine.dispose()
