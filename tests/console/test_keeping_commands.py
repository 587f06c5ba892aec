"""The commands of keeping: sentences for people, JSON and exit codes for scripts, notes for the doctor."""

import hashlib
import json
import os
import shutil
import socket
import tempfile
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from actions import wiring
from actions.keeping import notes
from console import kept
from console.commands import app
from console.stack import Stack
from documents.packages import File, Kind, Origin, Package, Paper, write

PDF = b"%PDF-1.7"
PAPER = Paper(
    "approval-decision", 1, "Quyết định", "5", "QĐ-SKHCN", date(2026, 1, 5), "Sở", "Phê duyệt", "Vĩnh viễn",
    (File("2026.DN-1.001.pdf", Origin.ISSUED, hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf"),),
)  # fmt: skip
PACKAGE = Package(Kind.AIP, "DN-1", "", 2026, "Quy trình", "Sở", "Vĩnh viễn", "", "", (PAPER,))


@pytest.fixture(autouse=True)
def no_house(monkeypatch, tmp_path):
    """A state folder of the test's own, without a database."""
    monkeypatch.delenv("TRIPLEHELIX_DATABASE_URL", raising=False)
    monkeypatch.setenv("TRIPLEHELIX_HOME", str(tmp_path / "state"))
    wiring.forget()
    before = dict(os.environ)
    yield
    os.environ.clear()  # the doctor tells this process where the stack is
    os.environ.update(before)
    wiring.forget()


def run(*arguments):
    answer = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return answer.exit_code, json.loads(answer.stdout)


def test_a_package_is_verified_without_a_database(tmp_path):
    written = write(PACKAGE, lambda _: PDF, tmp_path / "goi.zip")
    code, told = run("verify-package", written.path, "--sha256", written.sha256)
    assert (code, told["ok"], told["papers"], told["reasons"]) == (0, True, 1, [])
    written.path.write_bytes(written.path.read_bytes().replace(PDF, b"%PDF-1.4"))
    code, told = run("verify-package", written.path)
    assert (code, told["ok"]) == (1, False)
    assert any("hỏng" in reason for reason in told["reasons"])


def test_a_folder_is_tried_before_the_first_start_and_says_that_it_cannot_lock(tmp_path):
    code, told = run("storage", "check")
    assert (code, told["ok"]) == (0, True)
    assert "không khóa được" in told["findings"][-1]["sentence"]
    left = (tmp_path / "state" / "archive").rglob("*")
    assert {each.name for each in left} == {".incoming", ".uploads"}


def test_a_copy_that_is_not_configured_is_not_tried():
    code, told = run("storage", "check", "--copy")
    assert code == 1
    assert "TRIPLEHELIX_ARCHIVE_COPY_URL" in told["reasons"][0]


def test_what_runs_found_is_remembered_each_for_itself(tmp_path):
    assert notes.last(tmp_path, "fsck") is None
    at = datetime(2026, 11, 22, 5, tzinfo=UTC)
    notes.note(tmp_path, "fsck", notes.Last(at, ok=False, sentence="thiếu 1"))
    notes.note(tmp_path, "copy", notes.Last(at + timedelta(hours=1), ok=True, sentence="đủ"))
    assert notes.last(tmp_path, "fsck") == notes.Last(at, ok=False, sentence="thiếu 1")
    assert notes.last(tmp_path, "copy").ok
    (tmp_path / "keeping.json").write_text("cut o")
    assert notes.last(tmp_path, "fsck") is None


def test_the_doctor_tells_a_bad_comparison_and_a_copy_that_was_never_made(tmp_path, monkeypatch):
    run("storage", "check")
    home = tmp_path / "state"
    assert kept.copy(Stack.at(home)).ok  # none is configured, and that is said
    assert kept.fsck(Stack.at(home)).ok
    monkeypatch.setenv("TRIPLEHELIX_ARCHIVE_COPY_URL", f"folder://{tmp_path / 'second'}")
    notes.note(home, "fsck", notes.Last(datetime.now(UTC), ok=False, sentence="thiếu 1"))
    assert kept.storage(Stack.at(home)).ok
    compared, copied = kept.fsck(Stack.at(home)), kept.copy(Stack.at(home))
    assert (compared.ok, copied.ok) == (False, False)
    assert "--heal" in compared.way_out
    assert "storage copy" in copied.way_out


def test_the_doctor_does_not_stumble_over_a_database_without_tables(tmp_path, monkeypatch, empty_database):
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", empty_database.replace("+psycopg", ""))
    stack = Stack.at(tmp_path / "state")
    assert not kept.has_tables(stack)
    assert kept.terms(stack).ok


def test_the_doctor_tells_that_no_term_ends_soon(tmp_path, monkeypatch, database):
    monkeypatch.setenv("TRIPLEHELIX_DATABASE_URL", database.replace("+psycopg", ""))
    stack = Stack.at(tmp_path / "state")
    assert kept.has_tables(stack)
    assert "Không có văn bản nào hết thời hạn lưu" in kept.terms(stack).sentence_vi


def test_the_doctor_asks_whether_the_scanner_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(wiring.settings(), "clamav", "")
    assert "chưa cấu hình" in kept.scanner().sentence_vi
    monkeypatch.setattr(wiring.settings(), "clamav", f"unix:{tmp_path / 'nobody.sock'}")
    away = kept.scanner()
    assert not away.ok
    assert "không trả lời" in away.sentence_vi
    place = tempfile.mkdtemp(prefix="clamd-")  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{place}/s")
        listener.listen()
        monkeypatch.setattr(wiring.settings(), "clamav", f"unix:{place}/s")
        answering = threading.Thread(target=pong, args=(listener,))
        answering.start()
        assert kept.scanner().ok
        answering.join(5)
    shutil.rmtree(place)


def pong(listener):
    line, _ = listener.accept()
    with line:
        line.recv(100)
        line.sendall(b"PONG\n")
