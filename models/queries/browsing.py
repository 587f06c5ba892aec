"""Listing and searching tasks: filtered, paged and narrowed to what the visitor may see, by SQL alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    any_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, array
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.language import Method
from models.queries.among import among
from models.tables import (
    ClockStop,
    ClosetCase,
    Council,
    Need,
    Organisation,
    Seat,
    StageEntry,
    Submission,
    Task,
)

_VIETNAMESE = cast(literal("vietnamese"), REGCONFIG)
_SNIPPET = "StartSel=«, StopSel=», MaxWords=30, MinWords=15"
_RANKED = 300
"""Papers that are put in the order of how well they fit: the latest of those that say the words."""


# Made once: to name a table anew costs SQLAlchemy as much as to run a short statement over it.
_call, _stay, _seated = aliased(Task), aliased(StageEntry), aliased(StageEntry)


@dataclass(frozen=True)
class Sees:
    """What a visitor may see: everything, or what their organisation or a seat of theirs has a part in.

    `sits` says that they act on councils, `applies` that they may answer a call; `values_at` are the stages,
    each with the version of the lifecycle, at which a valuing stands open to them. Of such tasks they know
    that they are there.
    """

    everything: bool
    organisation: int
    person: int
    sits: bool = False
    applies: bool = False
    values_at: tuple[tuple[str, str], ...] = ()

    def tasks(self) -> ColumnElement[bool]:
        """The condition on a task; it says what `permissions.may_see` says."""
        if self.everything:
            return true()
        part = or_(
            Task.orderer_id == self.organisation,
            Task.host_id == self.organisation,
            Task.recipient_id == self.organisation,
        )
        # Each table that is named costs the planning of its policy: of who never sits no seat is asked.
        return or_(part, Task.id == any_(self._seats())) if self.sits else part

    def known(self) -> ColumnElement[bool]:
        """The condition on a task that one sees, or that stands open to one (`permissions.opened_to`)."""
        if self.everything or not (self.applies or self.values_at):
            return self.tasks()
        return or_(self.tasks(), *(Task.id == any_(opened) for opened in self._opened()))

    def _opened(self) -> Iterator[ColumnElement[Any]]:
        """The tasks whose call, or whose valuing, stands open to the visitor; as arrays, for an index."""
        if self.applies:
            calls = select(func.array_agg(_call.id)).where(
                _call.host_id.is_(None),
                _call.call_published_on.is_not(None),
                _call.files_opened_on.is_(None),
                _call.method.is_distinct_from(Method.DIRECT.value),
            )
            yield cast(calls.correlate(None).scalar_subquery(), ARRAY(BigInteger))
        if self.values_at:
            valued = (
                select(func.array_agg(_stay.task_id))
                .join(_call, _call.id == _stay.task_id)
                .where(_stay.left_on.is_(None), tuple_(_call.lifecycle, _stay.stage).in_(self.values_at))
                .where(_stay.stage.in_({stage for _, stage in self.values_at}))
            )
            yield cast(valued.correlate(None).scalar_subquery(), ARRAY(BigInteger))

    def _seats(self) -> ColumnElement[Any]:
        """The tasks on whose councils the person has a seat; as an array, so that an index finds them."""
        seats = (
            select(func.array_agg(_seated.task_id))
            .select_from(Seat)
            .join(Council, Council.id == Seat.council_id)
            .join(_seated, _seated.id == Council.entry_id)
            .where(Seat.person_id == self.person)
            .correlate(None)
            .scalar_subquery()
        )
        return cast(seats, ARRAY(BigInteger))


@dataclass(frozen=True)
class Wanted:
    """The filters of the list: `words` and `organisation` are folded; `due` is late, soon or empty.

    `provinces` are those whose names hold the words.
    """

    words: str = ""
    provinces: tuple[str, ...] = ()
    stage: str = ""
    province: str = ""
    organisation: str = ""
    due: str = ""
    in_closet: bool = False


SOON_DAYS = 14
"""Days before its due date from which a stage is due soon."""

_SOON = cast(literal(SOON_DAYS), Integer)
_PARTIES = (Task.orderer_id, Task.host_id, Task.recipient_id)
_here, _host = aliased(StageEntry), aliased(Organisation)

_stopped = _here.id.in_(select(ClockStop.entry_id).where(ClockStop.until.is_(None)))
_ever_stopped = _here.id.in_(select(ClockStop.entry_id))
_days_stopped = (
    select(func.coalesce(func.sum(ClockStop.until - ClockStop.since), 0))
    .where(ClockStop.entry_id == _here.id, ClockStop.until.is_not(None))
    .scalar_subquery()
)
_due_on: ColumnElement[date | None] = cast(_here.due_on + cast(_days_stopped, Integer), Date)
"""The due date, moved by the days for which the clock stood still."""

_stuck = exists().where(ClosetCase.task_id == Task.id, ClosetCase.closed_on.is_(None))


def _listed(sees: Sees, wanted: Wanted, on: date) -> list[ColumnElement[bool]]:
    found = [sees.known()]
    if wanted.words:
        found.append(_saying(wanted.words, wanted.provinces))
    if wanted.stage:
        found.append(_here.stage == wanted.stage)
    if wanted.province:
        found.append(Task.province == wanted.province)
    if wanted.organisation:
        named = select(Organisation.id).where(
            Organisation.folded.contains(wanted.organisation, autoescape=True)
        )
        found.append(or_(*(party.in_(named) for party in _PARTIES)))
    if wanted.due == "late":
        found += [_here.due_on < on, ~_stopped, or_(~_ever_stopped, _due_on < on)]
    if wanted.due == "soon":
        plainly = and_(~_ever_stopped, _here.due_on.between(on, on + _SOON))
        moved = and_(_ever_stopped, _due_on.between(on, on + _SOON))
        # A stopped clock moves the date on, never back: what is due by then was due by then at first.
        found += [_here.due_on <= on + _SOON, ~_stopped, or_(plainly, moved)]
    if wanted.in_closet:
        found += [_stuck, sees.tasks()]
    return found


def _coded(code: InstrumentedAttribute[str], folded: str) -> ColumnElement[bool]:
    """Whether a task's code begins so: DN-2026-007, written with or without its dashes."""
    return code.startswith(folded.upper().replace(" ", "-"), autoescape=True)


