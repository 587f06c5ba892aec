"""What is killed under whom: the kinds of kills, the pieces that each is tried in, and the world it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from trials.crash import matrix
from trials.crash.asking import Ask, Do, Story, warm
from trials.crash.matrix import Strike, Tried
from trials.crash.stories import STORIES
from trials.crash.stories_engine import WORKS
from trials.crash.stories_tasks import TALK, first_step
from trials.crash.world import made

Try = Callable[[str], Iterable[Tried]]
"""Tries the piece of that name."""


@dataclass(frozen=True)
class Kind:
    """A kind of kills.

    Args:
        name: by which it is asked for.
        about: what is killed, and when.
        pieces: the names of what it is tried in.
        opened: its world, with how a piece is tried there.
    """

    name: str
    about: str
    pieces: tuple[str, ...]
    opened: Callable[[], AbstractContextManager[Try]]


_TOLD: Final = {story.name: story for story in STORIES}
_WORKED: Final = {work.name: work for work in WORKS}


@contextmanager
def _portal() -> Iterator[Try]:
    with made() as (world, first):
        warm()
        yield lambda piece: matrix.tell(world, first, _TOLD[piece])


@contextmanager
def _sessions() -> Iterator[Try]:
    from trials.crash.servers import session_ended

    with made() as (world, first):
        warm()
        strike = session_ended(world.server)
        yield lambda piece: matrix.tell(world, first, _TOLD[piece], strike=strike)


@contextmanager
def _papers() -> Iterator[Try]:
    from trials.crash.servers import folder_away

    with made() as (world, first):
        warm()
        strike = folder_away()

        def tried(piece: str) -> list[Tried]:
            told = matrix.tell(world, first, _TOLD[piece], strike=strike)
            return [row for row in told if row.kinds or row.violations]

        yield tried


@contextmanager
def _engine() -> Iterator[Try]:
    from trials.crash import engine

    with made() as (world, first), engine.opened(world, first) as shop:
        yield lambda piece: [engine.tell(shop, _WORKED[piece])]


@contextmanager
def _cut() -> Iterator[Try]:
    from trials.crash import engine, servers
    from trials.crash.prefects import PrefectHouse

    with made() as (world, first), engine.opened(world, first, by_line=True) as shop:
        assert isinstance(shop.prefect, PrefectHouse)  # noqa: S101 - of a workshop that was opened
        assert shop.prefect.line is not None  # noqa: S101 - as it was asked for
        strikes = (
            servers.prefect_cut(shop.prefect.line),
            servers.session_ended(world.server),
            servers.folder_away(),
        )

        def tried(piece: str) -> Iterator[Tried]:
            for strike in strikes:
                row = engine.tell(shop, _WORKED[piece], strike=strike)
                row.step = strike.name
                yield row

        yield tried


_DRAWING: Final = "a decision is carried out"
_SERVED: Final = ("PostgreSQL", "a session of PostgreSQL", "a session in its COMMIT")
_UNDER_A_DECISION: Final = tuple(f"{name}, a decision" for name in _SERVED)
_UNDER_A_DRAWING: Final = tuple(f"{name}, a drawing" for name in (*_SERVED[:2], "Prefect's server"))
_STORED: Final = "the object store, a paper"


@contextmanager
def _servers() -> Iterator[Try]:
    from trials.crash import engine, servers
    from trials.crash.prefects import PrefectHouse
    from trials.outages.parts import Storage

    with made(servers.DURABLE) as (world, first), ExitStack() as undo:
        warm()
        database = dict(
            zip(
                _SERVED,
                (each(world.server) for each in (servers.power_cut, servers.session_killed,
                                                 servers.killed_in_commit)),
                strict=True,
            )
        )  # fmt: skip
        shops: list[engine.Workshop] = []

        def of_drawing(name: str) -> Iterable[Tried]:
            if not shops:
                shops.append(undo.enter_context(engine.opened(world, first)))
            house = shops[0].prefect
            assert isinstance(house, PrefectHouse)  # noqa: S101 - of a workshop that was opened
            strike = database.get(name) or servers.prefect_killed(house)
            row = engine.tell(shops[0], _WORKED[_DRAWING], strike=strike)
            row.story = strike.name
            yield row

        def of_storage() -> Iterable[Tried]:
            storage = Storage(world.folder / "s3")
            undo.callback(storage.kill)
            storage.start()
            told, world.told = world.told, world.told | storage.environment()
            try:
                paper = next(step for step in TALK if isinstance(step, Ask) and step.files)
                story = Story("a paper", (Do("what the first stage asks for", first_step), TALK[0], paper))
                yield from _of_the_last(story, servers.storage_killed(storage))
            finally:
                world.told = told

        def _of_the_last(story: Story, strike: Strike) -> Iterable[Tried]:
            last = story.steps[-1]
            for row in matrix.tell(world, first, story, only=lambda step, _: step is last, strike=strike):
                if row.kinds or row.violations:
                    row.story = strike.name
                    yield row

        def tried(piece: str) -> Iterable[Tried]:
            name = piece.partition(",")[0]
            if piece == _STORED:
                return of_storage()
            if piece in _UNDER_A_DRAWING:
                return of_drawing(name)
            handed_in = next(step for step in TALK if isinstance(step, Do))
            first_one = Do("what the first stage asks for", first_step)
            return _of_the_last(
                Story("a decision", (first_one, TALK[0], handed_in, TALK[-1])), database[name]
            )

        yield tried


_SCHEDULES: Final = 6
"""Pieces of drawn schedules, so that two lanes share them."""


@contextmanager
def _schedules() -> Iterator[Try]:
    from trials.crash.schedules import played

    with made() as (world, first):
        warm()
        yield lambda piece: [played(world, first, piece)]


KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("engine", "the engine, at each point of each promise and flow", tuple(_WORKED), _engine),
        Kind("servers", "PostgreSQL, a session, Prefect, the object store: SIGKILL",
             (*_UNDER_A_DECISION, *_UNDER_A_DRAWING, _STORED), _servers),
        Kind("schedules", "the portal, in schedules that Hypothesis draws",
             tuple(f"schedules {number}" for number in range(1, _SCHEDULES + 1)), _schedules),
        Kind("portal", "the portal, at each point of each writing route", tuple(_TOLD), _portal),
        Kind("sessions", "all sessions of who asks, at each point of each writing route",
             tuple(_TOLD), _sessions),
        Kind("papers", "the folder of papers, beside each put of each writing route", tuple(_TOLD), _papers),
        Kind("cut", "the way to Prefect, all sessions, papers: cut off at each point of the engine's work",
             tuple(_WORKED), _cut),
    )
}  # fmt: skip
