"""The drill: a full backup, an increment, work after it, a restore onto an empty machine to a moment between.

Everything is compared: every row of every table, every byte of every paper, the journal.
"""

import hashlib
import os
import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions import audit, audit_heads, wiring
from console.backup import archiving, manifest, upkeep
from console.backup.cipher import Broken, Key
from console.backup.commands import moment_of
from console.backup.making import back_up
from console.backup.repository import KEY, URL, Repository
from console.backup.restoring import restore
from console.logins import DATABASE, PREFECT_DATABASE
from console.stack import POSTGRES, Stack
from documents.archive import FolderArchive
from documents.archive.shelf import FolderShelf
from models.errors import BadInput, NotFound, Refused

WORD = "Bằng độc quyền sáng chế".encode()
LATER = b"%PDF-1.7 a paper of the second day"


def content(server, database=DATABASE):
    """Every row of every table, as text."""
    with server.connect(database) as session:
        names = session.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        ).fetchall()
        return {
            name: sorted(row for (row,) in session.execute(f'SELECT t::text FROM "{name}" t'))  # noqa: S608
            for (name,) in names
        }


def act(what):
    with wiring.unit_of_work() as session:
        audit.record(session, "system:file:tried", what, on=wiring.today())


def log_put_away(server):
    """Wait until the segment in which we wrote lies in the backup."""
    pause = threading.Event()
    with server.connect() as session:
        ((segment,),) = session.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchall()
        for _ in range(2000):
            ((last, failed),) = session.execute(
                "SELECT coalesce(last_archived_wal, ''), failed_count FROM pg_stat_archiver"
            ).fetchall()
            assert failed == 0
            if last >= segment:
                return
            pause.wait(0.05)
    pytest.fail("The log was not put away.")


