"""The audit trail: tags with a grammar, and a chain of hashes.

A tag is `subject:object:act`: who or what it is about (`task`, `case`, `person`, `import`, `need`,
`session`, `agreement`, `file` of work, `plan`, `province`, `organisation`, `system`), which part of it
(`stage`, `paper`, `gate`, `council`, `document`, `result`, `remedy`, `match` and so on), and what was done.
Each entry's hash covers the hash before it, so an entry that is altered, taken out or moved breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain as one_after_another
from typing import Any, Final

from models.terse import writer

TAG = re.compile(
    r"(task|case|person|import|need|session|agreement|file|plan|province|organisation|system):"
    r"(order|stage|paper|gate|council|document|result|remedy|account|file|closet"
    r"|technology|match|delegation|agenda|minutes|action|session|password|invitation|token|webhook"
    r"|comment|upload|agreement|organisation|calendar|letterhead|mail|signature|twin"
    r"|plan|target|work|figures|money|filing|publication|income|payout|nomination|panel|call|proposal|payment"
    r"|survey|answer|report|process):"
    r"[a-z]+(-[a-z]+)*"
)
GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """One entry of the chain as its hash sees it."""

    number: int
    at: str
    on: date
    tag: str
    task: int | None
    person: int | None
    text: str
    facts: Mapping[str, Any]
    previous: str


NUMBER, PREVIOUS = "\x01", "\x02"
"""What stands in a body for the entry's number and for the hash before it. JSON escapes control characters,
so neither can occur in what was written."""


def body_of(link: Link) -> str:
    """The entry's canonical JSON (sorted keys, no blanks, UTF-8), its place in the chain left open.

    The place is known only once nobody else can take it, and is filled in by whoever holds the chain.
    """
    at, on, tag, text = map(_quoted, (link.at, link.on.isoformat(), link.tag, link.text))
    person, task = ("null" if number is None else number for number in (link.person, link.task))
    return (
        f'{{"at":{at},"facts":{_canonical(dict(link.facts))},"number":{NUMBER},"on":{on},"person":{person},'
        f'"previous":"{PREVIOUS}","tag":{tag},"task":{task},"text":{text}}}'
    )


def hash_of(link: Link) -> str:
    """SHA-256 of the entry's canonical JSON, in its place in the chain."""
    body = body_of(link).replace(NUMBER, str(link.number)).replace(PREVIOUS, link.previous)
    return hashlib.sha256(body.encode()).hexdigest()


_quoted = json.encoder.encode_basestring
_canonical = writer(sorts_keys=True)


def check_tag(tag: str) -> str:
    """The tag itself.

    Raises:
        ValueError: when it is not in the grammar.
    """
    if not TAG.fullmatch(tag):
        raise ValueError(f"{tag} is no audit tag (subject:object:act)")
    return tag


class Flaw(StrEnum):
    """What befell the first entry that is not as it was written."""

    ALTERED = "altered"
    MISSING = "missing"
    REORDERED = "reordered"


@dataclass(frozen=True)
class Break:
    """Where the chain is first broken, and how. What comes after it is vouched for by nothing."""

    number: int
    flaw: Flaw


LOOKED_FOR: Final = 1000
"""How many numbers are tried for an entry that stands in another's place with its number changed."""


def first_break(chain: Iterable[tuple[Link, str]]) -> int | None:
    """The number of the first entry altered, missing or out of order; None when the chain is whole."""
    found = examine(chain)
    return None if found is None else found.number


def examine(chain: Iterable[tuple[Link, str]]) -> Break | None:
    """The first break of the chain and its kind; None when it is whole. A tail cut off leaves none."""
    previous, rest = GENESIS, iter(chain)
    for number, (link, stored) in enumerate(rest, start=1):
        if link.number != number or link.previous != previous or hash_of(link) != stored:
            here = (link, stored)
            return Break(number, _flaw(number, previous, here, one_after_another([here], rest)))
        previous = stored
    return None


def _flaw(number: int, previous: str, here: tuple[Link, str], from_here: Iterable[tuple[Link, str]]) -> Flaw:
    """The true entry stands elsewhere, or is gone and a later one stands here, or it was altered in place."""
    if any(link.previous == previous and _was(link, stored, number) for link, stored in from_here):
        return Flaw.REORDERED
    link, stored = here
    if link.number != number:
        return Flaw.MISSING if link.number > number else Flaw.REORDERED
    moved_up = link.previous != previous and any(
        _was(link, stored, later) for later in range(number + 1, number + LOOKED_FOR)
    )
    return Flaw.MISSING if moved_up else Flaw.ALTERED


def _was(link: Link, stored: str, number: int) -> bool:
    """Whether the entry was written under that number, whatever number it bears now."""
    return hash_of(replace(link, number=number)) == stored
