"""A line between two programs that can be cut, or fall silent as a half-open connection does."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final

from console.ports import LOOPBACK

_PIECE: Final = 65_536
_LOOK: Final = 0.2


class State(Enum):
    """How a line stands."""

    OPEN = "open"
    SHUT = "shut"
    """Nobody listens, and what was connected is cut: a server that was stopped."""
    SILENT = "silent"
    """Connections stand and are taken, and nothing comes through: a server that hangs, a cable pulled."""


class Line:
    """Listens on loopback and carries bytes to and fro.

    Args:
        to: where: a port of loopback, or a Unix socket.
    """

    def __init__(self, to: int | Path) -> None:
        self._to = to
        self._state = State.OPEN
        self._pairs: list[tuple[socket.socket, socket.socket | None]] = []
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def shut(self) -> None:
        """Stop listening, and cut what is connected."""
        self._state = State.SHUT
        self._listener.shutdown(socket.SHUT_RDWR)  # else whoever waits in it takes one connection more
        self._listener.close()
        self._cut()

    def fall_silent(self) -> None:
        """Take connections, and carry nothing."""
        self._state = State.SILENT

    def open(self) -> None:
        """Carry again; connections of the silent time are cut, as a router cuts what it has forgotten."""
        was, self._state = self._state, State.OPEN
        if was is State.SHUT:
            self._listener = self._listen(self.port)
        elif was is State.SILENT:
            self._cut()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server((LOOPBACK, port), backlog=64)
        threading.Thread(target=self._take, args=(listener,), daemon=True).start()
        return listener

    def _take(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if self._state is State.SHUT:
                near.close()
                return
            far = None if self._state is State.SILENT else self._far()
            if far is None and self._state is not State.SILENT:
                near.close()
                continue
            self._pairs.append((near, far))
            if far is not None:
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _far(self) -> socket.socket | None:
        try:
            if isinstance(self._to, int):
                return socket.create_connection((LOOPBACK, self._to), timeout=5)
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._to))
        except OSError:
            return None
        return far

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        source.settimeout(_LOOK)
        with suppress(OSError):
            while True:
                try:
                    piece = b"" if (got := self._receive(source)) is None else got
                except TimeoutError:
                    continue
                if not piece:
                    break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _receive(self, source: socket.socket) -> bytes | None:
        """Some bytes; what came while the line was silent is held, and never comes."""
        got = source.recv(_PIECE)
        while self._state is State.SILENT:
            threading.Event().wait(_LOOK)
            if source.fileno() < 0:
                return None
        return got

    def _cut(self) -> None:
        pairs, self._pairs = self._pairs, []
        for end in (each for pair in pairs for each in pair if each is not None):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
