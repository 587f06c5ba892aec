"""The stack: services found again, started again and stopped, whichever command began them."""

import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from console.processes import Process, Record, begin
from console.services import Service
from console.stack import Stack
from models.errors import BadInput, Refused, Unavailable

pytestmark = pytest.mark.postgres


SLEEPER = Service(
    name="engine",
    title="Máy thử",
    command=("{python}", "-u", "-P", "-c", "import signal; print('The machine hums.'); signal.pause()"),
    patience=20,
    said="The machine hums.",
)


def states(stack: Stack) -> dict[str, bool]:
    return {status.name: status.running for status in stack.status()}


FIRST_THREAD_ENDS = """
import ctypes, threading
threading.Thread(target=threading.Event().wait).start()
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_has_ended_when_its_last_thread_has_and_not_before(tmp_path):
    child = begin(
        [sys.executable, "-c", FIRST_THREAD_ENDS],
        environment=os.environ,
        log=tmp_path / "log",
        folder=tmp_path,
    )
    state = Path(f"/proc/{child.pid}/stat")
    pause = threading.Event()
    while ") Z" not in state.read_text():
        assert child.alive
        pause.wait(0.02)
    assert child.alive
    child.stop(grace=20)
    assert not child.alive
    assert not state.exists()


def test_what_crashes_leaves_no_copy_of_its_memory_behind(tmp_path):
    crashed = begin(
        [sys.executable, "-c", "import os; os.abort()"],
        environment=os.environ,
        log=tmp_path / "log",
        folder=tmp_path,
    )
    limits = begin(
        [sys.executable, "-c", "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"],
        environment=os.environ,
        log=tmp_path / "limits",
        folder=tmp_path,
    )
    assert crashed.wait_for_end(20)
    assert limits.wait_for_end(20)
    assert (tmp_path / "limits").read_text().strip() == "0"
    assert [path.name for path in tmp_path.glob("*core*")] == []


def test_everything_comes_up_together_and_goes_down_again(humble, words):
    humble.services = (*humble.services, SLEEPER)
    humble.start(report=words)
    assert states(humble) == {"postgres": True, "portal": True, "engine": True}
    assert words.text.index("Máy thử: đang khởi động") < words.text.index("Máy thử: sẵn sàng")
    humble.stop()
    assert states(humble) == {"postgres": False, "portal": False, "engine": False}


def test_another_command_finds_what_runs_and_stops_it(humble, again, words):
    humble.start()
    later = again()
    later.start(report=words)
    assert "Cổng thử: đang chạy sẵn." in words
    assert [status.pid for status in later.status()] == [status.pid for status in humble.status()]
    later.stop()
    assert not any(states(humble).values())


def test_a_killed_run_is_found_out_and_started_again(humble, again, words):
    humble.start()
    for name in ("portal", "postgres"):
        record = humble.folder.record(name)
        record.process.signal(signal.SIGKILL)
        assert record.process.wait_for_end(10)
    assert all(status.problem for status in humble.status())
    again().start(report=words)
    assert "Cổng thử: lần chạy trước bị ngắt đột ngột, nay khởi động lại." in words
    assert all(states(humble).values())


def test_a_record_that_names_somebody_elses_process_is_no_service(humble):
    humble.start()
    humble.stop()
    me = Process.of(os.getpid())
    Record(me.pid, "another birth", "2026-01-01T00:00:00+00:00").write(humble.folder.record_path("portal"))
    assert states(humble)["portal"] is False
    humble.stop()
    assert me.alive


def test_a_record_cut_short_by_a_crash_is_passed_over(humble):
    humble.folder.prepare()
    humble.folder.record_path("portal").write_text('{"pid": 1')
    (humble.home / "stack.json").write_text("{")
    humble.start()
    assert all(states(humble).values())


def test_a_port_that_is_taken_is_named_and_the_next_one_used(humble, words, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.delitem(humble.given, "TRIPLEHELIX_PORTAL_PORT")
        humble.folder.prepare()
        humble.folder.keep({"portal": port}, {})
        humble.start(report=words)
    assert f"Cổng {port} (Cổng thử) đang do " in words.text
    assert f"(pid {os.getpid()})" in words.text
    assert humble.urls()["portal"] != f"http://127.0.0.1:{port}"
    assert humble.urls()["portal"].rpartition(":")[2] in words.text


def test_a_port_that_was_asked_for_and_is_taken_is_refused(humble):
    with socket.create_server(("127.0.0.1", 0)) as other:
        humble.given["TRIPLEHELIX_PORTAL_PORT"] = str(other.getsockname()[1])
        with pytest.raises(Refused, match="TRIPLEHELIX_PORTAL_PORT"):
            humble.start()
    assert not any(states(humble).values())


def test_a_port_that_is_no_port_is_refused_in_a_sentence(humble):
    humble.given["TRIPLEHELIX_PORTAL_PORT"] = "eighty"
    with pytest.raises(BadInput, match="không phải là một cổng"):
        humble.start()


def test_a_service_that_dies_at_once_is_reported_with_its_last_words(humble):
    (web,) = humble.services
    humble.services = (replace(web, command=("{python}", "-c", "raise SystemExit('the disk is on fire')")),)
    with pytest.raises(Unavailable, match="the disk is on fire"):
        humble.start()
    assert humble.postgres.running() is None


def test_a_folder_with_other_peoples_things_is_neither_used_nor_deleted(stack):
    stack.home.mkdir(parents=True)
    keepsake = stack.home / "thesis.txt"
    keepsake.write_text("mine")
    with pytest.raises(Refused, match="không phải là thư mục trạng thái"):
        stack.ensure_database()
    with pytest.raises(Refused):
        stack.remove()
    assert keepsake.read_text() == "mine"
    keepsake.unlink()


def test_reset_leaves_nothing_behind(humble):
    humble.start()
    humble.remove()
    assert not humble.home.exists()
    assert humble.postgres.running() is None


def test_two_folders_live_side_by_side(humble, home):
    neighbour = replace(Stack.at(home.parent / "neighbour"), services=humble.services)
    del neighbour.given["TRIPLEHELIX_PORTAL_PORT"]
    try:
        humble.start()
        neighbour.start()
        assert all(states(humble).values())
        assert all(states(neighbour).values())
        assert humble.urls()["portal"] != neighbour.urls()["portal"]
        keys = {one.environment()["TRIPLEHELIX_SECRET_KEY"] for one in (humble, neighbour)}
        assert len(keys) == 2
    finally:
        neighbour.remove()


def test_secrets_and_logs_are_for_the_owner_alone(humble):
    humble.start()
    private = [humble.home / "secrets.json", humble.home / "stack.json", *(humble.home / "logs").iterdir()]
    assert {path.stat().st_mode & 0o077 for path in private} == {0}
    assert humble.home.stat().st_mode & 0o077 == 0


def test_what_children_are_told_leads_prefect_nowhere_but_here(stack):
    told = stack.environment()
    assert told["PREFECT_HOME"] == str(stack.home / "prefect")
    assert told["PREFECT_API_URL"] == told["PREFECT_UI_API_URL"]
    assert told["PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED"] == "false"
    assert told["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert "127.0.0.1" in told["NO_PROXY"]


def test_a_child_that_is_told_our_own_database_does_not_take_it_for_an_outer_one(stack, monkeypatch):
    for name, value in stack.environment().items():
        monkeypatch.setenv(name, value)
    assert Stack.at(stack.home).outer_database is None


def test_the_organisations_own_postgresql_is_used_when_it_is_set(stack, empty_database):
    stack.given["TRIPLEHELIX_DATABASE_URL"] = empty_database.replace("+psycopg", "")
    assert stack.ensure_database().startswith("postgresql+psycopg://")
    assert stack.postgres.running() is None
    assert "/prefect?" in stack.environment()["PREFECT_API_DATABASE_CONNECTION_URL"]


def test_a_database_that_does_not_answer_is_named_without_its_password(stack):
    stack.given["TRIPLEHELIX_DATABASE_URL"] = "postgresql://clerk:hush@127.0.0.1:9/none"
    with pytest.raises(Unavailable, match="Không kết nối được") as refusal:
        stack.ensure_database()
    assert "hush" not in str(refusal.value)


def test_only_postgresql_is_taken_for_a_database(stack):
    stack.given["TRIPLEHELIX_DATABASE_URL"] = "sqlite:///x.db"
    with pytest.raises(BadInput, match="chỉ dùng PostgreSQL"):
        stack.ensure_database()


WATCH = """
import sys
from pathlib import Path
from console.services import Service
from console.stack import Stack
watched = Stack.at(Path(sys.argv[1]))
watched.services = tuple(
    Service(name, title, ("{python}", "-Pc", f"import signal, time; {ends}; signal.pause()"), patience=20)
    for name, title, ends in (
        ("engine", "Máy thử", "pass"),
        ("slow", "Máy chậm", "signal.signal(15, lambda *_: (time.sleep(2), exit()))"),
    )[: int(sys.argv[2])]
)
with watched.session():
    watched.start(report=lambda line: print(line, flush=True))
    print("UP", flush=True)
    watched.watch(lambda line: print(line, flush=True))
