"""The house that is upgraded: a PostgreSQL, a Prefect server, programs of two versions, each as itself."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console import logins, settings
from console.logins import DATABASE, LOGINS, PREFECT_DATABASE
from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from console.processes import read
from console.services import answers
from console.stack import Stack
from trials.topology.house import Part
from trials.topology.round_robin import RoundRobin
from trials.upgrade.earlier import Earlier, laid_out

_PYTHON: Final = (sys.executable, "-P", "-m")
_BAD: Final = re.compile(
    r"Traceback \(most recent|permission denied|does not exist|UndefinedColumn|\[5\d\d\]"
)


@dataclass
class House:
    """Everything in one folder.

    Attributes:
        folder: where.
        postgres: the database server.
        earlier: the version that is at work first.
        owner: what a program is told that may do everything, as whoever upgrades is.
        portal: the address of the portals, old and new.
    """

    folder: Path
    postgres: EmbeddedPostgres
    earlier: Earlier
    owner: dict[str, str]
    portal: RoundRobin
    _ports: dict[str, int]
    _undo: ExitStack
    _logs: list[Path]

    def engine(self, name: str, *, old: bool) -> Part:
        """An engine of the old or of the new version, begun and ready."""
        part = Part(name, (*_PYTHON, "flows.engine"), lambda log: "The engine is ready." in read(log))
        return self._begun(part, "engine", old=old)

    def portal_at(self, place: str, name: str, *, old: bool) -> Part:
        """A portal of the old or of the new version at one of the places, begun and ready."""
        port = str(self._ports[place])
        web = (
            *_PYTHON,
            "uvicorn",
            "portal.web:app",
            "--no-server-header",
            "--host",
            LOOPBACK,
            "--port",
            port,
        )
        part = Part(name, web, lambda _: answers(f"http://{LOOPBACK}:{port}/healthz"))
        return self._begun(part, "portal", old=old)

    def _begun(self, part: Part, login: str, *, old: bool) -> Part:
        told = self.told(login, old=old)
        self._undo.callback(part.stop)
        self._logs.append(self.folder / f"{part.name}.log")
        part.start(self.folder, self.earlier.environment(told) if old else told)
        part.await_ready(self.folder)
        return part

    def told(self, login: str, *, old: bool) -> dict[str, str]:
        """What a program is told: its own login, where its version has one."""
        if old and not (self.earlier.folder / "models" / "wall.py").exists():
            return self.owner
        logins.ensure(self.postgres, self.folder / "state")
        own = logins.url(self.postgres, self.folder / "state", LOGINS[login])
        return self.owner | {"TRIPLEHELIX_DATABASE_URL": own}

    def complaints(self) -> list[str]:
        """What the programs wrote down that they should not have to."""
        return [
            f"{log.stem}: {line.strip()[:200]}"
            for log in self._logs
            for line in read(log, 10**8).splitlines()
            if _BAD.search(line)
        ]


@contextmanager
def standing(commit: str) -> Iterator[House]:
    """A database of the earlier version, and a Prefect server; nobody works yet."""
    folder = Path(tempfile.mkdtemp(prefix="triplehelix-upgrade-"))
    folder.chmod(0o755)
    postgres = EmbeddedPostgres(folder / "postgres")
    ports = {name: free_port() for name in ("prefect", "one", "two", "three", "four")}
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        undo.callback(postgres.remove)
        earlier = laid_out(commit, folder / "earlier")
        postgres.start()
        for name in (DATABASE, PREFECT_DATABASE):
            postgres.ensure(name)
        portal = RoundRobin([ports[name] for name in ("one", "two", "three", "four")])
        undo.callback(portal.stop)
        portal.start()
        state = folder / "state"
        Stack.at(state).folder.prepare()
        owner = dict(os.environ) | _owner(state, postgres, ports["prefect"], portal.url)
        os.environ.update(owner)
        earlier.migrate(owner)
        prefect = Part(
            "prefect",
            (*_PYTHON, "console.prefect_server", "--host", LOOPBACK, "--port", str(ports["prefect"])),
            lambda _: answers(f"http://{LOOPBACK}:{ports['prefect']}/api/ready"),
        )
        undo.callback(prefect.stop)
        prefect.start(folder, owner)
        prefect.await_ready(folder)
        yield House(folder, postgres, earlier, owner, portal, ports, undo, [])


def _owner(state: Path, postgres: EmbeddedPostgres, prefect: int, portal: str) -> Mapping[str, str]:
    url = f"http://{LOOPBACK}:{prefect}"
    beside = postgres.url(PREFECT_DATABASE, driver="asyncpg")
    told = settings.environment(
        state,
        given={},
        database_url=postgres.url(DATABASE),
        prefect_database_url=beside,
        urls={"portal": portal, "prefect": url, "prefect_api": f"{url}/api"},
    )
    return told | {
        "TRIPLEHELIX_PREFECT_DATABASE_URL": beside,
        "TRIPLEHELIX_HOME": str(state),
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }
