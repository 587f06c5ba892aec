"""The lanes: processes beside each other, each with a world of its own, to which pieces are dealt."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Final

from trials.crash import matrix
from trials.crash.kinds import KINDS, Try
from trials.crash.matrix import Tried

Piece = tuple[str, str]
"""A kind of kills, and the name of what it is tried in."""

PIECE_SECONDS: Final = 900.0
"""After which a piece that has not ended is ended, and counts as wrong."""
_GRACE: Final = 60.0
"""Seconds in which a lane that is told to end puts its servers away."""


@dataclass
class Deck:
    """What is still to be tried, and until when something is begun.

    Args:
        pieces: in their order.
        until: the moment of the monotonic clock after which nothing is begun.
    """

    pieces: list[Piece]
    until: float

    def dealt(self, last: str) -> Piece | None:
        """The next piece: one of the kind whose world stands open, if there is one."""
        if time.monotonic() > self.until or not self.pieces:
            return None
        piece = next((each for each in self.pieces if each[0] == last), self.pieces[0])
        self.pieces.remove(piece)
        return piece


@dataclass
class _Lane:
    """A process, the line to it, and what it is at."""

    wished: str
    sample: int | None
    line: Connection = field(init=False)
    at: Piece | None = None
    since: float = 0.0
    rows: list[Tried] = field(default_factory=list)

    def begin(self) -> None:
        self.line, theirs = get_context("spawn").Pipe()
        self.process = get_context("spawn").Process(target=_works, args=(theirs, self.sample))
        self.process.start()
        theirs.close()

    def take(self, piece: Piece | None) -> None:
        self.at, self.since, self.rows = piece, time.monotonic(), []
        with contextlib.suppress(BrokenPipeError):
            self.line.send(piece)

    def end(self) -> None:
        if self.at is None:
            self.process.join(_GRACE)  # it puts its world away by itself
        self.process.terminate()
        self.process.join(_GRACE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def run(
    deck: Deck,
    told: Callable[[Piece, Sequence[Tried]], object],
    lanes: int,
    sample: int | None = None,
) -> None:
    """Try what is in the deck, in so many lanes; tells each piece that is over, with what came of it.

    Args:
        deck: what is tried.
        told: is told of each piece that is over; of one that was interrupted, what is known of it.
        lanes: how many processes.
        sample: how many points of a step are tried, where not all.
    """
    kinds = list(dict.fromkeys(kind for kind, _ in deck.pieces))
    running = [_Lane(kinds[number % len(kinds)], sample) for number in range(min(lanes, len(deck.pieces)))]
    try:
        for lane in running:
            lane.begin()
            lane.take(deck.dealt(lane.wished))
        while busy := [lane for lane in running if lane.at is not None]:
            ready = wait([lane.line for lane in busy], timeout=1.0)
            for lane in busy:
                if lane.line in ready:
                    _hear(lane, deck, told)
                elif time.monotonic() - lane.since > PIECE_SECONDS:
                    _give_up(lane, deck, told, f"it did not end within {PIECE_SECONDS:.0f} s")
    finally:
        for lane in running:
            if lane.at is not None:
                kind, name = lane.at
                told(lane.at, [*lane.rows, Tried(kind, name, violations=["interrupted before its end"])])
            lane.end()


def _hear(lane: _Lane, deck: Deck, told: Callable[[Piece, Sequence[Tried]], object]) -> None:
    try:
        said: Tried | None = lane.line.recv()
    except EOFError:
        _give_up(lane, deck, told, f"its process ended with {lane.process.exitcode}")
        return
    if said is not None:
        lane.rows.append(said)
        return
    assert lane.at is not None  # noqa: S101 - it was busy
    told(lane.at, lane.rows)
    lane.take(deck.dealt(lane.at[0]))


def _give_up(lane: _Lane, deck: Deck, told: Callable[[Piece, Sequence[Tried]], object], why: str) -> None:
    assert lane.at is not None  # noqa: S101 - it was busy
    kind, name = lane.at
    told(lane.at, [*lane.rows, Tried(kind, name, violations=[f"not tried to its end: {why}"])])
    lane.end()
    if piece := deck.dealt(kind):
        lane.begin()
        lane.take(piece)
    else:
        lane.at = None


def _works(line: Connection, sample: int | None) -> None:
    """What a lane does: it tries each piece that is dealt to it, and keeps the world of a kind open."""
    matrix.Sample.most = sample
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    own = dict(os.environ)
    for kind, pieces in _by_kind(line):
        with ExitStack() as world:
            attempt: Try | None = None
            for piece in pieces:
                try:
                    attempt = attempt or world.enter_context(KINDS[kind].opened())
                    for row in attempt(piece):
                        line.send(row)
                except Exception:  # noqa: BLE001 - whatever it met, this piece was not tried, and the next may be
                    row = Tried(kind, piece, violations=[f"not tried to its end: {traceback.format_exc()}"])
                    line.send(row)
                line.send(None)
        os.environ.clear()
        os.environ.update(own)


def _by_kind(line: Connection) -> Iterator[tuple[str, Iterator[str]]]:
    """What is dealt, kind by kind; ends when nothing more is, or nobody deals any longer."""
    waiting: list[Piece] = []

    def dealt() -> Piece | None:
        try:
            piece: Piece | None = line.recv()
        except EOFError:
            return None
        return piece

    def of(kind: str, first: str) -> Iterator[str]:
        yield first
        while (piece := dealt()) is not None:
            if piece[0] != kind:
                waiting.append(piece)
                return
            yield piece[1]

    while (piece := waiting.pop() if waiting else dealt()) is not None:
        yield piece[0], of(*piece)
