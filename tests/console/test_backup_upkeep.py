"""Looking after backups; and a server whose files are not ours: put away in words, brought back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from actions import audit, wiring
from console.backup import looking, manifest, papers, upkeep
from console.backup.cipher import Key
from console.backup.making import back_up
from console.backup.manifest import Kind, Manifest
from console.backup.repository import BACKUPS, KEY, URL, WAL, Repository, part_name
from console.backup.restoring import restore
from console.commands import app
from console.stack import Stack
from documents.archive import FolderArchive
from documents.archive.shelf import FolderShelf
from models.errors import NotFound, Refused
from models.queries import walling

NOW = datetime.now(UTC)


@pytest.fixture
def repository(tmp_path):
    made = Repository(FolderShelf(tmp_path / "shelf"), Key.new())
    made.claim()
    return made


def put_away(repository, days_ago, kind=Kind.FULL, parent="", stored=()):
    """A backup without a server: its parts are a few words."""
    moment = NOW - timedelta(days=days_ago)
    name = manifest.id_at(moment)
    parts = (
        repository.put(part_name(name, "tables"), [name.encode()], compress=True),
        papers.write_list(repository, name, list(stored)),
    )
    made = Manifest(
        name, kind, moment, moment, parent, first_wal=f"0000000100000000{500 - days_ago:08X}", parts=parts
    )
    repository.conclude(made)
    return made


def test_a_backup_without_a_manifest_is_none(repository):
    whole = put_away(repository, 0)
    repository.put(part_name("20200101T000000Z", "tables"), [b"cut off"])
    assert set(repository.manifests()) == {whole.id}


def test_only_what_no_rule_keeps_is_taken_away_and_papers_never(repository, tmp_path):
    for days_ago in range(0, 60, 3):
        put_away(repository, days_ago)
    for days_ago in range(60):
        repository.put(f"{WAL}0000000100000000{500 - days_ago:08X}", [b""])
    repository.put(f"{WAL}00000001.history", [b""])
    repository.put(repository.paper_name("a" * 64), [b"paper"])
    known = repository.manifests()
    done = upkeep.prune(repository)
    left = repository.manifests()
    assert set(left) == manifest.kept(known) == set(done.staying)
    assert done.removed
    assert {thing.name.split("/")[1] for thing in repository.shelf.list(BACKUPS)} == set(left)
    segments = {thing.name.removeprefix(WAL) for thing in repository.shelf.list(WAL)}
    needed = manifest.wal_from(left, NOW)
    assert min(segments - {"00000001.history"}) == needed
    assert "00000001.history" in segments
    assert len(list(repository.shelf.list("papers/"))) == 1
    assert upkeep.prune(repository).removed == ()


def test_every_kind_of_loss_is_found(repository, tmp_path):
    archive = FolderArchive(tmp_path / "archive")
    names = [archive.put(word) for word in (b"one", b"two")]
    carried, listed = papers.put_away(repository, archive)
    assert (carried.new, len(listed)) == (2, 2)
    assert papers.put_away(repository, archive)[0].new == 0
    last = put_away(repository, 0, stored=listed)
    assert upkeep.verify(repository, deep=True).ok
    place = tmp_path / "shelf" / repository.paper_name(names[0])
    other = tmp_path / "shelf" / repository.paper_name(names[1])
    kept, beside = place.read_bytes(), other.read_bytes()
    place.chmod(0o600)
    place.write_bytes(beside)  # a paper in another one's place, each whole in itself
    assert upkeep.verify(repository).ok
    assert len(upkeep.verify(repository, deep=True).faults) == 1
    place.unlink()
    assert names[0][:12] in upkeep.verify(repository).faults[0]
    place.write_bytes(kept)
    tables = tmp_path / "shelf" / part_name(last.id, "tables")
    tables.unlink()
    assert "Thiếu phần" in upkeep.verify(repository).faults[0]
    # Sealed by the same key under the same name, and yet not what the manifest says.
    repository.put(part_name(last.id, "tables"), [b"rows of somebody's choice"])
    assert "đã bị thay" in upkeep.verify(repository).faults[0]


def test_a_paper_that_was_altered_in_storage_does_not_get_into_the_backup(repository, tmp_path):
    archive = FolderArchive(tmp_path / "archive")
    name = archive.put(b"right")
    place = next((tmp_path / "archive").rglob(name))
    place.chmod(0o600)
    place.write_bytes(b"wrong")
    carried, listed = papers.put_away(repository, archive)
    assert (carried.new, listed, len(carried.faults)) == (0, [], 1)
    assert list(repository.shelf.list("papers/")) == []


def test_papers_come_back_with_type_and_an_altered_one_is_replaced(repository, tmp_path):
    first, second = FolderArchive(tmp_path / "first"), FolderArchive(tmp_path / "second")
    names = [first.put(word) for word in (b"one", b"two", b"three")]
    papers.put_away(repository, first)
    second.put(b"one")
    second.put(b"two")
    place = next((tmp_path / "second").rglob(names[1]))
    place.chmod(0o600)
    place.write_bytes(b"2")
    lost = "f" * 64
    wanted = dict.fromkeys([*names, lost], ("application/pdf", None))
    done = papers.bring_back(repository, second, wanted)
    assert (done.new, len(done.faults)) == (2, 1)
    assert lost[:12] in done.faults[0]
    assert [second.get(name) for name in names] == [b"one", b"two", b"three"]


@pytest.mark.postgres
def test_a_server_that_is_not_ours_is_put_away_in_words_and_comes_back_into_an_empty_one(
    repository, database, empty_database, tmp_path, monkeypatch
):
    home = tmp_path / "state"
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(home))
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", database)
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "0" * 32)
    wiring.forget()
    with wiring.unit_of_work() as session:
        audit.record(session, "system:file:tried", "Một mục.", on=wiring.today())
    stack = Stack.at(home)
    stack.folder.prepare()
    made = back_up(stack, repository, full=False, report=str)
    assert made.manifest.kind is Kind.DUMP
    assert "pg_dump" in made.notes[0]
    assert upkeep.verify(repository).ok
    with pytest.raises(Refused, match="đã có bảng"):
        restore(stack, repository, report=str)
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", empty_database)
    wiring.forget()
    done = restore(Stack.at(home), repository, report=str)
    assert (done.faults, done.entries) == ([], 1)
    wiring.forget()
    wiring.migrate()  # as every command does: a dump carries no rights, so the wall is built anew
    with wiring.unit_of_work() as session:
        assert audit.examined(session) is None
        assert session.scalar(text(walling.BUILT)) == walling.mark()
        assert session.scalar(text("select has_table_privilege('triplehelix_portal', 'tasks', 'select')"))
    wiring.forget()


def test_the_doctor_tells_what_is_missing_of_backups(tmp_path, monkeypatch):
    for name in (URL, KEY):
        monkeypatch.delenv(name, raising=False)
    assert "chưa cấu hình" in looking.backups(Stack.at(tmp_path / "state")).sentence_vi
    monkeypatch.setenv(URL, f"folder://{tmp_path}/shelf")
    assert KEY in looking.backups(Stack.at(tmp_path / "state")).sentence_vi
    monkeypatch.setenv(KEY, Key.new().written)
    found = looking.backups(Stack.at(tmp_path / "state"))
    assert (found.ok, "backup" in found.way_out) == (False, True)


def test_a_key_is_made_once_private_and_never_printed(tmp_path):
    place = tmp_path / "key"
    made = CliRunner().invoke(app, ["backup", "key", "-o", str(place)])
    assert made.exit_code == 0
    assert place.stat().st_mode & 0o777 == 0o600
    assert Key.of(str(place)).fingerprint in made.output
    assert place.read_text().strip() not in made.output
    again = CliRunner().invoke(app, ["backup", "key", "-o", str(place)])
    assert again.exit_code == 1


def test_commands_list_and_verify_and_refuse_another_key(repository, tmp_path, monkeypatch):
    monkeypatch.setenv(URL, f"folder://{tmp_path}/shelf")
    monkeypatch.setenv(KEY, repository.key.written)
    only = put_away(repository, 0)
    listed = CliRunner().invoke(app, ["backup", "list", "--json"])
    assert only.id in listed.output
    assert CliRunner().invoke(app, ["backup", "verify", "--json"]).exit_code == 0
    monkeypatch.setenv(KEY, Key.new().written)
    for command in ("list", "verify", "prune", "papers"):
        assert CliRunner().invoke(app, ["backup", command]).exit_code == 1
    monkeypatch.delenv(KEY)
    with pytest.raises(NotFound, match=KEY):
        Repository.configured()
