"""The tables on their way into the backup and out of it, by PostgreSQL's own programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from sqlalchemy.engine import make_url

from console.backup.manifest import Manifest, Part
from console.backup.repository import Repository, part_name
from console.postgres import program
from documents.archive.shelf import Stream
from models.errors import Unavailable

TABLES: Final = "tables"
LISTING: Final = "listing"
"""PostgreSQL's own list of the files of a backup: the next one takes what differs from it."""

_PIECE: Final = 1024 * 1024
_LISTING_FILE: Final = "backup_manifest"
_NOWHERE: Final = Path(os.devnull)
_PASSED_ON: Final = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT"}
_ABILITIES: Final = """
    SELECT current_setting('summarize_wal') = 'on', current_setting('archive_mode') <> 'off',
           pg_size_bytes(current_setting('wal_segment_size')), current_setting('server_version')
"""


@dataclass(frozen=True)
class Source:
    """A database as PostgreSQL's programs are told of it: by environment, which no process list shows."""

    environment: Mapping[str, str]

    @classmethod
    def of(cls, url: str) -> Source:
        """The database of a SQLAlchemy URL."""
        parts = make_url(url)
        query = {name: str(value) for name, value in parts.query.items()}
        told = {
            "PGHOST": query.get("host") or parts.host or "",
            "PGPORT": str(parts.port or 5432),
            "PGUSER": parts.username or "",
            "PGPASSWORD": str(parts.password or ""),
            "PGDATABASE": parts.database or "",
            **{variable: query[name] for name, variable in _PASSED_ON.items() if name in query},
        }
        plain = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
        return cls(plain | {name: value for name, value in told.items() if value})


@dataclass(frozen=True)
class Abilities:
    """What a server lets a backup do."""

    summarizes: bool
    """Whether it knows what changed since the last backup."""
    archives: bool
    """Whether it puts its log away, so that any moment can be restored."""
    segment_bytes: int
    version: str


@dataclass(frozen=True)
class Copied:
    """The tables as they were put away."""

    parts: tuple[Part, ...]
    system: str
    first_wal: str


def abilities(session: psycopg.Connection) -> Abilities:
    """Ask a server what it lets a backup do."""
    found = session.execute(_ABILITIES).fetchone()
    if found is None:
        raise Unavailable("PostgreSQL không cho biết các thiết lập của nó.")
    return Abilities(*found)


def copy(
    source: Source, repository: Repository, backup: str, since: Manifest | None, segment_bytes: int
) -> Copied:
    """Put a physical copy of the whole server away, or of what changed since another one.

    Raises:
        Unavailable: PostgreSQL refuses; nothing of this backup counts.
    """
    with tempfile.TemporaryDirectory(prefix="triplehelix-backup-") as folder:
        words: list[str | Path] = ["pg_basebackup", "--pgdata=-", "--format=tar", "--wal-method=fetch"]
        words += ["--checkpoint=fast", "--no-password", f"--label={backup}"]
        if since is not None:
            before = Path(folder, "before")
            with before.open("wb") as file:
                file.writelines(repository.read_part(since.part(LISTING)))
            words.append(f"--incremental={before}")
        listing = Path(folder, "listing")
        pieces = _watched(_said_by(source, words), listing)
        tables = repository.put(part_name(backup, TABLES), pieces, compress=True)
        told = json.loads(listing.read_bytes())
        kept = repository.put(part_name(backup, LISTING), (listing.read_bytes(),), compress=True)
    return Copied(
        (tables, kept), str(told["System-Identifier"]), _segment(told["WAL-Ranges"][0], segment_bytes)
    )


def dump(source: Source, repository: Repository, backup: str) -> Copied:
    """Put our database away as pg_dump tells it, of one moment.

    Raises:
        Unavailable: PostgreSQL refuses; nothing of this backup counts.
    """
    words = ["pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password"]
    part = repository.put(part_name(backup, TABLES), _said_by(source, words), compress=True)
    return Copied((part,), "", "")


def fetch_dump(repository: Repository, backup: Manifest, place: Path) -> None:
    """Bring a dump back into a file, whole and proved, before anything is done with it."""
    with place.open("wb") as file:
        file.writelines(repository.read_part(backup.part(TABLES)))


