"""A restore: everything is brought back and proved beside what stands, and takes its place only then."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg

from actions import audit_check, wiring
from actions.keeping import fsck, standing
from console.backup import archiving, manifest, papers, tables
from console.backup.manifest import Kind, Manifest
from console.backup.repository import Repository
from console.external import normal
from console.logins import DATABASE, PREFECT_DATABASE
from console.postgres import EmbeddedPostgres
from console.processes import read as read_log
from console.stack import POSTGRES, Stack
from documents.archive.disk import sync
from models.errors import BadInput, Refused, Unavailable

LONGEST_REPLAY: Final = 24 * 3600.0
"""Seconds that PostgreSQL may take to replay its log; a process that has ended is noticed at once."""

_SCRATCH: Final = "restoring"
_TOO_LATE: Final = "recovery ended before configured recovery target was reached"
_LAST: Final = re.compile(r"last completed transaction was at log time (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)")

Report = Callable[[str], None]


@dataclass
class Restored:
    """What was brought back, and what was found wrong with it."""

    backup: Manifest
    at: datetime | None
    seconds: float = 0.0
    papers: int = 0
    paper_bytes: int = 0
    entries: int = 0
    set_aside: Path | None = None
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all of it is as it was."""
        return not self.faults

    @property
    def sentence(self) -> str:
        """What was done, for people."""
        upto = f"đến {self.at.astimezone(wiring.ZONE):%d/%m/%Y %H:%M:%S}" if self.at else "đến hết nhật ký"
        if self.backup.kind is Kind.DUMP:
            upto = "về đúng lúc sao lưu"
        return (
            f"Đã khôi phục từ bản {self.backup.id} {upto}: {self.entries} mục nhật ký, "
            f"chép lại {self.papers} văn bản ({self.paper_bytes} byte); {len(self.faults)} lỗi."
        )


def restore(
    stack: Stack,
    repository: Repository,
    *,
    at: datetime | None = None,
    named: str = "",
    over: bool = False,
    report: Report,
) -> Restored:
    """Bring tables and papers back into the state folder, or into the database that is configured.

    Args:
        stack: whose state folder; nothing of it runs.
        repository: where the backups are.
        at: to which moment; None takes everything that was put away.
        named: from which backup; empty chooses the last before that moment.
        over: whether tables that stand there may be set aside (they are never deleted).
        report: told what goes on.

    Raises:
        BadInput: the key is another one, or nothing leads to that moment.
        Broken: a part was altered, cut off or is missing; nothing was touched.
        Refused: something runs, or stands there already.
        Unavailable: a place does not answer, or PostgreSQL cannot use what it was given.
    """
    began = datetime.now(UTC)
    repository.admit()
    known = repository.manifests()
    backup = manifest.chosen(known, at=at, named=named)
    if any(one.running for one in stack.status() if not (stack.outer_database and one.name == POSTGRES)):
        raise Refused(
            "Hệ thống trong thư mục này đang chạy: hãy chạy ./triplehelix down trước khi khôi phục."
        )
    stack.folder.prepare()
    done = Restored(backup, at)
    scratch = stack.home / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        if backup.kind is Kind.DUMP:
            _from_dump(stack, repository, backup, scratch, done, report)
        else:
            _from_files(stack, repository, manifest.chain_of(backup, known), scratch, done, over, report)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    done.seconds = (datetime.now(UTC) - began).total_seconds()
    return done


def _from_files(
    stack: Stack,
    repository: Repository,
    chain: list[Manifest],
    scratch: Path,
    done: Restored,
    over: bool,  # noqa: FBT001 - handed on from the one place that reads it
    report: Report,
) -> None:
    """Replay a copy of the server's files beside what stands, prove it, and let it take its place."""
    if stack.outer_database:
        raise Refused(
            f"Bản sao lưu {done.backup.id} là của PostgreSQL đi kèm.",
            "Hãy bỏ TRIPLEHELIX_DATABASE_URL để khôi phục.",
        )
    if stack.postgres.data.exists() and not over:
        raise Refused(
            f"Thư mục {stack.home} đã có cơ sở dữ liệu; không ghi đè.",
            "Hãy đặt TRIPLEHELIX_HOME tới thư mục trống, hoặc thêm --over: dữ liệu cũ được dời sang bên.",
        )
    report(f"Đang lấy bảng từ {len(chain)} bản sao lưu và kiểm tra từng phần…")
    data = tables.fetch(repository, chain, scratch)
    (data / "recovery.signal").touch()
    server = _recovering(scratch / POSTGRES, done.at)
    server.folder.mkdir(mode=0o700)
    server.adopt(data)
    report("Đang phát lại nhật ký của PostgreSQL…")
    try:
        _replay(server, done.at)
        with _working_on(stack, server.url(DATABASE)):
            _prove(repository, done, report)
        server.drop(PREFECT_DATABASE)
    finally:
        server.stop()
    shutil.rmtree(server.sockets, ignore_errors=True)
    _sync_all(server.folder)
    if stack.postgres.folder.exists():
        done.set_aside = stack.home / f"{POSTGRES}.before-{manifest.id_at(datetime.now(UTC))}"
        stack.postgres.folder.rename(done.set_aside)
    server.folder.rename(stack.postgres.folder)


