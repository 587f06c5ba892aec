"""Asking the process that opens files from outside (`documents.intake.child`), started when first needed."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import Unavailable

MEMORY_BYTES = 1024**3
"""Address space of the process that opens one file, besides what the file takes."""
UNFOLDED = 8
"""How many times its own size a file may take in memory once it is read, up to `SMALL_BYTES` of it."""
SMALL_BYTES = 50 * 1024**2
"""A larger file is a PDF, and nothing holds the whole of it."""
SECONDS = 20
"""Processor time for one file; of real time it gets twice as much."""
_LONGEST_ANSWER = 8 * 1024**2
_GREETING_SECONDS = 60  # a cold machine takes seconds to load the libraries
_AT_ONCE = threading.BoundedSemaphore(4)

_AWAY = (
    "Bộ phận kiểm tra tệp không khởi động được; không có gì bị mất. "
    "Hãy thử lại, hoặc chạy `./triplehelix doctor`."
)


@dataclass
class _Helper:
    """The warm process, and the line on which it is given one socket a file."""

    process: subprocess.Popen[bytes]
    control: socket.socket

    @classmethod
    def start(cls) -> _Helper:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                # -I: nothing of the folder where we stand or of the person's environment is imported.
                [sys.executable, "-I", "-m", "documents.intake.child"],
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


_helper: _Helper | None = None
_owner = 0
_starting = threading.Lock()


def _warm(broken: _Helper | None = None) -> _Helper:
    """The helper of this process, started anew when there is none or that one is broken."""
    global _helper, _owner  # noqa: PLW0603 - one for each process, kept warm
    with _starting:
        if _helper is not None and (_helper is broken or _owner != os.getpid()):
            if _owner == os.getpid():
                _helper.stop()
            _helper = None
        if _helper is None:
            _helper, _owner = _Helper.start(), os.getpid()
        return _helper


def stop() -> None:
    """Let the helper of this process go, if there is one; the next file starts another."""
    global _helper  # noqa: PLW0603 - idem
    with _starting:
        if _helper is not None and _owner == os.getpid():
            _helper.stop()
        _helper = None


atexit.register(stop)


def ask(file: bytes | Path, name: str, wanted: tuple[str, ...]) -> dict[str, Any] | None:
    """Have the file examined in a process of its own; None when that process ended without an answer.

    The process looks at the file where it lies: nothing of it passes through the line.

    Raises:
        Unavailable: the helper does not start.
    """
    with _AT_ONCE, _lying(file) as descriptor, _line(descriptor) as line:
        size = os.fstat(descriptor).st_size
        asked = {
            "name": name,
            "wanted": wanted,
            "memory": MEMORY_BYTES + size + UNFOLDED * min(size, SMALL_BYTES),
            "seconds": SECONDS,
        }
        line.settimeout(2 * SECONDS + 5)
        try:
            line.sendall(json.dumps(asked).encode() + b"\n")
            return _heard(line)
        except (OSError, ValueError):
            return None


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


def _line(descriptor: int) -> socket.socket:
    """A socket whose other end a fresh fork of the helper holds, with that file open.

    Raises:
        Unavailable: no helper greets, even a new one.
    """
    helper = _warm()
    for _ in range(2):
        ours, theirs = socket.socketpair()
        with theirs, contextlib.suppress(OSError):
            socket.send_fds(helper.control, [b"."], [theirs.fileno(), descriptor])
        ours.settimeout(_GREETING_SECONDS)
        with contextlib.suppress(OSError):
            if ours.recv(1) == b"!":
                return ours
        ours.close()
        helper = _warm(broken=helper)
    raise Unavailable(_AWAY)


def _heard(line: socket.socket) -> dict[str, Any] | None:
    """The whole answer, up to the length that an honest one can have."""
    answer = bytearray()
    while piece := line.recv(65536):
        answer += piece
        if len(answer) > _LONGEST_ANSWER:
            return None
    said = json.loads(answer)
    return said if isinstance(said, dict) else None
