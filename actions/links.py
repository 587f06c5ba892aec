"""Links to papers for those who read in Prefect: each carries a key that nobody can guess."""

from __future__ import annotations

import hashlib
import hmac

from actions import wiring

_KEY_LENGTH = 32


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