def _sync_all(folder: Path) -> None:
    """Have everything in a folder on its disk before the folder takes another one's place."""
    for path in (folder, *folder.rglob("*")):
        if path.is_file() or path.is_dir():
            sync(path)


def _recovering(folder: Path, at: datetime | None) -> EmbeddedPostgres:
    """A server that replays the log and opens; what it writes of its own waits to be put away later."""
    settings = {
        "hot_standby": "off",
        "archive_mode": "on",
        "archive_command": "",
        "restore_command": archiving.command("get", "%f", "%p"),
        # The log of a drill, or of a machine that was given up, must not lead this one elsewhere.
        "recovery_target_timeline": "current",
        "recovery_target_action": "promote",
    }
    if at is not None:
        settings["recovery_target_time"] = at.astimezone(UTC).isoformat(sep=" ")
    return EmbeddedPostgres(
        folder, settings=settings, environment=archiving.told(os.environ), patience=LONGEST_REPLAY
    )


def _replay(server: EmbeddedPostgres, at: datetime | None) -> None:
    try:
        server.start()
    except Unavailable:
        said = read_log(server.log)
        if at is not None and _TOO_LATE in said:
            last = _LAST.findall(said)
            known = f" (việc cuối cùng đã cất: {_in_viet_nam(last[-1])})" if last else ""
            raise BadInput(
                f"Nhật ký đã cất không tới thời điểm đó{known}: hãy chọn thời điểm sớm hơn, "
                "hoặc bỏ --at để khôi phục tới điểm cuối cùng."
            ) from None
        raise


def _in_viet_nam(written: str) -> str:
    """A moment of PostgreSQL's log, which is in UTC, as people here read it."""
    moment = datetime.fromisoformat(written).replace(tzinfo=UTC)
    return f"{moment.astimezone(wiring.ZONE):%d/%m/%Y %H:%M:%S}"


def _from_dump(
    stack: Stack, repository: Repository, backup: Manifest, scratch: Path, done: Restored, report: Report
) -> None:
    """Fill an empty database from a dump."""
    url = normal(stack.outer_database) if stack.outer_database else stack.ensure_database(report)
    try:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True, connect_timeout=10) as session:
            stands = session.execute("SELECT to_regclass('public.audit') IS NOT NULL").fetchone()
    except psycopg.OperationalError as problem:
        raise Unavailable("Không kết nối được cơ sở dữ liệu cần khôi phục vào.") from problem
    if stands and stands[0]:
        raise Refused(
            "Cơ sở dữ liệu cần khôi phục vào đã có bảng; không ghi đè: hãy dùng cơ sở dữ liệu trống."
        )
    dumped = scratch / "dump"
    tables.fetch_dump(repository, backup, dumped)
    report("Đang nạp các bảng…")
    try:
        tables.read_dump(tables.Source.of(url), dumped)
        with _working_on(stack, url):
            _prove(repository, done, report)
    finally:
        if not stack.outer_database:
            stack.stop()


@contextmanager
def _working_on(stack: Stack, url: str) -> Iterator[None]:
    """Have the house work on that database and this folder's storage, and on nothing afterwards."""
    before = {name: os.environ.get(name) for name in ("TRIPLEHELIX_DATABASE_URL", "TRIPLEHELIX_HOME")}
    os.environ.update({"TRIPLEHELIX_DATABASE_URL": url, "TRIPLEHELIX_HOME": str(stack.home)})
    wiring.forget()
    try:
        yield
    finally:
        wiring.forget()
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def _prove(repository: Repository, done: Restored, report: Report) -> None:
    """Bring the papers back, then examine tables, papers and journal as they will be used.

    Raises:
        Refused: the journal is not the one whose backup this says it is.
    """
    backup = done.backup
    with wiring.unit_of_work() as session:
        if not standing.holds(session, backup.entry, backup.hash):
            raise Refused(
                f"Bản khôi phục không có mục nhật ký số {backup.entry} mà bản sao lưu {backup.id} ghi: "
                "không dùng. Chưa có gì bị ghi đè."
            )
        wanted = standing.wanted(session)
    report(f"Đang chép lại văn bản còn thiếu trong {len(wanted)} văn bản…")
    carried = papers.bring_back(repository, wiring.archive(), wanted)
    done.papers, done.paper_bytes = carried.new, carried.new_size
    done.faults += carried.faults
    with wiring.unit_of_work() as session:
        compared = fsck.fsck(session, quick=True)
        done.faults += [fault.sentence for fault in compared.faults]
        examined = audit_check.examine(session, wiring.today())
        done.entries = examined.entries
        for fault in examined.faults:
            told = done.notes if fault.kind is audit_check.Kind.UNKNOWN_KEY else done.faults
            told.append(fault.sentence)
        upto = done.at.astimezone(wiring.ZONE).isoformat(timespec="seconds") if done.at else "cuối cùng"
        standing.tell_restored(session, backup.id, upto)
