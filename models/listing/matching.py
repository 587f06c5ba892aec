"""Whether two rows speak of the same task.

A task changes its title between order and approval, newspapers shorten it and drop Latin names. So a code
decides first, then the same decision with a like title, then a like title in the same province. A likeness
is a question for a person, never a merger: only an equal key is taken as the same task.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Final, Generic, TypeVar

from models import provinces
from models.listing.facts import ListedTask
from models.listing.text import clean, fold

R = TypeVar("R")

LIKE: Final = 0.75
"""From this likeness on, two titles of one province are put before a person. Measured on the shipped
sample: the renamed pairs score 0.87 and more, the likest pair of different tasks 0.56."""
LIKE_UNDER_ONE_DECISION: Final = 0.65
"""The same for two titles under one decision, which already narrows them to a few."""

_IN_BRACKETS: Final = re.compile(r"\([^()]*\)?")
_EMPTY_WORDS: Final = frozenset(
    {
        "va",
        "cua",
        "tai",
        "tren",
        "dia",
        "ban",
        "tinh",
        "cho",
        "cac",
        "mot",
        "so",
        "den",
        "nam",
        "theo",
        "trong",
        "o",
    }
)


def match_key(task: ListedTask) -> str:
    """Return the key under which a row is the same as an earlier one: its code, else province and title.

    A decision is no key, since it covers many tasks; nor is the row code of a list, which other lists use
    too.
    """
    if task.task_code:
        return f"code:{fold(task.task_code)}"
    province = provinces.slug(task.province)
    if task.contract_no:
        return f"contract:{province}:{fold(task.contract_no)}"
    return f"title:{province}:{fold(task.title)}"


def similar(one: str, other: str) -> float:
    """Return the likeness of two titles, from 0 to 1.

    Half of it is the share of words in common, half the length of what stands in the same order. What
    stands in brackets and the small words count for nothing. Two titles that state different years or
    numbers, each one that the other lacks, are not alike: phase 2016-2020 and phase 2021-2025 are two
    tasks.
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    shared = sum((Counter(first) & Counter(second)).values())
    overlap = 2 * shared / (len(first) + len(second))
    if _differ_in_numbers(one, other):
        return min(overlap, LIKE_UNDER_ONE_DECISION - 0.01)
    return (overlap + SequenceMatcher(None, first, second, autojunk=False).ratio()) / 2


@lru_cache(maxsize=4096)
def _words(title: str) -> tuple[str, ...]:
    return tuple(
        word
        for word in fold(_IN_BRACKETS.sub(" ", clean(title))).replace("logistics", "logistic").split()
        if word not in _EMPTY_WORDS
    )


def _differ_in_numbers(one: str, other: str) -> bool:
    first, second = (set(re.findall(r"\d+", title)) for title in (one, other))
    return bool(first - second) and bool(second - first)


@dataclass(frozen=True)
class Found(Generic[R]):
    """An earlier row that may be the same task.

    Attributes:
        reference: what the register was given for it.
        exact: whether the keys are equal; otherwise it is a likeness, to be put before a person.
        likeness: 1 for equal keys, else of the titles.
    """

    reference: R
    exact: bool
    likeness: float


@dataclass(frozen=True, slots=True)
class _Row(Generic[R]):
    """What a register remembers of a row: all that another row is compared with, and no more."""

    title: str
    task_code: str | None
    contract_no: str | None
    decision_no: str | None
    reference: R


def _row(task: ListedTask, reference: R) -> _Row[R]:
    return _Row(task.title, task.task_code, task.contract_no, task.decision_no, reference)


@dataclass
class Seen(Generic[R]):
    """The rows seen so far, to find one that is the same task, by its code or by its title."""

    _by_code: dict[str, R] = field(default_factory=dict)
    _by_title: dict[str, list[_Row[R]]] = field(default_factory=dict)

    def add(self, task: ListedTask, reference: R) -> None:
        """Remember a row under a reference (its row number, its task code)."""
        if _has_code(task):
            self._by_code.setdefault(match_key(task), reference)
        self._by_title.setdefault(_title_key(task), []).append(_row(task, reference))

    def same(self, task: ListedTask) -> Found[R] | None:
        """Find the earlier row that is the same task."""
        if _has_code(task) and (key := match_key(task)) in self._by_code:
            return Found(self._by_code[key], exact=True, likeness=1.0)
        for earlier in self._by_title.get(_title_key(task), ()):
            if not _codes_differ(task, earlier):
                return Found(earlier.reference, exact=True, likeness=1.0)
        return None


@dataclass
class Register(Seen[R]):
    """The rows seen so far, to find one that may be the same task quickly however many there are.

    Likeness is asked only of rows of the same province that share a rare pair of neighbouring words.
    """

    _by_pair: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    _rows: list[_Row[R]] = field(default_factory=list)

    def add(self, task: ListedTask, reference: R) -> None:
        """Remember a row under a reference (its row number, its task code)."""
        super().add(task, reference)
        for pair in _pairs(task):
            seen = self._by_pair.setdefault(pair, [])
            if len(seen) <= _RARE:
                seen.append(len(self._rows))
        self._rows.append(self._by_title[_title_key(task)][-1])

    def find(self, task: ListedTask) -> Found[R] | None:
        """Find the earlier row that is the same task, or the likest one."""
        best = self.same(task)
        if best is not None:
            return best
        for index in self._candidates(task):
            earlier = self._rows[index]
            score = similar(task.title, earlier.title)
            bar = LIKE_UNDER_ONE_DECISION if _same_decision(task, earlier) else LIKE
            if score >= bar and (best is None or score > best.likeness):
                best = Found(earlier.reference, exact=False, likeness=score)
        return best

    def _candidates(self, task: ListedTask) -> list[int]:
        hits: Counter[int] = Counter()
        for pair in _pairs(task) if self._rows else ():
            seen = self._by_pair.get(pair, ())
            if len(seen) <= _RARE:
                hits.update(seen)
        likest = (index for index, _ in hits.most_common(_ENOUGH))
        return [index for index in likest if not _codes_differ(task, self._rows[index])]


_RARE: Final = 50
"""Rows that may share a pair of words before the pair says nothing ("xay dung", "mo hinh")."""
_ENOUGH: Final = 8
"""Rows whose likeness is asked for each row at most."""


def _title_key(task: ListedTask) -> str:
    return f"title:{provinces.slug(task.province)}:{fold(task.title)}"


def _has_code(task: ListedTask) -> bool:
    return bool(task.task_code or task.contract_no)


def _codes_differ(one: ListedTask, other: _Row[R]) -> bool:
    return any(
        mine and theirs and fold(mine) != fold(theirs)
        for mine, theirs in ((one.task_code, other.task_code), (one.contract_no, other.contract_no))
    )


def _same_decision(one: ListedTask, other: _Row[R]) -> bool:
    return bool(one.decision_no and other.decision_no) and fold(one.decision_no or "") == fold(
        other.decision_no or ""
    )


def _pairs(task: ListedTask) -> set[tuple[str, str, str]]:
    words = _words(task.title)
    province = provinces.slug(task.province)
    return {(province, first, second) for first, second in pairwise(words)}