print("DOWN", flush=True)
"""


def test_what_dies_is_started_again_and_the_end_stops_all(stack):
    with subprocess.Popen(  # noqa: S603 - the script above
        [sys.executable, "-c", WATCH, str(stack.home), "1"], stdout=subprocess.PIPE, text=True
    ) as command:
        lines = iter(command.stdout.readline, "")
        guard = threading.Timer(60, command.kill)
        guard.daemon = True
        guard.start()
        assert any(line.startswith("UP") for line in lines)
        first = stack.folder.record("engine")
        first.process.signal(signal.SIGKILL)
        assert any("Máy thử: đã dừng ngoài ý muốn" in line for line in lines)
        server = stack.postgres.running()
        server.signal(signal.SIGKILL)
        assert any("PostgreSQL: đã dừng ngoài ý muốn" in line for line in lines)
        assert any("khôi phục" in line for line in lines)
        command.send_signal(signal.SIGTERM)
        assert any(line.startswith("DOWN") for line in lines)
        guard.cancel()
    assert command.returncode == 0
    assert stack.folder.record("engine") is None
    assert stack.postgres.running() is None


def test_what_another_command_stops_is_not_begun_anew_by_whoever_watches(stack):
    with subprocess.Popen(  # noqa: S603 - the script above
        [sys.executable, "-c", WATCH, str(stack.home), "2"], stdout=subprocess.PIPE, text=True
    ) as command:
        lines = iter(command.stdout.readline, "")
        guard = threading.Timer(60, command.kill)
        guard.daemon = True
        guard.start()
        assert any(line.startswith("UP") for line in lines)
        stack.services = (*stack.services, Service("slow", "Máy chậm", (), patience=20))
        stack.stop()  # the slow one takes two rounds of the watch, the other ends at once
        command.send_signal(signal.SIGTERM)
        said = list(lines)
        guard.cancel()
    assert not [line for line in said if "ngoài ý muốn" in line]
    assert (command.returncode, stack.postgres.running()) == (0, None)
    assert not list((stack.home / "run").iterdir())


def test_a_command_that_is_ended_is_not_taken_for_done(stack):
    with pytest.raises(KeyboardInterrupt), stack.session():
        signal.raise_signal(signal.SIGTERM)
