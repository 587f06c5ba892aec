"""The portal served by as many processes as are to serve it, at one address: `python -m portal.serving`.

One process of Python works on one core. Each of several listens at the address itself, and the system shares
out who comes. What has to be the same for all of them stands in the tables.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
from typing import Final

import uvicorn

from actions import wiring
from actions.operation import figures
from actions.operation.crew import CREW
from models.errors import TripleHelixError
from portal.web import app

MOST_BY_ITSELF: Final = 2
"""Processes where nobody has set how many: PostgreSQL and the engine want cores, too."""
_WAITING: Final = 2048
"""Connections that may wait to be taken on."""
_DID_NOT_START: Final = 3


def main() -> int:
    """Serve until the process is told to end; the answer is its exit code."""
    wanted = argparse.ArgumentParser(prog="python -m portal.serving")
    wanted.add_argument("--host", default="127.0.0.1")
    wanted.add_argument("--port", type=int, required=True)
    told = wanted.parse_args()
    count = processes()
    try:
        doors = [_listening(told.host, told.port, shared=count > 1) for _ in range(count)]
    except OSError as taken:
        sys.stderr.write(f"Cannot listen at {told.host}:{told.port}: {taken.strerror}\n")
        return _DID_NOT_START
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn sends itself again the signal that ended it; the others are still to be ended then.
        signal.signal(number, lambda *_: None)
    CREW.begin(count - 1, lambda number: _serve(doors, number), figures.REGISTRY)
    try:
        return 1 if (code := _serve(doors, 0)) or CREW.lost else code
    finally:
        CREW.end()


def processes() -> int:
    """How many processes serve: as set, or one for each core up to two."""
    try:
        asked = wiring.settings().portal_processes
    except TripleHelixError:
        asked = 0  # the portal itself tells what is wrong with the settings
    return asked or min(MOST_BY_ITSELF, len(os.sched_getaffinity(0)))


def _listening(host: str, port: int, *, shared: bool) -> socket.socket:
    """A socket at the address.

    Raises:
        OSError: somebody else listens there, or it is no address of this machine.
    """
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    door.bind((host, port))
    return door


def _serve(doors: list[socket.socket], number: int) -> int:
    """Serve at the door of that number."""
    for other in (door for door in doors if door is not doors[number]):
        other.close()
    server = uvicorn.Server(
        uvicorn.Config(app, server_header=False, access_log=False, log_level="warning", backlog=_WAITING)
    )
    server.run(sockets=[doors[number]])
    return 0 if server.started else _DID_NOT_START


if __name__ == "__main__":
    sys.exit(main())
