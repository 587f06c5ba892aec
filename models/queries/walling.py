"""The second wall as statements: roles, grants and row-level policies, made of the tables of `models.wall`.

Rows are kept from visitors of organisations alone (the role `PORTAL`). Who sees all of them passes by the
policies, so that their statements keep every index and every statistic; where the owner may not allow that,
and for the readers, a policy says `true`. What a visitor sees stands in the transaction's setting
`triplehelix.sight`; where it is not set they see nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from models.tables import Base
from models.wall import (
    ENGINE,
    GUISES,
    HOUSE,
    NUMBERED,
    PORTAL,
    PROCESSES,
    PUBLIC,
    READER,
    RIGHTS,
    ROLES,
    VERBS,
)

ENTER: Final = "select set_config('role', $1, true), set_config('triplehelix.sight', $2, true)"
"""Take on a role and a sight until the transaction ends."""

IS_ABLE: Final = "select current_setting('server_version_num')::integer >= 160000"
"""PostgreSQL 16 is the first that lets a role take on another one without having its rights all along."""

HAS_FUNCTIONS: Final = "select to_regprocedure('sight_organisation()') is not null"
"""Whether the schema is one with a wall."""

HAS_ROLES: Final = f"""
    select count(*) = {len(ROLES)} and (
        select count(*) = {len(GUISES)} from pg_auth_members
        where member = to_regrole('{PORTAL}') and set_option and not inherit_option
          and roleid::regrole::text in ({", ".join(f"'{name}'" for name in GUISES)})
    )
    from pg_roles where rolname in ({", ".join(f"'{name}'" for name in ROLES)})
"""  # noqa: S608 - of our own constants alone
"""Whether the roles were made, and the portal may take on its guises."""

MAY_MAKE_ROLES: Final = "select rolsuper or rolcreaterole from pg_roles where rolname = current_user"

BUILT: Final = "select obj_description(to_regprocedure('sight_organisation()'), 'pg_proc')"
"""The mark of the wall that stands in this database; null where none does."""

STANDS: Final = f"""
    select case
        when to_regrole('{PORTAL}') is null or to_regprocedure('sight_organisation()') is null then false
        when obj_description(to_regprocedure('sight_organisation()'), 'pg_proc') is null then false
        else pg_has_role(session_user, '{PORTAL}', 'SET') and pg_has_role(session_user, '{HOUSE}', 'SET')
    end
"""
"""Whether the wall stands in this database, and who is connected may take on its roles."""

_MINE: Final = "(select sight_organisation())"
_ME: Final = "(select sight_person())"


def _part(task: str) -> str:
    """What `permissions.may_see` says of a task: a party of it, or a seat on one of its councils.

    Or an action has judged that its stage asks something of the visitor, and let the task by.
    """
    parties = " or ".join(f"{task}.{party}_id = {_MINE}" for party in ("orderer", "host", "recipient"))
    return f"({parties} or {task}.id = any((select sight_tasks())::bigint[]))"


def _opened(task: str) -> str:
    """A task that stands open to the visitor: they know that it is there."""
    return f"{task}.id = any((select sight_opened())::bigint[])"


VIEWS: Final[dict[str, str]] = {
    "seen_tasks": f"select t.id from tasks t where {_part('t')}",  # noqa: S608 - of our own words alone
    "known_tasks": f"select t.id from tasks t where {_part('t')} or {_opened('t')}",  # noqa: S608 - idem
    "seen_stays": "select e.id from stage_entries e join seen_tasks t on t.id = e.task_id",
    "known_stays": "select e.id from stage_entries e join known_tasks t on t.id = e.task_id",
    "seen_councils": "select c.id from councils c join seen_stays e on e.id = c.entry_id",
}
"""What the visitor sees, by number.

