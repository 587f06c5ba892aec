"""The room of a panel as its visitor may see it, and the list of panels.

Of a secret panel the room holds counts alone, and those only once every ballot on the candidate is in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import work_files
from actions.panels.bench import Bench, bench, is_early
from models import ballots, councils, panels
from models.ballots import Question
from models.deeds import Deed, may, require
from models.dossier import Position
from models.errors import NotFound
from models.language import Role
from models.law import BallotKind, CouncilScheme
from models.panels import Candidate, Member
from models.permissions import Actor
from models.queries import panels as asked
from models.tables import Panel, WorkFile

PAGE: Final = 50
"""Rows of a page."""


@dataclass(frozen=True)
class Row:
    """A panel in a list: how many ballots are in of how many, and whether the visitor has still to vote."""

    code: str
    title: str
    kind: str
    formed_on: date
    meets_on: date | None
    concluded_on: date | None
    cast: int
    wanted: int
    waits: bool


@dataclass(frozen=True)
class Line:
    """A candidate in the room: how far its votes are, and what the visitor may still do about it.

    `sentence` and `obstacles` say how it stands; of a secret panel nothing before its ballots are in.
    """

    candidate: Candidate
    cast: int
    voters: int
    recused: int
    sentence: str
    obstacles: tuple[str, ...]
    passed: bool | None
    own_conflict: str
    voted: bool
    open: bool
    """Whether the visitor may vote on it."""


@dataclass(frozen=True)
class Seat:
    """A member: on how many candidates a ballot is in, never which."""

    member: Member
    cast: int
    written: bool


@dataclass(frozen=True)
class Room:
    """A panel; `seats` is empty while it is not formed."""

    file: WorkFile
    scheme: CouncilScheme
    formed_on: date | None
    meets_on: date | None
    concluded_on: date | None
    secret: bool
    seats: tuple[Seat, ...]
    lines: tuple[Line, ...]
    questions: tuple[Question, ...]
    obstacles: tuple[str, ...]
    too_early: tuple[str, ...]
    has_seat: bool
    may_form: bool
    may_conclude: bool
    may_vote: bool
    may_write: bool
    path: str
    """The page of the file that it judges."""


def room(session: Session, code: str, actor: Actor, on: date) -> Room:
    """The room of a file's panel.

    Raises:
        NotFound: no such file; or the visitor is a member of other panels alone.
        NotPermitted: the visitor has no part in panels.
    """
    require(actor, Deed.PANEL_SEE)
    here = bench(session, code)
    members = here.panel.members if here.panel else ()
    own = next((each for each in members if each.person == actor.id), None)
    if own is None and not sees_all(actor):
        raise NotFound(f"Không có hồ sơ xét chọn nào mang mã {code}.")
    lines = _lines(here, own)
    row = here.row
    going = row is not None and row.concluded_on is None
    early, open_ = is_early(here, on), going and own is not None and any(each.open for each in lines)
    spoken = own is not None and here.panel is not None and _spoken(here.panel, own)
    return Room(
        file=here.file,
        scheme=here.scheme,
        formed_on=row.formed_on if row else None,
        meets_on=row.meets_on if row else None,
        concluded_on=row.concluded_on if row else None,
        secret=row.secret if row else True,
        seats=_seats(here),
        lines=lines,
        questions=ballots.questions(here.scheme) if here.scheme.ballot is BallotKind.SCORE else (),
        obstacles=_obstacles(here, lines) if going else (),
        too_early=early if going else (),
        has_seat=own is not None,
        may_form=may(actor, Deed.PANEL_FORM) and not (row and (row.concluded_on or _ballots(here))),
        may_conclude=may(actor, Deed.PANEL_FORM) and going,
        may_vote=open_ and not early and own is not None and own.present,
        may_write=open_ and not here.too_early and not spoken,
        path=f"/{'honours' if here.file.kind == work_files.Kind.HONOURS else 'support'}/{code}",
    )


def sees_all(actor: Actor) -> bool:
    """Whether the visitor sees panels beyond those on which they sit."""
    return any(role.is_state for role in actor.roles - {Role.COUNCIL})


def _ballots(here: Bench) -> bool:
    return here.panel is not None and bool(here.panel.ballots)


def _spoken(panel: panels.Panel, own: Member) -> bool:
    return any(each.person == own.person and not each.written and not each.recused for each in panel.ballots)


def _lines(here: Bench, own: Member | None) -> tuple[Line, ...]:
    if here.panel is None:
        return tuple(
            Line(each, 0, 0, 0, "", (), None, "", voted=False, open=False) for each in here.candidates
        )
    found = []
    for each in panels.judged(here.panel, here.candidates):
        cast = here.panel.ballot(each.candidate.number, own.person) if own else None
        conflict = panels.conflict_of(here.panel, each.candidate, own) if own else ""
        verdict = each.outcome.verdict
        found.append(
            Line(
                candidate=each.candidate,
                cast=len(each.sitting.ballots),
                voters=len(councils.voters(each.sitting)),
                recused=each.outcome.recused,
                sentence=each.outcome.sentence_vi if each.told and not each.outcome.obstacles else "",
                obstacles=each.outcome.obstacles,
                passed=None if verdict is None else verdict.value == "approve",
                own_conflict=conflict,
                voted=cast is not None and not cast.recused,
                open=own is not None and cast is None and not conflict,
            )
        )
    return tuple(found)


def _obstacles(here: Bench, lines: tuple[Line, ...]) -> tuple[str, ...]:
    if not lines:
        return panels.obstacles(())
    return (
        *here.too_early,
        *(f"«{each.candidate.title}»: {why}" for each in lines for why in each.obstacles),
    )


def _seats(here: Bench) -> tuple[Seat, ...]:
    if here.panel is None:
        return ()
    order = list(Position)
    cast = [each for each in here.panel.ballots if not each.recused]
    return tuple(
        Seat(
            member,
            sum(each.person == member.person for each in cast),
            any(each.person == member.person and each.written for each in cast),
        )
        for member in sorted(here.panel.members, key=lambda member: order.index(member.position))
    )


def listed(session: Session, actor: Actor, page: int = 1) -> tuple[tuple[Row, ...], bool]:
    """A page of the panels that the visitor may see, those at work first; and whether there are more.

    Raises:
        NotPermitted: the visitor has no part in panels.
    """
    require(actor, Deed.PANEL_SEE)
    skip = (max(page, 1) - 1) * PAGE
    person = None if sees_all(actor) else actor.id
    found = session.execute(asked.panels_listed(person_id=person, skip=skip, limit=PAGE + 1)).all()
    rows = [_row(session, panel, file, actor) for panel, file in found[:PAGE]]
    return tuple(rows), len(found) > PAGE


def _row(session: Session, row: Panel, file: WorkFile, actor: Actor) -> Row:
    here = bench(session, file.code)
    cast, wanted = panels.cast_of(here.panel, here.candidates) if here.panel else (0, 0)
    left = panels.open_to(here.panel, here.candidates, actor.id) if here.panel else ()
    return Row(
        code=file.code,
        title=file.title,
        kind=file.kind,
        formed_on=row.formed_on,
        meets_on=row.meets_on,
        concluded_on=row.concluded_on,
        cast=cast,
        wanted=wanted,
        waits=row.concluded_on is None and bool(left) and not here.too_early,
    )
