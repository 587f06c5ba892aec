"""A Prefect server whose tables can be put back to how they stood, and what it holds in a form to compare."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import psycopg
from psycopg import sql

from console import settings
from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from console.processes import Process, begin, last_words
from console.services import answers
from trials.outages.lines import Line

_PATIENCE: Final = 120.0
_REST: Final = 0.7
"""Seconds after which nothing more is expected: the server writes events by and by."""
_QUIET: Final = dict.fromkeys(
    (
        "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED",
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED",
        "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED",
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED",
        "PREFECT_SERVER_SERVICES_REPOSSESSOR_ENABLED",
    ),
    "false",
)
"""What the server does by its own clock would come between two tries that ought to be alike."""
_SETTLED: Final = 5.0
"""Seconds in which all must be there: it comes as fast as the machine lets it."""
_OURS: Final = """
select 'window: ' || f.name || ' | ' || r.name || ' | ' || r.state_type || ' ' || r.state_name || ' | '
  || case when f.name like 'stage-%' then '' else r.tags::text end
  from flow_run r join flow f on f.id = r.flow_id where r.deployment_id is null
union all
select 'bar: ' || r.name || ' | ' || t.name || ' | ' || coalesce(t.state_type::text, '')
  from task_run t join flow_run r on r.id = t.flow_run_id
  where t.task_key like 'stage.%' and t.dynamic_key like 'entry-%'
union all
select 'line: ' || r.name || ' | ' || l.name
  from log l join flow_run r on r.id = l.flow_run_id where l.name like 'journal.%'
union all
select 'question: ' || r.name || ' | ' || regexp_replace(i.key, 'case-[0-9]+', 'case')
  from flow_run_input i join flow_run r on r.id = i.flow_run_id
union all
select 'event: ' || event || ' | ' || resource_id from events where event like 'triplehelix.%'
union all
select 'board: ' || key || ' | '
  || case when key = 'reconcile-progress' then '' else coalesce(description, '') end
  from artifact_collection
union all
select 'deployment: ' || name from deployment
union all
select 'automation: ' || name from automation
"""
"""What is ours, in words that the same work leaves a second time.

A case has another number where the first transaction that opened it was lost, and a comparison that is made
again finds nothing left to draw.
"""


class Shown(Protocol):
    """What a try asks of a Prefect server beside the engine's own client."""

    def remember(self, as_: str) -> None:
        """Keep what is shown, under a name."""

    def restore(self, as_: str) -> None:
        """Put it back."""

    def told_at_rest(self) -> Counter[str]:
        """What is shown of ours, when nothing has been added for a while."""

    def told_like(self, wanted: Mapping[str, int]) -> Counter[str]:
        """The same, as soon as it is as wanted."""

    def let_time_pass(self) -> None:
        """Let runs that were taken and not begun have waited for an hour."""

    def at_work(self) -> list[str]:
        """The runs that are under way."""


class Elsewhere:
    """A server that is not ours to put back: what it shows is neither changed by hand nor compared."""

    def remember(self, as_: str) -> None:
        """Nothing is put back."""

    def restore(self, as_: str) -> None:
        """Nothing is put back."""

    def told_at_rest(self) -> Counter[str]:
        """Nothing is compared."""
        return Counter()

    def told_like(self, wanted: Mapping[str, int]) -> Counter[str]:
        """Nothing is compared."""
        return Counter(wanted)

    def let_time_pass(self) -> None:
        """Nothing is changed."""

    def at_work(self) -> list[str]:
        """Nothing is looked at."""
        return []