A policy that asks a table meets that table's own policy, and within it the next one's, and each is planned.
A view is read as its owner reads, so it says what it says once.
"""


def _seen(number: str) -> str:
    """A task that the visitor may see, by its number."""
    return _in("seen_tasks", number)


def _known(number: str) -> str:
    """A task that the visitor may see, or that stands open to them: what the wall of `tasks` lets by."""
    return _in("known_tasks", number)


def _by_entry(number: str) -> str:
    """A stay of a task that the visitor may see."""
    return _in("seen_stays", number)


def _in(table: str, number: str) -> str:
    """A row of another table with a wall, or of a view: who sees that one sees what hangs on it."""
    return f"exists (select from {table} above where above.id = {number})"


@dataclass(frozen=True)
class Wall:
    """Which rows of a table a visitor of an organisation sees and changes; `adds`: which they may write."""

    sees: str
    adds: str = ""


WALLS: Final[dict[str, Wall]] = {
    "tasks": Wall(f"{_part('tasks')} or {_opened('tasks')}"),
    "results": Wall(_known("results.task_id")),
    "stage_entries": Wall(_known("stage_entries.task_id")),
    "clock_stops": Wall(_in("known_stays", "clock_stops.entry_id")),
    "submissions": Wall(
        f"submissions.organisation_id = {_MINE} or {_by_entry('submissions.entry_id')}",
        f"{_in('known_stays', 'submissions.entry_id')} and submissions.organisation_id = {_MINE}",
    ),
    "decisions": Wall(_by_entry("decisions.entry_id")),
    "councils": Wall(_by_entry("councils.entry_id")),
    "council_seats": Wall(_in("seen_councils", "council_seats.council_id")),
    "ballots": Wall(_in("seen_councils", "ballots.council_id")),
    "documents": Wall(
        f"{_seen('documents.task_id')} or {_in('agreements', 'documents.agreement_id')} "
        "or documents.file_id is not null"
    ),
    "signatures": Wall(_in("documents", "signatures.document_id")),
    "comments": Wall(_seen("comments.task_id")),
    "uploads": Wall(f"uploads.person_id = {_ME} or {_seen('uploads.task_id')}"),
    "closet_cases": Wall(_seen("closet_cases.task_id")),
    "remedies": Wall(_in("closet_cases", "remedies.case_id")),
    "published_cases": Wall(_seen("published_cases.task_id")),
    "advisory_items": Wall(_seen("advisory_items.task_id")),
    "advisory_actions": Wall(_seen("advisory_actions.task_id")),
    "matches": Wall(f"matches.organisation_id = {_MINE} or {_seen('matches.task_id')}"),
    "funding_lines": Wall(_seen("funding_lines.task_id")),
    "movements": Wall(_seen("movements.task_id")),
    "publications": Wall(_seen("publications.task_id")),
    "filings": Wall(_seen("filings.task_id")),
    "incomes": Wall(_seen("incomes.task_id")),
    "payouts": Wall(_in("incomes", "payouts.income_id")),
    "process_moves": Wall(_seen("process_moves.task_id")),
    "audit": Wall(f"audit.person_id = {_ME} or {_seen('audit.task_id')}", "true"),
    "agreements": Wall(
        f"{_MINE} in (agreements.state_id, agreements.institute_id, agreements.enterprise_id)"
    ),
    "agreement_items": Wall(_in("agreements", "agreement_items.agreement_id")),
    "proposals": Wall(
        f"proposals.organisation_id = {_MINE} or proposals.call_id = any((select sight_calls())::bigint[])"
    ),
    "support_payments": Wall(_in("proposals", "support_payments.proposal_id")),
    "webhooks": Wall(f"webhooks.organisation_id = {_MINE}"),
    "deliveries": Wall(_in("webhooks", "deliveries.webhook_id")),
    "form_drafts": Wall(f"form_drafts.person_id = {_ME}"),
}
"""The rows that belong to somebody: what hangs on a task, or on one organisation or person."""


def making_roles() -> str:
    """The statements that make the roles; roles that are there stay as they are.

    Roles belong to the whole server: two databases may make them at the same moment.
    """
    made = [_role(name, logs_in=name in PROCESSES) for name in ROLES]
    return "\n".join((*made, *map(_guise, GUISES), *map(_unhindered, (HOUSE, ENGINE))))


def _role(name: str, *, logs_in: bool) -> str:
    told = f"{'login' if logs_in else 'nologin'} nosuperuser nocreatedb nocreaterole nobypassrls"
    return f"""do $$ begin
    if to_regrole('{name}') is null then create role {name} {told}; end if;
