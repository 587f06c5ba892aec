"""Publishing what the boards show, for pages that cannot wait until every dossier is judged.

The engine publishes after each change, from the very figures that it writes into Prefect's boards. A board
bears its day, its moment and the last entry of the audit chain that it knew of, so a page can say how it
stands: as long as nothing was recorded since, it is exact; else it says of what moment it is. In a house with
few tasks whoever looks at an outdated board has it made anew at once. In a large one the engine does that,
and a page waits for it only where nobody has published yet.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from actions import walls, wiring
from actions.boards.ahead import HORIZONS, Ahead, ahead
from actions.boards.closet_page import BANDS
from actions.boards.figures import ClosetFigures, ClosetRow, Value, closet_figures, month_ends
from actions.boards.places import Places, Stay, places
from models import provinces, queries
from models.listing.text import fold
from models.queries import boards
from models.queries.browsing import Sees
from models.tables import PublishedBoard

SUBJECT: Final = "board:closet"
"""Under this name one process at a time reads and publishes, so that no older board follows a newer one."""
CLOSET, PLACES, AHEAD, COMING, STALLED, KEPT = "closet", "places", "ahead", "coming", "stalled", "kept"
"""The boards that are published. `places:{slug}` is that of one province."""

FEW: Final = 200
"""Tasks up to which an outdated board is made anew by whoever looks at it (about 0.2 s)."""
CARDS: Final = 4
"""Tasks that a column of the board names: those that have stood there longest."""
FIRST: Final = 15
"""Rows of the lists of what comes and of what stands still on their page; exports hold all."""
MONTHS_KEPT: Final = 12
"""Months for which it is told how stages kept their dates."""
_AT_ONCE: Final = 2000

AGES: Final = ((30, "0-30"), (90, "31-90"), (180, "91-180"))
"""The ages of a stay on the board of tasks, in days: shorter than those of the closet, for stages are."""
OLDEST, UNKNOWN = ">180", "unknown"


@dataclass(frozen=True)
class Seen:
    """What was read at one time: everything up to that entry of the audit chain is in it."""

    audit: int
    figures: ClosetFigures
    ahead: Ahead
    places: Places


@dataclass(frozen=True)
class Published:
    """A board as it was published; `exact` says that nothing was recorded since, and that it is of today."""

    on: date
    at: datetime
    exact: bool
    facts: Any


def age_of(days: int | None) -> str:
    """The age of a stay on the board of tasks."""
    if days is None:
        return UNKNOWN
    return next((name for most, name in AGES if days <= most), OLDEST)


def band_of(value: Value) -> int:
    """The number of the band in which a value lies; the last one is for values that nobody knows."""
    if value.vnd is None:
        return len(BANDS)
    return next(number for number, (most, _) in enumerate(BANDS) if most is None or value.vnd < most)


def known(session: Session) -> int:
    """The number of the last entry of the audit chain; what is read afterwards knows at least of that."""
    last = session.execute(queries.last_audit()).first()
    return last[0] if last is not None else 0


def look(session: Session, on: date) -> Seen:
    """Read and judge everything that the boards show."""
    number = known(session)
    return Seen(number, closet_figures(session, on), ahead(session, on), places(session, on))


def keep(session: Session, seen: Seen) -> None:
    """Publish what was seen, in the caller's transaction, so that readers find either all of it or none."""
    on = seen.figures.on
    _keep_cases(session, seen.figures)
    whole = {
        PLACES: _places_facts(_all_stays(seen.places)),
        **{
            f"{PLACES}:{provinces.slug(name)}": _places_facts(stays)
            for name, stays in _by_province(seen.places).items()
        },
        CLOSET: _closet_facts(session, seen.figures),
        AHEAD: _ahead_facts(seen.ahead),
        COMING: [_plain(row) for row in (*seen.ahead.coming, *seen.ahead.signs)],
        STALLED: [_plain(row) for row in seen.ahead.stalled],
        KEPT: _kept_facts(session, on),
    }
    stamp = {"on": on, "at": wiring.now(), "audit": seen.audit}
    for key, facts in whole.items():
        statement = insert(PublishedBoard).values(key=key, facts=facts, **stamp)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[PublishedBoard.key], set_={"facts": facts, **stamp}
            )
        )
    session.execute(boards.drop_boards(tuple(whole)))


def read(session: Session, on: date, *keys: str) -> dict[str, Published]:
    """Boards as they stand published; made anew first where they are outdated and there are few tasks.

    A board that is not there (of a province without a living task) is left out.
    """
    stamp = session.execute(boards.board_stamps((CLOSET,))).first()
    number = known(session)
    outdated = stamp is None or stamp[1] != on or stamp[3] != number
    if outdated:
        with walls.beyond(session):  # whoever looks at it, a board is made of everything
            if _may_make(session, nobody=stamp is None):
                keep(session, look(session, on))
    stamps = session.execute(boards.board_stamps(keys)).all()
    forgotten = [key for key, _, at, _ in stamps if _remembered.get(key, _NEVER)[0] != at]
    if forgotten:
        for key, at, facts in session.execute(boards.board_facts(forgotten)):
            _remembered[key] = (at, facts)
    return {
        key: Published(day, at, day == on and audit >= number, _remembered[key][1])
        for key, day, at, audit in stamps
    }


