"""What people are shown of a task or a case in Prefect: plain values, drawn by `flows.window`.

A picture says all that a window shows, so that a lost window can be drawn again from the tables alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Bar:
    """One stage entry on the timeline; `state` is running, completed or cancelled."""

    entry_id: int
    round: int
    stage: str
    name: str
    state: str
    message: str = ""
    after: tuple[int, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One answer that a form offers: its value and the words on it."""

    value: str
    label: str


@dataclass(frozen=True)
class Form:
    """What is asked of a person now. `key` is unique for each question asked, so no answer serves twice."""

    key: str
    title: str
    description: str
    choices: tuple[Choice, ...]
    choice_title: str
    gate: str


@dataclass(frozen=True)
class Line:
    """A line of the journal, numbered by its audit entry."""

    number: int
    at: datetime
    text: str


@dataclass(frozen=True)
class Picture:
    """A life run or a case run, whole.

    `subject` is `task:CODE` or `case:CODE`; `ended` is None while it lives, else the name of the last
    state. `withheld` is the number of the first line of the journal that is not told yet: that of a paper
    whose bytes are not kept. `version` grows with every change of the subject.
    """

    subject: str
    name: str
    tags: tuple[str, ...]
    state_name: str
    message: str
    ended: str | None = None
    ended_well: bool = True
    bars: tuple[Bar, ...] = ()
    form: Form | None = None
    journal: tuple[Line, ...] = ()
    withheld: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    version: int = 0

    @property
    def told_to(self) -> int:
        """The number up to which the journal lacks nothing: what comes after it must be looked for again."""
        if self.withheld is not None:
            return self.withheld - 1
        return self.journal[-1].number if self.journal else 0

    @property
    def code(self) -> str:
        """The code of the task that the picture is about."""
        return self.subject.split(":", 1)[1]

    @property
    def is_case(self) -> bool:
        """Whether it is a closet case and not a life."""
        return self.subject.startswith("case:")
