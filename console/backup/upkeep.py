"""Looking after the backups: whether they can be read, and which may go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from console.backup import manifest, papers
from console.backup.cipher import Broken
from console.backup.repository import BACKUPS, PAPERS, WAL, Repository
from models.errors import TripleHelixError

A = TypeVar("A")


@dataclass(frozen=True)
class Verified:
    """What an examination of the backups found."""

    backups: int
    parts: int
    papers: int
    segments: int
    faults: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether everything can be restored."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """What was looked at, for people."""
        return (
            f"Đã xem {self.backups} bản sao lưu: {self.parts} phần, {self.papers} văn bản, "
            f"{self.segments} đoạn nhật ký; {len(self.faults)} lỗi."
        )


def verify(repository: Repository, *, named: str = "", deep: bool = False) -> Verified:
    """Open every part of a backup (the last one, or the one that is named) and look for what is missing.

    Args:
        repository: where the backups are.
        named: another backup than the last.
        deep: whether every paper and every segment is opened as well, not only looked for.

    Raises:
        NotFound: nothing was ever put away.
        BadInput: the key is another one, or there is no such backup.
    """
    repository.admit()
    known = repository.manifests()
    chain = manifest.chain_of(manifest.chosen(known, named=named), known)
    last = chain[-1]
    faults: list[str] = []
    parts = [part for one in chain for part in one.parts]
    for part in parts:
        faults += _fault(partial(_read_through, repository.read_part, part))
    there = {thing.name: thing for thing in repository.shelf.list(PAPERS)}
    lost = list(papers.missing(repository, last, there)) if not faults else []
    faults += [f"Văn bản {sha256[:12]} không còn trong nơi sao lưu." for sha256 in lost]
    segments = sorted(thing.name.removeprefix(WAL) for thing in repository.shelf.list(WAL))
    if last.first_wal and segments:
        faults += [
            f"Thiếu đoạn nhật ký {name}."
            for name in manifest.gaps(segments, last.first_wal, last.segment_bytes)
        ]
    if deep:
        for name in there:
            faults += _fault(partial(_prove_paper, repository, name))
        for name in segments:
            faults += _fault(partial(_read_through, repository.read, WAL + name))
    return Verified(len(chain), len(parts), len(there), len(segments), tuple(faults))


def _prove_paper(repository: Repository, name: str) -> None:
    digest = hashlib.sha256()
    for piece in repository.read(name):
        digest.update(piece)
    if repository.paper_name(digest.hexdigest()) != name:
        raise Broken(f"Phần sao lưu «{name}» giữ một văn bản khác.")


def _read_through(read: Callable[[A], Iterable[bytes]], what: A) -> None:
    for _ in read(what):
        continue


def _fault(look: Callable[[], object]) -> list[str]:
    try:
        look()
    except TripleHelixError as problem:
        return [str(problem)]
    return []


@dataclass(frozen=True)
class Pruned:
    """What was taken away, and what stays."""

    removed: tuple[str, ...]
    staying: tuple[str, ...]
    segments: int


def prune(repository: Repository) -> Pruned:
    """Take away backups and segments that no rule keeps; papers stay for ever.

    Raises:
        NotFound: nothing was ever put away.
        BadInput: the key is another one.
    """
    repository.admit()
    known = repository.manifests()
    staying = manifest.kept(known)
    going = sorted(set(known) - staying)
    for name in going:
        # The manifest goes first: what is half taken away is no backup any more.
        for thing in sorted(
            repository.shelf.list(f"{BACKUPS}{name}/"), key=lambda one: not one.name.endswith("/manifest")
        ):
            repository.shelf.remove(thing.name)
    first = manifest.wal_from({name: known[name] for name in staying}, datetime.now(UTC))
    old = [
        thing.name
        for thing in repository.shelf.list(WAL)
        if first
        and manifest.is_segment(thing.name.removeprefix(WAL))
        and thing.name.removeprefix(WAL) < first
    ]
    for name in old:
        repository.shelf.remove(name)
    return Pruned(tuple(going), tuple(sorted(staying)), len(old))
