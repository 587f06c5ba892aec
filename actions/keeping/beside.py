"""Reading the tables and storage beside each other, name by name, holding little at a time."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Row
from sqlalchemy.orm import Session

from documents import terms
from documents.archive import Archive, Stored, confirmed, verified
from documents.catalogue import PERMANENT, Retention
from models import queries
from models.errors import Unavailable
from models.queries.keeping import HEAD, LISTS, SUBMISSION, THUMBNAIL

Progress = Callable[[int], None]
"""Told now and then how many objects were looked at."""

AT_ONCE = 4
"""How many objects are read at a time: a store answers each slowly and many well."""
_ROWS = 1000
_TOLD_EVERY = 1000

T = TypeVar("T")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A place in the tables that names a hash, with what the store must know of it."""

    sha256: str
    kind: str
    id: int
    task: str
    paper: str
    stage: str
    title: str
    number: str
    on: date
    closed_on: date | None
    size: int | None
    media_type: str

    @property
    def retention(self) -> Retention:
        """How long it is kept."""
        if self.kind == HEAD:
            return PERMANENT
        if self.kind in {SUBMISSION, THUMBNAIL}:
            return terms.of_submission(self.stage)
        return terms.of_paper(self.paper)

    @property
    def lock_until(self) -> date | None:
        """Until which day storage must not let go of it; None for what is only passing through."""
        if self.kind in LISTS:
            return None
        return terms.lock_until(self.retention, self.on, self.closed_on)

    @property
    def ends_on(self) -> date | None:
        """The last day of its term, where there is one and it has begun."""
        return terms.ends_on(self.retention, self.closed_on)

    @property
    def sentence(self) -> str:
        """What it is, for people."""
        what = f"{self.number}, {self.title}" if self.number else self.title
        return f"{what} ({self.task})" if self.task else what


@dataclass(frozen=True, slots=True)
class Name:
    """One hash with all that the tables say of it, and what the stores hold under it."""

    sha256: str
    rows: tuple[OnRecord, ...]
    here: Stored | None
    there: Stored | None = None

    @property
    def lock_until(self) -> date | None:
        """The latest day until which one of its rows wants it kept; None when no row wants it locked."""
        return max((row.lock_until for row in self.rows if row.lock_until is not None), default=None)

    @property
    def media_type(self) -> str:
        """What the tables say it is."""
        return self.rows[0].media_type if self.rows else "application/octet-stream"


def on_record(row: Row[Any]) -> OnRecord:
    """A row of the tables as it is read here."""
    return OnRecord(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def names(session: Session, here: Iterable[Stored], there: Iterable[Stored] = ()) -> Iterator[Name]:
    """Every hash that the tables or a store name, in order, each once.

    Raises:
        Unavailable: when a store does not list its names in order, so that nothing could be said for sure.
    """
    rows = session.execute(queries.bytes_on_record().execution_options(yield_per=_ROWS))
    streams = (
        ((row.sha256, 0, row) for row in map(on_record, rows)),
        ((one.sha256, 1, one) for one in _in_order(here)),
        ((one.sha256, 2, one) for one in _in_order(there)),
    )
    ordered: Iterator[tuple[str, int, Any]] = merge(*streams, key=itemgetter(0, 1))
    for sha256, group in groupby(ordered, key=itemgetter(0)):
        found: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for _, source, thing in group:
            found[source].append(thing)
        yield Name(sha256, tuple(found[0]), *(next(iter(each), None) for each in found[1:]))


@contextmanager
def fetched(store: Archive, sha256: str) -> Iterator[Path]:
    """A store's bytes in a file of their own, compared with their name; a file is never held whole.

    Raises:
        NotFound: nothing is kept under that name.
        Altered: the bytes are no longer those that were kept.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / sha256
        pieces = store.read(sha256)
        confirmed(verified(sha256, None if pieces is None else _written(pieces, place)))
        yield place


def _written(pieces: Iterator[bytes], place: Path) -> Iterator[bytes]:
    """The pieces, each once it is written down."""
    with place.open("wb") as file:
        for piece in pieces:
            file.write(piece)
            yield piece


def ahead(things: Iterable[A], work: Callable[[A], T], progress: Progress) -> Iterator[tuple[A, T]]:
    """Each thing with what the work on it gave, in order; some are worked on while others are looked at."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        begun: deque[tuple[A, Future[T]]] = deque()
        count = 0
        try:
            for count, thing in enumerate(things, start=1):
                begun.append((thing, pool.submit(work, thing)))
                if len(begun) > 2 * AT_ONCE:
                    first, future = begun.popleft()
                    yield first, future.result()
                if count % _TOLD_EVERY == 0:
                    progress(count)
            while begun:
                first, future = begun.popleft()
                yield first, future.result()
            progress(count)
        finally:
            for _, future in begun:
                future.cancel()


def _in_order(listed: Iterable[Stored]) -> Iterator[Stored]:
    last = ""
    for one in listed:
        if one.sha256 <= last:
            raise Unavailable(
                "Kho lưu trữ không liệt kê theo thứ tự tên nên không đối chiếu được; hãy dùng kho S3 khác."
            )
        last = one.sha256
        yield one
