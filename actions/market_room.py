"""Needs and offers as visitors see them, what fits them, and the matches that come of it.

What may be shown of another's (decided here, once for portal and interface):
- A need or offer that is open is published by its nature: its title, text, field, province, day, source and
  organisation are for everybody who has an account. The person who registered it is shown to nobody; whoever
  wants to get in touch goes through the department. Once closed, it is for its organisation and the State.
- A result is told of to an outsider only where it was accepted, and the State does not keep it for itself:
  its code, title, host, province and what it has in common with the need. These stand in the public lists of
  registered results as well (tham khảo: the law on science has them published). Its dates, its budget, its
  rights, and what the law says of a transfer are for those who may see the task.
- A match is for the State, for the host of its result, and for the organisation that it is with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from actions import dossiers, matches, matching, needs, walls
from actions.matching import Suggestion
from actions.task_list import sees
from models.deeds import Deed, may, require
from models.dossier import Dossier
from models.errors import BadInput, NotFound
from models.listing.text import fold
from models.listing.words import FIELDS
from models.permissions import Actor, may_see
from models.queries import boards, market
from models.queries.market import NeedsWanted
from models.tables import Match, Need, Organisation, Task

PAGE: Final = 50
"""Rows on a page."""
FILTERS: Final = ("q", "kind", "province", "discipline", "own", "closed")
"""The filters of the list, as addresses bear them."""
RESULTS: Final = 20
"""Results of one's own that the list of needs offers to find takers for."""
FITTING: Final = 6
"""Suggestions on a page."""
STEPS: Final = (matches.MET, matches.MEMORANDUM, matches.TRANSFERRED, matches.DROPPED)
"""What may be noted of a match, in its order."""


