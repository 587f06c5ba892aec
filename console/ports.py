"""Ports on loopback: which is free, who holds one that is not, and which to take instead."""

import contextlib
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from models.errors import Refused

LOOPBACK: Final = "127.0.0.1"
_LISTENING: Final = "0A"
_TRIES: Final = 50


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port of the loopback address now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Let the system name a free port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def choose(
    purpose: str,
    wanted: int,
    *,
    explicit: bool,
    setting: str,
    avoid: Collection[int] = (),
    report: Callable[[str], None] = lambda _: None,
) -> int:
    """Take the wanted port, or the next free one when nobody asked for this very port.

    Args:
        purpose: What will listen there, in words.
        wanted: The port that is tried first.
        explicit: Whether a person asked for this very port; then no other is taken.
        setting: The environment variable that sets the port, for the way out.
        avoid: Ports already promised to other services.
        report: Told, in a sentence, that another port was taken.

    Raises:
        Refused: When the port was asked for and is taken, or none of the next fifty is free.
    """
    if wanted not in avoid and is_free(wanted):
        return wanted
    taken = f"Cổng {wanted} ({purpose}) đang do {holder(wanted) or 'một chương trình khác'} dùng."
    if explicit:
        raise Refused(taken, f"Hãy dừng chương trình đó, hoặc đặt {setting} sang một cổng khác rồi chạy lại.")
    for port in range(wanted + 1, min(wanted + _TRIES, 65536)):
        if port not in avoid and is_free(port):
            report(f"{taken} Dùng cổng {port} thay thế.")
            return port
    raise Refused(
        taken, f"{_TRIES} cổng tiếp theo cũng đã bị dùng: hãy đặt {setting} sang một cổng còn trống."
    )


def holder(port: int) -> str | None:
    """Name the program that listens on a port; None when the system does not show it (another user's)."""
    sockets = _listeners(port)
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(str(link.readlink()) in sockets for link in (folder / "fd").iterdir()):
                name = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
                return f"{name} (pid {folder.name})"
    return None


def _listeners(port: int) -> set[str]:
    """Give the kernel's names of the sockets that listen on a port."""
    found = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                    found.add(f"socket:[{fields[9]}]")
    return found
