"""A stranger's file is checked apart: what it does to the parser is answered in a sentence, in time."""

import os
import signal
import time
from pathlib import Path

import pytest

from documents import signing
from documents.signing import Fault, strangers
from tests.documents.signed import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("apart") / "ca")
    yield made
    strangers.apart.stop()


def test_what_is_found_apart_is_what_is_found_here(desk):
    for data in (desk.prepared, desk.revisions[-1], desk.revisions[-1][:-40], b"%PDF-1.7"):
        assert signing.inspect_apart(data, desk.trust) == desk.look(data)


def test_an_ordinary_paper_is_answered_within_a_second(desk):
    signing.inspect_apart(desk.revisions[-1], desk.trust)
    taken = []
    for _ in range(3):
        begun = time.monotonic()
        assert signing.inspect_apart(desk.revisions[-1], desk.trust).sound
        taken.append(time.monotonic() - begun)
    assert min(taken) < 1


def test_a_file_that_takes_too_much_is_given_up_with_a_sentence(desk, monkeypatch):
    monkeypatch.setattr(strangers, "SECONDS", 1)
    deep = b"%PDF-1.7\n1 0 obj\n" + b"<</A " * 400_000 + b"\nstartxref\n9\n%%EOF\n"
    wide = b"%PDF-1.7\n" + b"1 0 obj [" + b"0 " * 9_000_000 + b"]\nendobj\nstartxref\n9\n%%EOF\n"
    for data in (deep, wide):
        begun = time.monotonic()
        found = signing.inspect_apart(data, desk.trust)
        assert time.monotonic() - begun < 6
        assert set(found.faults) <= {Fault.TOO_HEAVY, Fault.UNREADABLE}
        assert not found.sound
    monkeypatch.setattr(strangers, "MEMORY_BYTES", 1)
    assert signing.inspect_apart(desk.revisions[-1], desk.trust).faults == (Fault.TOO_HEAVY,)


def test_a_process_that_was_killed_is_started_anew_and_knows_no_secret(desk, monkeypatch):
    monkeypatch.setenv("TRIPLEHELIX_SECRET_KEY", "secret")
    signing.inspect_apart(desk.prepared, desk.trust)
    os.kill(strangers.apart.pid, signal.SIGKILL)
    assert signing.inspect_apart(desk.prepared, desk.trust).waiting
    assert b"TRIPLEHELIX" not in Path(f"/proc/{strangers.apart.pid}/environ").read_bytes()
