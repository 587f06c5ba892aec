"""Nobody enters Prefect's server without the word, and the word is said to nobody who does not ask for it."""

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import prefect_server, secret_files, settings
from console.services import PREFECT
from models.errors import BadInput, Refused

LOCKED = {prefect_server.WORD: "prefect:abcde-fghjk-mnpqr", prefect_server.CSRF: "true"}
URLS = {"portal": "http://p", "prefect": "http://q", "prefect_api": "http://q/api"}


def told(home, given=None):
    home.mkdir(exist_ok=True)
    return settings.environment(
        home, given=given or {}, database_url="postgresql://", prefect_database_url="postgresql://", urls=URLS
    )


def test_server_and_programs_of_one_folder_share_a_word_that_only_its_owner_can_read(tmp_path):
    first, again, other = told(tmp_path / "a"), told(tmp_path / "a"), told(tmp_path / "b")
    assert first["PREFECT_SERVER_API_AUTH_STRING"] == first["PREFECT_API_AUTH_STRING"]
    assert first["PREFECT_API_AUTH_STRING"] == again["PREFECT_API_AUTH_STRING"]
    assert first["PREFECT_API_AUTH_STRING"] != other["PREFECT_API_AUTH_STRING"]
    assert stat.S_IMODE((tmp_path / "a" / "secrets.json").stat().st_mode) == 0o600
    prefect_server.refuse_open("0.0.0.0", first)  # noqa: S104 - it is what is asked about


def test_a_folder_of_an_earlier_version_keeps_its_key_and_gets_a_word(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"secret_key": "as it was"}))
    assert told(tmp_path)["TRIPLEHELIX_SECRET_KEY"] == "as it was"
    assert told(tmp_path)["PREFECT_API_AUTH_STRING"].startswith("prefect:")
    assert settings.secret_key(tmp_path) == "as it was"


def test_programs_that_start_at_once_agree_on_one_word(tmp_path):
    with ThreadPoolExecutor(8) as at_once:
        assert len(set(at_once.map(lambda _: settings.prefect_word(tmp_path), range(40)))) == 1


def test_the_word_of_a_server_of_ones_own_is_left_as_it_was_set(tmp_path):
    own = {"TRIPLEHELIX_PREFECT_API_URL": "https://prefect/api", "PREFECT_API_AUTH_STRING": "a:b"}
    assert "PREFECT_API_AUTH_STRING" not in told(tmp_path, own)
    assert settings.api_word(tmp_path, own) == "a:b"


@pytest.mark.parametrize(
    ("host", "changes", "reasons"),
    [
        ("127.0.0.1", {prefect_server.WORD: ""}, 1),
        ("127.0.0.1", {prefect_server.CSRF: "false"}, 1),
        ("0.0.0.0", {prefect_server.WORD: "", prefect_server.CSRF: ""}, 2),  # noqa: S104 - idem
        ("::", {prefect_server.WORD: "admin:pass"}, 1),
        ("prefect.example.vn", {prefect_server.WORD: "admin:pass"}, 1),
    ],
)
def test_a_server_that_would_stand_open_is_refused_with_every_reason(host, changes, reasons):
    with pytest.raises(Refused) as refusal:
        prefect_server.refuse_open(host, LOCKED | changes)
    assert len(refusal.value.reasons) == reasons
    assert "admin:pass" not in str(refusal.value)


@given(st.ip_addresses())
def test_only_this_machine_may_be_shown_a_short_word(address):
    short = LOCKED | {prefect_server.WORD: "a:b"}
    if address.is_loopback:
        prefect_server.refuse_open(str(address), short)
    else:
        with pytest.raises(Refused):
            prefect_server.refuse_open(str(address), short)


def test_every_start_of_the_server_goes_by_that_refusal_and_has_no_word_on_its_command_line():
    assert "console.prefect_server" in PREFECT.command
    host, words = prefect_server.command(["--host", "::", "--workers", "2", "--no-services"])
    assert host == "::"
    assert " ".join(words[3:]) == "flows.server start --host :: --port 4200 --workers 2 --no-services"
    assert prefect_server.command(["services"])[1][-3:] == ["flows.server", "services", "start"]


def test_a_server_without_a_word_ends_with_a_sentence_before_anything_listens():
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "console.prefect_server", "--host", "0.0.0.0"],  # noqa: S104 - it must refuse
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert prefect_server.WORD in ended.stderr
    assert prefect_server.CSRF in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_program_gets_its_secrets_from_files_and_nothing_else_of_the_folder(tmp_path):
    (tmp_path / "TRIPLEHELIX_SECRET_KEY").write_text("a key\n")
    (tmp_path / "PREFECT_API_AUTH_STRING").write_text("a:b")
    (tmp_path / "LD_PRELOAD").write_text("/evil.so")
    (tmp_path / "..data").mkdir()
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "console.secret_files", "/usr/bin/env"],
        env={"CREDENTIALS_DIRECTORY": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "TRIPLEHELIX_SECRET_KEY=a key\n" in ended.stdout
    assert "PREFECT_API_AUTH_STRING=a:b\n" in ended.stdout
    assert "LD_PRELOAD" not in ended.stdout


def test_a_secret_that_is_empty_or_said_twice_differently_is_refused_without_showing_it(tmp_path):
    (tmp_path / "TRIPLEHELIX_SECRET_KEY").write_text(" \n")
    (tmp_path / "PREFECT_API_AUTH_STRING").write_text("from:file")
    with pytest.raises(BadInput) as refusal:
        secret_files.read(tmp_path, {"PREFECT_API_AUTH_STRING": "from:elsewhere"})
    assert len(refusal.value.reasons) == 2
    assert "from:" not in str(refusal.value)
    assert secret_files.read(tmp_path / "none", {}) == {}
