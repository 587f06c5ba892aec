"""Asking ClamAV, by its socket, whether a file carries a known virus.

The few lines of clamd's protocol (`man clamd`: PING, INSTREAM) are spoken here: the client that is on offer
stands under the GPL, and this product under the Apache licence (docs/decisions/0011-intake.md).
"""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from models.errors import BadInput, Unavailable

SECONDS: Final = 120
"""How long clamd may take for one file; 20 MB took 1.4 s where it was measured."""

_PIECE: Final = 64 * 1024
"""Bytes of the file that are sent at a time."""
_LONGEST: Final = 4096
"""Bytes of an answer that are read."""
_FOUND: Final = re.compile(r"stream: (?P<name>.+) FOUND")

_AWAY: Final = (
    "Bộ quét virus không trả lời nên chưa nhận tệp; không có gì bị mất. "
    "Hãy thử lại sau ít phút; người vận hành kiểm tra clamd theo TRIPLEHELIX_CLAMAV."
)
_TOO_LONG: Final = (
    "Bộ quét virus không nhận tệp lớn như vậy nên chưa nhận tệp; không có gì bị mất. "
    "Hãy giảm dung lượng tệp, hoặc người vận hành tăng StreamMaxLength của clamd."
)


def virus_in(file: BinaryIO, address: str) -> str | None:
    """The name of the virus that clamd finds in it; None when it finds none.

    Args:
        file: the file, open at its beginning.
        address: `unix:/path/of/the/socket`, or `host:port`.

    Raises:
        Unavailable: clamd does not answer, or not about this file.
        BadInput: the address cannot be read.
    """
    with _line(address, SECONDS) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
        except ConnectionError as problem:  # it hangs up on a file beyond its limit
            raise Unavailable(_TOO_LONG) from problem
        answer = _answer(line)
    if found := _FOUND.fullmatch(answer):
        return found["name"]
    if "size limit exceeded" in answer:
        raise Unavailable(_TOO_LONG)
    if answer != "stream: OK":
        raise Unavailable(_AWAY)
    return None


def ping(address: str) -> None:
    """Ask clamd whether it is there.

    Raises:
        Unavailable: it does not answer.
        BadInput: the address cannot be read.
    """
    with _line(address, 5) as line:
        line.sendall(b"zPING\0")
        if _answer(line) != "PONG":
            raise Unavailable(_AWAY)


@contextmanager
def _line(address: str, seconds: int) -> Iterator[socket.socket]:
    """A connection to clamd.

    Raises:
        Unavailable: nobody answers there, or the line breaks.
        BadInput: the address cannot be read.
    """
    family, place = _place(address)
    try:
        with socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(seconds)
            line.connect(place)
            yield line
    except OSError as problem:
        raise Unavailable(_AWAY) from problem


def _place(address: str) -> tuple[socket.AddressFamily, str | tuple[str, int]]:
    if address.startswith("unix:/"):
        return socket.AF_UNIX, address.removeprefix("unix:")
    host, _, port = address.removeprefix("tcp:").removeprefix("//").rpartition(":")
    if not host or not port.isdecimal():
        raise BadInput(
            f"Không hiểu địa chỉ bộ quét virus «{address}»: "
            "TRIPLEHELIX_CLAMAV là unix:/đường-dẫn hoặc máy-chủ:cổng."
        )
    found = socket.AF_INET6 if ":" in host else socket.AF_INET
    return found, (host.strip("[]"), int(port))


def _answer(line: socket.socket) -> str:
    """What clamd says, up to its closing zero byte."""
    said = bytearray()
    while len(said) < _LONGEST and (piece := line.recv(_LONGEST)):
        said += piece
        if said.endswith(b"\0"):
            break
    return said.rstrip(b"\0\n").decode(errors="replace")