def _may_make(session: Session, *, nobody: bool) -> bool:
    """Whether this reader makes the boards anew: few tasks, or no board yet; and nobody else is at it."""
    few = (session.scalar(boards.tasks_up_to(FEW + 1)) or 0) <= FEW
    if not few and not nobody:
        return False
    lock = "pg_advisory_xact_lock" if nobody else "pg_try_advisory_xact_lock"
    taken = session.scalar(text(f"select {lock}(hashtextextended(:subject, 0))"), {"subject": SUBJECT})
    if not nobody:
        return bool(taken)
    return session.execute(boards.board_stamps((CLOSET,))).first() is None


_remembered: dict[str, tuple[datetime, Any]] = {}
"""What this process has read last of each board, by its moment, so that a page need not read it again."""
_NEVER: Final = (datetime.min.replace(tzinfo=UTC), None)


def _keep_cases(session: Session, figures: ClosetFigures) -> None:
    rows = [_case_row(row, figures.on) for row in figures.rows]
    for first in range(0, len(rows), _AT_ONCE):
        session.execute(boards.KEEP_CASES, {"rows": json.dumps(rows[first : first + _AT_ONCE])})
    session.execute(boards.DROP_CASES, {"tasks": [row["task_id"] for row in rows]})


def _case_row(row: ClosetRow, on: date) -> dict[str, Any]:
    acting = row.acting
    return {
        "task_id": row.task,
        "code": row.code,
        "title": row.title,
        "folded": fold(row.title),
        "province": row.province,
        "discipline": row.discipline,
        "host": row.host,
        "headline": row.headline_code,
        "causes": list(row.causes),
        "severity": int(row.severity),
        "days": row.days,
        "bucket": row.bucket,
        "responsible": row.responsible_vi,
        "who": acting.who,
        "what": acting.what,
        "due_on": acting.due_on.isoformat() if acting.due_on else None,
        "remedy": acting.remedy,
        "doer": acting.doer,
        "late": acting.is_late(on),
        "value_vnd": str(row.value.vnd) if row.value.vnd is not None else None,
        "value_kind": row.value.kind,
        "band": band_of(row.value),
    }


def _closet_facts(session: Session, figures: ClosetFigures) -> dict[str, Any]:
    """What the list itself does not tell: the shares of all, a month ago, what came and left each month."""
    before = figures.before
    everything = boards.cases_counted(Sees(everything=True, organisation=0, person=0), boards.CasesWanted())
    return {
        "shares": [[*row[:-2], str(row[-2]), str(row[-1])] for row in session.execute(everything)],
        "before": {
            "day": before.day.isoformat(),
            "lying": before.lying,
            "came": len(before.came),
            "left": len(before.left),
            "by_cause": dict(before.by_cause),
        },
        "months": [
            {"after": month.after.isoformat(), "until": month.until.isoformat()}
            | {name: getattr(month, name) for name in ("came", "left", "lying")}
            for month in figures.months
        ],
    }


def _all_stays(found: Places) -> list[Stay]:
    return [stay for standing in found.stages for stay in standing.stays]


def _by_province(found: Places) -> Mapping[str, Sequence[Stay]]:
    sorted_out: dict[str, list[Stay]] = defaultdict(list)
    for stay in _all_stays(found):
        sorted_out[stay.province].append(stay)
    return sorted_out


def _places_facts(stays: Iterable[Stay]) -> dict[str, Any]:
    """The columns of the board of tasks: each stage with its ages, and the tasks that stand there longest."""
    columns: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        columns[stay.stage.code].append(stay)
    return {
        "stages": [
            {
                "stage": code,
                "count": len(there),
                "overdue": sum(stay.overdue > 0 for stay in there),
                "ages": dict(Counter(age_of(stay.days) for stay in there)),
                "cards": [_card(stay) for stay in there[:CARDS]],
            }
            for code, there in columns.items()
        ]
    }


def _card(stay: Stay) -> dict[str, Any]:
    return {
        "code": stay.code,
        "title": stay.title,
        "province": stay.province,
        "days": stay.days,
        "due_on": stay.due_on.isoformat() if stay.due_on else None,
        "stopped": stay.stopped,
    }


def _ahead_facts(seen: Ahead) -> dict[str, Any]:
    return {
        "within": [[days, seen.within(days)] for days in HORIZONS],
        "counts": {"coming": len(seen.coming), "signs": len(seen.signs), "stalled": len(seen.stalled)},
        "coming": [_plain(row) for row in seen.coming[:FIRST]],
        "signs": [_plain(row) for row in seen.signs[:FIRST]],
        "stalled": [_plain(row) for row in seen.stalled[:FIRST]],
        "kinds": Counter(row.stall for row in seen.stalled).most_common(),
    }


def _kept_facts(session: Session, on: date) -> dict[str, Any]:
    since = month_ends(on, MONTHS_KEPT)[0] + timedelta(days=1)
    return {
        "since": since.isoformat(),
        "rows": [
            [month.isoformat(), unit or "", *kept]
            for month, unit, *kept in session.execute(boards.stages_kept(since))
        ],
    }


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a frozen dataclass of dates, numbers and texts
    """The fields of a row as JSON knows them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(row).items()
    }