exception when duplicate_object or unique_violation then null;
end $$;"""


def _guise(name: str) -> str:
    return f"""do $$ begin
    if not exists (select from pg_auth_members where roleid = to_regrole('{name}')
                   and member = to_regrole('{PORTAL}') and set_option and not inherit_option) then
        grant {name} to {PORTAL} with inherit false, set true;
    end if;
exception when duplicate_object or unique_violation or internal_error then null;
end $$;"""


def _unhindered(name: str) -> str:
    """Let a role that sees every row pass by the policies, where the owner may let it.

    Where a table has policies, even one that is `true`, PostgreSQL does not look at its statistics for a
    pattern or a text search: among 100,000 tasks a search took 600 ms in place of one.
    """
    return f"""do $$ begin
    if not (select rolbypassrls from pg_roles where rolname = '{name}') then
        alter role {name} bypassrls;
    end if;
exception when insufficient_privilege or internal_error then null;
end $$;"""  # noqa: S608 - the names of roles are our own


def building() -> str:
    """The statements that build the wall in one database: what was granted before goes first."""
    statements = [f"{each};" for each in (*_grants(), *_policies())]
    told = "\n".join(statements)
    return f"{told}\ncomment on function sight_organisation() is '{mark()}';"


def mark() -> str:
    """The mark of this wall, by which a database tells whether it stands there."""
    told = "\n".join((*_grants(), *_policies()))
    return f"wall {hashlib.sha256(told.encode()).hexdigest()}"


def _grants() -> Iterator[str]:
    everybody = ", ".join(ROLES)
    yield f"revoke all on all tables in schema public from {everybody}"
    yield f"revoke all on all sequences in schema public from {everybody}"
    yield f"grant usage on schema public to {everybody}"
    for table, right in sorted(RIGHTS.items()):
        yield from _granted(right.portal, table, PORTAL, HOUSE)
        yield from _granted(right.engine, table, ENGINE)
        yield from _granted("s" if right.public else "", table, PUBLIC)
        if right.reader:
            yield f"grant select{_shown(table, right.withheld)} on {table} to {READER}"
    for table in NUMBERED:
        yield f"grant usage on sequence {table}_id_seq to {PORTAL}, {HOUSE}, {ENGINE}"


def _granted(letters: str, table: str, *roles: str) -> Iterator[str]:
    if letters:
        yield f"grant {', '.join(VERBS[letter] for letter in letters)} on {table} to {', '.join(roles)}"


def _shown(table: str, withheld: Sequence[str]) -> str:
    """The columns that the reader is shown, where some are withheld."""
    if not withheld:
        return ""
    columns = (each.name for each in Base.metadata.tables[table].columns)
    names = (f'"{name}"' for name in columns if name not in withheld)
    return f" ({', '.join(names)})"


def _policies() -> Iterator[str]:
    for name, rows in VIEWS.items():
        yield f"create or replace view {name} as {rows}"
        yield f"revoke all on {name} from {', '.join(ROLES)}"
        yield f"grant select on {name} to {PORTAL}"
    for table, wall in WALLS.items():
        yield f"alter table {table} enable row level security"
        for name in ("outsiders", "processes", "readers"):
            yield f"drop policy if exists {name} on {table}"
        checked = f"with check ({wall.adds or wall.sees})"
        yield f"create policy outsiders on {table} to {PORTAL} using ({wall.sees}) {checked}"
        yield f"create policy processes on {table} to {HOUSE}, {ENGINE} using (true) with check (true)"
        yield f"create policy readers on {table} for select to {READER}, {PUBLIC} using (true)"
