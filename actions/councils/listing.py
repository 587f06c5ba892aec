"""The councils of a visitor, page by page, and the gates that wait for a council to be formed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count
from typing import Final

from sqlalchemy.orm import Session

from models import law
from models.deeds import Deed, may, require
from models.language import Council, Gate, Role
from models.lifecycle import versions
from models.permissions import Actor
from models.queries import councils as asked

PAGE: Final = 50
"""Rows of a page."""
MOST_MEMBERS: Final = 400
"""Accounts on offer when a council is formed; others are named by their account."""


def _gates() -> dict[tuple[str, str], Gate]:
    """The council's gate of each stage that has one, by version and stage."""
    return {
        (version.code, stage.code): gate
        for version in versions()
        for stage in version.stages
        for gate in stage.gates
        if isinstance(gate.approval, Council)
    }


class Part(StrEnum):
    """Which councils a list shows."""

    AT_WORK = "at-work"
    """Formed, and not concluded."""
    WANTED = "wanted"
    """Not formed yet, though the task waits for one."""
    CONCLUDED = "concluded"
    """Their conclusion is on record."""


@dataclass(frozen=True)
class Row:
    """A council, or a task that waits for one (`members` is 0), as a list shows it."""

    code: str
    title: str
    province: str
    gate: Gate
    due_on: date | None
    """The day of the meeting; of a council that is wanted, the stage's due date."""
    formed_on: date | None = None
    members: int = 0
    present: int = 0
    cast: int = 0
    needed: int = 0
    secret: bool = True
    voted: bool = False


@dataclass(frozen=True)
class Listing:
    """A page of a list: its rows, whether there are more, and which parts the visitor may choose."""

    part: Part
    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    page: int
    more: bool


@dataclass(frozen=True)
class Candidate:
    """An account that may hold a seat."""

    handle: str
    title: str
    organisation: str
    organisation_id: int


def listed(session: Session, actor: Actor, part: Part = Part.AT_WORK, page: int = 1) -> Listing:
    """A page of the visitor's councils: the department's people and auditors see all, members their own.

    Raises:
        NotPermitted: the actor has no part in councils.
    """
    require(actor, Deed.COUNCIL_SEE)
    forms = may(actor, Deed.COUNCIL_FORM)
    parts = tuple(each for each in Part if each is not Part.WANTED or forms)
    part = part if part in parts else Part.AT_WORK
    skip = (max(page, 1) - 1) * PAGE
    rows = _wanted(session, skip) if part is Part.WANTED else _formed(session, actor, part, skip)
    return Listing(part, parts, rows[:PAGE], max(page, 1), len(rows) > PAGE)


def every(session: Session, actor: Actor, part: Part = Part.AT_WORK) -> Iterator[Row]:
    """All of the visitor's councils of a part, page after page.

    Raises:
        NotPermitted: the actor has no part in councils.
    """
    for page in count(1):
        found = listed(session, actor, part, page)
        yield from found.rows
        if not found.more:
            return


def _formed(session: Session, actor: Actor, part: Part, skip: int) -> tuple[Row, ...]:
    sees_all = bool(actor.roles - {Role.COUNCIL}) and any(role.is_state for role in actor.roles)
    found = session.execute(
        asked.councils_listed(
            person_id=None if sees_all else actor.id,
            at_work=part is Part.AT_WORK,
            skip=skip,
            limit=PAGE + 1,
        )
    )
    rows = []
    known = {gate.code: gate for gate in _gates().values()}
    for council, code, title, province, members, present, cast, voted in found:
        gate = known[council.gate]
        rows.append(
            Row(
                code=code,
                title=title,
                province=province,
                gate=gate,
                due_on=council.meets_on,
                formed_on=council.formed_on,
                members=members,
                present=present,
                cast=cast,
                needed=_needed(gate, members, council.formed_on, province),
                secret=council.secret,
                voted=voted,
            )
        )
    return tuple(rows)


def _needed(gate: Gate, members: int, formed_on: date, province: str) -> int:
    """How many must be present."""
    if not isinstance(gate.approval, Council):
        return 0
    share = law.scheme(gate.approval.scheme, formed_on, province).quorum * members
    return -(-share.numerator // share.denominator)


def _wanted(session: Session, skip: int) -> tuple[Row, ...]:
    known = _gates()
    gates = {place: gate.code for place, gate in known.items()}
    return tuple(
        Row(code, title, province, known[version, stage], due_on)
        for code, title, province, version, stage, due_on in session.execute(
            asked.stays_without_council(gates, skip=skip, limit=PAGE + 1)
        )
    )


def candidates(session: Session) -> tuple[Candidate, ...]:
    """The accounts that may hold a seat, by organisation."""
    return tuple(
        Candidate(*row) for row in session.execute(asked.possible_members(Role.COUNCIL.value, MOST_MEMBERS))
    )
