"""Many papers at once: what waits for its number is numbered, what waits for its bytes is printed and kept.

Numbers are given here, one after the other, in the order of the decisions; pages are printed by processes
of their own on all cores, for WeasyPrint keeps one core busy and no more (decision 4). After
some hundred papers these processes are let go and others begin, so that nothing that leaks can grow.

What was done is on record paper by paper. A run that was cut off is run again; one beside a working engine
finds done what the engine did, since a document is found by entry, paper and moment, its bytes by their hash.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from actions import issuing, wiring
from documents.typeset import warm_up
from models import queries
from models.errors import TripleHelixError, Unavailable
from models.tables import Document

RECYCLED_AFTER = 250
"""Papers that one process prints before another takes its place."""


@dataclass(frozen=True)
class _Due:
    """A moment of a task whose papers wait to be issued, as its promise in the outbox has it."""

    code: str
    entry: int
    moment: str
    on: date


@dataclass
class Batch:
    """What a run did: documents looked at, of which newly numbered; those kept; what failed, in sentences.

    `waiting` is how many there are to do: documents, and decisions whose papers are not numbered yet.
    """

    waiting: int
    numbered: int = 0
    kept: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.faults


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def issue_pending(
    *,
    workers: int = 0,
    recycled_after: int = RECYCLED_AFTER,
    progress: Callable[[Batch], None] = lambda _: None,
) -> Batch:
    """Issue and keep every paper that waits: those of decisions, and those numbered but not kept.

    Args:
        workers: processes that print; 0: one for each core.
        recycled_after: papers after which a process is replaced.
        progress: called after each paper with what was done so far.

    Raises:
        Unavailable: storage or database do not answer, or a process ended; what was kept stays kept, and the
            same call goes on from there.
    """
    workers = workers or cores()
    due, unstored = _waiting()
    batch = Batch(waiting=len(due) + len(unstored))
    documents = _numbered(due, unstored, batch)
    while first := next(documents, None):
        _print_round(first, islice(documents, workers * recycled_after - 1), workers, batch, progress)
    return batch


def _waiting() -> tuple[list[_Due], tuple[int, ...]]:
    with wiring.unit_of_work() as session:
        promises = session.scalars(queries.stage_promises()).all()
        unstored = tuple(session.scalars(queries.documents_unstored()))
    due = [_Due(each.facts["code"], each.facts["entry"], each.facts["moment"], each.on) for each in promises]
    return due, unstored


def _numbered(due: list[_Due], unstored: tuple[int, ...], batch: Batch) -> Iterator[int]:
    """The documents to print: those that have a number, then those that get theirs now."""
    seen = set(unstored)
    yield from unstored
    for each in due:
        batch.waiting -= 1  # a decision waited; what waits now are its papers
        try:
            for paper in issuing.papers_due(each.code, each.entry, each.moment):
                document = issuing.issue(each.code, each.entry, each.moment, paper, each.on)
                if document not in seen and not _is_kept(document):
                    seen.add(document)
                    batch.numbered += 1
                    batch.waiting += 1
                    yield document
        except Unavailable:
            raise
        except TripleHelixError as refusal:
            batch.waiting += len(refusal.reasons)
            batch.faults.extend(f"{each.code}: {reason}" for reason in refusal.reasons)


def _is_kept(document: int) -> bool:
    with wiring.unit_of_work() as session:
        return session.get_one(Document, document).sha256 is not None


def _print_round(
    first: int,
    others: Iterator[int],
    workers: int,
    batch: Batch,
    progress: Callable[[Batch], None],
) -> None:
    """Print as many as the processes may before they are replaced; numbers are given while they print."""
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        asked = {pool.submit(_keep, first): first}
        for document in others:
            asked[pool.submit(_keep, document)] = document
        for answer in as_completed(asked):
            _count(answer, asked[answer], batch)
            progress(batch)
    except BrokenProcessPool as problem:
        raise Unavailable(
            "Một tiến trình in văn bản bị dừng giữa chừng (thường do thiếu bộ nhớ). Văn bản đã lưu vẫn còn; "
            "hãy chạy lại lệnh này, thêm --workers 1 nếu máy ít bộ nhớ."
        ) from problem
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _count(answer: Future[str], document: int, batch: Batch) -> None:
    try:
        answer.result()
    except (Unavailable, BrokenProcessPool):
        raise
    except TripleHelixError as refusal:
        batch.faults.extend(refusal.reasons)
    except Exception as fault:  # noqa: BLE001 - one paper that cannot be printed holds up no other
        batch.faults.append(f"Văn bản số dòng {document} không in được: {type(fault).__name__}: {fault}")
    else:
        batch.kept += 1


# In the printing processes.


def _begin() -> None:
    """Leave Ctrl-C to the one who started us, and load what printing needs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()


def _keep(document: int) -> str:
    return issuing.keep(document)
