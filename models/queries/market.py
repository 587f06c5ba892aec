"""Needs, offers and matches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from models.queries.among import among
from models.queries.browsing import Sees
from models.tables import Match, Need, Organisation, Task


def need_by_id(need_id: int, *, lock: bool = False) -> Select[Need, Organisation]:
    """A need or offer with the organisation that registered it."""
    query = (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.id == need_id)
    )
    return query.with_for_update(of=Need) if lock else query


def needs_by_id(ids: Sequence[int]) -> Select[Need, Organisation]:
    """Needs and offers of those numbers, with their organisations."""
    return (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(among(Need.id, ids))
    )


def need_by_source(source_key: str) -> Select[Need]:
    """The need that came from that row of a list."""
    return select(Need).where(Need.source_key == source_key).with_for_update()


def needs_listed(
    *, kind: str = "", search: str = "", open_on: date | None = None, offset: int = 0, limit: int = 500
) -> Select[Need, Organisation]:
    """Needs and offers, newest first; `search` is folded text of the need or of the organisation's name."""
    query = (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .order_by(Need.registered_on.desc(), Need.id.desc())
        .offset(offset)
        .limit(limit)
    )
    if kind:
        query = query.where(Need.kind == kind)
    if search:
        query = query.where(or_(Need.folded.contains(search), Organisation.folded.contains(search)))
    if open_on is not None:
        query = query.where(or_(Need.closed_on.is_(None), Need.closed_on > open_on))
    return query


def tasks_by_id(ids: Sequence[int]) -> Select[Task]:
    """The tasks of those numbers."""
    return select(Task).where(among(Task.id, ids))


def organisations_by_id(ids: Sequence[int]) -> Select[Organisation]:
    """The organisations of those numbers."""
    return select(Organisation).where(among(Organisation.id, ids))


def organisations_called(folded: str) -> Select[Organisation]:
    """The organisations of that folded name, in whatever province."""
    return select(Organisation).where(Organisation.folded == folded).order_by(Organisation.id)


def open_match(task_id: int, organisation_id: int) -> Select[Match]:
    """The match of a result and an organisation that has not been dropped."""
    return select(Match).where(
        Match.task_id == task_id, Match.organisation_id == organisation_id, Match.dropped_on.is_(None)
    )


def open_match_with(task_id: int, folded: str) -> Select[Match, Organisation]:
    """The matches of a result, not dropped, with the organisations of that folded name; held."""
    return (
        select(Match, Organisation)
        .join(Organisation, Organisation.id == Match.organisation_id)
        .where(Match.task_id == task_id, Match.dropped_on.is_(None), Organisation.folded == folded)
        .with_for_update(of=Match)
    )


def open_matches(task_id: int) -> Select[Match]:
    """The matches of a result that have not been dropped."""
    return select(Match).where(Match.task_id == task_id, Match.dropped_on.is_(None))


def matches_listed(code: str = "", *, limit: int = 500) -> Select[Match, Task, Organisation]:
    """Matches with their result and organisation, the newest first; of one task, or of all."""
    query = (
        select(Match, Task, Organisation)
        .join(Task, Task.id == Match.task_id)
        .join(Organisation, Organisation.id == Match.organisation_id)
        .order_by(Match.proposed_on.desc(), Match.id.desc())
        .limit(limit)
    )
    return query.where(Task.code == code) if code else query


@dataclass(frozen=True)
class NeedsWanted:
    """The filters of the list of needs and offers: empty ones filter nothing; `words` are folded."""

    kind: str = ""
    words: str = ""
    province: str = ""
    discipline: str = ""
    own: bool = False
    closed: bool = False


def _needs(sees: Sees, wanted: NeedsWanted, on: date) -> list[ColumnElement[bool]]:
    """What everybody may see is open; what is closed only its owner and those who see everything."""
    own = Need.organisation_id == sees.organisation
    is_open = or_(Need.closed_on.is_(None), Need.closed_on > on)
    found: list[ColumnElement[bool]] = [not_(is_open) if wanted.closed else is_open]
    if wanted.own or (wanted.closed and not sees.everything):
        found.append(own)
    if wanted.kind:
        found.append(Need.kind == wanted.kind)
    if wanted.province:
        found.append(Need.province == wanted.province)
    if wanted.discipline:
        found.append(Need.discipline == wanted.discipline)
    if wanted.words:
        said = (Need.folded.contains(word, autoescape=True) for word in wanted.words.split())
        found.append(or_(and_(*said), Organisation.folded.contains(wanted.words, autoescape=True)))
    return found


def needs_seen(
    sees: Sees, wanted: NeedsWanted, on: date, *, offset: int = 0, limit: int | None = None
) -> Select[Need, str]:
    """Needs and offers that one may see, the newest first, with whose they are."""
    return (
        select(Need, Organisation.name)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(*_needs(sees, wanted, on))
        .order_by(Need.registered_on.desc(), Need.id.desc())
        .offset(offset)
        .limit(limit)
    )


def needs_counted(sees: Sees, wanted: NeedsWanted, on: date) -> Select[int]:
    """How many these are."""
    return (
        select(func.count())
        .select_from(Need)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(*_needs(sees, wanted, on))
    )


@cache
def provinces_of_needs() -> Select[str]:
    """The provinces that needs and offers bear."""
    return select(Need.province).where(Need.province != "").distinct().order_by(Need.province)


def matches_seen(
    sees: Sees,
    *,
    need: int | None = None,
    code: str = "",
    number: int | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Select[Match, Task, Organisation]:
    """Matches that one may see, the newest first: those of the results one hosts, and those with oneself."""
    query = (
        select(Match, Task, Organisation)
        .join(Task, Task.id == Match.task_id)
        .join(Organisation, Organisation.id == Match.organisation_id)
        .order_by(Match.proposed_on.desc(), Match.id.desc())
        .offset(offset)
        .limit(limit)
    )
    if not sees.everything:
        query = query.where(
            or_(Match.organisation_id == sees.organisation, Task.host_id == sees.organisation)
        )
    if need is not None:
        query = query.where(Match.need_id == need)
    if code:
        query = query.where(Task.code == code)
    return query if number is None else query.where(Match.id == number)
