"""The papers on their way into the backup and out of it: by their names, only those that are missing."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from actions.keeping.beside import Progress, ahead
from console.backup.manifest import Manifest, Part
from console.backup.repository import PAPERS, Repository, part_name
from documents.archive import Altered, Archive, Condition, Stored, Verification, confirmed
from documents.archive.shelf import Thing
from models.errors import TripleHelixError

LIST: Final = "papers"
"""The part that names every paper of a backup: hash and size, a line each."""


@dataclass
class Carried:
    """What a run did with the papers; faults are sentences about those that were not carried."""

    count: int = 0
    size: int = 0
    new: int = 0
    new_size: int = 0
    faults: list[str] = field(default_factory=list)


def put_away(
    repository: Repository, archive: Archive, *, progress: Progress = lambda _: None
) -> tuple[Carried, list[Stored]]:
    """Put away what is not there yet; altered bytes are never carried.

    Raises:
        Unavailable: one of the two places does not answer; run it again, it goes on.
    """
    there = {thing.name for thing in repository.shelf.list(PAPERS)}
    done, listed = Carried(), list[Stored]()

    def carry(stored: Stored) -> str | bool:
        name = repository.paper_name(stored.sha256)
        if name in there:
            return False
        try:
            repository.put(name, _proved(archive, stored.sha256))
        except Altered as altered:
            return str(altered)
        return True

    for stored, outcome in ahead(archive.list(), carry, progress):
        if isinstance(outcome, str):
            done.faults.append(outcome)
            continue
        listed.append(stored)
        done.count += 1
        done.size += stored.size
        done.new += outcome
        done.new_size += stored.size if outcome else 0
    return done, listed


def write_list(repository: Repository, backup: str, listed: list[Stored]) -> Part:
    """Write down which papers belong to a backup, so that one that is lost from it is missed."""
    lines = (f"{one.sha256} {one.size}\n".encode() for one in listed)
    return repository.put(part_name(backup, LIST), lines)


def missing(repository: Repository, backup: Manifest, there: Mapping[str, Thing]) -> Iterator[str]:
    """The hashes of papers that a backup names and its place no longer has.

    Raises:
        Broken: the list was altered.
    """
    lines = b"".join(repository.read_part(backup.part(LIST))).decode().splitlines()
    for line in lines:
        sha256 = line.partition(" ")[0]
        if repository.paper_name(sha256) not in there:
            yield sha256


def bring_back(
    repository: Repository,
    archive: Archive,
    wanted: Mapping[str, tuple[str, date | None]],
    *,
    progress: Progress = lambda _: None,
) -> Carried:
    """Bring into the archive what the tables name and it does not hold intact, with type and lock.

    Args:
        repository: where the papers are.
        archive: where they belong.
        wanted: for each hash what it is and until when it is locked.
        progress: told how many were looked at.
    """
    done = Carried(count=len(wanted))
    there = {thing.name for thing in repository.shelf.list(PAPERS)}

    def carry(sha256: str) -> str | int | None:
        if archive.verify(sha256).is_intact:
            return None
        name = repository.paper_name(sha256)
        if name not in there:
            return f"Văn bản {sha256[:12]} không có trong bản sao lưu."
        media_type, until = wanted[sha256]
        with tempfile.TemporaryDirectory(prefix="triplehelix-restore-") as folder:
            place = Path(folder, sha256)
            try:
                with place.open("wb") as file:
                    for piece in repository.read(name):
                        file.write(piece)
                archive.restore(place, media_type=media_type, retain_until=until)
            except TripleHelixError as problem:
                return str(problem)
            return place.stat().st_size

    for _, outcome in ahead(wanted, carry, progress):
        if isinstance(outcome, str):
            done.faults.append(outcome)
        elif outcome is not None:
            done.new += 1
            done.new_size += outcome
    return done


def _proved(archive: Archive, sha256: str) -> Iterator[bytes]:
    """A paper's bytes, and at their end an error when they are not those that were kept."""
    digest, size = hashlib.sha256(), 0
    for piece in archive.read(sha256) or ():
        digest.update(piece)
        size += len(piece)
        yield piece
    found = digest.hexdigest()
    confirmed(Verification(sha256, Condition.INTACT if found == sha256 else Condition.ALTERED, size, found))
