"""Remarks on tasks, and whom they may call."""

from collections.abc import Collection

from sqlalchemy import Select, select, union

from models.queries.among import among
from models.tables import Comment, Decision, Organisation, Person, StageEntry, Submission


def comments_of(task_id: int) -> Select[Comment, str, str]:
    """The remarks on a task that were not withdrawn, with function and organisation of who made each."""
    return (
        select(Comment, Person.title, Organisation.name)
        .join(Person, Person.id == Comment.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Comment.task_id == task_id, Comment.withdrawn_on.is_(None))
        .order_by(Comment.id)
    )


def comment_held(number: int) -> Select[Comment]:
    """One remark, held until the transaction ends."""
    return select(Comment).where(Comment.id == number).with_for_update()


def people_called(handles: Collection[str]) -> Select[Person]:
    """The active accounts of those handles."""
    return select(Person).where(among(Person.handle, handles), Person.active)


def people_of_task(task_id: int) -> Select[str, str]:
    """Who has handed in, decided or said something on a task and is still there: handle and function."""
    of_task = StageEntry.task_id == task_id
    acted = union(
        select(Submission.person_id).join(StageEntry, StageEntry.id == Submission.entry_id).where(of_task),
        select(Decision.person_id).join(StageEntry, StageEntry.id == Decision.entry_id).where(of_task),
        select(Comment.person_id).where(Comment.task_id == task_id),
    ).subquery()
    return (
        select(Person.handle, Person.title)
        .where(Person.active, Person.id.in_(select(acted.c.person_id)))
        .order_by(Person.handle)
        .limit(30)
    )
