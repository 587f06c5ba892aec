"""A process apart, in which files from outside are opened: what they do to a parser they do to nobody else.

A package that opens such files gives a module to run (`python -m ...`) which calls `serve`. The process is
started once and stays warm: libraries loaded, nothing read. For each file it forks. The fork takes a limit of
memory, of processor time and of real time, may write no file and start no program, looks at its file where it
lies, answers with JSON and ends. A file that makes a parser crash, hang or swell ends its fork, and whoever
waits reads no answer.

The conversation, over a socket that comes with the open file through the standard input: the fork says
`READY`; it reads a line of JSON (`memory` in bytes, `seconds` of processor time, and what the package asks);
it writes a JSON object and closes.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from models.errors import Unavailable

READY = b"!"
_LONGEST_ANSWER = 8 * 1024**2
_GREETING_SECONDS = 60  # a cold machine takes seconds to load the libraries

_AWAY = (
    "Bộ phận kiểm tra tệp không khởi động được; không có gì bị mất. "
    "Hãy thử lại, hoặc chạy `./triplehelix doctor`."
)

Answer = Callable[[BinaryIO, dict[str, Any]], dict[str, Any]]
"""What a fork does: it looks at the open file for what was asked, and says what it found."""


# In the process apart.


def serve(answer: Answer) -> None:
    """Fork for each file that comes, until whoever started us is gone. Everything is loaded before."""
    control = socket.socket(fileno=sys.stdin.fileno())
    gc.collect()
    gc.disable()  # a fork ends before there is anything to collect
    gc.freeze()  # and shares our memory as it is
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a fork that has ended leaves nothing behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us, and ends us with him
    while True:
        _, received, _, _ = socket.recv_fds(control, 1, 2)
        if not received:
            return
        if os.fork() == 0:
            _answer(answer, *received)
        for descriptor in received:
            os.close(descriptor)


def _answer(answer: Answer, line_number: int, file_number: int) -> None:
    """Look at one file and end this process, whatever happens."""
    try:
        with socket.socket(fileno=line_number) as line, line.makefile("rwb") as stream:
            stream.write(READY)
            stream.flush()
            asked = json.loads(stream.readline())
            _confine(asked["memory"], asked["seconds"])
            with open(file_number, "rb") as file:
                file.seek(0)  # whoever wrote it left off at its end
                said = answer(file, asked)
            stream.write(json.dumps(said).encode())
            stream.flush()
    finally:
        os._exit(0)


def _confine(memory: int, seconds: int) -> None:
    """Take the limits: what goes beyond them is ended by the kernel."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(2 * seconds)


# In the process that asks.


@dataclass
class _Process:
    """The warm process, and the line on which it is given one socket a file."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    @classmethod
    def start(cls, module: str) -> _Process:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                # -I: nothing of the folder where we stand or of the person's environment is imported.
                [sys.executable, "-I", "-m", module],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # The secrets of the house are no business of whoever opens files from outside.
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            )
        return cls(process, ours)

    def stop(self) -> None:
        """Let it go: it ends when the line is closed."""
        self.control.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Apart:
    """The process apart of one module, started when first needed."""

    def __init__(self, module: str, *, at_once: int) -> None:
        """Of a module; so many files are looked at in one moment, others wait."""
        self._module = module
        self._process: _Process | None = None
        self._owner = 0
        self._starting = threading.Lock()
        self._at_once = threading.BoundedSemaphore(at_once)
        atexit.register(self.stop)

    @property
    def pid(self) -> int | None:
        """The warm process's number; None when none was started."""
        return None if self._process is None else self._process.process.pid

    def ask(
        self, file: bytes | Path, asked: dict[str, Any], *, memory: int, seconds: int
    ) -> dict[str, Any] | None:
        """Have a file looked at; None when the process that did it ended without an answer.

        The process looks at the file where it lies: nothing of it passes through the line.

        Args:
            file: its bytes, or where they lie.
            asked: what the module's `answer` is to know; JSON.
            memory: bytes of address space that looking at it may take.
            seconds: of processor time; of real time it gets twice as much.

        Raises:
            Unavailable: the process does not start.
        """
        with self._at_once, _lying(file) as descriptor, self._line(descriptor) as line:
            line.settimeout(2 * seconds + 5)
            try:
                limits = {"memory": memory, "seconds": seconds}
                line.sendall(json.dumps(asked | limits).encode() + b"\n")
                return _heard(line)
            except (OSError, ValueError):
                return None

    def stop(self) -> None:
        """Let the process go, if there is one; the next file starts another."""
        with self._starting:
            if self._process is not None and self._owner == os.getpid():
                self._process.stop()
            self._process = None

    def _warm(self, broken: _Process | None = None) -> _Process:
        """The process, started anew when there is none or that one is broken; a forked child has its own."""
        with self._starting:
            if self._process is not None and (self._process is broken or self._owner != os.getpid()):
                if self._owner == os.getpid():
                    self._process.stop()
                self._process = None
            if self._process is None:
                self._process, self._owner = _Process.start(self._module), os.getpid()
            return self._process

    def _line(self, descriptor: int) -> socket.socket:
        """A socket whose other end a fresh fork holds, with that file open.

        Raises:
            Unavailable: nobody greets, even in a new process.
        """
        process = self._warm()
        for _ in range(2):
            ours, theirs = socket.socketpair()
            with theirs, contextlib.suppress(OSError):
                socket.send_fds(process.control, [b"."], [theirs.fileno(), descriptor])
            ours.settimeout(_GREETING_SECONDS)
            with contextlib.suppress(OSError):
                if ours.recv(1) == READY:
                    return ours
            ours.close()
            process = self._warm(broken=process)
        raise Unavailable(_AWAY)


@contextlib.contextmanager
def _lying(file: bytes | Path) -> Iterator[int]:
    """The number of an open file; bytes lie in one that only memory holds."""
    descriptor = (
        os.open(file, os.O_RDONLY) if isinstance(file, Path) else os.memfd_create("handed-in", os.MFD_CLOEXEC)
    )
    try:
        if isinstance(file, bytes):
            with open(descriptor, "wb", closefd=False) as held:
                held.write(file)
        yield descriptor
    finally:
        os.close(descriptor)


def _heard(line: socket.socket) -> dict[str, Any] | None:
    """The whole answer, up to the length that an honest one can have."""
    answer = bytearray()
    while piece := line.recv(65536):
        answer += piece
        if len(answer) > _LONGEST_ANSWER:
            return None
    said = json.loads(answer)
    return said if isinstance(said, dict) else None