class PrefectHouse:
    """A Prefect server in a database of its own.

    Args:
        server: the PostgreSQL in which its database is.
        folder: where it keeps its log.
        name: of its database, when there is more than one.
        by_line: whether who asks it does so by a line that can be cut.
    """

    def __init__(
        self, server: EmbeddedPostgres, folder: Path, name: str = "prefect", *, by_line: bool = False
    ) -> None:
        self._server = server
        self._name = name
        self._folder = folder / name
        self._folder.mkdir(exist_ok=True)
        self._port = free_port()
        self.line = Line(self._port) if by_line else None
        self.url = f"http://{LOOPBACK}:{self.line.port if self.line else self._port}"
        self.process: Process | None = None

    def environment(self) -> dict[str, str]:
        """What the server and whoever asks it are told."""
        urls = {"portal": "http://127.0.0.1", "prefect": self.url, "prefect_api": f"{self.url}/api"}
        told = settings.environment(
            self._folder,
            given={},
            database_url="",
            prefect_database_url=self._server.url(self._name, driver="asyncpg"),
            urls=urls,
        )
        own = {name: value for name, value in told.items() if not name.startswith("TRIPLEHELIX_")}
        return (
            own
            | _QUIET
            | {
                "TRIPLEHELIX_PREFECT_URL": self.url,
                "PREFECT_LOGGING_LEVEL": "ERROR",
                "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "1",
                "PREFECT_MESSAGING_CACHE": "trials.crash.forgetting",
            }
        )

    def start(self) -> None:
        """Begin, and wait until it answers."""
        self._server.ensure(self._name)
        log = self._folder / "server.log"
        command = (sys.executable, "-P", "-m", "console.prefect_server", "--host", LOOPBACK)
        self.process = begin(
            [*command, "--port", str(self._port)],
            environment=dict(os.environ) | self.environment(),
            log=log,
            folder=self._folder,
        )
        until = time.monotonic() + _PATIENCE
        while not answers(f"{self.url}/api/ready"):
            if not self.process.alive or time.monotonic() > until:
                raise RuntimeError(last_words(log, 8))
            time.sleep(0.2)

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.stop(grace=10)
        if self.line is not None:
            self.line.shut()

    def remember(self, as_: str) -> None:
        """Keep the tables as they stand now, under a name."""
        kept = sql.Identifier(f"kept_{as_}")
        with self._connected() as session:
            session.execute(sql.SQL("drop schema if exists {} cascade").format(kept))
            session.execute(sql.SQL("create schema {}").format(kept))
            for name in self._tables(session):
                table = sql.Identifier(name)
                session.execute(sql.SQL("create table {0}.{1} as table public.{1}").format(kept, table))

    def restore(self, as_: str) -> None:
        """Put the tables back to how they were remembered under that name."""
        for _ in range(5):
            # The server may write meanwhile what it had heard before.
            with suppress(psycopg.errors.DeadlockDetected, psycopg.errors.UniqueViolation):
                self._put_back(sql.Identifier(f"kept_{as_}"))
                return
            time.sleep(0.1)
        raise RuntimeError("Prefect's tables could not be put back.")

    def _put_back(self, kept: sql.Identifier) -> None:
        with self._connected() as session, session.transaction():
            # Whose row points at whose is as it was: nothing need be checked in between.
            session.execute("set local session_replication_role = replica")
            for name in self._tables(session):
                table = sql.Identifier(name)
                session.execute(sql.SQL("delete from public.{0}").format(table))
                session.execute(sql.SQL("insert into public.{1} table {0}.{1}").format(kept, table))

    def told(self) -> Counter[str]:
        """What the server holds of ours: windows, bars, lines, questions, events, boards, with counts."""
        with self._connected() as session:
            return Counter(row[0] for row in session.execute(_OURS).fetchall())

    def told_at_rest(self) -> Counter[str]:
        """The same, when nothing has been added for a while."""
        found, since = self.told(), time.monotonic()
        while time.monotonic() - since < _REST:
            time.sleep(0.1)
            if (now := self.told()) != found:
                found, since = now, time.monotonic()
        return found

    def told_like(self, wanted: Mapping[str, int]) -> Counter[str]:
        """The same, as soon as it is as wanted, or else after some seconds: events are written by and by."""
        until = time.monotonic() + _SETTLED
        while (found := self.told()) != wanted and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def let_time_pass(self) -> None:
        """Let runs that were taken and not begun have waited for an hour; they are seen to after minutes."""
        with self._connected() as session:
            session.execute(
                "update flow_run_state set timestamp = timestamp - interval '1 hour' where type = 'PENDING'"
            )

    def at_work(self) -> list[str]:
        """The runs that are under way, though nobody runs anything."""
        question = (
            "select f.name || ' ' || r.name || ' ' || r.state_name from flow_run r"
            " join flow f on f.id = r.flow_id where r.state_type in ('PENDING', 'RUNNING')"
            " and (r.deployment_id is not null or f.name like 'stage-%')"
        )
        with self._connected() as session:
            return [row[0] for row in session.execute(question).fetchall()]

    def _connected(self) -> psycopg.Connection:
        return self._server.connect(self._name)

    def _tables(self, session: psycopg.Connection) -> list[str]:
        rows = session.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        return [name for (name,) in rows.fetchall() if name != "alembic_version"]
