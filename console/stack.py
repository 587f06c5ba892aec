"""The stack: PostgreSQL, Prefect, the engine and the portal, brought up, watched and brought down together.

A service belongs to the state folder, not to the command that started it: a later command finds it by its
record, one that was killed in between is found out and started again, and one that was stopped on purpose has
no record.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Final

from console import external, logins, settings
from console.addresses import Addresses
from console.backup import archiving
from console.folder import StateFolder
from console.logins import DATABASE, PREFECT_DATABASE
from console.postgres import EmbeddedPostgres
from console.processes import Process, Record, begin, last_words, locked, read
from console.services import PREFECT, SERVICES, Service, answers
from models.errors import Unavailable

POSTGRES: Final = "postgres"

_GLANCE: Final = 0.1
"""Seconds between two looks at services that are starting."""
_ROUND: Final = 1.0
"""Seconds between two rounds of the watch."""
_LONGEST_BACKOFF: Final = 60.0
_GRACE: Final = 10.0
_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Report = Callable[[str], None]


def _silent(_: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """How a service stands now."""

    name: str
    title: str
    running: bool
    pid: int | None = None
    url: str | None = None
    since: datetime | None = None
    problem: str | None = None
    """Why it does not serve, as a sentence; None when nothing is wrong."""


@dataclass(slots=True)
class _Fall:
    """How often a watched service has died, and when it may be tried again."""

    times: int = 0
    not_before: float = 0.0

    def count(self) -> None:
        """Count one more; each time the next try waits twice as long."""
        self.times += 1
        self.not_before = time.monotonic() + min(2.0**self.times, _LONGEST_BACKOFF)


@dataclass
class Stack:
    """All services of one state folder.

    Attributes:
        home: The state folder.
        given: The environment that the person started us with.
        services: What runs beside PostgreSQL.
    """

    home: Path
    given: dict[str, str] = field(repr=False)
    services: tuple[Service, ...] = field(default=SERVICES, repr=False)
    _begun: dict[str, Process] = field(default_factory=dict, repr=False)

    @classmethod
    def at(cls, home: Path) -> "Stack":
        """Look at the stack of a folder; nothing is made or started yet."""
        return cls(home.expanduser().resolve(), dict(os.environ))

    @cached_property
    def folder(self) -> StateFolder:
        """The folder, as the place of records, logs and ports."""
        return StateFolder(self.home)

    @cached_property
    def addresses(self) -> Addresses:
        """The ports and URLs of this stack."""
        return Addresses(self.folder, self.given, self.services)

    @cached_property
    def postgres(self) -> EmbeddedPostgres:
        """The PostgreSQL that comes with the project, with its data in this folder."""
        return archiving.server(self.home / POSTGRES, self.given)

    # ------------------------------------------------------------------ what commands ask for

    def ensure_database(self, report: Report = _silent) -> str:
        """Give the SQLAlchemy URL of a database that answers; the embedded one is started when none is set.

        Raises:
            Unavailable: When it does not answer, with the way out.
            Refused: When the state folder is somebody else's.
        """
        if self.outer_database:
            external.check(self.outer_database)
            if not (self.addresses.outer_prefect or self.given.get("TRIPLEHELIX_PREFECT_DATABASE_URL")):
                external.ensure_beside(self.outer_database, PREFECT_DATABASE)
            return self.outer_database
        self.folder.prepare()
        was_running = self.postgres.running()
        process = self.postgres.start(report)
        if process != was_running:
            self._begun[POSTGRES] = process
            self._write_down(POSTGRES, process)
        for database in (DATABASE, PREFECT_DATABASE):
            self.postgres.ensure(database)
        return self.postgres.url(DATABASE)

    def start(self, services: Sequence[str] | None = None, report: Report = _silent) -> None:
        """Start services (all of them when none is named) and wait until each is ready.

        What runs already is left as it is. When one fails, all that this call started is stopped again.

        Raises:
            Unavailable: When a service does not become ready; the sentence holds its last words.
            Refused: When a port that was asked for is taken, or the state folder is somebody else's.
        """
        self.folder.prepare()
        before = set(self._begun)
        with locked(self.folder.lock):
            try:
                self.ensure_database(report)
                if not self.outer_database:
                    logins.ensure(self.postgres, self.home)
                wanted = [one for one in self._services() if services is None or one.name in services]
                self._bring_up(self._still_to_start(wanted, report), report)
            except BaseException:
                self._end({name: process for name, process in self._begun.items() if name not in before})
                raise

    def stop(self) -> None:
        """Stop every service of this folder, whichever command started it."""
        server = self.postgres.running()
        self._end(self._alive() | ({POSTGRES: server} if server else {}))

    def watch(self, report: Report = _silent) -> None:
        """Stand by until Ctrl-C or SIGTERM, starting again what dies; then stop what this command started."""
        falls = {name: _Fall() for name in (POSTGRES, *(service.name for service in self.services))}
        with contextlib.suppress(KeyboardInterrupt), self.session():
            while True:
                time.sleep(_ROUND)
                self._mend_database(falls[POSTGRES], report)
                for service in self._services():
                    self._mend(service, falls[service.name], report)

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """Stop, at the end, all that this command started, and only that.

        SIGTERM and a closed terminal end it as Ctrl-C does. While the services are being stopped, a second
        such word is not heard, for it would leave the rest behind.

        Raises:
            KeyboardInterrupt: It was ended so; nothing after the block may take its work for done.
        """
        earlier = {number: signal.signal(number, _interrupt) for number in _ENDINGS}
        try:
            yield
        finally:
            for number in earlier:
                signal.signal(number, signal.SIG_IGN)
            self._end(self._begun)
            for number, handler in earlier.items():
                signal.signal(number, handler)

    def remove(self) -> None:
        """Stop everything and delete the state folder with all its data.

        Raises:
            Refused: When the folder does not bear our mark; nothing is deleted then.
        """
        if self.home.exists():
            self.folder.refuse_foreign()
            self.stop()
            self.postgres.remove()
            shutil.rmtree(self.home)

    def status(self) -> list[ServiceStatus]:
        """Say how each service stands, PostgreSQL first."""
        return [self._database_status(), *map(self._service_status, self._services())]

    def urls(self) -> dict[str, str]:
        """Give the addresses `portal`, `prefect`, `prefect_api`: where they are, or would be once started."""
        return self.addresses.all()

    def environment(self) -> dict[str, str]:
        """Give what every program of the stack, and the console itself, must have set."""
        self.folder.prepare()
        return settings.environment(
            self.home,
            given=self.given,
            database_url=self.outer_database or self.postgres.url(DATABASE),
            prefect_database_url=self._prefect_database,
            urls=self.urls(),
        )

    @property
    def outer_database(self) -> str | None:
        """The organisation's own database, when one is set (our own URL, handed to a child, is none)."""
        url = self.given.get("TRIPLEHELIX_DATABASE_URL")
        own = logins.at(self.postgres.url(DATABASE))
        return external.normal(url) if url and logins.at(url) != own else None

    # ------------------------------------------------------------------ bringing up

    def _still_to_start(self, wanted: Iterable[Service], report: Report) -> list[Service]:
        """Leave out what runs; when a port has to move, its users start anew to hear of it."""
        missing = [service for service in wanted if not self._serves(service, report)]
        if self.addresses.settle(missing, report):
            running = self._alive()
            self._end(running)
            missing = [one for one in self._services() if one in missing or one.name in running]
        return missing

    def _serves(self, service: Service, report: Report) -> bool:
        """Tell whether a service runs as wanted; one that hangs, or listens on another port, is stopped."""
        record = self.folder.record(service.name)
        if record is None:
            return False
        if not record.process.alive:
            report(f"{service.title}: lần chạy trước bị ngắt đột ngột, nay khởi động lại.")
            return False
        if self.addresses.asked(service) in {None, self.addresses.port(service)} and self._is_ready(service):
            report(f"{service.title}: đang chạy sẵn.")
            return True
        report(f"{service.title}: bản đang chạy không dùng được nữa, nay khởi động lại.")
        self._end({service.name: record.process})
        return False

    def _bring_up(self, missing: Sequence[Service], report: Report) -> None:
        """Start services together and wait until each is ready; one that needs another waits by itself."""
        starting: dict[Service, float] = {}
        for service in missing:
            report(f"{service.title}: đang khởi động…")
            self._launch(service)
            starting[service] = time.monotonic()
        while starting:
            for service, begun in list(starting.items()):
                seconds = time.monotonic() - begun
                if self._has_become_ready(service, seconds):
                    report(f"{service.title}: sẵn sàng sau {seconds:.1f} giây.".replace(".", ",", 1))
                    del starting[service]
            time.sleep(_GLANCE)

    def _launch(self, service: Service) -> None:
        words = {"python": sys.executable} | self.addresses.words()
        log = self.folder.fresh_log(service.name)
        process = begin(
            [word.format_map(words) for word in service.command],
            environment=logins.told(service.name, self.given, self.environment(), self.postgres, self.home),
            log=log,
            # Neutral ground: Prefect and pydantic read .env and pyproject.toml of the folder they start in.
            folder=self.home,
        )
        self._begun[service.name] = process
        self._write_down(service.name, process)

    def _has_become_ready(self, service: Service, seconds: float) -> bool:
        log = self.folder.log(service.name)
        if not self._begun[service.name].alive:
            raise Unavailable(
                f"{service.title}: không khởi động được. {last_words(log)}",
                f"Xem nhật ký đầy đủ trong {log}, rồi chạy ./triplehelix doctor.",
            )
        if seconds > service.patience:
            raise Unavailable(
                f"{service.title}: chưa trả lời sau {service.patience:.0f} giây.",
                f"Xem nhật ký trong {log}; máy có thể đang quá tải, hãy thử lại.",
            )
        return self._is_ready(service) and (service.said is None or service.said in read(log))

    def _is_ready(self, service: Service) -> bool:
        url = self.addresses.ready_url(service)
        return url is None or answers(url)

    # ------------------------------------------------------------------ watching and ending

    def _mend(self, service: Service, fall: _Fall, report: Report) -> None:
        """Start a service again when it died of itself, and not when it was stopped on purpose."""
        if not self._has_died(service.name) or time.monotonic() < fall.not_before:
            return
        fall.count()
        report(
            f"{service.title}: đã dừng ngoài ý muốn, nay khởi động lại (lần {fall.times}). "
            f"{last_words(self.folder.log(service.name))}"
        )
        self._launch(service)

    def _mend_database(self, fall: _Fall, report: Report) -> None:
        if not self._has_died(POSTGRES) or self.postgres.running() or time.monotonic() < fall.not_before:
            return
        fall.count()
        report(f"PostgreSQL: đã dừng ngoài ý muốn, nay khởi động lại (lần {fall.times}).")
        try:
            self.ensure_database(report)
        except Unavailable as error:
            report(str(error))

    def _has_died(self, name: str) -> bool:
        record = self.folder.record(name)
        return record is not None and not record.ends and not record.process.alive

    def _alive(self) -> dict[str, Process]:
        """Find the services of this folder that run now, whichever command started them."""
        return {
            service.name: record.process
            for service in self.services
            if (record := self.folder.record(service.name)) and record.process.alive
        }

    def _end(self, processes: Mapping[str, Process]) -> None:
        """Stop services all at once, then PostgreSQL, which they need to the last; forget them."""
        names = list(processes)
        for name in names:
            if record := self.folder.record(name):
                replace(record, ends=True).write(self.folder.record_path(name))
        grace = {service.name: service.grace for service in self.services}
        others = [name for name in names if name != POSTGRES]
        with ThreadPoolExecutor(max_workers=max(1, len(others))) as together:
            list(together.map(lambda name: processes[name].stop(grace=grace.get(name, _GRACE)), others))
        if POSTGRES in names:
            self.postgres.stop()
        for name in names:
            self.folder.record_path(name).unlink(missing_ok=True)
            self._begun.pop(name, None)

    # ------------------------------------------------------------------ how it stands

    def _service_status(self, service: Service) -> ServiceStatus:
        record, log = self.folder.record(service.name), self.folder.log(service.name)
        status = ServiceStatus(service.name, service.title, running=False, url=self.addresses.url(service))
        if record is None:
            return status
        if not record.process.alive:
            return replace(status, problem=f"Đã dừng ngoài ý muốn; nhật ký ở {log}.")
        problem = None if self._is_ready(service) else f"Đang chạy nhưng chưa trả lời; nhật ký ở {log}."
        since = datetime.fromisoformat(record.since)
        return replace(status, running=True, pid=record.pid, since=since, problem=problem)

    def _database_status(self) -> ServiceStatus:
        if self.outer_database:
            try:
                external.check(self.outer_database)
            except Unavailable as error:
                return ServiceStatus(POSTGRES, "PostgreSQL", running=False, problem=str(error))
            return ServiceStatus(POSTGRES, "PostgreSQL", running=True)
        process, record = self.postgres.running(), self.folder.record(POSTGRES)
        if process is None:
            problem = f"Đã dừng ngoài ý muốn; nhật ký ở {self.postgres.log}." if record else None
            return ServiceStatus(POSTGRES, "PostgreSQL", running=False, problem=problem)
        since = datetime.fromisoformat(record.since) if record else None
        return ServiceStatus(POSTGRES, "PostgreSQL", running=True, pid=process.pid, since=since)

    def _services(self) -> tuple[Service, ...]:
        """Give the services that are ours to run."""
        return tuple(one for one in self.services if not (one is PREFECT and self.addresses.outer_prefect))

    def _write_down(self, name: str, process: Process) -> None:
        now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
        Record(process.pid, process.birth, now).write(self.folder.record_path(name))

    @property
    def _prefect_database(self) -> str:
        """Where Prefect keeps its tables: as set, or beside ours."""
        if url := self.given.get("TRIPLEHELIX_PREFECT_DATABASE_URL"):
            return url
        if self.outer_database:
            return external.prefect_url(self.outer_database, PREFECT_DATABASE)
        return self.postgres.url(PREFECT_DATABASE, driver="asyncpg")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