@dataclass(frozen=True)
class NeedList:
    """One page of needs and offers, each with the name of its organisation."""

    rows: tuple[tuple[Need, str], ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class MatchRow:
    """A match as the visitor sees it; `seen` says whether the task's page is open to them."""

    match: Match
    code: str
    title: str
    organisation: str
    step: str
    seen: bool
    next_steps: tuple[str, ...]


@dataclass(frozen=True)
class NeedPage:
    """A need or offer, what fits it, and its matches; `own` says whether the visitor speaks for it.

    `seen` are the codes of the results whose tasks are open to the visitor.
    """

    need: Need
    organisation: str
    own: bool
    fitting: tuple[Suggestion, ...]
    seen: frozenset[str]
    may_propose: bool
    matches: tuple[MatchRow, ...]

    @property
    def matched(self) -> frozenset[str]:
        """The codes of the results with which it is being matched already."""
        return frozenset(row.code for row in self.matches if row.step != matches.DROPPED)


@dataclass(frozen=True)
class ResultPage:
    """A result, who needs it, and its matches."""

    task: Dossier
    fitting: tuple[Suggestion, ...]
    may_propose: bool
    matches: tuple[MatchRow, ...]

    @property
    def matched(self) -> frozenset[str]:
        """The organisations with which it is being matched already."""
        return frozenset(row.organisation for row in self.matches if row.step != matches.DROPPED)


def wanted(filters: Mapping[str, str]) -> NeedsWanted:
    """The filters that an address bears; what is unknown filters nothing."""
    kind, discipline = filters.get("kind", ""), filters.get("discipline", "")
    return NeedsWanted(
        kind=kind if kind in {matching.NEED, matching.OFFER} else "",
        words=fold(filters.get("q", "")[:200]),
        province=filters.get("province", "")[:100],
        discipline=discipline if discipline in FIELDS else "",
        own=filters.get("own") == "1",
        closed=filters.get("closed") == "1",
    )


def listed(session: Session, actor: Actor, asked: NeedsWanted, on: date, *, page: int = 1) -> NeedList:
    """One page of the needs and offers that the actor may see and that fit the filters."""
    scope = sees(actor)
    total = session.scalar(market.needs_counted(scope, asked, on)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = session.execute(market.needs_seen(scope, asked, on, offset=(page - 1) * PAGE, limit=PAGE)).all()
    return NeedList(tuple((need, name) for need, name in rows), total, page, pages)


def every(session: Session, actor: Actor, asked: NeedsWanted, on: date) -> Iterator[tuple[Need, str]]:
    """All needs and offers that the actor may see and that fit the filters, read as they are asked for."""
    statement = market.needs_seen(sees(actor), asked, on).execution_options(yield_per=1000)
    yield from session.execute(statement)


def provinces(session: Session) -> tuple[str, ...]:
    """The provinces that needs and offers bear."""
    return tuple(session.scalars(market.provinces_of_needs()))


def own_results(session: Session, actor: Actor) -> tuple[Task, ...]:
    """The results that the actor's organisation hosted and that may wait for a recipient."""
    return tuple(session.scalars(boards.results_to_offer(actor.organisation_id, RESULTS)))


def own_organisation(session: Session, actor: Actor) -> Organisation:
    """The organisation for which the actor acts."""
    return session.get_one(Organisation, actor.organisation_id)


def need_page(session: Session, actor: Actor, number: int, on: date) -> NeedPage:
    """A need or offer with what fits it.

    Raises:
        NotFound: there is none of that number that the actor may see.
    """
    need, party = _seen_need(session, actor, number, on)
    is_open = need.closed_on is None or need.closed_on > on
    fitting = matching.results_for(session, number, on, limit=FITTING, reader=actor) if is_open else ()
    own = may(actor, Deed.NEED_REGISTER_ANY) or (
        may(actor, Deed.NEED_REGISTER) and actor.organisation_id == party.id
    )
    codes = {each.code for each in fitting if each.code}
    tasks = dossiers.several(session, *codes) if codes else ()
    return NeedPage(
        need=need,
        organisation=party.name,
        own=own,
        fitting=fitting,
        seen=frozenset(task.code for task in tasks if may_see(actor, task)),
        may_propose=own and need.kind == matching.NEED and may(actor, Deed.MATCH_RECORD),
        matches=_matches(session, actor, need=number),
    )


def _seen_need(session: Session, actor: Actor, number: int, on: date) -> tuple[Need, Organisation]:
    need, party = matching.need_of(session, number)
    closed = need.closed_on is not None and need.closed_on <= on
    if closed and not sees(actor).everything and actor.organisation_id != party.id:
        raise NotFound(f"Không có nhu cầu hay chào bán công nghệ nào mang số {number}.")
    return need, party


def result_page(session: Session, actor: Actor, code: str, on: date) -> ResultPage:
    """A result that the actor's organisation hosted (or any, for the State), with who needs it.

    Raises:
        NotFound: no task bears the code, or it is not theirs to find takers for.
    """
    task = dossiers.load(session, code)
    hosts = task.host is not None and task.host.id == actor.organisation_id
    if not sees(actor).everything and not hosts:
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    return ResultPage(
        task,
        matching.suggestions(session, code, on, limit=FITTING, reader=actor),
        may(actor, Deed.MATCH_RECORD, task),
        _matches(session, actor, code=code),
    )


def propose(session: Session, actor: Actor, number: int, code: str, on: date) -> str:
    """Bring a result together with a need; returns the sentence of the journal.

    Raises:
        NotFound: there is no such need or result that the actor may be told of.
        NotPermitted: the actor acts neither for the department nor for one of the two sides.
        Refused: one of the two cannot be matched, with every reason.
    """
    require(actor, Deed.MATCH_RECORD)
    _seen_need(session, actor, number, on)
    with walls.beyond(session):
        task = dossiers.load(session, code)
    if not may_see(actor, task) and not matching.offered_openly(task):
        raise NotFound(f"Không có nhiệm vụ nào mang mã «{code}».")
    walls.let_by(session, task.id)
    return matches.propose(session, code, number, actor, on)


def note(
    session: Session,
    actor: Actor,
    number: int,
    step: str,
    on: date,
    *,
    day: date | None = None,
    words: str = "",
) -> str:
    """Note the next step of a match; `words` are the memorandum's number and date, or why it was dropped.

    Raises:
        BadInput: the step is none, or something that it needs is missing.
        NotFound: there is no such match that the actor may see.
        NotPermitted: the actor may not record it.
        Refused: the step cannot follow, with every reason.
    """
    require(actor, Deed.MATCH_RECORD)
    with walls.beyond(session):
        row = session.execute(market.matches_seen(sees(actor), number=number)).first()
    if row is None:
        raise NotFound(f"Không có kết nối nào mang số {number}.")
    _, task, party = row
    walls.let_by(session, task.id)
    match step:
        case matches.MET:
            return matches.met(session, task.code, party.name, actor, on, day=day)
        case matches.MEMORANDUM:
            return matches.memorandum(session, task.code, party.name, actor, on, document=words, day=day)
        case matches.TRANSFERRED:
            return matches.transferred(session, task.code, party.name, actor, on, day=day)
        case matches.DROPPED:
            return matches.drop(session, task.code, party.name, actor, on, because=words, day=day)
    raise BadInput(f"«{step[:40]}» không phải là một bước của kết nối.")


def matches_page(session: Session, actor: Actor, *, page: int = 1) -> tuple[tuple[MatchRow, ...], bool]:
    """A page of the matches that the actor may see, and whether there are more."""
    rows = _matches(session, actor, offset=(max(page, 1) - 1) * PAGE, limit=PAGE + 1)
    return rows[:PAGE], len(rows) > PAGE


def all_matches(session: Session, actor: Actor) -> tuple[MatchRow, ...]:
    """All matches that the actor may see."""
    return _matches(session, actor)


def _matches(
    session: Session,
    actor: Actor,
    *,
    need: int | None = None,
    code: str = "",
    offset: int = 0,
    limit: int | None = None,
) -> tuple[MatchRow, ...]:
    scope = sees(actor)
    with walls.beyond(session):  # the organisation's matches, also with the results of others
        found = session.execute(
            market.matches_seen(scope, need=need, code=code, offset=offset, limit=limit)
        ).all()
    records = may(actor, Deed.MATCH_RECORD)
    return tuple(
        MatchRow(
            row,
            task.code,
            task.title,
            party.name,
            step := matches.step_of(row),
            scope.everything or actor.organisation_id in {task.orderer_id, task.host_id, task.recipient_id},
            _next_steps(step) if records else (),
        )
        for row, task, party in found
    )


def _next_steps(step: str) -> tuple[str, ...]:
    """What may be noted after a step: nothing once it has ended."""
    return {
        matches.PROPOSED: (matches.MET, matches.DROPPED),
        matches.MET: (matches.MEMORANDUM, matches.TRANSFERRED, matches.DROPPED),
        matches.MEMORANDUM: (matches.TRANSFERRED, matches.DROPPED),
    }.get(step, ())


def register(session: Session, actor: Actor, on: date, **said: str) -> Need:
    """Register a need or an offer: of one's own organisation, unless one may for any.

    Args:
        session: the transaction.
        actor: who registers it.
        on: today.
        said: `kind`, `title`, `text`, `organisation`, `province`, `discipline`.

    Raises:
        BadInput: what is stated cannot be read, with every reason.
        NotPermitted: the actor speaks for another organisation.
        Refused: the organisation was dissolved.
    """
    own = own_organisation(session, actor)
    named = said.get("organisation", "") if may(actor, Deed.NEED_REGISTER_ANY) else ""
    return needs.register(
        session,
        said.get("kind", ""),
        said.get("title", ""),
        said.get("text", ""),
        named or own.name,
        said.get("province", ""),
        said.get("discipline", ""),
        actor,
        on,
    )


def close(session: Session, actor: Actor, number: int, on: date, *, because: str) -> None:
    """Close a need or an offer of one's own, with the reason.

    Raises:
        BadInput: no reason is given.
        NotFound: there is none of that number that the actor may see.
        NotPermitted: the actor speaks for another organisation.
        Refused: it is closed already.
    """
    _seen_need(session, actor, number, on)
    needs.close(session, number, actor, on, because=because)
