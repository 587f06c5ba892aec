"""The days on which offices are shut or open against the rule, each with the notice that says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from actions import audit, wiring
from models import workdays
from models.errors import NotFound, Refused
from models.listing.text import clean
from models.permissions import Actor
from models.queries import calendar as queries
from models.tables import SpecialDay

_LONGEST = 300
"""Characters of a day's name, and of the notice."""
_YEARS = (2014, 2100)
"""The first year is that of the earliest law whose periods are counted here."""


@dataclass(frozen=True)
class Special:
    """A day off, or (`works`) a day of rest on which offices work."""

    on: date
    works: bool
    name: str
    document: str


def of_year(session: Session, year: int) -> tuple[Special, ...]:
    """The special days of a year, in order."""
    return tuple(
        Special(row.on, row.works, row.name, row.document)
        for row in session.scalars(queries.special_days_of(year))
    )


def keep(session: Session, actor: Actor, day: Special) -> None:
    """Write a special day down, in the place of what was known of it.

    Raises:
        Refused: with every reason.
    """
    name, document = clean(day.name), clean(day.document)
    reasons = []
    if not _YEARS[0] <= day.on.year <= _YEARS[1]:
        reasons.append(f"Ngày {day.on:%d/%m/%Y} nằm ngoài khoảng năm {_YEARS[0]}-{_YEARS[1]}.")
    if not name or len(name) > _LONGEST:
        reasons.append(f"Hãy ghi tên của ngày (tối đa {_LONGEST} ký tự), ví dụ «Nghỉ bù Quốc khánh».")
    if not document or len(document) > _LONGEST:
        reasons.append(f"Hãy ghi số, ký hiệu của văn bản quy định (tối đa {_LONGEST} ký tự).")
    if reasons:
        raise Refused.because(reasons)
    session.execute(queries.keep_special_day(day.on, name, document, works=day.works))
    how = "ngày làm việc" if day.works else "ngày nghỉ"
    _note(
        session, actor, "kept", f"{actor.title} ghi {day.on:%d/%m/%Y} là {how}: {name} ({document}).", day.on
    )


def remove(session: Session, actor: Actor, on: date) -> None:
    """Let the rule hold on that day again.

    Raises:
        NotFound: nothing was written down of that day.
    """
    row = session.get(SpecialDay, on)
    if row is None:
        raise NotFound(f"Ngày {on:%d/%m/%Y} không có trong bảng ngày đặc biệt.")
    session.execute(queries.forget_special_day(on))
    _note(session, actor, "removed", f"{actor.title} bỏ ngày đặc biệt {on:%d/%m/%Y}: {row.name}.", on)


def holidays_of(year: int) -> tuple[date, ...]:
    """The days of a year on which offices are shut by the general rule, weekends apart."""
    return tuple(sorted(day for day in workdays.holidays(year) if day.weekday() < workdays.SATURDAY))


def _note(session: Session, actor: Actor, act: str, said: str, on: date) -> None:
    wiring.look_again()
    audit.record(
        session,
        f"system:calendar:{act}",
        said,
        on=wiring.today(),
        person_id=actor.id,
        facts={"day": on.isoformat()},
    )
