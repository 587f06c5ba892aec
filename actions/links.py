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


def age_tag(bucket: str) -> str:
    """The tag of the case runs of an age bucket, which changes as they age: `closet-age:over-365`."""
    return f"closet-age:{bucket.replace('>', 'over-')}"


def board_link(key: str) -> str:
    """The address of a board in Prefect, by its fixed name: its versions, the newest first."""
    return f"{wiring.settings().prefect_url}/v2/artifacts/key/{key}"


def paper_key(sha256: str) -> str:
    """The key that opens the paper: an HMAC of its hash under the installation's secret (hex, 128 bits)."""
    return _key_of(sha256)


def _key_of(name: str) -> str:
    secret = wiring.settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()[:_KEY_LENGTH]


def paper_link(sha256: str | None) -> str:
    """The address in the portal at which the paper can be read; the portal itself when it is not kept yet."""
    portal = wiring.settings().portal_url
    return f"{portal}/papers/{sha256}?key={paper_key(sha256)}" if sha256 else portal


def opens(sha256: str, key: str) -> bool:
    """Whether the key opens the paper; never, while the installation has no secret."""
    return _is(paper_key(sha256), key)


def draft_link(code: str, entry_id: int, paper: str) -> str:
    """The address in the portal of a paper's draft; its key opens that paper, as long as the stay lasts."""
    path = f"{quote(code, safe='')}/{entry_id}/{paper}"
    return f"{wiring.settings().portal_url}/drafts/{path}?key={_key_of(_draft(code, entry_id, paper))}"


def drafts(code: str, entry_id: int, paper: str, key: str) -> bool:
    """Whether the key opens the draft; never, while the installation has no secret."""
    return _is(_key_of(_draft(code, entry_id, paper)), key)


def _draft(code: str, entry_id: int, paper: str) -> str:
    return f"draft:{code}:{entry_id}:{paper}"


def chart_link(sha256: str) -> str:
    """The address in the portal of a chart that the archive keeps; a paper's key does not open it as one."""
    return f"{wiring.settings().portal_url}/charts/{sha256}?key={_key_of(f'chart:{sha256}')}"


def shows(sha256: str, key: str) -> bool:
    """Whether the key opens the chart; never, while the installation has no secret."""
    return _is(_key_of(f"chart:{sha256}"), key)


def _is(expected: str, key: str) -> bool:
    return bool(wiring.settings().secret_key.get_secret_value()) and hmac.compare_digest(expected, key)