def read_dump(target: Source, dumped: Path) -> None:
    """Fill an empty database from a dump: wholly or not at all.

    Raises:
        Unavailable: PostgreSQL refuses.
    """
    words = ["pg_restore", "--single-transaction", "--no-owner", "--no-privileges", "--no-comments"]
    _run([program(words[0]), *words[1:], f"--dbname={target.environment['PGDATABASE']}", dumped], target)


def fetch(repository: Repository, chain: list[Manifest], folder: Path) -> Path:
    """Bring the copies of a chain back into one data folder; each is proved before it counts.

    Raises:
        Broken: a part was altered, cut off, or is missing.
        Unavailable: PostgreSQL finds a file that is not what its own list says.
    """
    places = [folder / one.id for one in chain]
    for one, place in zip(chain, places, strict=True):
        place.mkdir(mode=0o700)
        pieces = repository.read_part(one.part(TABLES))
        with tarfile.open(fileobj=Stream(pieces), mode="r|", bufsize=_PIECE) as tar:
            tar.extractall(place, filter="data")
        for _ in pieces:  # what stands behind the end of the tar: only at the very end is the part proved
            continue
        _run([program("pg_verifybackup"), "--quiet", "--no-parse-wal", place])
    if len(places) == 1:
        return places[0]
    whole = folder / "whole"
    _run([program("pg_combinebackup"), "--link", f"--output={whole}", *places])
    for place in places:
        shutil.rmtree(place)
    return whole


def _said_by(source: Source, words: list[Any]) -> Iterator[bytes]:
    """What a program writes, piece by piece; an error at its end is an error of the pieces."""
    name, *rest = words
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(  # noqa: S603 - the project's own program, no shell
            [program(name), *rest],
            env=dict(source.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        try:
            while piece := _output(child).read(_PIECE):
                yield piece
            if child.wait():
                complaints.seek(0)
                raise _failed(name, complaints.read())
        finally:
            child.kill()
            child.wait()
            _output(child).close()


def _output(child: subprocess.Popen[bytes]) -> IO[bytes]:
    if child.stdout is None:
        raise Unavailable("Chương trình của PostgreSQL không có đầu ra.")
    return child.stdout


class _Tap:
    """A file that remembers what was read of it, so that it can be passed on."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._stream = Stream(pieces)
        self._passed: list[bytes] = []

    def read(self, size: int) -> bytes:
        """Read, and remember."""
        data = self._stream.read(size)
        self._passed.append(data)
        return data

    def passed(self) -> list[bytes]:
        """What was read since this was asked last."""
        taken, self._passed = self._passed, []
        return taken


def _watched(pieces: Iterator[bytes], listing: Path) -> Iterator[bytes]:
    """The pieces of a tar as they are, while the list of its files is written down as it passes."""
    tap = _Tap(pieces)
    with tarfile.open(fileobj=tap, mode="r|", bufsize=_PIECE) as tar:  # type: ignore[call-overload]  # reads only
        for member in tar:
            file = tar.extractfile(member)
            if file is None:
                continue
            with (listing if member.name == _LISTING_FILE else _NOWHERE).open("wb") as out:
                while data := file.read(_PIECE):
                    out.write(data)
                    yield from tap.passed()
    while tap.read(_PIECE):
        yield from tap.passed()
    yield from tap.passed()


def _segment(wal: Mapping[str, Any], segment_bytes: int) -> str:
    """The name of the segment in which a range of the log begins."""
    high, low = (int(half, 16) for half in wal["Start-LSN"].split("/"))
    return f"{wal['Timeline']:08X}{high:08X}{low // segment_bytes:08X}"


def _run(words: list[Any], source: Source | None = None) -> None:
    done = subprocess.run(  # noqa: S603 - the project's own program, no shell
        words,
        env=dict((source or Source.of("postgresql://")).environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _failed(Path(words[0]).name, done.stderr or done.stdout)


def _failed(name: str, complaints: bytes) -> Unavailable:
    lines = complaints.decode(errors="replace").strip().splitlines()
    return Unavailable(f"{name} của PostgreSQL không làm được: {' / '.join(lines[-4:])}")
