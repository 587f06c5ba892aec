"""What a cell can be besides a value: blank, or readable without settling the fact."""

from typing import Final

from models.errors import BadInput

_NOTHING: Final = frozenset(
    {"", "khong ro", "chua ro", "chua co", "khong co", "n/a", "na", "null", "none", "nan"}
)


class Undecided(BadInput):
    """Raised when a cell is readable but does not settle the fact, which stays unknown and is asked for."""


def is_blank(pattern: str) -> bool:
    """Whether a cell (without marks, in lower case) says nothing: empty, a dash, dots, "khong ro"."""
    return pattern.strip(" -–—._…/?*") in _NOTHING
