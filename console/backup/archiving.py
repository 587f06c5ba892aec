"""PostgreSQL's log on its way into the backup: how the server is told, and the command that it runs.

`python -m console.backup.archiving put PATH NAME` seals one segment and puts it away; PostgreSQL keeps it
until that has succeeded. `... get NAME PATH` brings one back. Both are started by PostgreSQL itself, often:
they import nothing that they do not need.
"""

from __future__ import annotations

import hashlib
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from console.backup import cipher
from console.backup.cipher import Broken
from console.backup.repository import KEY, URL, WAL, Repository
from console.postgres import EmbeddedPostgres
from models.errors import TripleHelixError

ARCHIVE_SECONDS: Final = 60
"""After how many seconds a segment is put away although it is not full: what a lost machine may cost."""

_TOLD: Final = ("TRIPLEHELIX_BACKUP_", "AWS_")
_TOLD_TOO: Final = {"NO_PROXY", "no_proxy", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE"}
_PIECE: Final = 1024 * 1024
_ABORT: Final = 200
"""An exit code above 125 ends a recovery; any other failure would count as the end of the log."""


def server(folder: Path, given: Mapping[str, str], more: Mapping[str, str] | None = None) -> EmbeddedPostgres:
    """The embedded PostgreSQL, putting its log away when a backup is configured.

    Args:
        folder: where it lies.
        given: the environment that the person started us with.
        more: further settings of the server.
    """
    if not (given.get(URL) and given.get(KEY)):
        return EmbeddedPostgres(folder, settings=more)
    settings = {
        "wal_level": "replica",
        "summarize_wal": "on",
        "archive_mode": "on",
        "archive_timeout": f"{ARCHIVE_SECONDS}s",
        "archive_command": command("put", "%p", "%f"),
    }
    return EmbeddedPostgres(folder, settings=settings | dict(more or {}), environment=told(given))


def command(*words: str) -> str:
    """The command line, as PostgreSQL's settings want it, that puts a segment away or brings it back."""
    ours = shlex.join([sys.executable, "-P", "-m", "console.backup.archiving", words[0]]).replace("%", "%%")
    return " ".join([ours, *(f'"{word}"' for word in words[1:])])


def told(given: Mapping[str, str]) -> dict[str, str]:
    """What of the environment those commands need."""
    return {name: value for name, value in given.items() if name.startswith(_TOLD) or name in _TOLD_TOO}


def without_key(given: Mapping[str, str]) -> dict[str, str]:
    """The environment for programs that have nothing to do with backups: the portal needs no such key."""
    return {name: value for name, value in given.items() if not name.startswith(_TOLD[0])}


def put(repository: Repository, path: Path, name: str) -> None:
    """Seal a segment and put it away; one that is there already must be the same.

    Raises:
        Broken: another segment stands under that name: another installation writes here.
    """
    part = WAL + name
    if repository.shelf.put(part, cipher.sealed(_pieces(path), repository.key, part, compress=True)):
        return
    if _hash(repository.read(part)) != _hash(_pieces(path)):
        raise Broken(f"Nơi sao lưu đã có đoạn nhật ký {name} với nội dung khác: có hệ thống khác ghi vào đó.")


def get(repository: Repository, name: str, path: Path) -> bool:
    """Bring a segment back; False when there is none.

    Raises:
        Broken: it was altered.
    """
    part = WAL + name
    stored = repository.shelf.read(part)
    if stored is None:
        return False
    with path.open("wb") as file:
        for piece in cipher.opened(stored, repository.key, part):
            file.write(piece)
    return True


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _hash(pieces: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def main(words: list[str]) -> int:
    """Do what PostgreSQL asks, and say by the exit code whether it was done."""
    try:
        repository = Repository.configured()
        if words[0] == "put":
            put(repository, Path(words[1]), words[2])
            return 0
        return 0 if get(repository, words[1], Path(words[2])) else 1
    except TripleHelixError as problem:
        sys.stderr.write(f"backup: {problem}\n")
    except OSError as problem:
        sys.stderr.write(f"backup: {problem.strerror}\n")
    return 1 if words[0] == "put" else _ABORT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
