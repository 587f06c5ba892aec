"""How provinces' bodies are named on paper, where a province set it."""

from collections.abc import Mapping

from sqlalchemy import Delete, Executable, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from models.tables import LetterheadLine


def letterheads() -> Select[str, str, str, str, str, str]:
    """What each province set: its name, then place, People's Committee, DoST, information body, unit."""
    return select(
        LetterheadLine.province,
        LetterheadLine.place,
        LetterheadLine.ppc,
        LetterheadLine.dost,
        LetterheadLine.info_body,
        LetterheadLine.science_unit,
    )


def keep_letterhead(province: str, names: Mapping[str, str]) -> Executable:
    """Set the names of a province, in the place of those set before."""
    given = insert(LetterheadLine).values(province=province, **names)
    return given.on_conflict_do_update(
        index_elements=[LetterheadLine.province], set_={**names, "created_at": func.now()}
    )


def forget_letterhead(province: str) -> Delete:
    """Let the names follow from the province's name again."""
    return delete(LetterheadLine).where(LetterheadLine.province == province)
