"""Tasks frozen at every stage, as the tables of one day held them: `tests/data/frozen.json.gz`.

    python -m tests.frozen

makes the file anew from the present code, in a database of its own. It is made once for a version and kept,
so that what a later version does to the tables is tried on tasks that an earlier one wrote; make it anew only
beside the old one.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, text

from actions import kit, rehearsal, wiring
from console.postgres import EmbeddedPostgres
from models import progress
from models.language import Regime
from models.lifecycle import LIFECYCLE
from models.tables import Base
from tests.actions.conftest import living_in
from tests.actions.houses import House

FILE = Path(__file__).parent / "data" / "frozen.json.gz"
LEFT_OUT = {"outbox", "windows"}
"""What the engine promised and drew is no task's."""
OLDER = {
    "RIGHTS_R1": {"regime": Regime.R1_LAW2013, "paid": True},
    "RIGHTS_R2": {"regime": Regime.R2_ND70, "paid": True},
}
"""Stages that only an older law knows."""


def load(connection: Connection) -> dict[str, str]:
    """Put the tasks into a database of their revision; returns the stage of each, by code."""
    frozen = json.loads(gzip.decompress(FILE.read_bytes()))
    for table, rows in frozen["tables"].items():
        columns = ", ".join(f'"{name}"' for name in rows[0])
        connection.execute(
            text(
                f"insert into {table} ({columns}) overriding system value "  # noqa: S608 - our own file's names
                f"select {columns} from json_populate_recordset(null::{table}, :rows)"
            ),
            {"rows": json.dumps(rows)},
        )
        if "id" in rows[0]:
            connection.execute(
                text(f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}")  # noqa: S608 - idem
            )
    stages: dict[str, str] = frozen["stages"]
    return stages


def revision() -> str:
    """The revision of the tables that the file was made from."""
    return str(json.loads(gzip.decompress(FILE.read_bytes()))["revision"])


def _freeze(house: House) -> dict[str, str]:
    """A task at each stage, with the papers of that stage handed in; returns the stage of each, by code."""
    stages = {}
    for stage in LIFECYCLE:
        with wiring.unit_of_work() as session:
            older: dict[str, Any] = OLDER.get(stage.code, {})
            code = kit.task_at(session, stage.code, **older)
        main = progress.main_entry(house.dossier(code))
        assert main is not None
        rehearsal.Walk(code, main.entered_on + timedelta(days=1)).hand_in()
        stages[code] = stage.code
    return stages


def _rows(connection: Connection) -> dict[str, list[dict[str, object]]]:
    known = inspect(connection)
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        names = [each["name"] for each in known.get_columns(table.name) if "computed" not in each]
        columns = ", ".join(f'"{name}"' for name in names)
        statement = f"select json_agg(each) from (select {columns} from {table.name}) each"  # noqa: S608 - our own names
        rows = connection.scalar(text(statement)) or []
        for row in rows:
            row.update({name: "" for name in ("totp_secret", "password") if row.get(name)})
        if rows:
            found[table.name] = rows
    return found


def make() -> None:
    """Make the file anew."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", settings={"fsync": "off"})
        server.start()
        server.ensure("frozen")
        url = server.url("frozen")
        wiring.migrate(url)
        with living_in(url, Path(folder) / "home") as house:
            stages = _freeze(house)
            with create_engine(url).connect() as connection:
                made = {
                    "revision": connection.scalar(text("select version_num from alembic_version")),
                    "stages": stages,
                    "tables": _rows(connection),
                }
        wiring.forget()
        server.remove()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(gzip.compress(json.dumps(made, ensure_ascii=False).encode(), mtime=0))
    print(f"{FILE}: {len(stages)}")  # noqa: T201 - a script says what it did


if __name__ == "__main__":
    make()
