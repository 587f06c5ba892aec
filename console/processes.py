"""Processes that outlive the command that started them: begun, recognised again, and ended.

A pid alone proves nothing: after a crash or a restart of the machine it may belong to somebody else. So each
process is remembered with its birth (boot of the machine, tick of its start), and only a process whose birth
agrees is ever signalled.
"""

import contextlib
import fcntl
import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from models.errors import Unavailable

_PATIENCE: Final = 0.05
"""Seconds between two looks at a process that is expected to end or to answer."""

_children: dict[int, subprocess.Popen[bytes]] = {}
"""Processes begun by this very command: the dead among them must be buried, or they stay zombies."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told apart from every later one that bears the same pid."""

    pid: int
    birth: str

    @classmethod
    def of(cls, pid: int) -> "Process | None":
        """Recognise the process that bears this pid now; None when there is none, or only its corpse."""
        child = _children.get(pid)
        if child is not None and child.poll() is not None:
            return None
        birth = _birth(pid, ours=child is not None)
        return None if birth is None else cls(pid, birth)

    @property
    def alive(self) -> bool:
        """Tell whether this very process still runs."""
        return Process.of(self.pid) == self

    def command(self) -> tuple[str, ...]:
        """Give the command line, empty when the system does not show it."""
        try:
            raw = Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:
            return ()
        return tuple(part.decode(errors="replace") for part in raw.rstrip(b"\0").split(b"\0"))

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to this process (or to all of its session); nothing happens when it has ended."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.pid, number)

    def wait_for_end(self, seconds: float) -> bool:
        """Wait until the process has ended, at most so many seconds; tell whether it has."""
        until = time.monotonic() + seconds
        while self.alive:
            if time.monotonic() > until:
                return False
            time.sleep(_PATIENCE)
        return True

    def stop(self, *, grace: float = 10.0) -> None:
        """End the process and what it started: asked first, and after `grace` seconds by force."""
        self.signal(signal.SIGTERM, group=True)
        if not self.wait_for_end(grace):
            self.signal(signal.SIGKILL, group=True)
            self.wait_for_end(grace)


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of a running service, so that a later command finds it again."""

    pid: int
    birth: str
    since: str
    """Start, ISO 8601 with offset."""
    ends: bool = False
    """Whether it is being stopped on purpose: whoever watches over it must not begin it anew."""

    @property
    def process(self) -> Process:
        """The process that was written down; it may have ended since."""
        return Process(self.pid, self.birth)

    def write(self, path: Path) -> None:
        """Write the record in one step: a reader sees the old one or the new one, never half of one."""
        write_whole(path, json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> "Record | None":
        """Read a record; None when there is none, or none that can be understood (a killed earlier run)."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None


def begin(
    command: Sequence[str | os.PathLike[str]], *, environment: Mapping[str, str], log: Path, folder: Path
) -> Process:
    """Start a process in a session of its own, its words appended to a log file.

    It writes no core dump when it crashes, and neither does this command from now on: what is in its memory
    (keys, passwords, people's papers) would lie in the state folder.

    Raises:
        Unavailable: When the program does not exist or may not be run.
    """
    _leave_no_core()
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as words:
        try:
            child = subprocess.Popen(  # noqa: S603 - the commands are the project's own declarations
                command,
                env=dict(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable(f"Không chạy được {Path(command[0]).name}: {error.strerror}.") from error
    _children[child.pid] = child
    return Process.of(child.pid) or Process(child.pid, birth="")


def _leave_no_core() -> None:
    """Lower our own limit, which children inherit; where it is lowered, nothing need be allowed to us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if soft:
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock between commands; the system itself lets go of it when the holder is killed."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Write a private file (0600) in one step, so that a kill never leaves half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(path)


def read(log: Path, last_bytes: int = 1 << 20) -> str:
    """Read the end of a log; empty when nothing was written yet."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - last_bytes))
            return file.read().decode(errors="replace")
    except OSError:
        return ""


def last_words(log: Path, lines: int = 3) -> str:
    """Give the last lines of a log, for the sentence that says why a service did not start."""
    spoken = [_said(line.strip()) for line in read(log, 4096).splitlines() if line.strip()]
    return " / ".join(spoken[-lines:])


def _said(line: str) -> str:
    """What a line says, be it plain or one of our JSON objects."""
    try:
        told = json.loads(line)
    except ValueError:
        return line
    return str(told.get("said", line)) if isinstance(told, dict) else line


def _birth(pid: int, *, ours: bool) -> str | None:
    """Name the moment of a process's start; None when it does not run.

    Our own child runs until it is buried: the system shows the first thread's corpse while others still work.
    """
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The name of the program stands in parentheses and may hold anything, so count from its end.
    fields = state.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} and not ours else f"{_boot()}-{fields[19]}"


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()[:8]
