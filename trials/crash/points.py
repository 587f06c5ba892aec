"""The points at which a process can be cut off, counted; at one of them it kills itself.

A point lies before and after each commit of a transaction that wrote something, and around everything that is
put into storage, sent to Prefect to be changed there, mailed, or sent to a webhook. Between two points a
process changes nothing that outlives it: so the end of one such thing and the beginning of the next are one
point. They are found from outside, by wrapping what commits, storage and the ways out; no module of the
system knows of them.
"""

from __future__ import annotations

import functools
import http.client
import os
import re
import signal
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from actions.line import Line
from documents.archive.folder import FolderArchive
from documents.archive.folder_staging import FolderStaging
from documents.archive.s3 import S3Archive

_STAGED: Final = ("begin", "take", "join", "abandon")
_NUMBER: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_READING: Final = re.compile(
    r"/(filter|count\b.*|history|get_scheduled_flow_runs|paginate|latest/filter|lateness)$"
)
"""Prefect's questions that are sent as POST: who asks changes nothing, before and after it is one point."""


def _end_here() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Points:
    """The points that were passed, by name.

    Args:
        die_at: at which of them the process is killed, counted from 1; 0 lets it live.
        strike: what is killed there; the process itself, unless a server of its is named.
    """

    die_at: int = 0
    strike: Callable[[], object] = _end_here
    passed: list[str] = field(default_factory=list)

    def reach(self, name: str) -> None:
        """Pass a point, or end there without a word.

        What comes right after something that changed the world, with nothing in between, is the same point.
        """
        if self.passed and self.passed[-1].startswith("after ") and name.startswith("before "):
            self.passed[-1] += f", {name}"
            return
        self.passed.append(name)
        if len(self.passed) == self.die_at:
            self.strike()


def install(points: Points) -> None:
    """Count the points of this process from now on; it is undone by the end of the process alone."""
    _around_commits(points)
    for archive in (FolderArchive, S3Archive):
        _around(points, archive, ("put",), "put")
    _around(points, FolderStaging, _STAGED, "upload")
    named = Path.hardlink_to

    def hardlink_to(here: Path, target: Any) -> None:  # noqa: ANN401 - as pathlib has it
        points.reach("put: written, not named yet")
        named(here, target)

    setattr(Path, "hardlink_to", hardlink_to)  # noqa: B010 - in a process of its own
    _around(points, smtplib.SMTP, ("send_message",), "letter")
    _around(points, http.client.HTTPConnection, ("getresponse",), "webhook")
    _around_calls(points)


def _around_calls(points: Points) -> None:
    """Count what is sent to Prefect to change something there; its client's own threads are not counted."""
    handle = httpx.HTTPTransport.handle_request

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        if request.method in {"GET", "HEAD"} or _READING.search(request.url.path):
            return handle(transport, request)
        name = f"{request.method} {_NUMBER.sub('*', request.url.path)}"
        points.reach(f"before {name}")
        answer = handle(transport, request)
        points.reach(f"after {name}")
        return answer

    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[assignment,method-assign]  # in a process of its own


def _around_commits(points: Points) -> None:
    """Count each COMMIT on its way to the server: by a transaction's own line, or by SQLAlchemy."""
    by_line, by_dialect = Line.commit, PGDialect_psycopg.do_commit

    def commit(line: Line) -> None:
        wrote = bool(line.waiting) or _has_written(line.connection)
        _reach_around(points, wrote, lambda: by_line(line))

    def do_commit(dialect: Any, connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        wrote = _has_written(connection.driver_connection)
        _reach_around(points, wrote, lambda: by_dialect(dialect, connection))

    Line.commit = commit  # type: ignore[method-assign]  # in a process of its own
    PGDialect_psycopg.do_commit = do_commit  # type: ignore[method-assign]  # idem


def _reach_around(points: Points, wrote: bool, commit: Callable[[], None]) -> None:  # noqa: FBT001 - inner
    """Commit; who only read has no point, for nobody can miss that commit."""
    if wrote:
        points.reach("before commit")
    commit()
    if wrote:
        points.reach("after commit")


def _has_written(driver: Any) -> bool:  # noqa: ANN401 - psycopg's connection
    """Whether the transaction has changed anything, as far as the server knows of it."""
    if driver.pgconn.transaction_status != TransactionStatus.INTRANS:
        return False
    (number,) = driver.execute("select pg_current_xact_id_if_assigned()::text").fetchone()
    return number is not None


def _around(points: Points, owner: type, names: Sequence[str], what: str) -> None:
    for name in names:
        setattr(owner, name, _wrapped(points, getattr(owner, name), f"{what} {name}".removesuffix(" put")))


def _wrapped(points: Points, function: Callable[..., Any], name: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def around(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever it wraps
        points.reach(f"before {name}")
        answer = function(*given, **more)
        points.reach(f"after {name}")
        return answer

    return around
