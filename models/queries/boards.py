"""What boards show: as it was published, and how the stages that have ended kept their dates."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Delete,
    Integer,
    Select,
    TextClause,
    and_,
    case,
    cast,
    delete,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased

from models.queries.browsing import Sees
from models.queries.closet import may_be_stuck
from models.tables import (
    AdvisoryAction,
    AdvisoryItem,
    AdvisorySession,
    ClockStop,
    Decision,
    Organisation,
    Person,
    PublishedBoard,
    PublishedCase,
    Result,
    StageEntry,
    Task,
)

_CASE_TYPES: Final = """
    task_id bigint, code text, title text, folded text, province text, discipline text, host text,
    headline text, causes text[], severity int, days int, bucket text, responsible text, who text, what text,
    due_on date, remedy text, doer text, late boolean, value_vnd numeric, value_kind text, band int
"""
_CASE_COLUMNS: Final = [column.name for column in PublishedCase.__table__.columns]

KEEP_CASES: Final = text(f"""
    insert into published_cases ({", ".join(_CASE_COLUMNS)})
    select {", ".join(f"r.{name}" for name in _CASE_COLUMNS)}
    from jsonb_to_recordset(cast(:rows as jsonb)) as r({_CASE_TYPES})
    on conflict (task_id) do update
    set {", ".join(f"{name} = excluded.{name}" for name in _CASE_COLUMNS[1:])}
    where (published_cases.*) is distinct from (excluded.*)
""")  # noqa: S608 - the names are those of our own columns
"""Keep these results of the closet; a row that says the same is left alone."""

DROP_CASES: Final[TextClause] = text("""
    delete from published_cases
    where not exists (select 1 from unnest(cast(:tasks as bigint[])) as kept(id) where kept.id = task_id)
