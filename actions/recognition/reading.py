"""The lists of outstanding results and people as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import walls
from actions.panels import bench
from actions.panels.papers import PaperLine, papers_of
from actions.panels.reading import sees_all
from actions.recognition.nominating import list_file
from models import recognition
from models.deeds import Deed, may, require
from models.language import Role
from models.permissions import Actor
from models.queries import panels as asked

PAGE: Final = 50
"""Rows of a page."""


@dataclass(frozen=True)
class ListRow:
    """A year's list: how many nominations stand, how many were honoured."""

    code: str
    title: str
    province: str
    year: int
    nominated: int
    honoured: int
    concluded: bool


@dataclass(frozen=True)
class Line:
    """A nomination: of a result (`code`) or of a person by function; `honoured` is None while undecided."""

    number: int
    code: str
    title: str
    organisation: str
    reason: str
    nominated_on: date
    withdrawn_on: date | None
    honoured: bool | None
    may_withdraw: bool


@dataclass(frozen=True)
class YearList:
    """A year's list as the visitor may see it: others than the State's see their own, and who is honoured."""

    code: str
    title: str
    province: str
    year: int
    results: tuple[Line, ...]
    people: tuple[Line, ...]
    papers: tuple[PaperLine, ...]
    concluded_on: date | None
    panel_formed_on: date | None
    may_nominate: bool
    may_see_panel: bool
    may_form: bool
    may_conclude: bool
    colleagues: tuple[tuple[str, str], ...]
    """Whom the visitor may nominate: handle and function."""


def year_lists(session: Session, actor: Actor, page: int = 1) -> tuple[tuple[ListRow, ...], bool]:
    """A page of the yearly lists, the latest first; and whether there are more."""
    require(actor, Deed.HONOUR_SEE)
    skip = (max(page, 1) - 1) * PAGE
    found = session.execute(asked.honours_files(skip=skip, limit=PAGE + 1)).all()
    rows = tuple(
        ListRow(file.code, file.title, file.province, file.year, nominated, honoured, concluded)
        for file, nominated, honoured, concluded in found[:PAGE]
    )
    return rows, len(found) > PAGE


def year_list(session: Session, code: str, actor: Actor) -> YearList:
    """One year's list.

    Raises:
        NotFound: there is none of that code.
    """
    require(actor, Deed.HONOUR_SEE)
    file = list_file(session, code)
    here = bench(session, code)
    concluded_on = here.row.concluded_on if here.row else None
    everything = sees_all(actor) or any(
        each.person == actor.id for each in (here.panel.members if here.panel else ())
    )
    results: list[Line] = []
    people: list[Line] = []
    hosts: set[int] = set()
    with walls.beyond(session):  # what was honoured is told to everybody, the rest to whom it concerns
        nominations = session.execute(asked.nominations(file.id)).all()
    for row, task, person, organisation, co_owner in nominations:
        owners = {task.host_id, co_owner} if task is not None else {person.organisation_id}
        own = row.nominated_by == actor.id or actor.organisation_id in owners
        if task is not None and row.withdrawn_on is None:
            hosts |= {each for each in owners if each is not None}
        if not everything and not own and not row.honoured:
            continue
        line = Line(
            number=row.id,
            code=task.code if task is not None else "",
            title=task.title if task is not None else person.title,
            organisation=organisation,
            reason=row.reason,
            nominated_on=row.nominated_on,
            withdrawn_on=row.withdrawn_on,
            honoured=row.honoured,
            may_withdraw=row.decided_on is None
            and row.withdrawn_on is None
            and may(actor, Deed.HONOUR_NOMINATE)
            and (row.nominated_by == actor.id or _dost(actor)),
        )
        (results if task is not None else people).append(line)
    may_nominate = may(actor, Deed.HONOUR_NOMINATE) and concluded_on is None
    if not _dost(actor):
        hosts &= {actor.organisation_id}
    return YearList(
        code=file.code,
        title=file.title,
        province=file.province,
        year=file.year,
        results=tuple(results),
        people=tuple(people),
        papers=papers_of(session, file.id, everything=sees_all(actor)),
        concluded_on=concluded_on,
        panel_formed_on=here.row.formed_on if here.row else None,
        may_nominate=may_nominate,
        may_see_panel=may(actor, Deed.PANEL_SEE) and everything,
        may_form=may(actor, Deed.PANEL_FORM) and here.row is None,
        may_conclude=may(actor, Deed.PANEL_FORM) and here.row is not None and concluded_on is None,
        colleagues=_colleagues(session, hosts) if may_nominate and hosts else (),
    )


def _dost(actor: Actor) -> bool:
    return bool(actor.roles & {Role.DOST_OFFICER, Role.DOST_HEAD, Role.DOST_DIRECTOR})


def _colleagues(session: Session, organisations: set[int]) -> tuple[tuple[str, str], ...]:
    """The accounts that may be nominated on the ground of the results' organisations."""
    return tuple(
        (person.handle, person.title)
        for person in session.scalars(asked.members_possible(organisations))
        if {Role(each) for each in person.roles} & recognition.AUTHORS
    )
