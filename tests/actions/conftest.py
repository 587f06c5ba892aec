"""A house of each test's own: a migrated database, a folder for papers, the cast."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from actions import imports, rehearsal, wiring
from console.postgres import EmbeddedPostgres
from models import samples
from models.errors import TripleHelixError
from tests.actions.houses import TODAY, House


@contextmanager
def living_in(url: str, home: Path) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIPLEHELIX_DATABASE_URL", url)
        patch.setenv("TRIPLEHELIX_HOME", str(home))
        patch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
        wiring.forget()
        yield House(home)
        wiring.forget()


def _stands(server: EmbeddedPostgres, name: str) -> bool:
    """Whether that database was made before: the fixtures below are lent to other folders, each once."""
    with server.connect() as session:
        return bool(session.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone())


@pytest.fixture(scope="session")
def furnished(postgres_server, migrated_template, tmp_path_factory) -> str:
    """The name of a database with all tables and the cast, from which each test gets its copy."""
    if _stands(postgres_server, "template_furnished"):
        return "template_furnished"
    postgres_server.copy(migrated_template, "template_furnished")
    home = tmp_path_factory.mktemp("furnished")
    with living_in(postgres_server.url("template_furnished"), home), wiring.unit_of_work() as session:
        rehearsal.seat_cast(session)
    return "template_furnished"


@pytest.fixture(scope="session")
def published(postgres_server, furnished, tmp_path_factory) -> str:
    """The name of a database with the cast and the published tasks, from which a test gets its copy."""
    if _stands(postgres_server, "template_published"):
        return "template_published"
    postgres_server.copy(furnished, "template_published")
    with living_in(postgres_server.url("template_published"), tmp_path_factory.mktemp("published")):
        imports.import_file(samples.path("tasks.csv"), None, on=TODAY)
    return "template_published"


@contextmanager
def copied(server: EmbeddedPostgres, template: str, home: Path) -> Iterator[House]:
    """A house whose database is a copy of the template, thrown away afterwards."""
    name = f"house_{secrets.token_hex(4)}"
    server.copy(template, name)
    with living_in(server.url(name), home) as own:
        yield own
    server.drop(name)


@pytest.fixture
def house(postgres_server, furnished, tmp_path) -> Iterator[House]:
    """A house with its cast, and nothing ordered yet."""
    with copied(postgres_server, furnished, tmp_path) as own:
        yield own


@pytest.fixture
def listed(postgres_server, published, tmp_path) -> Iterator[House]:
    """A house with its cast and the published tasks."""
    with copied(postgres_server, published, tmp_path) as own:
        yield own


@pytest.fixture
def together():
    """Run the acts at the same moment, each in a thread; a refusal is an answer like any other."""

    def run(*acts: Callable[[], object]) -> list[object]:
        start = threading.Barrier(len(acts))

        def one(act: Callable[[], object]) -> object:
            start.wait(timeout=30)
            try:
                return act()
            except TripleHelixError as refusal:
                return refusal

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, acts))

    return run
