"""Submitted papers by the words that stand in them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, cast, func, literal, select
from sqlalchemy.dialects.postgresql import REGCONFIG

from models.queries.among import among
from models.tables import StageEntry, Submission, Task

_VIETNAMESE = cast(literal("vietnamese"), REGCONFIG)
_SNIPPET = "StartSel=«, StopSel=», MaxWords=30, MinWords=15"


def _asked(words: str) -> ColumnElement[str]:
    """The words as people type them into a search: all of them, "in a row" between quotes, -without, or."""
    return func.websearch_to_tsquery(_VIETNAMESE, words)


def submissions_saying(words: str) -> Select[int, str]:
    """The papers in which the words stand, marks or no marks, with their tasks' codes; the best first."""
    asked = _asked(words)
    return (
        select(Submission.id, Task.code)
        .join(StageEntry, StageEntry.id == Submission.entry_id)
        .join(Task, Task.id == StageEntry.task_id)
        .where(Submission.terms.op("@@")(asked), Submission.withdrawn_on.is_(None))
        .order_by(func.ts_rank_cd(Submission.terms, asked).desc(), Submission.id.desc())
    )


def words_in_place(words: str, submissions: Iterable[int]) -> Select[Submission, str]:
    """These papers, each with the lines in which the words stand, the words between « and »."""
    shown = func.ts_headline(_VIETNAMESE, Submission.text, _asked(words), _SNIPPET)
    return select(Submission, shown).where(among(Submission.id, submissions))
