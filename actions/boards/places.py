"""Where every living task stands, for how long, and which are past their due date."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from models import progress, queries
from models.closet import bucket_of
from models.dossier import ClockStop, Entry
from models.language import Stage
from models.lifecycle import STAGES, every_stage


@dataclass(frozen=True)
class Stay:
    """A living task where it stands: for how many days, due when, for how many days overdue (0 in time).

    A task that came from a list is dated by the latest fact on record, for nobody has written down when it
    came to its stage; `days` is None where there is none.
    """

    code: str
    title: str
    province: str
    stage: Stage
    days: int | None
    due_on: date | None
    overdue: int
    stopped: bool

    @property
    def bucket(self) -> str:
        """The age bucket of the stay."""
        return bucket_of(self.days)


@dataclass(frozen=True)
class Standing:
    """One stage with the tasks that stand in it, the longest there first."""

    stage: Stage
    stays: tuple[Stay, ...]

    @property
    def tag(self) -> str:
        """The tag that the life runs in this stage bear."""
        return f"stage:{self.stage.code.lower().replace('_', '-')}"

    @cached_property
    def by_age(self) -> Counter[str]:
        """How many tasks of each age bucket."""
        return Counter(stay.bucket for stay in self.stays)

    @property
    def count(self) -> int:
        """How many tasks stand here."""
        return len(self.stays)

    @cached_property
    def overdue(self) -> int:
        """How many are past their due date."""
        return sum(stay.overdue > 0 for stay in self.stays)


@dataclass(frozen=True)
class Places:
    """All living tasks on one day, by stage in the order in which a life passes them."""

    on: date
    stages: tuple[Standing, ...]

    @property
    def count(self) -> int:
        """How many tasks live."""
        return sum(each.count for each in self.stages)

    @property
    def overdue(self) -> int:
        """How many are past their due date."""
        return sum(each.overdue for each in self.stages)


def places(session: Session, on: date) -> Places:
    """Where the living tasks stand: two SELECTs, whatever their number."""
    stops: dict[int, list[ClockStop]] = defaultdict(list)
    for stop in session.scalars(queries.stops_of_stays()):
        stops[stop.entry_id].append(ClockStop(stop.since, stop.until, stop.reason))
    by_stage: dict[str, list[Stay]] = defaultdict(list)
    for code, title, province, row, last_fact in session.execute(queries.stays()):
        entry = Entry(row.id, row.stage, row.entered_on, due_on=row.due_on, stops=tuple(stops[row.id]))
        due_on = progress.due_on(entry, on)
        since = last_fact if row.imported else row.entered_on
        late = (on - due_on).days if due_on is not None and progress.is_overdue(entry, on) else 0
        by_stage[row.stage].append(
            Stay(
                code=code,
                title=title,
                province=province,
                stage=STAGES[row.stage],
                days=max(0, (on - since).days) if since is not None else None,
                due_on=due_on,
                overdue=late,
                stopped=progress.clock_stopped(entry),
            )
        )
    return Places(
        on,
        tuple(
            Standing(stage, tuple(sorted(by_stage[stage.code], key=_longest_first)))
            for stage in every_stage()
            if stage.code in by_stage
        ),
    )


def _longest_first(stay: Stay) -> tuple[int, str]:
    """The longest there first; those of whom it is not known come last."""
    return (1 if stay.days is None else -stay.days, stay.code)