def tasks_listed(
    sees: Sees, wanted: Wanted, on: date, *, offset: int, limit: int | None
) -> Select[Task, str | None, date | None, bool, str | None, bool]:
    """One page of tasks: stage, due date, whether the clock stands still, host, whether in the closet.

    Those that are late or soon due come by their due date, all others by their code.
    """
    order = (_here.due_on, Task.code) if wanted.due else (Task.code,)
    return (
        select(Task, _here.stage, _due_on, _stopped, _host.name, and_(_stuck, sees.tasks()))
        .outerjoin(_here, and_(_here.task_id == Task.id, _here.left_on.is_(None), _here.beside.is_(False)))
        .outerjoin(_host, _host.id == Task.host_id)
        .where(*_listed(sees, wanted, on))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )


def tasks_counted(sees: Sees, wanted: Wanted, on: date, most: int) -> Select[int]:
    """How many tasks the list holds, counted up to `most`."""
    found = select(literal(1)).select_from(Task).where(*_listed(sees, wanted, on))
    if wanted.stage or wanted.due:
        found = found.join(
            _here, and_(_here.task_id == Task.id, _here.left_on.is_(None), _here.beside.is_(False))
        )
    return select(func.count()).select_from(found.limit(most).subquery())


@cache
def provinces_of_tasks() -> Select[str]:
    """The provinces that tasks bear, each found by one step in the index."""
    first = select(func.min(Task.province).label("province")).cte("province", recursive=True)
    following = select(
        select(func.min(Task.province)).where(Task.province > first.c.province).scalar_subquery()
    ).where(first.c.province.is_not(None))
    every = first.union_all(following)
    return select(every.c.province).where(every.c.province.is_not(None))