""")
"""Forget all results but those of these tasks."""


def board_stamps(keys: Collection[str]) -> Select[str, date, datetime, int]:
    """Of which day boards were published, when, and up to which entry of the audit chain."""
    return select(PublishedBoard.key, PublishedBoard.on, PublishedBoard.at, PublishedBoard.audit).where(
        PublishedBoard.key.in_(keys)
    )


def board_facts(keys: Collection[str]) -> Select[str, datetime, Any]:
    """Boards as they were published, each with its moment."""
    return select(PublishedBoard.key, PublishedBoard.at, PublishedBoard.facts).where(
        PublishedBoard.key.in_(keys)
    )


def drop_boards(keys: Collection[str]) -> Delete:
    """Forget all boards but these: a province may have no living task any more."""
    return delete(PublishedBoard).where(PublishedBoard.key.not_in(keys))


def tasks_up_to(most: int) -> Select[int]:
    """How many tasks there are, counted up to `most`."""
    return select(func.count()).select_from(select(Task.id).limit(most).subquery())


@dataclass(frozen=True)
class CasesWanted:
    """The filters of the closet's list: empty ones filter nothing; `words` are folded, `late` is a choice."""

    words: str = ""
    province: str = ""
    cause: str = ""
    age: str = ""
    who: str = ""
    responsible: str = ""
    discipline: str = ""
    band: int | None = None
    late: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is filtered."""
        return all(getattr(self, each.name) == each.default for each in fields(self))


def _cases(sees: Sees, wanted: CasesWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if not sees.everything:
        own = or_(
            Task.orderer_id == sees.organisation,
            Task.host_id == sees.organisation,
            Task.recipient_id == sees.organisation,
        )
        found.append(PublishedCase.task_id.in_(select(Task.id).where(own)))
    if wanted.words:
        titled = (PublishedCase.folded.contains(word, autoescape=True) for word in wanted.words.split())
        coded = PublishedCase.code.startswith(wanted.words.upper().replace(" ", "-"), autoescape=True)
        found.append(or_(and_(*titled), coded))
    for column, value in (
        (PublishedCase.province, wanted.province),
        (PublishedCase.bucket, wanted.age),
        (PublishedCase.who, wanted.who),
        (PublishedCase.responsible, wanted.responsible),
        (PublishedCase.discipline, wanted.discipline),
    ):
        if value:
            found.append(column == value)
    if wanted.cause:
        found.append(PublishedCase.causes.contains([wanted.cause]))
    if wanted.band is not None:
        found.append(PublishedCase.band == wanted.band)
    if wanted.late:
        found.append(PublishedCase.late.is_(True))
    return found


def cases_listed(
    sees: Sees, wanted: CasesWanted, *, offset: int = 0, limit: int | None = None
) -> Select[PublishedCase]:
    """Results in the closet that one may see, the gravest first, the longest first among equals."""
    return (
        select(PublishedCase)
        .where(*_cases(sees, wanted))
        .order_by(PublishedCase.severity.desc(), PublishedCase.days.desc().nulls_last(), PublishedCase.code)
        .offset(offset)
        .limit(limit)
    )


def cases_counted(sees: Sees, wanted: CasesWanted) -> Select[*tuple[Any, ...]]:
    """The same results in shares: all that are alike in what is counted, with how many and what worth."""
    valued = PublishedCase.value_kind == "định giá"
    alike = (
        PublishedCase.province,
        PublishedCase.bucket,
        PublishedCase.who,
        PublishedCase.responsible,
        PublishedCase.discipline,
        PublishedCase.band,
        PublishedCase.late,
        PublishedCase.causes,
    )
    return (
        select(
            *alike,
            func.count(),
            func.count().filter(valued),
            func.coalesce(func.sum(PublishedCase.value_vnd).filter(valued), 0),
            func.coalesce(func.sum(PublishedCase.value_vnd).filter(~valued), 0),
        )
        .where(*_cases(sees, wanted))
        .group_by(*alike)
    )


_stopped = (
    select(func.coalesce(func.sum(ClockStop.until - ClockStop.since), 0))
    .where(ClockStop.entry_id == StageEntry.id, ClockStop.until.is_not(None))
    .scalar_subquery()
)
_last = aliased(Decision)


def stages_kept(since: date) -> Select[date, str | None, int, int, int]:
    """How the stages that ended since kept their dates: by month, and by the organisation that ended them.

    A stage was ended by whoever took its last decision. What came from a list has no dates of its own, and a
    stage without a due date cannot be late: neither is counted.
    """
    due = cast(StageEntry.due_on + cast(_stopped, Integer), Date)
    month = cast(func.date_trunc("month", StageEntry.left_on), Date)
    decided_by = (
        select(_last.person_id)
        .where(_last.entry_id == StageEntry.id)
        .order_by(_last.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    ended = (
        select(
            month.label("month"),
            case((StageEntry.left_on < due, -1), (StageEntry.left_on == due, 0), else_=1).label("kept"),
            decided_by.label("person"),
        )
        .where(
            StageEntry.left_on >= since,
            StageEntry.due_on.is_not(None),
            StageEntry.imported.is_(False),
        )
        .subquery()
    )
    return (
        select(
            ended.c.month,
            Organisation.name,
            *(func.count().filter(ended.c.kept == kept) for kept in (-1, 0, 1)),
        )
        .select_from(ended)
        .outerjoin(Person, Person.id == ended.c.person)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .group_by(ended.c.month, Organisation.name)
        .order_by(ended.c.month.desc(), Organisation.name)
    )


def sessions_latest(limit: int) -> Select[AdvisorySession, int, int]:
    """The latest sessions of all advisory councils, each with its items and those concluded."""
    of = AdvisoryItem.session_id == AdvisorySession.id
    return (
        select(
            AdvisorySession,
            select(func.count()).select_from(AdvisoryItem).where(of).scalar_subquery(),
            select(func.count())
            .select_from(AdvisoryItem)
            .where(and_(of, AdvisoryItem.conclusion != ""))
            .scalar_subquery(),
        )
        .order_by(AdvisorySession.month.desc(), AdvisorySession.province)
        .limit(limit)
    )


def advisory_session_by_id(session_id: int) -> Select[AdvisorySession]:
    """One session of an advisory council."""
    return select(AdvisorySession).where(AdvisorySession.id == session_id)


def actions_waiting(limit: int) -> Select[AdvisoryAction, AdvisorySession, str | None]:
    """What sessions asked for and nobody has done yet, what is due first before the rest."""
    return (
        select(AdvisoryAction, AdvisorySession, Task.code)
        .join(AdvisorySession, AdvisorySession.id == AdvisoryAction.session_id)
        .outerjoin(Task, Task.id == AdvisoryAction.task_id)
        .where(AdvisoryAction.done_on.is_(None))
        .order_by(AdvisoryAction.due_on, AdvisoryAction.id)
        .limit(limit)
    )


def results_to_offer(organisation: int, limit: int) -> Select[Task]:
    """The results that an organisation hosted and that may wait for a recipient, the latest first."""
    waits = and_(
        Result.handed_over_on.is_(None),
        Result.transferred_on.is_(None),
        Result.not_transferable_on.is_(None),
        Result.in_use.is_not(True),
        Result.grade.is_distinct_from("fail"),
    )
    return (
        select(Task)
        .join(Result, Result.task_id == Task.id)
        .where(Task.host_id == organisation, or_(*may_be_stuck()), waits)
        .order_by(Task.id.desc())
        .limit(limit)
    )
