"""What an examination of the doctor finds."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

VIET_NAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one examination found."""

    what: str
    ok: bool
    sentence_vi: str
    way_out: str | None = None
    """What to do, as a sentence; None when nothing is to be done."""


def good(what: str, sentence: str) -> Finding:
    """What is as it should be."""
    return Finding(what, ok=True, sentence_vi=sentence)


def bad(what: str, sentence: str, way_out: str | None) -> Finding:
    """What must be mended."""
    return Finding(what, ok=False, sentence_vi=sentence, way_out=way_out)
