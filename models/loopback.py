"""Whether an address is this very machine's: what only it reaches may be shown without further ado."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address; of names, `localhost` alone is trusted."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
