"""How provinces' bodies are named on paper, where a province set it: what this process has adopted of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NAMES: Final = ("place", "ppc", "dost", "info_body", "science_unit")
"""What a province may set; the rest follows from its name."""


class _House:
    """What was adopted: by province, the names that it set."""

    names: Mapping[str, Mapping[str, str]] = {}


def adopt(names: Mapping[str, Mapping[str, str]]) -> None:
    """Head papers so from now on in this process, in the place of what was adopted before."""
    _House.names = {
        province: {name: text for name, text in given.items() if text} for province, given in names.items()
    }


def set_by(province: str) -> Mapping[str, str]:
    """The names that a province set, by its plain name; empty where all of them follow from that."""
    return _House.names.get(province, {})
