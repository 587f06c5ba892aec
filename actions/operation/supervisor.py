"""What a service tells systemd, which watches over it (`Type=notify`, `WatchdogSec=`); else nobody hears.

systemd names a socket in the environment; one datagram says one thing (sd_notify(3)).
"""

from __future__ import annotations

import os
import socket
from typing import Final

READY: Final = "READY=1"
"""The service works."""
ALIVE: Final = "WATCHDOG=1"
"""It goes on: who does not say so in time is started anew."""
STOPPING: Final = "STOPPING=1"
"""It ends after the work in hand."""

_SOCKET: Final = "NOTIFY_SOCKET"


def tell(*words: str) -> None:
    """Say it; that nobody hears stops nothing."""
    place = os.environ.get(_SOCKET, "")
    if not place.startswith(("/", "@")):
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            line.connect(place.replace("@", "\0", 1) if place.startswith("@") else place)
            line.sendall("\n".join(words).encode())
    except OSError:
        return
