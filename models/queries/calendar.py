"""Days on which offices are shut or open against the rule."""

from datetime import date

from sqlalchemy import Delete, Executable, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from models.tables import SpecialDay


def special_days() -> Select[date, bool]:
    """Every special day, and whether offices work on it."""
    return select(SpecialDay.on, SpecialDay.works)


def special_days_of(year: int) -> Select[SpecialDay]:
    """The special days of a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return select(SpecialDay).where(SpecialDay.on.between(first, last)).order_by(SpecialDay.on)


def keep_special_day(on: date, name: str, document: str, *, works: bool) -> Executable:
    """Write a special day down, in the place of what was known of it."""
    given = insert(SpecialDay).values(on=on, works=works, name=name, document=document)
    return given.on_conflict_do_update(
        index_elements=[SpecialDay.on],
        set_={"works": works, "name": name, "document": document, "created_at": func.now()},
    )


def forget_special_day(on: date) -> Delete:
    """Let the rule hold on that day again."""
    return delete(SpecialDay).where(SpecialDay.on == on)
