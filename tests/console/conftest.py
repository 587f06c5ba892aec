"""Stacks of the tests' own, each in a folder of its own and on ports that nobody else uses."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.ports import free_port
from console.postgres import EmbeddedPostgres
from console.services import PORTAL, PREFECT, Service
from console.stack import POSTGRES, Stack


class Words(list):
    """The sentences that were reported."""

    def __call__(self, sentence: str) -> None:
        self.append(sentence)

    @property
    def text(self) -> str:
        return "\n".join(self)


@pytest.fixture
def words() -> Words:
    return Words()


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short path: pytest's own would push the socket elsewhere."""
    with tempfile.TemporaryDirectory(prefix="th-") as folder:
        yield Path(folder) / "state"


@pytest.fixture
def stack(home, monkeypatch) -> Iterator[Stack]:
    """A stack with no database set and with ports of its own, whatever the person's environment says."""
    for name in [name for name in os.environ if name.startswith("TRIPLEHELIX_")]:
        monkeypatch.delenv(name)
    for service in (PORTAL, PREFECT):
        monkeypatch.setenv(service.port.setting, str(free_port()))
    made = Stack.at(home)
    made.postgres = EmbeddedPostgres(home / POSTGRES, settings={"fsync": "off"})
    yield made
    made.remove()


WEB = Service(
    name="portal",
    title="Cổng thử",
    command=("{python}", "-P", "-m", "http.server", "--bind", "127.0.0.1", "{portal_port}"),
    patience=20,
    port=PORTAL.port,
    url=PORTAL.url,
    ready="http://127.0.0.1:{portal_port}/",
)


@pytest.fixture
def humble(stack) -> Stack:
    """The stack with one light service, a web server."""
    stack.services = (WEB,)
    return stack


@pytest.fixture
def again(humble):
    """The same stack as a later command sees it."""
    return lambda: replace(Stack.at(humble.home), services=humble.services)
