"""Asking ClamAV, by its socket, whether a file carries a known virus."""

from __future__ import annotations

from typing import BinaryIO

from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from models.errors import BadInput, Unavailable

SECONDS = 120
"""How long clamd may take for one file; 20 MB took 1.4 s where it was measured."""

_AWAY = (
    "Bộ quét virus không trả lời nên chưa nhận tệp; không có gì bị mất. "
    "Hãy thử lại sau ít phút; người vận hành kiểm tra clamd theo TRIPLEHELIX_CLAMAV."
)
_TOO_LONG = (
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
    try:
        answers = _client(address).instream(file)
    except (BufferTooLongError, ConnectionError) as problem:  # it hangs up on a file beyond its limit
        raise Unavailable(_TOO_LONG) from problem
    except (ClamdError, OSError) as problem:
        raise Unavailable(_AWAY) from problem
    for status, name in answers.values():
        if status == "FOUND":
            return name or "không rõ tên"
        if status != "OK":
            raise Unavailable(_AWAY)
    if not answers:
        raise Unavailable(_AWAY)
    return None


def ping(address: str) -> None:
    """Ask clamd whether it is there.

    Raises:
        Unavailable: it does not answer.
        BadInput: the address cannot be read.
    """
    client = _client(address, seconds=5)
    try:
        client.ping()
    except (ClamdError, OSError) as problem:
        raise Unavailable(_AWAY) from problem
    finally:
        if line := getattr(client, "clamd_socket", None):
            line.close()  # the library leaves it open when nobody answers


def _client(address: str, seconds: int = SECONDS) -> ClamdNetworkSocket:
    if address.startswith("unix:/"):
        return ClamdUnixSocket(address.removeprefix("unix:"), timeout=seconds)
    host, _, port = address.removeprefix("tcp:").removeprefix("//").rpartition(":")
    if not host or not port.isdecimal():
        raise BadInput(
            f"Không hiểu địa chỉ bộ quét virus «{address}»: "
            "TRIPLEHELIX_CLAMAV là unix:/đường-dẫn hoặc máy-chủ:cổng."
        )
    return ClamdNetworkSocket(host, int(port), timeout=seconds)
