"""The ladder: how high a case has climbed, what was missed, who was told."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from models.queries.among import among
from models.tables import Audit, ClosetCase, RemedyTaken, Task

CLIMBS = ("case:closet:opened", "case:closet:escalated")
"""The audit entries that write down how high a case stands."""


def climbs_of(task_id: int) -> Select[Audit]:
    """The entries that tell how high the cases of a task have climbed, the latest first."""
    return select(Audit).where(Audit.task_id == task_id, Audit.tag.in_(CLIMBS)).order_by(Audit.id.desc())


def last_fact(task_id: int) -> Select[Audit]:
    """The last entry about a task that tells what somebody did, not what was seen or said."""
    return (
        select(Audit)
        .where(Audit.task_id == task_id, Audit.tag.not_like("case:closet:%"))
        .where(Audit.tag.not_like("%:noticed"), Audit.tag.not_like("task:comment:%"))
        .where(Audit.tag.not_in(["case:remedy:missed", "case:remedy:done"]))
        .order_by(Audit.id.desc())
        .limit(1)
    )


def missed_of(task_id: int) -> Select[Audit]:
    """The entries that tell which remedies of a task were not done in time."""
    return select(Audit).where(Audit.task_id == task_id, Audit.tag == "case:remedy:missed")


def noticed(task_id: int, event: str) -> Select[Audit]:
    """The entry that tells who was written to about an event; none while nobody was."""
    return select(Audit).where(
        Audit.task_id == task_id, Audit.tag.like("%:noticed"), Audit.facts["event"].astext == event
    )


def open_cases(codes: Sequence[str]) -> Select[str, ClosetCase]:
    """The open cases of those tasks."""
    return (
        select(Task.code, ClosetCase)
        .join(ClosetCase, ClosetCase.task_id == Task.id)
        .where(among(Task.code, codes), ClosetCase.closed_on.is_(None))
    )


def remedies_in(case_ids: Sequence[int]) -> Select[RemedyTaken]:
    """The remedies taken in those cases, in order."""
    return select(RemedyTaken).where(among(RemedyTaken.case_id, case_ids)).order_by(RemedyTaken.id)
