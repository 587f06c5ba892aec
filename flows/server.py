"""Prefect's server, whose calendar works under the SQLAlchemy of this house, and which finds runs by tags.

`python -m flows.server start ...` is `prefect server start ...`. Prefect 3.8.8 hands the state of a run to
SQLAlchemy among the columns of a bulk insert, where it is none; SQLAlchemy 2.1 refuses that, and then nothing
that stands on a schedule is ever put on the calendar: no watch, no report, no seal. SQLAlchemy is told here
what it did by itself before: that the state fills no column (it is written right after, as a row of its own).
Why not another version of either: decision 29.

Worker processes of a server do not pass here; the services, which hold the calendar, are in none of them.

Prefect has no index of tags. Whoever looks for the windows of one task (the engine, when it has none yet; a
manager, by each link of the boards) has all runs read: among 100,000 that took longer than drawing one.

Nor is every connection asked whether it lives before each use (`flows.pool`).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import MutableMapping
from functools import cache
from typing import Any, Final

from prefect.cli import app
from prefect.server.database import provide_database_interface
from prefect.server.database.orm_models import FlowRun
from prefect.settings import PREFECT_API_DATABASE_MIGRATE_ON_START
from sqlalchemy import Index, func, inspect
from sqlalchemy.ext.hybrid import hybrid_property

from flows.pool import trust_connections

INDEX_OF_TAGS: Final = "triplehelix_flow_run_tags"


def let_runs_be_scheduled() -> None:
    """Let a bulk insert of runs carry their state along, without a column for it."""
    state = inspect(FlowRun).all_orm_descriptors["state"]
    if not isinstance(state, hybrid_property):
        return

    state.inplace.bulk_dml(_fill_no_column)


def _fill_no_column(cls: type[FlowRun], mapping: MutableMapping[str, Any], value: object) -> None:
    del cls, mapping, value


@cache
def _index_of_tags() -> Index:
    """The index; entries go to their place at once, and not to a list that each search would read."""
    settled = {"fastupdate": "off"}
    tags = FlowRun.__table__.c.tags
    return Index(INDEX_OF_TAGS, tags, postgresql_using="gin", postgresql_with=settled)


async def let_runs_be_found() -> None:
    """Bring Prefect's tables up to date, as its server does at its start, and keep an index of tags there."""
    database = provide_database_interface()
    await database.create_db()
    engine = await database.engine()
    if engine.dialect.name == "postgresql":
        async with engine.begin() as connection:
            # Of servers that start together, one makes it.
            await connection.execute(func.pg_advisory_xact_lock(func.hashtext(INDEX_OF_TAGS)))
            await connection.run_sync(_index_of_tags().create, checkfirst=True)
    await engine.dispose()


if __name__ == "__main__":
    let_runs_be_scheduled()
    trust_connections()
    if sys.argv[1:2] == ["start"] and PREFECT_API_DATABASE_MIGRATE_ON_START.value():
        asyncio.run(let_runs_be_found())
    sys.argv = ["prefect", "server", *sys.argv[1:]]
    app()
