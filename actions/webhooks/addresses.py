"""Where webhooks may go: to addresses of the world, or of networks that the operator has named.

The name of a host is asked for once, and the connection goes to just the address that was looked at: a name
that says another thing a moment later leads nowhere else.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from threading import Timer
from typing import Final
from urllib.parse import urlsplit

from actions import wiring
from models.errors import BadInput

LONGEST_URL: Final = 500
_PATIENCE: Final = 10.0
"""Seconds for each step of talking to an address."""
_LONGEST: Final = 20.0
"""Seconds after which a conversation is broken off, however it goes."""
_TRANSLATED: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
"""IPv6 addresses behind which another network's IPv4 address stands (RFC 6052, RFC 8215)."""


class Unreachable(Exception):
    """Raised when an address may not be asked, or does not answer; says why."""


@dataclass(frozen=True)
class Target:
    """An address taken apart, and the IP address that was looked at."""

    host: str
    port: int
    path: str
    is_encrypted: bool
    ip: IPv4Address | IPv6Address


def check(url: str) -> str:
    """The address itself, when it may be one.

    Raises:
        BadInput: it is no https address, bears a password, or leads into a network where it must not go.
    """
    try:
        target_of(url)
    except Unreachable as trouble:
        raise BadInput(str(trouble)) from None
    return url


def target_of(url: str) -> Target:
    """Where the address leads now.

    Raises:
        Unreachable: it leads nowhere, or where it must not.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable(
            f"«{url}» không phải là địa chỉ; hãy ghi dạng https://he-thong.vi-du.vn/nhan."
        ) from None
    host = parts.hostname or ""
    if (
        parts.scheme not in {"https", "http"}
        or not host
        or len(url) > LONGEST_URL
        or not url.isascii()
        or not url.isprintable()
        or " " in url
    ):
        raise Unreachable(f"«{url}» không phải là địa chỉ; hãy ghi dạng https://he-thong.vi-du.vn/nhan.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unreachable("Địa chỉ không được chứa tên, mật khẩu hoặc dấu #.")
    is_encrypted = parts.scheme == "https"
    ip = _resolved(host, port or (443 if is_encrypted else 80))
    if not is_encrypted and not ip.is_loopback:
        raise Unreachable("Địa chỉ phải dùng https, để không ai trên đường đọc được.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (443 if is_encrypted else 80), path, is_encrypted, ip)


def _resolved(host: str, port: int) -> IPv4Address | IPv6Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"Không tìm thấy máy chủ «{host}»; hãy kiểm tra địa chỉ.") from None
    ips = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not ips or not all(_may_go_to(ip) for ip in ips):
        raise Unreachable(
            f"«{host}» nằm trong mạng nội bộ hoặc mạng dành riêng nên không gửi tới đó; người vận hành "
            "có thể cho phép một mạng bằng TRIPLEHELIX_WEBHOOK_NETWORKS."
        )
    return ips[0]


def _may_go_to(ip: IPv4Address | IPv6Address) -> bool:
    plain = ip.ipv4_mapped if isinstance(ip, IPv6Address) and ip.ipv4_mapped else ip
    if any(plain in network for network in _named_networks() if network.version == plain.version):
        return True
    if isinstance(plain, IPv6Address) and (
        plain.sixtofour or plain.teredo or any(plain in network for network in _TRANSLATED)
    ):
        return False
    return plain.is_global and not plain.is_multicast


def _named_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of one's own that the operator has named.

    Raises:
        BadInput: one of them is none.
    """
    named = wiring.settings().webhook_networks.replace(",", " ").split()
    try:
        return tuple(ipaddress.ip_network(each) for each in named)
    except ValueError as wrong:
        raise BadInput(f"TRIPLEHELIX_WEBHOOK_NETWORKS: {wrong}") from None


class _Pinned(http.client.HTTPConnection):
    """A connection to just the address that was looked at; the certificate must be the host's."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=_PATIENCE)
        self._target = target

    def connect(self) -> None:
        """Go to the address that was looked at."""
        self.sock = socket.create_connection((str(self._target.ip), self._target.port), _PATIENCE)
        if self._target.is_encrypted:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self._target.host)

    def break_off(self) -> None:
        """End the conversation, wherever it stands."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send bytes to an address; returns the status that it answers. Nothing else that it says is read.

    Raises:
        Unreachable: it may not be asked, or does not answer in time.
    """
    target = target_of(url)
    connection = _Pinned(target)
    alarm = Timer(_LONGEST, connection.break_off)
    alarm.daemon = True
    alarm.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as trouble:
        raise Unreachable(f"{type(trouble).__name__}: {trouble}") from None
    finally:
        alarm.cancel()
        connection.close()
