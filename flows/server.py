"""Prefect's server, whose calendar works under the SQLAlchemy of this house.

`python -m flows.server start ...` is `prefect server start ...`. Prefect 3.8.8 hands the state of a run to
SQLAlchemy among the columns of a bulk insert, where it is none; SQLAlchemy 2.1 refuses that, and then nothing
that stands on a schedule is ever put on the calendar: no watch, no report, no seal. SQLAlchemy is told here
what it did by itself before: that the state fills no column (it is written right after, as a row of its own).
Why not another version of either: decision 29.

Worker processes of a server do not pass here; the services, which hold the calendar, are in none of them.
"""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from typing import Any

from prefect.cli import app
from prefect.server.database.orm_models import FlowRun
from sqlalchemy import inspect
from sqlalchemy.ext.hybrid import hybrid_property


def let_runs_be_scheduled() -> None:
    """Let a bulk insert of runs carry their state along, without a column for it."""
    state = inspect(FlowRun).all_orm_descriptors["state"]
    if not isinstance(state, hybrid_property):
        return

    state.inplace.bulk_dml(_fill_no_column)


def _fill_no_column(cls: type[FlowRun], mapping: MutableMapping[str, Any], value: object) -> None:
    del cls, mapping, value


if __name__ == "__main__":
    let_runs_be_scheduled()
    sys.argv = ["prefect", "server", *sys.argv[1:]]
    app()