@pytest.fixture
def home():
    """A short path, in memory where there is any: a restore writes some 1,700 files three times."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    room = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="th-", dir=room) as folder:
        yield Path(folder) / "state"


@pytest.fixture
def machine(home, monkeypatch):
    """A machine with backups, beside the place of the backups and the key."""
    for name in [name for name in os.environ if name.startswith("TRIPLEHELIX_")]:
        monkeypatch.delenv(name)
    home.parent.mkdir(exist_ok=True)
    key = home.parent / "key"
    key.write_text(Key.new().written)
    monkeypatch.setenv(URL, f"folder://{home.parent / 'shelf'}")
    monkeypatch.setenv(KEY, str(key))
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(home))
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
    stack = Stack.at(home)
    stack.postgres = archiving.server(home / POSTGRES, stack.given, {"fsync": "off", "autovacuum": "off"})
    stack.ensure_database()
    with monkeypatch.context() as working:
        working.setenv("TRIPLEHELIX_DATABASE_URL", stack.postgres.url(DATABASE))
        wiring.forget()
        wiring.migrate()
        yield stack
    wiring.forget()
    stack.stop()


@pytest.mark.postgres
def test_a_lost_machine_comes_back_as_it_was_at_the_moment_that_is_asked_for(machine, monkeypatch):
    repository = Repository.configured()
    with pytest.raises(NotFound):
        repository.admit()
    wiring.archive().put(WORD)
    with wiring.unit_of_work() as session:
        audit.record(session, "system:file:tried", "Ngày thứ nhất.", on=wiring.today())
    full = back_up(machine, repository, full=False, report=str)
    with wiring.unit_of_work() as session:
        audit_heads.seal(session, wiring.today())
    act("Ngày thứ hai.")
    increment = back_up(machine, repository, full=False, report=str)
    assert (full.manifest.kind, increment.manifest.kind) == (manifest.Kind.FULL, manifest.Kind.INCREMENTAL)
    assert increment.manifest.size < full.manifest.size / 4
    assert (full.new_papers, increment.new_papers) == (1, 1)
    act("Sau bản sao lưu cuối.")
    before, moment = content(machine.postgres), datetime.now(UTC)
    act("Việc phải được quên.")
    log_put_away(machine.postgres)
    wiring.forget()
    monkeypatch.delenv("TRIPLEHELIX_DATABASE_URL")
    assert upkeep.verify(repository, deep=True).faults == ()

    with pytest.raises(Refused, match="đang chạy"):
        restore(machine, repository, at=moment, report=str)
    machine.stop()
    with pytest.raises(Refused, match="không ghi đè"):
        restore(machine, repository, at=moment, report=str)
    keys = machine.home / "secrets"
    monkeypatch.setenv(
        "TRIPLEHELIX_AUDIT_KEY", str(keys.rename(machine.home.parent / "keys") / "journal.pem")
    )
    papers = {one.sha256 for one in FolderArchive(machine.home / "archive").list()}
    shutil.rmtree(machine.home)  # the machine is lost

    done = restore(machine, repository, at=moment, report=str)
    assert (done.faults, done.papers, done.at) == ([], 1, moment)
    server = archiving.server(machine.home / POSTGRES, {}, {"fsync": "off"})
    server.start()
    try:
        after = content(server)
        with server.connect() as session:
            databases = {name for (name,) in session.execute("SELECT datname FROM pg_database")}
    finally:
        server.stop()
    told = [row for row in after["audit"] if row not in before["audit"]]
    assert len(told) == 1
    assert increment.manifest.id in told[0]
    assert after | {"audit": [row for row in after["audit"] if row not in told]} == before
    assert PREFECT_DATABASE not in databases
    stored = {
        one.sha256: b"".join(FolderArchive(machine.home / "archive").read(one.sha256))
        for one in FolderArchive(machine.home / "archive").list()
    }
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in stored.items())
    assert set(stored) < papers  # the head that was sealed; the paper that no table names is not needed
    _broken_backups_are_found_before_anything_is_touched(machine, repository)


def _broken_backups_are_found_before_anything_is_touched(machine, repository):
    """The same backups, cut off, altered and under another key, and a machine that stands."""
    stands = _files(machine.home)
    first = min(repository.manifests())
    place = machine.home.parent / "shelf" / "backups" / first / "tables"
    whole = place.read_bytes()
    place.chmod(0o600)
    for spoilt in (whole[:300_000], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]):
        place.write_bytes(spoilt)
        with pytest.raises(Broken, match=first):
            restore(machine, repository, over=True, report=str)
        assert len(upkeep.verify(repository).faults) == 1
    place.write_bytes(whole)
    stranger = Repository(repository.shelf, Key.new())
    with pytest.raises(BadInput, match="khóa khác"):
        restore(machine, stranger, over=True, report=str)
    with pytest.raises(BadInput, match="khóa khác"):
        stranger.claim()
    assert _files(machine.home) == stands


def _files(folder: Path):
    return {
        path.relative_to(folder): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"lock", ".triplehelix-state"}
    }


def test_a_segment_is_put_away_twice_and_another_under_its_name_is_refused(tmp_path):
    repository = Repository(FolderShelf(tmp_path / "shelf"), Key.new())
    segment, name = tmp_path / "segment", "000000010000000000000001"
    segment.write_bytes(b"x" * 100)
    archiving.put(repository, segment, name)
    archiving.put(repository, segment, name)
    segment.write_bytes(b"y" * 100)
    with pytest.raises(Broken, match="nội dung khác"):
        archiving.put(repository, segment, name)
    assert archiving.get(repository, name, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == b"x" * 100
    assert not archiving.get(repository, "000000010000000000000002", tmp_path / "none")


def test_a_command_that_postgresql_runs_tells_an_altered_segment_from_one_that_is_missing(
    tmp_path, monkeypatch, capsys
):
    key = Key.new()
    monkeypatch.setenv(URL, f"folder://{tmp_path}/shelf")
    monkeypatch.setenv(KEY, key.written)
    (tmp_path / "segment").write_bytes(b"x")
    assert archiving.main(["put", str(tmp_path / "segment"), "0" * 24]) == 0
    assert archiving.main(["get", "1" * 24, str(tmp_path / "back")]) == 1
    place = tmp_path / "shelf" / "wal" / ("0" * 24)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes()[:-1])
    assert archiving.main(["get", "0" * 24, str(tmp_path / "back")]) > 125
    assert key.written.strip() not in capsys.readouterr().err


def test_programs_that_have_nothing_to_do_with_backups_are_not_told_the_key():
    given = {KEY: "word", URL: "folder:///b", "TRIPLEHELIX_HOME": "/h", "AWS_REGION": "r"}
    assert archiving.without_key(given) == {"TRIPLEHELIX_HOME": "/h", "AWS_REGION": "r"}
    assert archiving.told(given) == {KEY: "word", URL: "folder:///b", "AWS_REGION": "r"}
    assert "word" not in archiving.command("put", "%p", "%f")


@pytest.mark.parametrize("text", ["2026-02-03 14:30", "03/02/2026 14:30:00", "2026-02-03T07:30:00+00:00"])
def test_a_moment_is_viet_nams_unless_it_says_otherwise(text):
    assert moment_of(text) == datetime(2026, 2, 3, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-02-03", "hôm qua", "2999-01-01 00:00"])
def test_a_day_alone_or_the_future_is_no_moment_to_restore_to(text):
    with pytest.raises(BadInput):
        moment_of(text)
