"""Steps of a story: requests to the interface by the cast, and what is done without a door."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from trials.crash.world import ON

Known = dict[str, Any]
"""What earlier steps have learnt: numbers and codes, by name."""


@dataclass(frozen=True)
class Ask:
    """A request: who asks, the route as the interface writes it, what stands for its places, the body.

    In the body and in `at`, a text that begins with $ stands for what an earlier step has learnt.
    """

    who: str
    method: str
    route: str
    at: Mapping[str, object] = field(default_factory=dict)
    body: Any = None
    files: tuple[str, bytes] | None = None
    data: bytes | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    learn: Mapping[str, str] = field(default_factory=dict)
    """What is learnt of the answer, by name: the way to it, as `items.0.number`."""
    number: int = field(default_factory=count(1).__next__, compare=False)
    """By which this request is told from every other: what is asked again bears the same key."""

    @property
    def name(self) -> str:
        """What is asked."""
        return f"{self.method} {self.route}"

    def path(self, known: Known) -> str:
        """The address, with what is known in its places."""
        places = {name: filled(value, known) for name, value in self.at.items()}
        return re.sub(r"\{(\w+)\}", lambda found: str(places.get(found[1], known.get(found[1]))), self.route)

    def do(self, known: Known, *, again: bool = False) -> dict[str, Any]:
        """Ask; returns the status, the text and what was learnt.

        Args:
            known: what earlier steps have learnt.
            again: as a request of its own, under a new key.
        """
        from starlette.testclient import TestClient

        from portal.api.app import PATH

        client = TestClient(_app(), base_url="http://127.0.0.1", raise_server_exceptions=False)
        headers = {"Authorization": f"Bearer {known['keys'][self.who]}"}
        if self.method == "POST":
            headers["Idempotency-Key"] = f"trials-{self.number}-{'second' if again else 'first'}"
        more: dict[str, Any] = {"headers": headers, "params": self.query, "follow_redirects": False}
        if self.files:
            more["files"] = {"file": self.files}
        if self.data is not None:
            more["content"] = self.data
        if self.body is not None:
            more["json"] = filled(self.body, known)
        answer = client.request(self.method, f"{PATH}{self.path(known)}", **more)
        told = {"status": answer.status_code, "text": answer.text[:3000], "learnt": {}}
        if answer.is_success and self.learn:
            told["learnt"] = {name: _at(answer.json(), way) for name, way in self.learn.items()}
        return told


@dataclass(frozen=True)
class Do:
    """Something done without a door: by the engine, by a command, or to set the stage.

    What only sets the stage is done once and not tried.
    """

    name: str
    act: Callable[[Known], Mapping[str, Any] | None]
    tried: bool = False
    stands_for: tuple[str, ...] = ()
    """The routes behind which stands the same action, where a request would need a browser or a pen."""
    leaves_orphans: bool = False
    """Whether its bytes are others each time (a signature holds its moment): a kill leaves some over."""
    passing: frozenset[str] = frozenset()
    """Columns that tell of such bytes, and may by chance be alike in two runs that nobody cut off."""

    def do(self, known: Known, *, again: bool = False) -> dict[str, Any]:  # noqa: ARG002 - it is simply done again
        """Do it."""
        return {"status": 200, "text": "", "learnt": dict(self.act(known) or {})}


Step = Ask | Do


@dataclass(frozen=True)
class Story:
    """Steps that follow one another."""

    name: str
    steps: tuple[Step, ...]


@cache
def _app() -> Any:  # noqa: ANN401 - FastAPI's application, which only the portal may name
    from portal.api.app import create_api
    from portal.health import Probes
    from portal.web import create_app

    create_api()
    return create_app(probes=Probes(database=lambda: True, prefect=lambda: True))


def warm() -> None:
    """Import and build in this process what every request needs, so that its forks have it."""
    import starlette.testclient  # noqa: F401 - loaded for the forks
    from sqlalchemy.orm import configure_mappers

    _app()
    configure_mappers()
    gc.collect()
    gc.freeze()


def keys_of_cast() -> dict[str, str]:
    """A key of the interface for everybody of the cast."""
    from datetime import timedelta

    from actions import people, rehearsal, tokens, wiring
    from actions.tokens import TokenScope

    with wiring.unit_of_work() as session:
        return {
            part.handle: tokens.make(
                session,
                people.find(session, part.handle),
                "thử",
                (TokenScope.READ, TokenScope.WRITE),
                ON + timedelta(days=30),
            ).key
            for part in rehearsal.CAST
        }


def filled(value: Any, known: Known) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A value with what is known in the places of the texts that begin with $."""
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]]
    if isinstance(value, Mapping):
        return {filled(name, known): filled(each, known) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [filled(each, known) for each in value]
    return value


def _at(answer: Any, way: str) -> Any:  # noqa: ANN401 - idem
    for part in way.split("."):
        answer = answer[int(part)] if part.isdigit() else answer[part]
    return answer
