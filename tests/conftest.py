"""The real servers that the suite works on, each started once and only when a test asks for it.

Sockets are shut for every test that asks for none of them: a unit test that reaches for the network fails.
"""

import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_socket import disable_socket, enable_socket

from console.ports import LOOPBACK, free_port, is_free
from console.postgres import EmbeddedPostgres
from console.processes import Process, begin, last_words

PROGRAMS = Path(sys.executable).parent

SERVERS = {
    "postgres_server": "postgres",
    "prefect_server": "prefect",
    "s3_server": "s3",
    "browser": "browser",
}
"""The fixture that brings a server up, and the marker that says so."""

PRINTING = {
    *("test_advisory_papers.py", "test_asked_papers.py", "test_golden.py", "test_papers.py"),
    *("test_pdfa.py", "test_remedy_papers.py", "test_twins.py"),
}
"""The modules that look at the same printed papers: one process prints each of them once."""

HASTE = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit", "autovacuum"), "off") | {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "file_copy_method": "clone",
}
"""The databases of a test run need not survive a power cut."""
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
ROOM = 2 * 2**30
"""Bytes that must be free in memory before the databases go there: a run's own take some 300 MB."""

_home = pytest.StashKey[Path]()
_environment = pytest.StashKey[pytest.MonkeyPatch]()


def pytest_configure(config):
    """Set up an environment that nothing of the person's own settings reaches, before Prefect is imported."""
    home = Path(tempfile.mkdtemp(prefix="triplehelix-tests-"))
    patch = pytest.MonkeyPatch()
    for name in [name for name in os.environ if name.startswith(("TRIPLEHELIX_", "PREFECT_"))]:
        patch.delenv(name)
    api = f"http://{LOOPBACK}:{free_port()}/api"
    for name, value in {
        "TRIPLEHELIX_HOME": str(home / "state"),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_UI_API_URL": api,
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "prefect" / "pages"),
        "PREFECT_SERVER_API_AUTH_STRING": (word := f"tests:{secrets.token_hex(16)}"),
        "PREFECT_API_AUTH_STRING": word,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
    }.items():
        patch.setenv(name, value)
    config.stash[_home] = home
    config.stash[_environment] = patch


def pytest_unconfigure(config):
    config.stash[_environment].undo()
    shutil.rmtree(config.stash[_home], ignore_errors=True)


def pytest_make_parametrize_id(val):
    """Name bytes by their length: a zip bears the second it was made in, and two workers would differ."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark each test with the servers that its fixtures bring up, and begin with those that need none.

    So the many fast tests speak first, and Hypothesis works before the servers' clients have begun threads of
    their own, which draw random numbers while it does and which it takes for its strategies' doing. It comes
    before xdist reads the groups (tryfirst): else each test is a group of its own, and makes anew what its
    module shares.
    """
    for item in items:
        for fixture, marker in SERVERS.items():
            if fixture in getattr(item, "fixturenames", ()) and not item.get_closest_marker(marker):
                item.add_marker(marker)
        item.add_marker(pytest.mark.xdist_group(_goes_with(item)))
    items.sort(key=_when)


def _goes_with(item) -> str:
    """What a test runs beside, in one process: its module, whose fixtures it shares.

    One process alone starts a Prefect server, and one alone prints the papers. The groups are handed out in
    the order of the tests.
    """
    if item.get_closest_marker("prefect"):
        return "prefect"
    return "papers" if item.path.name in PRINTING else item.nodeid.partition("::")[0]


def _when(item) -> int:
    """First the tests without a server, then the longest groups (Prefect's, the browser's), then the rest."""
    if item.get_closest_marker("prefect"):
        return 1
    if "e2e" in item.path.parts:
        return 2
    return 3 if any(item.get_closest_marker(marker) for marker in SERVERS.values()) else 0


@pytest.fixture(autouse=True)
def sockets_shut(request) -> Iterator[None]:
    """Shut the sockets (but for Unix ones) unless the test says which server it needs."""
    if any(request.node.get_closest_marker(marker) for marker in SERVERS.values()):
        yield
        return
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(scope="session")
def server_home(pytestconfig) -> Path:
    """The folder where the servers of this run keep their things."""
    return pytestconfig.stash[_home]


@pytest.fixture(scope="session")
def postgres_server(server_home) -> Iterator[EmbeddedPostgres]:
    """One PostgreSQL for the whole run.

    Most tests get a database of their own, a copy of some 400 files: in memory that takes 0.04 s of work,
    on a disk 0.2 s and as long again of waiting.
    """
    folder = server_home / "postgres"
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        folder = Path(tempfile.mkdtemp(prefix="triplehelix-tests-", dir=MEMORY)) / "postgres"
    server = EmbeddedPostgres(folder, settings=HASTE)
    server.start()
    yield server
    server.remove()
    if folder.parent != server_home:
        shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server) -> str:
    """The SQLAlchemy URL of an empty database, the same one for the whole run."""
    postgres_server.ensure("shared")
    return postgres_server.url("shared")


