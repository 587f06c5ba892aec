"""Links to papers for those who read in Prefect: each carries a key that nobody can guess."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote

from actions import wiring

_KEY_LENGTH = 32
_ALL_TIMES = "start=2000-01-01T00:00:00.000Z&end=2100-01-01T00:00:00.000Z"
"""Prefect's own list shows the last seven days, and what is stuck has been so for longer."""


def runs_link(tag: str) -> str:
    """The address of the list of runs in Prefect that bear a tag, of whatever age."""
    return f"{wiring.settings().prefect_url}/v2/runs?tags={quote(tag, safe='')}&{_ALL_TIMES}"


def paper_key(sha256: str) -> str:
    """The key that opens the paper: an HMAC of its hash under the installation's secret (hex, 128 bits)."""
    secret = wiring.settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, sha256.encode(), hashlib.sha256).hexdigest()[:_KEY_LENGTH]


def paper_link(sha256: str | None) -> str:
    """The address in the portal at which the paper can be read; the portal itself when it is not kept yet."""
    portal = wiring.settings().portal_url
    return f"{portal}/papers/{sha256}?key={paper_key(sha256)}" if sha256 else portal


def opens(sha256: str, key: str) -> bool:
    """Whether the key opens the paper; never, while the installation has no secret."""
    secret = wiring.settings().secret_key.get_secret_value()
    return bool(secret) and hmac.compare_digest(paper_key(sha256), key)