def _saying(folded: str, provinces: Sequence[str]) -> ColumnElement[bool]:
    """Whether the task's title holds all of the words, its code begins so, or it is of such a province."""
    said = [_coded(Task.code, folded), _all_words(Task.folded, folded)]
    return or_(*said, Task.province.in_(provinces)) if provinces else or_(*said)


def tasks_found(
    sees: Sees, folded: str, provinces: Sequence[str], limit: int
) -> Select[int, Task, str | None]:
    """Tasks whose code, title or province holds the words: by code first, by province last; one maybe twice.

    Each way of finding ends with its own latest finds: words that stand in every title cost no more than rare
    ones.
    """
    # Who sees a few tasks alone: the words are looked for among those, not the other way round.
    seen = select(Task).where(sees.known()).cte("seen").prefix_with("MATERIALIZED")
    among_these = Task if sees.everything else aliased(Task, seen)
    ways = [
        _coded(among_these.code, folded),
        among_these.folded.contains(folded, autoescape=True),
        _all_words(among_these.folded, folded),
    ]
    if provinces:
        ways.append(among_these.province.in_(provinces))
    found = union_all(
        *(
            select(literal(rank).label("rank"), latest.c.id)
            for rank, way in enumerate(ways)
            for latest in (
                select(among_these.id).where(way).order_by(among_these.id.desc()).limit(limit).subquery(),
            )
        )
    ).subquery()
    return (
        select(found.c.rank, Task, _here.stage)
        .join(Task, Task.id == found.c.id)
        .outerjoin(_here, and_(_here.task_id == Task.id, _here.left_on.is_(None), _here.beside.is_(False)))
        .order_by(found.c.rank, Task.id.desc())
    )


def organisations_found(sees: Sees, folded: str, limit: int) -> Select[Organisation]:
    """Organisations whose name holds the words: of tasks that one may see, or with needs or offers."""
    known: ColumnElement[bool] = true()
    if not sees.everything:
        parties = select(func.unnest(array(_PARTIES)).label("id")).where(sees.tasks()).subquery()
        known = or_(
            Organisation.id == sees.organisation,
            Organisation.id.in_(select(Need.organisation_id)),
            Organisation.id.in_(select(parties.c.id)),
        )
    return (
        select(Organisation)
        .where(_all_words(Organisation.folded, folded), known)
        .order_by(func.length(Organisation.folded), Organisation.id)
        .limit(limit)
    )


def needs_found(folded: str, limit: int) -> Select[Need, str]:
    """Needs and offers that hold the words, the latest first, with whose they are; everybody sees them."""
    return (
        select(Need, Organisation.name)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(_all_words(Need.folded, folded))
        .order_by(Need.id.desc())
        .limit(limit)
    )


def _all_words(column: InstrumentedAttribute[str], folded: str) -> ColumnElement[bool]:
    """Whether words of the text begin with each of these; folded words are letters a-z and digits alone."""
    words = folded.split()
    return and_(*(column.regexp_match(rf"\m{word}") for word in words)) if words else false()


def papers_found(sees: Sees, words: str, limit: int) -> Select[int]:
    """The papers that say the words and that the visitor may see, the best of the latest first."""
    asked = func.websearch_to_tsquery(_VIETNAMESE, words)
    latest = (
        select(Submission.id, Submission.terms)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(Submission.terms.op("@@")(asked), Submission.withdrawn_on.is_(None), sees.tasks())
        .order_by(Submission.id.desc())
        .limit(_RANKED)
        .subquery()
    )
    return (
        select(latest.c.id)
        .order_by(func.ts_rank_cd(latest.c.terms, asked).desc(), latest.c.id.desc())
        .limit(limit)
    )


def papers_shown(words: str, numbers: Sequence[int]) -> Select[Submission, str, str]:
    """These papers, each with the task's code and the lines in which the words stand."""
    asked = func.websearch_to_tsquery(_VIETNAMESE, words)
    return (
        select(Submission, Task.code, func.ts_headline(_VIETNAMESE, Submission.text, asked, _SNIPPET))
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(among(Submission.id, numbers))
    )