@pytest.fixture
def empty_database(postgres_server) -> Iterator[str]:
    """The SQLAlchemy URL of a new, empty database."""
    name = f"empty_{secrets.token_hex(4)}"
    postgres_server.ensure(name)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def migrated_template(postgres_server) -> str:
    """The name of a database with all tables and no rows, from which each test gets its copy."""
    from actions.wiring import migrate  # noqa: PLC0415 - tests without a database need none of it

    postgres_server.ensure("template_migrated")
    migrate(postgres_server.url("template_migrated"))
    # PostgreSQL copies a database only while nobody is connected to it, and a pool keeps its connections.
    with postgres_server.connect() as session:
        session.execute(
            "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity "
            "WHERE datname = 'template_migrated'"
        )
    return "template_migrated"


@pytest.fixture
def database(postgres_server, migrated_template) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh migrated database, this test's own."""
    name = f"test_{secrets.token_hex(4)}"
    postgres_server.copy(migrated_template, name)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="module")
def module_database(postgres_server, migrated_template) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh migrated database that the tests of one module share."""
    name = f"module_{secrets.token_hex(4)}"
    postgres_server.copy(migrated_template, name)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def prefect_server(postgres_server, server_home) -> Iterator[str]:
    """The API's URL of one real Prefect server for the whole run, on its own database."""
    postgres_server.ensure("prefect")
    url = os.environ["PREFECT_API_URL"]
    log = server_home / "prefect.log"
    server = begin(
        [sys.executable, "-P", "-m", "flows.server", "start", "--host", LOOPBACK, "--port", _port_of(url)],
        environment=os.environ
        | {"PREFECT_API_DATABASE_CONNECTION_URL": postgres_server.url("prefect", driver="asyncpg")},
        log=log,
        folder=server_home,
    )
    try:
        until_true(lambda: _answers(f"{url}/ready"), server, log, seconds=180)
        yield url
    finally:
        server.stop(grace=5)


@dataclass(frozen=True)
class S3Server:
    """Where the S3 server of this run answers, and who may come in."""

    endpoint: str
    access_key: str
    secret_key: str


@pytest.fixture(scope="session")
def s3_server(server_home) -> Iterator[S3Server]:
    """One real S3 server (SeaweedFS) for the whole run, with all of its ports on loopback."""
    folder = server_home / "s3"
    folder.mkdir()
    access, secret = secrets.token_hex(8), secrets.token_hex(16)
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": access, "secretKey": secret}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    (folder / "identities.json").write_text(json.dumps({"identities": [identity]}), encoding="utf-8")
    ports = dict(zip(("s3", "master", "volume", "filer", "admin"), _pairs_of_ports(5), strict=True))
    log = folder / "weed.log"
    server = begin(
        [
            PROGRAMS / "weed",
            "mini",
            f"-dir={folder}",
            f"-ip={LOOPBACK}",
            f"-ip.bind={LOOPBACK}",
            "-webdav=false",
            "-admin.ui=false",
            "-master.telemetry=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.config=identities.json",
            "-volume.max=64",
            *(f"-{name}.port={port}" for name, port in ports.items()),
        ],
        environment=os.environ,
        log=log,
        folder=folder,
    )
    endpoint = f"http://{LOOPBACK}:{ports['s3']}"
    try:
        until_true(lambda: _answers(endpoint, refusals_count=True), server, log, seconds=60)
        yield S3Server(endpoint, access, secret)
    finally:
        server.stop(grace=5)
        for port in ports.values():
            for leftover in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 - where weed puts them
                leftover.unlink(missing_ok=True)
            for leftover in Path("/tmp").glob(f"seaweedfs-*-{port + 10000}.sock"):  # noqa: S108 - idem
                leftover.unlink(missing_ok=True)


def until_true(question: Callable[[], bool], server: Process, log: Path, seconds: float) -> None:
    """Ask until the answer is yes; a server that ends meanwhile fails the test with its last words."""
    pause = threading.Event()
    for _ in range(int(seconds * 10)):
        if question():
            return
        assert server.alive, f"The server ended: {last_words(log, 10)}"
        pause.wait(0.1)
    pytest.fail(f"The server did not answer within {seconds} s: {last_words(log, 10)}")


def _answers(url: str, *, refusals_count: bool = False) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback URL
            return answer.status == 200
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusals_count
    except OSError:
        return False


def _port_of(url: str) -> str:
    return url.rpartition(":")[2].partition("/")[0]


def _pairs_of_ports(count: int) -> list[int]:
    """Find ports that are free together with the port 10,000 above, which weed takes for gRPC."""
    found: list[int] = []
    while len(found) < count:
        port = free_port()
        if port < 55000 and port not in found and is_free(port + 10000):
            found.append(port)
    return found
