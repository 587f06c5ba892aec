"""What an office changed in a paper, paragraph by paragraph, in words for whoever signs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_ALIKE = 0.5
"""From which likeness on (0 to 1) a paragraph is another's new wording, and not a new paragraph."""


class Manner(StrEnum):
    """What happened to a paragraph."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return {"added": "Thêm", "removed": "Bỏ", "changed": "Sửa"}[self.value]


@dataclass(frozen=True)
class Change:
    """One paragraph that the office added, removed or worded anew; what is not there is empty."""

    manner: Manner
    before: str
    after: str

    @property
    def vi(self) -> str:
        """As a sentence: "Sửa: «…» thành «…»"."""
        if self.manner is Manner.CHANGED:
            return f"Sửa: «{self.before}» thành «{self.after}»."
        return f"{self.manner.vi}: «{self.before or self.after}»."


def changes(issued: Sequence[str], edited: Sequence[str]) -> tuple[Change, ...]:
    """What stands in the edited text otherwise than in the issued one, in the order of the text.

    Spaces say nothing; the numbers of pages, which Word leaves at the ends of what is read, are passed over.
    """
    before, after = _folded(issued), _without_page_numbers(_folded(edited))
    found: list[Change] = []
    for kind, at, to, new_at, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found.extend(_of_passage(before[at:to], after[new_at:new_to]))
    return tuple(found)


def share_kept(issued: Sequence[str], edited: Sequence[str]) -> float:
    """How much of the issued text stands in the edited one, changed or not: 0 to 1, by its letters."""
    before = _folded(issued)
    lost = sum(len(change.before) for change in changes(issued, edited) if change.manner is Manner.REMOVED)
    return 1 - lost / max(sum(map(len, before)), 1)


def _folded(lines: Sequence[str]) -> list[str]:
    return [folded for line in lines if (folded := " ".join(line.split()))]


def _without_page_numbers(lines: list[str]) -> list[str]:
    start, end = 0, len(lines)
    while start < end and lines[start].isdecimal():
        start += 1
    while end > start and lines[end - 1].isdecimal():
        end -= 1
    return lines[start:end]


def _of_passage(before: list[str], after: list[str]) -> Iterator[Change]:
    """A passage that differs: each old paragraph with the new one that is most like it, in their order."""
    rest = 0
    for old in before:
        alike = max(range(rest, len(after)), key=lambda at: _likeness(old, after[at]), default=None)
        if alike is None or _likeness(old, after[alike]) < _ALIKE:
            yield Change(Manner.REMOVED, old, "")
            continue
        yield from (Change(Manner.ADDED, "", new) for new in after[rest:alike])
        yield Change(Manner.CHANGED, old, after[alike])
        rest = alike + 1
    yield from (Change(Manner.ADDED, "", new) for new in after[rest:])


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()
